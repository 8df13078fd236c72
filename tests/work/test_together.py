"""Deciding about many at once: the answers are those of one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import Conflict
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import MainContract
from changewright.store.read_ledger import LedgerReader
from changewright.work.change_orders import create
from changewright.work.ledger import Ledger
from changewright.work.together import together
from changewright.work.unit import Unit

KINDS = ("pco", "rco", "oco", "sco", "pco")
DAYS = 3


@pytest.fixture
async def ids(run: Callable[[Any], Awaitable[list[int]]]) -> list[int]:
    async def decide(unit: Unit) -> list[int]:
        fields = {"schedule_change": DAYS}
        return [(await create(unit, kind, {"name": kind} | fields)).id for kind in KINDS]

    return await run(decide)


async def about(read: LedgerReader, record_id: int) -> tuple[object, ...]:
    """All the ways to ask, each depending on the answer before it."""
    found = await read.get(ChangeOrder, record_id)
    if found is None:
        return (None,)
    await asyncio.sleep(0)
    again = await read.by_uuid(ChangeOrder, found.uuid)
    alike = await read.where(ChangeOrder, ("-id",), kind=found.kind)
    both = await read.where(ChangeOrder, id=[record_id, record_id + 1], kind=found.kind)
    first = await read.where(ChangeOrder, ("-id",), 1, id=record_id)
    some = await read.where(ChangeOrder, ("id",), 2, kind=["pco", "rco"])
    main = await read.where(MainContract, is_default=True)
    team = await read.team()
    all_days = await read.approved_orders("oco", [None, record_id], ["draft"], [])
    other_days = await read.approved_orders("oco", [None], ["draft"], [record_id])
    assert (all_days[1], other_days[1]) == (DAYS, 0 if found.kind == "oco" else DAYS)
    none = await read.many(ChangeOrder, ())
    return (again, alike, both, first, some, main, team, all_days, other_days, none)


async def test_the_answers_are_those_of_one_after_another(
    ledger: Ledger, container: Container, ids: list[int]
) -> None:
    asked = [*ids, ids[0], -1, 1 << 70, max(ids) + 1000]
    async with ledger.reader(container.id) as read:
        expected = [await about(read, one) for one in asked]
        assert await together(read, about, asked) == expected
        assert await together(read, about, ()) == []


async def test_an_error_ends_all_of_them(
    ledger: Ledger, container: Container, ids: list[int]
) -> None:
    ended = []

    async def judge(read: LedgerReader, record_id: int) -> None:
        try:
            await read.get(ChangeOrder, record_id)
            if record_id == ids[1]:
                raise Conflict("not this one")
            await read.get(ChangeOrder, record_id)
        finally:
            ended.append(record_id)

    async with ledger.reader(container.id) as read:
        with pytest.raises(Conflict, match="not this one"):
            await together(read, judge, ids)
        assert sorted(ended) == sorted(ids)
        assert await read.get(ChangeOrder, ids[0]) is not None, "the connection is as good as ever"


async def test_what_goes_wrong_beneath_reaches_whoever_waits(
    ledger: Ledger, container: Container, ids: list[int]
) -> None:
    async def judge(read: LedgerReader, record_id: int) -> str:
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        except TimeoutError:
            found = await read.get(ChangeOrder, record_id)
            return "" if found is None else found.kind
        return "slept"

    async with ledger.reader(container.id) as read:
        assert await together(read, judge, ids) == list(KINDS)
