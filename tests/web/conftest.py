"""The web app's door for tests: clients of every role at the test's own project."""

from __future__ import annotations

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container


@pytest.fixture
def web(people: People) -> httpx.AsyncClient:
    """A client that speaks as the administrator of the test's project."""
    return people.clients["admin"]


@pytest.fixture
def place(container: Container) -> str:
    """The address of the test's project."""
    return f"/web/v1/projects/{container.uuid}"
