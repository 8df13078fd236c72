"""Parts of a unit that are refused leave nothing behind, and spoil nothing that was before."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import Conflict
from changewright.core.records import ChangeOrder
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

from .stories import create_order, head_of


def put_so_far(unit: Unit) -> Any:
    """What a unit would write, and what it has of each record."""
    space = unit._workspace
    return copy.deepcopy((space._known, space._uuids, space._changed, space._written))


def without_empty(state: Any) -> Any:
    known, uuids, changed, written = state
    return (
        {noun: rows for noun, rows in known.items() if rows},
        {noun: rows for noun, rows in uuids.items() if rows},
        {noun: rows for noun, rows in changed.items() if rows},
        written,
    )


async def test_a_refused_attempt_leaves_nothing(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    old = await ledger.run(container.id, actor, create_order)

    async def decide(unit: Unit) -> list[ChangeOrder]:
        order = await unit.read.require(ChangeOrder, old.uuid)
        made = unit.new(ChangeOrder, kind="pco", number="A", name="before")
        first = await unit.next_number("tests")
        before = without_empty(put_so_far(unit))
        with pytest.raises(Conflict), unit.attempt():
            unit.change(order, "renamed", name="changed")
            unit.change(made, "renamed", name="changed too")
            unit.change(unit.new(ChangeOrder, kind="pco", number="B", name="gone"), note="x")
            unit.delete(order)
            assert await unit.next_number("tests") == first + 1
            raise Conflict("no")
        assert without_empty(put_so_far(unit)) == before
        with unit.attempt():
            kept = unit.new(ChangeOrder, kind="pco", number="C", name="kept")
            unit.change(made, name="after")
            assert await unit.next_number("tests") == first + 1, "no gap"
        return [unit.newest(each) for each in (order, made, kept)]

    order, made, kept = await ledger.run(container.id, actor, decide)
    assert order == old
    async with ledger.reader(container.id) as read:
        rows = await read.where(ChangeOrder, deleted=True)
        entries = await read.journal.of_record(made)
    assert {row.name for row in rows} == {old.name, "after", "kept"}
    assert [made, kept] == [row for row in rows if row.id in (made.id, kept.id)]
    assert [entry.actions for entry in entries] == [("created",)]


async def test_a_unit_of_nothing_but_refusals_is_no_revision(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    before = await head_of(ledger, container)

    async def decide(unit: Unit) -> None:
        for _ in range(3):
            with pytest.raises(Conflict), unit.attempt():
                unit.new(ChangeOrder, kind="pco", number="A", name="gone")
                raise Conflict("no")

    await ledger.run(container.id, actor, decide)
    assert await head_of(ledger, container) == before


async def test_attempts_do_not_nest(ledger: Ledger, container: Container, actor: Actor) -> None:
    async def decide(unit: Unit) -> None:
        with unit.attempt(), pytest.raises(RuntimeError), unit.attempt():
            pass
        with unit.attempt():
            pass

    await ledger.run(container.id, actor, decide)


def step(unit: Unit, chance: random.Random, orders: list[ChangeOrder], old: Any) -> None:
    """Something a handler may do."""
    one = chance.choice(orders)
    match chance.randrange(5):
        case 0:
            number = str(chance.random())
            orders.append(unit.new(ChangeOrder, kind="pco", number=number, name="new"))
        case 1:
            unit.change(one, "noted", note=str(chance.randrange(3)))
        case 2:
            unit.put(next((each for each in old if each.id == one.id), one), "undone")
        case 3:
            unit.touch(one, "touched")
        case 4:
            unit.change(one, name=str(chance.randrange(2)))


@pytest.mark.parametrize("seed", range(8))
async def test_any_mixture_of_attempts(
    ledger: Ledger, container: Container, actor: Actor, seed: int
) -> None:
    """After each refused attempt all is as before it, whatever was done in it and before."""
    chance = random.Random(seed)
    old = [await ledger.run(container.id, actor, create_order) for _ in range(3)]

    async def decide(unit: Unit) -> int:
        orders = [await unit.read.require(ChangeOrder, each.uuid) for each in old]
        refused = 0
        for _ in range(30):
            before, known = without_empty(put_so_far(unit)), len(orders)
            try:
                with unit.attempt():
                    for _ in range(chance.randrange(4)):
                        step(unit, chance, orders, old)
                    if chance.random() < 0.5:
                        raise Conflict("no")
            except Conflict:
                refused += 1
                del orders[known:]
                assert without_empty(put_so_far(unit)) == before
        return refused

    assert 5 < await ledger.run(container.id, actor, decide) < 25
