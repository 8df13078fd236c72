"""What is asked: 2,000 addresses of lists and their like, drawn with a fixed seed.

An address is a filter, a sort and an offset. The weights below are what we take clients to do: most
ask for the first pages, half sort by two attributes, a quarter filter by one status, and a sixth
ask for what changed since a moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import psycopg
from baseline.listing import conditions, count_statement
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql

from changewright.acc.words import STATES_OF_WORD
from changewright.core.kinds import KIND

SEED = 7
LISTS = 2000
TRIES = 10
"""A small database may not have as many different lists: then there are fewer."""
LINES = 20_000
"""How many lines a file of lists has: draws from the 2,000, so that popular ones come again."""
RECORDS = 5000
CREATIONS = 5000
LIMIT = 100
DEEP = 50_000

KINDS = {"pco": 50, "sco": 20, "rco": 12, "oco": 10, "rfq": 8}
FILTERS = {
    "none": 20,
    "status": 25,
    "two statuses": 12,
    "both tracks": 8,
    "since": 10,
    "status since": 8,
    "contract": 9,
    "numbers": 4,
    "ids": 4,
}
SORTS = {
    "": 15,
    "createdAt desc": 8,
    "updatedAt desc": 10,
    "name": 6,
    "number": 6,
    "number desc": 5,
    "name,updatedAt desc": 8,
    "costStatus,updatedAt desc": 6,
    "budgetStatus,updatedAt desc": 6,
    "scope,number": 5,
    "type,createdAt desc": 4,
    "estimated desc,number": 5,
    "proposed desc,name": 4,
    "updatedAt desc,number": 5,
    "createdAt desc,name": 4,
    "budgetStatus,number desc": 3,
}
NAMING = frozenset({"numbers", "ids"})
"""Filters that name some records: their list is one page."""
PAGES = {"first": 55, "next": 30, "far": 10, "anywhere": 5}
DEEP_SORTS = ("", "createdAt desc", "name", "number desc", "name,updatedAt desc", "scope,number")


@dataclass(frozen=True, slots=True)
class Known:
    """What of the large container the addresses name."""

    container_id: int
    container: str
    contracts: tuple[UUID, ...]
    instants: tuple[datetime, ...]
    uuids: Mapping[str, tuple[UUID, ...]]
    numbers: Mapping[str, tuple[str, ...]]


def known(connection: psycopg.Connection[tuple[Any, ...]], container: str) -> Known:
    """Read the large container's own identifiers, in an order that does not change."""
    (container_id,) = _one(connection, "SELECT id FROM project WHERE uuid = %s", container)
    uuids: dict[str, tuple[UUID, ...]] = {}
    numbers: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        rows = connection.execute(
            "SELECT uuid, number FROM change_order WHERE container_id = %s AND kind = %s "
            "AND deleted_at IS NULL ORDER BY uuid",
            (container_id, kind),
        ).fetchall()
        uuids[kind] = tuple(row[0] for row in rows)
        numbers[kind] = tuple(row[1] for row in rows)
    contracts = connection.execute(
        "SELECT uuid FROM contract WHERE container_id = %s ORDER BY code", (container_id,)
    ).fetchall()
    instants = connection.execute(
        "SELECT percentile_disc(ARRAY[0.2, 0.5, 0.8, 0.95, 0.99]) "
        "WITHIN GROUP (ORDER BY updated_at) FROM change_order WHERE container_id = %s",
        (container_id,),
    ).fetchone()
    assert instants is not None, "an aggregate has one row"
    return Known(
        container_id=container_id,
        container=container,
        contracts=tuple(row[0] for row in contracts),
        instants=tuple(instants[0]),
        uuids=uuids,
        numbers=numbers,
    )


def _one(
    connection: psycopg.Connection[tuple[Any, ...]], text: str, *parameters: object
) -> tuple[Any, ...]:
    row = connection.execute(text, parameters).fetchone()
    assert row is not None, text
    found: tuple[Any, ...] = row
    return found


# Filters, by name: what each is in a query string

Parameters = tuple[tuple[str, str], ...]


def _words(kind: str, random: Random) -> tuple[str, list[str]]:
    """A track of the kind and its status words."""
    track = random.choice(KIND[kind].tracks)
    return track, sorted(STATES_OF_WORD[(kind, track)])


def _status(random: Random, kind: str, _: Known) -> Parameters:
    track, words = _words(kind, random)
    return ((f"filter[{track}Status]", random.choice(words)),)


def _two_statuses(random: Random, kind: str, _: Known) -> Parameters:
    track, words = _words(kind, random)
    return ((f"filter[{track}Status]", ",".join(random.sample(words, 2))),)


def _both_tracks(random: Random, kind: str, _: Known) -> Parameters:
    return tuple(
        (f"filter[{track}Status]", random.choice(sorted(STATES_OF_WORD[(kind, track)])))
        for track in KIND[kind].tracks
    )


def _since(random: Random, _: str, site: Known) -> Parameters:
    instant = random.choice(site.instants)
    return (("filter[lastModifiedSince]", instant.strftime("%Y-%m-%dT%H:%M:%SZ")),)


def _contract(random: Random, kind: str, site: Known) -> Parameters:
    if kind not in ("sco", "rfq"):
        return (("filter[mainContractId]", "blank"),)
    chosen = random.sample(site.contracts, random.choice((1, 1, 2)))
    return (("filter[contractId]", ",".join(str(uuid) for uuid in chosen)),)


def _numbers(random: Random, kind: str, site: Known) -> Parameters:
    return (("filter[number]", ",".join(random.sample(site.numbers[kind], 5))),)


def _ids(random: Random, kind: str, site: Known) -> Parameters:
    chosen = random.sample(site.uuids[kind], 10)
    return (("filter[id]", ",".join(str(uuid) for uuid in chosen)),)


FILTER: Mapping[str, Callable[[Random, str, Known], Parameters]] = {
    "none": lambda _random, _kind, _site: (),
    "status": _status,
    "two statuses": _two_statuses,
    "both tracks": _both_tracks,
    "since": _since,
    "status since": lambda random, kind, site: (
        *_status(random, kind, site),
        *_since(random, kind, site),
    ),
    "contract": _contract,
    "numbers": _numbers,
    "ids": _ids,
}


def _drawn(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _offset(random: Random, total: int) -> int:
    """A page that has rows, where there are any."""
    last = max(0, (total - 1) // LIMIT)
    page = {
        "first": 0,
        "next": random.randint(1, 9),
        "far": random.randint(10, 99),
        "anywhere": random.randint(0, max(0, last)),
    }[_drawn(random, PAGES)]
    return min(page, last) * LIMIT


def lists(
    connection: psycopg.Connection[tuple[Any, ...]], site: Known, count: int = LISTS
) -> list[str]:
    """Different addresses of lists of the large container, without their includes."""
    random = Random(SEED)
    totals: dict[tuple[str, Parameters], int] = {}
    found: dict[str, None] = {}
    for _ in range(TRIES * count):
        kind = _drawn(random, KINDS)
        name = _drawn(random, FILTERS)
        filters = FILTER[name](random, kind, site)
        if name in NAMING:
            total = 0
        elif (kind, filters) not in totals:
            total = totals[kind, filters] = _total(connection, site, kind, filters)
        else:
            total = totals[kind, filters]
        offset = _offset(random, total)
        found[list_address(site.container, kind, filters, _drawn(random, SORTS), offset)] = None
        if len(found) == count:
            break
    return list(found)


def _total(
    connection: psycopg.Connection[tuple[Any, ...]], site: Known, kind: str, filters: Parameters
) -> int:
    tests: list[ColumnElement[bool]] = conditions(site.container_id, kind, filters)
    total: int = connection.execute(literal(count_statement(tests))).fetchone()[0]  # type: ignore[index]
    return total


def literal(statement: Any) -> str:
    """A statement of the baseline as text, its values in it."""
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def list_address(
    container: str, kind: str, filters: Sequence[tuple[str, str]], sort: str, offset: int
) -> str:
    parameters = [*filters]
    if sort:
        parameters.append(("sort", sort))
    if offset:
        parameters.append(("offset", str(offset)))
    parameters.append(("limit", str(LIMIT)))
    query = urlencode(parameters, quote_via=quote, safe=",")
    return f"{folder(container, kind)}?{query}"


def folder(container: str, kind: str) -> str:
    return f"/cost/v1/containers/{container}/change-orders/{kind}"


def with_includes(address: str) -> str:
    return f"{address}&include=costItems,attributes"


def draws(addresses: Sequence[str], lines: int = LINES) -> list[str]:
    """What clients ask one after the other: any of the addresses, at random."""
    random = Random(SEED + 1)
    return [random.choice(addresses) for _ in range(lines)]


def records(site: Known) -> list[str]:
    """Single change orders, each asked for once."""
    random = Random(SEED + 2)
    pairs = [(kind, uuid) for kind in KINDS for uuid in site.uuids[kind]]
    chosen = random.sample(pairs, min(RECORDS, len(pairs)))
    return [f"{folder(site.container, kind)}/{uuid}" for kind, uuid in chosen]


def creations(containers: Sequence[str]) -> list[str]:
    """Potential change orders to be made, over these containers in turn."""
    random = Random(SEED + 3)
    folders = [folder(container, "pco") for container in containers]
    return [
        f"{folders[number % len(folders)]}\t{json.dumps(_body(random, number))}"
        for number in range(CREATIONS)
    ]


def _body(random: Random, number: int) -> dict[str, Any]:
    room = random.randrange(100, 999)
    return {
        "name": f"Relocate duct at grid {room % 26}-{number}, room {room}",
        "description": "The duct runs through the beam that the revised structural drawings show. "
        "Reroute above the corridor ceiling and extend the fire damper's access.",
        "scope": random.choice(("out", "in", "contingency", "tbd")),
        "scopeOfWork": "Remove, reroute, test and balance.",
        "scheduleChange": random.randrange(10),
        "sourceType": "RFI",
        "sourceRef": f"RFI-{random.randrange(2000):04d}",
        "note": f"Raised at site meeting {random.randrange(80)}",
    }


def deep_lists(container: str, offset: int) -> list[str]:
    """The same lists at an offset: all potential change orders, in several orders."""
    return [list_address(container, "pco", (), sort, offset) for sort in DEEP_SORTS]
