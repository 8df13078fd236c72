"""Every body of the door, wrong as a whole and wrong in every field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.badinput.yard import COST, JSON, Yard, nested, raw_json, refused, with_json_body

from changewright.edge.bodies import Body, Field
from changewright.edge.routes import Route

BODIES = sorted(with_json_body())
HEADERS = {"content-type": JSON}
TOO_LARGE = b'{"name": "' + b"x" * (10 * 1024 * 1024) + b'"}'

# What is wrong whatever the operation, and the field that is named for it.
WHOLE: Mapping[str, bytes] = {
    "null": b"null",
    "number": b"42",
    "text": b'"text"',
    "empty text": b'""',
    "true": b"true",
    "nothing": b"",
    "blank": b"  \n",
    "half": b'{"name": "x"',
    "two": b'{"name": "x"} {}',
    "not JSON": b"name=x",
    "not UTF-8": b'{"name": "\xff"}',
    "half a character": b'{"name": "\\ud800"}',
    "infinity": b'{"name": Infinity}',
    "not a number": b'{"name": NaN}',
    "deep": nested(65),
    "very deep": nested(100_000),
    "deep objects": b'{"a":' * 3000 + b"1" + b"}" * 3000,
}

NULS = (b'{"name": "a\\u0000b"}', b'[{"name": "a\\u0000b"}]', b'{"na\\u0000me": "a"}')

WRONG_NUMBERS: Sequence[Any] = (
    {},
    [],
    True,
    "abc",
    "<1e400>",
    "<-1e400>",
    "<1e30>",
    "1e400",
    "NaN",
    "Infinity",
)
# By JSON type or format: values that no field of it takes.
WRONG: Mapping[str, Sequence[Any]] = {
    "number": WRONG_NUMBERS,
    "integer": (*WRONG_NUMBERS, 1.5, "1.5"),
    "boolean": ("yes", 1, 0, {}, [], "<1e400>"),
    "uuid": (42, "not-a-uuid", {}, [], True, "12345678-1234-1234-1234-12345678901", "../etc"),
    "date": (42, "tomorrow", "2026-13-45", "2026-02-30", {}, True, "99999-01-01"),
    "date-time": (
        42,
        "tomorrow",
        "2026-13-45T00:00:00Z",
        {},
        [],
        True,
        "9999-12-31T23:59:59-14:00",
    ),
    "choice": (42, "no-such-word", "DRAFT!", {}, [], True),
    "string": (42, True, {}, [], 1.5, "<1e400>"),
    "array": (42, "text", {}, True),
    "object": (42, "text", [], True),
}


def kind_of(field: Field) -> str:
    """Under which word of WRONG a field falls; empty for one that takes anything."""
    schema = field.reader.schema
    kind = schema.get("type", "")
    if isinstance(kind, list):
        return "number" if set(kind) == {"number", "string"} else ""
    if field.choices or schema.get("enum"):
        return "choice"
    return str(schema.get("format") or kind)


def fields_read_together(body: Body) -> list[Field]:
    """All but those that are dropped, and those that are read before, to find the record."""
    return [field for field in body.fields if not field.ignored and not field.always]


def placed(body: Body, element: Mapping[str, Any]) -> tuple[Any, str]:
    """A whole body with one such element, and what stands before its fields' names."""
    if body.inside:
        return {body.inside: [element]}, f"{body.inside}.0."
    return ([element], "0.") if body.array else (element, "")


def good(yard: Yard, operation_id: str, route: Route) -> dict[str, Any]:
    """One element of the body that the walk sent."""
    assert route.body is not None
    if route.body.partial and not route.body.array:
        return {}
    sent = yard.example(operation_id).request
    sent = sent[route.body.inside] if route.body.inside else sent
    return dict(sent[0] if isinstance(sent, list) else sent)


@pytest.mark.parametrize("operation_id", BODIES)
async def test_a_body_that_is_none(yard: Yard, operation_id: str) -> None:
    before = await yard.revision()
    for content in WHOLE.values():
        refused(await yard.send(operation_id, content=content, headers=HEADERS), 400)
    for content in NULS:
        refused(await yard.send(operation_id, content=content, headers=HEADERS), 400)
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", BODIES)
async def test_a_body_too_large_or_of_another_type(yard: Yard, operation_id: str) -> None:
    before = await yard.revision()
    refused(await yard.send(operation_id, content=TOO_LARGE, headers=HEADERS), 413)
    body = json.dumps(yard.example(operation_id).request).encode()
    for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "x"):
        headers = {"content-type": media}
        refused(await yard.send(operation_id, content=body, headers=headers), 415)
    headers = {**HEADERS, "content-encoding": "gzip"}
    refused(await yard.send(operation_id, content=body, headers=headers), 415)
    refused(
        await yard.send(
            operation_id, content=body, headers={"content-type": f"{JSON}; charset=utf-16"}
        ),
        415,
    )
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", BODIES)
async def test_every_field_of_another_type(yard: Yard, operation_id: str) -> None:
    """All fields wrong at once, in rounds: each refusal names them all, and no other."""
    route = COST[operation_id]
    assert route.body is not None
    kinds = {field: kind_of(field) for field in fields_read_together(route.body)}
    checked = {field: WRONG[kind] for field, kind in kinds.items() if kind in WRONG}
    assert checked or route.body.schema is not None
    before = await yard.revision()
    for turn in range(max(map(len, checked.values()), default=0)):
        element = good(yard, operation_id, route)
        for field, values in checked.items():
            element[field.name] = values[turn % len(values)]
        whole, place = placed(route.body, element)
        answer = await yard.send(operation_id, content=raw_json(whole), headers=HEADERS)
        refused(answer, 400, *(place + field.name for field in checked))
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", BODIES)
async def test_required_fields_missing_empty_and_null(yard: Yard, operation_id: str) -> None:
    route = COST[operation_id]
    assert route.body is not None
    required = [field for field in fields_read_together(route.body) if field.required]
    before = await yard.revision()
    for turn in (None, "", "  "):
        element = good(yard, operation_id, route)
        names = []
        for field in required:
            if turn == "  " and kind_of(field) != "string":
                continue
            element[field.name] = turn
            names.append(field.name)
        if not names:
            continue
        whole, place = placed(route.body, element)
        answer = await yard.send(operation_id, json=whole)
        refused(answer, 400, *(place + name for name in names))
    if required and not route.body.partial:
        whole, place = placed(route.body, {})
        answer = await yard.send(operation_id, json=whole)
        refused(answer, 400, *(place + field.name for field in required))
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", BODIES)
async def test_fields_too_long_and_out_of_range(yard: Yard, operation_id: str) -> None:
    route = COST[operation_id]
    assert route.body is not None
    element = good(yard, operation_id, route)
    names = []
    for field in route.body.fields:
        if field.ignored or field.maximum is None or field.choices:
            continue
        kind = kind_of(field)
        if kind == "string":
            element[field.name] = "x" * (field.maximum + 1)
        elif kind == "array":
            element[field.name] = ["x"] * (field.maximum + 1)
        elif kind == "integer":
            element[field.name] = field.maximum + 1
        else:
            continue
        names.append(field.name)
    if not names:
        return
    before = await yard.revision()
    whole, place = placed(route.body, element)
    refused(await yard.send(operation_id, json=whole), 400, *(place + name for name in names))
    assert await yard.revision() == before


def is_batch(operation_id: str) -> bool:
    body = COST[operation_id].body
    return body is not None and (body.array or body.inside != "")


@pytest.mark.parametrize("operation_id", [name for name in BODIES if is_batch(name)])
async def test_a_batch_too_long_or_of_no_objects(yard: Yard, operation_id: str) -> None:
    body = COST[operation_id].body
    assert body is not None
    before = await yard.revision()
    elements: list[list[Any]] = [[None], [42], ["x"], [[]], [{}] * (body.items_maximum + 1)]
    if body.items_minimum:
        elements.append([])
    for batch in elements:
        whole = {body.inside: batch} if body.inside else batch
        answer = await yard.send(operation_id, json=whole)
        refused(answer, 400)
    assert await yard.revision() == before


@pytest.mark.parametrize("value", [*WRONG["uuid"], None, "", "absent"])
async def test_a_batch_of_edits_names_its_records(yard: Yard, value: Any) -> None:
    element = {"note": "x"} if value == "absent" else {"id": value, "note": "x"}
    before = await yard.revision()
    refused(await yard.send("updateManyChangeOrders", json=[element]), 400, "0.id")
    assert await yard.revision() == before


async def test_of_a_key_that_stands_twice_the_last_counts(yard: Yard) -> None:
    """As the vendor's own JSON reader takes it; the reference says so."""
    answer = await yard.send(
        "createChangeOrder", content=b'{"name": "first", "name": "last"}', headers=HEADERS
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == "last"
    before = await yard.revision()
    content = b'{"name": "right", "name": 42}'
    refused(await yard.send("createChangeOrder", content=content, headers=HEADERS), 400, "name")
    assert await yard.revision() == before


@pytest.mark.parametrize("instant", ["0784-10-01T10:20:42Z", "0001-01-01T00:00:00.001Z"])
async def test_a_time_long_ago_comes_back_as_it_was_sent(yard: Yard, instant: str) -> None:
    """Odd, but allowed; and read everywhere as written."""
    made = await yard.send("createChangeOrder", json={"name": "Old", "lastSyncTime": instant})
    assert made.status_code == 201, made.text
    shown = instant if "." in instant else instant.replace("Z", ".000Z")
    assert made.json()["lastSyncTime"] == shown
    read = await yard.send("getChangeOrder", {"id": made.json()["id"]})
    assert read.json()["lastSyncTime"] == shown
