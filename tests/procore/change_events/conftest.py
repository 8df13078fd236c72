from __future__ import annotations

import pytest
from tests.procore.eventing import Floor
from tests.procore.site import Site


@pytest.fixture
def floor(site: Site) -> Floor:
    return Floor(site)


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-1", status="signed"))[1]
