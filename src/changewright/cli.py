"""The command line: `changewright serve`, `migrate`, `token`, `verify`, `anchor` and the rest.

Thin: each command reads its settings and calls a function of the house. Imports stand inside the
commands, so that `--help` answers at once and `serve` loads only what it serves.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from changewright.config import Settings
    from changewright.core.people import Person, Project
    from changewright.store.engine import Database
    from changewright.work.directory import Directory

T = TypeVar("T")

app = typer.Typer(
    name="changewright",
    help="A system of record for construction change orders that speaks two vendors' APIs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Home = Annotated[Path | None, typer.Option(help="Folder for everything kept.")]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="Your own PostgreSQL; empty starts the embedded one.")
]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")]
PublicUrl = Annotated[str | None, typer.Option(help="The address clients use.")]
Workers = Annotated[int | None, typer.Option(help="Server processes.")]
RateLimits = Annotated[str | None, typer.Option(help="off, vendor, or your own.")]
LogFormat = Annotated[str | None, typer.Option(help="auto, text or json.")]
LogLevel = Annotated[str | None, typer.Option(help="debug, info, warning or error.")]
ProjectId = Annotated[
    str | None, typer.Option("--project", help="A project's UUID; without it, every project.")
]


class Stop(Exception):
    """Why a command cannot go on, in one line."""


@app.command()
def serve(
    home: Home = None,
    database_url: DatabaseUrl = None,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
    workers: Workers = None,
    rate_limits: RateLimits = None,
    log_format: LogFormat = None,
    log_level: LogLevel = None,
) -> None:
    """Start the database and answer requests until told to stop."""
    with _loading():
        from changewright.compose import serve as serve_until_stopped

    settings = _settings(
        home=home,
        database_url=database_url,
        host=host,
        port=port,
        public_url=public_url,
        workers=workers,
        rate_limits=rate_limits,
        log_format=log_format,
        log_level=log_level,
    )
    raise typer.Exit(serve_until_stopped(settings))


@app.command()
def run(
    demo: Annotated[
        bool, typer.Option(help="Load the demo project into an empty database first.")
    ] = True,
    home: Home = None,
    database_url: DatabaseUrl = None,
    host: Host = None,
    port: Port = None,
    public_url: PublicUrl = None,
    workers: Workers = None,
    rate_limits: RateLimits = None,
    log_format: LogFormat = None,
    log_level: LogLevel = None,
) -> None:
    """Serve, with the demo project in an empty database, and say how to sign in."""
    with _loading():
        from changewright.compose import serve as serve_until_stopped

    settings = _settings(
        home=home,
        database_url=database_url,
        host=host,
        port=port,
        public_url=public_url,
        workers=workers,
        rate_limits=rate_limits,
        log_format=log_format,
        log_level=log_level,
    )
    welcome = _Welcome(settings)
    prepare = welcome.prepare if demo else None
    raise typer.Exit(serve_until_stopped(settings, welcome.announce, prepare))


class _Welcome:
    """Loads the demo where nothing is yet, and prints how to begin."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lines: Callable[[str], list[str]] = lambda _address: []

    async def prepare(self, database: Database) -> None:
        from changewright.edge.auth import clock
        from changewright.work.demo.foundation import PROJECT_UUID
        from changewright.work.demo.install import first_request, install, issue_token
        from changewright.work.directory import Directory
        from changewright.work.keys import KeyRing

        directory = await Directory(database).fresh(now=True)
        if directory.projects and directory.project(PROJECT_UUID) is None:
            return  # somebody's own projects: nothing is put beside them unasked
        with _progress("Loading the demo project") as progress:
            demo = await install(database, self._settings.home, clock(), progress)
        token_text = await issue_token(database, KeyRing(database), demo.host, clock())
        password = demo.password or "(set by you)"
        self._lines = lambda address: [
            f"  Project   {demo.project.name}, {demo.project.uuid}",
            f"  Sign in   {demo.host.email}, password {password}",
            "",
            "  " + first_request(address, demo.project.uuid, token_text),
        ]

    def announce(self, address: str) -> None:
        shown = self._settings.public_url or address
        lines = ["", f"  Changewright answers at {shown}", f"  Reference {shown}/docs"]
        print("\n".join([*lines, *self._lines(shown), ""]), flush=True)


@app.command("demo")
def load_demo(
    size: Annotated[
        int,
        typer.Option(
            min=0,
            max=1_000_000,
            help="Change orders. More than the demo project has: a synthetic project of so many "
            "is loaded beside it, for load tests.",
        ),
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another synthetic project.")] = 1,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Load the demo project, unless it is there."""
    from changewright.edge.auth import clock
    from changewright.work.demo.install import (
        STORY_SIZE,
        Installed,
        install,
        install_synthetic,
        others_to_be,
    )

    settings = _settings(home=home, database_url=database_url)

    async def load(database: Database, _directory: Directory) -> list[Installed]:
        with _progress("Loading the demo project") as progress:
            loaded = [await install(database, settings.home, clock(), progress)]
        if size > STORY_SIZE:
            with _progress(f"Loading {size:,} synthetic change orders") as progress:
                loaded.append(
                    await install_synthetic(database, settings.home, clock(), size, progress, seed)
                )
        return loaded

    loaded = _with_database(settings, load)
    for demo in loaded:
        was = "Loaded" if demo.is_new else "There already"
        print(f"{was}: {demo.project.name}, {demo.project.uuid}")
    demo = loaded[0]
    print(f"Sign in as {demo.host.email}, password {demo.password or '(set by you)'}")
    print("With the same password, in another role:", *others_to_be(), sep="\n  ")


@app.command()
def migrate(home: Home = None, database_url: DatabaseUrl = None) -> None:
    """Bring the database's schema up to date."""
    from changewright.store import embedded
    from changewright.store.migrate import migrate as migrate_database

    with embedded.running(_settings(home=home, database_url=database_url)) as urls:
        applied = migrate_database(urls, regrant=True)
    print("Applied: " + ", ".join(applied) if applied else "The schema is up to date.")


@app.command()
def token(
    email: Annotated[str, typer.Argument(help="Whose token it is.")],
    scopes: Annotated[
        str, typer.Option(help="What it allows, separated by spaces.")
    ] = "data:read data:write data:create account:read user-profile:read",
    hours: Annotated[float, typer.Option(help="How long it lives.")] = 12,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print an access token for a person, for scripts and curl."""
    from changewright.edge.auth import clock
    from changewright.work.keys import KeyRing
    from changewright.work.tokens import issue_personal_token

    async def issue(database: Database, directory: Directory) -> str:
        return await issue_personal_token(
            database,
            KeyRing(database),
            _person(directory, email),
            tuple(scopes.split()),
            round(hours * 3600),
            clock(),
        )

    print(_with_database(_settings(home=home, database_url=database_url), issue))


@app.command()
def client(
    name: Annotated[str, typer.Argument(help="The program's name, as people see it.")],
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where a browser is sent back to, to the letter; may be repeated."),
    ] = None,
    acts_as: Annotated[
        str, typer.Option(help="Email address of the person it is when it comes without one.")
    ] = "",
    public: Annotated[
        bool, typer.Option("--public", help="It cannot keep a secret and uses PKCE.")
    ] = False,
    client_id: Annotated[str, typer.Option(help="Its id; made here unless given.")] = "",
    scopes: Annotated[
        str, typer.Option(help="What it may ask for, separated by spaces; all by default.")
    ] = "",
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Register a program for OAuth; print its id and its secret, which is not shown again."""
    import secrets

    from changewright.acc.oauth import AUTODESK
    from changewright.core.people import OAuthClient
    from changewright.work.identity import add_client

    async def add(database: Database, directory: Directory) -> tuple[str, str]:
        program = OAuthClient(
            client_id=client_id or secrets.token_urlsafe(24),
            name=name,
            redirect_uris=tuple(redirect_uri or ()),
            scopes=tuple(scopes.split()) or tuple(each.name for each in AUTODESK.scopes),
            public=public,
            service_person_id=_person(directory, acts_as).id if acts_as else None,
        )
        return program.client_id, await add_client(database, program)

    settings = _settings(home=home, database_url=database_url)
    made_id, secret = _with_database(settings, add)
    print(f"client_id={made_id}")
    if secret:
        print(f"client_secret={secret}")


@app.command()
def openapi(
    door: Annotated[str, typer.Option(help="One door alone: acc.")] = "",
    server_url: Annotated[str, typer.Option(help="The address clients use.")] = "/",
) -> None:
    """Print the OpenAPI document."""
    from changewright.compose import DESCRIBED
    from changewright.compose import openapi as describe

    if door and door not in DESCRIBED:
        raise Stop(f"There is no door {door}; there is {', '.join(DESCRIBED)}.")
    print(json.dumps(describe(door, server_url), indent=2, ensure_ascii=False))


@app.command()
def verify(
    project: ProjectId = None,
    anchors: Annotated[
        Path | None,
        typer.Option("--anchor", help="A file of lines that `changewright anchor` printed."),
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Recompute everything from lines and journal; exit 1 when something differs."""
    from changewright.store.migrate import journal_is_protected
    from changewright.work.anchor import parse_anchor, verify_anchor
    from changewright.work.verify import Finding
    from changewright.work.verify import verify as verify_container

    lines = [] if anchors is None else anchors.read_text("utf-8").splitlines()
    kept = [parse_anchor(line) for line in lines if line.strip()]

    async def check(database: Database, directory: Directory) -> list[tuple[str, Finding]]:
        if not await asyncio.to_thread(journal_is_protected, database.urls):
            print("Note: the server's role could change the journal; name the owner's apart.")
        found: list[tuple[str, Finding]] = []
        for each in _projects(directory, project):
            with _progress(each.name) as progress:
                findings = await verify_container(database, each.id, progress)
            found += [(each.name, finding) for finding in findings]
        for anchor_line in kept:
            findings = await verify_anchor(database, anchor_line)
            found += [(str(anchor_line), finding) for finding in findings]
        return found

    findings = _with_database(_settings(home=home, database_url=database_url), check)
    for name, finding in findings:
        print(f"{name}: {finding}")
    if findings:
        raise typer.Exit(1)
    print("Everything agrees with the lines and the journal.")


@app.command()
def anchor(project: ProjectId = None, home: Home = None, database_url: DatabaseUrl = None) -> None:
    """Print where each project's journal stands, to be kept elsewhere."""
    from changewright.work.anchor import anchor as anchor_of

    async def read(database: Database, directory: Directory) -> list[str]:
        return [str(await anchor_of(database, each.id)) for each in _projects(directory, project)]

    for line in _with_database(_settings(home=home, database_url=database_url), read):
        print(line)


@app.command("upgrade-database")
def upgrade_database(home: Home = None) -> None:
    """Take the embedded database to the major version this program brings."""
    from changewright.store.upgrade_database import upgrade_database as upgrade

    done = upgrade(_settings(home=home), lambda text: print(text, file=sys.stderr))
    if done is None:
        print("The database has this program's version already.")
    else:
        print(f"From {done.from_version} to {done.to_version}: {done.rows} rows.")
        print(f"The old data are kept in {done.kept}.")


# What the commands share


def _settings(**flags: Any) -> Settings:
    from changewright import config

    return config.read(**flags)


def _with_database(
    settings: Settings, work: Callable[[Database, Directory], Coroutine[Any, Any, T]]
) -> T:
    """Runs `work` on the opened database and its directory."""

    async def run() -> T:
        async with _opened(settings) as (database, directory):
            return await work(database, directory)

    return asyncio.run(run())


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Directory]]:
    from changewright.compose import opened
    from changewright.work.directory import Directory

    async with opened(settings) as database:
        yield database, await Directory(database).fresh(now=True)


def _person(directory: Directory, email: str) -> Person:
    from changewright.core.people import normal_email

    wanted = normal_email(email)
    for person in directory.people.values():
        if normal_email(person.email) == wanted and person.active:
            return person
    raise Stop(f"There is nobody with the address {email}.")


def _projects(directory: Directory, wanted: str | None) -> list[Project]:
    from changewright.edge.values import parse_project_uuid

    if wanted is None:
        return [each for each in directory.projects.values() if each.cost_active]
    uuid = parse_project_uuid(wanted)
    found = None if uuid is None else directory.project(uuid)
    if found is None:
        raise Stop(f"There is no project {wanted}.")
    return [found]


@contextlib.contextmanager
def _loading() -> Iterator[None]:
    """Keeps the collector from looking through what modules make while they load: none of it is
    garbage, and looking costs a seventh of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextlib.contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how many of how many steps are done, from the first step on: a bar on a terminal's
    error stream, one line elsewhere. A start that has nothing to load does not load rich."""
    with contextlib.ExitStack() as stack:
        shown: list[Callable[[int, int], None]] = []

        def tell(done: int, total: int) -> None:
            if not shown:
                shown.append(_bar(what, stack))
            shown[0](done, total)

        yield tell


def _bar(what: str, stack: contextlib.ExitStack) -> Callable[[int, int], None]:
    if not sys.stderr.isatty():
        print(f"{what} ...", file=sys.stderr, flush=True)
        return lambda _done, _total: None
    from rich.console import Console
    from rich.progress import Progress

    bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task(what, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


def main() -> None:
    """The command `changewright`; a fault of the user's is one line and exit status 2."""
    try:
        app()
    except Exception as error:
        if not _is_told(error):
            raise
        print(f"changewright: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def _is_told(error: Exception) -> bool:
    """Whether the error's text is one line meant for the user."""
    from changewright.config import SettingError
    from changewright.core.errors import Refusal
    from changewright.store.cluster import EmbeddedError
    from changewright.store.migrate import SchemaError

    return isinstance(error, (Stop, SettingError, EmbeddedError, SchemaError, Refusal))
