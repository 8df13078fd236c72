"""Running the server: `serve`, `run`, the demo, the schema and the embedded database's version."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from .opening import DatabaseUrl, Home, loading, progress, settings_of, with_database

if TYPE_CHECKING:
    from changewright.config.settings import Settings
    from changewright.store.engine import Database
    from changewright.work.demo.install import Installed
    from changewright.work.directory import Directory

Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")]
PublicUrl = Annotated[str | None, typer.Option(help="The address clients use.")]
Workers = Annotated[int | None, typer.Option(help="Server processes.")]
RateLimits = Annotated[str | None, typer.Option(help="off, vendor, or your own.")]
LogFormat = Annotated[str | None, typer.Option(help="auto, text or json.")]
LogLevel = Annotated[str | None, typer.Option(help="debug, info, warning or error.")]


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
    with loading():
        from changewright.compose.server import serve as serve_until_stopped

    settings = settings_of(
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
    with loading():
        from changewright.compose.server import serve as serve_until_stopped

    settings = settings_of(
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
        from changewright.work.demo.install import (
            first_requests,
            install,
            issue_token,
            others_to_be,
        )
        from changewright.work.directory import Directory
        from changewright.work.keys import KeyRing

        directory = await Directory(database).fresh(now=True)
        if directory.projects and directory.project(PROJECT_UUID) is None:
            return  # somebody's own projects: nothing is put beside them unasked
        with progress("Loading the demo project") as tell:
            demo = await install(database, self._settings.home, clock(), tell)
        token_text = await issue_token(database, KeyRing(database), demo.host, clock())
        password = demo.password or "(set by you)"
        self._lines = lambda address: [
            f"  Project   {demo.project.name}, {demo.project.uuid}",
            f"  Sign in   {demo.host.email}, password {password}",
            "  or, with the same password, as",
            *(f"    {line}" for line in others_to_be()),
            "",
            *(f"  {one}".rstrip() for one in first_requests(address, demo.project, token_text)),
        ]

    def announce(self, address: str) -> None:
        shown = self._settings.public_url or address
        lines = ["", f"  Changewright answers at {shown}", f"  Reference {shown}/docs"]
        print("\n".join([*lines, *self._lines(shown), ""]), flush=True)


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
        install,
        install_synthetic,
        others_to_be,
    )

    settings = settings_of(home=home, database_url=database_url)

    async def load(database: Database, _directory: Directory) -> list[Installed]:
        with progress("Loading the demo project") as tell:
            loaded = [await install(database, settings.home, clock(), tell)]
        if size > STORY_SIZE:
            with progress(f"Loading {size:,} synthetic change orders") as tell:
                loaded.append(
                    await install_synthetic(database, settings.home, clock(), size, tell, seed)
                )
        return loaded

    loaded = with_database(settings, load)
    for demo in loaded:
        was = "Loaded" if demo.is_new else "There already"
        print(f"{was}: {demo.project.name}, {demo.project.uuid}")
    demo = loaded[0]
    print(f"Sign in as {demo.host.email}, password {demo.password or '(set by you)'}")
    print("With the same password, in another role:", *others_to_be(), sep="\n  ")


def migrate(home: Home = None, database_url: DatabaseUrl = None) -> None:
    """Bring the database's schema up to date."""
    from changewright.store import embedded
    from changewright.store.migrate import migrate as migrate_database

    with embedded.running(settings_of(home=home, database_url=database_url)) as urls:
        applied = migrate_database(urls, regrant=True)
    print("Applied: " + ", ".join(applied) if applied else "The schema is up to date.")


def upgrade_database(home: Home = None) -> None:
    """Take the embedded database to the major version this program brings."""
    from changewright.store.upgrade_database import upgrade_database as upgrade

    done = upgrade(settings_of(home=home), lambda text: print(text, file=sys.stderr))
    if done is None:
        print("The database has this program's version already.")
    else:
        print(f"From {done.from_version} to {done.to_version}: {done.rows} rows.")
        print(f"The old data are kept in {done.kept}.")
