"""Prices that stand on the lines of an rfq, as Autodesk's clients answer, seen as its quotes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.past.albums import revision_of
from tests.procore.contracting import Json, found, refused
from tests.procore.eventing import EVENTS, RFQS, Floor
from tests.procore.site import Site

from changewright.store.wire import Wire

QUOTE = {
    *("id", "commitment_quote_number", "cost", "schedule_impact", "description", "attachments"),
    *("request_for_quote_id", "attachments_count", "import_origin_id", "created_by_id"),
    *("created_at", "deleted_at", "updated_at", "prostore_file_ids", "created_by"),
}


class Asked:
    """An rfq made at Autodesk's door about items of a change, sent to its supplier."""

    def __init__(self, site: Site, floor: Floor) -> None:
        self.site, self.floor = site, floor
        self.items: list[Json] = []

    async def open(self, contract: tuple[str, int], *names: str) -> Asked:
        self.contract_uuid, self.contract_id = contract
        self.change = await self.site.make("change-orders/pco", name="Rock")
        for name in names:
            item = await self.site.make("cost-items", name=name, contractId=self.contract_uuid)
            await self.site.attach(self.change, item)
            self.items.append(item)
        self.document = await self.site.make(
            "change-orders/rfq", name="Rock?", contractId=self.contract_uuid
        )
        await self.site.attach(self.document, *self.items)
        await self.site.act(self.document, "open", "submit")
        return self

    async def price(self, amount: str, place: int = 0) -> None:
        """As Autodesk's clients do."""
        path = self.site.cost(f"cost-items/{self.items[place]['id']}")
        answer = await self.site.acc.patch(path, json={"proposed": amount})
        assert answer.status_code == 200, answer.text

    async def proposed(self, place: int = 0) -> str | None:
        answer = await self.site.acc.get(self.site.cost(f"cost-items/{self.items[place]['id']}"))
        told: str | None = found(answer)["proposed"]
        return told

    async def shown(self, **query: Any) -> Json:
        (rfq,) = await self.floor.rows(RFQS, contract_id=self.contract_id, **query)
        return rfq

    async def quotes(self, **query: Any) -> list[Json]:
        """The quotes, told alike by the rfq, their list and one by one."""
        rfq = await self.shown(**query)
        path, here = f"{RFQS}/{rfq['id']}/quotes", {"contract_id": self.contract_id, **query}
        listed = await self.floor.rows(path, **here)
        assert [{**quote, "attachments": []} for quote in rfq["quotes"]] == listed
        for quote in listed:
            assert await self.floor.get(f"{path}/{quote['id']}", **here) == quote
            assert set(quote) == QUOTE
        return listed

    async def patch(self, quote: Json, **fields: Any) -> httpx.Response:
        body = {**self.floor.here, "contract_id": self.contract_id, "rfq_quote": fields}
        path = f"{RFQS}/{quote['request_for_quote_id']}/quotes/{quote['id']}"
        return await self.site.procore.patch(path, json=body)

    async def bids(self) -> list[tuple[str | None, str | None]]:
        """What the app tells of the supplier's prices."""
        path = f"/web/v1/projects/{self.site.container.uuid}/records/{self.document['id']}/quotes"
        (supplier,) = found(await self.site.acc.get(path))["suppliers"]
        return [(bid["amount"], bid["origin"]) for bid in supplier["bids"]]


def costs(quotes: list[Json]) -> list[Any]:
    return [quote["cost"] for quote in quotes]


async def test_a_price_typed_at_the_other_door_is_a_quote_once_it_is_the_answer(
    site: Site, floor: Floor
) -> None:
    contract = await site.commitment("SC-1", status="signed")
    asked = await Asked(site, floor).open(contract, "Digging", "Hauling")
    await asked.price("80")
    assert await asked.quotes() == []
    sent = await revision_of(site.ledger, site.container.id)
    await site.act(asked.document, "submit")
    (quote,) = await asked.quotes()
    assert (quote["cost"], quote["request_for_quote_id"]) == (80, (await asked.shown())["id"])
    assert quote["created_by_id"] == site.people.persons["admin"].id
    await asked.price("20.5", 1)
    assert costs(await asked.quotes()) == [80, 20.5]
    assert sum(costs(await asked.quotes())) == float((await site.orders("rfq"))[0]["proposed"])
    await site.act(asked.document, "revise")
    assert (await asked.shown())["status"] == "revise_and_resubmit"
    await asked.price("76")
    await site.act(asked.document, "submit", "accept")
    (first, second) = await asked.quotes()
    assert (first["id"], first["cost"], second["cost"]) == (quote["id"], 76, 20.5)
    assert (await asked.shown())["status"] == "pending_final_approval"
    assert await asked.quotes(as_of=str(sent)) == []
    assert costs(await asked.quotes(as_of=str(sent + 1))) == [80]
    assert [amount for amount, _ in await asked.bids()] == ["76.0000", "20.5000"]
    await site.act(asked.document, "reject")
    assert await asked.quotes() == []


async def test_what_is_said_of_it_here_is_kept_and_the_price_stays_one(
    site: Site, floor: Floor
) -> None:
    asked = await Asked(site, floor).open(await site.commitment("SC-1", status="signed"), "Digging")
    await asked.price("80")
    await site.act(asked.document, "submit")
    (quote,) = await asked.quotes()
    changed = found(await asked.patch(quote, cost="75"))
    assert changed | {"updated_at": ""} == quote | {"cost": 75, "updated_at": ""}
    assert await asked.proposed() == "75.0000"
    changed = found(await asked.patch(quote, commitment_quote_number="A1", schedule_impact=3))
    assert (changed["id"], changed["cost"], changed["schedule_impact"]) == (quote["id"], 75, 3)
    assert (changed["created_at"], changed["created_by"]) == (
        quote["created_at"],
        quote["created_by"],
    )
    await asked.price("74")
    (only,) = await asked.quotes()
    assert (only["cost"], only["commitment_quote_number"]) == (74, "A1")
    assert await asked.bids() == [("74.0000", "line")]
    assert found(await asked.patch(only, cost="73"))["cost"] == 73
    assert await asked.proposed() == "73.0000"
    refused(await asked.patch(only, cost="much"), 400, "cost")
    assert (await asked.patch(only | {"id": 1}, cost=1)).status_code == 404
    # Another quote is another one; what stood until now stays told, with its amount.
    await floor.quote(await asked.shown(), 70)
    assert costs(await asked.quotes()) == [73, 70]
    assert await asked.proposed() == "73.0000"
    await site.act(asked.document, "accept")
    assert await asked.proposed() == "70.0000"
    assert await asked.bids() == [("70.0000", "quote")]
    assert costs(await asked.quotes()) == [73, 70]


async def test_a_quote_given_here_is_the_price_there_and_told_once(
    site: Site, floor: Floor
) -> None:
    asked = await Asked(site, floor).open(await site.commitment("SC-1", status="signed"), "Digging")
    await floor.quote(await asked.shown(), 90)
    assert await asked.bids() == [("90.0000", "quote")]
    await asked.price("80")
    await site.act(asked.document, "submit")
    assert costs(await asked.quotes()) == [90]
    await site.act(asked.document, "accept")
    assert await asked.proposed() == (await site.orders("rfq"))[0]["proposed"] == "90.0000"
    assert costs(await asked.quotes()) == [90]


async def test_it_is_in_the_contracts_currency_and_shown_in_the_event(
    site: Site, floor: Floor
) -> None:
    contract = await site.commitment("SC-E", status="signed", currency="EUR", exchangeRate="1.25")
    asked = await Asked(site, floor).open(contract, "Digging")
    await asked.price("80")
    await site.act(asked.document, "submit")
    rfq = await asked.shown()
    assert rfq["currency_configuration"] == {"currency_iso_code": "EUR"}
    event = await floor.event(title="Rock")
    found(await floor.patch_rfq(rfq, change_event_event_id=event["id"]))
    shown = await floor.get(f"{EVENTS}/{event['id']}")
    (line,), (beside,) = shown["change_event_line_items"], shown["rfqs"]
    assert line["rfq_amount"] == "100.0"
    assert costs(beside["quotes"]) == costs(await asked.quotes()) == [80]
    (quote,) = await asked.quotes()
    found(await asked.patch(quote, commitment_quote_number="A1"))
    shown = await floor.get(f"{EVENTS}/{event['id']}")
    assert shown["change_event_line_items"][0]["rfq_amount"] == "100.0"
    assert costs(shown["rfqs"][0]["quotes"]) == [80]


async def test_a_competitors_price_is_no_quote_of_his_and_outsiders_read_none(
    site: Site, floor: Floor
) -> None:
    contracts = [await site.commitment(code, status="signed") for code in ("SC-1", "SC-2")]
    asked = await Asked(site, floor).open(contracts[0], "Digging")
    rival = await site.make("change-orders/rfq", name="Rock?", contractId=contracts[1][0])
    await site.attach(rival, *asked.items)
    await site.act(rival, "open", "submit", "submit")
    await asked.price("80")
    await site.act(asked.document, "submit")
    (other,) = await floor.rows(RFQS, contract_id=contracts[1][1])
    assert (other["status"], other["quotes"]) == ("under_review", [])
    (quote,) = await asked.quotes()
    where = floor.here | {"contract_id": contracts[0][1]}
    path = f"{RFQS}/{quote['request_for_quote_id']}/quotes"
    for role in ("supplier", "owner"):
        there = site.as_role(role)
        for address in (f"{path}/{quote['id']}", path):
            answer = await there.get(address, params=where)
            assert answer.status_code in (403, 404) or answer.json() == [], (role, answer.text)
        body = where | {"rfq_quote": {"cost": 1}}
        assert (await there.patch(f"{path}/{quote['id']}", json=body)).status_code in (403, 404)
    assert costs((await site.as_role("viewer").get(path, params=where)).json()) == [80]
    assert await asked.proposed() == "80.0000"


async def test_a_page_of_them_takes_as_many_round_trips_as_one(
    site: Site, floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = await site.commitment("SC-1", status="signed")
    trips, told = 0, []
    run = Wire.run

    async def counted(self: Wire, *arguments: Any) -> Any:
        nonlocal trips
        trips += 1
        return await run(self, *arguments)

    monkeypatch.setattr(Wire, "run", counted)
    for number in (1, 2):
        for name in ("Digging", "Hauling")[:number]:
            asked = await Asked(site, floor).open(contract, name, f"{name} more")
            await asked.price("80")
            await asked.price("20", 1)
            await site.act(asked.document, "submit")
        before = trips
        shown = await floor.rows(RFQS, contract_id=contract[1])
        told.append(trips - before)
        assert {sum(costs(rfq["quotes"])) for rfq in shown} == {100}
    assert len(shown) == 3 and 0 < told[1] <= told[0]
