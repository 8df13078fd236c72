"""The application: the database and its schema, what requests work with, and the doors over it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from changewright.config.settings import Settings
from changewright.core.destinations import Reach
from changewright.edge import logs
from changewright.edge.addresses import Addresses
from changewright.edge.app_files import FOLDER, AppFiles
from changewright.edge.auth import Authenticator, clock
from changewright.edge.context import Extras, Services
from changewright.edge.http import Application
from changewright.edge.lists import Pages
from changewright.edge.oauth.server import OAuthServer
from changewright.edge.oidc.provider import Provider
from changewright.edge.rate_limits import RateLimiter, limits_of, windows_of
from changewright.edge.routes import Router
from changewright.edge.sessions import Sessions
from changewright.outbound.sender import Sender
from changewright.procore.webhooks.payloads import renderer
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.migrate import migrate
from changewright.work.deliveries import Deliveries, may_hear
from changewright.work.directory import Directory
from changewright.work.first_run import is_untouched, set_up_code
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.live import LiveFeed
from changewright.work.proving import Proof
from changewright.work.rebuild import rebuild_missing

from .chores import cancel, prove_regularly, sweep_hourly
from .doors import DIALECTS, DOORS, all_scopes
from .gauges import metrics_of
from .pages import pages

Prepare = Callable[[Database], Awaitable[None]]

MEBIBYTE = 1 << 20
APP = Path(__file__).parent.parent / "web" / "static"
"""The built web app; a checkout has it once it is built."""


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
            _invite(settings, keys)
        authenticator = Authenticator(database, keys, directory)
        services = _services(settings, database, directory, keys, authenticator)
        stack.push_async_callback(services.extras["pages"].close)
        stack.callback(services.extras["live"].stop)
        if settings.webhook_connections:
            sender = services.extras["sender"]
            sender.start()
            stack.push_async_callback(sender.stop)
        sweeping = asyncio.create_task(sweep_hourly(database, services))
        stack.push_async_callback(cancel, sweeping)
        if settings.verify_interval_hours:
            proving = asyncio.create_task(prove_regularly(database, services))
            stack.push_async_callback(cancel, proving)
        yield build(settings, services, authenticator, database)


def _invite(settings: Settings, keys: KeyRing) -> None:
    """Tell whoever reads the log how to begin: nobody is in the directory yet."""
    address = settings.public_url or address_of(settings.host, settings.port)
    logs.log.warning(
        "nobody is here yet; whoever has this code may begin",
        set_up_code=set_up_code(keys),
        begin_at=f"{address.rstrip('/')}/{FOLDER}/start",
    )


def address_of(host: str, port: int) -> str:
    """Where a server that listens there is reached from its own machine."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _services(
    settings: Settings,
    database: Database,
    directory: Directory,
    keys: KeyRing,
    authenticator: Authenticator,
) -> Services:
    """What handlers work with, each part made once."""
    ledger = Ledger(database, outcomes_kept=timedelta(hours=settings.idempotency_retention_hours))
    deliveries, reach = Deliveries(database), Reach.of(settings.webhook_networks)
    extras: Extras = {
        "pages": Pages(
            database,
            fragment_bytes=settings.fragment_memory_mib * MEBIBYTE,
            shelf_bytes=settings.vector_memory_mib * MEBIBYTE,
        ),
        "keys": keys,
        "authenticator": authenticator,
        "sessions": Sessions(database, directory, all_scopes(DOORS)),
        "oauth_servers": {
            dialect.door: OAuthServer(
                dialect.living(settings.access_token_lifetime_seconds),
                database,
                keys,
                directory,
                authenticator,
            )
            for dialect in DIALECTS
        },
        "oidc": _provider(settings),
        "program_scopes": tuple(
            dict.fromkeys(scope.name for dialect in DIALECTS for scope in dialect.scopes)
        ),
        "live": LiveFeed(ledger),
        "proof": Proof(),
        "deliveries": deliveries,
        "reach": reach,
        "sender": _sender(settings, directory, ledger, deliveries, reach),
    }
    return Services(settings, directory, ledger, clock, extras)


def _sender(
    settings: Settings,
    directory: Directory,
    ledger: Ledger,
    deliveries: Deliveries,
    reach: Reach,
) -> Sender:
    """Who tells hooks. A process that sends nothing leaves its deliveries to the others."""

    async def heard(container_id: int, person_id: int | None) -> bool:
        return await may_hear(directory, container_id, person_id)

    sender = Sender(
        deliveries,
        renderer(directory),
        heard,
        clock,
        reach=reach,
        at_once=settings.webhook_connections,
    )
    if settings.webhook_connections:
        ledger.told = sender.hint
    return sender


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    return Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)


def build(
    settings: Settings, services: Services, authenticator: Authenticator, database: Database
) -> Application:
    """The application over services that are there."""
    metrics = metrics_of(services, database)
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
