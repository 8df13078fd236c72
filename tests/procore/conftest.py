"""A project born through Procore: one tier of commitments, two of prime contracts, mirrored."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.layers import Layers, MakeLayers, open_layers
from tests.procore.site import Site, open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger


@pytest.fixture
async def site(application: Application, ledger: Ledger) -> Site:
    return await open_site(application, ledger, settings_born("procore"))


@pytest.fixture(scope="module")
async def kept_site(application: Application, ledger: Ledger) -> Site:
    """The same for all of a module's tests that are refused and leave nothing."""
    return await open_site(application, ledger, settings_born("procore"))


@pytest.fixture
def make_layers(application: Application, ledger: Ledger) -> MakeLayers:
    """Projects of other tiers: `await make_layers("cost", 2)`."""

    async def make(side: str = "cost", tiers: int = 1, **settings: Any) -> Layers:
        return await open_layers(application, ledger, side, tiers, **settings)

    return make
