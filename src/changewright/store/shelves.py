"""The shelves of a process: which lists have one, and how much memory they take together.

A shelf pays when a list is asked for again, so it is made in the background after the second
request, and the requests meanwhile are answered by SQL. Where SQL would have to go through most of
the list for one page, that page waits for the shelf instead, which costs no more. Shelves nobody
uses are dropped, and so are those used longest ago when memory is short.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from itertools import count
from typing import Any

import structlog

from changewright.core.query import Condition, Order
from changewright.core.records import Record

from .engine import Database
from .heads import Heads
from .live_shelf import LiveShelf
from .shelf import Shelf

Where = tuple[Condition, ...]
Orders = tuple[Order, ...]
Name = tuple[int, type[Record], str | None]

ASKED_BEFORE_MAKING = 2
AGAIN_SECONDS = 60.0
"""A second request later than this is a first one."""
IDLE_SECONDS = 900.0
AFTER_FAILURE_SECONDS = 30.0
TOO_LARGE_SECONDS = 600.0
CROWDED_SECONDS = 5.0
"""When what is in use does not fit, new things are made this seldom: making them in turns would
cost more than SQL does."""
COLUMNS_AWAITED_MAXIMUM = 3
"""If more columns are lacking, SQL is sooner done with a page than they are read."""
NAMES_MAXIMUM = 10_000

log = structlog.get_logger(__name__)


class Place:
    """One list, whether it has a shelf or not (yet)."""

    __slots__ = ("asked", "asked_at", "busy", "live", "not_before")

    def __init__(self) -> None:
        self.asked = 0
        self.asked_at = 0.0
        self.not_before = 0.0
        self.live: LiveShelf | None = None
        self.busy: dict[object, asyncio.Task[None]] = {}

    def ready(self, where: Where, order: Orders) -> LiveShelf | None:
        """The shelf if it can answer."""
        live = self.live
        if live is None or live.is_broken or not live.is_ready(where, order):
            return None
        return live

    def empty(self) -> None:
        self.live = None


class Shelves:
    """`size_bytes` is what all shelves may take together. `clock` counts seconds."""

    def __init__(
        self,
        database: Database,
        heads: Heads,
        size_bytes: int,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._database = database
        self._heads = heads
        self._size_bytes = size_bytes
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._places: OrderedDict[Name, Place] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looked_at = 0.0
        self._not_before = 0.0
        self._tick = count(1).__next__

    def find(
        self, container_id: int, noun: type[Record], kind: str | None, where: Where, order: Orders
    ) -> LiveShelf | None:
        """The list's shelf if it can answer this filter and order. If not, it is seen to that it
        soon can, as far as that pays."""
        now = self._clock()
        name = (container_id, noun, kind)
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = Place()
        self._places.move_to_end(name)
        place.asked = place.asked + 1 if now - place.asked_at < AGAIN_SECONDS else 1
        place.asked_at = now
        self._tidy(now)
        live = place.ready(where, order)
        if live is None and (place.live is not None or place.asked >= ASKED_BEFORE_MAKING):
            self._see_to(name, place, where, order)
        return live

    async def made(
        self, container_id: int, noun: type[Record], kind: str | None, where: Where, order: Orders
    ) -> LiveShelf | None:
        """As `find`, which is to be called before; but the shelf, its columns and the order are
        waited for. None: they cannot be had now, or SQL is sooner done."""
        name = (container_id, noun, kind)
        place = self._places[name]
        for _ in range(2):  # the first time it may have been opened for somebody else
            shelf = Shelf(noun, 0) if place.live is None else place.live.shelf
            if len(shelf.lacks(where, order)) > COLUMNS_AWAITED_MAXIMUM:
                return None
            task = self._see_to(name, place, where, order)
            if task is None:
                return None
            await asyncio.wait((task,))
            live = place.ready(where, order)
            if live is not None:
                return live
        return None

    def existing(self, container_id: int, noun: type[Record], kind: str | None) -> LiveShelf | None:
        """The list's shelf if there is one, whatever it can answer."""
        place = self._places.get((container_id, noun, kind))
        if place is None or place.live is None or place.live.is_broken:
            return None
        return place.live

    @property
    def size_bytes(self) -> int:
        """What they take now."""
        return sum(place.live.shelf.size_bytes for place in self._places.values() if place.live)

    def fit(self, live: LiveShelf) -> None:
        """To be called when a shelf has answered: it may have grown by a filter."""
        if live.shelf.has_grown:
            live.shelf.has_grown = False
            self._fit(live)

    async def settle(self) -> None:
        """Wait until nothing is being made in the background; for tests and benches."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Stop what is being made."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _see_to(
        self, name: Name, place: Place, where: Where, order: Orders
    ) -> asyncio.Task[None] | None:
        """Make what is lacking, in the background; None when it may not be made now."""
        if self._clock() < max(place.not_before, self._not_before):
            return None
        live = place.live
        if live is None or live.is_broken:
            return self._begin(place, "open", partial(self._open, name, place, where, order))
        work = partial(self._prepare, place, live, where, order)
        return self._begin(place, (where, order), work)

    def _begin(
        self, place: Place, what: object, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> asyncio.Task[None]:
        """Do the work in the background, unless it is being done already."""
        if what in place.busy:
            return place.busy[what]
        task = place.busy[what] = asyncio.create_task(self._work(place, what, work()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work(self, place: Place, what: object, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            # Lists go on being answered by SQL.
            place.not_before = self._clock() + AFTER_FAILURE_SECONDS
            log.warning("shelf_failed", error=repr(error))
        finally:
            del place.busy[what]

    async def _open(self, name: Name, place: Place, where: Where, order: Orders) -> None:
        place.live = None
        live = LiveShelf(self._database, self._heads, *name, self._tick)
        if not await live.open(where, order):
            place.not_before = self._clock() + AFTER_FAILURE_SECONDS
            return
        if live.shelf.size_bytes > self._size_bytes:
            place.not_before = self._clock() + TOO_LARGE_SECONDS
            return
        place.live = live
        await self._prepare(place, live, where, order)

    async def _prepare(self, place: Place, live: LiveShelf, where: Where, order: Orders) -> None:
        await live.prepare(where, order)
        self._fit(live)
        if place.live is None:
            place.not_before = self._clock() + TOO_LARGE_SECONDS
        elif not live.is_broken and not live.is_ready(where, order):
            place.not_before = self._clock() + AFTER_FAILURE_SECONDS

    def _fit(self, kept: LiveShelf) -> None:
        """Drop what costs least to make again until all fits: filters, then shelves that have been
        idle for a while, orders used longest ago, shelves asked for longest ago."""
        for step in (self._filters, self._idle, self._orders, self._others):
            for drop in step(kept):
                if self.size_bytes <= self._size_bytes:
                    return
                if step in (self._orders, self._others):
                    self._not_before = self._clock() + CROWDED_SECONDS
                drop()

    def _filters(self, kept: LiveShelf) -> Iterator[Callable[[], object]]:
        for _, live in self._with_shelf():
            yield live.shelf.drop_masks

    def _idle(self, kept: LiveShelf) -> Iterator[Callable[[], object]]:
        for place, live in self._with_shelf():
            if live is not kept and self._clock() - place.asked_at > AGAIN_SECONDS:
                yield place.empty

    def _orders(self, kept: LiveShelf) -> Iterator[Callable[[], object]]:
        uses = [
            (used, live.shelf, order)
            for _, live in self._with_shelf()
            for used, order in live.shelf.uses()
        ]
        uses.sort(key=lambda use: use[0])
        for _, shelf, order in uses[:-1]:  # the last one has just been made, or used
            yield partial(shelf.drop_order, order)

    def _others(self, kept: LiveShelf) -> Iterator[Callable[[], object]]:
        for place, live in self._with_shelf():
            if live is not kept:
                yield place.empty
        for place, _ in self._with_shelf():
            yield place.empty

    def _with_shelf(self) -> list[tuple[Place, LiveShelf]]:
        """The places with a shelf, those asked for longest ago first."""
        return [(place, place.live) for place in self._places.values() if place.live is not None]

    def _tidy(self, now: float) -> None:
        """Once in a while: drop what is idle, outgrown or broken, and forget names."""
        if now - self._looked_at < AGAIN_SECONDS:
            return
        self._looked_at = now
        for name, place in list(self._places.items()):
            live = place.live
            if live is not None and live.is_outgrown:
                place.live = None
            if now - place.asked_at > IDLE_SECONDS:
                del self._places[name]
        while len(self._places) > NAMES_MAXIMUM:
            self._places.popitem(last=False)
