"""The real server as a process of its own, in a data folder of its own, and the ways to kill it.

Everything goes through the command line, as it would on somebody's machine. Only processes that
belong to this data folder are ever killed: the group this class started, and the database whose
command line names the folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx

START_SECONDS = 60.0
STOP_SECONDS = 60.0
COMMAND_SECONDS = 180.0
CHANGEWRIGHT = (sys.executable, "-c", "from changewright.cli import main; main()")
UUID_PATTERN = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
EMAIL_PATTERN = re.compile(r"[\w.]+@[\w.]+\w")


class ServerToKill:
    """`changewright serve` on a port of its own; `workers` is how many the next start has."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}"
        self.log = home / "serve.log"
        self._environment = {
            **os.environ,
            "CHANGEWRIGHT_HOME": str(home),
            "CHANGEWRIGHT_PORT": str(port),
            "CHANGEWRIGHT_LOG_LEVEL": "warning",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> str:
        """What another command of the program prints; it must end with 0."""
        done = subprocess.run(
            [*CHANGEWRIGHT, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def furnish(self) -> tuple[str, str]:
        """The demo project, and a token of its administrator."""
        said = self.command("demo")
        (project,) = set(UUID_PATTERN.findall(said))
        return project, self.command("token", EMAIL_PATTERN.findall(said)[0]).strip()

    # -- its life ----------------------------------------------------------------------------

    def start(self, workers: int = 1) -> float:
        """Start it and wait until it is ready; answers how many seconds that took."""
        assert not self.is_alive()
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*CHANGEWRIGHT, "serve", "--workers", str(workers)],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.is_alive(), f"the server died by itself: {self.log.read_text()[-3000:]}"
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/health/ready", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"not ready in time: {self.log.read_text()[-3000:]}")

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> int:
        """SIGTERM; answers the exit status, with which the database has stopped too."""
        assert self._process is not None
        self._process.terminate()
        status = self._process.wait(STOP_SECONDS)
        self._process = None
        assert self._postmaster() is None, "the database was left behind"
        return status

    # -- its deaths --------------------------------------------------------------------------

    def kill_server(self) -> None:
        """kill -9 of the server's whole process group; the database lives on."""
        process, self._process = self._process, None
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_database(self) -> None:
        """kill -9 of the database's first process and of all its children."""
        postmaster = self._postmaster()
        if postmaster is not None:
            for pid in (postmaster, *_children(postmaster)):
                _kill(pid)

    def kill_connection(self) -> None:
        """kill -9 of the database's youngest child, which makes all of it start over."""
        postmaster = self._postmaster()
        assert postmaster is not None
        _kill(max(_children(postmaster)))

    def clear_away(self) -> None:
        if self._process is not None:
            self.kill_server()
        self.kill_database()

    def _postmaster(self) -> int | None:
        """The database of this data folder, by its own note, if that process is really it."""
        for note in (self.home / "postgres").glob("data-*/postmaster.pid"):
            lines = note.read_text().splitlines()
            if lines and f"-D {note.parent} " in _command_line(int(lines[0])) + " ":
                return int(lines[0])
        return None


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _command_line(pid: int) -> str:
    shown = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout


def _children(pid: int) -> list[int]:
    shown = ["ps", "-o", "pid=", "--ppid", str(pid)]
    listed = subprocess.run(shown, capture_output=True, text=True, check=False).stdout
    return [int(word) for word in listed.split()]


def _both(server: ServerToKill, _wait: Callable[[], None]) -> None:
    server.kill_server()
    server.kill_database()


def _database_then_server(server: ServerToKill, wait: Callable[[], None]) -> None:
    server.kill_database()
    wait()  # into its recovery, or beyond it
    server.kill_server()
    server.kill_database()


def _server(server: ServerToKill, _wait: Callable[[], None]) -> None:
    server.kill_server()


def _database(server: ServerToKill, _wait: Callable[[], None]) -> None:
    server.kill_database()


def _connection(server: ServerToKill, _wait: Callable[[], None]) -> None:
    server.kill_connection()


DEATHS: Mapping[str, Callable[[ServerToKill, Callable[[], None]], None]] = {
    "server and database": _both,
    "server": _server,
    "database": _database,
    "database, then server": _database_then_server,
    "a connection": _connection,
}
"""What is killed. Where the server lives on, it has to come back by itself."""


@contextlib.contextmanager
def data_folder() -> Iterator[Path]:
    """One that the database's own user may reach."""
    folder = Path(tempfile.mkdtemp(prefix="changewright-kill-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
