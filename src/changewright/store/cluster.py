"""One PostgreSQL data folder: its system user, how it is made, its start and its stop.

`embedded` decides when; this module only knows how.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .installation import PROGRAMS, EmbeddedError

SUPERUSER = "postgres"
SOCKET_PATH_LIMIT = 100  # the kernel allows 107 bytes; the socket's own name takes its share
SOCKET_NAME = ".s.PGSQL.5432"
START_TIMEOUT_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 60.0
POLL_SECONDS = 0.01
LOG_SIZE_MAXIMUM_BYTES = 20 * 1024 * 1024
# Given on the command line at every start, so that they hold for an older data folder too.
SERVER_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than any of our short statements
    # Parallel workers need /dev/shm, of which a container has 64 MB.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_lock_waits": "on",
}

# What a start may answer while the last server's remains are still being cleared away.
PASSING_FAULTS = (
    'lock file "postmaster.pid" already exists',
    "pre-existing shared memory block",
    "could not bind Unix address",
    "is another postmaster",
)


@dataclass(frozen=True, slots=True)
class SystemUser:
    """Who runs the database: ourselves, or as root an unprivileged user."""

    uid: int
    gid: int
    name: str

    def has_passwd_entry(self) -> bool:
        try:
            pwd.getpwuid(self.uid)
        except KeyError:
            return False
        return True

    def process_options(self) -> dict[str, Any]:
        """What a subprocess needs to run as this user."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take_over(self, path: Path) -> None:
        """Make a fresh file or folder of ours belong to this user."""
        if os.geteuid() != self.uid:
            try:
                os.chown(path, self.uid, self.gid)
            except OSError as error:  # the root of a user namespace knows no other user
                raise EmbeddedError(self.refusal(error)) from error

    def refusal(self, error: OSError) -> str:
        """What to say when the system does not let us act as this user."""
        return (
            f"Cannot run the embedded database as the user {self.name} ({error.strerror}); name "
            "another in CHANGEWRIGHT_DATABASE_SYSTEM_USER, or a server in "
            "CHANGEWRIGHT_DATABASE_URL."
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether a folder lets this user pass through to what lies below."""
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The paths of one data folder and of the binaries that serve it."""

    installation: Path
    data: Path
    sockets: Path
    log: Path
    user: SystemUser

    def program(self, name: str) -> str:
        return str(self.installation / PROGRAMS / name)


def process_environment() -> dict[str, str]:
    """The little a database program may see of ours; a stray PGDATA or PGPORT would mislead it."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def initialise(cluster: Cluster, password: str) -> None:
    """Make the data folder (initdb), whole or not at all."""
    if not cluster.user.has_passwd_entry():
        raise EmbeddedError(
            f"User id {cluster.user.uid} has no entry in the system's list of users, without which "
            "PostgreSQL cannot make a database; add one, or name a server in "
            "CHANGEWRIGHT_DATABASE_URL."
        )
    fresh = cluster.data.with_name(cluster.data.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    cluster.user.take_over(fresh)
    with _password_file(cluster, password) as password_file:
        command = [cluster.program("initdb"), "-D", str(fresh), "-U", SUPERUSER]
        command += ["--auth-local=scram-sha-256", "--auth-host=reject", f"--pwfile={password_file}"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions"]
        done = _run(cluster, command)
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedError(f"PostgreSQL could not make {cluster.data}: {_last_line(done.stderr)}")
    fresh.rename(cluster.data)


@contextlib.contextmanager
def _password_file(cluster: Cluster, password: str) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=cluster.data.parent, prefix="password-")
    path = Path(name)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(password + "\n")
        cluster.user.take_over(path)
        yield path
    finally:
        path.unlink()


def _run(cluster: Cluster, command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            env=process_environment(),
            cwd=cluster.installation,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **cluster.user.process_options(),
        )
    except PermissionError as error:
        raise EmbeddedError(cluster.user.refusal(error)) from error


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def socket_folder(preferred: Path, user: SystemUser) -> Path:
    """A folder for the socket that only the database's user may enter, with a short enough path.

    A long data folder's sockets go below the system's temporary folder, under a name that every
    process finds again; a folder there that is not ours is refused, whoever put it there.
    """
    folder = preferred
    if len(os.fsencode(folder / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:16]
        folder = Path("/tmp") / f"changewright-{user.uid}-{digest}"
    try:
        folder.mkdir(mode=0o700)
        user.take_over(folder)
    except FileExistsError:
        status = folder.lstat()
        private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
        if not private or status.st_uid not in (user.uid, os.geteuid()):
            raise EmbeddedError(
                f"{folder} is not a private folder of the user {user.name}; remove it."
            ) from None
        user.take_over(folder)
    return folder


def postmaster_pid(cluster: Cluster) -> int | None:
    """The process that serves the data folder, if it lives and is really our postgres."""
    lines = _postmaster_lines(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if _is_postgres_of(pid, cluster.data) else None


def _postmaster_lines(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []


def _is_postgres_of(pid: int, data: Path) -> bool:
    """Whether a process is a postgres over this folder; a zombie, or another program that was
    given the same number (the rule in a restarted container), is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return f"/postgres -D {data} " in _command_line(pid) + " "


def _command_line(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def is_ready(cluster: Cluster) -> bool:
    """Whether our server lives and takes connections."""
    lines = _postmaster_lines(cluster)
    return len(lines) > 7 and lines[7].strip() == "ready" and postmaster_pid(cluster) is not None


def launch(cluster: Cluster, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start the server and wait until it takes connections.

    It gets a session of its own, so that Ctrl-C stops us first. Right after a `kill -9` the old
    server's children may still be leaving, hence the retries.
    """
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_SIZE_MAXIMUM_BYTES:
        cluster.log.replace(cluster.log.with_suffix(".old.log"))
    while True:
        if postmaster_pid(cluster) is None:
            _clear_remains(cluster)
        said_before = cluster.log.stat().st_size if cluster.log.exists() else 0
        process = _spawn(cluster, {**SERVER_SETTINGS, **(settings or {})})
        while process.poll() is None:
            if is_ready(cluster):
                return process
            if time.monotonic() > deadline:
                process.send_signal(signal.SIGQUIT)
                process.wait()
                raise EmbeddedError(_failed_start(cluster, "it took too long"))
            time.sleep(POLL_SECONDS)
        said = _log_since(cluster, said_before)
        if time.monotonic() > deadline or not any(fault in said for fault in PASSING_FAULTS):
            raise EmbeddedError(_failed_start(cluster, _last_fault(said)))
        time.sleep(0.2)


def _clear_remains(cluster: Cluster) -> None:
    """Make the lock files of a server that is gone harmless; we hold the start alone.

    PostgreSQL refuses to start while a live process has the number in `postmaster.pid`, even if it
    only inherited that number. The file is not removed, since it also names the shared memory by
    which PostgreSQL sees orphaned children still at work; instead it gets our own number, which
    PostgreSQL takes as stale because we are its parent.
    """
    path = cluster.data / "postmaster.pid"
    lines = _postmaster_lines(cluster)
    if lines:
        path.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", "utf-8")
    else:
        path.unlink(missing_ok=True)  # an empty one is refused as well
    for name in (SOCKET_NAME, SOCKET_NAME + ".lock"):
        (cluster.sockets / name).unlink(missing_ok=True)


def _spawn(cluster: Cluster, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [cluster.program("postgres"), "-D", str(cluster.data)]
    for name, value in {**settings, "unix_socket_directories": str(cluster.sockets)}.items():
        command += ["-c", f"{name}={value}"]
    handle = os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            command,
            env=process_environment(),
            cwd=cluster.installation,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,
            **cluster.user.process_options(),
        )
    except PermissionError as error:
        raise EmbeddedError(cluster.user.refusal(error)) from error
    finally:
        os.close(handle)


def _log_since(cluster: Cluster, said_before: int) -> str:
    with cluster.log.open("rb") as file:
        file.seek(said_before)
        return file.read(100_000).decode("utf-8", "replace")


def _last_fault(said: str) -> str:
    faults = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
    return faults[-1] if faults else _last_line(said)


def _failed_start(cluster: Cluster, reason: str) -> str:
    return f"The embedded database did not start: {reason} (its log: {cluster.log})."


def stop(cluster: Cluster, process: subprocess.Popen[bytes] | None = None) -> None:
    """Stop the server, whoever started it, and wait until it is gone (pg_ctl's "fast" way)."""
    pid = postmaster_pid(cluster)
    deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
    if pid is not None:
        os.kill(pid, signal.SIGINT)
    while pid is not None and postmaster_pid(cluster) == pid:
        if process is not None and process.poll() is not None:
            break
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)  # the next start recovers from its log
            break
        time.sleep(POLL_SECONDS)
    if process is not None:
        process.wait()
