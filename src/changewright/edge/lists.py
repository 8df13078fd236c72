"""Pages of records, for every door: the way from a query to JSON.

A page is true of one revision of its container. Which records it holds, and in what versions, comes
from a shelf where the list has one, else from one statement that reads the head with them; then
the JSON is taken from memory by version, or rendered from rows read by id. Where a row moved on
in between, the page begins anew; at last it is read whole in one snapshot.

Restricted audiences are rendered for each request, in one snapshot, from the columns they may see.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, Literal, cast
from uuid import UUID

import msgspec

from changewright.core.query import Condition, ListQuery
from changewright.core.records import Record
from changewright.store import read_pages
from changewright.store.engine import Connection, Database
from changewright.store.gathering import Gathering
from changewright.store.heads import Heads
from changewright.store.live_shelf import LiveShelf
from changewright.store.read_pages import HeadCounters, Identified
from changewright.store.row_conditions import Viewer
from changewright.store.shelves import Shelves
from changewright.store.slots import UNKNOWN_STAMP
from changewright.store.snapshot import snapshot

from .fragments import Fragments, Key, Shape
from .plans import Asked, Plan, Rendered, Revisions, asked_by, planned, render

__all__ = ["One", "Page", "Pages", "Revisions", "Unchanged", "Viewer"]

ATTEMPTS = 3
PLANS_MAXIMUM = 4096
TOTALS_MAXIMUM = 20_000

By = Literal["uuid", "id"]
Lookup = tuple[int, type[Record], By, Any]


class Page(msgspec.Struct, frozen=True):
    """`total` is exact. `results` are `count` records as JSON, joined by commas."""

    total: int
    count: int
    results: bytes
    revisions: Revisions


class Unchanged(msgspec.Struct, frozen=True):
    """The client has this page already."""

    revisions: Revisions


class One(msgspec.Struct, frozen=True):
    """One record as JSON."""

    id: int
    version: int
    json: bytes
    revisions: Revisions


class Window(msgspec.Struct, frozen=True):
    """A page's records, as of `head`. `stamps`: for each part those of the records, unknown ones
    included. `live` is the shelf they come from."""

    head: HeadCounters
    total: int
    ids: Sequence[int]
    versions: Sequence[int]
    stamps: Sequence[Sequence[int]]
    live: LiveShelf | None = None


NOTHING = Window(HeadCounters(0, ()), 0, (), (), ())


class Moved(Exception):
    """A row was written between the reading of a page and of what it shows."""


class Pages:
    """`fragment_bytes` and `shelf_bytes` bound the memory of this process."""

    def __init__(self, database: Database, *, fragment_bytes: int, shelf_bytes: int) -> None:
        self.fragments = Fragments(fragment_bytes)
        self._heads = Heads(database)
        self.shelves = Shelves(database, self._heads, shelf_bytes)
        self._database = database
        self._plans: OrderedDict[tuple[ListQuery, str, str], Plan] = OrderedDict()
        self._totals: OrderedDict[tuple[object, ...], tuple[int, int]] = OrderedDict()
        self._lookups: Gathering[Lookup, Identified] = Gathering(self._ask_lookups)

    async def close(self) -> None:
        """Stop what goes on in the background."""
        await self.shelves.close()

    async def page(
        self,
        viewer: Viewer,
        query: ListQuery,
        shape: Shape,
        rendering: Any,
        *,
        directory_revision: int = 0,
        unless: Callable[[Revisions], bool] | None = None,
    ) -> Page | Unchanged:
        """A page of `query` as `viewer` sees it. The parts shown are those of the shape that
        `query.include` names.

        `unless` is asked whether the client has the page of these revisions; then nothing but the
        head is read. An unknown container has no records. Raises Invalid for a filter or sort by a
        column that the viewer may not see.
        """
        asked = self._asked(viewer, query, shape, rendering, directory_revision)
        if unless is not None:
            head = await self._heads.get(viewer.container_id)
            known = asked.revisions(head or NOTHING.head)
            if unless(known):
                return Unchanged(known)
        if not viewer.sees_all:
            return await self._at_once(asked)
        for _ in range(ATTEMPTS):
            window = await self._window(asked)
            try:
                results = await self._results(asked, window)
            except Moved:
                continue
            return _page(asked, window, results)
        return await self._at_once(asked)

    async def one(
        self,
        viewer: Viewer,
        shape: Shape,
        name: UUID | int,
        rendering: Any,
        *,
        kind: str | None = None,
        include: Iterable[str] = (),
        directory_revision: int = 0,
    ) -> One | None:
        """The record with this UUID or integer id, or None: deleted, of another kind, of another
        container, or not for this viewer."""
        by: By = "uuid" if isinstance(name, UUID) else "id"
        if isinstance(name, int) and not 0 <= name < 1 << 63:
            return None
        # The plan is the same for every name: only the snapshot asks for it by a condition.
        query = ListQuery(shape.noun, kind, limit=1, include=frozenset(include))
        asked = self._asked(viewer, query, shape, rendering, directory_revision)
        plan = asked.plan
        for _ in range(ATTEMPTS if viewer.sees_all else 0):
            found = await self._lookups.get((viewer.container_id, shape.noun, by, name))
            if found is None or (kind is not None and found.kind != kind):
                return None
            stamps = [(stamp,) for stamp in plan.stamps(found.head)]
            window = Window(found.head, 1, (found.id,), (found.version,), stamps)
            try:
                return _one(asked, window, await self._results(asked, window))
            except Moved:
                continue
        named = msgspec.structs.replace(plan.query, where=(Condition(by, "any", (name,)),))
        return await self._one_at_once(
            msgspec.structs.replace(asked, plan=msgspec.structs.replace(plan, query=named))
        )

    def _asked(
        self, viewer: Viewer, query: ListQuery, shape: Shape, rendering: Any, directory: int
    ) -> Asked:
        key = (query, shape.name, shape.version)
        plan = self._plans.get(key)
        if plan is None:
            plan = planned(query, shape)
            if plan.is_short:
                self._plans[key] = plan
            if len(self._plans) > PLANS_MAXIMUM:
                self._plans.popitem(last=False)
        return asked_by(viewer, plan, rendering, directory)

    async def _ask_lookups(self, lookups: Sequence[Lookup]) -> Mapping[Lookup, Identified]:
        groups: dict[tuple[int, type[Record], By], list[Any]] = {}
        for container_id, noun, by, name in lookups:
            groups.setdefault((container_id, noun, by), []).append(name)
        found: dict[Lookup, Identified] = {}
        async with self._database.connection() as connection:
            for group, names in groups.items():
                records = await read_pages.read_identified(connection, *group, names)
                found |= {(*group, name): record for name, record in records.items()}
        return found

    # Which records

    async def _window(self, asked: Asked) -> Window:
        live = await self._shelf_for(asked)
        window = None if live is None else await self._shelf_window(live, asked.plan)
        if window is not None:
            return window
        async with self._database.connection() as connection:
            return await self._read_window(connection, asked)

    async def _shelf_for(self, asked: Asked) -> LiveShelf | None:
        """The shelf to be asked first, if any: it is there, or pays to be waited for."""
        plan, query = asked.plan, asked.plan.query
        name = (asked.viewer.container_id, query.noun, query.kind)
        if plan.names_rows:
            return self.shelves.existing(*name)
        if not plan.on_shelf:
            return None
        live = self.shelves.find(*name, query.where, query.order)
        if live is None and plan.waits_for_shelf:
            live = await self.shelves.made(*name, query.where, query.order)
        return live

    async def _shelf_window(self, live: LiveShelf, plan: Plan) -> Window | None:
        query = plan.query
        if plan.parts:
            live.watch(plan.paths)
        if not await live.refresh():
            return None
        window = live.shelf.window(query.where, query.order, query.offset, query.limit)
        if window is None:
            return None
        self.shelves.fit(live)
        stamps = [
            live.shelf.slots.stamps_of(name, window.slots)
            if stamp == UNKNOWN_STAMP
            else [stamp] * len(window.ids)
            for (name, _), stamp in zip(plan.parts, plan.stamps(live.head), strict=True)
        ]
        return Window(live.head, window.total, window.ids, window.versions, stamps, live)

    async def _read_window(self, connection: Connection, asked: Asked) -> Window:
        viewer, query = asked.viewer, asked.plan.query
        key = (viewer.container_id, query.noun, query.kind, query.where)
        known_at, total = read_pages.UNKNOWN, 0
        if viewer.sees_all:
            known_at, total = self._totals.get(key, (known_at, total))
        found = await read_pages.read_page(connection, viewer, query, known_at)
        if found is None:
            return NOTHING
        if found.total is not None:
            total = found.total
        if viewer.sees_all and asked.plan.is_short:
            self._totals[key] = (found.head.revision, total)
            self._totals.move_to_end(key)
            if len(self._totals) > TOTALS_MAXIMUM:
                self._totals.popitem(last=False)
        stamps = [[stamp] * len(found.ids) for stamp in asked.plan.stamps(found.head)]
        return Window(found.head, total, found.ids, found.versions, stamps)

    # What they show

    async def _results(self, asked: Asked, window: Window) -> bytes:
        """The window's records as JSON. Raises Moved when a row is no longer as it was."""
        plan, shape = asked.plan, asked.plan.shape
        parts = tuple(name for name, _ in plan.parts)
        drawer = self.fragments.drawer(
            shape.name, shape.version, asked.viewer.container_id, asked.directory, parts
        )
        keys: list[Key] = list(zip(repeat(drawer), window.ids, window.versions, *window.stamps))
        found = self.fragments.get_many(keys)
        if None in found:
            found = await self._fill(asked, window, found, drawer)
        return b",".join(cast(list[bytes], found))

    async def _fill(
        self, asked: Asked, window: Window, found: list[bytes | None], drawer: int
    ) -> list[bytes | None]:
        """Read and render the records that are not known as the window has them."""
        places = [place for place, json in enumerate(found) if json is None]
        async with self._database.connection() as connection:
            rendered = await render(connection, asked, [window.ids[place] for place in places])
        self.fragments.put_many(
            ((drawer, each.id, each.version, *each.stamps), each.json) for each in rendered.values()
        )
        if window.live is not None:
            for number, (name, part) in enumerate(asked.plan.parts):
                if not part.path.can_move:
                    window.live.learn(
                        name,
                        [
                            (each.id, each.version, each.stamps[number])
                            for each in rendered.values()
                        ],
                    )
        for place in places:
            found[place] = _unmoved(rendered.get(window.ids[place]), window, place)
        return found

    # All at once

    async def _at_once(self, asked: Asked) -> Page:
        """The page in one snapshot, rendered from nothing but what it reads."""
        window, records = await self._read_at_once(asked)
        return _page(asked, window, b",".join(records))

    async def _one_at_once(self, asked: Asked) -> One | None:
        window, records = await self._read_at_once(asked)
        return _one(asked, window, records[0]) if records else None

    async def _read_at_once(self, asked: Asked) -> tuple[Window, list[bytes]]:
        async with self._database.connection() as connection, snapshot(connection):
            window = await self._read_window(connection, asked)
            rendered = await render(connection, asked, window.ids)
        return window, [rendered[record_id].json for record_id in window.ids]


def _page(asked: Asked, window: Window, results: bytes) -> Page:
    return Page(window.total, len(window.ids), results, asked.revisions(window.head))


def _one(asked: Asked, window: Window, results: bytes) -> One:
    return One(window.ids[0], window.versions[0], results, asked.revisions(window.head))


def _unmoved(rendered: Rendered | None, window: Window, place: int) -> bytes:
    """A record that was read later than the window, if it is still the window's.

    Its row is if it has the same version. A part of it is if none of its rows has been written
    since: if its stamp is the one that was known or, where none was, no newer than the window.
    Raises Moved.
    """
    if rendered is None or rendered.version != window.versions[place]:
        raise Moved
    for stamp, stamps in zip(rendered.stamps, window.stamps, strict=True):
        known = stamps[place]
        if stamp != known and (known != UNKNOWN_STAMP or stamp > window.head.revision):
            raise Moved
    return rendered.json
