"""Bulk change orders: as whole as work done step by step, at any size, the same for one seed."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.fixtures_ledger import Container, make_container

from changewright.core.errors import Conflict
from changewright.core.kinds import KIND, KINDS
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_attached import PropertyValue
from changewright.store.engine import Database
from changewright.work import change_orders, cost_items, moves
from changewright.work.demo.patterns import OUTCOMES, PATTERNS
from changewright.work.demo.synthetic import load_synthetic
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit
from changewright.work.verify import verify

SIZE = 700


@pytest.mark.parametrize("size", [1, 2, 5, SIZE])
async def test_is_whole_at_any_size(
    database: Database, ledger: Ledger, container: Container, size: int
) -> None:
    told: list[tuple[int, int]] = []
    count = await load_synthetic(
        ledger, container.id, size, seed=size, progress=lambda *where: told.append(where)
    )
    assert told[-1] == (count, count)
    assert [str(finding) for finding in await verify(database, container.id)] == []
    async with ledger.reader(container.id) as read:
        documents = [one for one in await read.where(ChangeOrder) if one.kind != "event"]
        memberships = Counter(one.change_order_id for one in await read.where(Membership))
        values = Counter(one.record_id for one in await read.where(PropertyValue))
    assert len(documents) == size
    assert {memberships[one.id] for one in documents} == {3}
    assert {values[one.id] for one in documents} == {2}


async def test_has_the_faces_and_events_that_work_makes(
    ledger: Ledger, container: Container
) -> None:
    await load_synthetic(ledger, container.id, SIZE)
    async with ledger.reader(container.id) as read:
        documents = await read.where(ChangeOrder)
        items = await read.where(CostItem)
        faces = await read.where(Face)
    pcos = [one for one in documents if one.kind == "pco"]
    sides = Counter((face.change_order_id, face.side) for face in faces)
    assert sides == Counter((one.id, side) for one in pcos for side in ("budget", "cost"))
    numbers = Counter((face.contract_id, face.side, face.number) for face in faces)
    assert set(numbers.values()) == {1}
    assert {one.event_id for one in pcos} == {one.id for one in documents if one.kind == "event"}
    assert {item.scope for item in items} == {"out", "in"}
    orders = {one.id: one for one in documents if KIND[one.kind].tier == 3}
    linked = [face for face in faces if face.package_id in orders]
    assert len(linked) == len(orders) > 0, "each order's change names it"
    tracks = {(face.side, *KIND[orders[face.package_id or 0].kind].tracks) for face in linked}
    assert tracks == {("budget", "budget"), ("cost", "cost")}
    reserved = [face.request_id for face in faces] + [
        face.package_id for face in faces if face.package_id not in (None, *orders)
    ]
    records = {one.id for one in (*documents, *items, *faces)}
    given = sum(one.kind == "sco" for one in orders.values())
    assert len(set(reserved)) == len(reserved) == 3 * len(pcos) - given
    assert not records & set(reserved)


async def test_work_goes_on_behind_it(ledger: Ledger, container: Container, actor: Actor) -> None:
    """Numbers, approval sequences and moves continue where the load stopped."""
    await load_synthetic(ledger, container.id, SIZE)
    async with ledger.reader(container.id) as read:
        before = await read.where(ChangeOrder)

    async def decide(unit: Unit) -> ChangeOrder:
        made = await change_orders.create(unit, "oco", {"name": "one more"})
        await cost_items.create(unit, {"name": "line"}, made)
        for action in ("open", "submit", "approve"):
            made = await moves.act(unit, unit.newest(made), action)
        return unit.newest(made)

    made = await ledger.run(container.id, actor, decide)
    orders = [one for one in before if one.kind == "oco"]
    assert made.number_value == len(orders) + 1
    approved = [one.approval_sequence for one in orders if one.approval_sequence]
    assert sorted(approved) == list(range(1, len(approved) + 1))
    assert made.approval_sequence == len(approved) + 1
    assert made.contract_number == f"{len(orders) + 1:03d}"
    for kind in ("rco", "oco", "sco"):
        within = Counter(
            (one.contract_id, one.contract_number) for one in before if one.kind == kind
        )
        assert within and set(within.values()) == {1} and None not in {key[1] for key in within}
    executable = next(one for one in orders if one.budget_state == "approved")
    moved = await ledger.run(
        container.id,
        actor,
        lambda unit: _act(unit, executable.id, "execute"),
    )
    assert moved.budget_state == "executed"


async def _act(unit: Unit, document_id: int, action: str) -> ChangeOrder:
    document = await unit.read.get(ChangeOrder, document_id)
    assert document is not None
    return await moves.act(unit, document, action)


async def test_one_seed_gives_one_content(ledger: Ledger) -> None:
    contents = []
    for seed in (5, 5, 6):
        container = await make_container(ledger)
        await load_synthetic(ledger, container.id, 60, seed=seed)
        async with ledger.reader(container.id) as read:
            documents = await read.where(ChangeOrder)
        contents.append(
            sorted((one.kind, one.number, one.name, str(one.estimated)) for one in documents)
        )
    assert contents[0] == contents[1] != contents[2]


async def test_refuses_a_container_in_use(ledger: Ledger, container: Container) -> None:
    await load_synthetic(ledger, container.id, 10)
    with pytest.raises(Conflict):
        await load_synthetic(ledger, container.id, 10)


def test_patterns_cover_the_kinds_and_phases() -> None:
    assert sum(weight for weight, _, _ in PATTERNS) == 1000
    made = {kind for outcome in OUTCOMES for kind, _, _ in outcome.documents}
    assert made == {kind.name for kind in KINDS} - {"scr", "event"}
    states = {state for outcome in OUTCOMES for _, *both in outcome.documents for state in both}
    assert {"draft", "open", "submitted", "accepted", "approved", "executed", "void"} <= states
