"""Conditional requests: tags of pages and records, `If-None-Match`, `If-Match`.

A page's tag is weak and made of all that the page depends on, never of its bytes, so an unchanged
poll costs no rendering. A record's tag is strong, says its version in the open, and alone serves
`If-Match`: the unit compares that version with the one it read under the container's lock.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec

import changewright
from changewright import __version__
from changewright.core.errors import Stale

from .reply import Reply


def digest_of_sources(package: Path) -> str:
    """A word for what a package's modules say: of the same files the same on every machine and in
    every process, of others another one."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=4)
    for path in sorted(package.rglob("*.py")):
        content = path.read_bytes()
        digest.update(b"%b\0%d\0" % (path.relative_to(package).as_posix().encode(), len(content)))
        digest.update(content)
    return digest.hexdigest()


SHAPES = digest_of_sources(Path(changewright.__file__).parent)
"""Which server writes the answers: in every tag, so that no client keeps what another version wrote
otherwise. A table of words, a renderer or a rounding may change a body that no record's version
tells of, and nobody has to remember to say so. It is read at the start, with the modules it is of.
"""

QUERIES_REMEMBERED = 2048
REMEMBERED_LENGTH = 1024

_RECORD_TAG = re.compile(r'"([a-z_]+)\.(\d{1,18})\.[0-9a-f]{1,8}\.([a-z]+)"\Z')
_TAG = re.compile(r'\s*((?:W/)?"[^"]*")\s*(?:,|\Z)')


def normal_query(raw: bytes) -> bytes:
    """A query string with its pairs decoded and in order of name: equal for equal requests."""
    return _remembered_query(raw) if len(raw) <= REMEMBERED_LENGTH else _normal_query(raw)


def _normal_query(raw: bytes) -> bytes:
    pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    pairs.sort(key=lambda pair: pair[0])
    return repr(pairs).encode()


_remembered_query = lru_cache(maxsize=QUERIES_REMEMBERED)(_normal_query)


def list_tag(
    door: str, address: str, query: bytes, revisions: Iterable[int], audience: str, settings: str
) -> bytes:
    """The weak tag of a page.

    `address` is the page's whole path, container included. `revisions` are those of everything the
    page shows (the container's or its kinds' counters, the directory's). `audience` says whose
    view it is: the role's audience, with the company for a restricted one. `settings` are those
    that change the bytes (how money is written, the host of `nextUrl`).
    """
    parts = (door, address, tuple(revisions), audience, settings, SHAPES)
    digest = hashlib.blake2b(repr(parts).encode() + normal_query(query), digest_size=16)
    return b'W/"' + digest.hexdigest().encode() + b'"'


def record_tag(noun: str, version: int, audience: str = "full") -> bytes:
    """The strong tag of one record: `"change_order.12.0badcafe.full"`."""
    return f'"{noun}.{version}.{SHAPES}.{audience}"'.encode()


def content_version(row: msgspec.Struct) -> int:
    """A number for what a row holds that keeps no version: of other contents another one."""
    held = msgspec.json.encode(row)
    return int.from_bytes(hashlib.blake2b(held, digest_size=7).digest(), "big")


def is_known(if_none_match: bytes | None, tag: bytes) -> bool:
    """Whether the client holds this very state; compared weakly, as GET asks."""
    if not if_none_match:
        return False
    text = if_none_match.decode("latin-1")
    wanted = tag.decode("latin-1").removeprefix("W/")
    return text.strip() == "*" or any(each.removeprefix("W/") == wanted for each in _tags(text))


def _tags(text: str) -> list[str]:
    return _TAG.findall(text)


def not_modified(tag: bytes) -> Reply:
    return Reply(b"", 304, ((b"etag", tag), (b"cache-control", b"private, no-cache")))


def with_tag(body: bytes, tag: bytes, status: int | None = None) -> Reply:
    return Reply(body, status, ((b"etag", tag), (b"cache-control", b"private, no-cache")))


class Precondition(msgspec.Struct, frozen=True):
    """What `If-Match` asks: any existing record, or one of these (noun, version, audience)."""

    any: bool
    tags: frozenset[tuple[str, int, str]] = frozenset()

    def require(self, noun: str, version: int, audience: str = "full") -> None:
        """Raises Stale unless the record is as the client last saw it."""
        if not self.any and (noun, version, audience) not in self.tags:
            raise Stale(f"The record has changed since: it is now version {version}")


def read_if_match(header: bytes | None) -> Precondition | None:
    """`If-Match`, for which weak tags match nothing. Which server wrote a tag is not asked: what
    was shown otherwise before an upgrade is the same record still, and nobody's write is lost."""
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if text == "*":
        return Precondition(any=True)
    found = set()
    for tag in _tags(text):
        match = _RECORD_TAG.match(tag)
        if match is not None:
            found.add((match[1], int(match[2]), match[3]))
    return Precondition(any=False, tags=frozenset(found))
