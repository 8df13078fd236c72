"""The edge alone: a door of widgets, callers by name, and no database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, cast
from uuid import UUID

import httpx
import pytest
from tests.edge import sample_door

from changewright.config.settings import Settings
from changewright.core.errors import NotAuthenticated
from changewright.core.people import Person, Project
from changewright.core.roles import ROLE, Role
from changewright.edge import logs
from changewright.edge.addresses import Addresses
from changewright.edge.auth import Authenticator, Caller
from changewright.edge.context import Services
from changewright.edge.http import Application
from changewright.edge.metrics import Metrics
from changewright.edge.rate_limits import RateLimiter
from changewright.edge.routes import Router

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROJECT = UUID("e94b9bc8-1775-4d76-9b1d-c613e120ccff")
ELSEWHERE = UUID("11111111-1775-4d76-9b1d-c613e120ccff")
WIDGETS = f"/cost/v1/containers/{PROJECT}/widgets/pco"
BOTH_SCOPES = frozenset({"data:read", "data:write"})


class FewPeople:
    """A directory of two people and two projects; each is a member of one."""

    people: ClassVar = {
        1: Person(1, UUID(int=1), "CED9LVTLHNXV", "ada@example.org", "Ada"),
        2: Person(2, UUID(int=2), "CED9LVTLHNXW", "bob@example.org", "Bob"),
    }
    projects: ClassVar = {
        PROJECT: Project(7, PROJECT, 1, "Hospital", NOW, NOW),
        ELSEWHERE: Project(8, ELSEWHERE, 1, "School", NOW, NOW),
    }

    clients: ClassVar[dict[str, object]] = {}

    async def fresh(self, *, now: bool = False) -> FewPeople:
        return self

    def person(self, key: int) -> Person | None:
        return self.people.get(key)

    def project(self, key: UUID) -> Project | None:
        return self.projects.get(key)

    def role_of(self, person_id: int, project_id: int) -> Role | None:
        return ROLE["manager"] if (person_id, project_id) in {(1, 7), (2, 8)} else None


class NamedTokens:
    """A token is a person's number and scopes: `Bearer 1 data:read`; 0 is a program alone."""

    async def authenticate(self, headers: Mapping[bytes, bytes]) -> Caller:
        header = headers.get(b"authorization", b"").decode()
        if not header.startswith("Bearer "):
            raise NotAuthenticated("The request has no access token.", reason="missing")
        number, *scopes = header.removeprefix("Bearer ").split()
        person_id = int(number) or None
        return Caller(
            person_id, None, None, "client", frozenset(scopes), person_id is None, UUID(int=0)
        )


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Edge:
    """An application with what a test may want to turn."""

    def __init__(self, limits: dict[str, int] | None = None, **settings: Any) -> None:
        self.clock = Clock()
        self.metrics = Metrics()
        directory = cast("Any", FewPeople())
        self.settings = Settings(request_size_maximum_mib=1, **settings)
        self.application = Application(
            router=Router([sample_door.DOOR]),
            authenticator=cast("Authenticator", NamedTokens()),
            services=Services(self.settings, directory, cast("Any", None), lambda: NOW, {}),
            limiter=RateLimiter(limits or {}, self.clock),
            metrics=self.metrics,
            pages={},
            addresses=Addresses(self.settings.public_url, self.settings.allowed_hosts),
        )

    def client(self, person: int = 1, scopes: frozenset[str] = BOTH_SCOPES) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(cast("Any", self.application)),
            base_url="http://localhost:8080",
            headers={"authorization": f"Bearer {person} {' '.join(sorted(scopes))}"},
        )


@pytest.fixture(autouse=True, scope="session")
def quiet_logs() -> None:
    logs.set_up("json", "warning")


@pytest.fixture
def edge() -> Edge:
    sample_door.STORED.clear()
    return Edge()


@pytest.fixture
async def client(edge: Edge) -> AsyncIterator[httpx.AsyncClient]:
    async with edge.client() as client:
        yield client
