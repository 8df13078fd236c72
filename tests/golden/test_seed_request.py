"""The reference page's example request, properly encoded, against the fields of its response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import ACTOR, Container
from tests.golden.seed import (
    AMOUNTS,
    REQUEST,
    RESPONSE,
    act,
    ask,
    costs,
    made,
    path,
    query,
    slab_openings,
)
from tests.golden.shapes import differences

from changewright.core.records import ChangeOrder
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit

NO_NULLS = {
    name: {**row, "types": [each for each in row["types"] if each != "null"]}
    for name, row in RESPONSE["result"].items()
}
"""The example's nullness: it has a value in every field and an element in every array."""
ARRAYS = ("properties", "costItems", "variableMarkupFormulaItems", "additionalCollaborators")

SPELLINGS: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "as forms are": lambda pairs: urlencode(pairs),
    "with percents": lambda pairs: urlencode(pairs, quote_via=quote),
    "brackets bare": lambda pairs: urlencode(pairs, safe="[]", quote_via=quote),
    "all but spaces bare": lambda pairs: urlencode(pairs, safe="[],:=", quote_via=quote),
}


async def test_the_example_request_is_answered_field_by_field(
    acc: httpx.AsyncClient, container: Container
) -> None:
    order = await slab_openings(acc, container)
    await made(acc, container, "change-orders/pco", name="Still a draft")
    answer = await ask(acc, container, **{"filter[sourceId]": ""})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    page = answer.json()
    assert differences(page, RESPONSE["page"]) == []
    assert page["pagination"] == {"limit": 100, "offset": 0, "totalResults": 1, "nextUrl": ""}
    (found,) = page["results"]
    assert differences(found, RESPONSE["result"]) == []
    example = {
        "id": order["id"],
        "name": "Additional Slab Openings",
        "description": "Something about additional Slab Openings",
        "type": "Purchase Order",
        "scope": "in",
        "budgetStatus": "open",
        "costStatus": "open",
        "scheduleChange": 0,
        "proposedRevisedCompletionDate": "2021-01-01",
        "externalId": "10010-99-AB",
        "externalSystem": "Sage300",
        "externalMessage": "Success.",
        "lastSyncTime": "2019-09-05T01:00:12.989Z",
        "integrationState": "locked",
        "integrationStateChangedBy": found["changedBy"],
        "sourceType": "RFI",
        **dict.fromkeys(AMOUNTS, "1000.0000"),
    }
    assert {name: found[name] for name in example} == example
    assert found["integrationStateChangedAt"] == found["updatedAt"]
    assert [item["id"] for item in found["costItems"]] == [order["item"]]
    sources = [row for row in found["properties"] if row["name"] == "Source Type"]
    assert [(row["builtIn"], row["type"], row["value"]) for row in sources] == [
        (True, "options", "RFI")
    ]


async def test_the_example_request_with_its_source(
    acc: httpx.AsyncClient, container: Container
) -> None:
    """With `filter[sourceId]` too: no change order came from that PCO, and a stranger's id."""
    order = await slab_openings(acc, container)
    for source in (order["id"], str(uuid4())):
        answer = await ask(acc, container, **{"filter[sourceId]": source})
        assert answer.status_code == 200, answer.text
        assert answer.json() == {
            "pagination": {"limit": 100, "offset": 0, "totalResults": 0, "nextUrl": ""},
            "results": [],
        }


@pytest.mark.parametrize("kind", ["rfq", "sco"])
async def test_the_source_of_a_generated_document(
    acc: httpx.AsyncClient, container: Container, kind: str
) -> None:
    source = await made(acc, container, "change-orders/pco", name="Additional slab openings")
    await made(acc, container, "cost-items", name="Saw cutting", changeOrderId=source["id"])
    await act(acc, container, source["id"], "open")
    answer = await acc.post(
        costs(container, f"change-orders:generate/{kind}"),
        json={"sourceIds": [source["id"]], "sourceType": "pco"},
    )
    assert answer.status_code in (200, 201), answer.text
    (generated,) = answer.json()
    other = await made(acc, container, f"change-orders/{kind}", name="From nowhere")
    answer = await acc.get(
        costs(container, f"change-orders/{kind}"), params={"filter[sourceId]": source["id"]}
    )
    rows = answer.json()["results"]
    assert [(row["id"], row["sourceId"]) for row in rows] == [(generated["id"], source["id"])]
    assert other["sourceId"] is None


async def test_a_request_made_from_several_is_found_by_each_of_them(
    acc: httpx.AsyncClient, container: Container
) -> None:
    """Not by one whose item came to it later, nor is an order by the changes of its request."""
    sources = []
    for name in ("Openings", "Shafts", "Later"):
        source = await made(acc, container, "change-orders/pco", name=name)
        await made(acc, container, "cost-items", name=name, changeOrderId=source["id"])
        await act(acc, container, source["id"], "open")
        sources.append(source["id"])
    first, second, later = sources
    request = await generated(acc, container, "rco", first, second)
    item = await acc.get(costs(container, "cost-items"), params={"filter[changeOrderId]": later})
    pair = {"changeOrderId": request, "costItemId": item.json()["results"][0]["id"]}
    answer = await acc.post(costs(container, "cost-items:attach"), json=[pair])
    assert answer.status_code == 200, answer.text
    assert [await generated_from(acc, container, "rco", one) for one in sources] == [
        [request],
        [request],
        [],
    ]
    for action in ("open", "submit", "accept"):
        await act(acc, container, request, action)
    order = await generated(acc, container, "oco", request)
    assert await generated_from(acc, container, "oco", request) == [order]
    assert await generated_from(acc, container, "oco", second) == []
    both = {"filter[number]": "0001", "filter[budgetStatus]": "draft"}
    assert await generated_from(acc, container, "rco", second, **both) == []


async def generated(acc: httpx.AsyncClient, container: Container, kind: str, *sources: str) -> str:
    """The id of the one document of this kind that is generated from these."""
    path = costs(container, f"change-orders:generate/{kind}")
    answer = await acc.post(path, json={"sourceIds": sources})
    assert answer.status_code == 201, answer.text
    (document,) = answer.json()
    found: str = document["id"]
    return found


async def generated_from(
    acc: httpx.AsyncClient, container: Container, kind: str, source: str, **more: str
) -> list[str]:
    params = {"filter[sourceId]": source, **more}
    answer = await acc.get(costs(container, f"change-orders/{kind}"), params=params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["results"]]


async def generated_slab_openings(
    acc: httpx.AsyncClient, container: Container, people: People, ledger: Ledger
) -> tuple[dict[str, Any], str]:
    """The example's change order with a value in every field of the example, and its source's id.

    Nothing generates a PCO, and no client writes a markup: those columns are put into the ledger.
    """
    source = await made(acc, container, "change-orders/pco", name="Openings of level 2")
    contract = await made(acc, container, "contracts", code="GC-01", name="Concrete works")
    firm, person = people.companies["owner"], people.persons["owner"]
    named = {
        "companyId": firm.autodesk_id,
        "architectCompanyId": firm.autodesk_id,
        "additionalCollaborators": [
            {
                "companyId": firm.autodesk_id,
                "companyUid": str(firm.uuid),
                "contactIds": [person.autodesk_id],
            }
        ],
        "contractId": contract["id"],
    }
    order = await slab_openings(acc, container, named)

    async def decide(unit: Unit) -> None:
        found = await unit.read.require(ChangeOrder, UUID(order["id"]), "id")
        origin = await unit.read.require(ChangeOrder, UUID(source["id"]), "id")
        unit.change(
            found,
            source_id=origin.id,
            markup_formula_id=uuid4(),
            applied_by=person.id,
            applied_at=unit.now,
            variable_markup_formula_items=[{"id": str(uuid4()), "amount": "1000.0000"}],
            contact_id=person.id,
            contacts=[person.autodesk_id],
        )

    admin = msgspec.structs.replace(ACTOR, person_id=people.persons["admin"].id)
    await ledger.run(container.id, admin, decide)
    return order, source["id"]


async def test_the_example_request_unabridged(
    acc: httpx.AsyncClient, container: Container, people: People, ledger: Ledger
) -> None:
    """Every parameter as on the page, in every encoding and under both prefixes: one hit, with
    each field of the example in type and nullness."""
    order, source = await generated_slab_openings(acc, container, people, ledger)
    await slab_openings(acc, container)  # its like, but from nowhere
    values = {"filter[sourceId]": source}
    assert [name for name, _ in query(**values)] == [name for name, _ in REQUEST["query"]]
    answers = []
    for spelled in SPELLINGS.values():
        for prefix in ("/cost/v1/containers/", "/construction/cost/v1/projects/"):
            url = f"{path(container, prefix)}?{spelled(query(**values))}"
            answer = await acc.request(REQUEST["method"], url)
            assert answer.status_code == 200, (url, answer.text)
            assert str(answer.request.url).endswith(url)
            answers.append(answer.json())
    page = answers[0]
    assert answers == [page] * len(answers)
    assert differences(page, RESPONSE["page"]) == []
    assert page["pagination"] == {"limit": 100, "offset": 0, "totalResults": 1, "nextUrl": ""}
    (found,) = page["results"]
    assert (found["id"], found["sourceId"], found["sourceType"]) == (order["id"], source, "RFI")
    assert differences(found, NO_NULLS) == []
    assert all(found[name] for name in ARRAYS)
    assert found["costItems"][0]["includeMarkup"] is False


async def test_the_example_request_with_every_filter_of_the_page(
    acc: httpx.AsyncClient, container: Container, people: People, ledger: Ledger
) -> None:
    """All parameters at once find the change order; each of them with a value it has not, alone
    in being wrong, finds nothing."""
    order, source = await generated_slab_openings(acc, container, people, ledger)
    hits = {
        "filter[sourceId]": source,
        "offset": "0",
        "filter[id]": f"{uuid4()},{order['id']}",
        "filter[number]": f"9999,{order['number']}",
        "filter[contractId]": f"{order['contractId']},{uuid4()}",
        "filter[mainContractId]": order["mainContractId"] or "blank",
        "filter[externalSystem]": "Sage300",
        "filter[externalId]": "10010-99-AB,other",
    }
    page = (await ask(acc, container, **hits)).json()
    assert [row["id"] for row in page["results"]] == [order["id"]], page
    misses = {
        "offset": "1",
        "filter[sourceId]": order["id"],
        "filter[id]": str(uuid4()),
        "filter[number]": "9999",
        "filter[contractId]": "blank",
        "filter[mainContractId]": str(uuid4()),
        "filter[externalSystem]": "Sage",
        "filter[externalId]": "10010-99",
        "filter[budgetStatus]": "draft,submitted",
        "filter[costStatus]": "pricing",
        "filter[lastModifiedSince]": "2120-03-01T13:00:00Z",
    }
    asked = {name for name, _ in query(**hits)}
    assert asked - misses.keys() == {"limit", "sort", "include"}
    for name, value in misses.items():
        answer = await ask(acc, container, **{**hits, name: value})
        assert answer.status_code == 200, answer.text
        assert answer.json()["results"] == [], name
