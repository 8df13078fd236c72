"""Procore's layers and Autodesk's documents are the same rows, whoever puts them together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import pytest
from tests.fixtures_ledger import ACTOR
from tests.procore.site import Site, open_site

from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, Face
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work import cost_items, packages, potentials, requests
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit

T = TypeVar("T")

SIDES = ("cost", "budget")
ORDERS = {"cost": "sco", "budget": "oco"}
SCOPES = {"cost": "in", "budget": "budgetOnly"}
STATUS = {"cost": "costStatus", "budget": "budgetStatus"}
AMOUNT = {"cost": "proposed", "budget": "submitted"}


async def run(site: Site, decide: Callable[[Unit], Awaitable[T]]) -> T:
    actor = msgspec.structs.replace(ACTOR, door="procore")
    return await site.ledger.run(site.container.id, actor, decide)


async def opened(application: Application, ledger: Ledger, tiers: int, **fields: Any) -> Site:
    settings = msgspec.structs.replace(
        settings_born("procore"), tiers_cost=tiers, tiers_budget=tiers, **fields
    )
    return await open_site(application, ledger, settings)


async def contract_id(site: Site, side: str) -> int:
    if side == "budget":
        return await site.main_contract()
    return (await site.commitment("SC-1", status="signed"))[1]


async def potential(site: Site, of: int, **fields: Any) -> Face:
    async def decide(unit: Unit) -> Face:
        contract = await packages.contract_of(unit.read, of)
        return await potentials.create(unit, contract, {"name": "A change"} | fields)

    return await run(site, decide)


async def line(site: Site, face: Face, amount: str) -> None:
    async def decide(unit: Unit) -> None:
        found = await unit.read.require_id(Face, face.id)
        fields: dict[str, Any] = {"name": "Line", "scope": SCOPES[face.side]}
        fields |= {AMOUNT[face.side]: Decimal(amount)}
        fields |= {"contract_id": face.contract_id} if face.side == "cost" else {}
        item = await cost_items.create(unit, fields)
        await potentials.hold_all(unit, found, [item])

    await run(site, decide)


async def place(site: Site, face: Face, **ids: Any) -> None:
    async def decide(unit: Unit) -> None:
        await potentials.attach(unit, await unit.read.require_id(Face, face.id), **ids)

    await run(site, decide)


async def shown(site: Site, face: Face) -> dict[str, Any]:
    (found,) = [row for row in await site.potential() if row["id"] == face.id]
    return found


async def items_of(site: Site, order: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    answer = await site.acc.get(site.cost(f"change-orders/{kind}/{order['id']}?include=costItems"))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["costItems"]
    return found


@pytest.mark.parametrize("side", SIDES)
async def test_what_is_put_together_here_holds_the_same_items_there(
    application: Application, ledger: Ledger, side: str
) -> None:
    site = await opened(application, ledger, 2)
    of = await contract_id(site, side)
    first, second = await potential(site, of, name="Doors"), await potential(site, of, name="Lift")
    await line(site, first, "100.5")
    package = await site.new_package(of, title="Both", status="pricing")
    for face in (first, second):
        await place(site, face, package_id=package["id"])
    await line(site, second, "20")
    (order,) = await site.orders(ORDERS[side])
    held = await items_of(site, order, ORDERS[side])
    assert [item[AMOUNT[side]] for item in held] == ["100.5000", "20.0000"]
    pcos = await site.orders("pco")
    assert [pco[AMOUNT[side]] for pco in pcos] == ["100.5000", "20.0000"]
    assert {pco[STATUS[side]] for pco in pcos} == {"pricing" if side == "cost" else "open"}
    assert {pco["scope"] for pco in pcos} == {SCOPES[side]}
    (seen,) = await site.packages()
    assert (seen["grand_total"], seen["status"]) == ("120.5", "pricing")
    await place(site, second, package_id=None)
    assert len(await items_of(site, order, ORDERS[side])) == 1
    assert (await site.packages())[0]["grand_total"] == "100.5"


@pytest.mark.parametrize("side", SIDES)
async def test_an_order_generated_there_is_the_package_here(
    application: Application, ledger: Ledger, side: str
) -> None:
    site = await opened(application, ledger, 2, status_cascade="advance")
    of = await contract_id(site, side)
    face = await potential(site, of)
    await line(site, face, "100")
    (pco,) = await site.orders("pco")
    await site.act(pco, "budgetOpen" if side == "budget" else "costOpen")
    kind = ORDERS[side]
    made = await site.acc.post(
        site.cost(f"change-orders:generate/{kind}"), json={"sourceIds": [pco["id"]]}
    )
    assert made.status_code == 201, made.text
    (order,) = await site.orders(kind)
    (package,) = await site.packages()
    before = await shown(site, face)
    assert before["legacy_package_id"] == before["batch_id"] == package["id"]
    assert (package["contract_id"], package["grand_total"]) == (of, "100.0")
    # A line of it that comes here is on the order there.
    await line(site, face, "11")
    held = await items_of(site, order, kind)
    assert len(held) == 2
    moves = ("open", "send") if side == "cost" else ("open", "submit", "approve")
    await site.act(order, *moves)
    assert ((await shown(site, face))["status"], (await site.packages())[0]["status"]) == (
        *("approved", "approved"),
    )
    await site.act(order, "sentToOpen" if side == "cost" else "approvedToSubmit")
    if side == "budget":
        await site.act(order, "revise")
    for item in held:
        answer = await site.acc.post(
            site.cost("cost-items:detach"),
            json=[{"changeOrderId": order["id"], "costItemId": item["id"]}],
        )
        assert answer.is_success, answer.text
    after = await shown(site, face)
    assert (after["legacy_package_id"], after["batch_id"]) == (None, None)
    assert after["updated_at"] >= before["updated_at"]
    await site.attach(order, held[0])
    assert (await shown(site, face))["batch_id"] == package["id"]
    gone = await site.acc.delete(site.cost(f"change-orders/{kind}/{order['id']}"))
    assert (await shown(site, face))["batch_id"] == (None if gone.is_success else package["id"])


async def test_the_chain_of_the_owner_s_side_is_the_same_three_layers(
    application: Application, ledger: Ledger
) -> None:
    site = await opened(application, ledger, 3, status_cascade="advance")
    face = await potential(site, await site.main_contract())
    await line(site, face, "100")
    (pco,) = await site.orders("pco")
    await site.act(pco, "open", "submit", "accept")
    for kind, source in (("rco", pco), ("oco", None)):
        if source is None:
            (source,) = await site.orders("rco")
            await site.act(source, "open", "submit", "accept")
        made = await site.acc.post(
            site.cost(f"change-orders:generate/{kind}"), json={"sourceIds": [source["id"]]}
        )
        assert made.status_code == 201, made.text
    async with site.ledger.reader(site.container.id) as read:
        (request,) = await read.where(ChangeOrder, kind="rco")
        (order,) = await read.where(ChangeOrder, kind="oco")
    seen = await shown(site, face)
    assert seen["change_order_request_id"] == request.id
    assert seen["legacy_package_id"] == order.id == request.package_id
    assert seen["change_order_request_acronym_number"] == "COR #001"
    assert seen["change_order_package_acronym_number"] == "PCCO #001"


async def test_a_supplier_s_request_is_no_document_there(
    application: Application, ledger: Ledger
) -> None:
    """core-model.md §1: its items stay visible on PCO and SCO."""
    site = await opened(application, ledger, 3)
    of = await contract_id(site, "cost")
    face = await potential(site, of)
    await line(site, face, "30")

    async def decide(unit: Unit) -> int:
        contract = await unit.read.require_id(Contract, of)
        request = await requests.create(unit, contract, {"name": "Asked"})
        await potentials.attach(
            unit, await unit.read.require_id(Face, face.id), request_id=request.id
        )
        order = await packages.create(unit, contract, {"name": "Given"})
        await requests.attach(unit, request, order.id)
        return request.id

    request_id = await run(site, decide)
    seen = await shown(site, face)
    assert seen["change_order_request_id"] == request_id
    for kind in ("pco", "sco"):
        (document,) = await site.orders(kind)
        assert document["proposed"] == "30.0000"
    for kind in ("rco", "oco", "rfq"):
        assert await site.orders(kind) == []
    (item,) = await items_of(site, (await site.orders("sco"))[0], "sco")
    assert item["name"] == "Line"
    listed = await site.acc.get(site.cost("cost-items"), params={"include": "changeOrders"})
    held = [one["formDefinitionType"] for one in listed.json()["results"][0]["changeOrders"]]
    assert held == ["pco", "sco"]
    async with site.ledger.reader(site.container.id) as read:
        request = await read.require_id(ChangeOrder, request_id)
    # Nor is it met by its id.
    body = {"changeOrderId": str(request.uuid), "costItemId": item["id"]}
    refused = [
        await site.acc.get(site.cost(f"change-orders/{kind}/{request.uuid}"))
        for kind in ("pco", "rfq", "rco", "oco", "sco")
    ]
    for way in ("attach", "detach"):
        refused.append(await site.acc.post(site.cost(f"cost-items:{way}"), json=[body]))
    refused.append(await site.acc.get(site.cost(f"change-orders/scr/{request.uuid}")))
    assert {answer.status_code for answer in refused[:5]} == {404}
    assert all(400 <= answer.status_code < 500 for answer in refused[5:]), refused


async def test_what_is_added_there_is_in_the_supplier_s_request_too(
    application: Application, ledger: Ledger
) -> None:
    """Whichever door drew the change: nobody there could put the item into the request."""
    site = await opened(application, ledger, 3)
    uuid, of = await site.commitment("SC-1", status="signed")
    change = await site.make("change-orders/pco", name="Doors", scope="in", contractId=uuid)
    face_id = next(row["id"] for row in await site.potential() if row["contract_id"] == of)

    async def decide(unit: Unit) -> int:
        contract = await unit.read.require_id(Contract, of)
        request = await requests.create(unit, contract, {"name": "Asked"})
        await potentials.attach(
            unit, await unit.read.require_id(Face, face_id), request_id=request.id
        )
        return request.id

    request_id = await run(site, decide)
    added = await site.make(
        "cost-items", name="One", proposed="5", contractId=uuid, changeOrderId=change["id"]
    )
    async with site.ledger.reader(site.container.id) as read:
        assert (await read.require_id(ChangeOrder, request_id)).proposed == Decimal("5")
    detached = [{"changeOrderId": change["id"], "costItemId": added["id"]}]
    answer = await site.acc.post(site.cost("cost-items:detach"), json=detached)
    assert answer.is_success, answer.text
    async with site.ledger.reader(site.container.id) as read:
        assert (await read.require_id(ChangeOrder, request_id)).proposed is None


async def test_default_main_contracts_take_part(application: Application, ledger: Ledger) -> None:
    """An owner's order drawn there without a contract holds what is drawn here on the default."""
    site = await opened(application, ledger, 2)
    face = await potential(site, await site.main_contract())
    await site.make("change-orders/oco", name="Owner's wish")
    (package,) = await site.packages()
    await place(site, face, package_id=package["id"])
    assert (await shown(site, face))["batch_id"] == package["id"]
    async with site.ledger.reader(site.container.id) as read:
        assert len(await read.where(MainContract)) == 1
