"""What the OAuth endpoints work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import Response

from changewright.edge.auth import Authenticator, clock
from changewright.store.engine import Database
from changewright.work.directory import Directory
from changewright.work.keys import KeyRing

from .dialect import Address, Dialect
from .inbound import Inbound


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
