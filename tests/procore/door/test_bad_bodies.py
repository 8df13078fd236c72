"""What a body may not be: every field of every body with something else in it, and whole bodies."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.procore.door.visits import ROUTES, Yard, errors_of, inner_fields, with_body

from changewright.edge.bodies import Field

BODIES = list(with_body())
ALL_OR_NONE = "syncBudgetLineItems"  # no `updates`, and no errors beside what was done
READING = ("showBudgetDetails",)  # a POST that writes nothing, and so may be repeated as it is
SYNCED = [name for name in BODIES if ROUTES[name].path.endswith("/sync") and name != ALL_OR_NONE]
NEEDED = [name for name in BODIES if (body := ROUTES[name].body) and body.required]
WRAPPED = [name for name in BODIES if name not in (*SYNCED, ALL_OR_NONE)]
WHOLE: tuple[tuple[bytes, str, int], ...] = (
    (b"", "application/json", 400),
    (b"{", "application/json", 400),
    (b"[]", "application/json", 400),
    (b"3", "application/json", 400),
    (b"null", "application/json", 400),
    (b'"\\u0000"', "application/json", 400),
    (b'{"\\ud800": 1}', "application/json", 400),
    (b"[" * 5000, "application/json", 400),
    (b"\xff", "application/json", 400),
    (b"{}", "text/plain", 406),
    (b"{}", "multipart/form-data; boundary=x", 406),
    (b"", "application/x-www-form-urlencoded", 400),
    (b"a[=1", "application/x-www-form-urlencoded", 400),
)


def other(each: Field) -> Any:
    """A value of another type than the field's. A custom field takes any that is single."""
    if each.prefix:
        return ["a list"]
    kind = each.reader.schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return None if kind is None else ("text" if "object" in kinds else {"not": "this"})


async def send(yard: Yard, operation_id: str, **sent: Any) -> httpx.Response:
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    paths = await yard.fills(route)
    if not paths:
        pytest.skip("nothing of it stands in the furnished project")
    query = next(yard.queries(route))
    return await yard.client.request(route.method, paths[0], params=query, **sent)


@pytest.mark.parametrize("operation_id", NEEDED)
async def test_a_body_that_is_none(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    before = await yard.revision()
    for content, media, status in WHOLE:
        answer = await send(yard, operation_id, content=content, headers={"content-type": media})
        assert answer.status_code == status, (content[:20], answer.text)
        assert errors_of(answer)
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", WRAPPED)
async def test_every_field_with_something_else_in_it(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    body = ROUTES[operation_id].body
    assert body is not None
    before = await yard.revision()
    for outer in body.fields:
        is_list = outer.reader.schema.get("type") == "array"
        inner = None if is_list else inner_fields(outer)
        for each in inner or (outer,):
            bad = other(each)
            if bad is None:
                continue
            name = f"{each.prefix}1" if each.prefix else each.name
            given = {name: bad} if inner is None else {outer.name: {name: bad}}
            answer = await send(yard, operation_id, json={**yard.places(body.fields), **given})
            assert answer.status_code == 400, (name, answer.status_code, answer.text)
            names = {name, f"{outer.name}.{name}"}
            assert names & errors_of(answer).keys(), (name, answer.text)
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", SYNCED)
async def test_a_sync_tells_each_element_apart(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    before = await yard.revision()
    updates: list[Any] = [
        3,
        None,
        [],
        "x",
        {"id": "x"},
        {"id": 2**52},
        {"id": 2**80},
        {"origin_id": [3]},
    ]
    answer = await send(yard, operation_id, json={"updates": updates})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["entities"] == [] and len(told["errors"]) == len(updates)
    assert all(each["errors"] for each in told["errors"])
    assert told["errors"][5]["errors"] == {"id": ["Entity with this ID not found"]}
    for bad, status in (({}, 400), ({"updates": 3}, 400), ({"updates": [{}] * 1001}, 413)):
        answer = await send(yard, operation_id, json=bad)
        assert answer.status_code == status, answer.text
        assert "updates" in errors_of(answer)
    assert await yard.revision() == before


@pytest.mark.parametrize(
    "operation_id",
    [n for n in BODIES if ROUTES[n].method in ("POST", "PATCH") and n not in READING],
)
async def test_a_token_that_is_none(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    before = await yard.revision()
    body = ROUTES[operation_id].body
    assert body is not None
    for token in ("", "x" * 256):
        headers = {"idempotency-token": token}
        answer = await send(yard, operation_id, json=yard.places(body.fields), headers=headers)
        assert answer.status_code in (400, 404), answer.text
    assert await yard.revision() == before
