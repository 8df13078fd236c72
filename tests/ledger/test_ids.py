"""Ids: never twice, within JavaScript's integers, and there when promised."""

from __future__ import annotations

import asyncio

import pytest
from tests.fixtures_ledger import Container

from changewright.core.uuids import time_ordered
from changewright.store.engine import Database
from changewright.store.ids import IdSource
from changewright.store.tables import ID_BLOCK
from changewright.work.ledger import Ledger
from changewright.work.unit import IDS_PER_UNIT, Actor, Unit

from .stories import head_of


async def test_ids_of_many_sources_never_meet(database: Database) -> None:
    sources = [IdSource() for _ in range(3)]
    taken: list[int] = []

    async def work(source: IdSource) -> None:
        for count in (1, 10, ID_BLOCK, 3 * ID_BLOCK + 7):
            async with database.connection() as connection:
                await source.promise(connection, count)
            await asyncio.sleep(0)
            taken.extend(source.take() for _ in range(count))

    await asyncio.gather(*(work(source) for source in sources for _ in range(3)))
    assert len(taken) == len(set(taken)) == 9 * (11 + 4 * ID_BLOCK + 7)
    assert min(taken) > 0
    assert max(taken) < 2**53


async def test_the_sequence_ends_below_what_javascript_counts(database: Database) -> None:
    async with database.connection() as connection:
        cursor = await connection.execute(
            "SELECT seqmax, seqincrement, seqcycle FROM pg_sequence "
            "WHERE seqrelid = 'record_id'::regclass"
        )
        row = await cursor.fetchone()
    assert row is not None
    last, step, cycles = row
    assert (step, cycles) == (ID_BLOCK, False)
    assert last + ID_BLOCK <= 2**53


async def test_a_unit_reserves_what_it_needs(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def greedy(unit: Unit) -> None:
        for _ in range(IDS_PER_UNIT + 1):
            unit.new_id()

    async def careful(unit: Unit) -> int:
        await unit.reserve(5 * IDS_PER_UNIT)
        return len({unit.new_id() for _ in range(6 * IDS_PER_UNIT)})

    with pytest.raises(RuntimeError):
        await ledger.run(container.id, actor, greedy)
    assert await ledger.run(container.id, actor, careful) == 6 * IDS_PER_UNIT
    # What a unit was promised and did not take is there for others.
    assert ledger.ids._promised == 0
    head = await head_of(ledger, container)
    uuid = time_ordered(head.at, 1, b"\xff" * 8)
    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")
    assert uuid.int >> 80 == int(head.at.timestamp() * 1000)
