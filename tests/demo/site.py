"""The real server with the demo project, as a process of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from changewright.store.embedded import Urls
from changewright.work.demo.foundation import PROJECT_UUID

START_SECONDS = 300.0
STOP_SECONDS = 30.0
CHANGEWRIGHT = (sys.executable, "-c", "from changewright.cli import main; main()")


def variables_of(urls: Urls) -> dict[str, str]:
    """What tells a process of the product which database to use."""
    return {
        "CHANGEWRIGHT_DATABASE_URL": urls.server,
        "CHANGEWRIGHT_OWNER_DATABASE_URL": urls.owner,
    }


class Site:
    """`changewright run` on a port and in a folder of its own."""

    project = str(PROJECT_UUID)

    def __init__(self, home: Path, address: str = "", urls: Urls | None = None) -> None:
        """With an address, one that runs already: with the demo, started by somebody else. Without
        a database's URLs it has a database server of its own."""
        self.home = home
        self._database = {} if urls is None else variables_of(urls)
        self._process: subprocess.Popen[bytes] | None = None
        self._log = home / "serve.log"
        if address:
            self.address = address
            return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}"
        self._port = port

    @property
    def app(self) -> str:
        return f"{self.address}/app"

    @property
    def password(self) -> str:
        """What everybody of the demo signs in with."""
        return (self.home / "demo-password").read_text().strip()

    def start(self, *options: str) -> None:
        """Load the demo the first time, unless the options say otherwise, and answer requests."""
        environment = os.environ | {
            "CHANGEWRIGHT_HOME": str(self.home),
            "CHANGEWRIGHT_PORT": str(self._port),
            "CHANGEWRIGHT_LOG_LEVEL": "warning",
            **self._database,
        }
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*CHANGEWRIGHT, "run", *options], env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self._process.poll() is None, self._log.read_text()[-3000:]
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/health/ready", timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"not ready in time: {self._log.read_text()[-3000:]}")

    def told(self) -> str:
        """What the server has written of itself."""
        return self._log.read_text()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
