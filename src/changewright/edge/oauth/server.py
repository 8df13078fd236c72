"""What the OAuth endpoints work with, and the two ways to be served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from changewright.edge.auth import Authenticator, Directory, clock
from changewright.store.engine import Database
from changewright.work.keys import KeyRing

from .dialect import Address, Dialect
from .inbound import Inbound, inbound_of


@dataclass(frozen=True, slots=True)
class OAuthServer:
    """One door's OAuth server.

    `assertion_audiences` are further names under which service accounts may address this server,
    besides its own token addresses.
    """

    dialect: Dialect
    database: Database
    keys: KeyRing
    directory: Directory
    authenticator: Authenticator
    assertion_audiences: frozenset[str] = frozenset()
    clock: Callable[[], datetime] = field(default=clock)

    async def answer(self, address: Address, inbound: Inbound) -> Response:
        """Run one of the dialect's endpoints."""
        if not self.keys.loaded:
            await self.keys.load(self.clock())
        return await address.endpoint(self, inbound, address)


def oauth_routes(server: OAuthServer, base_url: str = "") -> list[Route]:
    """The server's addresses as framework routes; `base_url` as in `inbound_of`."""

    def route(address: Address) -> Route:
        async def run(request: Request) -> Response:
            return await server.answer(address, inbound_of(request, base_url))

        return Route(address.path, run, methods=list(address.methods), name=address.operation_id)

    return [route(address) for address in server.dialect.addresses]


def oauth_application(server: OAuthServer, base_url: str = "") -> Starlette:
    """The server alone, as an application."""
    return Starlette(routes=oauth_routes(server, base_url))
