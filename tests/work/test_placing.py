"""What goes into what, what is refused, and how far a status travels (procore.md §1.4 to §1.7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from changewright.core.errors import (
    Conflict,
    Forbidden,
    InUse,
    Invalid,
    Locked,
    MoveNotAllowed,
    Taken,
)
from changewright.core.records import ChangeOrder, CostItem, Face, Line
from changewright.work import packages, potentials
from changewright.work.unit import Unit

from .site import again
from .tiers import MakeTiers, Tiers


@pytest.fixture
async def two(make_tiers: MakeTiers) -> Tiers:
    return await make_tiers(tiers_cost=2, tiers_budget=2)


@pytest.fixture
async def three(make_tiers: MakeTiers) -> Tiers:
    return await make_tiers(tiers_cost=3, tiers_budget=3)


@pytest.fixture
async def one(make_tiers: MakeTiers) -> Tiers:
    return await make_tiers(tiers_cost=1, tiers_budget=1)


def fields_of(caught: Any) -> set[str]:
    return {problem.field for problem in caught.value.problems}


# -- only what belongs together -------------------------------------------------------------------


async def test_only_packages_of_the_same_contract_and_side_take_it(two: Tiers) -> None:
    here = await two.contract("SC-1", status="signed")
    there = await two.contract("SC-2", status="signed")
    face = await two.potential(here)
    elsewhere = await two.package(there)
    owners = await two.package(await two.budget_contract())
    for wrong in (elsewhere.id, owners.id, face.id, face.change_order_id, 7, face.request_id):
        async with two.refuses(Invalid) as caught:
            await two.place(face, package_id=wrong)
        assert fields_of(caught) == {"batch_id"}
    for field, ids in (
        ("change_order_ids", {"face_ids": [face.id]}),
        ("legacy_request_ids", {"request_ids": [5]}),
    ):
        async with two.refuses(Invalid) as caught:
            await two.hold(elsewhere, **ids)
        assert fields_of(caught) == {field}


async def test_each_number_of_tiers_has_its_own_way_up(
    one: Tiers, two: Tiers, three: Tiers
) -> None:
    for site in (one, two):
        contract = await site.contract("SC-1", status="signed")
        with pytest.raises(Conflict, match="need three"):
            await site.request(contract)
        face = await site.potential(contract)
        with pytest.raises(Invalid, match="not put into a request"):
            await site.place(face, request_id=5)
    contract = await three.contract("SC-1", status="signed")
    face, package = await three.potential(contract), await three.package(contract)
    with pytest.raises(Invalid, match="here a request is"):
        await three.place(face, package_id=package.id)
    face = await one.potential(await one.budget_contract())
    other = await one.package(await one.budget_contract())
    with pytest.raises(Invalid, match="not put into a package"):
        await one.place(face, package_id=other.id)


async def test_what_is_shown_can_be_sent_back(one: Tiers, two: Tiers, three: Tiers) -> None:
    for site in (one, two, three):
        face = await site.potential(await site.contract("SC-1", status="signed"))
        before = await site.revision()
        await site.place(face, request_id=face.request_id, package_id=face.package_id)
        assert await site.revision() == before
        if face.request_id is not None and site is not one:
            await site.place(face, request_id=None, package_id=None)
            assert await site.revision() == before


async def test_a_commitment_is_approved_before_its_change_orders(three: Tiers) -> None:
    contract = await three.contract("SC-1", status="draft")
    for make in (three.potential, three.request, three.package):
        async with three.refuses(Conflict, "must be approved"):
            await make(contract)


# -- how far a status travels ---------------------------------------------------------------------


async def test_what_is_in_a_package_has_its_status(two: Tiers, three: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    face, package = await two.potential(contract), await two.package(contract, "pricing")
    await two.place(face, package_id=package.id)
    async with two.refuses(MoveNotAllowed, "that of the change order it is in"):
        await two.change_potential(face, "void")
    await two.change_potential(face, "pricing", name="Sent back as it was shown")

    contract = await three.contract("SC-1", status="signed")
    request, package = await three.request(contract), await three.package(contract)
    await three.place_request(request, package.id)
    async with three.refuses(MoveNotAllowed, "that of the package it is in"):
        await three.change_request(request, "void")


async def test_without_the_cascade_each_has_its_own_until_approval(make_tiers: MakeTiers) -> None:
    site = await make_tiers(tiers_cost=3, status_cascade="advance")
    contract = await site.contract("SC-1", status="signed")
    request, package = await site.request(contract, "pending"), await site.package(contract)
    with_line, empty = await site.potential(contract, "pricing"), await site.potential(contract)
    await site.line(with_line, "10")
    for face in (with_line, empty):
        await site.place(face, request_id=request.id)
    await site.place_request(request, package.id)
    await site.change_potential(with_line, "proceeding")
    assert (await site.rows("cost")).splitlines() == [
        "pco 001 proceeding 10 < cor 001 < co 001",
        "pco 002 pending 0 < cor 001 < co 001",
        "cor 001 pending 10 < co 001",
        "co 001 draft 10",
    ]
    approved = await site.potential(contract, "accepted")
    async with site.refuses(Conflict) as caught:
        await site.place(approved, request_id=request.id)
    assert fields_of(caught) == {"change_order_request_id"}
    await site.change_package(package, "approved")
    assert {line.split()[2] for line in (await site.rows("cost")).splitlines()[:2]} == {"approved"}
    await site.check()


async def test_only_a_package_approves_and_the_newest_approval_goes_first(two: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    face, first = await two.potential(contract), await two.package(contract)
    async with two.refuses(MoveNotAllowed, "only through the order"):
        await two.change_potential(face, "approved")
    await two.place(face, package_id=first.id)
    second = await two.package(contract)
    await two.change_package(first, "approved")
    await two.change_package(second, "approved")
    async with two.refuses(MoveNotAllowed, "later order"):
        await two.change_package(first, "draft")
    await two.change_package(second, "draft")
    await two.change_package(first, "draft")
    sequences = [(await two.now(order)).approval_sequence for order in (first, second)]
    assert sequences == [None, None]
    await two.change_package(second, "approved")
    assert (await two.now(second)).approval_sequence == 3, "a dropped sequence is not given again"


async def test_what_is_approved_is_locked_but_for_bookkeeping(two: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    face, package = await two.potential(contract), await two.package(contract)
    await two.line(face, "5")
    await two.place(face, package_id=package.id)
    await two.change_package(package, "approved")
    other = await two.package(contract)
    refused: tuple[tuple[dict[str, Any], set[str]], ...] = (
        ({"name": "Another title"}, {"name"}),
        ({"due_date": date(2026, 3, 1), "private": True}, {"due_date", "private"}),
        ({"number": "9"}, {"number"}),
    )
    for fields, named in refused:
        async with two.refuses(Locked) as caught:
            await two.change_potential(face, **fields)
        assert fields_of(caught) == named
    for placed in (None, other.id):
        async with two.refuses(Locked) as caught:
            await two.place(face, package_id=placed)
        assert fields_of(caught) == {"batch_id"}
    async with two.refuses(Locked):
        await two.line(face, "6")
    late = await two.potential(contract)
    async with two.refuses(Locked) as caught:
        await two.place(late, package_id=package.id)
    assert fields_of(caught) == {"batch_id"}
    for record in (face, package):
        async with two.refuses(Locked):
            await two.drop(record)
    booked = await two.change_potential(
        face, paid_date=date(2026, 3, 1), paid_flag=True, origin_id="77", executed_flag=True
    )
    assert (booked.paid_flag, booked.origin_id, booked.executed_flag) == (True, "77", True)
    await two.change_package(package, paid_flag=True, origin_id="78")


# -- unlink before delete -------------------------------------------------------------------------


async def test_what_is_in_something_is_not_deleted(two: Tiers, three: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    face, package = await two.potential(contract), await two.package(contract)
    await two.place(face, package_id=package.id)
    async with two.refuses(InUse, "unlink"):
        await two.drop(face)
    await two.place(face, package_id=None)
    await two.drop(face)

    contract = await three.contract("SC-1", status="signed")
    face, request = await three.potential(contract), await three.request(contract)
    package = await three.package(contract)
    await three.place(face, request_id=request.id)
    await three.place_request(request, package.id)
    for record in (face, request):
        async with three.refuses(InUse, "unlink"):
            await three.drop(record)
    await three.drop(package)
    await three.drop(request)
    assert (await three.now(face)).request_id is None
    await three.drop(face)
    assert await three.where(ChangeOrder) == []


async def test_a_deleted_change_takes_its_own_lines_along(one: Tiers, two: Tiers) -> None:
    for site in (one, two):
        contract = await site.contract("SC-1", status="signed")
        face = await site.potential(contract, "pending")
        await site.line(face, "10")
        await site.drop(face)
        assert await site.where(CostItem) == []
        assert await site.where(Face) == []


async def test_a_line_of_both_sides_stays_on_the_other(two: Tiers) -> None:
    """core-model.md §2: a prime and a commitment line of one event line are one item."""
    contract = await two.contract("SC-1", status="signed")
    prime, cost = await two.potential(await two.budget_contract()), await two.potential(contract)
    item = await two.line(cost, "10", scope="out", submitted=None)
    await two.attach(await two.pco(prime), item)
    await two.drop(cost)
    left = await two.now(item)
    assert (left.deleted_at, left.active_budget, left.active_cost) == (None, True, False)
    await two.check()
    assert await two.where(Line, side="cost") == []


async def test_a_change_of_several_contracts_is_deleted_where_it_was_made(two: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    pco = await two.draw("pco", contract_id=contract.id)
    faces = await two.where(Face, change_order_id=pco.id)
    assert {face.side for face in faces} == {"budget", "cost"}
    for face in faces:
        async with two.refuses(InUse, "several contracts"):
            await two.drop(face)


# -- faces of several contracts -------------------------------------------------------------------


async def test_a_status_moves_the_items_of_its_face_alone(make_tiers: MakeTiers) -> None:
    site = await make_tiers(tiers_cost=2, commitment_first=False)
    first, second = await site.contract("SC-1"), await site.contract("SC-2")
    pco = await site.draw("pco", scope="in")
    items = [
        await site.price(pco, proposed="10", contract_id=contract.id, scope="in")
        for contract in (first, second)
    ]
    (face,) = await site.where(Face, change_order_id=pco.id, contract_id=first.id)
    before = await site.now(pco)
    await site.change_potential(face, "pricing")
    assert [(await site.now(item)).cost_state for item in items] == ["pricing", "draft"]
    after = await site.now(pco)
    assert after.cost_state == "draft", "the lowest of all"
    assert after.updated_at > before.updated_at, "a poller of the face must see it"
    (main,) = await site.where(Face, change_order_id=pco.id, side="budget")
    await site.change_potential(main, "proceeding")
    assert (await site.now(pco)).budget_state == "proceeding", "no item is the owner's"
    third = await site.contract("SC-3")
    moved = await site.edit(items[1], contract_id=third.id)
    (empty,) = await site.where(Face, change_order_id=pco.id, contract_id=second.id)
    assert moved.contract_id == third.id
    async with site.refuses(MoveNotAllowed, "no line items"):
        await site.change_potential(empty, "void")
    await site.check()


async def test_fields_go_where_they_belong(two: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    face = await two.potential(contract, number="A-09", name="Doors", due_date=date(2026, 1, 2))
    await two.change_potential(
        face, description="Two of them", private=True, issue_number=3, schedule_change=4
    )
    face, pco = await two.now(face), await two.pco(face)
    assert (face.number, face.due_date, face.private, face.issue_number) == (
        *("A-09", date(2026, 1, 2), True, 3),
    )
    assert (pco.name, pco.description, pco.schedule_change) == ("Doors", "Two of them", 4)
    assert (pco.due_date, pco.private, pco.number) == (None, False, "0001")


# -- numbers --------------------------------------------------------------------------------------


async def test_numbers_follow_the_one_typed_last(two: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    numbers = []
    for typed in (None, None, "CO-07", None, None, "12", None, "Extra", None, "0100", None):
        fields = {} if typed is None else {"number": typed}
        numbers.append((await two.now(await two.potential(contract, **fields))).number)
    assert numbers == [
        *("001", "002", "CO-07", "CO-08", "CO-09", "12", "13", "Extra", "14", "0100", "0101"),
    ]
    packages = [await two.package(contract, **fields) for fields in _typed(None, "P9", None, None)]
    assert [package.contract_number for package in packages] == ["001", "P9", "P10", "P11"]
    other = await two.contract("SC-2", status="signed")
    assert (await two.now(await two.potential(other))).number == "001", "another contract"


def _typed(*numbers: str | None) -> list[dict[str, Any]]:
    return [{} if number is None else {"contract_number": number} for number in numbers]


async def test_a_number_is_taken_once_in_a_layer_of_a_contract(three: Tiers) -> None:
    contract = await three.contract("SC-1", status="signed")
    face, request = await three.potential(contract), await three.request(contract)
    package = await three.package(contract)
    other_face, other_request = await three.potential(contract), await three.request(contract)
    async with three.refuses(Taken) as caught:
        await three.potential(contract, number="001")
    assert fields_of(caught) == {"number"}
    async with three.refuses(Taken):
        await three.change_potential(other_face, number="001")
    async with three.refuses(Taken):
        await three.request(contract, contract_number="001")
    async with three.refuses(Taken):
        await three.change_request(other_request, contract_number="001")
    async with three.refuses(Taken):
        await three.package(contract, contract_number="001")
    for record in (face, request, package):
        await three.drop(record)
    assert (await three.change_potential(other_face, number="001")).number == "001"
    assert (await three.change_request(other_request, contract_number="001")).contract_number == (
        "001"
    )


# -- one tier: two that are one -------------------------------------------------------------------


@pytest.mark.parametrize("side", ["cost", "budget"])
async def test_what_is_written_on_one_of_the_two_is_on_the_other(one: Tiers, side: str) -> None:
    contract = await one.contract_of(side)
    face = await one.potential(contract, name="Doors", number="D-1", due_date=date(2026, 1, 2))
    (order,) = await one.where(ChangeOrder, id=face.package_id)
    assert (order.name, order.contract_number, order.due_date) == (
        *("Doors", "D-1", date(2026, 1, 2)),
    )
    await one.change_potential(face, name="Gates", private=True, issue_number=2)
    order = await one.now(order)
    assert (order.name, order.private, order.issue_number) == ("Gates", True, 2)
    await one.change_package(order, contract_number="D-5", description="Big", signed_at=None)
    await one.edit(order, name="Through the other door", schedule_change=3)
    face, pco = await one.now(face), await one.pco(face)
    assert (face.number, pco.name, pco.description, pco.schedule_change) == (
        *("D-5", "Through the other door", "Big", 3),
    )
    await one.edit(pco, name="And back")
    assert (await one.now(order)).name == "And back"
    await one.check()


async def test_an_item_on_one_of_the_two_is_on_the_other(one: Tiers) -> None:
    contract = await one.contract("SC-1", status="signed")
    face = await one.potential(contract)
    (order,) = await one.where(ChangeOrder, kind="sco")
    pco = await one.pco(face)
    first = await one.price(pco, proposed="10", contract_id=contract.id, scope="in")
    second = await one.price(order, proposed="5", scope="in")
    for document in (pco, order):
        assert await one.items_on(document) == [first.id, second.id]
        assert await one.amounts(document) == ". 15.0000 . . ."
    assert (await one.now(second)).contract_id == contract.id
    await one.detach(order, first)
    await one.detach(pco, second)
    assert await one.items_on(pco) == await one.items_on(order) == []
    assert (await one.now(face)).package_id == order.id, "they are still one"
    await one.check()


async def test_a_change_born_elsewhere_gets_its_package_when_it_is_moved(
    make_tiers: MakeTiers,
) -> None:
    """A one-tier status is the package's: the reserved id becomes one when a status is set."""
    site = await make_tiers(commitment_first=False)
    contract = await site.contract("SC-1")
    pco = await site.draw("pco", scope="in", name="Doors")
    await site.price(pco, proposed="10", contract_id=contract.id, scope="in")
    (face,) = await site.where(Face, change_order_id=pco.id, side="cost")
    await site.change_potential(face, "approved")
    assert await site.where(ChangeOrder, kind="sco") == [], "the classic resource moves nothing"
    await site.change_potential(face, "approved", moves_package=True)
    (order,) = await site.where(ChangeOrder, kind="sco")
    assert (order.id, order.name, order.cost_state) == (face.package_id, "Doors", "approved")
    assert await site.amounts(order) == ". 10.0000 . . 10.0000"
    await site.check()


# -- what the other door may do to it -------------------------------------------------------------


@pytest.mark.parametrize("side", ["cost", "budget"])
async def test_a_change_of_one_contract_keeps_it(two: Tiers, side: str) -> None:
    here = await two.contract_of(side)
    there = await two.contract("SC-2", status="signed")
    face, package = await two.potential(here), await two.package(here)
    await two.place(face, package_id=package.id)
    pco = await two.pco(face)
    main = await two.main_contract("M-2")
    moved: dict[str, Any] = (
        {"contract_id": there.id} if side == "cost" else {"main_contract_id": main.id}
    )
    for document in (pco, package):
        async with two.refuses(Conflict):
            await two.edit(document, **moved)
    # The other side's contract is nothing to its one face.
    other: dict[str, Any] = (
        {"contract_id": there.id} if side == "budget" else {"main_contract_id": main.id}
    )
    await two.edit(pco, **other)
    assert [one.id for one in await two.where(Face, change_order_id=pco.id)] == [face.id]
    await two.check()


async def test_an_order_that_moves_to_another_contract_lets_others_go(two: Tiers) -> None:
    first, second = await two.main_contract("M-1"), await two.main_contract("M-2")
    pco = await two.draw("pco", main_contract_id=first.id, scope="budgetOnly")
    item = await two.price(pco, submitted="4", scope="budgetOnly")
    order = await two.draw("oco", main_contract_id=first.id)
    await two.attach(order, item)
    (face,) = await two.where(Face, change_order_id=pco.id, side="budget")
    assert face.package_id == order.id
    await two.edit(order, main_contract_id=second.id)
    assert (await two.now(face)).package_id is None
    await two.check()


async def test_an_item_that_becomes_active_joins_where_its_change_is(two: Tiers) -> None:
    face = await two.potential(await two.budget_contract())
    package = await two.package(await two.budget_contract())
    await two.place(face, package_id=package.id)
    item = await two.price(await two.pco(face), estimated="4", scope="in")
    assert await two.items_on(package) == []
    await two.edit(item, scope="out")
    assert await two.items_on(package) == [item.id]
    await two.change_package(package, "approved")
    late = await two.potential(await two.budget_contract())
    await two.check()
    assert (await two.now(late)).package_id is None


async def test_an_integrated_system_locks_the_links(two: Tiers) -> None:
    contract = await two.contract("SC-1", status="signed")
    face, package = await two.potential(contract), await two.package(contract)
    await two.edit(await two.pco(face), integration_state="locked")
    async with two.refuses(Locked) as caught:
        await two.place(face, package_id=package.id)
    assert fields_of(caught) == {"batch_id"}
    async with two.refuses(Locked):
        await two.change_potential(face, private=True)
    await two.change_potential(face, paid_flag=True)


@pytest.mark.parametrize("role", ["viewer", "approver"])
async def test_whoever_may_not_write_places_nothing(two: Tiers, role: str) -> None:
    contract = await two.contract("SC-1", status="signed")
    face, package = await two.potential(contract), await two.package(contract)

    async def put(unit: Unit) -> None:
        await potentials.attach(unit, await again(unit, face), package_id=package.id)

    async def hold(unit: Unit) -> None:
        await packages.hold(unit, await again(unit, package), face_ids=[face.id])

    async def delete(unit: Unit) -> None:
        await potentials.delete(unit, await again(unit, face))

    async def edit(unit: Unit) -> None:
        await potentials.edit(unit, await again(unit, face), {"private": True})

    for decide in (put, hold, delete, edit):
        async with two.refuses(Forbidden):
            await two.run(decide, role)
