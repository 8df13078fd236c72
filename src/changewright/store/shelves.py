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

from changewright.core.records import Record

from .engine import Database
from .heads import Heads
from .live_shelf import LiveShelf
from .shelf import Orders, Shelf, Where

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


class KnownList:
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
        self._known: OrderedDict[Name, KnownList] = OrderedDict()
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
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = KnownList()
        self._known.move_to_end(name)
        known.asked = known.asked + 1 if now - known.asked_at < AGAIN_SECONDS else 1
        known.asked_at = now
        self._tidy(now)
        live = known.ready(where, order)
        if live is None and (known.live is not None or known.asked >= ASKED_BEFORE_MAKING):
            self._see_to(name, known, where, order)
        return live

    async def made(
        self, container_id: int, noun: type[Record], kind: str | None, where: Where, order: Orders
    ) -> LiveShelf | None:
        """As `find`, which is to be called before; but the shelf, its columns and the order are
        waited for. None: they cannot be had now, or SQL is sooner done."""
        name = (container_id, noun, kind)
        known = self._known[name]
        for _ in range(2):  # the first time it may have been opened for somebody else
            shelf = Shelf(noun, 0) if known.live is None else known.live.shelf
            if len(shelf.lacks(where, order)) > COLUMNS_AWAITED_MAXIMUM:
                return None
            task = self._see_to(name, known, where, order)
            if task is None:
                return None
            await asyncio.wait((task,))
            live = known.ready(where, order)
            if live is not None:
                return live
        return None

    def existing(self, container_id: int, noun: type[Record], kind: str | None) -> LiveShelf | None:
        """The list's shelf if there is one, whatever it can answer."""
        known = self._known.get((container_id, noun, kind))
        if known is None or known.live is None or known.live.is_broken:
            return None
        return known.live

    @property
    def size_bytes(self) -> int:
        """What they take now."""
        return sum(known.live.shelf.size_bytes for known in self._known.values() if known.live)

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
        self, name: Name, known: KnownList, where: Where, order: Orders
    ) -> asyncio.Task[None] | None:
        """Make what is lacking, in the background; None when it may not be made now."""
        if self._clock() < max(known.not_before, self._not_before):
            return None
        live = known.live
        if live is None or live.is_broken:
            return self._begin(known, "open", partial(self._open, name, known, where, order))
        work = partial(self._prepare, known, live, where, order)
        return self._begin(known, (where, order), work)

    def _begin(
        self, known: KnownList, what: object, work: Callable[[], Coroutine[Any, Any, None]]
    ) -> asyncio.Task[None]:
        """Do the work in the background, unless it is being done already."""
        if what in known.busy:
            return known.busy[what]
        task = known.busy[what] = asyncio.create_task(self._work(known, what, work()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _work(self, known: KnownList, what: object, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            # Lists go on being answered by SQL.
            known.not_before = self._clock() + AFTER_FAILURE_SECONDS
            log.warning("shelf_failed", error=repr(error))
        finally:
            del known.busy[what]

    async def _open(self, name: Name, known: KnownList, where: Where, order: Orders) -> None:
        known.live = None
        live = LiveShelf(self._database, self._heads, *name, self._tick)
        if not await live.open(where, order):
            known.not_before = self._clock() + AFTER_FAILURE_SECONDS
            return
        if live.shelf.size_bytes > self._size_bytes:
            known.not_before = self._clock() + TOO_LARGE_SECONDS
            return
        known.live = live
        await self._prepare(known, live, where, order)

    async def _prepare(
        self, known: KnownList, live: LiveShelf, where: Where, order: Orders
    ) -> None:
        await live.prepare(where, order)
        self._fit(live)
        if known.live is None:
            known.not_before = self._clock() + TOO_LARGE_SECONDS
        elif not live.is_broken and not live.is_ready(where, order):
            known.not_before = self._clock() + AFTER_FAILURE_SECONDS

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
        for known, live in self._with_shelf():
            if live is not kept and self._clock() - known.asked_at > AGAIN_SECONDS:
                yield known.empty

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
        for known, live in self._with_shelf():
            if live is not kept:
                yield known.empty
        for known, _ in self._with_shelf():
            yield known.empty

    def _with_shelf(self) -> list[tuple[KnownList, LiveShelf]]:
        """The lists with a shelf, those asked for longest ago first."""
        return [(known, known.live) for known in self._known.values() if known.live is not None]

    def _tidy(self, now: float) -> None:
        """Once in a while: drop what is idle, outgrown or broken, and forget names."""
        if now - self._looked_at < AGAIN_SECONDS:
            return
        self._looked_at = now
        for name, known in list(self._known.items()):
            live = known.live
            if live is not None and live.is_outgrown:
                known.live = None
            if now - known.asked_at > IDLE_SECONDS:
                del self._known[name]
        while len(self._known) > NAMES_MAXIMUM:
            self._known.popitem(last=False)
