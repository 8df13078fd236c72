"""What hangs on a record goes with it, whatever the record; the journal keeps it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.fixtures_ledger import Container

from changewright.core.records import Record
from changewright.core.records_attached import Comment, PropertyValue
from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.work.ledger import Ledger

# Per word of association: where such a record is made, of what, and under which parent.
RECORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "PCO": ("change-orders/pco", {"name": "Openings"}),
    "RFQ": ("change-orders/rfq", {"name": "Openings"}),
    "RCO": ("change-orders/rco", {"name": "Openings"}),
    "OCO": ("change-orders/oco", {"name": "Openings"}),
    "SCO": ("change-orders/sco", {"name": "Openings"}),
    "CostItem": ("cost-items", {"name": "Saw cutting"}),
    "Budget": ("budgets", {"name": "Concrete", "code": "03-3000"}),
    "Contract": ("contracts", {"name": "Concrete", "code": "SC-9"}),
    "MainContract": ("main-contracts", {"name": "Extension", "code": "MC-9"}),
    "Expense": ("expenses", {"name": "Permits"}),
}
HANGING: tuple[type[Record], ...] = (Attachment, AttachmentFolder, Comment, PropertyValue)


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, (path, answer.status_code, answer.text)
    return answer.json()


async def hang_on(acc: httpx.AsyncClient, root: str, word: str, record: Any) -> Any:
    """An attachment in a folder, a comment and a value on a record; answers the attachment."""
    association = {"associationId": record["id"], "associationType": word}
    definition = await made(
        acc,
        f"{root}/property-definitions",
        name=f"Zone of {word}",
        type="text",
        associationType="FormInstance" if "formDefinitionType" in record else word,
    )
    folder = await made(acc, f"{root}/attachment-folders", **association)
    file = await acc.post(f"{root}/attachment-files", params={"name": "a.txt"}, content=b"x")
    urn = file.json()["urn"]
    attachment = await made(
        acc, f"{root}/attachments", **association, name="a.txt", urn=urn, folderId=folder["id"]
    )
    await made(acc, f"{root}/comments", **association, content="Ask the engineer")
    values = [{**association, "propertyDefinitionId": definition["id"], "value": "East"}]
    answer = await acc.post(f"{root}/property-values:batch-update", json=values)
    assert answer.status_code == 200, answer.text
    return attachment


@pytest.mark.parametrize("word", RECORDS)
async def test_what_hangs_on_a_record_goes_with_it(
    acc: httpx.AsyncClient, root: str, ledger: Ledger, container: Container, word: str
) -> None:
    path, body = RECORDS[word]
    record, other = (
        await made(acc, f"{root}/{path}", **body),
        await made(acc, f"{root}/change-orders/pco", name="Stays"),
    )
    attachment = await hang_on(acc, root, word, record)
    await made(
        acc, f"{root}/comments", associationId=other["id"], associationType="PCO", content="Stays"
    )
    hanging = await hanging_of(ledger, container, record["id"])
    assert [len(found) for found in hanging] == [1, 1, 1, 1]

    answer = await acc.delete(f"{root}/{path}/{record['id']}")
    assert answer.status_code == 204, answer.text

    assert (await acc.get(f"{root}/attachments")).json()["results"] == []
    assert [each["content"] for each in (await acc.get(f"{root}/comments")).json()] == ["Stays"]
    address = f"{root}/attachments/{attachment['id']}"
    assert (await acc.get(f"{address}/content")).status_code == 404
    assert (await acc.delete(address)).status_code == 404
    assert await hanging_of(ledger, container, record["id"]) == [[], [], [], []]
    async with ledger.reader(container.id) as read:
        for each in (one for found in hanging for one in found):
            actions = [entry.action for entry in await read.journal.of_record(each)]
            assert actions == ["created", "deleted"], each.TABLE


async def hanging_of(ledger: Ledger, container: Container, uuid: str) -> list[list[Any]]:
    """Attachments, folders, comments and values of the record with this UUID."""
    async with ledger.reader(container.id) as read:
        found: list[list[Any]] = [list(await read.where(noun)) for noun in HANGING]
    ids = {one.record_id for one in found[0] if str(one.record_uuid) == uuid}
    return [[one for one in each if one.record_id in ids] for each in found]


async def test_the_rows_of_a_contract_and_the_items_of_an_expense_take_theirs_along(
    acc: httpx.AsyncClient, root: str
) -> None:
    contract = await made(acc, f"{root}/contracts", name="Concrete", code="SC-9")
    row = await made(acc, f"{root}/schedule-of-values", name="Slab", contractId=contract["id"])
    expense = await made(acc, f"{root}/expenses", name="Permits")
    item = await made(acc, f"{root}/expenses/{expense['id']}/items", name="Fee")
    for record, word in ((row, "ScheduleOfValue"), (item, "ExpenseItem")):
        association = {"associationId": record["id"], "associationType": word}
        await made(acc, f"{root}/comments", **association, content=word)
    for path in (f"contracts/{contract['id']}", f"expenses/{expense['id']}"):
        assert (await acc.delete(f"{root}/{path}")).status_code == 204
    assert (await acc.get(f"{root}/comments")).json() == []
