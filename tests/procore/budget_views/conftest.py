"""A desk in a project born through Procore."""

from __future__ import annotations

import pytest
from tests.procore.contracting import Desk
from tests.procore.site import Site


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site)
