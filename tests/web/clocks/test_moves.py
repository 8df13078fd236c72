"""The ledger's own moves as events, and who may write and see what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import ACTOR, Container
from tests.web.clocks.timing import (
    OWN_RULE,
    TODAY,
    act,
    ago,
    deadlines,
    event,
    got,
    made,
    main_contract,
)

from changewright.core.records_contracts import MainContract
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit

# -- the ledger's own moves -----------------------------------------------------------------------


async def test_a_request_answers_for_the_changes_whose_items_it_holds(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    other = await made(acc, f"{root}/change-orders/pco", name="Another")
    item = await made(acc, f"{root}/cost-items", name="A door")
    for record in (pco, rco):
        pair = {"changeOrderId": record["id"], "costItemId": item["id"]}
        reply = await acc.post(f"{root}/cost-items:attach", json=[pair])
        assert reply.status_code == 200, reply.text
    for record in (pco, other):
        await event(web, place, record, "quotation_instructed", ago(2))
    for action in ("open", "submit"):
        await act(acc, root, rco, action)
    page = await got(web, f"{place}/clock-deadlines?ruleId=nec4-ecc.62.3-quotation")
    states = {each["record"]["id"]: each["state"] for each in page["results"]}
    assert states == {pco["id"]: "met", other["id"]: "running"}


async def test_a_request_s_way_makes_its_own_events(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    await act(acc, root, rco, "open")
    assert not await deadlines(web, place), "opening a request is nothing to a contract"
    await act(acc, root, rco, "submit")
    submitted = (await deadlines(web, place))["nec4-ecc.62.3-reply"]
    assert submitted["record"] == {
        "kind": "rco",
        "id": rco["id"],
        "number": rco["number"],
        "name": "A request",
    }
    assert submitted["startedBy"]["type"] == "quotation_submitted"
    assert submitted["daysLeft"] == 14
    await act(acc, root, rco, "accept")
    assert (await deadlines(web, place))["nec4-ecc.62.3-reply"]["state"] == "met"
    events = (await got(web, f"{place}/clock-events?changeOrderId={rco['id']}"))["results"]
    assert [(each["type"], each["automatic"]) for each in events] == [
        ("quotation_submitted", True),
        ("quotation_accepted", True),
    ]
    edited = await web.patch(f"{place}/clock-events/{events[0]['id']}", json={"note": "no"})
    assert edited.status_code == 409


async def test_moves_from_before_the_clocks_are_read_from_the_journal(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str
) -> None:
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    for action in ("open", "submit"):
        await act(acc, root, rco, action)
    assert (await got(web, f"{place}/clock-events"))["total"] == 0
    contract = await main_contract(web, place)
    await web.put(f"{place}/main-contracts/{contract}/clock-terms", json={"family": "nec4-ecc"})
    await act(acc, root, rco, "accept")
    address = f"{place}/change-orders/{rco['id']}/clock-events:from-journal"
    for recorded in (1, 0):
        reply = await web.post(address)
        assert (reply.status_code, reply.json()) == (200, {"recorded": recorded})
    assert (await deadlines(web, place))["nec4-ecc.62.3-reply"]["state"] == "met"


async def test_deleting_a_record_takes_its_clocks_along(
    web: httpx.AsyncClient, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    asked = await event(web, place, pco, "quotation_instructed", ago(2))
    address = f"{place}/clock-deadlines/nec4-ecc.62.3-quotation~{asked['id']}"
    until = (TODAY + timedelta(days=40)).isoformat()
    await made(web, f"{address}/extensions", until=until, agreedBy="both")
    gone = await acc.delete(f"{root}/change-orders/pco/{pco['id']}")
    assert gone.status_code == 204, gone.text
    assert not await deadlines(web, place)
    assert (await got(web, f"{place}/clock-events"))["total"] == 0
    assert (await web.get(address)).status_code == 404


# -- who may, and who sees ------------------------------------------------------------------------


async def test_who_may_write(people: People, place: str, terms: str, pco: Any) -> None:
    body = {"type": "event_known", "changeOrderId": pco["id"], "occurredOn": ago(1)}
    for role, client in people.clients.items():
        reply = await client.post(f"{place}/clock-events", json=body)
        allowed = role in ("admin", "manager", "estimator")
        assert reply.status_code == (201 if allowed else 403), (role, reply.text)
        rule = await client.post(f"{place}/clock-rules", json=OWN_RULE | {"id": f"own.{role}"})
        assert rule.status_code == (201 if role == "admin" else 403), (role, rule.text)
        calendar = await client.put(f"{place}/clock-calendar", json={"dueSoonDays": 3})
        assert calendar.status_code == (200 if role == "admin" else 403), role
        family = await client.put(
            f"{place}/main-contracts/{terms}/clock-terms", json={"family": "nec4-ecc"}
        )
        seen = role != "supplier"
        writes = role in ("admin", "manager")
        assert family.status_code == (200 if writes else 403 if seen else 404), role


async def test_outsiders_see_deadlines_of_what_they_see(
    people: People, acc: httpx.AsyncClient, root: str, place: str, terms: str, pco: Any
) -> None:
    """The owner sees requests sent to him, never a potential change; the supplier neither."""
    web = people.clients["admin"]
    await event(web, place, pco, "event_known", ago(5))
    rco = await made(acc, f"{root}/change-orders/rco", name="A request")
    for action in ("open", "submit"):
        await act(acc, root, rco, action)
    reply = await made(
        *(web, f"{place}/clock-events"),
        type="event_notified",
        changeOrderId=rco["id"],
        occurredOn=ago(0),
        note="between us",
        matter="our fault",
    )
    own = await made(web, f"{place}/clock-rules", **OWN_RULE)
    owner, supplier = people.clients["owner"], people.clients["supplier"]
    shown = await got(owner, f"{place}/clock-deadlines")
    assert {each["record"]["id"] for each in shown["results"]} == {rco["id"]}
    assert {each["matter"] for each in shown["results"]} == {""}
    assert (await got(web, f"{place}/clock-deadlines"))["total"] == shown["total"] + 1
    address = f"{place}/clock-deadlines/nec4-ecc.61.4~{reply['id']}"
    why = await got(owner, address)
    assert {each["note"] for each in why["events"]} == {None}
    assert "between us" not in str(why) and "our fault" not in str(why)
    assert (await got(supplier, f"{place}/clock-deadlines"))["results"] == []
    assert (await supplier.get(address)).status_code == 404
    known = next(
        each
        for each in (await got(web, f"{place}/clock-deadlines"))["results"]
        if each["record"]["id"] == pco["id"]
    )
    assert (await owner.get(f"{place}/clock-deadlines/{known['id']}")).status_code == 404
    for client in (owner, supplier):
        assert (await got(client, f"{place}/clock-events"))["results"] == []
        assert (await got(client, f"{place}/clock-rules"))["results"] == []
        assert (await client.get(f"{place}/clock-rules/{own['recordId']}")).status_code == 404
        assert (await client.get(f"{place}/clock-events/{reply['id']}")).status_code == 404
        family = await got(client, f"{place}/clock-families/nec4-ecc")
        assert "own.crane" not in [each["id"] for each in family["rules"]]
        asked = await client.get(f"{place}/clock-deadlines?changeOrderId={pco['id']}")
        assert asked.status_code == 422
    assert (await got(supplier, f"{place}/clock-terms"))["results"] == []
    assert (await got(owner, f"{place}/clock-terms"))["total"] == 1


async def test_the_company_in_whose_court_it_is(
    people: People, ledger: Ledger, container: Container, place: str, terms: str, pco: Any
) -> None:
    """Told within the house; outside, nobody is told of another company than his own."""
    web, owner = people.clients["admin"], people.clients["owner"]
    contractor, payer = people.companies["contractor"], people.companies["owner"]

    async def name_parties(unit: Unit) -> None:
        contract = await unit.read.require(MainContract, UUID(terms))
        unit.change(
            contract,
            "updated",
            contractor_company_id=contractor.id,
            owner_company_id=payer.id,
            architect_company_id=payer.id,
        )

    await ledger.run(container.id, ACTOR, name_parties)
    body = {"mainContractId": terms, "occurredOn": ago(1)}
    for name in ("event_known", "quotation_submitted"):
        await made(web, f"{place}/clock-events", type=name, **body)

    async def courts(client: httpx.AsyncClient) -> dict[str, Any]:
        page = await got(client, f"{place}/clock-deadlines")
        return {each["court"]: each["courtCompanyId"] for each in page["results"]}

    assert await courts(web) == {
        "contractor": str(contractor.uuid),
        "administrator": str(payer.uuid),
    }
    assert await courts(owner) == {"contractor": None, "administrator": str(payer.uuid)}
