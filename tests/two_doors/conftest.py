"""A project born through Procore: one tier of commitments, two of prime contracts, mirrored."""

from __future__ import annotations

import pytest
from tests.procore.site import Site, open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    return await open_site(application, ledger, settings_born("procore"))
