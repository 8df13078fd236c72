"""The server's own address, as a request sees it: what absolute links begin with."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .context import Scope

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?\Z", re.IGNORECASE)
HOSTS_REMEMBERED = 256
HOST_LENGTH = 256


class Addresses:
    """Absolute addresses: the public one when set, else the request's host if it is allowed.

    A host that is not allowed is never repeated; such a request gets the address it connected to.
    """

    def __init__(self, public_url: str, allowed_hosts: tuple[str, ...]) -> None:
        self._public_url = public_url.rstrip("/")
        self._allowed = frozenset(host.lower() for host in allowed_hosts)
        self._known: dict[tuple[str, bytes], str] = {}

    def base(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str:
        """Such as `http://localhost:8080`, without a slash at the end."""
        if self._public_url:
            return self._public_url
        key = (scope["scheme"], headers.get(b"host", b""))
        known = self._known.get(key)
        if known is None:
            known = self._base(scope, key[1].decode("latin-1"))
            if len(self._known) < HOSTS_REMEMBERED and len(key[1]) < HOST_LENGTH:
                self._known[key] = known
        return known

    def _base(self, scope: Scope, host: str) -> str:
        match = _HOST.match(host)
        if match and ("*" in self._allowed or match[1].lower() in self._allowed):
            return f"{scope['scheme']}://{host}"
        name, port = scope.get("server") or ("localhost", None)
        name = f"[{name}]" if ":" in name else name
        return f"{scope['scheme']}://{name}" + (f":{port}" if port else "")
