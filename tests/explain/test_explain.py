"""Figures explained through the app's door: addends with who and when, in pages, for whom."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.procore.site import Site, open_site

from changewright.core.money import Decimal
from changewright.core.settings import ProjectSettings
from changewright.edge.http import Application
from changewright.work.ledger import Ledger
from changewright.work.unit import LedgerReader


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    return await open_site(application, ledger, ProjectSettings())


def place(site: Site, word: str, record: Any, column: str) -> str:
    return f"/web/v1/projects/{site.container.uuid}/explain/{word}/{record}/{column}"


async def explained(
    site: Site,
    word: str,
    record: Any,
    column: str,
    client: httpx.AsyncClient | None = None,
    **q: Any,
) -> dict[str, Any]:
    answer = await (client or site.acc).get(place(site, word, record, column), params=q)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert Decimal(told["difference"]) == 0
    return told


async def priced(site: Site) -> dict[str, Any]:
    """A PCO with two items on a budget and a contract, one of them at a rate."""
    budget = await site.make("budgets", code="01", name="Steel", quantity=1, unitPrice=1000)
    contract, _ = await site.commitment("SC-1", status="sent")
    pco = await site.make("change-orders/pco", name="Change", scope="out")
    more = {"budgetId": budget["id"], "contractId": contract, "changeOrderId": pco["id"]}
    first = await site.make("cost-items", name="Beams", scope="out", submitted="120", **more)
    second = await site.make(
        "cost-items",
        name="Bolts",
        scope="out",
        estimated="10",
        proposed="30",
        proposedExchangeRate="1.5",
        **more,
    )
    await site.act(pco, "open")
    return {"budget": budget, "contract": contract, "pco": pco, "items": [first, second]}


async def test_a_sum_is_explained_down_to_line_rate_actor_and_entry(site: Site) -> None:
    made = await priced(site)
    told = await explained(site, "budget", made["budget"]["id"], "costExposed")
    assert (told["served"], told["total"]) == ("45.0000", 1)
    (addend,) = told["addends"]
    assert (addend["record"], addend["id"]) == ("cost-item", made["items"][1]["id"])
    assert (addend["column"], addend["value"], addend["amount"]) == (
        "proposed",
        "30.0000",
        "45.0000",
    )
    assert Decimal(addend["rate"]) == Decimal("1.5") and not addend["divided"]
    person = site.people.persons["admin"]
    for entry in (addend["entry"], addend["counted"]):
        assert entry["actor"] == {
            "id": str(person.uuid),
            "name": person.name,
            "clientId": None,
        } or (entry["actor"]["name"] == person.name)
        assert entry["door"] == "acc" and entry["requestId"]
    assert addend["counted"]["revision"] > addend["entry"]["revision"], "priced, then opened"
    # The budget side counts the estimate of the second, which has no better.
    both = await explained(site, "budget", made["budget"]["id"], "budgetExposed")
    assert [each["amount"] for each in both["addends"]] == ["120.0000", "10.0000"]


async def test_a_formula_holds_its_terms_and_theirs(site: Site) -> None:
    made = await priced(site)
    told = await explained(site, "budget", made["budget"]["id"], "varianceTotal")
    terms = {each["column"]: each for each in told["addends"]}
    assert terms["originalAmount"]["amount"] == "1000.0000"
    assert terms["budgetExposed"]["amount"] == "130.0000"
    assert terms["costExposed"]["amount"] == "-45.0000"
    assert [each["amount"] for each in terms["costExposed"]["addends"]] == ["-45.0000"]
    assert terms["originalAmount"]["addends"][0]["entry"]["action"]
    assert sum(Decimal(each["amount"]) for each in told["addends"]) == Decimal("1085")
    # Each term that is a sum says where it is explained in turn.
    further = await site.acc.get(terms["budgetExposed"]["explained"])
    assert further.json()["amount"] == "130.0000"


async def test_a_projects_sums_go_by_its_own_id(site: Site) -> None:
    await priced(site)
    told = await explained(site, "project", site.container.uuid, "projectedBudget")
    assert told["served"] == "1130.0000"
    other = await site.acc.get(place(site, "project", uuid4(), "projectedBudget"))
    assert other.status_code == 404


async def test_a_documents_total_and_an_amount_that_somebody_gave(site: Site) -> None:
    made = await priced(site)
    told = await explained(site, "change-order", made["pco"]["id"], "submitted")
    assert (told["served"], [each["id"] for each in told["addends"]]) == (
        "120.0000",
        [made["items"][0]["id"]],
    )
    own = await explained(site, "cost-item", made["items"][0]["id"], "submitted")
    (addend,) = own["addends"]
    assert (addend["id"], addend["total"]) == (made["items"][0]["id"], 0)
    assert addend["entry"]["actor"]["name"] == site.people.persons["admin"].name
    nothing = await explained(site, "cost-item", made["items"][0]["id"], "committed")
    assert not Decimal(nothing["served"]) and nothing["addends"] == []


async def test_as_of_a_moment_it_is_explained_as_it_was(site: Site) -> None:
    made = await priced(site)
    address = place(site, "budget", made["budget"]["id"], "budgetExposed")
    then = (await site.acc.get(address)).content
    async with site.ledger.database.connection() as connection:
        cursor = await connection.execute(
            "SELECT revision FROM head WHERE container_id = %s", (site.project_id,)
        )
        row = await cursor.fetchone()
    assert row is not None
    item = made["items"][0]["id"]
    changed = await site.acc.patch(site.cost(f"cost-items/{item}"), json={"submitted": "7"})
    assert changed.status_code == 200
    assert (await site.acc.get(address)).json()["served"] == "17.0000"
    past = await site.acc.get(address, params={"asOf": row[0]})
    assert past.content == then


async def test_many_addends_come_in_pages_with_their_total(site: Site) -> None:
    budget = await site.make("budgets", code="01", name="Steel")
    pco = await site.make("change-orders/pco", name="Change")
    rows = [
        {
            "name": f"Item {number}",
            "submitted": f"{number}.25",
            "budgetId": budget["id"],
            "changeOrderId": pco["id"],
            "scope": "out",
        }
        for number in range(250)
    ]
    for some in (rows[:125], rows[125:]):
        made = await site.acc.post(site.cost("cost-items:batch-create"), json={"data": some})
        assert made.is_success, made.text
    whole = Decimal(0)
    seen: list[str] = []
    for offset in (0, 100, 200):
        page = await explained(
            site, "budget", budget["id"], "budgetDraft", limit=100, offset=offset
        )
        assert (page["total"], page["limit"], page["offset"]) == (250, 100, offset)
        whole += sum(Decimal(each["amount"]) for each in page["addends"])
        seen += [each["id"] for each in page["addends"]]
        assert all(each["entry"] for each in page["addends"])
    assert (len(set(seen)), whole) == (250, Decimal(page["served"]))
    figure = await explained(site, "budget", budget["id"], "budgetDraft", limit=1)
    assert (len(figure["addends"]), figure["total"]) == (1, 250)


async def test_a_page_reads_no_more_than_it_shows(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says of all what they come to: one statement, whatever the window."""
    budget = await site.make("budgets", code="01", name="Steel")
    pco = await site.make("change-orders/pco", name="Change")
    rows = [
        {
            "name": f"Item {number}",
            "submitted": f"{number}.25",
            "budgetId": budget["id"],
            "changeOrderId": pco["id"],
            "scope": "out",
        }
        for number in range(40)
    ]
    made = await site.acc.post(site.cost("cost-items:batch-create"), json={"data": rows})
    assert made.is_success, made.text
    read: list[int] = []
    many = LedgerReader.many

    async def counted(self: Any, noun: Any, ids: Any, **options: Any) -> Any:
        found = await many(self, noun, ids, **options)
        read.append(len(found))
        return found

    monkeypatch.setattr(LedgerReader, "many", counted)
    for word, record, column in (
        ("budget", budget["id"], "budgetDraft"),
        ("change-order", pco["id"], "submitted"),
        ("project", site.container.uuid, "budgetDraft"),
    ):
        read.clear()
        page = await explained(site, word, record, column, limit=3, offset=30)
        assert (page["total"], page["amount"]) == (40, page["served"]) == (40, "790.0000")
        assert [each["name"] for each in page["addends"]] == ["Item 30", "Item 31", "Item 32"]
        assert sum(read) == 3, (word, read)
        beyond = await explained(site, word, record, column, limit=3, offset=40)
        assert (beyond["total"], beyond["addends"], beyond["amount"]) == (40, [], "790.0000")
    figure = await explained(site, "budget", budget["id"], "projectedBudget", limit=2)
    terms = {each["column"]: each for each in figure["addends"]}
    assert (len(terms), figure["total"]) == (2, 5), "the figure's own terms are its addends"


async def test_a_stored_sum_that_is_wrong_is_told_by_the_difference(site: Site) -> None:
    made = await priced(site)
    async with site.ledger.database.connection() as connection:
        await connection.execute(
            b"UPDATE budget SET budget_exposed = budget_exposed + 1 WHERE container_id = %s",
            (site.project_id,),
        )
    for column, served in (("budgetExposed", "131.0000"), ("projectedBudget", "1131.0000")):
        answer = await site.acc.get(place(site, "budget", made["budget"]["id"], column))
        told = answer.json()
        assert (told["served"], told["difference"]) == (served, "1.0000")


async def test_what_is_not_there_or_not_for_him_is_not_explained(site: Site) -> None:
    made = await priced(site)
    budget, contract, pco = made["budget"]["id"], made["contract"], made["pco"]["id"]
    for word, record, column in (
        ("budget", budget, "name"),
        ("budget", budget, "nothing"),
        ("budget", uuid4(), "revised"),
        ("contract", budget, "revised"),
        ("person", budget, "revised"),
    ):
        answer = await site.acc.get(place(site, word, record, column))
        assert answer.status_code == 404, (word, column, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    for role in ("owner", "supplier"):
        client = site.people.clients[role]
        for word, record, column in (
            ("budget", budget, "revised"),
            ("change-order", pco, "submitted"),
            ("contract", contract, "budgetApproved"),
            ("contract", contract, "variance_total"),
            ("project", site.container.uuid, "revised"),
        ):
            answer = await client.get(place(site, word, record, column))
            assert answer.status_code == 404, (role, word, column, answer.text)


async def test_an_owner_is_told_of_what_was_sent_to_him_without_names(site: Site) -> None:
    order = await site.make("change-orders/oco", name="Order")
    item = await site.make(
        "cost-items",
        name="Item",
        scope="out",
        proposed="50",
        submitted="70",
        changeOrderId=order["id"],
    )
    await site.act(order, "submit")
    client = site.people.clients["owner"]
    seen = await client.get(site.cost(f"change-orders/oco/{order['id']}"))
    assert seen.status_code == 200, seen.text
    told = await explained(site, "change-order", order["id"], "submitted", client)
    assert [each["id"] for each in told["addends"]] == [item["id"]]
    assert told["addends"][0]["entry"]["actor"] == {"id": None, "name": None, "clientId": None}
    hidden = await client.get(place(site, "change-order", order["id"], "proposed"))
    assert hidden.status_code == 404


async def test_a_supplier_is_told_no_line_that_his_lists_hide(site: Site) -> None:
    """The price of an item may be a competitor's quote, so that only the order's total is his."""
    supplier = site.people.companies["supplier"]
    contract, _ = await site.commitment("SC-9", companyId=supplier.autodesk_id, status="sent")
    order = await site.make("change-orders/sco", name="Order", contractId=contract)
    more = {"contractId": contract, "changeOrderId": order["id"]}
    await site.make("cost-items", name="Item", scope="in", proposed="50", **more)
    await site.act(order, "open", "send")
    client = site.people.clients["supplier"]
    answer = await client.get(place(site, "change-order", order["id"], "proposed"))
    told = answer.json()
    assert (told["served"], told["addends"], told["total"]) == ("50.0000", [], 0)


async def test_what_an_expense_a_detailed_amount_and_the_row_of_an_order_come_to(
    site: Site,
) -> None:
    expense = await site.make("expenses", name="Crane")
    for amount in ("30", "-5"):
        await site.make(f"expenses/{expense['id']}/items", name="Day", amount=amount)
    told = await explained(site, "expense", expense["id"], "amount")
    assert told["served"] == "25.0000"
    assert [each["amount"] for each in told["addends"]] == ["30.0000", "-5.0000"]
    assert told["addends"][0]["record"] == "expense-item" and told["addends"][0]["entry"]

    contract, _ = await site.commitment("SC-1", status="sent")
    order = await site.make("change-orders/sco", name="Order", contractId=contract)
    more = {"contractId": contract, "changeOrderId": order["id"], "scope": "in"}
    item = await site.make("cost-items", name="Beams", **more)
    await site.make("cost-items", name="Bolts", proposed="10", **more)
    for price in (7, 8):
        row = {"name": "Part", "type": "proposed", "quantity": 2, "unitPrice": price}
        await site.make(f"cost-items/{item['id']}/sub-cost-items", **row)
    told = await explained(site, "cost-item", item["id"], "proposed")
    assert [(each["record"], each["column"], each["amount"]) for each in told["addends"]] == [
        ("sub-cost-item", "value", "14.0000"),
        ("sub-cost-item", "value", "16.0000"),
    ]
    await site.act(order, "open", "send")
    rows = await site.acc.get(
        site.cost("schedule-of-values"), params={"filter[includeChangeOrders]": "true"}
    )
    (own,) = [row for row in rows.json() if row["associationType"] == "SCO"]
    told = await explained(site, "schedule-of-value", own["id"], "amount")
    assert [each["amount"] for each in told["addends"]] == ["30.0000", "10.0000"]
    behind = (await site.acc.get(told["addends"][0]["explained"])).json()
    assert (behind["difference"], behind["served"]) == ("0.0000", "30.0000")
    (addend,) = behind["addends"]
    assert (addend["record"], addend["id"]) == ("cost-item", item["id"])
    # Approval wrote the item's amount, and that is all there is behind it.
    (addend,) = (await site.acc.get(addend["explained"])).json()["addends"]
    assert (addend["column"], addend["explained"], addend["value"]) == (
        "committed",
        None,
        "30.0000",
    )
    client = site.people.clients["owner"]
    answer = await client.get(place(site, "expense", expense["id"], "amount"))
    assert answer.status_code == 404, answer.text
