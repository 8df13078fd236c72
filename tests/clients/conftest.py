"""For clients nobody here wrote: the real server on a port, with a new project for each test."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.clients.preparation import Served
from tests.fixtures_acc import join
from tests.fixtures_ledger import make_container

from changewright.edge.http import Application
from changewright.store.embedded import Urls
from changewright.work.ledger import Ledger

START_SECONDS = 60.0
DIRECTORY_SECONDS = 1.0
"""The server looks for new people and projects every half second."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(urls: Urls, folder: Path, **settings: str) -> Iterator[str]:
    """The server as a process of its own over the tests' database; its address."""
    address = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "CHANGEWRIGHT_HOME": str(folder),
        "CHANGEWRIGHT_DATABASE_URL": urls.server,
        "CHANGEWRIGHT_OWNER_DATABASE_URL": urls.owner,
        "CHANGEWRIGHT_PORT": address.rpartition(":")[2],
        # Others of this run have deliveries in the same database, which they send themselves.
        "CHANGEWRIGHT_WEBHOOK_CONNECTIONS": "0",
        **settings,
    }
    log = (folder / "server.log").open("w")
    command = [sys.executable, "-c", "from changewright.cli import main; main()", "serve"]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_ready(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the server stopped while starting; see its server.log"
        try:
            if httpx.get(f"{address}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready in time")


@pytest.fixture(scope="session")
def address(database_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server listens, money as the live service writes it."""
    yield from serve(database_urls, tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="session")
def address_with_numbers(
    database_urls: Urls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same with money as numbers, which typed clients can read."""
    folder = tmp_path_factory.mktemp("server-with-numbers")
    yield from serve(database_urls, folder, CHANGEWRIGHT_MONEY_AS_NUMBERS="true")


MONEY = {"money-as-strings": "address", "money-as-numbers": "address_with_numbers"}
"""The two ways of the setting, and the fixture of the server that has it."""


@pytest.fixture(params=MONEY)
def money(request: pytest.FixtureRequest) -> str:
    """Every client is run with money in either way."""
    return str(request.param)


@pytest.fixture
async def served(
    money: str, request: pytest.FixtureRequest, application: Application, ledger: Ledger
) -> Served:
    """A project of its own for one test: the collections use fixed codes."""
    return await new_project(request.getfixturevalue(MONEY[money]), application, ledger)


async def new_project(address: str, application: Application, ledger: Ledger) -> Served:
    container = await make_container(ledger)
    people = await join(application, ledger, container)
    await asyncio.sleep(DIRECTORY_SECONDS)
    return Served(
        url=address,
        token=people.tokens["admin"],
        container=str(container.uuid),
        project_name=f"Project {container.id}",
    )
