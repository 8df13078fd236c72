"""Whether a browser's request comes from one of this server's own pages."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_own_origin(told: str | None, base_url: str) -> bool:
    """Whether an `Origin` (or the `Referer` that stands for it) is that of `base_url`."""
    if not told:
        return False
    try:
        parts, own = urlsplit(told), urlsplit(base_url)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
