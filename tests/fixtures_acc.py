"""Autodesk's door for tests: the whole application in this process, and people of every role.

`acc` speaks as an administrator of the test's own container; `people` has a client for each role.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4
from weakref import WeakKeyDictionary

import httpx
import pytest
from tests.fixtures_ledger import ACTOR, Container

from changewright.compose import started
from changewright.config import Settings
from changewright.core.people import (
    Account,
    Company,
    DirectoryRows,
    Member,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.core.roles import ROLE
from changewright.core.settings import ProjectSettings
from changewright.edge.http import Application
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.work.identity import issue_personal_token, save_rows
from changewright.work.keys import KeyRing
from changewright.work.projects import open_project
from changewright.work.unit import Ledger

BASE = "http://127.0.0.1:8080"
SCOPES = ("data:read", "data:write", "data:create", "account:read")
COMPANIES = ("contractor", "owner", "supplier", "rival")
# Taking a key up costs as much as all else that a test needs to begin.
_RINGS: WeakKeyDictionary[Database, KeyRing] = WeakKeyDictionary()


@dataclass
class People:
    """Who takes part in a test's project: ids and an HTTP client for each role."""

    companies: dict[str, Company]
    persons: dict[str, Person]
    clients: dict[str, httpx.AsyncClient]
    tokens: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
async def application(settings: Settings, database_urls: Urls) -> AsyncIterator[Application]:
    """The application over the worker's database."""
    async with started(settings, database_urls) as running:
        yield running


def client_of(application: Application, token: str = "") -> httpx.AsyncClient:
    """An HTTP client of the application, with a bearer token if given."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers, timeout=30)


@pytest.fixture
async def people(application: Application, ledger: Ledger, container: Container) -> People:
    """One person of every role in the test's container, which is furnished for work."""
    return await join(application, ledger, container)


async def join(application: Application, ledger: Ledger, container: Container) -> People:
    """Furnish a container and let one person of each role join its project."""
    ids = await take_ids(ledger, len(ROLE) + len(COMPANIES) + 1)
    account = Account(id=ids.pop(), uuid=uuid4(), name=f"Account {container.id}")
    companies = {
        name: Company(
            id=ids.pop(),
            uuid=uuid4(),
            account_id=account.id,
            autodesk_id=autodesk_id_from(uuid4().bytes),
            name=f"{name.title()} Company",
        )
        for name in COMPANIES
    }
    persons = {
        role: Person(
            id=ids.pop(),
            uuid=uuid4(),
            autodesk_id=autodesk_id_from(uuid4().bytes),
            email=f"{role}.{container.id}@example.com",
            name=f"{role.title()} Person",
            company_id=companies.get(role, companies["contractor"]).id,
        )
        for role in ROLE
    }
    rows = DirectoryRows(
        accounts=(account,),
        companies=tuple(companies.values()),
        people=tuple(persons.values()),
        projects=(project_of(container, account),),
        members=tuple(
            Member(container.id, person.id, role, person.company_id)
            for role, person in persons.items()
        ),
    )
    await save_rows(ledger.database, rows)
    await application.services.directory.fresh(now=True)
    await open_project(ledger, container.id, ProjectSettings(), ACTOR)
    return await sign_in(application, ledger, companies, persons)


def project_of(container: Container, account: Account) -> Project:
    now = datetime.now(UTC)
    return Project(
        id=container.id,
        uuid=container.uuid,
        account_id=account.id,
        name=f"Project {container.id}",
        created_at=now,
        updated_at=now,
    )


async def take_ids(ledger: Ledger, count: int) -> list[int]:
    async with ledger.database.connection() as connection:
        await ledger.ids.promise(connection, count)
        return [ledger.ids.take() for _ in range(count)]


async def sign_in(
    application: Application,
    ledger: Ledger,
    companies: dict[str, Company],
    persons: dict[str, Person],
) -> People:
    now = datetime.now(UTC)
    keys = _RINGS.setdefault(ledger.database, KeyRing(ledger.database))
    await keys.load(now)
    tokens = {
        role: await issue_personal_token(ledger.database, keys, person, SCOPES, 3600, now)
        for role, person in persons.items()
    }
    clients = {role: client_of(application, token) for role, token in tokens.items()}
    return People(companies, persons, clients, tokens)


@pytest.fixture
def acc(people: People) -> httpx.AsyncClient:
    """A client that speaks as the administrator of the test's container."""
    return people.clients["admin"]


@pytest.fixture
def root(container: Container) -> str:
    """The beginning of the paths of the test's container."""
    return f"/cost/v1/containers/{container.uuid}"
