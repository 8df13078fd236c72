"""A project's log: a page of all kinds of documents in any order, its totals, its groups.

The order of all rows that a query finds is kept under the revision it is true of, as packed ids, so
that scrolling through a list sorts it once, and the exact total is its length. Sums and groups are
kept alike. What is kept is bounded, and of the past nothing is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from changewright.core.errors import NotFound, invalid
from changewright.core.log_columns import LogColumn
from changewright.core.log_query import LogQuery, LogScope
from changewright.core.money import Decimal
from changewright.store import log_pages
from changewright.store.engine import Connection, Database
from changewright.store.log_pages import ALL_ROWS, LogGroup, LogRecord, LogSum
from changewright.store.read_pages import read_heads
from changewright.store.row_conditions import Viewer
from changewright.store.snapshot import snapshot

from .ledger import Ledger
from .past import PastLedger
from .unit import LedgerReader

__all__ = [
    "Asking",
    "LogGroup",
    "LogPage",
    "LogRecord",
    "LogSum",
    "Section",
    "Viewer",
    "Whole",
    "currencies_of",
    "read_log",
    "read_sections",
    "read_whole",
    "revision_now",
    "rows_of",
]

T = TypeVar("T")
_Amounts: TypeAlias = tuple[Decimal | None, ...]

KEPT_BYTES_MAXIMUM = 64 * 1024 * 1024
BYTES_OF_A_GROUP = 400
GROUPS_MAXIMUM = 2000
BLOCK = 500


class Asking(msgspec.Struct, frozen=True):
    """A query with who asks it, and what is added up of its rows."""

    viewer: Viewer
    query: LogQuery
    scope: LogScope
    added: tuple[LogColumn, ...]

    @property
    def found(self) -> tuple[object, ...]:
        """What decides which rows there are, and what they come to."""
        viewer, scope = self.viewer, self.scope
        return (
            *(viewer.container_id, viewer.role, viewer.company_id),
            *(scope.person_id, scope.company_id, scope.currency, scope.foreign, scope.zone),
            # Names of people and companies sort too, and may change without the project's doing so.
            hash((scope.people, scope.companies)),
            *(self.query.where, self.query.words),
        )


class LogPage(msgspec.Struct, frozen=True):
    """A page as of a revision. `sums` None: not asked for."""

    revision: int
    total: int
    rows: list[LogRecord]
    sums: list[LogSum] | None


class Section(msgspec.Struct, frozen=True):
    """A group on the level that its path is long: its key is the path's last, its rows begin at
    `offset` of the list. `title` names the record that the key is."""

    path: tuple[str | None, ...]
    title: str | None
    count: int
    offset: int
    sums: list[LogSum]


class Memory:
    """What is kept for a database, by what it is true of; used longest ago goes first."""

    def __init__(self, maximum_bytes: int = KEPT_BYTES_MAXIMUM) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[int, Any]] = OrderedDict()
        self._bytes = 0
        self._maximum_bytes = maximum_bytes

    async def get(
        self, key: tuple[object, ...], read: Callable[[], Awaitable[T]], size: Callable[[T], int]
    ) -> T:
        """What is kept under the key, or what `read` finds."""
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            value: T = known[1]
            return value
        value = await read()
        size_bytes = size(value) + 1000
        if key not in self._kept and size_bytes <= self._maximum_bytes:
            self._kept[key] = size_bytes, value
            self._bytes += size_bytes
        while self._bytes > self._maximum_bytes:
            _, (dropped, _) = self._kept.popitem(last=False)
            self._bytes -= dropped
        return value


_memories: WeakKeyDictionary[Database, Memory] = WeakKeyDictionary()


class _Opened(msgspec.Struct, frozen=True):
    """A moment of a log under one snapshot. `memory` None: nothing of it is kept."""

    read: LedgerReader
    revision: int
    memory: Memory | None

    @property
    def connection(self) -> Connection:
        return self.read.connection

    async def kept(
        self, key: tuple[object, ...], read: Callable[[], Awaitable[T]], size: Callable[[T], int]
    ) -> T:
        if self.memory is None:
            return await read()
        return await self.memory.get((self.revision, *key), read, size)


@asynccontextmanager
async def _opened(ledger: Ledger, container_id: int) -> AsyncIterator[_Opened]:
    is_past = isinstance(ledger, PastLedger)
    async with ledger.reader(container_id) as read, snapshot(read.connection):
        memory = None if is_past else _memories.setdefault(ledger.database, Memory())
        yield _Opened(read, await revision_now(read), memory)


async def revision_now(read: LedgerReader) -> int:
    """The revision that a reader sees. Raises `NotFound`."""
    heads = await read_heads(read.connection, [read.container_id])
    if read.container_id not in heads:
        raise NotFound("There is no such container.")
    return heads[read.container_id].revision


async def currencies_of(
    read: LedgerReader, currency: str | None
) -> tuple[str | None, tuple[tuple[int, str], ...]]:
    """The project's currency, and the contracts that are in another, each with it. Where nobody
    said the project's, it is that of the contracts without a rate, which are all of one
    (`work.currency`)."""
    contracts = await log_pages.read_currencies(read.connection, read.container_id)
    own = {one.currency for one in contracts if not one.has_rate}
    if currency is None and len(own) == 1:
        (currency,) = own
    foreign = ((one.contract_id, one.currency) for one in contracts if one.currency != currency)
    return currency, tuple(foreign)


async def read_log(ledger: Ledger, asking: Asking, *, totals: bool) -> LogPage:
    """A page of a log, its exact total, and its sums where they are asked for; all of one
    moment."""
    async with _opened(ledger, asking.viewer.container_id) as opened:
        ids = await _ids(opened, asking)
        query = asking.query
        page = ids[query.offset : query.offset + query.limit].tolist()
        rows = await _rows(opened.connection, asking, page)
        sums = await _sums(opened, asking) if totals else None
    return LogPage(opened.revision, len(ids), rows, sums)


async def rows_of(
    read: LedgerReader,
    viewer: Viewer,
    columns: Sequence[LogColumn],
    scope: LogScope,
    ids: Sequence[int],
) -> list[LogRecord]:
    """What some rows show now, in the order of their ids; none that the viewer does not see."""
    return await log_pages.read_rows(read.connection, viewer, columns, scope, ids)


class Whole(msgspec.Struct, frozen=True):
    """What stands before the rows of a whole log: how many there are, their groups, their sums.
    `read` sees the moment that all of it is of, until its last row is told."""

    read: LedgerReader
    total: int
    sections: list[Section]
    sums: list[LogSum]


async def read_whole(
    ledger: Ledger, asking: Asking
) -> AsyncGenerator[Whole | list[LogRecord], None]:
    """All of a log as of one moment: first what stands before its rows, then these block by block
    in their order. Raises `Invalid` as `read_sections` does."""
    async with _opened(ledger, asking.viewer.container_id) as opened:
        ids = await _ids(opened, asking)
        groups, sums = await _grouped(opened, asking), await _sums(opened, asking)
        yield Whole(opened.read, len(ids), groups, sums)
        for start in range(0, len(ids), BLOCK):
            yield await _rows(opened.connection, asking, ids[start : start + BLOCK].tolist())


async def read_sections(ledger: Ledger, asking: Asking) -> tuple[int, list[Section], list[LogSum]]:
    """The revision, the groups of a log on all levels, parents first, and what all comes to.
    Raises `Invalid` naming `group` where there are more than anybody looks through."""
    async with _opened(ledger, asking.viewer.container_id) as opened:
        sections = await _grouped(opened, asking)
        return opened.revision, sections, await _sums(opened, asking)


async def _grouped(opened: _Opened, asking: Asking) -> list[Section]:
    """The groups on all levels; none where nothing is grouped."""
    if not asking.query.group:
        return []
    groups = await opened.kept(
        ("groups", asking.query.group, asking.added, *asking.found),
        lambda: _read_groups(opened, asking),
        lambda found: BYTES_OF_A_GROUP * len(found),
    )
    if len(groups) > GROUPS_MAXIMUM:
        detail = f"group: there are more than {GROUPS_MAXIMUM} groups; filter, or group otherwise"
        raise invalid("group", "range", detail)
    return _sections(groups, asking)


async def _read_groups(opened: _Opened, asking: Asking) -> list[LogGroup]:
    return await log_pages.read_groups(
        opened.connection,
        asking.viewer,
        asking.query,
        asking.scope,
        asking.added,
        GROUPS_MAXIMUM + 1,
    )


def _sections(groups: Sequence[LogGroup], asking: Asking) -> list[Section]:
    """The groups of every level out of the innermost, in the order of a screen."""
    found: list[Section] = []
    _descend(found, list(groups), 0, asking, 0)
    return found


def _descend(
    found: list[Section], groups: list[LogGroup], level: int, asking: Asking, offset: int
) -> None:
    if level == len(asking.query.group):
        return
    added, currency = asking.added, asking.scope.currency
    for key, members in groupby(groups, key=lambda group: group.keys[level]):
        mine = list(members)
        count = sum(one.sum.count for one in mine)
        path = (*mine[0].keys[:level], key)
        sums = told_apart([one.sum for one in mine], added, currency)
        found.append(Section(path, mine[0].titles[level], count, offset, sums))
        _descend(found, mine, level + 1, asking, offset)
        offset += count


def added_up(sums: Sequence[LogSum]) -> list[LogSum]:
    """Sums brought together by currency, in the order of the currencies."""
    by_currency: dict[str | None, LogSum] = {}
    for one in sums:
        known = by_currency.get(one.currency)
        if known is None:
            by_currency[one.currency] = one
            continue
        both = zip(known.sums, one.sums, strict=True)
        together = tuple(_plus(left, right) for left, right in both)
        by_currency[one.currency] = LogSum(one.currency, known.count + one.count, together)
    return sorted(by_currency.values(), key=lambda one: (one.currency is not None, one.currency))


def told_apart(
    sums: Sequence[LogSum], added: Sequence[LogColumn], currency: str | None
) -> list[LogSum]:
    """Sums by the currency of their rows, as sums by their own: of documents for suppliers whose
    contracts are in another currency, what is in the project's counts with the project's, where it
    is of no more documents."""
    found = []
    for one in sums:
        own, moved = _split(one, added)
        is_apart = one.currency != currency and any(value is not None for value in moved)
        found.append(LogSum(one.currency, one.count, own) if is_apart else one)
        if is_apart:
            found.append(LogSum(currency, 0, moved))
    return added_up(found)


def _split(one: LogSum, added: Sequence[LogColumn]) -> tuple[_Amounts, _Amounts]:
    """What is in the rows' own currency or in none, and what is in the project's."""
    both = list(zip(added, one.sums, strict=True))
    return (
        tuple(None if column.in_project_currency else value for column, value in both),
        tuple(value if column.in_project_currency else None for column, value in both),
    )


def _plus(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None:
        return right if left is None else left
    return left + right


async def _ids(opened: _Opened, asking: Asking) -> NDArray[np.int64]:
    """The ids of all rows, in order."""
    query = asking.query

    async def read() -> NDArray[np.int64]:
        every = msgspec.structs.replace(query, limit=ALL_ROWS, offset=0)
        return await log_pages.read_ids(opened.connection, asking.viewer, every, asking.scope)

    key = ("ids", query.group, query.order, *asking.found)
    return await opened.kept(key, read, lambda ids: ids.nbytes)


async def _sums(opened: _Opened, asking: Asking) -> list[LogSum]:
    async def read() -> list[LogSum]:
        found = await log_pages.read_sums(
            opened.connection, asking.viewer, asking.query, asking.scope, asking.added
        )
        return told_apart(found, asking.added, asking.scope.currency)

    key = ("sums", asking.added, *asking.found)
    return await opened.kept(key, read, lambda found: BYTES_OF_A_GROUP * len(found))


async def _rows(connection: Connection, asking: Asking, ids: Sequence[int]) -> list[LogRecord]:
    return await log_pages.read_rows(
        connection, asking.viewer, asking.query.columns, asking.scope, ids
    )
