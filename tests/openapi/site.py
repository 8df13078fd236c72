"""The whole server on a port of its own, in a thread, with one furnished project that was walked.

Random requests come from a client without a loop, so they go over TCP to a loop of the server's.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import uvicorn
from tests.fixtures_acc import join
from tests.fixtures_ledger import make_container
from tests.openapi.steps import walk
from tests.openapi.tour import SECRET, Tour

from changewright.compose.application import started
from changewright.config.settings import Settings
from changewright.core.people import OAuthClient
from changewright.edge.http import Application
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.work.identity import add_client
from changewright.work.ledger import Ledger

START_SECONDS = 120
T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    """Where the server listens, an administrator's token, and the walk that furnished it."""

    base: str
    token: str
    tour: Tour
    stranger_id: str
    """A project of people who are nobody here."""


async def furnished(application: Application) -> Tour:
    """The walk through a fresh project of an application."""
    ledger: Ledger = application.services.ledger
    database: Database = ledger.database
    container = await make_container(ledger)
    people = await join(application, ledger, container)
    program = OAuthClient(f"bridge-{container.uuid.hex[:8]}", "Ledger Bridge")
    await add_client(database, program, SECRET)
    tour = Tour(people.clients["admin"], container, people, program.client_id)
    await walk(tour)
    return tour


@contextlib.asynccontextmanager
async def listening(application: Application) -> AsyncIterator[str]:
    """The application on a free port of this machine: its address."""
    config = uvicorn.Config(application, port=0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it tells by this attribute alone
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@contextlib.asynccontextmanager
async def serving(settings: Settings, urls: Urls | None) -> AsyncIterator[Site]:
    """The server, with its walk, listening."""
    async with started(settings, urls) as application:
        tour = await furnished(application)
        foreign = await make_container(application.services.ledger)
        async with listening(application) as base:
            yield Site(base, tour.people.tokens["admin"], tour, str(foreign.uuid))


def site_in_a_thread(
    settings: Settings, urls: Urls | None
) -> contextlib.AbstractContextManager[Site]:
    """The same for code without a loop."""
    return in_a_thread(lambda: serving(settings, urls))


@contextlib.contextmanager
def in_a_thread(make: Callable[[], contextlib.AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """Something that lives in a loop, for code without one: in a loop of a thread of its own."""
    ready, done = threading.Event(), threading.Event()
    found: list[T] = []
    failures: list[BaseException] = []

    async def run() -> None:
        async with make() as made:
            found.append(made)
            ready.set()
            await asyncio.to_thread(done.wait)

    def whole() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            failures.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=whole, name="site", daemon=True)
    thread.start()
    try:
        assert ready.wait(START_SECONDS), "the server did not start"
        if failures:
            raise failures[0]
        yield found[0]
    finally:
        done.set()
        thread.join(START_SECONDS)
