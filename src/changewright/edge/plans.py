"""What can be said of a page before it is read, and how its JSON is put together after."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from changewright.core.query import ListQuery, Order
from changewright.store.engine import Connection
from changewright.store.folded_parts import cuts_of, read_folded
from changewright.store.page_source import DEFAULT_ORDER, attributes_in, counters_in
from changewright.store.read_pages import HeadCounters, is_far
from changewright.store.read_parts import Part, Path, counters_on, read_with_parts
from changewright.store.row_conditions import Viewer
from changewright.store.shelf import can_answer, ids_named
from changewright.store.slots import UNKNOWN_STAMP

from .fragments import PartShape, Row, Shape

Revisions = tuple[int, ...]
"""What a page hangs on, for its tag: equal revisions, equal page."""

RENDERED_AT_ONCE = 100
VALUES_REMEMBERED = 32
# A filter by one of these finds few rows by an index; a shelf would have to look at all.
SELECTIVE = frozenset({"id", "uuid", "number", "external_id", "origin_id", "code", "urn"})


class Plan(msgspec.Struct, frozen=True):
    """A query with one way to write its order, and the parts it shows, by name.

    `absent` stands in each record for the parts it does not show. `counters` are those of the
    container's head that tell of anything on the page; `moving` for each part those of its rows, if
    these can move from record to record. `on_shelf`: a shelf can answer it, and better than an
    index; `names_rows`: one that is there anyway can, which also knows what is rendered already;
    `waits_for_shelf`: SQL would be no sooner done. `is_short`: it may be remembered; one
    with hundreds of values is not worth its memory.
    """

    query: ListQuery
    shape: Shape
    parts: tuple[tuple[str, PartShape], ...]
    absent: bytes
    counters: tuple[int, ...]
    moving: tuple[tuple[int, ...], ...]
    on_shelf: bool
    names_rows: bool
    waits_for_shelf: bool
    is_short: bool

    def stamps(self, head: HeadCounters) -> list[int]:
        """For each part the stamp that the head alone tells, or UNKNOWN_STAMP."""
        return [head.newest(each) if each else UNKNOWN_STAMP for each in self.moving]

    @property
    def paths(self) -> dict[str, Path]:
        return {name: part.path for name, part in self.parts}


class Asked(msgspec.Struct, frozen=True):
    """A plan, for whom, and what its rendering needs. `directory` is the directory's revision as
    far as the shape names people."""

    viewer: Viewer
    plan: Plan
    rendering: Any
    directory: int

    def revisions(self, head: HeadCounters) -> Revisions:
        """A restricted view hangs on more than it shows: who is on what, whose contract it is."""
        if self.viewer.sees_all:
            return (head.newest(self.plan.counters), self.directory)
        return (head.revision, self.directory)


def asked_by(viewer: Viewer, plan: Plan, rendering: Any, directory: int) -> Asked:
    """A plan as somebody asks for it, at a revision of the directory."""
    return Asked(viewer, plan, rendering, directory if plan.shape.names_people else 0)


def planned(query: ListQuery, shape: Shape) -> Plan:
    """The plan of a query. Includes that the shape has no part for are none."""
    query = msgspec.structs.replace(query, order=normal_order(query.order))
    asked = {name: part for name, part in shape.parts.items() if name in query.include}
    covered = frozenset[str]().union(*(part.covers for part in asked.values()))
    shown = {name: part for name, part in asked.items() if name not in covered}
    counters = dict.fromkeys(counters_in(query))
    for part in shown.values():
        counters |= dict.fromkeys(counters_on(part.path))
    return Plan(
        query,
        shape,
        tuple((f"{shape.name}/{name}", part) for name, part in shown.items()),
        b"".join(part.absent for name, part in shape.parts.items() if name not in asked),
        tuple(counters),
        tuple(counters_on(part.path) if part.path.can_move else () for part in shown.values()),
        _is_short(query) and _is_for_shelf(query),
        ids_named(query.where) is not None and _can_answer(query),
        is_far(query),
        _is_short(query),
    )


def _is_short(query: ListQuery) -> bool:
    return sum(len(each.values) for each in query.where) <= VALUES_REMEMBERED


def _is_for_shelf(query: ListQuery) -> bool:
    is_selective = any(
        each.operator == "any" and each.attribute in SELECTIVE and None not in each.values
        for each in query.where
    )
    return not is_selective and _can_answer(query)


def _can_answer(query: ListQuery) -> bool:
    is_among_deleted = "deleted_at" in attributes_in(query)
    return not is_among_deleted and can_answer(query.noun, query.where, query.order)


def normal_order(order: Sequence[Order]) -> tuple[Order, ...]:
    """Without keys that decide nothing: repeated ones, and those after the id. Nothing asked: in
    order of creation."""
    kept: dict[str, Order] = {}
    for each in order or DEFAULT_ORDER:
        kept.setdefault(each.attribute, each)
        if each.attribute == "id":
            break
    return tuple(kept.values())


class Rendered(msgspec.Struct, frozen=True):
    """A record as JSON, and what it is true of: its version, and the stamp of each part."""

    id: int
    version: int
    stamps: tuple[int, ...]
    json: bytes


async def render(connection: Connection, asked: Asked, ids: Sequence[int]) -> dict[int, Rendered]:
    """Records with their parts, by id. Outside a snapshot those are left out that were written
    between one statement and the next."""
    if not ids:
        return {}
    folds = tuple(part.fold for _, part in asked.plan.parts)
    is_folded = asked.viewer.sees_all and bool(folds) and None not in folds
    return await (_read_folded if is_folded else _read_by_rows)(connection, asked, ids)


async def _read_by_rows(
    connection: Connection, asked: Asked, ids: Sequence[int]
) -> dict[int, Rendered]:
    plan, query = asked.plan, asked.plan.query
    paths = [shape.path for _, shape in plan.parts]
    rows, read = await read_with_parts(
        connection, asked.viewer, query.noun, query.kind, plan.shape.values, paths, ids
    )
    parts = [{part.id: part for part in each} for each in read]
    rendered: dict[int, Rendered] = {}
    for number, row in enumerate(rows, 1):
        if number % RENDERED_AT_ONCE == 0:
            await asyncio.sleep(0)  # let others have their turn
        mine = [part[row[0]] for part in parts if row[0] in part]
        if len(mine) == len(parts) and all(part.version == row[1] for part in mine):
            rendered[row[0]] = _rendered(asked, row, mine)
    return rendered


def _rendered(asked: Asked, row: Row, parts: Sequence[Part]) -> Rendered:
    plan = asked.plan
    pieces = [plan.shape.render(row[2:], asked.rendering)]
    for (_, shape), part in zip(plan.parts, parts, strict=True):
        pieces.append(shape.render(part.rows, asked.rendering))
    stamps = tuple(part.stamp for part in parts)
    return Rendered(row[0], row[1], stamps, b"".join((*pieces, plan.absent, b"}")))


async def _read_folded(
    connection: Connection, asked: Asked, ids: Sequence[int]
) -> dict[int, Rendered]:
    plan, shape, rendering = asked.plan, asked.plan.shape, asked.rendering
    paths = tuple(part.path for _, part in plan.parts)
    cuts = cuts_of(shape.values, paths)
    parts = [(cut, part) for cut, (_, part) in zip(cuts, plan.parts, strict=True)]
    last, end = 2 + len(shape.values), plan.absent + b"}"
    rows = await read_folded(connection, asked.viewer, shape.noun, shape.values, paths, ids)
    rendered: dict[int, Rendered] = {}
    for number, row in enumerate(rows, 1):
        if number % RENDERED_AT_ONCE == 0:
            await asyncio.sleep(0)  # let others have their turn
        pieces = [shape.render(row[2:last], rendering)]
        for cut, part in parts:
            found = cut.rows(row)
            if found is None or part.fold is None:
                pieces.append(part.render([], rendering))
            else:
                pieces.append(part.fold(*found, rendering))
        pieces.append(end)
        stamps = tuple([row[cut.stamp] for cut in cuts])
        rendered[row[0]] = Rendered(row[0], row[1], stamps, b"".join(pieces))
    return rendered
