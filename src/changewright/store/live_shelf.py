"""A shelf that is kept as new as the database.

Every reader first asks for the news, and gets a shelf that is at least as new as its own request.
Readers that come together share one statement. Columns and orders are added while others read:
a column is read as of some revision, and becomes part of the shelf together with the news since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import structlog

from changewright.core.records import Record

from .engine import Database
from .gathering import Gathering
from .heads import Heads
from .held import counters_beyond
from .page_source import counters_of
from .read_pages import HeadCounters
from .read_parts import Path, counters_on
from .read_shelf import News, WholeColumns, read_columns, read_news
from .shelf import Orders, Shelf, Where
from .slots import Rows

VERSION = "version"

log = structlog.get_logger(__name__)


class LiveShelf:
    """The shelf of one list. `head` is the container's as of the shelf's revision."""

    def __init__(
        self,
        database: Database,
        heads: Heads,
        container_id: int,
        noun: type[Record],
        kind: str | None,
        tick: Callable[[], int] | None = None,
    ) -> None:
        self._tick = tick
        self.container_id = container_id
        self.noun = noun
        self.kind = kind
        self.head = HeadCounters(0, ())
        self.shelf = Shelf(noun, 0)
        self.is_broken = True
        self._database = database
        self._heads = heads
        self._counters = dict.fromkeys(counters_of(noun, kind))
        self._paths: dict[str, Path] = {}
        self._columns_to_come: list[WholeColumns] = []
        self._reading = asyncio.Lock()
        self._news: Gathering[None, bool] = Gathering(self._ask_news)

    @property
    def is_outgrown(self) -> bool:
        """Whether so many rows have come since the beginning that it had better begin again."""
        return self.shelf.slots.late_count > 10_000 + self.shelf.slots.size // 4

    async def open(self, where: Where = (), order: Orders = ()) -> bool:
        """Read ids and versions, and the columns for a filter and an order, in one scan; False when
        there is no such container."""
        names = sorted(self.shelf.lacks(where, order))
        whole = await self._read([VERSION, *names])
        if whole is None:
            return False
        self.head = whole.head
        self.shelf = Shelf(self.noun, self.head.revision, self._tick)
        alive = np.ones(len(whole.ids), np.bool_)
        self.shelf.slots.fill(Rows(whole.ids, whole.columns[VERSION].codes, alive))
        self._add(whole, names)
        self.is_broken = False
        return True

    async def _read(self, names: Sequence[str]) -> WholeColumns | None:
        async with self._database.connection() as connection:
            return await read_columns(connection, self.container_id, self.noun, self.kind, names)

    def _add(self, whole: WholeColumns, names: Iterable[str]) -> None:
        for name in names:
            column = whole.columns[name]
            self._counters |= dict.fromkeys(counters_beyond(self.noun, name))
            self.shelf.slots.add_column(name, whole.ids, column.codes, column.words)

    async def refresh(self) -> bool:
        """Bring the shelf to the newest revision; False when it cannot be and is to be dropped.

        Mostly nothing has been written that concerns it, which the head alone tells.
        """
        if self.is_broken:
            return False
        head = await self._heads.get(self.container_id)
        if head is None:
            return False
        if head.newest(self._counters) > self.shelf.revision:
            return await self._take_news()
        if head.revision > self.shelf.revision:
            self.shelf.revision, self.head = head.revision, head
        return not self.is_broken

    async def _take_news(self) -> bool:
        return not self.is_broken and bool(await self._news.get(None))

    def watch(self, parts: Mapping[str, Path]) -> None:
        """Keep the stamps of these parts, from the next news on."""
        for name, path in parts.items():
            if name not in self._paths and not path.can_move:
                self._paths[name] = path
                self._counters |= dict.fromkeys(counters_on(path))
                self.shelf.slots.forget_stamps(name)
                self.shelf.has_grown = True

    def learn(self, part: str, read: Sequence[tuple[int, int, int]]) -> None:
        """The stamps of parts that have just been read: (id, version, stamp)."""
        self.shelf.slots.learn_stamps(part, read, self.shelf.revision)

    def is_ready(self, where: Where, order: Orders) -> bool:
        """Whether the columns and the order are there."""
        return self.shelf.is_ordered(order) and not self.shelf.lacks(where, ())

    async def prepare(self, where: Where, order: Orders) -> bool:
        """Read what is lacking for a filter and an order; False when the shelf is to be dropped."""
        # One at a time: who comes meanwhile mostly lacks the same columns.
        async with self._reading:
            lacking = self.shelf.lacks(where, order)
            if lacking:
                whole = await self._read(sorted(lacking))
                if whole is None:
                    return False
                self._columns_to_come.append(whole)
                if not await self._take_news():
                    return False
        # What was read may have been dropped again already, when memory is short.
        if not self.shelf.is_ordered(order) and not self.shelf.lacks((), order):
            await self._sort(order)
        return True

    async def _sort(self, order: Orders) -> None:
        """The sort is done in a thread, which numpy leaves free to run beside this one."""
        sorting = self.shelf.begin_sorting(order)
        slots = None
        try:
            slots = await asyncio.to_thread(sorting.run)
        finally:
            self.shelf.end_sorting(sorting, slots)

    async def _ask_news(self, _: Sequence[None]) -> Mapping[None, bool]:
        shelf = self.shelf
        arriving = list(self._columns_to_come)
        since = min([shelf.revision, *(whole.head.revision for whole in arriving)])
        come = (name for whole in arriving for name in whole.columns)
        names = list(dict.fromkeys([*shelf.slots.columns, *come]))
        paths = dict(self._paths)
        async with self._database.connection() as connection:
            news = await read_news(
                connection, self.container_id, self.noun, self.kind, since, names, paths
            )
        if news is None or news.rows is None:
            self.is_broken = True
            return {None: False}
        try:
            self._take_in(news, arriving)
        except Exception as error:
            # Half a change is in it: never answer from it again. Lists go on by SQL.
            self.is_broken = True
            log.error("shelf_spoilt", container_id=self.container_id, error=repr(error))
        return {None: not self.is_broken}

    def _take_in(self, news: News, arriving: Sequence[WholeColumns]) -> None:
        assert news.rows is not None
        for whole in arriving:
            # An order holds on to its columns: one that is there already must stay the same one.
            self._add(whole, whole.columns.keys() - self.shelf.slots.columns.keys())
        del self._columns_to_come[: len(arriving)]
        self.shelf.apply(news.rows, news.head.revision)
        self._stamp(news)
        if news.head.revision > self.head.revision:
            self.head = news.head

    def _stamp(self, news: News) -> None:
        slots = self.shelf.slots
        for part in self._paths:
            told = news.touched.get(part)
            if told is None or told.too_many:  # watched since the statement left, or too much
                slots.forget_stamps(part)
            else:
                slots.raise_stamps(part, told.owners, told.stamps)
