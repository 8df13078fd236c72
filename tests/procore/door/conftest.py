"""A furnished project and somebody else's, for the whole of this folder."""

from __future__ import annotations

import pytest
from tests.procore.door.furnish import furnished
from tests.procore.door.visits import Yard

from changewright.edge.http import Application
from changewright.work.ledger import Ledger


@pytest.fixture(scope="session")
async def yard(application: Application, ledger: Ledger) -> Yard:
    return await furnished(application, ledger)
