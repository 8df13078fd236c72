"""Every sum added up anew from the lines, in SQL: one statement for each noun that has sums.

The statements are made from the same tables as the addends of `core/rollup`, and read nothing but
tables of the container, by their bare names and without a WITH of their own, so that they can be
asked of the past as well as of the present.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec

from changewright.core.book import STAGE
from changewright.core.exchange import ESTIMATE_RATE, RATE_OF
from changewright.core.kinds import SCOPES, STATES, Phase, Track
from changewright.core.money import Decimal
from changewright.core.records import CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_expenses import Expense
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import (
    AMENDING,
    COMMITTED,
    COUNTED_PHASES,
    DECIDING,
    OWNERS,
    PLAIN,
    SPLIT_PHASES,
    SPLITS,
    Owner,
    column_of,
    columns_of_side,
)

from . import statements
from .audit_check import FAULTS_SHOWN, LIVE, Check
from .sql_text import words
from .wire import Connection, text, wire_of

PLACES = 4
DEFAULT_MAIN_CONTRACT = (
    "(SELECT (settings->>'default_main_contract_id')::bigint "
    "FROM container_settings WHERE container_id = $1)"
)


def rated(amount: str, rate: str) -> str:
    """An amount at a rate, as `core.money.multiply` rounds it; none is 1."""
    return f"round({amount} * COALESCE({rate}, 1), {PLACES})"


def staged_amount(
    side: Track, own_currency: bool, place: Callable[[str, str], str] = "{}.{}".format
) -> str:
    """The stage amount of an item `i` in the sum's currency (`core.rollup`). `place` says where a
    column stands."""
    cases = []
    for source in STAGE[side]:
        value = place("i", source)
        if source in RATE_OF:
            if not own_currency:
                value = rated(value, f"i.{RATE_OF[source]}")
        elif own_currency and side == "cost":
            # A quotient has more places than it is rounded to, so that it is rounded once.
            exact = f"{value}::numeric(44,24)"
            value = f"round({exact} / COALESCE(NULLIF(i.{ESTIMATE_RATE}, 0), 1), {PLACES})"
        cases.append(f"WHEN i.{source} IS NOT NULL THEN {value}")
    return f"CASE {' '.join(cases)} END"


def counted_phase(side: Track) -> str:
    """The phase that an item `i` counts in on a side; null where it does not count."""
    cases = [
        f"WHEN i.{side}_state IN ({_states(phase)}) THEN '{phase}'" for phase in COUNTED_PHASES
    ]
    return f"CASE WHEN i.active_{side} THEN CASE {' '.join(cases)} END END"


def _states(phase: Phase) -> str:
    return words(state.name for state in STATES if state.phase == phase)


def _counted(owner: Owner) -> str:
    """Each item with its owner, and its phase and amount on each side that the owner counts."""
    found = f"i.{owner.column}" if owner.column else "0"
    if owner.noun is MainContract:
        found = f"COALESCE({found}, {DEFAULT_MAIN_CONTRACT})"
    sides = ", ".join(
        f"{counted_phase(side)} AS {side}_phase, "
        f"{staged_amount(side, owner.own_currency)} AS {side}_amount"
        for side in owner.sides
    )
    return (
        f"SELECT {found} AS owner_id, i.scope, {sides} FROM cost_item i "
        "WHERE i.container_id = $1 AND i.deleted_at IS NULL"
    )


def _sums_of_items(owner: Owner) -> str:
    """What the items come to, a row for each owner."""
    columns = []
    for side in owner.sides:
        for phase in COUNTED_PHASES:
            test = f"a.{side}_phase = '{phase}'"
            columns.append(_sum(side, test, column_of(side, phase)))
        for scope, split in SPLITS[side].items():
            for phase in SPLIT_PHASES:
                test = f"a.{side}_phase = '{phase}' AND a.scope = '{scope}'"
                columns.append(_sum(side, test, column_of(side, phase, split)))
    return (
        f"SELECT a.owner_id, {', '.join(columns)} FROM ({_counted(owner)}) AS a GROUP BY a.owner_id"
    )


def _sum(side: Track, test: str, name: str) -> str:
    return f"sum(a.{side}_amount) FILTER (WHERE {test}) AS {name}"


_STATUS = (
    "CASE {status} "
    + " ".join(f"WHEN '{status}' THEN '{column}'" for status, column in COMMITTED.items())
    + " END"
)
COMMITTED_COLUMNS = tuple(dict.fromkeys(COMMITTED.values()))

_ROW_RATE = "COALESCE(NULLIF(r.exchange_rate, 0), NULLIF(c.exchange_rate, 0))"
_ROWS_OF_SCHEDULES = f"""
SELECT r.budget_id AS owner_id, {_STATUS.format(status="c.status")} AS counted_in,
    {rated("r.amount", _ROW_RATE)} AS amount
FROM schedule_of_value r
JOIN contract c ON c.container_id = r.container_id AND c.id = r.contract_id
WHERE r.container_id = $1 AND r.deleted_at IS NULL AND c.deleted_at IS NULL
  AND r.parent_id IS NULL AND r.association_id IS NULL AND r.budget_id IS NOT NULL
"""
_COMMITMENTS = f"""
SELECT 0 AS owner_id, {_STATUS.format(status="c.status")} AS counted_in,
    {rated("c.awarded", "NULLIF(c.exchange_rate, 0)")} AS amount
FROM contract c WHERE c.container_id = $1 AND c.deleted_at IS NULL
"""


def _sums_of_commitments(rows: str) -> str:
    columns = ", ".join(
        f"sum(a.amount) FILTER (WHERE a.counted_in = '{name}') AS {name}"
        for name in COMMITTED_COLUMNS
    )
    return f"SELECT a.owner_id, {columns} FROM ({rows}) AS a GROUP BY a.owner_id"


def _sums_of_columns() -> list[tuple[str, tuple[str, ...]]]:
    """What the project adds up of its budgets and main contracts, column by column."""
    return [
        (
            "SELECT 0 AS owner_id, "
            + ", ".join(f"sum(r.{source}) AS {column}" for source, column in pairs)
            + f" FROM {noun.TABLE} r WHERE r.container_id = $1 AND r.deleted_at IS NULL",
            tuple(column for _, column in pairs),
        )
        for noun, pairs in PLAIN.items()
    ]


def _sums(owner: Owner) -> list[tuple[str, tuple[str, ...]]]:
    """The statements that add up an owner's columns, each with the columns it adds up."""
    counted = tuple(column for side in owner.sides for column in columns_of_side(side))
    parts = [(_sums_of_items(owner), counted)]
    if owner.noun is Budget:
        parts.append((_sums_of_commitments(_ROWS_OF_SCHEDULES), COMMITTED_COLUMNS))
    elif owner.noun is ProjectTotal:
        parts.append((_sums_of_commitments(_COMMITMENTS), COMMITTED_COLUMNS))
        parts += _sums_of_columns()
    return parts


def _apart(owner: Owner) -> str:
    """Where an owner keeps something else than its lines come to: (id, name, kept, counted). The id
    0 is a project's that has no row yet."""
    joins, values = [], []
    for number, (statement, columns) in enumerate(_sums(owner)):
        on = "true" if owner.noun is ProjectTotal else f"s{number}.owner_id = o.id"
        joins.append(f"LEFT JOIN ({statement}) AS s{number} ON {on}")
        values += [f"('{name}', o.{name}, s{number}.{name})" for name in columns]
    return f"""
SELECT COALESCE(o.id, 0) AS id, v.name, COALESCE(v.kept, 0) AS kept,
    COALESCE(v.counted, 0)::numeric(18,{PLACES}) AS counted
FROM {_owners(owner.noun)} {" ".join(joins)}
CROSS JOIN LATERAL (VALUES {", ".join(values)}) AS v (name, kept, counted)
WHERE COALESCE(v.kept, 0) <> COALESCE(v.counted, 0)
"""


def _check(owner: Owner) -> Check:
    return Check(
        f"sums_{owner.noun.TABLE}",
        owner.noun,
        "its lines add up to something else:",
        f"""
SELECT a.id, a.name || ' is ' || a.kept || ' instead of ' || a.counted
FROM ({_apart(owner)}) AS a LIMIT {FAULTS_SHOWN}
""".encode(),
    )


def _owners(noun: type[Record]) -> str:
    """The owners of a noun, deleted ones too: their sums follow like any other's. The project has
    one row, or none while nothing counts."""
    if noun is ProjectTotal:
        return (
            f"(SELECT $1::bigint AS container_id) AS k LEFT JOIN {noun.TABLE} o "
            "ON o.container_id = k.container_id AND o.deleted_at IS NULL"
        )
    return f"(SELECT * FROM {noun.TABLE} WHERE container_id = $1) AS o"


# -- sums that records keep of the rows below them -------------------------------------------------


def _below(name: str, noun: type[Record], column: str, rows: str) -> Check:
    """`rows` gives (owner_id, amount); owners without any are not asked."""
    return Check(
        name,
        noun,
        f"its {column} is not the sum of what is below it:",
        f"""
SELECT o.id, COALESCE(o.{column}, 0) || ' instead of ' || s.amount
FROM {noun.TABLE} o
JOIN (SELECT b.owner_id, COALESCE(sum(b.amount), 0) AS amount FROM ({rows}) AS b
      GROUP BY b.owner_id) AS s ON s.owner_id = o.id
WHERE o.container_id = $1 AND o.deleted_at IS NULL AND COALESCE(o.{column}, 0) <> s.amount
LIMIT {FAULTS_SHOWN}
""".encode(),
    )


_ALIVE = "container_id = $1 AND deleted_at IS NULL"
BELOW: tuple[Check, ...] = (
    _below(
        "awarded",
        Contract,
        "awarded",
        f"SELECT contract_id AS owner_id, amount FROM schedule_of_value WHERE {_ALIVE} "
        "AND parent_id IS NULL AND association_id IS NULL",
    ),
    _below(
        "original_budget",
        Contract,
        "original_budget",
        "SELECT l.contract_id AS owner_id, b.original_amount AS amount FROM budget_contract l "
        "JOIN budget b ON b.container_id = l.container_id AND b.id = l.budget_id "
        "WHERE l.container_id = $1 AND l.deleted_at IS NULL AND b.deleted_at IS NULL",
    ),
    _below(
        "main_contract_amount",
        MainContract,
        "amount",
        f"SELECT main_contract_id AS owner_id, amount FROM main_contract_item WHERE {_ALIVE} "
        "AND parent_id IS NULL",
    ),
    _below(
        "expense_amount",
        Expense,
        "amount",
        f"SELECT expense_id AS owner_id, amount FROM expense_item WHERE {_ALIVE}",
    ),
    *(
        _below(
            f"detail_{amount}",
            CostItem,
            amount,
            f"SELECT cost_item_id AS owner_id, value AS amount FROM sub_cost_item WHERE {_ALIVE} "
            f"AND parent_id IS NULL AND type = '{amount}'",
        )
        for amount in ("estimated", "proposed", "submitted", "approved", "committed")
    ),
)


# -- whose an item is -----------------------------------------------------------------------------

_ORDER_OF_KINDS = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(DECIDING))
# A pco that touches the cost side alone says it last (core.rollup.prime_contract_of).
_COST_ONLY = words(scope for scope, (budget, cost) in SCOPES.items() if cost and not budget)

_PRIME_APART = f"""
SELECT i.id, i.prime_contract_id AS kept, n.main_contract_id AS named
FROM cost_item i LEFT JOIN (
    SELECT DISTINCT ON (m.cost_item_id) m.cost_item_id, d.main_contract_id
    FROM membership m
    JOIN change_order d ON d.container_id = m.container_id AND d.id = m.change_order_id
    WHERE m.container_id = $1 AND m.deleted_at IS NULL AND d.kind IN ({words(DECIDING)})
      AND (d.main_contract_id IS NOT NULL OR d.kind = '{AMENDING}') AND {LIVE}
    ORDER BY m.cost_item_id, CASE d.kind {_ORDER_OF_KINDS} END,
        d.kind = 'pco' AND d.scope IN ({_COST_ONLY}), d.id
) AS n ON n.cost_item_id = i.id
WHERE i.container_id = $1 AND i.deleted_at IS NULL
  AND i.prime_contract_id IS DISTINCT FROM n.main_contract_id
"""

PRIME_CONTRACT = Check(
    "prime_contract",
    CostItem,
    "it counts in another main contract than its documents name:",
    f"""
SELECT a.id, COALESCE(a.kept::text, 'the default') || ' instead of '
    || COALESCE(a.named::text, 'the default')
FROM ({_PRIME_APART}) AS a LIMIT {FAULTS_SHOWN}
""".encode(),
)

SUM_CHECKS: tuple[Check, ...] = (*(_check(owner) for owner in OWNERS), *BELOW, PRIME_CONTRACT)


# -- for whoever puts them right ------------------------------------------------------------------


class Apart(msgspec.Struct, frozen=True):
    """A sum that its owner keeps otherwise than its lines come to."""

    noun: type[Record]
    id: int
    column: str
    counted: Decimal


_APART: dict[type[Record], bytes] = {
    owner.noun: f"SELECT a.id, a.name, a.counted FROM ({_apart(owner)}) AS a ORDER BY a.id".encode()
    for owner in OWNERS
}
_PRIME_APART_FIRST = f"SELECT a.id, a.named FROM ({_PRIME_APART}) AS a LIMIT $2".encode()


SUMMED = tuple(_APART)
"""The nouns that have sums."""


async def sums_apart(
    connection: Connection, container_id: int, nouns: Collection[type[Record]] = SUMMED
) -> list[Apart]:
    """Every sum of these nouns that is not what its lines come to, inside an open transaction."""
    wire = wire_of(connection)
    await wire.run(((statements.AUDIT_SESSION, ()),))
    found: list[Apart] = []
    for noun, statement in _APART.items():
        if noun in nouns:
            rows = await wire.rows(statement, (text(container_id),), tuple)
            found += [Apart(noun, *row) for row in rows]
    return found


async def prime_contracts_apart(
    connection: Connection, container_id: int, limit: int
) -> list[tuple[int, int | None]]:
    """Items that count in another main contract than their documents name, with the one named;
    inside an open transaction, as behind a load nothing is known yet of how many there are."""
    wire = wire_of(connection)
    await wire.run(((statements.AUDIT_SESSION, ()),))
    return await wire.rows(
        _PRIME_APART_FIRST, (text(container_id), text(limit)), lambda row: (row[0], row[1])
    )


# Asked of all containers once, at the start of a server.
_WITHOUT_TOTALS = f"""
SELECT h.container_id FROM head h
LEFT JOIN {ProjectTotal.TABLE} p ON p.container_id = h.container_id AND p.deleted_at IS NULL
WHERE h.revision > 0 AND p.id IS NULL ORDER BY h.container_id
""".encode()


async def containers_without_totals(connection: Connection) -> list[int]:
    """The containers that were written to before there were sums."""
    return await wire_of(connection).rows(_WITHOUT_TOTALS, (), lambda row: int(row[0]))
