"""The pool: what a session is set to, what it refuses, and that it outlives the server's death."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import psycopg
import pytest
from tests.conftest import migrated_database

from changewright.config.settings import Settings
from changewright.core.errors import Unavailable
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.wire import wire_of


@pytest.fixture(scope="module")
def database_urls(server_urls: Urls, worker_id: str) -> Urls:
    """A database of this module's own: ending all its sessions must not end other tests'."""
    return migrated_database(server_urls, f"sessions_{worker_id}")


@pytest.fixture(scope="module")
async def database(database_urls: Urls, settings: Settings) -> AsyncIterator[Database]:
    opened = Database(database_urls, settings)
    await opened.open()
    yield opened
    await opened.close()


async def one_row(database: Database, statement: str) -> tuple[object, ...]:
    async with database.connection() as connection:
        cursor = await connection.execute(statement.encode())
        row = await cursor.fetchone()
        assert row is not None
        return row


async def test_session_settings(database: Database) -> None:
    row = await one_row(
        database,
        "SELECT current_user, current_setting('TimeZone'), current_setting('statement_timeout'), "
        "current_setting('lock_timeout'), current_setting('application_name'), "
        "current_setting('fsync'), current_setting('data_checksums')",
    )
    assert row == ("changewright", "UTC", "30s", "10s", "changewright", "on", "on")


PREPARED = "SELECT count(*) FROM pg_prepared_statements"


async def test_the_wires_statements_are_prepared_and_the_drivers_are_not(
    database: Database,
) -> None:
    async with database.connection() as connection:
        await wire_of(connection).run(((b"SELECT 20::int8 + 20", ()),))
        for _ in range(8):
            await connection.execute("SELECT %s::int8 + 20", (1,))
        cursor = await connection.execute(f"{PREPARED} WHERE statement LIKE '%int8 + 20%'")
        assert await cursor.fetchone() == (1,)


async def test_nothing_is_prepared_behind_a_transaction_pooler(database_urls: Urls) -> None:
    database = Database(database_urls, Settings(database_transaction_pooling=True))
    await database.open()
    try:
        async with database.connection() as connection:
            await wire_of(connection).run(((b"SELECT 30::int8", ()),))
            for _ in range(8):
                await connection.execute("SELECT %s::int8 + 30", (1,))
            cursor = await connection.execute(PREPARED)
            assert await cursor.fetchone() == (0,)
            cursor = await connection.execute("SHOW TimeZone")
            assert await cursor.fetchone() == ("UTC",)
    finally:
        await database.close()


async def test_a_cancelled_statement_is_a_refusal_and_frees_the_connection(
    database: Database,
) -> None:
    with pytest.raises(Unavailable):
        async with database.connection() as connection, connection.transaction():
            await connection.execute("SET LOCAL statement_timeout = 20")
            await connection.execute("SELECT pg_sleep(5)")
    assert await one_row(database, "SELECT 1") == (1,)


async def test_connections_the_server_dropped_cost_one_refusal_at_most(
    database: Database, database_urls: Urls
) -> None:
    await asyncio.gather(*(one_row(database, "SELECT pg_sleep(0.02)") for _ in range(4)))
    with psycopg.connect(database_urls.server, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user "
            "AND pid <> pg_backend_pid()"
        )
    with pytest.raises(Unavailable):
        await one_row(database, "SELECT 1")
    for _ in range(20):
        assert await one_row(database, "SELECT 1") == (1,)


async def test_json_is_read_and_written(database: Database) -> None:
    key = str(uuid.uuid4())
    async with database.connection() as connection:
        cursor = await connection.execute(
            "SELECT %s::jsonb", (psycopg.types.json.Jsonb({"key": key, "list": [1, None]}),)
        )
        assert await cursor.fetchone() == ({"key": key, "list": [1, None]},)
