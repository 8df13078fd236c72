"""Whether two answers say the same, field by field."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from servers import Server

DIFFERENCES_SHOWN = 20
IDLE_SECONDS = 1.0
# What two servers must differ in when each makes its own record.
MADE_ANEW = frozenset({"id", "createdAt", "updatedAt"})
# Where the vendor says in headers what another says in the body.
HEADERS = ("total", "per-page", "link")


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """One kept connection to a server; opened anew after a pause, as servers close idle ones."""

    def __init__(self, server: Server, token: str, company: int | None = None) -> None:
        parts = urlsplit(server.address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}"}
        if company is not None:
            self._headers["Procore-Company-Id"] = str(company)
        self._used_at = 0.0

    def ask(
        self, method: str, path: str, body: str | None = None, tag: str | None = None
    ) -> Answered:
        """One request; `tag` is the ETag the client says it holds."""
        headers = dict(self._headers)
        if tag is not None:
            headers["If-None-Match"] = tag
        if body is not None:
            headers["Content-Type"] = "application/json"
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self.close()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read()
        self._used_at = time.monotonic()
        if response.status >= 500:  # a server that failed closes the connection
            self.close()
        return Answered(
            response.status, {name.lower(): value for name, value in response.getheaders()}, text
        )

    def close(self) -> None:
        self._connection.close()


def differences(
    method: str, lines: Sequence[str], ours: Client, theirs: Client
) -> tuple[int, list[str]]:
    """How many fields were compared over some requests, and where two answers differ."""
    compared = 0
    found: list[str] = []
    for line in lines:
        path, _, body = line.partition("\t")
        one, other = (client.ask(method, path, body or None) for client in (ours, theirs))
        if not 200 <= one.status < 300 or one.status != other.status:
            found.append(f"{path}: {one.status} and {other.status} {other.body[:200]!r}")
            continue
        ignored = MADE_ANEW if method == "POST" else frozenset[str]()
        left, right = json.loads(one.body), json.loads(other.body)
        told, said = ({name: each.headers.get(name) for name in HEADERS} for each in (one, other))
        compared += _count(left) + sum(value is not None for value in told.values())
        found += [f"{path}: {each}" for each in _differing(left, right, "", ignored)]
        found += [f"{path}: {each}" for each in _differing(told, said, " header", ignored)]
    return compared, found


def _differing(one: Any, other: Any, where: str, ignored: frozenset[str]) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            if name in ignored:
                continue
            if name not in one or name not in other:
                yield f"{where}.{name} is missing from {'ours' if name in other else 'theirs'}"
            else:
                yield from _differing(one[name], other[name], f"{where}.{name}", ignored)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{where} has {len(one)} and {len(other)} elements"
        for place, (left, right) in enumerate(zip(one, other, strict=False)):
            yield from _differing(left, right, f"{where}[{place}]", ignored)
    elif one != other:
        yield f"{where} is {one!r} and {other!r}"


def summary(found: Sequence[str]) -> list[str]:
    """One example of each kind of difference, with how often it occurs; elements of one array and
    values are one kind."""
    kinds: dict[str, list[str]] = {}
    for each in found:
        place = re.sub(r"\[\d+\]", "[]", each.partition(": ")[2]).partition(" is ")[0]
        kinds.setdefault(place, []).append(each)
    return [f"{len(examples)} × {examples[0]}" for examples in kinds.values()]


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(each) for each in value.values())
    if isinstance(value, list):
        return sum(_count(each) for each in value)
    return 1
