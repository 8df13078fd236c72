"""A company that stands in a record by both of its ids: a form reads the record, changes one of
them, and sends it back whole."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People

PAIRS = {
    "change-orders/rfq": ("companyId", "companyUid"),
    "change-orders/pco": ("architectCompanyId", "architectCompanyUid"),
    "contracts": ("companyId", "companyUid"),
    "main-contracts": ("ownerCompanyId", "ownerCompanyUid"),
}


@pytest.mark.parametrize("path", PAIRS)
async def test_the_one_that_changed_is_meant(
    acc: httpx.AsyncClient, root: str, people: People, path: str
) -> None:
    by_id, by_uid = PAIRS[path]
    first, second = people.companies["owner"], people.companies["supplier"]
    third = people.companies["contractor"]
    made = await acc.post(
        f"{root}/{path}", json={"name": "n", "code": "c", by_id: first.autodesk_id}
    )
    assert made.status_code == 201, made.text
    address = f"{root}/{path}/{made.json()['id']}"

    async def sent(**changes: Any) -> dict[str, Any]:
        answer = await acc.patch(address, json=(await acc.get(address)).json() | changes)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    for changes, company in (
        ({by_id: second.autodesk_id}, second),
        ({by_uid: str(first.uuid)}, first),
        ({by_id: second.autodesk_id, by_uid: str(second.uuid)}, second),
        ({}, second),
    ):
        told = await sent(**changes)
        assert (told[by_id], told[by_uid]) == (company.autodesk_id, str(company.uuid))
    both = {by_id: first.autodesk_id, by_uid: str(third.uuid)}
    answer = await acc.patch(address, json=both)
    (problem,) = answer.json()["error"]["errors"]
    assert (answer.status_code, problem["field"]) == (400, by_uid)
    assert (await acc.get(address)).json() == told
    emptied = await sent(**{by_id: None})
    assert (emptied[by_id], emptied[by_uid]) == (None, None)
