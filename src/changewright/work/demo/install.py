"""Loading the demo once: the story project, and on request a large synthetic one beside it.

The rows of the directory are written last, so a load that was cut off is not there at all: its
container has no project that names it, and the next start loads anew.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO
from uuid import UUID

import msgspec

from changewright.core.errors import Conflict
from changewright.core.people import DirectoryRows, Person, Project
from changewright.core.settings import settings_born
from changewright.store.engine import Database
from changewright.work import identity
from changewright.work.directory import Directory
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.load import reserve_ids
from changewright.work.projects import open_project
from changewright.work.sign_in import hash_password
from changewright.work.tokens import issue_personal_token
from changewright.work.unit import Actor

from .cast import COMPANY_BY_KEY, GUESTS, HOST, PERSON_BY_KEY
from .clusters import SPREAD
from .foundation import (
    CURRENCY,
    NAMES_COUNT,
    PROJECT_UUID,
    Names,
    agree_on_markups,
    directory_rows,
    members,
    open_books,
    prime_contract,
    set_clocks,
    uuid_of,
)
from .narrative import SEED, timeline
from .player import DemoClock, Player
from .synthetic import load_synthetic

STORY_SIZE = 300
"""About how many change orders the story project has."""
PASSWORD_FILE = "demo-password"
LOCK_FILE = "demo.lock"
PASSWORD_BYTES = 12
TOKEN_SCOPES = ("data:read", "data:write", "data:create", "account:read", "user-profile:read")
TOKEN_HOURS = 12
BEFORE_THE_FIRST_CONTRACT = timedelta(weeks=2)

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""


def _quiet(done: int, total: int) -> None:
    pass


class Installed(msgspec.Struct, frozen=True):
    """The demo as it stands. `is_new`: it was loaded by this call. `password` is empty where the
    file that kept it is gone."""

    project: Project
    host: Person
    password: str
    is_new: bool


async def install(
    database: Database,
    home: Path,
    now: datetime,
    progress: Progress = _quiet,
    seed: int = SEED,
) -> Installed:
    """Load the story project unless it is there; its year ends with the day before `now`."""

    async def load() -> None:
        await _load(database, home, now, progress, seed)

    return await _once(database, home, PROJECT_UUID, load)


async def install_synthetic(
    database: Database,
    home: Path,
    now: datetime,
    size: int,
    progress: Progress = _quiet,
    seed: int = 1,
) -> Installed:
    """Load a project of `size` synthetic change orders unless it is there; the demo's cast has
    its parts in it, so `install` comes first. Here `progress` counts records."""
    uuid = uuid_of("synthetic project", f"{size}:{seed}")

    async def load() -> None:
        names = await _names_of_cast(database)
        ledger = Ledger(database)
        (names.project_id,) = await reserve_ids(ledger, 1)
        host = Actor(names.people[HOST], None, "cli", "demo-size", "admin")
        await load_synthetic(
            ledger, names.project_id, size, seed, progress, actor=host, names=names
        )
        project = Project(
            id=names.project_id,
            uuid=uuid,
            account_id=names.account_id,
            name=f"Synthetic project of {size:,} change orders",
            created_at=now - SPREAD,
            updated_at=now,
            number=f"SYN-{size}-{seed}",
        )
        rows = DirectoryRows(projects=(project,), members=members(names, project.id))
        await identity.add_rows(database, rows)

    return await _once(database, home, uuid, load)


async def _names_of_cast(database: Database) -> Names:
    directory = await Directory(database).fresh(now=True)
    project, host = directory.project(PROJECT_UUID), directory.person(uuid_of("person", HOST))
    if project is None or host is None:
        raise Conflict("load the demo project first")
    return Names(
        account_id=project.account_id,
        project_id=project.id,
        people={
            key: person.id
            for key in PERSON_BY_KEY
            if (person := directory.person(uuid_of("person", key))) is not None
        },
        companies={
            key: company.id
            for key in COMPANY_BY_KEY
            if (company := directory.company(uuid_of("company", key))) is not None
        },
    )


async def _once(
    database: Database, home: Path, uuid: UUID, load: Callable[[], Awaitable[None]]
) -> Installed:
    """The project with this UUID; loaded first where it is not there."""
    directory = await Directory(database).fresh(now=True)
    is_new = False
    if directory.project(uuid) is None:
        async with _alone(home):
            await directory.fresh(now=True)
            is_new = directory.project(uuid) is None
            if is_new:
                await load()
        await directory.fresh(now=True)
    project, host = directory.project(uuid), directory.person(uuid_of("person", HOST))
    if project is None or host is None:
        raise RuntimeError("the demo was loaded and is not there")
    return Installed(project, host, _kept_password(home), is_new)


@asynccontextmanager
async def _alone(home: Path) -> AsyncIterator[None]:
    """Two servers that start at once on one data folder load the demo once."""
    file = await asyncio.to_thread(_locked, home)
    try:
        yield
    finally:
        file.close()


def _locked(home: Path) -> TextIO:
    """The lock file, held; waits for whoever holds it."""
    home.mkdir(parents=True, exist_ok=True)
    file = (home / LOCK_FILE).open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


async def _load(
    database: Database, home: Path, now: datetime, progress: Progress, seed: int
) -> None:
    """Play the year, then name it in the directory: only then is it there, and safe on disk."""
    steps = timeline(seed, (now - timedelta(days=1)).date())
    clock = DemoClock(steps[0].when - BEFORE_THE_FIRST_CONTRACT)
    started = clock.now
    async with database.not_waiting() as hurried:
        ledger = Ledger(hurried, clock=clock)
        names = Names.over(await reserve_ids(ledger, NAMES_COUNT))
        host = Actor(names.people[HOST], None, "web", "demo-opening", "admin")
        contract = prime_contract(names, started)
        settings = msgspec.structs.replace(settings_born("web"), currency=CURRENCY)
        await open_project(ledger, names.project_id, settings, host, contract)
        await ledger.run(names.project_id, host, lambda unit: open_books(unit, names))
        await ledger.run(names.project_id, host, lambda unit: set_clocks(unit, names))
        await ledger.run(names.project_id, host, lambda unit: agree_on_markups(unit, names))
        player = Player(ledger, clock, names)
        for done, step in enumerate(steps, 1):
            await player.play(step)
            progress(done, len(steps))
    rows = directory_rows(names, started, now)
    hashed = await hash_password(_password(home))
    await identity.add_rows(database, rows)
    await identity.set_password_hashes(database, {person.id: hashed for person in rows.people})


# -- signing in -----------------------------------------------------------------------------------


def _password(home: Path) -> str:
    """The demo's one password, for its whole cast: kept in the data home, for its owner's eyes."""
    kept = _kept_password(home)
    if kept:
        return kept
    made = secrets.token_urlsafe(PASSWORD_BYTES)
    handle = os.open(home / PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(made + "\n")
    return made


def _kept_password(home: Path) -> str:
    try:
        return (home / PASSWORD_FILE).read_text().strip()
    except FileNotFoundError:
        return ""


async def issue_token(database: Database, keys: KeyRing, person: Person, now: datetime) -> str:
    """A token to paste: it reads and writes as `person` for half a day."""
    return await issue_personal_token(database, keys, person, TOKEN_SCOPES, TOKEN_HOURS * 3600, now)


def others_to_be() -> list[str]:
    """Who else is worth being, with what waits for them: the same password signs in."""
    shown = []
    for key, waiting in GUESTS:
        person = PERSON_BY_KEY[key]
        who = f"{person.name}, {person.title[:1].lower()}{person.title[1:]}"
        shown.append(f"{person.role:<10} {person.email}  {who}: {waiting}")
    return shown


def first_requests(address: str, project: Project, token: str) -> list[str]:
    """Lines for a shell: potential changes of the demo, asked for in either vendor's words."""
    curl = f"curl -H 'Authorization: Bearer {token}'"
    acc = f"/cost/v1/containers/{project.uuid}/change-orders/pco?limit=10&sort=updatedAt%20desc"
    procore = f"/rest/v1.0/potential_change_orders?project_id={project.id}&per_page=10"
    company = f"-H 'Procore-Company-Id: {project.account_id}'"
    return [
        "Ten potential changes, as a client of Autodesk asks for them:",
        f"{curl} '{address}{acc}'",
        "",
        "and as one of Procore does:",
        f"{curl} {company} '{address}{procore}'",
    ]
