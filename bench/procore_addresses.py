"""What is asked of Procore's door: lists of packages and of potential change orders.

Their one order is that of creation, as the vendor lists no sorts for them. What varies is the
filter and the page, drawn with a fixed seed by the weights below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from addresses import LIMIT, LISTS, PAGES, SEED, TRIES

DEEP_PAGE = 500
FILTERS = {"none": 45, "contract": 25, "created": 12, "updated": 12, "ids": 6}

Parameters = tuple[tuple[str, str], ...]
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Resource:
    """A list: its path, what names a contract, and what its records are in the database."""

    path: str
    contract: str
    rows: str


PACKAGES = Resource(
    "/rest/v1.0/change_order_packages",
    "contract_id",
    "change_order r WHERE r.container_id = %(container)s AND r.deleted_at IS NULL "
    "AND r.kind IN ('oco', 'sco') AND r.contract_number <> ''",
)
POTENTIALS = Resource(
    "/rest/v1.0/potential_change_orders",
    "filters[contract_id]",
    "face r WHERE r.container_id = %(container)s AND r.deleted_at IS NULL",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What of the large container the addresses name."""

    container_id: int
    company_id: int
    commitments: tuple[int, ...]
    prime_contract: int
    instants: tuple[datetime, ...]
    ids: Mapping[str, tuple[int, ...]]


def known(connection: Connection, container: str) -> Known:
    """Read the large container's own integers, in an order that does not change."""

    def column(text: str, *parameters: object) -> tuple[Any, ...]:
        return tuple(row[0] for row in connection.execute(text.encode(), parameters).fetchall())

    (project,) = connection.execute(
        "SELECT id, account_id FROM project WHERE uuid = %s", (container,)
    ).fetchall()
    contracts = "SELECT id FROM {} WHERE container_id = %s ORDER BY id"
    instants = connection.execute(
        "SELECT percentile_disc(ARRAY[0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99]) "
        "WITHIN GROUP (ORDER BY created_at) FROM face WHERE container_id = %s",
        project[:1],
    ).fetchone()
    assert instants is not None, "an aggregate has one row"
    return Known(
        container_id=project[0],
        company_id=project[1],
        commitments=column(contracts.format("contract"), project[0]),
        prime_contract=column(contracts.format("main_contract"), project[0])[0],
        instants=tuple(instants[0]),
        ids={
            resource.path: tuple(
                row[0]
                for row in connection.execute(
                    f"SELECT r.id FROM {resource.rows} ORDER BY r.id".encode(),
                    {"container": project[0]},
                ).fetchall()
            )
            for resource in (PACKAGES, POTENTIALS)
        },
    )


def _contract(random: Random, resource: Resource, site: Known) -> Parameters:
    chosen = random.choice((*site.commitments, site.prime_contract))
    return ((resource.contract, str(chosen)),)


def _range(random: Random, name: str, site: Known) -> Parameters:
    """From an instant on, or between two days."""
    first, last = sorted(random.sample(site.instants, 2))
    if random.randrange(2):
        return ((f"filters[{name}]", f"{first:%Y-%m-%dT%H:%M:%SZ}..."),)
    return ((f"filters[{name}]", f"{first:%Y-%m-%d}...{last:%Y-%m-%d}"),)


def _ids(random: Random, resource: Resource, site: Known) -> Parameters:
    chosen = random.sample(site.ids[resource.path], 10)
    return (("filters[id]", ",".join(map(str, chosen))),)


FILTER: Mapping[str, Callable[[Random, Resource, Known], Parameters]] = {
    "none": lambda _random, _resource, _site: (),
    "contract": _contract,
    "created": lambda random, _, site: _range(random, "created_at", site),
    "updated": lambda random, _, site: _range(random, "updated_at", site),
    "ids": _ids,
}


def _drawn(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _page(random: Random, last: int) -> int:
    page = {
        "first": 1,
        "next": random.randint(2, 10),
        "far": random.randint(11, 100),
        "anywhere": random.randint(1, last),
    }[_drawn(random, PAGES)]
    return min(page, last)


def lists(resource: Resource, site: Known, totals: Totals, count: int = LISTS) -> list[str]:
    """Different addresses of one of the lists of the large container."""
    random = Random(SEED)
    found: dict[str, None] = {}
    for _ in range(TRIES * count):
        filters = FILTER[_drawn(random, FILTERS)](random, resource, site)
        last = max(1, -(-totals(resource, filters) // LIMIT))
        found[address(resource, site, filters, _page(random, last))] = None
        if len(found) == count:
            break
    return list(found)


class Totals:
    """How many records a filter finds, each asked for once."""

    def __init__(self, connection: Connection, site: Known) -> None:
        self._connection = connection
        self._site = site
        self._known: dict[tuple[str, Parameters], int] = {}

    def __call__(self, resource: Resource, filters: Parameters) -> int:
        key = (resource.path, filters)
        if key not in self._known:
            self._known[key] = self._count(resource, filters)
        return self._known[key]

    def _count(self, resource: Resource, filters: Parameters) -> int:
        """Near enough to draw a page that has rows: times are those of the row itself."""
        tests, values = "", dict[str, object](container=self._site.container_id)
        for name, value in filters:
            if name == "filters[id]":
                return 1
            if name == resource.contract:
                is_prime = int(value) == self._site.prime_contract
                if resource is PACKAGES:
                    tests += " AND r.kind = 'oco'" if is_prime else " AND r.contract_id = %(one)s"
                else:
                    tests += " AND r.contract_id = %(one)s"
                values["one"] = int(value)
                continue
            first, _, last = value.partition("...")
            tests += " AND r.created_at >= %(first)s"
            values["first"] = first
            if last:
                tests += " AND r.created_at < %(last)s::date + 1"
                values["last"] = last
        text = f"SELECT count(*) FROM {resource.rows}{tests}"
        row = self._connection.execute(text.encode(), values).fetchone()
        assert row is not None, text
        total: int = row[0]
        return total


def address(resource: Resource, site: Known, filters: Parameters, page: int) -> str:
    parameters = [("project_id", str(site.container_id)), *filters]
    parameters += [("page", str(page)), ("per_page", str(LIMIT))]
    return f"{resource.path}?{urlencode(parameters, quote_via=quote, safe=',:[]')}"


def page_of_all(site: Known, page: int) -> list[str]:
    """The same page of all potential change orders, of those of the prime contract, and of those
    made since the beginning."""
    filters: tuple[Parameters, ...] = (
        (),
        (("filters[contract_id]", str(site.prime_contract)),),
        (("filters[created_at]", "2001-01-01..."),),
    )
    return [address(POTENTIALS, site, each, page) for each in filters]


def deep_page(site: Known) -> int:
    """Page 500, where the shortest of those lists has so many."""
    shortest = len(site.ids[POTENTIALS.path]) // 2
    return max(2, min(DEEP_PAGE, shortest // LIMIT))
