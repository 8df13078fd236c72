"""Requests that are well formed and come at the wrong time, twice, or with another's records."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.badinput.yard import COST, UNKNOWN_ID, Yard, fields_of, refused, with_json_body

from changewright.edge.bodies import Field

EDITS = sorted(name for name, route in COST.items() if route.method in ("PATCH", "DELETE"))
POSTS = sorted(name for name in with_json_body() if COST[name].method == "POST")
# Repeating the walk's own request is refused (a code that is in use, a move that was made).
NOT_REPEATABLE = {
    *("createBudget", "createContract", "createMainContract", "createSegment", "importBudgets"),
    *("createSegmentValue", "importSegmentValues", "createPerformanceTrackingItem"),
    *("createPerformanceTrackingItemInstance", "createPropertyDefinition", "copySubCostItems"),
    *("generateChangeOrders", "linkBudgetsToContracts", "createExpense", "createExchangeRate"),
}
# Fields that name no record of a project, or are kept as they come.
NOT_LOOKED_UP = {"componentTemplateId", "budgetPaymentId"}
OTHERS_OF: Mapping[str, str] = {
    "budgetId": "createBudget",
    "contractId": "createContract",
    "mainContractId": "createMainContract",
    "changeOrderId": "createChangeOrder",
    "costItemId": "createCostItem",
    "associationId": "createChangeOrder",
    "propertyDefinitionId": "createPropertyDefinition",
    "trackingItemInstanceId": "createPerformanceTrackingItemInstance",
    "folderId": "createAttachmentFolder",
    "id": "createChangeOrder",
}


async def new(yard: Yard, **fields: Any) -> dict[str, Any]:
    body = {"name": "Contested", **fields}
    answer = await yard.client.post(yard.address("createChangeOrder"), json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def action(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [{"action": name, "associationType": "PCO", "associationId": record["id"]}]


async def execute(yard: Yard, elements: Any) -> httpx.Response:
    return await yard.client.post(yard.address("executeWorkflowActions"), json=elements)


# Moves


async def test_a_move_that_is_not_allowed_now(yard: Yard) -> None:
    record = await new(yard)
    before = await yard.revision()
    for name in ("approve", "reject", "no-such-action", "OPEN", "x" * 255):
        answer = await execute(yard, action(record, name))
        assert answer.status_code == 200, answer.text
        (element,) = answer.json()
        (fault,) = element["errors"]
        assert fault["status"] in (400, 409) and fault["errors"][0]["detail"], fault
    read = await yard.send("getChangeOrder", {"id": record["id"]})
    assert read.json() | {"costItems": 0, "properties": 0} == record | {
        "costItems": 0,
        "properties": 0,
    }
    assert await yard.revision() == before


@pytest.mark.parametrize("uuid", [UNKNOWN_ID, "foreign"])
async def test_a_move_of_a_record_that_is_not_there(yard: Yard, uuid: str) -> None:
    foreign = yard.foreign.example("createChangeOrder").response["id"]
    before = await yard.revision()
    answer = await execute(yard, action({"id": foreign if uuid == "foreign" else uuid}, "open"))
    assert answer.status_code == 200, answer.text
    (fault,) = answer.json()[0]["errors"]
    assert fault["status"] == 404
    assert "Fire-rated" not in answer.text
    assert await yard.revision() == before


async def test_of_two_moves_at_once_one_is_made(yard: Yard) -> None:
    record = await new(yard)
    answers = await asyncio.gather(*(execute(yard, action(record, "open")) for _ in range(8)))
    made = [answer for answer in answers if answer.json()[0]["errors"] == []]
    assert len(made) == 1
    for answer in answers:
        assert answer.status_code == 200
    histories = await yard.client.get(
        yard.address("getActionHistories"),
        params={"associationType": "PCO", "associationId": record["id"]},
    )
    assert len(histories.json()["results"]) <= 2, histories.text


async def test_of_two_edits_with_one_tag_one_is_made(yard: Yard) -> None:
    record = await new(yard)
    address = yard.address("updateChangeOrder", {"id": record["id"]})
    tag = (await yard.client.get(address)).headers["etag"]
    answers = await asyncio.gather(
        *(
            yard.client.patch(address, json={"note": str(number)}, headers={"if-match": tag})
            for number in range(6)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5


# Locks


@pytest.mark.parametrize(
    ("create", "edit"),
    [
        ("createChangeOrder", "updateChangeOrder"),
        ("createCostItem", "updateCostItem"),
        ("createBudget", "updateBudget"),
        ("createContract", "updateContract"),
        ("createMainContract", "updateMainContract"),
        ("createExpense", "updateExpense"),
    ],
)
async def test_an_edit_of_a_locked_record(yard: Yard, create: str, edit: str) -> None:
    body = {"name": "Locked", "code": uuid4().hex[:12]}
    made = await yard.client.post(yard.address(create), json=body)
    assert made.status_code == 201, made.text
    name = re.findall(r"\{(\w+)\}", COST[edit].path)[-1]
    address = yard.address(edit, {name: made.json()["id"]})
    locked = await yard.client.patch(address, json={"integrationState": "locked"})
    assert locked.status_code == 200, locked.text
    before = await yard.revision()
    refused(await yard.client.patch(address, json={"name": "Changed"}), 409)
    refused(await yard.client.delete(address), 409)
    assert await yard.revision() == before
    assert (await yard.client.get(address)).json()["name"] == "Locked"


# Versions


@pytest.mark.parametrize("operation_id", EDITS)
async def test_an_old_version(yard: Yard, operation_id: str) -> None:
    route = COST[operation_id]
    sent: dict[str, Any] = {} if route.body is None else {"json": {}}
    before = await yard.revision()
    for tag in ('"old"', '"change_order.0.0.full"', "nonsense", 'W/"x"', '"a", "b"'):
        answer = await yard.send(operation_id, headers={"if-match": tag}, **sent)
        refused(answer, 412)
    assert await yard.revision() == before


# Keys


@pytest.mark.parametrize("operation_id", [name for name in POSTS if name not in NOT_REPEATABLE])
async def test_a_key_gives_the_first_answer_again_and_refuses_another_body(
    yard: Yard, operation_id: str
) -> None:
    exchange = yard.example(operation_id)
    headers = {"idempotency-key": str(uuid4())}
    first = await yard.send(operation_id, json=exchange.request, headers=headers)
    assert first.status_code == COST[operation_id].status, first.text
    before = await yard.revision()
    again = await yard.send(operation_id, json=exchange.request, headers=headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    other = await yard.send(operation_id, json=other_body(exchange.request), headers=headers)
    refused(other, 409)
    assert await yard.revision() == before


def other_body(request: Any) -> Any:
    """The same with a field more, which nobody reads."""
    if isinstance(request, list):
        return [{**request[0], "more": 1}, *request[1:]]
    return {**request, "more": 1}


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_that_is_none(yard: Yard, key: str) -> None:
    before = await yard.revision()
    headers = {"idempotency-key": key}
    answer = await yard.send("createChangeOrder", json={"name": "x"}, headers=headers)
    refused(answer, 400, "idempotency-key")
    assert await yard.revision() == before


# Another's records


def references() -> Iterator[tuple[str, Field]]:
    """Each field of each body that names a record."""
    for operation_id in with_json_body():
        body = COST[operation_id].body
        assert body is not None
        for field in body.fields:
            is_uuid = field.reader.schema.get("format") == "uuid"
            if is_uuid and not field.ignored and field.name not in NOT_LOOKED_UP:
                yield operation_id, field


@pytest.mark.parametrize(
    ("operation_id", "field"),
    [pytest.param(*each, id=f"{each[0]}-{each[1].name}") for each in references()],
)
async def test_anothers_record_in_a_body(yard: Yard, operation_id: str, field: Field) -> None:
    """Refused in the same words as one that is nowhere, and nothing of it told."""
    if operation_id == "createSegmentValue" and field.name == "id":
        return  # the new value's own id
    maker = OTHERS_OF.get(field.name) or operation_id.replace("update", "create")
    maker = "createBudget" if maker == "importBudgets" else maker
    body = COST[operation_id].body
    assert body is not None
    before = await yard.revision()
    details = []
    for other in (yard.foreign.example(maker).response["id"], UNKNOWN_ID):
        request = yard.example(operation_id).request
        if body.inside:
            element = {**request[body.inside][0], field.name: other}
            request, place = {body.inside: [element]}, f"{body.inside}.0."
        elif body.array:
            element = {**request[0], field.name: other}
            request, place = [element, *request[1:]], "0."
        else:
            request, place = {**request, field.name: other}, ""
        answer = await yard.send(operation_id, json=request)
        if operation_id == "executeWorkflowActions":
            assert answer.json()[0]["errors"][0]["status"] == 404, answer.text
        else:
            assert answer.status_code in (400, 404), answer.text
            assert fields_of(answer) == {place + field.name}, answer.text
        details.append(answer.text.replace(other, "…"))
    assert details[0] == details[1]
    assert await yard.revision() == before


async def test_anothers_records_in_lists_of_a_body(yard: Yard) -> None:
    order = yard.foreign.example("createChangeOrder").response["id"]
    budget = yard.foreign.example("createBudget").response["id"]
    contract = yard.foreign.example("createContract").response["id"]
    before = await yard.revision()
    for operation_id, request in (
        ("generateChangeOrders", {"sourceIds": [order]}),
        ("createContract", {"code": "F", "name": "F", "budgets": [{"id": budget}]}),
        ("linkBudgetsToContracts", {"create": [{"budgetId": budget, "contractId": contract}]}),
        ("linkBudgetsToContracts", {"remove": [{"budgetId": budget, "contractId": contract}]}),
        ("copySubCostItems", {"from": "budget", "to": "proposed", "source": {"ids": [budget]}}),
    ):
        answer = await yard.send(operation_id, json=request)
        assert answer.status_code in (400, 404), (operation_id, answer.text)
        refused(answer, answer.status_code)
        assert "Gypsum" not in answer.text and "Fire-rated" not in answer.text
    assert await yard.revision() == before
