"""The journal's pure part: what an entry is, its image, and the chain that ties it to the past.

Every entry's hash covers the hash before it, its own fields in the order of HASHED, and the digest
of its image. So no entry can be changed, left out or put in between without every later hash
changing too; an image may be erased, because the chain holds its digest, not itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec.structs import astuple, replace

from .records import Record

R = TypeVar("R", bound=Record)


class Entry(msgspec.Struct, frozen=True):
    """One touched record in one unit of work. `sequence` counts from 1 within the revision.

    `action` is what was done, several words joined by commas when a unit did several things to the
    record; `changed` names the columns that differ from the state before, none for a new record.
    `image` is the record after it, None once erased.
    """

    container_id: int
    revision: int
    sequence: int
    at: datetime
    actor_id: int | None
    client_id: str | None
    door: str
    request_id: str
    action: str
    noun: str
    record_id: int
    changed: tuple[str, ...]
    image: bytes | None
    digest: bytes
    hash: bytes

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(self.action.split(","))


_ENCODE = msgspec.json.Encoder(decimal_format="string", order="deterministic").encode
_DECODERS: dict[type[Record], msgspec.json.Decoder[Any]] = {}


def image_of(record: msgspec.Struct) -> bytes:
    """The record's own columns as canonical JSON: fields in their order, keys of objects sorted,
    amounts as strings, times in UTC."""
    return _ENCODE(record)


def record_of(noun: type[R], image: bytes) -> R:
    """The record an image shows. Columns younger than the image have their defaults."""
    decoder = _DECODERS.get(noun)
    if decoder is None:
        decoder = _DECODERS[noun] = msgspec.json.Decoder(noun)
    record: R = decoder.decode(image)
    # Arrays of structured text are tuples in a record; nothing else in one is a list.
    arrays = {
        name: tuple(value)
        for name, value in zip(record.__struct_fields__, astuple(record), strict=True)
        if value.__class__ is list
    }
    return replace(record, **arrays) if arrays else record


def digest_of(image: bytes) -> bytes:
    return sha256(image).digest()


def instant_text(at: datetime) -> str:
    """`2026-01-31T08:00:00.123000+00:00`: one spelling per instant, for hashing."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def genesis(container_id: int) -> bytes:
    """What stands before a container's first entry, different for each container."""
    return sha256(b"changewright journal %d" % container_id).digest()


_number = str


def _text(value: str) -> str:
    return value


# The fields a hash covers, in their fixed order, each with its one spelling. Never reordered.
HASHED: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("container_id", _number),
    ("revision", _number),
    ("sequence", _number),
    ("at", instant_text),
    ("actor_id", _number),
    ("client_id", _text),
    ("door", _text),
    ("request_id", _text),
    ("action", _text),
    ("noun", _text),
    ("record_id", _number),
    ("changed", ",".join),
)
_ABSENT = b"\xff\xff\xff\xff"


def _spelled(value: Any, spell: Callable[[Any], str]) -> bytes:
    """Four bytes of length, then the text; a length no text has for an absent value."""
    if value is None:
        return _ABSENT
    text = spell(value).encode()
    return len(text).to_bytes(4, "big") + text


def spelled_fields(values: Sequence[Any], start: int = 0) -> bytes:
    """The bytes the hash covers, for values in the order of HASHED from `start` on."""
    rows = HASHED[start : start + len(values)]
    return b"".join([_spelled(value, row[1]) for value, row in zip(values, rows, strict=True)])


def chained(previous: bytes, fields: bytes, digest: bytes) -> bytes:
    """The next hash of the chain."""
    return sha256(previous + fields + digest).digest()


def hash_of(previous: bytes, entry: Entry) -> bytes:
    """What an entry's hash has to be, after the entry whose hash is `previous`."""
    values = astuple(entry)[: len(HASHED)]
    return chained(previous, spelled_fields(values), entry.digest)


class Source(msgspec.Struct, frozen=True):
    """Who makes the entries of a unit, through what, in answer to which request."""

    actor_id: int | None
    client_id: str | None
    door: str
    request_id: str


class Chain:
    """The entries of one revision as they are made, each tied to the one before."""

    def __init__(
        self, previous: bytes, container_id: int, revision: int, at: datetime, source: Source
    ) -> None:
        self.hash = previous
        self.entries: list[Entry] = []
        self.container_id = container_id
        self.revision = revision
        self.at = at
        self._source = source
        # The same in every entry of the revision, so spelled once; `sequence` stands between.
        self._before = spelled_fields((container_id, revision))
        self._after = spelled_fields((at, *astuple(source)), start=3)

    def add(
        self, noun: str, record_id: int, action: str, changed: tuple[str, ...], image: bytes
    ) -> None:
        """The next entry, its image with it."""
        sequence = len(self.entries) + 1
        own = (action, noun, record_id, changed)
        fields = (
            self._before
            + spelled_fields((sequence,), start=2)
            + self._after
            + spelled_fields(own, start=8)
        )
        digest = digest_of(image)
        self.hash = chained(self.hash, fields, digest)
        source = self._source
        self.entries.append(
            Entry(
                *(self.container_id, self.revision, sequence, self.at),
                *(source.actor_id, source.client_id, source.door, source.request_id),
                *own,
                *(image, digest, self.hash),
            )
        )
