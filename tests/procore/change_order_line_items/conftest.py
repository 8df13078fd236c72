"""A board in a project born through Procore, with a contract of each side."""

from __future__ import annotations

import pytest
from tests.procore.lining import Board
from tests.procore.site import Site


@pytest.fixture
def board(site: Site) -> Board:
    return Board(site)


@pytest.fixture
async def commitment(site: Site) -> int:
    return (await site.commitment("SC-1", status="signed"))[1]


@pytest.fixture
async def prime(site: Site) -> int:
    return await site.main_contract()
