"""The SQL of a page: which rows, how many in all, and what of them is shown.

A page's statement reads the container's head together with the rows' ids and versions, so that
what it says is true of one revision. The total is a count of its own in the same statement, left
out when the caller knows it already; a window count would read every matching row. What the rows
show is read by `read_rows`, by id, when it is not known under their versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Literal

import msgspec
import numpy as np

from changewright.core.query import ListQuery
from changewright.core.records import ChangeOrder, Record

from .page_source import DEFAULT_ORDER, Source, counters_in, is_indexed
from .row_conditions import Viewer
from .sql_text import Draft
from .wire import Connection, Step, array, wire_of

UNKNOWN = -1
DEEP = 2000
"""A page that reaches beyond this is deep in its list."""
FAR = 80_000
"""Beyond this a page is read no sooner by an index, whose rows lie anywhere, than the list as a
whole is. Under an order of several keys, which is sorted on the way, a row counts twice."""


class HeadCounters(msgspec.Struct, frozen=True):
    """A container's revision, and at which revision each noun was last written."""

    revision: int
    counters: tuple[int, ...]

    def newest(self, ordinals: Iterable[int]) -> int:
        """The revision at which the latest of these counters was raised."""
        known = len(self.counters)
        return max((self.counters[each] for each in ordinals if each < known), default=0)


class Found(msgspec.Struct, frozen=True):
    """What a page's statement says. `total` None: it is as the caller knows it."""

    head: HeadCounters
    total: int | None
    ids: list[int]
    versions: list[int]


def needs_all_rows(query: ListQuery) -> bool:
    """Whether all of a list has to be sorted for this page."""
    is_deep = query.offset + query.limit > DEEP
    return is_deep and not is_indexed(query.noun, query.kind, query.order)


def is_far(query: ListQuery) -> bool:
    """Whether SQL would go through so much of a list for this page that a shelf, from which the
    next page comes for nothing, is made as soon."""
    work = (query.offset + query.limit) * min(len(query.order or DEFAULT_ORDER), 2)
    return needs_all_rows(query) or work > FAR


def page_step(viewer: Viewer, query: ListQuery, known_at: int = UNKNOWN) -> Step:
    """The statement of a page. `known_at`: the revision at which the caller knew the total; it is
    counted again if anything it hangs on was written since.

    Deep in a list that no index has in order, all of it is sorted at once and counted on the way: a
    sort that may stop early keeps a heap, several times as slow when it stops late.
    """
    draft = Draft(viewer.container_id)
    source = Source(draft, viewer, query)
    sorted_, total, rows = "", f"({source.count()})", source.rows()
    if needs_all_rows(query):
        sorted_ = f"WITH s AS MATERIALIZED ({rows}) "
        total, rows = "(SELECT count(*) FROM s)", "SELECT s.id, s.version FROM s"
    if known_at != UNKNOWN:
        counters = [f"h.counters[{each + 1}]" for each in counters_in(query)]
        newest = f"coalesce(greatest({', '.join(counters)}), 0)"
        if not viewer.sees_all:
            newest = "h.revision"
        known = draft.place(known_at, "bigint")
        total = f"CASE WHEN {newest} <= {known} THEN NULL ELSE {total} END"
    limit, offset = draft.place(query.limit, "bigint"), draft.place(query.offset, "bigint")
    return draft.step(
        f"{sorted_}SELECT h.revision, h.counters, {total}, "
        f"(SELECT string_agg(int8send(q.id) || int8send(q.version), ''::bytea) "
        f"FROM ({rows} LIMIT {limit} OFFSET {offset}) q) FROM head h WHERE h.container_id = $1"
    )


def found_of(row: Sequence[Any]) -> Found:
    """A page's row read."""
    pairs = np.frombuffer(row[3] or b"", ">i8").reshape(-1, 2)
    return Found(
        HeadCounters(row[0], tuple(row[1])), row[2], pairs[:, 0].tolist(), pairs[:, 1].tolist()
    )


async def read_page(
    connection: Connection, viewer: Viewer, query: ListQuery, known_at: int = UNKNOWN
) -> Found | None:
    """The page's ids and versions with the head; None when there is no such container."""
    rows = await wire_of(connection).rows(*page_step(viewer, query, known_at), found_of)
    return rows[0] if rows else None


READ_COUNTERS = b"SELECT revision, counters FROM head WHERE container_id = $1"


async def read_heads(connection: Connection, containers: Sequence[int]) -> dict[int, HeadCounters]:
    """The heads alone, in one round trip; of those containers that there are."""
    wire = wire_of(connection)
    results = await wire.run([(READ_COUNTERS, (str(each).encode(),)) for each in containers])
    found = {}
    for container_id, result in zip(containers, results, strict=True):
        for head in wire.read(result, lambda row: HeadCounters(row[0], tuple(row[1]))):
            found[container_id] = head
    return found


@cache
def _lookup_text(noun: type[Record], by: Literal["uuid", "id"]) -> bytes:
    kind = "t.kind" if noun is ChangeOrder else "NULL::text"
    array_type = {"uuid": "uuid[]", "id": "bigint[]"}[by]
    return (
        f"SELECT h.revision, h.counters, t.{by}, t.id, t.version, {kind} "
        f"FROM head h LEFT JOIN {noun.TABLE} t ON t.container_id = $1 "
        f"AND t.{by} = ANY($2::{array_type}) AND t.deleted_at IS NULL WHERE h.container_id = $1"
    ).encode()


class Identified(msgspec.Struct, frozen=True):
    """A record found by its name, with the head as of then."""

    head: HeadCounters
    id: int
    version: int
    kind: str | None


async def read_identified(
    connection: Connection,
    container_id: int,
    noun: type[Record],
    by: Literal["uuid", "id"],
    names: Sequence[Any],
) -> dict[Any, Identified]:
    """Records by UUID or id, by name: those that are there and not deleted."""
    rows = await wire_of(connection).rows(
        _lookup_text(noun, by), (str(container_id).encode(), array(names)), tuple
    )
    return {
        row[2]: Identified(HeadCounters(row[0], tuple(row[1])), row[3], row[4], row[5])
        for row in rows
        if row[3] is not None
    }
