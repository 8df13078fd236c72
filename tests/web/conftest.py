"""The web app's door for tests: clients of every role at the test's own project."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from psycopg.pq.abc import PGresult
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.browsing import PASSWORD, Browser, visitor

from changewright.edge.http import Application
from changewright.store.wire import Step, Wire
from changewright.work.identity import set_password_hashes
from changewright.work.ledger import Ledger
from changewright.work.sign_in import hash_password


@pytest.fixture
def web(people: People) -> httpx.AsyncClient:
    """A client that speaks as the administrator of the test's project."""
    return people.clients["admin"]


@pytest.fixture
def place(container: Container) -> str:
    """The address of the test's project."""
    return f"/web/v1/projects/{container.uuid}"


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The texts of the statements that the ledger sends from here on, in their order."""
    sent: list[bytes] = []
    run = Wire._run

    async def noted(self: Wire, steps: Sequence[Step]) -> list[PGresult]:
        sent.extend(statement for statement, _ in steps)
        return await run(self, steps)

    monkeypatch.setattr(Wire, "_run", noted)
    return sent


@pytest.fixture(scope="session")
async def password_hash() -> str:
    return await hash_password(PASSWORD)


@pytest.fixture
async def browser(
    application: Application, ledger: Ledger, people: People, password_hash: str
) -> AsyncIterator[Browser]:
    """The administrator's browser at the test's project, not yet signed in."""
    admin = people.persons["admin"]
    await set_password_hashes(ledger.database, {admin.id: password_hash})
    async with visitor(application) as client:
        yield Browser(client, admin.email)
