"""Whether the server lives, and whether it can serve: two questions for whoever restarts it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from .reply import Reply

CHECK_SECONDS = 2.0

Check = Callable[[], Awaitable[None]]
"""Raises when something that requests need is not there."""

NO_STORE = ((b"cache-control", b"no-store"),)


def live() -> Reply:
    """The process runs and its loop turns."""
    return Reply(b'{"status":"live"}', 200, NO_STORE)


async def ready(checks: Mapping[str, Check]) -> Reply:
    """200 with every check `ok`, or 503 that names those which are not, without saying why."""
    results = dict(
        zip(checks, await asyncio.gather(*(_run(each) for each in checks.values())), strict=True)
    )
    good = all(result == "ok" for result in results.values())
    body = {"status": "ready" if good else "not ready", "checks": results}
    return Reply(msgspec.json.encode(body), 200 if good else 503, NO_STORE)


async def _run(check: Check) -> str:
    try:
        await asyncio.wait_for(check(), CHECK_SECONDS)
    except TimeoutError:
        return "timeout"
    except Exception:
        return "failed"
    return "ok"
