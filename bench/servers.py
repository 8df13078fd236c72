"""Starts the two servers alike, watches their memory, and stops them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from changewright.config.settings import Settings
from changewright.store.embedded import Urls

HOST = "127.0.0.1"
PUBLIC_URL = "http://bench.example"
"""What both write into `nextUrl`, so that bodies can be equal."""
START_SECONDS = 60.0
STOP_SECONDS = 20.0
BENCH = Path(__file__).resolve().parent


@dataclass(slots=True)
class Memory:
    """The server process's memory in MiB: resident now and at its peak, and its own share of it."""

    resident: float
    resident_peak: float
    proportional: float


@dataclass(slots=True)
class Server:
    """A server that answers. `proportional_peak` is the largest seen when asked."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    proportional_peak: float = 0.0

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def cpu_seconds(self) -> float:
        """The processor time its process has taken so far."""
        text = Path("/proc", str(self.process.pid), "stat").read_text("ascii", errors="replace")
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> Memory:
        folder = Path("/proc", str(self.process.pid))
        status = _figures(folder / "status", ("VmRSS", "VmHWM"))
        share = _figures(folder / "smaps_rollup", ("Pss",))["Pss"]
        self.proportional_peak = max(self.proportional_peak, share)
        return Memory(status["VmRSS"], status["VmHWM"], share)


def _figures(path: Path, names: tuple[str, ...]) -> dict[str, float]:
    """Lines such as `VmRSS:   123456 kB`, in MiB."""
    found = {}
    for line in path.read_text("ascii", errors="replace").splitlines():
        name, _, rest = line.partition(":")
        if name in names:
            found[name] = int(rest.split()[0]) / 1024
    return found


@contextmanager
def product(
    settings: Settings, urls: Urls, log: Path, public_url: str = PUBLIC_URL
) -> Iterator[Server]:
    """`changewright serve` as it is installed, with its default settings: one worker, its request
    log and its metrics on. Browsers need it under its own address: `public_url` empty."""
    port = free_port()
    environment = {
        "CHANGEWRIGHT_HOME": str(settings.home),
        "CHANGEWRIGHT_DATABASE_URL": urls.server,
        "CHANGEWRIGHT_OWNER_DATABASE_URL": urls.owner,
        "CHANGEWRIGHT_PORT": str(port),
    }
    if public_url:
        environment["CHANGEWRIGHT_PUBLIC_URL"] = public_url
    command = [str(Path(sys.executable).parent / "changewright"), "serve"]
    with _running("changewright", command, environment, port, log) as server:
        yield server


@contextmanager
def baseline(settings: Settings, urls: Urls, log: Path) -> Iterator[Server]:
    """The comparison: the same uvicorn, loop, parser and pool size, one worker, nothing logged."""
    port = free_port()
    environment = {
        "BASELINE_DATABASE_URL": urls.server,
        "BASELINE_POOL_SIZE": str(settings.database_pool_size),
        "BASELINE_PUBLIC_URL": PUBLIC_URL,
    }
    command = [
        *(sys.executable, "-m", "uvicorn", "baseline.app:application", "--factory"),
        *("--app-dir", str(BENCH), "--host", HOST, "--port", str(port)),
        *("--loop", "uvloop", "--http", "httptools", "--lifespan", "on"),
        *("--no-access-log", "--no-server-header", "--log-level", "warning"),
    ]
    with _running("baseline", command, environment, port, log) as server:
        yield server


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def _running(
    name: str, command: list[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[Server]:
    kept = {key: value for key, value in os.environ.items() if "CHANGEWRIGHT" not in key}
    whole = {**kept, **environment}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=whole, stdout=output, stderr=output, cwd=BENCH.parent
        )
    try:
        _wait(process, f"http://{HOST}:{port}/health/ready", log)
        yield Server(name, port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server did not start; {log} says:\n{log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SystemExit(f"The server did not answer at {url}; see {log}")
