"""Taking the embedded database to a new major version of PostgreSQL, by dump and restore.

Data folders of one major version cannot be read by the next. The old server's binaries are still
in the data home, so the old server is started once more, dumped with the new version's `pg_dump`
(which PostgreSQL recommends), and restored into a new folder. The new folder takes its place only
when every table has as many rows as before; until then nothing that is kept has been touched, so
an upgrade that was broken off is simply begun again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from changewright.config.settings import Settings
from changewright.store import cluster as clusters
from changewright.store import embedded
from changewright.store.cluster import SUPERUSER, Cluster
from changewright.store.installation import (
    EmbeddedError,
    copy_installation,
    wheel_installation,
    wheel_version,
)

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: from which major version to which, and where the old data are kept."""

    from_version: int
    to_version: int
    rows: int
    kept: Path


def upgrade_database(settings: Settings, report: Report = lambda _: None) -> Upgraded | None:
    """Upgrade the embedded database to the version this program brings; None when it is there.

    `report` is told each step in a few words. Raises EmbeddedError when the database is in use,
    when the old binaries are gone, or when old and new do not agree.
    """
    if not settings.is_embedded:
        raise EmbeddedError("CHANGEWRIGHT_DATABASE_URL names a server: upgrade it by its own ways.")
    folder, user = embedded.prepare_folder(settings)
    version = wheel_version()
    major = int(version.partition(".")[0])
    with embedded.locked(folder / "start.lock"), _unused(folder):
        older = [found for found in embedded.data_versions(folder) if found < major]
        if not older or (folder / f"data-{major}").exists():
            embedded.refuse_other_versions(folder, version)
            return None
        installation = folder / f"installation-{version}"
        copy_installation(wheel_installation(), installation)
        new = replace(embedded.cluster_of(folder, user, version), data=folder / f"upgrade-{major}")
        old = replace(
            new,
            installation=_newest_installation(folder, older[-1]),
            data=folder / f"data-{older[-1]}",
            sockets=clusters.socket_folder(folder / "sockets-old", user),
        )
        rows = _move(folder, old, new, report)
        return _take_its_place(folder, old, new, Upgraded(older[-1], major, rows, folder))


@contextlib.contextmanager
def _unused(folder: Path) -> Iterator[None]:
    """Hold the users' lock alone, or say that somebody works with the database."""
    handle = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise EmbeddedError(
            "The database is in use; stop every changewright process first."
        ) from error
    finally:
        os.close(handle)


def _newest_installation(folder: Path, major: int) -> Path:
    found = [
        path
        for path in folder.iterdir()
        if (match := embedded.INSTALLATION_PATTERN.match(path.name)) and int(match[1]) == major
    ]
    if not found:
        raise EmbeddedError(
            f"The programs of PostgreSQL {major} are no longer in {folder}; start the data once "
            "with the changewright that made them."
        )
    return max(found, key=lambda path: [int(part) for part in path.name[13:].split(".")])


def _move(folder: Path, old: Cluster, new: Cluster, report: Report) -> int:
    """Everything from the old server to the new one; answers how many rows there are."""
    passwords = embedded.read_passwords(folder)
    password = passwords[SUPERUSER]
    shutil.rmtree(new.data, ignore_errors=True)
    report("making the new database")
    clusters.initialise(new, password)
    dump = folder / "upgrade.dump"
    with _served(old), _served(new):
        report("copying roles")
        _copy_roles(old, new, password)
        for database in _databases(old, password):
            report(f"dumping {database}")
            _tool(new, old, password, ["pg_dump", "-Fc", "--create", "-f", str(dump), database])
            report(f"restoring {database}")
            restore = ["pg_restore", "--create", "--exit-on-error", "-d", "postgres", str(dump)]
            _tool(new, new, password, restore)
            dump.unlink()
        embedded.ensure_roles(_url(new, password, "postgres"), passwords)
        report("gathering statistics")
        _tool(new, new, password, ["vacuumdb", "--all", "--analyze-only", "--quiet"])
        report("comparing every table")
        return _compare(old, new, password)


@contextlib.contextmanager
def _served(cluster: Cluster) -> Iterator[None]:
    if clusters.postmaster_pid(cluster) is not None:
        clusters.stop(cluster)  # left running by a process that was killed
    process = clusters.launch(cluster)
    try:
        yield
    finally:
        clusters.stop(cluster, process)


def _url(cluster: Cluster, password: str, database: str) -> str:
    return embedded.socket_url(cluster, SUPERUSER, password, database)


def _tool(
    programs: Cluster, server: Cluster, password: str, command: list[str], typed: str = ""
) -> str:
    """Run one of PostgreSQL's own programs against a server; answers what it printed."""
    done = subprocess.run(
        [programs.program(command[0]), *command[1:]],
        env={
            **clusters.process_environment(),
            "PGHOST": str(server.sockets),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": password,
        },
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.strip() or "no reason given"
        raise EmbeddedError(f"{command[0]} failed: {said.splitlines()[-1]}")
    return done.stdout


def _copy_roles(old: Cluster, new: Cluster, password: str) -> None:
    """All roles with their passwords; the superuser is there already, which psql may say."""
    roles = _tool(new, old, password, ["pg_dumpall", "--roles-only"])
    _tool(new, new, password, ["psql", "--no-psqlrc", "--quiet", "-d", "postgres"], roles)


def _databases(cluster: Cluster, password: str) -> list[str]:
    statement = (
        "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate "
        "AND datname <> 'postgres' ORDER BY datname"
    )
    with psycopg.connect(_url(cluster, password, "postgres")) as connection:
        return [str(name) for (name,) in connection.execute(statement)]


def _row_counts(cluster: Cluster, password: str) -> dict[tuple[str, str], int]:
    """How many rows each table of each database has."""
    tables = (
        "SELECT relnamespace::regnamespace::text, relname::text FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace NOT IN "
        "('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    )
    counts: dict[tuple[str, str], int] = {}
    for database in _databases(cluster, password):
        with psycopg.connect(_url(cluster, password, database)) as connection:
            for schema, table in connection.execute(tables).fetchall():
                statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
                row = connection.execute(statement).fetchone()
                counts[database, f"{schema}.{table}"] = int(row[0]) if row else 0
    return counts


def _compare(old: Cluster, new: Cluster, password: str) -> int:
    before, after = _row_counts(old, password), _row_counts(new, password)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            raise EmbeddedError(
                f"Table {name[1]} of {name[0]} has {before.get(name)} rows, its copy "
                f"{after.get(name)}; the old data are untouched."
            )
    return sum(after.values())


def _take_its_place(folder: Path, old: Cluster, new: Cluster, done: Upgraded) -> Upgraded:
    """The new folder first, so that at no instant an empty database could be made in its stead."""
    (folder / f"data-{done.to_version}.roles").touch()
    new.data.rename(folder / f"data-{done.to_version}")
    kept = folder / f"replaced-data-{done.from_version}"
    old.data.rename(kept)
    shutil.rmtree(old.sockets, ignore_errors=True)
    return replace(done, kept=kept)
