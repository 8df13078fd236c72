"""A small directory, and an OAuth server over it with a clock that tests can turn."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from changewright.acc.oauth import AUTODESK
from changewright.config.settings import Settings
from changewright.core.people import (
    Account,
    Company,
    DirectoryRows,
    Member,
    OAuthClient,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.edge.addresses import Addresses
from changewright.edge.auth import Authenticator
from changewright.edge.context import Services
from changewright.edge.http import Application
from changewright.edge.metrics import Metrics
from changewright.edge.oauth.rows import oauth_door
from changewright.edge.oauth.server import OAuthServer
from changewright.edge.rate_limits import RateLimiter
from changewright.edge.routes import Router
from changewright.store.engine import Database
from changewright.work import identity
from changewright.work.directory import Directory
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.sign_in import hash_password

BASE_URL = "http://changewright.test"
PASSWORD = "a plain long password"
REDIRECT = "https://app.example.test/callback?kept=yes"
VERIFIER = "v" * 20 + "-._~" + "9" * 30
SECRET = "a secret of enough characters"


def challenge_of(verifier: str) -> str:
    hashed = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


async def next_id(database: Database) -> int:
    async with database.connection() as connection:
        row = await (await connection.execute("SELECT nextval('record_id')")).fetchone()
    assert row is not None
    return int(row[0])


async def scalar(database: Database, statement: str, *values: Any) -> Any:
    async with database.connection() as connection:
        row = await (await connection.execute(statement.encode(), values)).fetchone()
    return None if row is None else row[0]


@dataclass
class TurnedClock:
    """A clock that goes on only when told."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def turn(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class World:
    """One account with a project, three people and two programs, unlike any other test's."""

    account: Account
    company: Company
    project: Project
    admin: Person
    supplier: Person
    stranger: Person
    confidential: OAuthClient
    public: OAuthClient


@pytest.fixture(scope="session")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


def _person(record_id: int, name: str, company: Company | None) -> Person:
    handle = secrets.token_hex(6)
    return Person(
        id=record_id,
        uuid=uuid.uuid4(),
        autodesk_id=autodesk_id_from(secrets.token_bytes(8)),
        email=f"{name.lower()}.{handle}@builder.example",
        name=f"{name} Test",
        company_id=company.id if company else None,
    )


@pytest.fixture
async def world(database: Database, password_hash: str) -> World:
    ids = [await next_id(database) for _ in range(6)]
    now = datetime.now(UTC)
    account = Account(ids[0], uuid.uuid4(), "Builders")
    twelve = autodesk_id_from(secrets.token_bytes(8))
    company = Company(ids[1], uuid.uuid4(), account.id, twelve, "Builders Inc", "contractor")
    project = Project(ids[2], uuid.uuid4(), account.id, "Tower", now, now)
    people = [
        _person(ids[3], "Ada", company),
        _person(ids[4], "Sam", None),
        _person(ids[5], "Zed", None),
    ]
    members = (
        Member(project.id, people[0].id, "admin"),
        Member(project.id, people[1].id, "supplier", company.id),
    )
    rows = DirectoryRows((account,), (company,), tuple(people), (project,), members)
    await identity.add_rows(database, rows)
    await identity.set_password_hashes(database, {one.id: password_hash for one in people})
    handle = secrets.token_hex(6)
    confidential = OAuthClient(f"server-{handle}", "Ledger Bridge", (REDIRECT,))
    public = OAuthClient(f"phone-{handle}", "Field App", (REDIRECT,), public=True)
    await identity.add_client(database, confidential, SECRET)
    await identity.add_client(database, public)
    admin, supplier, stranger = people
    return World(account, company, project, admin, supplier, stranger, confidential, public)


@pytest.fixture
def turned_clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(scope="session")
async def keys(database: Database) -> KeyRing:
    ring = KeyRing(database)
    await ring.load(datetime.now(UTC))
    return ring


@pytest.fixture
async def server(
    database: Database, keys: KeyRing, turned_clock: TurnedClock, world: World
) -> OAuthServer:
    directory = Directory(database, recheck_milliseconds=0)
    authenticator = Authenticator(database, keys, directory, turned_clock.seconds)
    return OAuthServer(AUTODESK, database, keys, directory, authenticator, clock=turned_clock)


@pytest.fixture
async def browser(server: OAuthServer) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the server: it keeps cookies and sends the origin with its forms."""
    async with http_client(server) as client:
        client.headers["Origin"] = BASE_URL
        yield client


@pytest.fixture
async def program(server: OAuthServer) -> AsyncIterator[httpx.AsyncClient]:
    """A program at the server, without cookies."""
    async with http_client(server) as client:
        yield client


def http_client(server: OAuthServer) -> httpx.AsyncClient:
    """Whoever calls the server, by the way that every request takes."""
    settings = Settings(allowed_hosts=(urlsplit(BASE_URL).hostname or "",))
    services = Services(
        settings,
        server.directory,
        Ledger(server.database),
        server.clock,
        {"oauth_servers": {server.dialect.door: server}},
    )
    application = Application(
        router=Router([oauth_door(server.dialect, "OAuth")]),
        authenticator=server.authenticator,
        services=services,
        limiter=RateLimiter({}, lambda: 0.0),
        metrics=Metrics(),
        pages={},
        addresses=Addresses(settings.public_url, settings.allowed_hosts),
    )
    transport = httpx.ASGITransport(app=application)
    return httpx.AsyncClient(transport=transport, base_url=BASE_URL)


def authorize_query(client: OAuthClient, **more: str) -> dict[str, str]:
    query = {
        "client_id": client.client_id,
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": "data:read data:write",
        "state": "st&te=1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in {**query, **more}.items() if value}


def form_of(page: httpx.Response, step: str) -> tuple[str, dict[str, str]]:
    """The address and the fields of a page's forms, as a browser would send them."""
    action = re.search(r'action="([^"]+)"', page.text)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert action is not None and token is not None, page.text
    return action[1].replace("&amp;", "&"), {"form_token": token[1], "step": step}


async def sign_in(
    browser: httpx.AsyncClient, page: httpx.Response, person: Person, password: str = PASSWORD
) -> httpx.Response:
    action, fields = form_of(page, "sign_in")
    fields |= {"email": person.email, "password": password}
    return await browser.post(action, data=fields)


async def allow(
    browser: httpx.AsyncClient, client: OAuthClient, person: Person, **more: str
) -> str:
    """Go through sign-in and consent; returns where the browser is sent."""
    query = authorize_query(client, **more)
    page = await browser.get("/authentication/v2/authorize", params=query)
    if "Sign in" in page.text:
        answer = await sign_in(browser, page, person)
        assert answer.status_code == 303, answer.text
        page = await browser.get(answer.headers["location"])
    assert page.status_code == 200, page.text
    action, fields = form_of(page, "allow")
    answer = await browser.post(action, data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def code_for(
    browser: httpx.AsyncClient, client: OAuthClient, person: Person, **more: str
) -> str:
    location = await allow(browser, client, person, **more)
    return parse_qs(urlsplit(location).query)["code"][0]


def code_form(client: OAuthClient, code: str, **more: str) -> dict[str, str]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    if client.public:
        form["client_id"] = client.client_id
    return {name: value for name, value in {**form, **more}.items() if value}


def basic(client: OAuthClient, secret: str = SECRET) -> httpx.BasicAuth | None:
    return None if client.public else httpx.BasicAuth(client.client_id, secret)


async def post_token(
    program: httpx.AsyncClient, client: OAuthClient, form: dict[str, str], path: str = "v2/token"
) -> httpx.Response:
    auth = basic(client)
    url = f"/authentication/{path}"
    if auth is None:
        return await program.post(url, data=form)
    return await program.post(url, data=form, auth=auth)


async def tokens_for(
    browser: httpx.AsyncClient,
    program: httpx.AsyncClient,
    client: OAuthClient,
    person: Person,
    **more: str,
) -> dict[str, Any]:
    code = await code_for(browser, client, person, **more)
    answer = await post_token(program, client, code_form(client, code))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refresh(
    program: httpx.AsyncClient, client: OAuthClient, refresh_token: str, **more: str
) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **more}
    if client.public:
        form["client_id"] = client.client_id
    return await post_token(program, client, form)


async def accepted(server: OAuthServer, access_token: str) -> bool:
    """Whether the API takes this token when it asks the database."""
    server.authenticator.forget()
    try:
        await bearer(server, access_token)
    except Exception:
        return False
    return True


async def bearer(server: OAuthServer, access_token: str) -> Any:
    headers = {b"authorization": f"Bearer {access_token}".encode()}
    return await server.authenticator.authenticate(headers)
