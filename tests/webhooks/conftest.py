"""A container of one's own with hooks, and a server on this machine that they lead to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.fixtures_ledger import Container
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.site import Wired

from changewright.store.engine import Database
from changewright.work.ledger import Ledger


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


@pytest.fixture
def wired(database: Database, container: Container) -> Wired:
    return Wired(Ledger(database), container.id)
