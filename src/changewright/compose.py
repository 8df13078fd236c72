"""The server put together: the only file that names every door.

`application(settings)` is the ASGI application. Its start brings up the database (embedded or
given) and its schema, then what requests work with; its stop leaves in the opposite order.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from changewright import __version__, config
from changewright.acc.oauth import AUTODESK
from changewright.acc.projects.routes import DOOR as AUTODESK_PROJECTS
from changewright.acc.routes import DOOR as AUTODESK_DOOR
from changewright.config import Settings
from changewright.core.destinations import Reach
from changewright.edge import health, logs
from changewright.edge.addresses import Addresses
from changewright.edge.app_files import FOLDER, AppFiles, to_app
from changewright.edge.auth import Authenticator, clock
from changewright.edge.context import Receive, Scope, Send, Services
from changewright.edge.http import Application, Page
from changewright.edge.lists import Pages
from changewright.edge.metrics import Metrics, is_local
from changewright.edge.oauth.rows import PROGRAM_SCOPES, SERVER, oauth_door
from changewright.edge.oauth.server import OAuthServer
from changewright.edge.oidc.flow import PROVIDER
from changewright.edge.oidc.provider import Provider
from changewright.edge.openapi import document
from changewright.edge.rate_limits import RateLimiter, check_own, limits_of, windows_of
from changewright.edge.reference import reference_page
from changewright.edge.reply import Reply, RequestFacts
from changewright.edge.routes import Door, Router
from changewright.edge.sessions import Sessions
from changewright.outbound.sender import OUTCOMES, Sender
from changewright.procore.oauth import PROCORE
from changewright.procore.routes import DOOR as PROCORE_DOOR
from changewright.procore.webhooks.payloads import renderer
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.migrate import migrate
from changewright.web.routes import DOOR as WEB_DOOR
from changewright.work.attachments import SWEPT_AFTER, AttachmentFiles
from changewright.work.attachments import sweep as sweep_attachments
from changewright.work.deliveries import Deliveries, may_hear
from changewright.work.directory import Directory
from changewright.work.first_run import is_untouched, set_up_code
from changewright.work.identity import sweep
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.live import LiveFeed
from changewright.work.proving import Proof
from changewright.work.rebuild import rebuild_missing
from changewright.work.uploads import UploadTickets
from changewright.work.verify import Finding

_AUTODESK: tuple[Door, ...] = (
    AUTODESK_DOOR,
    AUTODESK_PROJECTS,
    oauth_door(AUTODESK, "Authentication"),
)
_PROCORE: tuple[Door, ...] = (PROCORE_DOOR, oauth_door(PROCORE, "OAuth"))
DIALECTS = (AUTODESK, PROCORE)
_WEB: tuple[Door, ...] = (WEB_DOOR,)
DOORS: tuple[Door, ...] = (*_AUTODESK, *_PROCORE, *_WEB)
DESCRIBED: Mapping[str, tuple[Door, ...]] = {"acc": _AUTODESK, "procore": _PROCORE, "web": _WEB}
"""The OpenAPI documents: `/openapi/<name>.json`."""

Prepare = Callable[[Database], Awaitable[None]]

TITLE = "Changewright"
MEBIBYTE = 1 << 20
SWEEP_SECONDS = 3600.0
STOP_SECONDS = 10
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
EXAMPLES = Path(__file__).parent / "acc" / "examples"
APP = Path(__file__).parent / "web" / "static"
"""The built web app; a checkout has it once it is built."""


def openapi(door: str = "", server_url: str = "/") -> dict[str, Any]:
    """The OpenAPI document of one door, or of all. Raises KeyError for an unknown door."""
    doors = DESCRIBED[door] if door else DOORS
    title = f"{TITLE}: {doors[0].title}" if door else TITLE
    examples = EXAMPLES if EXAMPLES.is_dir() else None
    return document(
        doors, title=title, version=__version__, server_url=server_url, examples=examples
    )


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


@contextlib.asynccontextmanager
async def opened(settings: Settings, urls: Urls | None = None) -> AsyncIterator[Database]:
    """The database, running, with its schema up to date, for the block."""
    with contextlib.ExitStack() as stack:
        if urls is None:
            urls = stack.enter_context(embedded.running(settings))
            await asyncio.to_thread(migrate, urls)
        database = Database(urls, settings)
        await database.open()
        try:
            await rebuild_missing(Ledger(database))
            yield database
        finally:
            await database.close()


@contextlib.asynccontextmanager
async def started(
    settings: Settings, urls: Urls | None = None, prepare: Prepare | None = None
) -> AsyncIterator[Application]:
    """Everything that a process needs to serve, for the block.

    With `urls` the database is there already, with its schema (tests). `prepare` runs on the
    opened database before the first request.
    """
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(opened(settings, urls))
        if prepare is not None:
            await prepare(database)
        directory = Directory(database)
        await directory.fresh(now=True)
        keys = KeyRing(database)
        await keys.load(clock())
        if is_untouched(directory):
            address = settings.public_url or _address(settings.host, settings.port)
            logs.log.warning(
                "nobody is here yet; whoever has this code may begin",
                set_up_code=set_up_code(keys),
                begin_at=f"{address.rstrip('/')}/{FOLDER}/start",
            )
        authenticator = Authenticator(database, keys, directory)
        lifetime_seconds = settings.access_token_lifetime_seconds
        oauth = {
            f"{SERVER}:{dialect.door}": OAuthServer(
                dialect.living(lifetime_seconds), database, keys, directory, authenticator
            )
            for dialect in DIALECTS
        }
        pages = Pages(
            database,
            fragment_bytes=settings.fragment_memory_mib * MEBIBYTE,
            shelf_bytes=settings.vector_memory_mib * MEBIBYTE,
        )
        stack.push_async_callback(pages.close)
        services = Services(
            settings=settings,
            directory=directory,
            ledger=Ledger(
                database, outcomes_kept=timedelta(hours=settings.idempotency_retention_hours)
            ),
            clock=clock,
            extras={**oauth, "pages": pages, "keys": keys, "proof": Proof()},
        )
        services.extras |= {
            "authenticator": authenticator,
            "sessions": Sessions(database, directory, all_scopes(DOORS)),
            "live": LiveFeed(services.ledger),
            **_outbound(database, services, settings),
            PROVIDER: _provider(settings),
            PROGRAM_SCOPES: tuple(
                dict.fromkeys(scope.name for dialect in DIALECTS for scope in dialect.scopes)
            ),
        }
        stack.callback(services.extras["live"].stop)
        if settings.webhook_connections:
            sender: Sender = services.extras["sender"]
            sender.start()
            stack.push_async_callback(sender.stop)
        sweeping = asyncio.create_task(_sweep_hourly(database, services))
        stack.push_async_callback(_cancel, sweeping)
        if settings.verify_interval_hours:
            proving = asyncio.create_task(_prove_regularly(database, services))
            stack.push_async_callback(_cancel, proving)
        yield build(settings, services, authenticator, database)


def _outbound(database: Database, services: Services, settings: Settings) -> dict[str, Any]:
    """What hooks need: their deliveries, where they may lead, and who sends. A process that sends
    nothing leaves its deliveries to the others."""
    directory = services.directory
    deliveries, reach = Deliveries(database), Reach.of(settings.webhook_networks)

    async def heard(container_id: int, person_id: int | None) -> bool:
        return await may_hear(directory, container_id, person_id)

    sender = Sender(
        deliveries,
        renderer(directory),
        heard,
        services.clock,
        reach=reach,
        at_once=settings.webhook_connections,
    )
    if settings.webhook_connections:
        services.ledger.told = sender.hint
    return {"deliveries": deliveries, "reach": reach, "sender": sender}


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


def build(
    settings: Settings, services: Services, authenticator: Authenticator, database: Database
) -> Application:
    """The application over services that are there."""
    metrics = Metrics()
    for name in database.statistics():
        _database_gauge(metrics, database, name)
    _proof_gauges(metrics, services.extras.get("proof") or Proof())
    for outcome in OUTCOMES:
        _webhook_gauge(metrics, services, outcome)
    routes = [route for door in DOORS for route in door.routes]
    return Application(
        router=Router(DOORS),
        authenticator=authenticator,
        services=services,
        limiter=RateLimiter(
            limits_of(settings.rate_limits, routes),
            time.monotonic,
            windows=windows_of(settings.rate_limits, DOORS),
        ),
        metrics=metrics,
        pages=pages(settings, services.directory, metrics),
        addresses=Addresses(settings.public_url, settings.allowed_hosts),
        sessions=services.extras.get("sessions"),
        folders={FOLDER: AppFiles(APP).page},
    )


def all_scopes(doors: tuple[Door, ...]) -> frozenset[str]:
    """What any operation asks for: a person who is signed in has it all."""
    return frozenset(scope for door in doors for route in door.routes for scope in route.scopes)


def _database_gauge(metrics: Metrics, database: Database, name: str) -> None:
    metrics.gauge(
        f"changewright_database_{name}",
        f"The connection pool's {name.replace('_', ' ')}.",
        lambda: float(database.statistics().get(name, 0)),
    )


def _webhook_gauge(metrics: Metrics, services: Services, outcome: str) -> None:
    sender: Sender | None = services.extras.get("sender")
    metrics.gauge(
        f"changewright_webhook_{outcome}",
        f"Webhook deliveries that were {OUTCOMES[outcome]}, since the process began.",
        lambda: 0.0 if sender is None else float(sender.counts[outcome]),
    )


def _proof_gauges(metrics: Metrics, proof: Proof) -> None:
    metrics.gauge(
        "changewright_verify_findings",
        "What the last round of proving every project found; must stay 0.",
        lambda: float(proof.findings),
    )
    metrics.gauge(
        "changewright_verify_ended_seconds",
        "When that round ended, in seconds since 1970; 0: there was none.",
        lambda: proof.ended_at.timestamp() if proof.ended_at else 0.0,
    )


def pages(settings: Settings, directory: Directory, metrics: Metrics) -> dict[str, Page]:
    """The pages of the server itself."""

    async def live(_scope: Scope, _headers: Mapping[bytes, bytes], _facts: RequestFacts) -> Reply:
        return health.live()

    async def database_answers() -> None:
        await directory.fresh(now=True)

    async def ready(_scope: Scope, _headers: Mapping[bytes, bytes], _facts: RequestFacts) -> Reply:
        return await health.ready({"database": database_answers})

    async def figures(scope: Scope, headers: Mapping[bytes, bytes], _facts: RequestFacts) -> Reply:
        if not is_local(scope.get("client"), headers):
            return Reply(b'{"title":"Not found"}', 404)
        return metrics.page()

    def described(door: str) -> Page:
        @cache
        def body() -> bytes:
            return msgspec.json.encode(openapi(door, settings.public_url or "/"))

        async def page(
            _scope: Scope, _headers: Mapping[bytes, bytes], _facts: RequestFacts
        ) -> Reply:
            return Reply(body(), 200, ((b"cache-control", b"no-cache"),))

        return page

    @cache
    def reference() -> Reply:
        return reference_page(openapi("", settings.public_url or "/"))

    async def docs(_scope: Scope, _headers: Mapping[bytes, bytes], _facts: RequestFacts) -> Reply:
        return reference()

    return {
        "/": to_app,
        "/app": to_app,
        "/health/live": live,
        "/health/ready": ready,
        "/metrics": figures,
        "/docs": docs,
        "/openapi.json": described(""),
        **{f"/openapi/{name}.json": described(name) for name in DESCRIBED},
    }


async def _sweep_hourly(database: Database, services: Services) -> None:
    """Drops what has expired; a failed round is told and the next one tries again."""
    settings = services.settings
    files = AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes)
    tickets = UploadTickets(settings.attachments_folder)
    while True:
        try:
            now = clock()
            await sweep(database, now)
            await sweep_attachments(services.ledger, services.directory, files, now)
            await tickets.forget_older(now - SWEPT_AFTER)
            retention = timedelta(days=settings.webhook_retention_days)
            await services.extras["deliveries"].purge(now, retention)
        except Exception:
            logs.log.exception("sweep failed")
        await asyncio.sleep(SWEEP_SECONDS)


async def _prove_regularly(database: Database, services: Services) -> None:
    """Proves every project, the first time once a whole interval has passed."""
    proof: Proof = services.extras["proof"]

    def tell(project: str, finding: Finding) -> None:
        logs.log.error("verify found", project=project, finding=str(finding))

    while True:
        await asyncio.sleep(services.settings.verify_interval_hours * 3600)
        try:
            await proof.run(database, services.directory, clock, tell)
        except Exception:
            logs.log.exception("verify failed")


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def application(settings: Settings) -> Server:
    """The ASGI application for these settings."""
    return Server(settings)


def from_environment() -> Server:
    """The same for a worker process, which finds its settings in its environment."""
    settings = config.read()
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
            self.announce(_address(self.config.host, port))


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _require_free_port(settings: Settings) -> None:
    """Raises SettingError where somebody listens already: before the database starts, in words."""
    if settings.port == 0:
        return
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        raise config.SettingError(
            f"CHANGEWRIGHT_PORT: cannot listen on {settings.host} port {settings.port} "
            f"({error.strerror}). Another: --port; 0 takes a free one."
        ) from error


async def _prepared(settings: Settings, prepare: Prepare) -> None:
    async with opened(settings) as database:
        await prepare(database)


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
    _require_free_port(settings)
    options: dict[str, Any] = {
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
    if settings.workers > 1:
        if prepare is not None:
            asyncio.run(_prepared(settings, prepare))
        if announce is not None:
            announce(_address(settings.host, settings.port))
        os.environ.update(config.environment_of(settings))  # flags, too, are for the workers
        uvicorn.run(
            "changewright.compose:from_environment",
            factory=True,
            workers=settings.workers,
            **options,
        )
        return 0
    composed = Server(settings, prepare)
    server = _AnnouncingServer(uvicorn.Config(composed, **options))
    server.announce = announce
    try:
        server.run()
    except SystemExit:
        if composed.failure is not None:
            raise composed.failure from None
        raise
    return 0 if server.started else 1
