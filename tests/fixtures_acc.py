"""Autodesk's door for tests: the whole application in this process, and people of every role.

`acc` speaks as an administrator of the test's own container; `people` has a client for each role.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4
from weakref import WeakKeyDictionary

import httpx
import pytest
from argon2 import PasswordHasher
from tests.fixtures_ledger import ACTOR, Container, make_container

from changewright.compose.application import started
from changewright.config.settings import Settings
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
from changewright.work import sign_in as passwords
from changewright.work.identity import save_rows
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.projects import open_project
from changewright.work.tokens import PERSONAL_CLIENT_ID, Grant, Token, access_token

BASE = "http://127.0.0.1:8080"
SCOPES = ("data:read", "data:write", "data:create", "account:read")
COMPANIES = ("contractor", "owner", "supplier", "rival")
TOKEN_LIFETIME = timedelta(hours=1)
INSERT_TOKENS = b"""
WITH
asked AS (
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[]) AS t(grant_id, person_id, token_id)
), said AS (
    SELECT %s::text AS client_id, %s::text[] AS scopes, %s::timestamptz AS begun,
           %s::timestamptz AS ended, %s::bytea AS salt
), allowed AS (
    INSERT INTO oauth_grant (id, kind, door, client_id, person_id, scopes, created_at)
    SELECT grant_id, 'personal', 'any', client_id, person_id, scopes, begun FROM asked, said
    RETURNING id
)
INSERT INTO oauth_token (id, grant_id, scopes, issued_at, access_expires_at, salt)
SELECT token_id, allowed.id, scopes, begun, ended, salt
FROM asked JOIN allowed ON allowed.id = asked.grant_id, said
"""
# Taking a key up costs as much as all else that a test needs to begin.
_RINGS: WeakKeyDictionary[Database, KeyRing] = WeakKeyDictionary()
T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """Something for each name, made when it is first asked for: of a test's people few ever say a
    word, and to sign a token takes longer than to write its row."""

    def __init__(self, names: Iterable[str], make: Callable[[str], T]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass
class People:
    """Who takes part in a test's project: ids and an HTTP client for each role."""

    companies: dict[str, Company]
    persons: dict[str, Person]
    clients: Mapping[str, httpx.AsyncClient]
    tokens: Mapping[str, str]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[PasswordHasher]:
    """Passwords are hashed by the same algorithm at next to no cost; the product's own hasher is
    what is given."""
    own = passwords._hasher
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield own
    passwords._hasher = own


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


@dataclass(frozen=True)
class Standing:
    """A project that several tests ask of, and none writes to."""

    container: Container
    people: People


@pytest.fixture(scope="session")
async def standing(application: Application, ledger: Ledger) -> Standing:
    """One for a worker's whole run, for those who are refused whatever they send."""
    container = await make_container(ledger)
    return Standing(container, await join(application, ledger, container))


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
    """Everybody's token, all written at once, and a client that has it."""
    now = datetime.now(UTC).replace(microsecond=0)
    keys = _RINGS.setdefault(ledger.database, KeyRing(ledger.database))
    if not keys.loaded:
        await keys.load(now)
    rows = {role: token_rows(person, now) for role, person in persons.items()}
    columns = (
        [grant.id for grant, _ in rows.values()],
        [grant.person_id for grant, _ in rows.values()],
        [token.id for _, token in rows.values()],
    )
    async with ledger.database.connection() as connection:
        await connection.execute(
            INSERT_TOKENS,
            (*columns, PERSONAL_CLIENT_ID, list(SCOPES), now, now + TOKEN_LIFETIME, b"salt"),
        )

    def signed(role: str) -> str:
        grant, token = rows[role]
        return access_token(keys, token, grant, persons[role], "changewright")

    tokens = OnDemand(persons, signed)
    clients = OnDemand(persons, lambda role: client_of(application, tokens[role]))
    return People(companies, persons, clients, tokens)


def token_rows(person: Person, now: datetime) -> tuple[Grant, Token]:
    """A person's own token as the command line gives one."""
    grant = Grant(
        id=uuid4(),
        kind="personal",
        door="any",
        client_id=PERSONAL_CLIENT_ID,
        person_id=person.id,
        scopes=SCOPES,
        created_at=now,
    )
    token = Token(
        id=uuid4(),
        grant_id=grant.id,
        scopes=SCOPES,
        issued_at=now,
        access_expires_at=now + TOKEN_LIFETIME,
        salt=b"salt",
    )
    return grant, token


@pytest.fixture
def acc(people: People) -> httpx.AsyncClient:
    """A client that speaks as the administrator of the test's container."""
    return people.clients["admin"]


@pytest.fixture
def root(container: Container) -> str:
    """The beginning of the paths of the test's container."""
    return f"/cost/v1/containers/{container.uuid}"
