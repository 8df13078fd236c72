"""Statements in one round trip: order, errors, big ones, and what other users of a session do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from changewright.store.engine import Database
from changewright.store.wire import text, wire_of


def first(row: Sequence[Any]) -> Any:
    return row[0]


async def test_answers_come_in_the_order_of_the_steps(database: Database) -> None:
    async with database.connection() as connection:
        wire = wire_of(connection)
        for _ in range(3):
            results = await wire.run([(b"SELECT $1::bigint", (text(n),)) for n in range(50)])
            assert [wire.read(result, first)[0] for result in results] == list(range(50))
        assert wire_of(connection) is wire
        # The driver's own way goes on working on the same connection.
        assert await (await connection.execute("SELECT 1")).fetchone() == (1,)


async def test_the_first_error_is_raised_and_the_connection_lives(database: Database) -> None:
    async with database.connection() as connection:
        wire = wire_of(connection)
        for _ in range(2):
            with pytest.raises(psycopg.errors.DivisionByZero):
                await wire.run(
                    [
                        (b"SELECT 1", ()),
                        (b"SELECT 1 / $1::bigint", (b"0",)),
                        (b"SELECT 2", ()),
                    ]
                )
            with pytest.raises(psycopg.errors.SyntaxError):
                await wire.run([(b"SELEKT", ())])
            assert await wire.rows(b"SELECT 3::bigint", (), first) == [3]


async def test_a_failed_step_wants_a_rollback(database: Database) -> None:
    async with database.connection() as connection:
        wire = wire_of(connection)
        with pytest.raises(psycopg.errors.UndefinedTable):
            await wire.run([(b"BEGIN", ()), (b"SELECT * FROM nowhere", ()), (b"COMMIT", ())])
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            await wire.run([(b"SELECT 1", ())])
        await wire.run([(b"ROLLBACK", ())])
        assert await wire.rows(b"SELECT 4::bigint", (), first) == [4]


async def test_megabytes_go_both_ways(database: Database) -> None:
    big = "x" * 3_000_000
    async with database.connection() as connection:
        wire = wire_of(connection)
        results = await wire.run([(b"SELECT $1::text", (text(big),)) for _ in range(4)])
        assert [wire.read(result, first) == [big] for result in results] == [True] * 4


async def test_statements_deallocated_behind_the_back_are_prepared_again(
    database: Database,
) -> None:
    async with database.connection() as connection:
        wire = wire_of(connection)
        assert await wire.rows(b"SELECT 5::bigint", (), first) == [5]
        await connection.execute("DEALLOCATE ALL")
        assert await wire.rows(b"SELECT 5::bigint", (), first) == [5]
        await connection.execute("DEALLOCATE ALL")
        await wire.run([(b"BEGIN", ()), (b"SELECT 5::bigint", ()), (b"COMMIT", ())])


async def test_a_rollback_of_the_driver_leaves_the_statements_prepared(database: Database) -> None:
    async with database.connection() as connection:
        wire = wire_of(connection)
        assert await wire.rows(b"SELECT 8::bigint", (), first) == [8]
        with contextlib.suppress(psycopg.errors.DivisionByZero):
            async with connection.transaction():
                for divisor in (3, 2, 1, 1, 1, 1, 1, 0):  # often enough to be worth preparing
                    await connection.execute("SELECT 1 / %s", (divisor,))
        # Nothing can be tried again in a transaction whose first statement is new.
        await wire.run([(b"BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY", ())])
        assert await wire.rows(b"SELECT 8::bigint", (), first) == [8]
        await wire.run([(b"ROLLBACK", ())])


async def test_cancelling_closes_the_connection(database: Database) -> None:
    async with database.connection() as connection:
        task = asyncio.create_task(wire_of(connection).run([(b"SELECT pg_sleep(20)", ())]))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert connection.closed
    async with database.connection() as connection:
        assert await wire_of(connection).rows(b"SELECT 6::bigint", (), first) == [6]
