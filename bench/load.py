"""Makes the database that the bench measures on: one large container and 49 small ones.

    python bench/load.py [--size 200000] [--home FOLDER]

An embedded server of the bench's own holds a database for each size, which is loaded once and kept.
A run copies it for each of the two servers, in the schema of today, so that both begin with the
very same pages on disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid5

import psycopg
from psycopg import sql

import changewright
from changewright.config import reading
from changewright.config.settings import Settings
from changewright.core.people import (
    Account,
    Company,
    DirectoryRows,
    Member,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.core.settings import settings_born
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.migrate import migrate
from changewright.store.schema_changes import FROZEN, migration_sql
from changewright.work import identity
from changewright.work.demo.cast import COMPANIES
from changewright.work.demo.foundation import Names
from changewright.work.demo.synthetic import load_synthetic
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.load import reserve_ids
from changewright.work.rebuild import rebuild_missing
from changewright.work.unit import Actor

DEFAULT_HOME = Path("/var/tmp/changewright-bench")
SEED = 20_260
EMAIL = "caller@bench.example"
NAMESPACE = UUID("8b3e4f5a-3e0c-5d0b-9c55-5c7a1f0e9d21")

# What both servers' database runs with beyond the product's own settings: enough shared memory
# that neither side waits for the operating system's copy of a page.
SERVER_SETTINGS: Mapping[str, str] = {"shared_buffers": "2GB", "max_wal_size": "8GB"}


@dataclass(frozen=True, slots=True)
class Size:
    """How many change orders: in the large container, and in each of the small ones."""

    large: int
    small: int = 200
    small_containers: int = 49

    @property
    def database(self) -> str:
        return f"bench_origin_{self.large}_{self.small_containers}x{self.small}"


FULL = Size(200_000)


@dataclass(frozen=True, slots=True)
class Site:
    """What was loaded. The first container is the large one; `seconds` is how long it took.
    `made_by` is a digest of what makes the data."""

    database: str
    made_by: str
    containers: tuple[str, ...]
    records: int
    seconds: float

    @property
    def large(self) -> str:
        return self.containers[0]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--size", type=int, default=FULL.large)
    arguments.add_argument("--home", type=Path, default=DEFAULT_HOME)
    given = arguments.parse_args()
    settings = bench_settings(given.home)
    with embedded.running(settings, SERVER_SETTINGS) as urls:
        site = origin(urls, settings, replace(FULL, large=given.size))
    print(f"{site.records:,} records in {site.seconds:.0f} s; {site.database} is in {given.home}")


def bench_settings(home: Path) -> Settings:
    """The product's settings by default, in the bench's own data folder."""
    return reading.read({}, home=home.absolute())


def origin(urls: Urls, settings: Settings, size: Size, say: Callable[[str], None] = print) -> Site:
    """The loaded database; loaded now, unless one of this size and making is there.

    One that was loaded before the newest migration is as good: whoever copies it brings the copy to
    the schema of today.
    """
    marker = settings.home / f"{size.database}.json"
    makings = _makings()
    made_by = makings[-1]
    if marker.exists():
        kept = json.loads(marker.read_text("utf-8"))
        site = Site(**kept | {"containers": tuple(kept["containers"])})
        if site.made_by in makings:
            return site
        marker.unlink()
    say(
        f"Loading {size.large:,} change orders and {size.small_containers} containers "
        f"of {size.small} ..."
    )
    started = time.monotonic()
    own = new_database(urls, size.database)
    migrate(own)
    site = asyncio.run(_filled(own, settings, size, made_by))
    with psycopg.connect(own.owner, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    site = replace(site, seconds=time.monotonic() - started)
    marker.write_text(json.dumps(asdict(site)), "utf-8")
    return site


def today(urls: Urls, settings: Settings, site: Site, say: Callable[[str], None] = print) -> Urls:
    """A copy of the loaded database in the schema of today, with all that a server adds up before
    its first answer: of so much that takes minutes, so it is kept for the runs to come."""
    name, makings = f"{site.database}_today", _makings()
    marker = settings.home / f"{name}.txt"
    kept_by = marker.read_text("utf-8") if marker.exists() else ""
    if kept_by == makings[-1]:
        return urls.to_database(name)
    marker.unlink(missing_ok=True)
    say("Bringing a copy to the schema and the sums of today ...")
    is_kept = kept_by in makings
    made = urls.to_database(name) if is_kept else new_database(urls, name, site.database)
    migrate(made)
    asyncio.run(_with_sums(made, settings))
    with psycopg.connect(made.owner, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    marker.write_text(makings[-1], "utf-8")
    return made


async def _with_sums(urls: Urls, settings: Settings) -> None:
    """Add up what was loaded before there were sums."""
    database = Database(urls, settings)
    await database.open()
    try:
        async with database.not_waiting() as hurried:
            await rebuild_missing(Ledger(hurried))
    finally:
        await database.close()


def _makings() -> list[str]:
    """What makes the data by each of the schemas that there have been, today's last: one loaded
    before the newest migrations is brought to today's schema like any other database."""
    texts = [*(path.read_text("utf-8") for path in FROZEN), migration_sql()]
    return [_making("".join(texts[: number + 1])) for number in range(len(texts))]


def _making(schema: str) -> str:
    """A digest of what makes the data: the schema and the code of the synthetic change orders."""
    folder = Path(changewright.__file__).parent / "work" / "demo"
    digest = sha256(schema.encode())
    for name in ("synthetic.py", "clusters.py", "patterns.py"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def new_database(urls: Urls, name: str, template: str = "template1") -> Urls:
    """A fresh database of this name, empty or as a copy of another, file by file."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        strategy = "wal_log" if template == "template1" else "file_copy"
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.SQL(strategy)
            )
        )
    return urls.to_database(name)


async def _filled(urls: Urls, settings: Settings, size: Size, made_by: str) -> Site:
    database = Database(urls, settings)
    await database.open()
    try:
        async with database.not_waiting() as hurried:
            return await _fill(hurried, size, made_by)
    finally:
        await database.close()


async def _fill(database: Database, size: Size, made_by: str) -> Site:
    ledger = Ledger(database)
    people = await _directory(database, ledger, 1 + size.small_containers)
    actor = Actor(people.people["caller"], None, "cli", "bench", "admin")
    records = 0
    for number, container in enumerate(people.projects.values()):
        records += await load_synthetic(
            ledger,
            container,
            size.small if number else size.large,
            seed=SEED + number,
            progress=_quiet if number else _progress,
            actor=actor,
            names=Names(people.account, container, people.people, dict(people.companies)),
            settings=settings_born("acc"),
        )
    # Made now, so that one token is good at both servers.
    await KeyRing(database).load(datetime.now(UTC))
    containers = tuple(str(uuid) for uuid in people.projects)
    return Site(size.database, made_by, containers, records, seconds=0.0)


@dataclass(frozen=True, slots=True)
class People:
    """The integers of the directory: projects by UUID, people and companies by key."""

    account: int
    projects: dict[UUID, int]
    people: dict[str, int]
    companies: dict[str, int]


async def _directory(database: Database, ledger: Ledger, count: int) -> People:
    """One account, the demo's companies, one person who manages every project, the projects."""
    ids = iter(await reserve_ids(ledger, 2 + len(COMPANIES) + count))
    now = datetime.now(UTC).replace(microsecond=0)
    account = Account(next(ids), _uuid("account"), "Bench")
    companies = {each.key: next(ids) for each in COMPANIES}
    caller = Person(
        id=next(ids),
        uuid=_uuid("caller"),
        autodesk_id=autodesk_id_from(_uuid("caller").bytes),
        email=EMAIL,
        name="Bench Caller",
        company_id=companies["gc"],
    )
    projects = tuple(
        Project(next(ids), _uuid(f"project {number}"), account.id, f"Project {number}", now, now)
        for number in range(count)
    )
    rows = DirectoryRows(
        accounts=(account,),
        companies=tuple(
            Company(
                id=companies[each.key],
                uuid=_uuid(each.key),
                account_id=account.id,
                autodesk_id=autodesk_id_from(_uuid(each.key).bytes),
                name=each.name,
            )
            for each in COMPANIES
        ),
        people=(caller,),
        projects=projects,
        members=tuple(Member(project.id, caller.id, "manager") for project in projects),
    )
    await identity.add_rows(database, rows)
    return People(
        account=account.id,
        projects={project.uuid: project.id for project in projects},
        people={"caller": caller.id},
        companies=companies,
    )


def _uuid(key: str) -> UUID:
    return uuid5(NAMESPACE, key)


def _quiet(done: int, total: int) -> None:
    pass


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r  {done:,} of {total:,} records", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
