"""One timed window of load: wrk with a file of requests."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers import Server

CONNECTIONS = 8
SCRIPT = Path(__file__).resolve().parent / "requests.lua"


@dataclass(frozen=True, slots=True)
class Requests:
    """A kind of request: its method and the file that holds them, one a line. `company`: what
    Procore's header names."""

    method: str
    file: Path
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """What a window brought. Latencies in milliseconds; `cpu_each` is the server process's own
    processor time for each request, in milliseconds, which says less of what else the machine did.
    """

    requests: int
    per_second: float
    median: float
    p99: float
    bytes_each: float
    cpu_each: float


class Broken(Exception):
    """A window in which a request was refused or a connection broke: it measures nothing."""


def measure(
    server: Server,
    requests: Requests,
    token: str,
    seconds: float,
    first: int,
    connections: int = CONNECTIONS,
) -> Window:
    """Load a server for some seconds, beginning at line `first` of the file.

    Raises Broken when any answer was not 2xx or 3xx.
    """
    environment = os.environ | {
        "REQUESTS_FILE": str(requests.file),
        "REQUESTS_METHOD": requests.method,
        "REQUESTS_TOKEN": token,
        "REQUESTS_FIRST": str(first),
    }
    if requests.company is not None:
        environment["REQUESTS_COMPANY"] = str(requests.company)
    cpu_before = server.cpu_seconds()
    done = subprocess.run(
        [
            *("wrk", "--threads", "1", "--connections", str(connections)),
            *("--duration", f"{seconds:.0f}s", "--timeout", "30s"),
            *("--script", str(SCRIPT), server.address),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
    )
    cpu_seconds = server.cpu_seconds() - cpu_before
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if done.returncode != 0 or not lines:
        raise Broken(f"wrk failed: {done.stderr or done.stdout}")
    found = json.loads(lines[0].removeprefix("RESULT "))
    if found["refused"] or found["broken"]:
        raise Broken(f"{server.name}: {found['refused']} refused, {found['broken']} broken")
    count = found["requests"]
    # Those on their way at the end are half done on average; for slow answers that is not nothing.
    finished = count + connections / 2
    return Window(
        requests=count,
        per_second=finished / (found["microseconds"] / 1e6),
        median=found["p50"] / 1000,
        p99=found["p99"] / 1000,
        bytes_each=found["bytes"] / max(1, count),
        cpu_each=cpu_seconds * 1000 / finished,
    )
