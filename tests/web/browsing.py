"""A browser for tests: it keeps cookies and sends what the app sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address
from secrets import randbits
from typing import Any

import httpx
from tests.fixtures_acc import BASE

from changewright.edge.http import Application

PASSWORD = "a plain long password"
SESSION = "/web/v1/session"
COOKIE = "changewright_session"


def visitor(application: Application) -> httpx.AsyncClient:
    """A client from a place of its own: attempts to sign in are counted by place."""
    place = str(IPv6Address(0x20010DB8 << 96 | randbits(96)))
    transport = httpx.ASGITransport(
        app=application, raise_app_exceptions=False, client=(place, 123)
    )
    return httpx.AsyncClient(transport=transport, base_url=BASE, timeout=30)


@dataclass
class Browser:
    """A browser that keeps cookies and says where its requests come from."""

    client: httpx.AsyncClient
    email: str
    token: str = ""

    async def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        reply = await self.client.post(SESSION, json={"email": self.email, "password": password})
        if reply.status_code == 200:
            self.token = reply.json()["csrfToken"]
        return reply

    async def send(
        self, method: str, path: str, *, json: Any = None, more: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """As the app asks: with the session's token."""
        headers = {"x-csrf-token": self.token, "origin": BASE, **(more or {})}
        return await self.client.request(method, path, headers=headers, json=json)
