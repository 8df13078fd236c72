"""The same rows through both doors: ids, money and states, whichever door wrote them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.site import Site, open_site

from changewright.core.records import ChangeOrder, Face
from changewright.core.settings import ProjectSettings, settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger


@pytest.fixture
async def shared(application: Application, ledger: Ledger) -> Site:
    """A project born through Autodesk's door, where nothing mirrors."""
    return await open_site(application, ledger, settings_born("acc"))


async def records(site: Site, kind: str) -> list[ChangeOrder]:
    async with site.ledger.reader(site.container.id) as read:
        return await read.where(ChangeOrder, kind=kind)


async def test_a_package_and_its_change_are_the_order_and_the_pco(site: Site) -> None:
    contract_uuid, contract_id = await site.commitment("SC-100", status="signed")
    package = await site.new_package(contract_id, title="Extra doors", schedule_impact_amount=3)
    (potential,) = await site.potential()

    (order,) = await site.orders("sco")
    (change,) = await site.orders("pco")
    assert order["name"] == change["name"] == "Extra doors"
    assert order["contractId"] == change["contractId"] == contract_uuid
    assert order["scheduleChange"] == change["scheduleChange"] == 3
    assert (order["costStatus"], change["costStatus"]) == ("draft", "draft")
    (sco,) = await records(site, "sco")
    assert (str(sco.uuid), sco.id) == (order["id"], package["id"])

    item = await site.make(
        "cost-items", name="Two doors", proposed="1500.5", contractId=contract_uuid, scope="in"
    )
    await site.attach(change, item)
    await site.attach(order, item)
    (order,) = await site.orders("sco")
    (change,) = await site.orders("pco")
    assert order["proposed"] == change["proposed"] == "1500.5000"
    (package_now,) = await site.packages()
    (potential_now,) = await site.potential()
    assert package_now["grand_total"] == potential_now["grand_total"] == "1500.5"
    assert (package_now["id"], potential_now["id"]) == (package["id"], potential["id"])
    assert potential_now["legacy_package_id"] == package["id"]


async def test_a_change_on_two_contracts_is_two_there_joined_by_an_event(shared: Site) -> None:
    first_uuid, first_id = await shared.commitment("SC-1")
    second_uuid, second_id = await shared.commitment("SC-2")
    change = await shared.make("change-orders/pco", name="Move the lift", scope="in")
    for uuid, amount in ((first_uuid, "100"), (second_uuid, "20.25")):
        await shared.make(
            "cost-items",
            name="Part",
            proposed=amount,
            contractId=uuid,
            scope="in",
            changeOrderId=change["id"],
        )
    seen = {row["contract_id"]: row for row in await shared.potential()}
    assert set(seen) == {first_id, second_id, await shared.main_contract()}
    assert seen[first_id]["grand_total"] == "100.0"
    assert seen[second_id]["grand_total"] == "20.25"
    assert {row["title"] for row in seen.values()} == {"Move the lift"}
    assert len({row["id"] for row in seen.values()}) == 3
    (pco,) = await records(shared, "pco")
    (event,) = await records(shared, "event")
    assert pco.event_id == event.id and event.name == "Move the lift"
    answer = await shared.procore.get(
        f"/rest/v1.0/potential_change_orders/{seen[first_id]['id']}",
        params={"project_id": shared.project_id, "contract_id": first_id},
    )
    assert answer.json()["commitment_change_event_id"] == event.id
    # A change of the title through one door changes all faces.
    patched = await shared.acc.patch(
        shared.cost(f"change-orders/pco/{change['id']}"), json={"name": "Move both lifts"}
    )
    assert patched.status_code == 200
    assert {row["title"] for row in await shared.potential()} == {"Move both lifts"}


async def test_each_face_shows_the_state_of_its_own_items(shared: Site) -> None:
    first_uuid, first_id = await shared.commitment("SC-1")
    second_uuid, second_id = await shared.commitment("SC-2")
    change = await shared.make("change-orders/pco", name="Move the lift", scope="in")
    items = [
        await shared.make(
            "cost-items", name="Part", proposed="10", contractId=uuid, changeOrderId=change["id"]
        )
        for uuid in (first_uuid, second_uuid)
    ]
    await shared.act(change, "open")
    faces = {row["contract_id"]: row for row in await shared.potential()}
    reserved = faces[first_id]["legacy_package_id"]
    order = await shared.make("change-orders/sco", name="First part", contractId=first_uuid)
    await shared.attach(order, items[0])
    await shared.act(order, "open", "send")
    seen = {row["contract_id"]: row for row in await shared.potential()}
    (sco,) = await records(shared, "sco")
    assert (seen[first_id]["status"], seen[second_id]["status"]) == ("approved", "pending")
    # The face names the order that holds its items, not the id it had reserved.
    assert seen[first_id]["legacy_package_id"] == sco.id != reserved
    assert seen[first_id]["change_order_package_acronym_number"] == "CCO #001"
    assert seen[second_id]["legacy_package_id"] == faces[second_id]["legacy_package_id"]
    assert seen[second_id]["change_order_package_acronym_number"] == "CCO #"


async def test_an_order_made_from_one_change_is_born_with_the_reserved_id(shared: Site) -> None:
    contract_uuid, contract_id = await shared.commitment("SC-1")
    change = await shared.make("change-orders/pco", name="Doors", contractId=contract_uuid)
    await shared.make(
        "cost-items",
        name="Door",
        proposed="5",
        contractId=contract_uuid,
        changeOrderId=change["id"],
    )
    await shared.act(change, "open")
    (face,) = [row for row in await shared.potential() if row["contract_id"] == contract_id]
    answer = await shared.procore.get(
        f"/rest/v1.0/change_order_packages/{face['legacy_package_id']}",
        params={"project_id": shared.project_id},
    )
    assert answer.status_code == 404, "a reserved id is no record yet"
    assert await shared.packages() == []
    made = await shared.acc.post(
        shared.cost("change-orders:generate/sco"), json={"sourceIds": [change["id"]]}
    )
    assert made.status_code == 201, made.text
    (package,) = await shared.packages()
    assert package["id"] == face["legacy_package_id"]
    assert (package["grand_total"], package["contract_id"]) == ("5.0", contract_id)


MOVES = (
    # Autodesk's actions on the order, its word after them, Procore's.
    ((), "draft", "draft"),
    (("open",), "open", "pending"),
    (("submit",), "inReview", "pending"),
    (("send",), "sent", "approved"),
    (("execute",), "executed", "approved"),
)


async def test_moves_through_autodesk_show_in_the_words_of_procore(site: Site) -> None:
    _, contract_id = await site.commitment("SC-100", status="signed")
    await site.new_package(contract_id, title="Doors")
    (order,) = await site.orders("sco")
    for actions, word, shown in MOVES:
        await site.act(order, *actions)
        (order,) = await site.orders("sco")
        (package,) = await site.packages()
        (potential,) = await site.potential()
        assert order["costStatus"] == word
        assert package["status"] == potential["status"] == shown
        assert package["executed"] == potential["executed"] == (word == "executed")
        assert (package["reviewed_at"] is not None) == (shown == "approved")


STATUSES = (
    # What a client of Procore sets, and the words of the order and of the PCO in Autodesk.
    ("pricing", "open", "pricing"),
    ("revised", "open", "revising"),
    ("proceeding", "inReview", "proposed"),
    ("approved", "sent", "approved"),
    ("draft", "draft", "draft"),
    ("no_charge", "draft", "rejected"),
    ("void", "draft", "void"),
    ("pending", "inReview", "proposed"),
)


@pytest.mark.parametrize("has_items", [False, True], ids=["empty", "with an item"])
async def test_statuses_through_procore_show_in_the_words_of_autodesk(
    site: Site, has_items: bool
) -> None:
    contract_uuid, contract_id = await site.commitment("SC-100", status="signed")
    package = await site.new_package(contract_id, title="Doors")
    if has_items:
        (order,), (change,) = await site.orders("sco"), await site.orders("pco")
        item = await site.make(
            "cost-items", name="Door", proposed="7", contractId=contract_uuid, scope="in"
        )
        await site.attach(change, item)
        await site.attach(order, item)
    for status, word_of_order, word_of_change in STATUSES:
        changed = await site.change_package(package["id"], status=status)
        (potential,) = await site.potential()
        assert changed["status"] == potential["status"] == status
        (order,), (change,) = await site.orders("sco"), await site.orders("pco")
        assert order["costStatus"] == word_of_order, status
        assert change["costStatus"] == word_of_change, status
        assert change["budgetStatus"] == "draft"


async def test_an_order_without_contract_is_not_a_package(shared: Site) -> None:
    order = await shared.make("change-orders/sco", name="Nowhere yet")
    assert await shared.packages() == []
    contract_uuid, contract_id = await shared.commitment("SC-1")
    patched = await shared.acc.patch(
        shared.cost(f"change-orders/sco/{order['id']}"), json={"contractId": contract_uuid}
    )
    assert patched.status_code == 200, patched.text
    (package,) = await shared.packages()
    assert (package["contract_id"], package["number"]) == (contract_id, "001")
    assert (await shared.package(package["id"]))["title"] == "Nowhere yet"


async def test_owner_orders_are_packages_of_the_prime_contract(shared: Site) -> None:
    await shared.make("change-orders/oco", name="Owner's wish")
    (package,) = await shared.packages()
    assert package["contract_id"] == await shared.main_contract()
    (order,) = await shared.orders("oco")
    assert order["mainContractId"] is None
    by_contract = await shared.packages(contract_id=package["contract_id"])
    assert [row["id"] for row in by_contract] == [package["id"]]


@pytest.mark.parametrize("tiers", [1, 2, 3])
async def test_only_one_tier_makes_two_records(
    application: Application, ledger: Ledger, tiers: int
) -> None:
    settings: dict[str, Any] = {"tiers_cost": tiers, "tiers_budget": tiers}
    site = await open_site(application, ledger, ProjectSettings(**settings))
    _, contract_id = await site.commitment("SC-1")
    for contract, kind in ((contract_id, "sco"), (await site.main_contract(), "oco")):
        package = await site.new_package(contract, title="Wish")
        (order,) = await site.orders(kind)
        assert order["name"] == package["title"] == "Wish"
    async with ledger.reader(site.container.id) as read:
        faces = await read.where(Face)
    assert len(faces) == (2 if tiers == 1 else 0)
    assert len(await site.potential()) == len(await site.orders("pco")) == len(faces)


@pytest.mark.parametrize(
    ("tiers", "acronyms", "is_package_reserved", "is_request_reserved"),
    [
        (1, ("", "", "CCO #"), True, True),
        (2, ("PCO #001", "", "CCO #"), False, True),
        (3, ("PCO #001", "COR #", "CCO #"), False, False),
    ],
)
async def test_a_change_shows_the_layers_of_its_side(
    application: Application,
    ledger: Ledger,
    tiers: int,
    acronyms: tuple[str, str, str],
    is_package_reserved: bool,
    is_request_reserved: bool,
) -> None:
    site = await open_site(application, ledger, ProjectSettings(tiers_cost=tiers))
    contract_uuid, contract_id = await site.commitment("SC-1")
    await site.make("change-orders/pco", name="Doors", contractId=contract_uuid)
    (seen,) = [row for row in await site.potential() if row["contract_id"] == contract_id]
    assert seen["change_order_tiers"] == tiers
    shown = ("potential_change_order", "change_order_request", "change_order_package")
    assert tuple(seen[f"{name}_acronym_number"] for name in shown) == acronyms
    assert (seen["legacy_package_id"] is not None) == is_package_reserved
    assert (seen["legacy_request_id"] is not None) == is_request_reserved
    assert seen["batch_id"] is None


async def test_an_order_that_is_deleted_gives_its_change_back(site: Site) -> None:
    _, contract_id = await site.commitment("SC-1", status="signed")
    package = await site.new_package(contract_id, title="Doors")
    (order,) = await site.orders("sco")
    gone = await site.acc.delete(site.cost(f"change-orders/sco/{order['id']}"))
    assert gone.status_code == 204, gone.text
    assert await site.packages() == []
    (potential,) = await site.potential()
    assert potential["legacy_package_id"] not in (None, package["id"])
    assert potential["change_order_package_acronym_number"] == "CCO #"
    assert potential["updated_at"] >= package["updated_at"]


async def test_a_change_born_through_procore_keeps_its_one_contract(site: Site) -> None:
    """Whatever items Autodesk's clients put on it (core-model.md §2)."""
    _, contract_id = await site.commitment("SC-1", status="signed")
    other_uuid, _ = await site.commitment("SC-2", status="signed")
    await site.new_package(contract_id, title="Doors")
    (change,) = await site.orders("pco")
    await site.make(
        "cost-items",
        name="Elsewhere",
        proposed="9",
        contractId=other_uuid,
        scope="in",
        changeOrderId=change["id"],
    )
    (potential,) = await site.potential()
    assert (potential["contract_id"], potential["grand_total"]) == (contract_id, "0.0")
