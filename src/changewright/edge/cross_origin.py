"""Programs in pages of other sites: which answers a browser lets them read.

Doors that say `any_origin` answer a page of any site, as their vendor does. Such a page brings a
token of its own: nothing here lets a browser add the cookies that it has of this server, so that an
answer which everybody may read is never one to somebody's session.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .reply import HeaderPairs
from .routes import Door

ANY_ORIGIN = (b"access-control-allow-origin", b"*")
EXPOSED = (b"access-control-expose-headers", b"ETag, Retry-After, X-Request-Id")
REMEMBERED = (b"access-control-max-age", b"7200")

_HEADER_NAMES = re.compile(rb"[A-Za-z0-9_, -]{0,1024}\Z")


def readable(door: Door | None, headers: Mapping[bytes, bytes]) -> HeaderPairs:
    """What lets the page that asked read the answer; nothing where no page of another site did."""
    if door is None or not door.any_origin or b"origin" not in headers:
        return ()
    return (ANY_ORIGIN, EXPOSED)


def asked_before(
    door: Door | None, allowed: Sequence[str], headers: Mapping[bytes, bytes]
) -> HeaderPairs:
    """What a browser asks for before a request that no form could make: methods and headers."""
    if not readable(door, headers) or b"access-control-request-method" not in headers:
        return ()
    names = headers.get(b"access-control-request-headers", b"")
    return (
        (b"access-control-allow-methods", ", ".join(allowed).encode()),
        (b"access-control-allow-headers", names if _HEADER_NAMES.match(names) else b""),
        REMEMBERED,
    )
