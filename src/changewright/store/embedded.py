"""The embedded PostgreSQL: one server per data folder, shared by all processes that use it.

    with embedded.running(settings) as urls:
        ...  # urls.server for the work, urls.owner for migrations

Below `<home>/postgres`: `installation-18.6.3` (the binaries, copied once per version and kept,
because the old ones are needed to leave an old major version), `data-18`, `sockets`, `server.log`,
`secrets.json` (the roles' passwords) and two lock files.

Two locks make sharing safe. Whoever starts or stops the server holds `start.lock` alone; whoever
uses it holds `users.lock` together with the others. Both vanish with a killed process, so a crash
leaves nothing to clean up: the next comer finds the server running, or starts it. The last one to
leave gets `users.lock` for itself, and stops the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from changewright.config.settings import Settings
from changewright.store import cluster as clusters
from changewright.store.cluster import Cluster, SystemUser
from changewright.store.installation import (
    EmbeddedError,
    copy_installation,
    wheel_installation,
    wheel_version,
)

OWNER = "changewright_owner"
SERVER = "changewright"
DATABASE = "changewright"
LOCK_TIMEOUT_SECONDS = 120.0
WATCH_SECONDS = 1.0
DATA_PATTERN = re.compile(r"data-(\d+)\Z")
INSTALLATION_PATTERN = re.compile(r"installation-(\d+)[.\d]*\Z")


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the database is: for the server's own role, and for the role that owns the tables."""

    server: str = field(repr=False)
    owner: str = field(repr=False)

    def to_database(self, name: str) -> Urls:
        """The same roles in another database of the same server."""
        return Urls(_to_database(self.server, name), _to_database(self.owner, name))

    @property
    def has_lesser_role(self) -> bool:
        """The server's role is not the owner's, so it can be kept from changing the journal."""
        return urlsplit(self.server).username != urlsplit(self.owner).username


def _to_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(name, safe="")))


@contextlib.contextmanager
def running(settings: Settings, server_settings: Mapping[str, str] | None = None) -> Iterator[Urls]:
    """A database to work with, for as long as the block lasts.

    A server of one's own is taken as it is; else the embedded one is started, or shared when
    another process has started it. While the block lasts a server that died is started again.
    `server_settings` are PostgreSQL's own, for tests and benches; whoever starts it decides them.

    Raises EmbeddedError, whose message is one line for the user.
    """
    if not settings.is_embedded:
        yield Urls(settings.database_url, settings.owner_database_url or settings.database_url)
        return
    server = EmbeddedServer(settings, server_settings)
    server.enter()
    try:
        with _watching(server):
            yield server.urls()
    finally:
        server.leave()


class EmbeddedServer:
    """One process's share in the server of a data folder."""

    def __init__(
        self, settings: Settings, server_settings: Mapping[str, str] | None = None
    ) -> None:
        self._folder, self._user = prepare_folder(settings)
        self._server_settings = server_settings
        self._cluster: Cluster | None = None
        self._passwords: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._users_lock = -1

    def enter(self) -> None:
        """Take a share: start the server unless it runs."""
        with locked(self._folder / "start.lock"):
            version = wheel_version()
            refuse_other_versions(self._folder, version)
            installation = self._folder / f"installation-{version}"
            copy_installation(wheel_installation(), installation)
            self._passwords = read_passwords(self._folder)
            self._cluster = cluster_of(self._folder, self._user, version)
            self._ensure_started()
            self._users_lock = _open_lock(self._folder / "users.lock")
            fcntl.flock(self._users_lock, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Give the share back: the last one out stops the server."""
        with locked(self._folder / "start.lock"):
            try:
                # Trying for it alone gives up our share of it either way.
                fcntl.flock(self._users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_last = True
            except BlockingIOError:
                is_last = False
            if is_last:
                clusters.stop(self._known_cluster, self._process)
            os.close(self._users_lock)

    def ensure_started(self) -> None:
        """Start the server again if it died."""
        if not clusters.is_ready(self._known_cluster):
            with locked(self._folder / "start.lock"):
                self._ensure_started()

    def urls(self) -> Urls:
        return Urls(self._url(SERVER, DATABASE), self._url(OWNER, DATABASE))

    @property
    def _known_cluster(self) -> Cluster:
        if self._cluster is None:
            raise EmbeddedError("The embedded database was not started.")
        return self._cluster

    def _ensure_started(self) -> None:
        cluster = self._known_cluster
        if self._process is not None:
            self._process.poll()  # a dead child is a zombie until it is asked after
        if not (cluster.data / "PG_VERSION").exists():
            clusters.initialise(cluster, self._passwords[clusters.SUPERUSER])
        if not clusters.is_ready(cluster):
            self._process = clusters.launch(cluster, self._server_settings)
            _drop_old_installations(self._folder, cluster.installation)
        # A mark, because the one who began this may have been killed in the middle of it.
        mark = self._folder / f"{cluster.data.name}.roles"
        if not mark.exists():
            ensure_roles(self._url(clusters.SUPERUSER, "postgres"), self._passwords)
            mark.touch()

    def _url(self, role: str, database: str) -> str:
        return socket_url(self._known_cluster, role, self._passwords[role], database)


def socket_url(cluster: Cluster, role: str, password: str, database: str) -> str:
    host = quote(str(cluster.sockets), safe="")
    return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database, safe='')}?host={host}"


@contextlib.contextmanager
def _watching(server: EmbeddedServer) -> Iterator[None]:
    """Start the server again, within about a second, if something kills it while we run."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH_SECONDS):
            # Tried again at the next round; those who need the database see their own errors.
            with contextlib.suppress(EmbeddedError, OSError, psycopg.Error):
                server.ensure_started()

    thread = threading.Thread(target=watch, name="watch-database", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def prepare_folder(settings: Settings) -> tuple[Path, SystemUser]:
    """The folder `<home>/postgres`, made and reachable, and the user the database runs as."""
    as_root = os.geteuid() == 0
    try:
        home = settings.home.resolve()
        # As root the database's user must pass through; each folder below guards itself.
        home.mkdir(mode=0o711 if as_root else 0o700, parents=True, exist_ok=True)
        folder = home / "postgres"
        folder.mkdir(mode=0o711 if as_root else 0o700, exist_ok=True)
        _open_and_close(folder / "start.lock")
    except OSError as error:
        raise EmbeddedError(
            f"Cannot write to the data folder {settings.home} ({error.strerror}); name another in "
            "CHANGEWRIGHT_HOME."
        ) from error
    user = system_user(settings, folder)
    for part in (folder, *folder.parents):
        if not user.can_enter(part):
            raise EmbeddedError(
                f"The database's user {user.name} cannot reach {folder}, because {part} is "
                "private; name another data folder in CHANGEWRIGHT_HOME."
            )
    return folder, user


def system_user(settings: Settings, folder: Path) -> SystemUser:
    """Ourselves; as root the owner of the data that are there, or the named or a usual user."""
    uid = os.geteuid()
    if uid != 0:
        for data in folder.glob("data-*"):
            if data.stat().st_uid != uid:
                raise EmbeddedError(
                    f"{data} belongs to user id {data.stat().st_uid}, not to this user; name "
                    "another data folder in CHANGEWRIGHT_HOME."
                )
        return SystemUser(uid, os.getegid(), _user_name(uid))
    for data in folder.glob("data-*"):
        if data.name.startswith("data-") and data.stat().st_uid != 0:
            status = data.stat()
            return SystemUser(status.st_uid, status.st_gid, _user_name(status.st_uid))
    named = settings.database_system_user
    for name in (named,) if named else ("changewright", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return SystemUser(entry.pw_uid, entry.pw_gid, name)
    raise EmbeddedError(
        f"There is no system user {named or 'nobody'} to run the database as; name one in "
        "CHANGEWRIGHT_DATABASE_SYSTEM_USER, or a server in CHANGEWRIGHT_DATABASE_URL."
    )


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"with id {uid}"


def cluster_of(folder: Path, user: SystemUser, version: str) -> Cluster:
    """The paths of one version's data below `<home>/postgres`."""
    return Cluster(
        installation=folder / f"installation-{version}",
        data=folder / f"data-{version.partition('.')[0]}",
        sockets=clusters.socket_folder(folder / "sockets", user),
        log=folder / "server.log",
        user=user,
    )


def refuse_other_versions(folder: Path, version: str) -> None:
    """Data of another major version are never overlooked: an empty ledger would look like loss."""
    ours = int(version.partition(".")[0])
    found = data_versions(folder)
    if not found or ours in found:
        return
    if max(found) > ours:
        raise EmbeddedError(
            f"{folder} holds data of PostgreSQL {max(found)}, newer than this program's {ours}; "
            "use a newer changewright."
        )
    raise EmbeddedError(
        f"{folder} holds data of PostgreSQL {max(found)}, this program brings {ours}: run "
        "`changewright upgrade-database` once."
    )


def data_versions(folder: Path) -> list[int]:
    """The major versions whose data folders are there."""
    matches = (DATA_PATTERN.match(path.name) for path in folder.iterdir())
    return sorted(int(match[1]) for match in matches if match)


def _drop_old_installations(folder: Path, current: Path) -> None:
    """Remove older binaries of the same major version; another major's are kept for its data."""
    major = INSTALLATION_PATTERN.match(current.name)
    for path in folder.iterdir():
        match = INSTALLATION_PATTERN.match(path.name)
        if match and major and match[1] == major[1] and path != current:
            shutil.rmtree(path, ignore_errors=True)


def ensure_roles(superuser_url: str, passwords: Mapping[str, str]) -> None:
    """Make the owner role, the lesser server role and the database, whatever of them is missing."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ((OWNER, "LOGIN CREATEDB"), (SERVER, "LOGIN")):
            if role not in known:
                statement = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
                connection.execute(
                    statement.format(
                        sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords[role])
                    )
                )
        databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        if DATABASE not in databases:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))


def read_passwords(folder: Path) -> dict[str, str]:
    """The roles' passwords, made once; the file is ours alone."""
    path = folder / "secrets.json"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text("utf-8"))
        return kept
    if data_versions(folder):
        raise EmbeddedError(
            f"{path} is missing, and with it the passwords of the database beside it; put it back."
        )
    made = {role: secrets.token_urlsafe(32) for role in (clusters.SUPERUSER, OWNER, SERVER)}
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return made


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file alone; another holder is waited for, not for ever."""
    handle = _open_lock(path)
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EmbeddedError(
                        f"Another process has been starting or stopping the database for "
                        f"{LOCK_TIMEOUT_SECONDS:.0f} seconds (it holds {path})."
                    ) from None
                time.sleep(clusters.POLL_SECONDS)
        yield
    finally:
        os.close(handle)


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _open_and_close(path: Path) -> None:
    os.close(_open_lock(path))
