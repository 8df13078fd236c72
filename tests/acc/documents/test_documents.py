"""The documents of a record over HTTP: a bare array, whatever is asked."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People

# The same in every worker: a test's name may hold no chance.
NOBODY = "00000000-0000-4000-8000-000000000000"


async def test_the_documents_of_a_record(people: People, acc: httpx.AsyncClient, root: str) -> None:
    contract = (await acc.post(f"{root}/contracts", json={"code": "c", "name": "n"})).json()
    of = {"associationId": contract["id"], "associationType": "Contract"}
    folder = (await acc.post(f"{root}/attachment-folders", json=of)).json()
    for name, type_ in (("a.pdf", "Document"), ("b.pdf", "Reference"), ("c.pdf", "Document")):
        body = {"name": name, "folderId": folder["id"], "urn": f"urn:adsk:{name}", "type": type_}
        answer = await acc.post(f"{root}/attachments", json=body | of)
        assert answer.status_code == 201, answer.text
    address = f"{root}/documents?associationId={contract['id']}&associationType=Contract"
    found = (await acc.get(address)).json()
    assert [one["urn"] for one in found] == ["urn:adsk:a.pdf", "urn:adsk:c.pdf"]
    assert found[0] | of | {"status": "Completed", "signedBy": None} == found[0]
    latest = (await acc.get(f"{address}&filter[latest]=true")).json()
    assert [one["urn"] for one in latest] == ["urn:adsk:c.pdf"]
    assert (await acc.get(f"{address}&filter[signed]=true")).json() == []
    both = f"{root}/documents?associationId={contract['id']},{uuid4()}&associationType=Contract"
    assert len((await acc.get(both)).json()) == 2
    other = f"{root}/documents?associationId={contract['id']}&associationType=Budget"
    assert (await acc.get(other)).json() == []
    assert (await people.clients["supplier"].get(address)).json() == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "associationType"),
        ("associationType=Contract", "associationId"),
        ("associationType=Contract&associationId=1", "associationId"),
        (f"associationType=contract&associationId={NOBODY}", "associationType"),
        (
            f"associationType=Contract&associationId={NOBODY}&filter[latest]=maybe",
            "filter[latest]",
        ),
    ],
)
async def test_both_parameters_are_needed(
    acc: httpx.AsyncClient, root: str, query: str, field: str
) -> None:
    answer = await acc.get(f"{root}/documents?{query}")
    assert answer.status_code == 400
    assert [entry["field"] for entry in answer.json()["errors"]] == [field]
