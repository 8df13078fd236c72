"""Compares the product with the baseline, and writes the table in docs/performance.md.

    python bench/compare.py            the measurement: 200,000 change orders, five rounds
    python bench/compare.py --quick    does it work: 2,000 change orders, short rounds

The rules are in bench/README.md. Nothing is timed before the two servers' answers have been
compared field by field; a window in which a request was refused measures nothing and ends the run.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import addresses
import psycopg
from addresses import Known
from asked import Asked
from baseline.schema import extend
from bodies import DIFFERENCES_SHOWN, Client, differences, summary
from deep import Deep, cold
from limit import Limit, limits, pgbench
from load import (
    DEFAULT_HOME,
    EMAIL,
    FULL,
    SERVER_SETTINGS,
    Site,
    Size,
    bench_settings,
    new_database,
    origin,
    today,
)
from machine import CHECKOUT, commit, load_average, machine
from report import Cell, Report, text_of, write_page
from servers import Server, baseline, product
from writer import writing
from wrk import Requests, measure

from changewright.config.settings import Settings
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.work.directory import Directory
from changewright.work.keys import KeyRing
from changewright.work.tokens import issue_personal_token

TOKEN_SECONDS = 6 * 3600
SCOPES = ("data:read", "data:write", "data:create")
PAGE = CHECKOUT / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. `lists`: how many different lists there are; `compared`: of how many
    the bodies are compared. `limit_rounds`: rounds of pgbench. `leaves_out` are cases. Seconds are
    whole, as wrk counts them."""

    size: Size
    lists: int
    rounds: int
    window_seconds: int
    warm_seconds: int
    compared: int
    limit_rounds: int
    limit_seconds: int
    polled: int
    leaves_out: frozenset[str] = frozenset()
    only: str | None = None

    def includes(self, case: Case) -> bool:
        """Whether a row is measured."""
        is_asked = self.only is None or (self.only == PROCORE) == case.is_procore
        return is_asked and case.name not in self.leaves_out


MEASUREMENT = Plan(
    size=FULL,
    lists=addresses.LISTS,
    rounds=5,
    window_seconds=3,
    warm_seconds=3,
    compared=60,
    limit_rounds=3,
    limit_seconds=2,
    polled=400,
)
QUICK = Plan(
    size=Size(2000, small=40, small_containers=9),
    lists=400,
    rounds=2,
    window_seconds=1,
    warm_seconds=1,
    compared=12,
    limit_rounds=1,
    limit_seconds=1,
    polled=80,
    leaves_out=frozenset({"list 1", "includes 1"}),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table. `writes_per_second` go into the large container meanwhile."""

    name: str
    title: str
    requests: str
    writes_per_second: int = 0
    both: bool = True
    connections: int = 8

    @property
    def is_procore(self) -> bool:
        return self.name.startswith(PROCORE)


PROCORE = "procore"
DOORS = ("autodesk", PROCORE)
CASES = (
    Case("list 0", "list", "list"),
    Case("includes 0", "list with `include=costItems,attributes`", "includes"),
    Case("one 0", "one by id", "one"),
    Case("poll", "the same lists unchanged: `If-None-Match`, 304", "poll", both=False),
    Case("page 1", "page 1 of all `pco`, one connection", "page 1", connections=1),
    Case("deep", "the same at offset 50,000, one connection", "deep", connections=1),
    Case("list 1", "list, 1 write a second", "list", 1),
    Case("includes 1", "list with includes, 1 write a second", "includes", 1),
    Case("list 20", "list, 20 writes a second", "list", 20),
    Case("includes 20", "list with includes, 20 writes a second", "includes", 20),
    Case("one 20", "one by id, 20 writes a second", "one", 20),
    Case("procore packages 0", "Procore: packages", "packages"),
    Case("procore potentials 0", "Procore: potential change orders", "potentials"),
    Case("procore poll", "Procore: the latter unchanged, 304", "procore poll", both=False),
    Case(
        "procore page 1",
        "Procore: page 1 of potential change orders, one connection",
        "procore page 1",
        connections=1,
    ),
    Case(
        "procore deep",
        "Procore: the same at page 500, one connection",
        "procore deep",
        connections=1,
    ),
    Case("procore packages 20", "Procore: packages, 20 writes a second", "packages", 20),
    Case(
        "procore potentials 20",
        "Procore: potential change orders, 20 writes a second",
        "potentials",
        20,
    ),
    Case("create many", "create, over 50 containers", "create many"),
    Case("create one", "create, into the large container", "create one"),
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--quick", action="store_true", help="2,000 change orders, short rounds")
    arguments.add_argument("--size", type=int, help="change orders in the large container")
    arguments.add_argument("--rounds", type=int)
    arguments.add_argument("--seconds", type=int, help="length of a window")
    arguments.add_argument(
        "--warm", type=int, help="seconds of each kind of request before the first round"
    )
    arguments.add_argument("--home", type=Path, default=DEFAULT_HOME, help="folder for the data")
    arguments.add_argument(
        "--write", action="store_true", help="write a short run's table into the docs as well"
    )
    arguments.add_argument(
        "--only", choices=DOORS, help="the rows of one door; writes no table into the docs"
    )
    given = arguments.parse_args()
    plan = QUICK if given.quick else MEASUREMENT
    plan = dataclasses.replace(
        plan,
        size=dataclasses.replace(plan.size, large=given.size or plan.size.large),
        rounds=given.rounds or plan.rounds,
        window_seconds=given.seconds or plan.window_seconds,
        warm_seconds=given.warm or plan.warm_seconds,
        only=given.only,
    )
    started = time.monotonic()
    settings = bench_settings(given.home)
    with embedded.running(settings, SERVER_SETTINGS) as urls:
        report = Bench(plan, settings, urls).run()
    text = text_of(report)
    keep(settings.home, report)
    print(f"\n{text}\n\n{time.monotonic() - started:.0f} s in all")
    if plan == MEASUREMENT or (given.write and not given.only):
        write_page(PAGE, text)


def keep(home: Path, report: Report) -> None:
    """Every window of the run, for whoever wants to look closer."""
    path = home / f"results-{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(dataclasses.asdict(report), indent=1), "utf-8")
    say(f"Kept in {path}")


def say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


class Bench:
    """One run, from fresh copies of the database to the report."""

    def __init__(self, plan: Plan, settings: Settings, urls: Urls) -> None:
        self._plan = plan
        self._settings = settings
        self._urls = urls
        self._cases = [case for case in CASES if plan.includes(case)]
        self._cells = {case.name: Cell(case.title) for case in self._cases}
        self._token = ""

    def run(self) -> Report:
        began = load_average()
        site = origin(self._urls, self._settings, self._plan.size, say)
        today(self._urls, self._settings, site, say)
        say("Copying the database for each server ...")
        ours, theirs = (
            new_database(self._urls, name, f"{site.database}_today")
            for name in ("bench_product", "bench_baseline")
        )
        with psycopg.connect(theirs.owner, autocommit=True) as connection:
            extend(connection)
            known = addresses.known(connection, site.large)
            say("Drawing addresses ...")
            asked = Asked.drawn(
                connection,
                known,
                site.containers,
                self._settings.home / "requests",
                self._plan.lists,
            )
        self._token = asyncio.run(_token(ours, self._settings))
        with self._servers(ours, theirs) as (one, other):
            compared = self._compare(asked, one, other)
            self._warm(asked, one, other)
            for number in range(self._plan.rounds):
                self._round(number, asked, one, other)
            memory = {each.name: _memory(each) for each in (one, other)}
        if self._plan.only == PROCORE:
            deep, limit = None, {}
        else:
            deep, limit = self._cold(ours, asked), self._limits(theirs, known, asked, site)
        facts = self._facts(site, asked, began)
        return Report(facts, self._cells, limit, deep, memory, compared)

    @contextmanager
    def _servers(self, ours: Urls, theirs: Urls) -> Iterator[tuple[Server, Server]]:
        logs = self._settings.home
        with (
            product(self._settings, ours, logs / "product.log") as one,
            baseline(self._settings, theirs, logs / "baseline.log") as other,
        ):
            yield one, other

    # -- before timing ----------------------------------------------------------------------------

    def _compare(self, asked: Asked, one: Server, other: Server) -> int:
        """Compare bodies field by field; the run ends where they differ."""
        say("Comparing bodies ...")
        count = self._plan.compared
        company = asked.company_id
        ours, theirs = (Client(each, self._token, company) for each in (one, other))
        procore = (
            ("GET", asked.packages[:count]),
            ("GET", asked.potentials[:count]),
            ("GET", [*asked.procore_pages, *asked.procore_deep]),
        )
        autodesk = (
            ("GET", asked.lists[:count]),
            ("GET", [addresses.with_includes(each) for each in asked.lists[: count // 3]]),
            ("GET", asked.records[:count]),
            ("GET", [*asked.pages, *asked.deep]),
            ("POST", asked.creations[: count // 6]),
        )
        of_doors = {"autodesk": autodesk, PROCORE: procore}
        samples = of_doors[self._plan.only] if self._plan.only else (*procore, *autodesk)
        compared, found = 0, list[str]()
        for method, lines in samples:
            fields, differing = differences(method, lines, ours, theirs)
            compared += fields
            found += differing
        ours.close()
        theirs.close()
        if found:
            shown = "\n".join(summary(found)[:DIFFERENCES_SHOWN])
            raise SystemExit(f"The bodies differ in {len(found)} places:\n{shown}")
        say(f"{compared:,} fields are equal")
        return compared

    def _warm(self, asked: Asked, one: Server, other: Server) -> None:
        """Each kind of request once, uncounted: a server that has been running for a while."""
        say("Warming up ...")
        seconds = self._plan.warm_seconds
        names = dict.fromkeys(case.requests for case in self._cases if case.both)
        for name in names:
            for server in (one, other):
                measure(server, asked.files[name], self._token, seconds, 0)

    # -- timing -----------------------------------------------------------------------------------

    def _round(self, number: int, asked: Asked, one: Server, other: Server) -> None:
        """Each case on both servers, one right after the other; which is first takes turns."""
        say(f"Round {number + 1} of {self._plan.rounds}")
        for case in self._cases:
            requests = self._requests(case, asked, one)
            order = [one, other] if number % 2 == 0 else [other, one]
            servers = order if case.both else [one]
            written = {
                server.name: self._window(number, case, requests, asked, server)
                for server in servers
            }
            if case.writes_per_second:
                self._cells[case.name].written.append((written[one.name], written[other.name]))
        for server in (one, other):
            server.memory()

    def _window(
        self, number: int, case: Case, requests: Requests, asked: Asked, server: Server
    ) -> float:
        """One window; answers the writes a second done beside it."""
        cell = self._cells[case.name]
        first = number * 1009
        rate = case.writes_per_second
        with writing(server, self._token, asked.large_creations, rate, first) as done:
            window = measure(
                server, requests, self._token, self._plan.window_seconds, first, case.connections
            )
        if done.refused:
            raise SystemExit(f"{server.name} refused {done.refused} writes")
        (cell.ours if server.name == "changewright" else cell.theirs).append(window)
        return done.per_second

    def _requests(self, case: Case, asked: Asked, one: Server) -> Requests:
        if case.requests == "poll":
            return self._polls(asked, one, "poll", asked.drawn_lists, None)
        if case.requests == "procore poll":
            return self._polls(asked, one, "procore poll", asked.potentials, asked.company_id)
        return asked.files[case.requests]

    def _polls(
        self, asked: Asked, one: Server, name: str, lists: Sequence[str], company: int | None
    ) -> Requests:
        """Lists with the ETags they have now."""
        client = Client(one, self._token, company)
        lines = []
        for path in dict.fromkeys(lists[: self._plan.polled]):
            tag = client.ask("GET", path).headers.get("etag")
            if tag is None:
                raise SystemExit(f"{path} has no ETag")
            if client.ask("GET", path, tag=tag).status != 304:
                raise SystemExit(f"{path} is not known by its own ETag")
            lines.append(f"{path}\t{tag}")
        client.close()
        return asked.file(name, "GET", lines, company)

    # -- after the rounds -------------------------------------------------------------------------

    def _cold(self, ours: Urls, asked: Asked) -> Deep:
        say("A fresh server at a deep page ...")
        log = self._settings.home / "product-cold.log"
        with product(self._settings, ours, log) as server:
            return cold(server, self._token, asked.pages, asked.deep, asked.deep_offset)

    def _limits(self, urls: Urls, known: Known, asked: Asked, site: Site) -> dict[str, list[float]]:
        say("The database alone ...")
        program = next(self._settings.home.glob("postgres/installation-*/*/pginstall/bin/pgbench"))
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT id FROM project WHERE uuid = ANY(%s::uuid[])", (list(site.containers),)
            ).fetchall()
            found: list[Limit] = limits(
                connection, known, asked.drawn_lists, asked.records, [row[0] for row in rows]
            )
        return {
            limit.name: [
                pgbench(program, urls, limit, self._plan.limit_seconds)
                for _ in range(self._plan.limit_rounds)
            ]
            for limit in found
        }

    def _facts(self, site: Site, asked: Asked, began: str) -> list[str]:
        size = self._plan.size
        with psycopg.connect(self._urls.owner) as connection:
            database = connection.info.parameter_status("server_version")
        names = ("uvicorn", "uvloop", "httptools", "psycopg", "msgspec", "starlette", "fastapi")
        packages = [*names, "sqlalchemy", "pydantic"]
        return [
            f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}",
            f"{machine()}; load average {began} before, {load_average()} after",
            f"Python {platform.python_version()}, PostgreSQL {database}, "
            + ", ".join(f"{name} {version(name)}" for name in packages),
            f"{size.large:,} change orders in one container, {size.small_containers} containers of "
            f"{size.small}; {site.records:,} records, loaded in {site.seconds:.0f} s",
            f"{len(asked.lists):,} addresses of lists, {self._plan.rounds} rounds of "
            f"{self._plan.window_seconds} s a window, 8 connections; each kind of request before "
            f"for {self._plan.warm_seconds} s",
        ]


async def _token(urls: Urls, settings: Settings) -> str:
    database = Database(urls, settings)
    await database.open()
    try:
        directory = await Directory(database).fresh(now=True)
        person = next(each for each in directory.people.values() if each.email == EMAIL)
        now = datetime.now(UTC)
        return await issue_personal_token(
            database, KeyRing(database), person, SCOPES, TOKEN_SECONDS, now
        )
    finally:
        await database.close()


def _memory(server: Server) -> tuple[float, float]:
    found = server.memory()
    return found.resident_peak, server.proportional_peak


if __name__ == "__main__":
    main()
