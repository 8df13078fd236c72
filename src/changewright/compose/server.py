"""A process that serves: its start, its stop, and what it answers in between.

`application(settings)` is the ASGI application. Its start brings up the database (embedded or
given) and its schema, then what requests work with; its stop leaves in the opposite order.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from changewright.config import reading
from changewright.config.settings import SettingError, Settings
from changewright.edge import logs
from changewright.edge.context import Receive, Scope, Send, Services
from changewright.edge.http import Application
from changewright.edge.rate_limits import check_own

from .application import Prepare, address_of, opened, started
from .doors import DOORS

STOP_SECONDS = 10
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server:
    """The ASGI application: starts and stops with the lifespan, and answers in between."""

    def __init__(self, settings: Settings, prepare: Prepare | None = None) -> None:
        self.settings = settings
        self._prepare = prepare
        self._application: Application | None = None
        self.failure: Exception | None = None
        """Why the start failed, for whoever started it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif self._application is not None:
            await self._application(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with contextlib.AsyncExitStack() as stack:
            try:
                self._application = await stack.enter_async_context(
                    started(self.settings, prepare=self._prepare)
                )
            except Exception as error:
                self.failure = error
                logs.log.error("start failed", reason=str(error).partition("\n")[0])
                await send({"type": "lifespan.startup.failed", "message": ""})
                return
            stack.enter_context(_told_to_stop(_going(self._application.services)))
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self._application = None
        await send({"type": "lifespan.shutdown.complete"})


def _going(services: Services) -> Callable[[], None]:
    """What is to be told as soon as the process is going, while requests are still answered."""

    def tell() -> None:
        services.extras["live"].stop()
        services.extras["sender"].let_go()

    return tell


@contextlib.contextmanager
def _told_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Runs `stop` as soon as a signal says so, for the block: the server waits for the requests it
    is answering, and those that watch a project would go on until it loses its patience."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}

    def told(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(stop)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            if callable(handler) and signal.getsignal(number) is told:
                signal.signal(number, handler)


def application(settings: Settings) -> Server:
    """The ASGI application for these settings."""
    return Server(settings)


def from_environment() -> Server:
    """The same for a worker process, which finds its settings in its environment."""
    settings = reading.read()
    logs.set_up(settings.log_format, settings.log_level)
    return application(settings)


class _AnnouncingServer(uvicorn.Server):
    """Says where it listens once it does."""

    announce: Callable[[str], None] | None = None

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.announce is not None and self.started:
            listening = self.servers[0].sockets[0].getsockname() if self.servers else None
            port = listening[1] if listening else self.config.port
            self.announce(address_of(self.config.host, port))


def _free_port(settings: Settings) -> int:
    """The port to listen on: for 0 a free one, which workers, logs and greetings then name alike.

    Raises SettingError where somebody listens already: before the database starts, in words.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family) as tried:
            return int(tried.getsockname()[1])
    except OSError as error:
        raise SettingError(
            f"CHANGEWRIGHT_PORT: cannot listen on {settings.host} port {settings.port} "
            f"({error.strerror}). Another: --port; 0 takes a free one."
        ) from error


def serve(
    settings: Settings,
    announce: Callable[[str], None] | None = None,
    prepare: Prepare | None = None,
) -> int:
    """Serves until a signal says stop; answers the exit status. Raises what stopped the start.

    `prepare` works on the opened database first; `announce` is told the address, once requests
    are answered (with several workers, before they are).
    """
    logs.set_up(settings.log_format, settings.log_level)
    check_own(settings.rate_limits, DOORS)
    settings = dataclasses.replace(settings, port=_free_port(settings))
    if settings.workers > 1:
        return _serve_by_workers(settings, announce, prepare)
    composed = Server(settings, prepare)
    server = _AnnouncingServer(uvicorn.Config(composed, **_options(settings)))
    server.announce = announce
    try:
        server.run()
    except SystemExit:
        if composed.failure is not None:
            raise composed.failure from None
        raise
    return 0 if server.started else 1


def _serve_by_workers(
    settings: Settings, announce: Callable[[str], None] | None, prepare: Prepare | None
) -> int:
    if prepare is not None:
        asyncio.run(_prepared(settings, prepare))
    if announce is not None:
        announce(address_of(settings.host, settings.port))
    os.environ.update(reading.environment_of(settings))  # flags, too, are for the workers
    uvicorn.run(
        "changewright.compose.server:from_environment",
        factory=True,
        workers=settings.workers,
        **_options(settings),
    )
    return 0


async def _prepared(settings: Settings, prepare: Prepare) -> None:
    async with opened(settings) as database:
        await prepare(database)


def _options(settings: Settings) -> dict[str, Any]:
    """What uvicorn is told, whether it serves by itself or through workers."""
    return {
        "host": settings.host,
        "port": settings.port,
        "loop": "uvloop",
        "http": "httptools",
        "lifespan": "on",
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "timeout_graceful_shutdown": STOP_SECONDS,
    }
