"""The SQL of shelves: whole columns at once, and what was written since a revision.

A column comes as one string of bytes, eight for each row, which is an array of numbers without
being read. Texts come one after the other as they are, with their lengths, and are numbered here:
the database would sort all of a column for it, which takes several times as long. All columns that
are wanted come from one scan, in no order: putting them in order of id here costs next to nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import numpy as np

from changewright.core.records import ChangeOrder, Record

from .columns import NO_VALUE
from .held import columns_read, joins_of, joins_of_few, owners, place_of, type_kept
from .page_source import counters_of
from .read_pages import HeadCounters
from .read_parts import TOUCHED_MAXIMUM, Path, any_newer, touched
from .slots import Column, Numbers, Rows
from .sql_text import word
from .wire import Connection, wire_of
from .words import numbered

ROWS_MAXIMUM = 5000
"""If more rows than this have changed, a shelf is read anew."""

PIECES = 32
"""In so many rows, or fewer, all of a list is read."""

_EMPTY = b""
_NO_VALUE = "'\\x7fffffffffffffff'::bytea"


class Touched(msgspec.Struct, frozen=True):
    """The records whose part has changed, and when. `too_many`: nobody can say which."""

    owners: Numbers
    stamps: Numbers
    too_many: bool


class News(msgspec.Struct, frozen=True):
    """What was written since a revision. `rows` None: too many to tell."""

    head: HeadCounters
    rows: Rows | None
    touched: dict[str, Touched]


class WholeColumns(msgspec.Struct, frozen=True):
    """Columns of all rows as of `head`, in order of id."""

    head: HeadCounters
    ids: Numbers
    columns: dict[str, Column]


def _of_noun(noun: type[Record], kind: str | None) -> str:
    kinds = f" AND t.kind = {word(kind)}" if noun is ChangeOrder and kind is not None else ""
    return f"t.container_id = $1{kinds}"


def _code(noun: type[Record], name: str) -> str:
    """A column as eight bytes."""
    return f"coalesce({type_kept(noun, name).code.format(place_of(noun, name))}, {_NO_VALUE})"


def _packed(values: str) -> str:
    return f"string_agg({values}, ''::bytea)"


def _packed_columns(noun: type[Record], names: Sequence[str]) -> list[str]:
    """Aggregates: of a column of numbers its codes; of one of texts these, and their lengths."""
    packed = []
    for name in names:
        if type_kept(noun, name).is_text:
            place = place_of(noun, name)
            packed.append(f"convert_to(string_agg({place}, ''), 'UTF8')")
            packed.append(_packed(f"int4send(coalesce(octet_length({place}), -1))"))
        else:
            packed.append(_packed(_code(noun, name)))
    return packed


# All rows


@cache
def _columns_text(noun: type[Record], kind: str | None, names: tuple[str, ...]) -> bytes:
    columns = [_packed("int8send(t.id)"), *_packed_columns(noun, names)]
    # In pieces, because the driver keeps a buffer as long as the longest row it has ever seen.
    return (
        f"SELECT h.revision, h.counters, q.* FROM head h LEFT JOIN LATERAL ("
        f"SELECT {', '.join(columns)} FROM {noun.TABLE} t{joins_of(noun, names)} "
        f"WHERE {_of_noun(noun, kind)} AND t.deleted_at IS NULL GROUP BY (t.id >> 14) % {PIECES}"
        f") q ON true WHERE h.container_id = $1"
    ).encode()


async def read_columns(
    connection: Connection,
    container_id: int,
    noun: type[Record],
    kind: str | None,
    names: Sequence[str],
) -> WholeColumns | None:
    """Columns of all rows that are not deleted; None when there is no such container."""
    text = _columns_text(noun, kind, tuple(names))
    rows = await wire_of(connection).rows(text, (str(container_id).encode(),), tuple)
    # Numbering many texts takes tens of milliseconds: in a thread, other requests go on meanwhile.
    return await asyncio.to_thread(_whole, noun, names, rows) if rows else None


def _whole(noun: type[Record], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> WholeColumns:
    """Each row is a piece of all columns."""
    revision, counters, *pieces = zip(*rows, strict=True)
    packed = iter(pieces)
    ids = _joined(next(packed))
    by_id = np.argsort(ids, kind="stable")
    columns: dict[str, Column] = {}
    for name in names:
        words = None
        if type_kept(noun, name).is_text:
            block = b"".join(each or _EMPTY for each in next(packed))
            codes, words = numbered(block, _lengths(b"".join(filter(None, next(packed)))))
        else:
            codes = _joined(next(packed))
        columns[name] = Column(codes[by_id], words)
    return WholeColumns(HeadCounters(revision[0], tuple(counters[0])), ids[by_id], columns)


def _joined(pieces: Sequence[bytes | None]) -> Numbers:
    return np.concatenate([numbers_of(each) for each in pieces])


# What is new


@cache
def _news_text(
    noun: type[Record],
    kind: str | None,
    names: tuple[str, ...],
    paths: tuple[tuple[str, Path], ...],
) -> bytes:
    """Parameters: the container, the revision known."""
    columns = ["count(*)", _packed("int8send(t.id)"), _packed("int8send(t.version)")]
    columns.append(_packed("int8send((t.deleted_at IS NULL)::integer::bigint)"))
    columns += _packed_columns(noun, names)
    own = columns_read(noun, names)
    read = ", ".join(dict.fromkeys(f"t.{name}" for name in ("id", "version", "deleted_at", *own)))
    newer = any_newer(counters_of(noun, kind), "k.since")
    rows = (
        f"SELECT {read} FROM {noun.TABLE} t "
        f"WHERE {_of_noun(noun, kind)} AND t.revision > k.since AND {newer} "
        f"ORDER BY t.revision LIMIT {ROWS_MAXIMUM + 1}"
    )
    # And those whose values stand in other rows that were written.
    others = [
        f"SELECT {read} FROM {of} o, LATERAL (SELECT * FROM {noun.TABLE} t "
        f"WHERE {_of_noun(noun, kind)} AND t.id = o.owner OFFSET 0) t"
        for of in (f"({text})" for text in owners(noun, names, "k.since"))
    ]
    if others:
        rows = f"({rows}) UNION {' UNION '.join(others)} LIMIT {ROWS_MAXIMUM + 1}"
    parts = "".join(f", ({touched(noun, path, 'k.since')})" for _, path in paths)
    # Behind OFFSET 0 the planner does not see the revision, so it makes one plan for all of them,
    # once, and does not plan each time anew for less than a millisecond's work.
    return (
        f"SELECT h.revision, h.counters, n.*{parts} FROM head h "
        f"CROSS JOIN (SELECT $2::bigint AS since OFFSET 0) k LEFT JOIN LATERAL ("
        f"SELECT {', '.join(columns)} FROM ({rows}) t{joins_of_few(noun, names)}"
        f") n ON true WHERE h.container_id = $1"
    ).encode()


async def read_news(
    connection: Connection,
    container_id: int,
    noun: type[Record],
    kind: str | None,
    since: int,
    names: Sequence[str],
    paths: Mapping[str, Path],
) -> News | None:
    """The rows written after the revision `since` with these columns, deleted ones included, and
    the records whose parts have changed; one statement, so true of one revision."""
    text = _news_text(noun, kind, tuple(names), tuple(paths.items()))
    parameters = (str(container_id).encode(), str(since).encode())
    rows = await wire_of(connection).rows(text, parameters, tuple)
    return _news(noun, names, paths, rows[0]) if rows else None


def _news(
    noun: type[Record], names: Sequence[str], paths: Mapping[str, Path], row: Sequence[Any]
) -> News:
    values = iter(row)
    head = HeadCounters(next(values), tuple(next(values)))
    count = next(values)
    ids, versions, alive = (numbers_of(next(values)) for _ in range(3))
    numbers: dict[str, Numbers] = {}
    texts: dict[str, Sequence[bytes | None]] = {}
    for name in names:
        if type_kept(noun, name).is_text:
            texts[name] = _texts(next(values), next(values))
        else:
            numbers[name] = numbers_of(next(values))
    rows = Rows(ids, versions, alive.astype(np.bool_), numbers, texts)
    parts = {name: _touched(next(values)) for name in paths}
    return News(head, rows if count <= ROWS_MAXIMUM else None, parts)


def _texts(block: bytes | None, lengths: bytes | None) -> list[bytes | None]:
    found: list[bytes | None] = []
    start = 0
    for length in _lengths(lengths).tolist():
        if length < 0:
            found.append(None)
            continue
        assert block is not None or not length
        found.append((block or _EMPTY)[start : start + length])
        start += length
    return found


def _lengths(packed: bytes | None) -> Numbers:
    return np.frombuffer(packed or _EMPTY, ">i4").astype(np.int64)


def _touched(packed: bytes | None) -> Touched:
    pairs = numbers_of(packed).reshape(-1, 2)
    return Touched(pairs[:, 0], pairs[:, 1], len(pairs) > TOUCHED_MAXIMUM)


def numbers_of(packed: bytes | None) -> Numbers:
    """Numbers as the database sends them, eight bytes each; None for none."""
    return np.frombuffer(packed or _EMPTY, ">i8").astype(np.int64)


assert int.from_bytes(bytes.fromhex("7fffffffffffffff"), "big") == NO_VALUE
