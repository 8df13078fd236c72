"""The SQL of shelves: whole columns at once, and what was written since a revision.

A column comes as one string of bytes, eight for each row, which is an array of numbers without
being read; 200,000 rows of four columns take the database a quarter of a second and this process
some milliseconds. Texts come numbered in their order, with each different text once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import numpy as np

from changewright.core.records import ChangeOrder, Record

from .columns import NO_VALUE, type_of
from .page_source import counters_of
from .read_pages import Head
from .read_parts import TOUCHED_MAXIMUM, Path, any_newer, touched
from .slots import Numbers, Rows
from .sql_text import word
from .wire import Connection, wire_of
from .words import Words

ROWS_MAXIMUM = 5000
"""If more rows than this have changed, a shelf is read anew."""

_EMPTY = b""
_NO_VALUE = "'\\x7fffffffffffffff'::bytea"


class Touched(msgspec.Struct, frozen=True):
    """The records whose part has changed, and when. `too_many`: nobody can say which."""

    owners: Numbers
    stamps: Numbers
    too_many: bool


class News(msgspec.Struct, frozen=True):
    """What was written since a revision. `rows` None: too many to tell."""

    head: Head
    rows: Rows | None
    touched: dict[str, Touched]


class WholeColumn(msgspec.Struct, frozen=True):
    """A column of all rows as of `head`; rows without a value may be missing."""

    head: Head
    ids: Numbers
    codes: Numbers
    words: Words | None


def _of_noun(noun: type[Record], kind: str | None) -> str:
    kinds = f" AND t.kind = {word(kind)}" if noun is ChangeOrder and kind is not None else ""
    return f"t.container_id = $1{kinds}"


def _code(noun: type[Record], name: str) -> str:
    """A column as eight bytes."""
    return f"coalesce({type_of(noun, name).code.format('t.' + name)}, {_NO_VALUE})"


def _packed(values: str) -> str:
    return f"string_agg({values}, ''::bytea)"


# All rows


@cache
def _all_rows_text(noun: type[Record], kind: str | None) -> bytes:
    return (
        f"SELECT h.revision, h.counters, ("
        f"SELECT {_packed('int8send(q.id) || int8send(q.version)')} FROM ("
        f"SELECT t.id, t.version FROM {noun.TABLE} t "
        f"WHERE {_of_noun(noun, kind)} AND t.deleted_at IS NULL ORDER BY t.id) q) "
        f"FROM head h WHERE h.container_id = $1"
    ).encode()


async def read_all(
    connection: Connection, container_id: int, noun: type[Record], kind: str | None
) -> tuple[Head, Rows] | None:
    """Ids and versions of all rows, in order of id; None when there is no such container."""
    text = _all_rows_text(noun, kind)
    rows = await wire_of(connection).rows(text, (str(container_id).encode(),), tuple)
    if not rows:
        return None
    revision, counters, packed = rows[0]
    pairs = numbers_of(packed).reshape(-1, 2)
    alive = np.ones(len(pairs), np.bool_)
    return Head(revision, tuple(counters)), Rows(pairs[:, 0].copy(), pairs[:, 1].copy(), alive)


# One column


@cache
def _numbers_text(noun: type[Record], kind: str | None, name: str) -> bytes:
    return (
        f"SELECT h.revision, h.counters, ("
        f"SELECT {_packed(f'int8send(t.id) || {_code(noun, name)}')} FROM ("
        f"SELECT t.id, t.{name} FROM {noun.TABLE} t WHERE {_of_noun(noun, kind)} "
        f"AND t.deleted_at IS NULL ORDER BY t.id) t) FROM head h WHERE h.container_id = $1"
    ).encode()


@cache
def _words_text(noun: type[Record], kind: str | None, name: str) -> bytes:
    return (
        f"WITH r AS MATERIALIZED (SELECT t.id, t.{name} AS word, "
        f"dense_rank() OVER by_word AS number, "
        f"lag(t.{name}) OVER by_word IS DISTINCT FROM t.{name} AS is_first "
        f"FROM {noun.TABLE} t WHERE {_of_noun(noun, kind)} AND t.deleted_at IS NULL "
        f"WINDOW by_word AS (ORDER BY t.{name} NULLS LAST)), "
        f"w AS (SELECT convert_to(r.word, 'UTF8') AS word FROM r "
        f"WHERE r.is_first AND r.word IS NOT NULL ORDER BY r.number) "
        f"SELECT h.revision, h.counters, "
        f"(SELECT {_packed('int8send(q.id) || int8send(q.number)')} FROM (SELECT r.id, "
        f"CASE WHEN r.word IS NULL THEN 0 ELSE r.number END AS number FROM r ORDER BY r.id) q), "
        f"(SELECT {_packed('w.word')} FROM w), "
        f"(SELECT {_packed('int4send(length(w.word))')} FROM w) "
        f"FROM head h WHERE h.container_id = $1"
    ).encode()


async def read_column(
    connection: Connection, container_id: int, noun: type[Record], kind: str | None, name: str
) -> WholeColumn | None:
    """One column of all rows, in order of id; None when there is no such container."""
    is_text = type_of(noun, name).is_text
    text = (_words_text if is_text else _numbers_text)(noun, kind, name)
    rows = await wire_of(connection).rows(text, (str(container_id).encode(),), tuple)
    if not rows:
        return None
    revision, counters, packed, *more = rows[0]
    pairs = numbers_of(packed).reshape(-1, 2)
    ids, codes = pairs[:, 0].copy(), pairs[:, 1].copy()
    words = None
    if is_text:
        words = Words(more[0] or _EMPTY, np.frombuffer(more[1] or _EMPTY, ">i4").astype(np.int32))
        codes = np.append(words.codes, NO_VALUE)[codes - 1]
    return WholeColumn(Head(revision, tuple(counters)), ids, codes, words)


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
    for name in names:
        if type_of(noun, name).is_text:
            place = f"t.{name}"
            columns.append(_packed(f"convert_to({place}, 'UTF8')"))
            columns.append(_packed(f"int4send(coalesce(octet_length({place}), -1))"))
        else:
            columns.append(_packed(_code(noun, name)))
    read = ", ".join(dict.fromkeys(f"t.{name}" for name in ("id", "version", "deleted_at", *names)))
    newer = any_newer(counters_of(noun, kind), "k.since")
    parts = "".join(f", ({touched(noun, path, 'k.since')})" for _, path in paths)
    # Behind OFFSET 0 the planner does not see the revision, so it makes one plan for all of them,
    # once, and does not plan each time anew for less than a millisecond's work.
    return (
        f"SELECT h.revision, h.counters, n.*{parts} FROM head h "
        f"CROSS JOIN (SELECT $2::bigint AS since OFFSET 0) k LEFT JOIN LATERAL ("
        f"SELECT {', '.join(columns)} FROM (SELECT {read} FROM {noun.TABLE} t "
        f"WHERE {_of_noun(noun, kind)} AND t.revision > k.since AND {newer} "
        f"ORDER BY t.revision LIMIT {ROWS_MAXIMUM + 1}) t) n ON true WHERE h.container_id = $1"
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
    head = Head(next(values), tuple(next(values)))
    count = next(values)
    ids, versions, alive = (numbers_of(next(values)) for _ in range(3))
    numbers: dict[str, Numbers] = {}
    texts: dict[str, Sequence[bytes | None]] = {}
    for name in names:
        if type_of(noun, name).is_text:
            texts[name] = _texts(next(values), next(values))
        else:
            numbers[name] = numbers_of(next(values))
    rows = Rows(ids, versions, alive.astype(np.bool_), numbers, texts)
    parts = {name: _touched(next(values)) for name in paths}
    return News(head, rows if count <= ROWS_MAXIMUM else None, parts)


def _texts(block: bytes | None, lengths: bytes | None) -> list[bytes | None]:
    found: list[bytes | None] = []
    start = 0
    for length in np.frombuffer(lengths or _EMPTY, ">i4").tolist():
        if length < 0:
            found.append(None)
            continue
        assert block is not None or not length
        found.append((block or _EMPTY)[start : start + length])
        start += length
    return found


def _touched(packed: bytes | None) -> Touched:
    pairs = numbers_of(packed).reshape(-1, 2)
    return Touched(pairs[:, 0], pairs[:, 1], len(pairs) > TOUCHED_MAXIMUM)


def numbers_of(packed: bytes | None) -> Numbers:
    """Numbers as the database sends them, eight bytes each; None for none."""
    return np.frombuffer(packed or _EMPTY, ">i8").astype(np.int64)


assert int.from_bytes(bytes.fromhex("7fffffffffffffff"), "big") == NO_VALUE
