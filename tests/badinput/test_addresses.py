"""Every path and every query of the door with what should not stand there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.badinput.yard import COST, UNKNOWN_ID, Yard, fields_of, refused

from changewright.edge.routes import Parameter, Route

KINDED = sorted(name for name, route in COST.items() if "{changeOrder}" in route.path)
WITH_RECORD = sorted(
    name
    for name, route in COST.items()
    if route.path.replace("{changeOrder}", "").replace("{associationType}", "").count("{")
)
LISTS = sorted(
    name
    for name, route in COST.items()
    if any(parameter.name == "limit" for parameter in route.parameters)
)
ODD_IDS = (
    "not-a-uuid",
    "12345678-1234-1234-1234-12345678901",
    "%00",
    "1",
    "%F0%9F%92%A9",
)


def record_parameters(route: Route) -> list[str]:
    """The names of a path's parameters that name records."""
    parts = [part.partition("}")[0][1:] for part in route.path.split("/") if part[:1] == "{"]
    return [name for name in parts if name not in ("changeOrder", "associationType")]


def body_of(yard: Yard, operation_id: str) -> dict[str, Any]:
    request = yard.example(operation_id).request
    return {} if request is None else {"json": request}


@pytest.mark.parametrize("operation_id", sorted(COST))
async def test_the_container(yard: Yard, operation_id: str) -> None:
    """Malformed, unknown, another's: nothing tells the last two apart."""
    before = await yard.revision()
    sent = body_of(yard, operation_id)
    for text in ODD_IDS:
        answer = await yard.send(operation_id, {"containerId": text}, **sent)
        refused(answer, 400, "containerId")
    answers = []
    for text in (UNKNOWN_ID, str(yard.foreign.container.uuid)):
        answer = await yard.send(operation_id, {"containerId": text}, **sent)
        refused(answer, 404)
        answers.append(answer.text)
    assert answers[0] == answers[1]
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", WITH_RECORD)
async def test_the_record(yard: Yard, operation_id: str) -> None:
    before = await yard.revision()
    sent = body_of(yard, operation_id)
    for name in record_parameters(COST[operation_id]):
        for text in ODD_IDS:
            refused(await yard.send(operation_id, {name: text}, **sent), 400, name)
        answers = []
        for text in (UNKNOWN_ID, yard.foreign.example(operation_id).places[name]):
            answer = await yard.send(operation_id, {name: text}, **sent)
            refused(answer, 404)
            answers.append(answer.text.replace(text, "…"))
        assert answers[0] == answers[1]
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", KINDED)
async def test_the_kind(yard: Yard, operation_id: str) -> None:
    before = await yard.revision()
    sent = body_of(yard, operation_id)
    for word in ("PCO", "Pco", "xyz", "prime", "%00", "pco%20", "p" * 300):
        answer = await yard.send(operation_id, {"changeOrder": word}, **sent)
        refused(answer, 400, "changeOrder")
    assert await yard.revision() == before


@pytest.mark.parametrize("word", ["pco", "Pco", "FORMINSTANCE", "Nothing", "%00"])
async def test_the_association_of_actions(yard: Yard, word: str) -> None:
    answer = await yard.send("getWorkflowActions", {"associationType": word})
    refused(answer, 400, "associationType")


@pytest.mark.parametrize("operation_id", LISTS)
async def test_the_window(yard: Yard, operation_id: str) -> None:
    named = {parameter.name for parameter in COST[operation_id].parameters}
    asked = yard.example(operation_id).query
    for text in ("0", "-1", "abc", "1.5", "1e2", "-0", "\0", "٣", "0x10"):
        refused(await yard.send(operation_id, params={**asked, "limit": text}), 400, "limit")
    if "offset" in named:
        for text in ("-1", "abc", "1.5", str(2**53), "9" * 400, "\0", "-9" + "0" * 30):
            refused(await yard.send(operation_id, params={**asked, "offset": text}), 400, "offset")
    if "cursorState" in named:
        for text in ("nonsense", "o-1", "o" + "9" * 300, "\0"):
            answer = await yard.send(
                operation_id, params={**yard.example(operation_id).query, "cursorState": text}
            )
            refused(answer, 400, "cursorState")


@pytest.mark.parametrize("operation_id", LISTS)
async def test_far_beyond_the_end_is_an_empty_page(yard: Yard, operation_id: str) -> None:
    if "offset" not in {parameter.name for parameter in COST[operation_id].parameters}:
        return
    answer = await yard.send(
        operation_id,
        params={**yard.example(operation_id).query, "offset": str(2**53 - 1), "limit": "9" * 60},
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["results"] if isinstance(found, dict) else found) == []


@pytest.mark.parametrize("operation_id", LISTS)
async def test_sorting(yard: Yard, operation_id: str) -> None:
    if "sort" not in {parameter.name for parameter in COST[operation_id].parameters}:
        return
    for text in (
        *("nothing", "createdAt up", "desc", "asc createdAt", "createdAt desc desc", "id;drop"),
        *("createdAt,,nothing", "\0", "x" * 5000, "created_at", "properties.x"),
    ):
        answer = await yard.send(
            operation_id, params={**yard.example(operation_id).query, "sort": text}
        )
        refused(answer, 400, "sort")


# By the type of a filter: words that it does not take.
WRONG_WORDS: dict[str, tuple[str, ...]] = {
    "uuid": ("not-a-uuid", "1", "blank.", "12345678-1234-1234-1234-12345678901", "\0"),
    "datetime": ("tomorrow", "2026-13-45", "2026-02-30T00:00:00Z", "1", "\0"),
    "date": ("tomorrow", "2026-13-45", "2026-02-30", "\0"),
    "integer": ("abc", "1.5", "9" * 40, "\0"),
    "amount": ("abc", "1e400", "NaN", "Infinity", "9" * 80, "\0"),
    "boolean": ("yes", "1", "\0"),
    "text": ("\0", "a\0b"),
}


def wrong_words(parameter: Parameter) -> tuple[str, ...]:
    if parameter.enum:
        return ("no-such-word", parameter.enum[0].swapcase(), "\0")
    long = () if parameter.maximum_length is None else ("x" * (parameter.maximum_length + 1),)
    return (*WRONG_WORDS[parameter.type], *long)


@pytest.mark.parametrize(
    "operation_id",
    sorted(
        name
        for name, route in COST.items()
        if any(each.name.startswith("filter[") for each in route.parameters)
    ),
)
async def test_filters(yard: Yard, operation_id: str) -> None:
    """Each filter of each list, by its type; and filters that are not there."""
    asked = dict(yard.example(operation_id).query)
    for parameter in COST[operation_id].parameters:
        if not parameter.name.startswith("filter["):
            continue
        for word in wrong_words(parameter):
            answer = await yard.send(operation_id, params={**asked, parameter.name: word})
            refused(answer, 400, parameter.name)
    for name in ("filter[nothing]", "filter[]", "filter[properties.x]", "filter[__class__]"):
        for headers in ({}, {"if-none-match": "*"}):
            answer = await yard.send(operation_id, params={**asked, name: "x"}, headers=headers)
            refused(answer, 400, name)


@pytest.mark.parametrize("operation_id", LISTS)
async def test_a_filter_by_anothers_record_finds_nothing(yard: Yard, operation_id: str) -> None:
    foreign = json.dumps([each.response for each in yard.foreign.exchanges["createChangeOrder"]])
    others = [
        yard.foreign.example(maker).response["id"]
        for maker in ("createChangeOrder", "createBudget", "createContract", "createMainContract")
    ]
    for parameter in COST[operation_id].parameters:
        if parameter.type != "uuid" or not parameter.name.startswith("filter["):
            continue
        for other in (*others, UNKNOWN_ID):
            asked = {**yard.example(operation_id).query, parameter.name: other}
            answer = await yard.send(operation_id, params=asked)
            assert answer.status_code == 200, answer.text
            found = answer.json()
            assert (found["results"] if isinstance(found, dict) else found) == []
            assert other not in foreign or "Fire-rated" not in answer.text


@pytest.mark.parametrize(
    "query", [b"a=%ff", b"filter[x]=%80", b"%00=1", b"a=%00", b"&".join([b"a=1"] * 1001)]
)
async def test_a_query_that_is_none(yard: Yard, query: bytes) -> None:
    answer = await yard.client.get(yard.address("getChangeOrders") + "?" + query.decode("latin-1"))
    refused(answer, 400)
    assert fields_of(answer)


async def test_unknown_paths_and_methods(yard: Yard) -> None:
    base = f"/cost/v1/containers/{yard.own.container.uuid}"
    for path in (
        "",
        "/..%2f../change-orders",
        "/nothing",
        "/budgets/x/y/z/w",
        "/budgets:none",
        "/%00",
        "/change-orders/pco:x",
    ):
        answer = await yard.client.get(base + path)
        assert answer.status_code in (400, 404), (path, answer.text)
        refused(answer, answer.status_code)
    for method, path in (("PUT", "/budgets"), ("DELETE", "/budgets"), ("PATCH", "/change-orders")):
        answer = await yard.client.request(method, base + path)
        refused(answer, 405)
        assert "GET" in answer.headers["allow"]
