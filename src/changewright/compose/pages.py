"""The pages of the server itself: whether it lives, what it counts, what it serves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from changewright.config.settings import Settings
from changewright.edge import health
from changewright.edge.app_files import to_app
from changewright.edge.context import Scope
from changewright.edge.http import Page
from changewright.edge.metrics import Metrics, is_local
from changewright.edge.reference import reference_page
from changewright.edge.reply import Reply, RequestFacts
from changewright.work.directory import Directory

from .doors import DESCRIBED, openapi


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
