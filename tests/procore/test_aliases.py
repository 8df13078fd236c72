"""Addresses that clients in the wild call, which the vendor's documents do not have."""

from __future__ import annotations

import pytest

from changewright.edge.routes import Router
from changewright.procore.routes import DOOR

ROUTER = Router((DOOR,))
# As a read-only client on a package registry spells them (procore.md §7).
CALLED = (
    "/rest/v1.0/companies/1/projects",
    "/rest/v1.0/projects/1",
    "/rest/v1.0/projects/1/change_order_packages",
    "/rest/v1.0/projects/1/change_order_packages/2",
    "/rest/v1.0/projects/1/change_event_statuses",
    "/rest/v1.0/projects/1/change_event_types",
    "/rest/v1.0/projects/1/change_event_settings",
    "/rest/v1.0/projects/1/commitments",
    "/rest/v1.0/projects/1/commitment_contracts",
    "/rest/v1.0/projects/1/prime_contracts",
    "/rest/v1.0/projects/1/prime_contracts/2",
    "/rest/v1.0/projects/1/prime_contracts/2/line_items",
    "/rest/v1.0/projects/1/prime_contracts/2/summary",
    "/rest/v1.1/projects",
    "/rest/v1.0/companies/1/cost_types",
    "/rest/v1.0/companies/1/tax_codes",
    "/rest/v1.0/change_event/statuses",
)


@pytest.mark.parametrize("path", CALLED)
def test_a_client_finds_it(path: str) -> None:
    assert ROUTER.find("GET", path) is not None


def test_every_path_of_the_first_version_has_its_old_spelling() -> None:
    for route in DOOR.routes:
        for path in (route.path, *route.aliases):
            if path.startswith("/rest/v1.0/"):
                old = "/vapid/" + path.removeprefix("/rest/v1.0/")
                assert old in route.aliases, (route.operation_id, path)


def test_no_address_is_taken_twice() -> None:
    addresses = [
        (route.method, path) for route in DOOR.routes for path in (route.path, *route.aliases)
    ]
    assert len(addresses) == len(set(addresses))
