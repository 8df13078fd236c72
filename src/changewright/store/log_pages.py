"""The statements of a log: which rows, how many, what they come to, in groups, and what they show.

Each is one statement over the change orders of one container, so that filters and sorts of any
column cost one pass over them; what is shown is read by id, of the rows of the page alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from changewright.core.log_columns import LogColumn
from changewright.core.log_query import LogQuery, LogScope
from changewright.core.money import Decimal

from .log_source import LogSource, way_of
from .row_conditions import Viewer
from .sql_text import Draft
from .wire import Connection, Step, text, wire_of

T = TypeVar("T")

ALL_ROWS = -1


class LogSum(msgspec.Struct, frozen=True):
    """How many documents count in a currency, and what each of the columns added up comes to;
    None where none of them has a value."""

    currency: str | None
    count: int
    sums: tuple[Decimal | None, ...]


class LogGroup(msgspec.Struct, frozen=True):
    """A group of the innermost level in one currency: its key on each level, what names it (code,
    name or number, where the key is a record), and its sum."""

    keys: tuple[str | None, ...]
    titles: tuple[str | None, ...]
    sum: LogSum


class LogRecord(msgspec.Struct, frozen=True):
    """A row: what every row has, and the values of each column asked for, as it reads them.
    `locks_on` are its states and its integration state, for the locks; not for the viewer."""

    id: int
    uuid: UUID
    kind: str
    version: int
    currency: str | None
    locks_on: tuple[str | None, str | None, str | None]
    values: tuple[tuple[Any, ...], ...]


def ids_step(viewer: Viewer, query: LogQuery, scope: LogScope) -> Step:
    """The ids of a page in order, packed; of all rows where the limit is `ALL_ROWS`."""
    draft = Draft(viewer.container_id)
    source = LogSource(draft, viewer, query, scope)
    order = source.order(query.order, query.group)
    window = ""
    if query.limit != ALL_ROWS:
        limit, offset = draft.place(query.limit, "bigint"), draft.place(query.offset, "bigint")
        window = f" LIMIT {limit} OFFSET {offset}"
    rows = f"SELECT t.id FROM {source.rows()} ORDER BY {order}{window}"
    return draft.step(f"SELECT string_agg(int8send(q.id), ''::bytea) FROM ({rows}) q")


def sums_step(viewer: Viewer, query: LogQuery, scope: LogScope, added: Sequence[LogColumn]) -> Step:
    """Count and sums of all rows of the query, by currency."""
    draft = Draft(viewer.container_id)
    source = LogSource(draft, viewer, query, scope)
    currency = source.currency()
    sums = "".join(f", sum({source.amount(column)})" for column in added)
    return draft.step(
        f"SELECT {currency}, count(*){sums} FROM {source.rows()} GROUP BY 1 ORDER BY 1 NULLS FIRST"
    )


def groups_step(
    viewer: Viewer,
    query: LogQuery,
    scope: LogScope,
    added: Sequence[LogColumn],
    limit: int,
) -> Step:
    """The innermost groups by currency, in the order in which their rows stand in the list. Words
    of our own are ranked behind the grouping, once for each group."""
    draft = Draft(viewer.container_id)
    source = LogSource(draft, viewer, query, scope)
    keys: list[str] = []
    titles: list[str] = []
    grouped: list[str] = []
    order: list[str] = []
    for number, level in enumerate(query.group):
        key, sorts = source.group_keys(level.column)
        title = _title(source, level.column)
        keys.append(f"{key} k{number}")
        titles.append(f"max({title}) t{number}" if title else f"NULL::text t{number}")
        grouped += [key, *sorts]
        places = [f"{sort} s{number}_{place}" for place, sort in enumerate(sorts)]
        titles += places
        order += [f"q.s{number}_{place} {way_of(level)}" for place in range(len(sorts))]
        if not sorts:
            order.append(f"{source.rank_of(level.column, f'q.k{number}')} {way_of(level)}")
    currency = source.currency()
    sums = "".join(f", sum({source.amount(column)}) a{n}" for n, column in enumerate(added))
    inner = (
        f"SELECT {', '.join((*keys, *titles))}, {currency} currency, count(*) rows{sums} "
        f"FROM {source.rows()} GROUP BY {', '.join(dict.fromkeys((*grouped, currency)))}"
    )
    levels = range(len(query.group))
    shown = [f"q.k{n}" for n in levels] + [f"q.t{n}" for n in levels] + ["q.currency", "q.rows"]
    shown += [f"q.a{n}" for n in range(len(added))]
    return draft.step(
        f"SELECT {', '.join(shown)} FROM ({inner}) q ORDER BY {', '.join(order)}, "
        f"q.currency NULLS FIRST LIMIT {draft.place(limit, 'bigint')}"
    )


def rows_step(
    viewer: Viewer,
    columns: Sequence[LogColumn],
    scope: LogScope,
    ids: Iterable[int],
) -> Step:
    """What some rows show, in no particular order; none that the viewer does not see."""
    draft = Draft(viewer.container_id)
    source = LogSource(draft, viewer, LogQuery(()), scope, is_of_few=True)
    shown = [place for column in columns for place in source.shown(column)]
    currency = source.currency()
    wanted = draft.place(list(ids), "bigint[]")
    more = "".join(f", {place}" for place in shown)
    return draft.step(
        f"SELECT t.id, t.uuid, t.kind, t.version, {currency}, t.budget_state, t.cost_state, "
        f"t.integration_state{more} FROM {source.rows()} AND t.id = ANY({wanted})"
    )


def _title(source: LogSource, column: LogColumn) -> str:
    """What names a group of records to people, where its key is a record's UUID."""
    if column.type in ("contract", "mainContract"):
        _, code, name = source.shown(column)
        return f"{code} || ' ' || {name}"
    if column.type == "changeOrder":
        return source.shown(column)[2]
    return ""


# A statement about all rows joins whole tables, which is done by hashing them. Without statistics,
# as just after a load, the planner would go through one of them for each row of the other.
_WHOLE = b"SET LOCAL enable_nestloop = off", ()
_PARTS = b"SET LOCAL enable_nestloop = on", ()


async def _over_all(
    connection: Connection, step: Step, make: Callable[[Sequence[Any]], T]
) -> list[T]:
    """The rows of a statement that looks at all rows of a list; inside a transaction."""
    wire = wire_of(connection)
    _, result, _ = await wire.run((_WHOLE, step, _PARTS))
    return wire.read(result, make)


# -- reading --------------------------------------------------------------------------------------


async def read_ids(
    connection: Connection, viewer: Viewer, query: LogQuery, scope: LogScope
) -> NDArray[np.int64]:
    """The ids of a page, in order."""
    rows = await _over_all(connection, ids_step(viewer, query, scope), lambda row: row[0])
    return np.frombuffer(rows[0] or b"", ">i8").astype(np.int64)


class ContractCurrency(msgspec.Struct, frozen=True):
    """The currency that a contract says it is in, and whether it has a rate to the project's."""

    contract_id: int
    currency: str
    has_rate: bool


READ_CURRENCIES = (
    b"SELECT id, currency, coalesce(exchange_rate, 1) <> 1 FROM contract "
    b"WHERE container_id = $1 AND currency IS NOT NULL ORDER BY id"
)


async def read_currencies(connection: Connection, container_id: int) -> list[ContractCurrency]:
    """The contracts that say in which currency they are."""
    return await wire_of(connection).rows(
        READ_CURRENCIES, (text(container_id),), lambda row: ContractCurrency(*row)
    )


async def read_sums(
    connection: Connection,
    viewer: Viewer,
    query: LogQuery,
    scope: LogScope,
    added: Sequence[LogColumn],
) -> list[LogSum]:
    """What all rows of a query come to, a sum for each currency."""
    return await _over_all(connection, sums_step(viewer, query, scope, added), _sum)


async def read_groups(
    connection: Connection,
    viewer: Viewer,
    query: LogQuery,
    scope: LogScope,
    added: Sequence[LogColumn],
    limit: int,
) -> list[LogGroup]:
    """The innermost groups of a query, in order, at most so many."""
    depth = len(query.group)

    def group(row: Sequence[Any]) -> LogGroup:
        return LogGroup(tuple(row[:depth]), tuple(row[depth : 2 * depth]), _sum(row[2 * depth :]))

    step = groups_step(viewer, query, scope, added, limit)
    return await _over_all(connection, step, group)


async def read_rows(
    connection: Connection,
    viewer: Viewer,
    columns: Sequence[LogColumn],
    scope: LogScope,
    ids: Sequence[int],
) -> list[LogRecord]:
    """What some rows show, in the order of the ids."""
    if not ids:
        return []
    widths = [width_of(column) for column in columns]

    def record(row: Sequence[Any]) -> LogRecord:
        values, at = [], _OWN
        for width in widths:
            values.append(tuple(row[at : at + width]))
            at += width
        return LogRecord(row[0], row[1], row[2], row[3], row[4], tuple(row[5:_OWN]), tuple(values))

    step = rows_step(viewer, columns, scope, ids)
    found = {one.id: one for one in await wire_of(connection).rows(*step, record)}
    return [found[one] for one in ids if one in found]


_OWN = 8
"""The columns of `rows_step` that every row has."""


def width_of(column: LogColumn) -> int:
    """How many values a column reads."""
    return 3 if column.type in ("contract", "mainContract", "changeOrder") else 1


def _sum(row: Sequence[Any]) -> LogSum:
    return LogSum(row[0], row[1], tuple(row[2:]))
