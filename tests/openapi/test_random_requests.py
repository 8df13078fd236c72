"""Random requests to every operation, good and bad ones: no failure, nothing undeclared.

The gate sends a few to every fourth operation, the same in each run; `./test --deep` sends fifty to
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from tests.conftest import migrated_database
from tests.openapi.random_requests import described, send_random
from tests.openapi.site import Site, site_in_a_thread
from tests.openapi.tour import ROUTES

from changewright.config.settings import Settings
from changewright.store.embedded import Urls

FEW, MANY = 2, 50
REPLACING = ("delete", "import", "copySubCostItems")
ORDER = sorted(ROUTES, key=lambda name: (name.startswith(REPLACING), name))
"""What takes records away comes last."""
IN_THE_GATE = ORDER[::4]


@pytest.fixture(scope="module")
def site(server_urls: Urls, settings: Settings, worker_id: str) -> Iterator[Site]:
    """A server of its own, with a database of its own."""
    urls = migrated_database(server_urls, f"random_{worker_id}")
    with site_in_a_thread(settings, urls) as running:
        yield running


@pytest.fixture(scope="module")
def description(site: Site) -> Any:
    return described(site)


@pytest.fixture(scope="module")
def session(site: Site) -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.headers["authorization"] = f"Bearer {site.token}"
        yield opened


@pytest.mark.parametrize("operation_id", IN_THE_GATE)
def test_a_few_requests(
    site: Site, description: Any, session: requests.Session, operation_id: str
) -> None:
    send_random(description.find_operation_by_id(operation_id), site.base, session, FEW)


@pytest.mark.deep
@pytest.mark.parametrize("operation_id", ORDER)
def test_many_requests(
    site: Site, description: Any, session: requests.Session, operation_id: str
) -> None:
    send_random(description.find_operation_by_id(operation_id), site.base, session, MANY)
