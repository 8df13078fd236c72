"""Objects inside a record: shown with every key the reference names, whichever were sent, and the
companies and people in them looked up like those in columns."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container

from changewright.core.people import DirectoryRows, Member
from changewright.edge.http import Application
from changewright.work.identity import save_rows
from changewright.work.ledger import Ledger

COLLABORATORS = "additionalCollaborators"


async def test_what_was_left_out_is_shown(
    acc: httpx.AsyncClient, root: str, people: People
) -> None:
    path = "change-orders/oco"
    firm, person = people.companies["owner"], people.persons["owner"]
    told = {"companyId": firm.autodesk_id, "companyUid": str(firm.uuid), "contactIds": []}
    body = {
        "name": "Slab",
        COLLABORATORS: [
            {"companyId": firm.autodesk_id},
            {"companyId": str(firm.uuid).upper(), "companyUid": None},
            told | {"contactIds": [person.autodesk_id]},
        ],
        "recipients": [{"id": "CED9LVTLHNXV"}, {"id": "CED9LVTLHNXW", "isDefault": True}],
    }
    made = await acc.post(f"{root}/{path}", json=body)
    assert made.status_code == 201, made.text
    listed = await acc.get(f"{root}/{path}/{made.json()['id']}")
    for record in (made.json(), listed.json()):
        assert record[COLLABORATORS] == [told, told, told | {"contactIds": [person.autodesk_id]}]
        assert [each["isDefault"] for each in record["recipients"]] == [False, True]


@pytest.mark.parametrize("path", ["change-orders/pco", "main-contracts"])
async def test_collaborators_that_are_not_there(
    acc: httpx.AsyncClient, root: str, people: People, path: str
) -> None:
    ours, other = people.companies["owner"], people.companies["supplier"]
    named = {"companyId": ours.autodesk_id}
    place = f"{COLLABORATORS}.0"
    made = (await acc.post(f"{root}/{path}", json={"name": "n", "code": "c"})).json()
    for sent, field in (
        ({"companyId": "NOBODY"}, f"{place}.companyId"),
        ({**named, "companyUid": str(uuid4())}, f"{place}.companyUid"),
        ({**named, "companyUid": str(other.uuid)}, f"{place}.companyUid"),
        ({**named, "contactIds": ["NOBODY"]}, f"{place}.contactIds.0"),
    ):
        answer = await acc.patch(f"{root}/{path}/{made['id']}", json={COLLABORATORS: [sent]})
        entries = answer.json()["error"]["errors"]
        told = (answer.status_code, [each["field"] for each in entries])
        assert told == (400, [field]), answer.text
    assert (await acc.get(f"{root}/{path}/{made['id']}")).json() == made


async def test_a_locked_record_sent_back_as_it_was_read_stays(
    acc: httpx.AsyncClient, root: str, people: People
) -> None:
    firm, person = people.companies["owner"], people.persons["owner"]
    body = {
        "name": "Slab",
        "integrationState": "locked",
        COLLABORATORS: [{"companyId": firm.autodesk_id, "contactIds": [person.autodesk_id]}],
        "recipients": [{"id": person.autodesk_id}],
    }
    made = (await acc.post(f"{root}/change-orders/pco", json=body)).json()
    address = f"{root}/change-orders/pco/{made['id']}"
    read = (await acc.get(address)).json()
    answer = await acc.patch(address, json=read)
    assert (answer.status_code, answer.json()) == (200, read)


async def test_whoever_left_may_be_sent_back(
    acc: httpx.AsyncClient,
    root: str,
    people: People,
    container: Container,
    application: Application,
    ledger: Ledger,
) -> None:
    """As the record was read, in a column and in an object; somewhere else they are refused."""
    firm, gone = people.companies["owner"], people.persons["owner"]
    named = {
        "ownerId": gone.autodesk_id,
        COLLABORATORS: [{"companyId": firm.autodesk_id, "contactIds": [gone.autodesk_id]}],
    }
    one, other = [
        (await acc.post(f"{root}/change-orders/pco", json={"name": name})).json()
        for name in ("one", "other")
    ]
    answer = await acc.patch(f"{root}/change-orders/pco/{one['id']}", json=named)
    assert answer.status_code == 200, answer.text
    left = Member(container.id, gone.id, "owner", firm.id, active=False)
    await save_rows(ledger.database, DirectoryRows(members=(left,)))
    await application.services.directory.fresh(now=True)
    again = await acc.patch(f"{root}/change-orders/pco/{one['id']}", json=answer.json())
    assert (again.status_code, again.json()) == (200, answer.json())
    refused = await acc.patch(f"{root}/change-orders/pco/{other['id']}", json=named)
    fields = {each["field"] for each in refused.json()["error"]["errors"]}
    assert fields == {"ownerId", f"{COLLABORATORS}.0.contactIds.0"}
