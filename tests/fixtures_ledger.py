"""The ledger for tests: one over the worker's database, and a fresh container for each test."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from changewright.core.settings import ProjectSettings
from changewright.store.engine import Database
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor


@dataclass(frozen=True)
class Container:
    """A container of one test. `uuid` is its project's."""

    id: int
    uuid: UUID


ACTOR = Actor(person_id=1, client_id="tests", door="acc", request_id="test", role="admin")


@pytest.fixture(scope="session")
def ledger(database: Database) -> Ledger:
    """The worker's ledger, with the real clock."""
    return Ledger(database)


@pytest.fixture
def actor() -> Actor:
    """An administrator who comes through Autodesk's door."""
    return ACTOR


@pytest.fixture
async def container(ledger: Ledger) -> Container:
    """A fresh container with default settings, and its row in the directory."""
    return await make_container(ledger)


async def make_container(ledger: Ledger, settings: ProjectSettings | None = None) -> Container:
    """A container with the settings given."""
    async with ledger.database.connection() as connection:
        await ledger.ids.promise(connection, 2)
        made = Container(ledger.ids.take(), uuid4())
        account_id = ledger.ids.take()
        async with connection.pipeline(), connection.transaction():
            await connection.execute(
                "INSERT INTO account (id, uuid, name, revision) VALUES (%s, %s, %s, 0)",
                (account_id, uuid4(), "Account of a test"),
            )
            await connection.execute(
                "INSERT INTO project (id, uuid, account_id, name, created_at, updated_at, "
                "platform, status, cost_active, revision) "
                "VALUES (%s, %s, %s, 'Project of a test', now(), now(), 'acc', 'active', true, 0)",
                (made.id, made.uuid, account_id),
            )
    await ledger.create_container(made.id, settings or ProjectSettings())
    return made
