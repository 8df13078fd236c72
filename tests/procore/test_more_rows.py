"""Rows that lists usually leave out, and what is worked out of other rows."""

from __future__ import annotations

from typing import Any

from tests.procore.site import PACKAGES, POTENTIAL, Site

from changewright.core.faces import state_on_face
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder, CostItem, Face, Record
from changewright.edge.lists import Viewer
from changewright.store.engine import Database
from changewright.store.read_pages import read_page


async def asked(site: Site, path: str, word: str) -> list[dict[str, Any]]:
    query: dict[str, str | int] = {
        "project_id": site.project_id,
        "filters[include_deleted]": word,
    }
    answer = await site.procore.get(path, params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    assert answer.headers["total"] == str(len(rows))
    return rows


async def test_deleted_records_are_listed_when_asked_for(site: Site) -> None:
    _, contract_id = await site.commitment("SC-1", status="signed")
    await site.new_package(contract_id, title="stays")
    gone = await site.new_package(contract_id, title="goes")
    (order,) = [each for each in await site.orders("sco") if each["name"] == "goes"]
    answer = await site.acc.delete(site.cost(f"change-orders/sco/{order['id']}"))
    assert answer.status_code == 204, answer.text
    (pco,) = [each for each in await site.orders("pco") if each["name"] == "goes"]
    answer = await site.acc.delete(site.cost(f"change-orders/pco/{pco['id']}"))
    assert answer.status_code == 204, answer.text

    (package,) = await asked(site, PACKAGES, "only")
    assert package["id"] == gone["id"] and package["deleted_at"] is not None
    assert {row["title"] for row in await asked(site, PACKAGES, "with")} == {"stays", "goes"}
    assert [row["title"] for row in await site.packages()] == ["stays"]

    (potential,) = await asked(site, POTENTIAL, "only")
    (alive,) = await site.potential()
    assert potential["deleted_at"] is not None and alive["deleted_at"] is None
    assert potential["title"] == "goes" and potential.keys() == alive.keys()
    assert len(await asked(site, POTENTIAL, "with")) == 2
    query = {"project_id": site.project_id, "contract_id": contract_id}
    shown = await site.procore.get(f"{POTENTIAL}/{potential['id']}", params=query)
    assert shown.status_code == 404


async def rows_of(site: Site, noun: type[Record], where: Condition, order: str) -> list[int]:
    database: Database = site.ledger.database
    viewer = Viewer(site.project_id, "admin")
    query = ListQuery(noun, None, (where,), (Order(order), Order("id")))
    async with database.connection() as connection:
        page = await read_page(connection, viewer, query)
    assert page is not None and page.total == len(page.ids)
    return page.ids


async def furnish(site: Site) -> None:
    """Potential changes whose items are in different states, on both sides and two contracts."""
    first, _ = await site.commitment("SC-1", status="signed")
    second, _ = await site.commitment("SC-2", status="signed")
    for number, amount in enumerate((None, "10", "20", "30")):
        pco = await site.make("change-orders/pco", name=f"pco {number}")
        if amount is not None:
            for contract in (first, second):
                item = await site.make(
                    "cost-items", name="x", contractId=contract, estimated=amount, committed=amount
                )
                await site.attach(pco, item)
        if number:
            await site.act(pco, "open")
        if number == 2:
            order = await site.make("change-orders/sco", name="order", contractId=first)
            items = await site.acc.get(site.cost("cost-items"))
            own = [
                each
                for each in items.json()["results"]
                if each["contractId"] == first and each["committed"] == "20.0000"
            ]
            await site.attach(order, *own)
            await site.act(order, "open")


async def test_faces_by_the_state_they_show(site: Site) -> None:
    await furnish(site)
    shown: dict[str, set[int]] = {}
    async with site.ledger.reader(site.project_id) as read:
        for face in await read.where(Face):
            document = await read.get(ChangeOrder, face.change_order_id)
            assert document is not None
            links = await read.memberships_of_documents([document.id])
            items = await read.many(CostItem, [link.cost_item_id for link in links])
            shown.setdefault(state_on_face(face, document, items), set()).add(face.id)
    assert len(shown) >= 2, shown
    for state, ids in shown.items():
        assert (
            set(await rows_of(site, Face, Condition("shown_state", "any", (state,)), "id")) == ids
        )
    everything = Condition("shown_state", "any", tuple(shown))
    assert len(await rows_of(site, Face, everything, "shown_state")) == sum(
        map(len, shown.values())
    )


async def test_documents_by_the_state_of_whichever_side_they_have(site: Site) -> None:
    _, contract_id = await site.commitment("SC-1", status="signed")
    await site.new_package(contract_id, title="cost", status="pending")
    await site.new_package(await site.main_contract(), title="budget", status="pending")
    await site.new_package(contract_id, title="draft")
    condition = Condition("budget_state|cost_state", "any", ("pending",))
    ids = await rows_of(site, ChangeOrder, condition, "budget_state|cost_state")
    titles = {row["title"] for row in await site.packages() if row["id"] in ids}
    assert titles == {"cost", "budget"}
