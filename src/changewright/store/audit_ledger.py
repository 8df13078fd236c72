"""What must hold between the rows of a container, as questions that only a fault answers.

Each check is one set-based statement that returns the ids at fault and a word about each; no rows
means that it holds. `work/verify` runs them and turns what they find into sentences.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from psycopg.sql import SQL

from changewright.core.book import AMOUNTS
from changewright.core.catalogue import NOUNS
from changewright.core.exchange import CONVERTED_PLACES, RATE_OF, counts_in_project
from changewright.core.kinds import KINDS, SCOPES, TRACKS
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_webhooks import Webhook

from . import statements
from .audit_approvals import APPROVAL_CHECKS
from .audit_check import FAULTS_SHOWN, LIVE, PART, Check, Fault, fault_of
from .audit_forms import FORM_CHECKS
from .audit_sums import SUM_CHECKS
from .rows import record_maker
from .sql_text import words
from .tables import LEDGER_TABLES
from .wire import Connection, Error, text, wire_of

R = TypeVar("R", bound=Record)


# A pco is its items' only one on the sides of its scope, the others altogether.
_SINGLE = words(kind.name for kind in KINDS if kind.single and len(kind.tracks) == 1)
_SIDES = ", ".join(
    f"('{scope}', '{side}')"
    for scope, touched in SCOPES.items()
    for side, is_touched in zip(TRACKS, touched, strict=True)
    if is_touched or not any(touched)
)


def _counted(amount: str) -> str:
    """An item's amount as a document's total counts it: in the project's currency, unless all of
    the document is one supplier's (core/exchange.py)."""
    if amount not in RATE_OF:
        return f"i.{amount}"
    own = words(kind.name for kind in KINDS if not counts_in_project(kind.name))
    converted = f"round(i.{amount} * COALESCE(i.{RATE_OF[amount]}, 1), {CONVERTED_PLACES})"
    return f"CASE WHEN m.kind IN ({own}) THEN i.{amount} ELSE {converted} END"


def _totals() -> Check:
    """The five totals of a document, from one reading of its items."""
    sums = ", ".join(f"sum({_counted(amount)}) AS {amount}" for amount in AMOUNTS)
    kept, counted = (", ".join(f"{of}.{name}" for name in AMOUNTS) for of in "ds")
    pairs = ", ".join(f"('{name}', d.{name}, s.{name})" for name in AMOUNTS)
    return Check(
        f"total_{PART}",
        ChangeOrder,
        f"its {PART} total is not the sum of its cost items:",
        f"""
SELECT d.id, COALESCE(v.kept::text, 'none') || ' instead of ' || COALESCE(v.counted::text, 'none'),
    v.name
FROM change_order d LEFT JOIN (
    SELECT m.change_order_id, {sums}
    FROM membership m
    JOIN cost_item i ON i.container_id = m.container_id AND i.id = m.cost_item_id
    WHERE m.container_id = $1 AND m.deleted_at IS NULL AND i.deleted_at IS NULL
    GROUP BY m.change_order_id
) AS s ON s.change_order_id = d.id
CROSS JOIN LATERAL (VALUES {pairs}) AS v (name, kept, counted)
WHERE d.container_id = $1 AND d.deleted_at IS NULL
    AND ROW({kept}) IS DISTINCT FROM ROW({counted}) AND v.kept IS DISTINCT FROM v.counted
LIMIT {FAULTS_SHOWN}
""".encode(),
    )


_ON_DOCUMENTS = """
FROM membership m
JOIN change_order d ON d.container_id = m.container_id AND d.id = m.change_order_id
WHERE m.container_id = $1 AND m.deleted_at IS NULL
"""

_JOINS: tuple[Check, ...] = (
    Check(
        "membership_ends",
        Membership,
        "it joins what is deleted:",
        f"""
SELECT m.id, 'change order ' || d.id || ', cost item ' || i.id
FROM membership m
JOIN change_order d ON d.container_id = m.container_id AND d.id = m.change_order_id
JOIN cost_item i ON i.container_id = m.container_id AND i.id = m.cost_item_id
WHERE m.container_id = $1 AND m.deleted_at IS NULL
  AND (d.deleted_at IS NOT NULL OR i.deleted_at IS NOT NULL)
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "membership_kind",
        Membership,
        "its kind is not its document's:",
        f"SELECT m.id, m.kind || ' on ' || d.kind {_ON_DOCUMENTS} AND m.kind <> d.kind "
        f"LIMIT {FAULTS_SHOWN}".encode(),
    ),
    Check(
        "membership_single",
        CostItem,
        "it is on more than one live document of a kind:",
        f"SELECT m.cost_item_id, min(d.kind) {_ON_DOCUMENTS} AND d.kind IN ({_SINGLE}) "
        f"AND {LIVE} GROUP BY m.cost_item_id, d.kind HAVING count(*) > 1 "
        f"LIMIT {FAULTS_SHOWN}".encode(),
    ),
    Check(
        "membership_side",
        CostItem,
        "it is on more than one potential change order of a side:",
        f"""
SELECT m.cost_item_id, min(s.side)
FROM membership m
JOIN change_order d ON d.container_id = m.container_id AND d.id = m.change_order_id
JOIN (VALUES {_SIDES}) AS s (scope, side) ON s.scope = d.scope
WHERE m.container_id = $1 AND m.deleted_at IS NULL AND d.kind = 'pco' AND {LIVE}
GROUP BY m.cost_item_id, s.side HAVING count(*) > 1
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
)


# References by the name of the column, where one name means one noun.
_TARGETS: dict[str, type[Record]] = {
    "change_order_id": ChangeOrder,
    "cost_item_id": CostItem,
    "event_id": ChangeOrder,
    "rfq_id": ChangeOrder,
    "budget_id": Budget,
    "contract_id": Contract,
    "main_contract_id": MainContract,
    "prime_contract_id": MainContract,
}
# Where the contract is of either side, the column that says of which.
_SIDE_OF = {"face": "side", "approval_run": "track"}
_CONTRACT_OF_SIDE: dict[str, type[Record]] = {"budget": MainContract, "cost": Contract}


def _references() -> tuple[Check, ...]:
    found = []
    for noun in NOUNS:
        side = _SIDE_OF.get(noun.TABLE)
        targets = {
            column: target
            for column, target in _TARGETS.items()
            if column in noun.__struct_fields__ and (side is None or column != "contract_id")
        }
        if targets:
            found.append(_references_of(noun, targets))
        for word, target in _CONTRACT_OF_SIDE.items() if side is not None else ():
            found.append(_reference_of_side(noun, target, f"{side} = '{word}'"))
    return tuple(found)


def _references_of(noun: type[Record], targets: dict[str, type[Record]]) -> Check:
    """Records of a noun of which a column names no record, from one reading of them."""
    joins, named, pairs = [], [], []
    for number, (column, target) in enumerate(targets.items()):
        joins.append(
            f"LEFT JOIN {target.TABLE} t{number} "
            f"ON t{number}.container_id = r.container_id AND t{number}.id = r.{column}"
        )
        named.append(f"(r.{column} IS NOT NULL AND t{number}.id IS NULL)")
        pairs.append(f"('{column}', r.{column}, t{number}.id)")
    return Check(
        f"reference_{noun.TABLE}_{PART}",
        noun,
        f"its {PART} names nothing:",
        f"""
SELECT r.id, v.named::text, v.name FROM {noun.TABLE} r {" ".join(joins)}
CROSS JOIN LATERAL (VALUES {", ".join(pairs)}) AS v (name, named, found)
WHERE r.container_id = $1 AND ({" OR ".join(named)})
    AND v.named IS NOT NULL AND v.found IS NULL
LIMIT {FAULTS_SHOWN * len(targets)}
""".encode(),
    )


def _reference_of_side(noun: type[Record], target: type[Record], side: str) -> Check:
    """Records of a side whose contract, which is one of that side, is none."""
    return Check(
        f"reference_{noun.TABLE}_contract_id_{target.TABLE}",
        noun,
        "its contract_id names nothing:",
        f"""
SELECT r.id, r.contract_id::text FROM {noun.TABLE} r
LEFT JOIN {target.TABLE} t ON t.container_id = r.container_id AND t.id = r.contract_id
WHERE r.container_id = $1 AND r.contract_id IS NOT NULL AND t.id IS NULL AND r.{side}
LIMIT {FAULTS_SHOWN}
""".encode(),
    )


def _keys() -> tuple[Check, ...]:
    return tuple(_key(noun, key) for noun in NOUNS for key in noun.UNIQUE)


def _key(noun: type[Record], key: tuple[str, ...]) -> Check:
    """Living records that have a key in common. The keys alone are counted first: of nearly all of
    them no more needs to be known."""
    names = ", ".join(key)
    alive = "container_id = $1 AND deleted_at IS NULL"
    full = " AND ".join(f"{name} IS NOT NULL" for name in key)
    return Check(
        f"unique_{noun.TABLE}_{'_'.join(key)}",
        noun,
        f"its {' and '.join(key)} is in use more than once:",
        f"""
SELECT min(r.id), {" || $$, $$ || ".join(f"min(r.{name}::text)" for name in key)}
FROM {noun.TABLE} r JOIN (
    SELECT {names} FROM {noun.TABLE} WHERE {alive} AND {full}
    GROUP BY {names} HAVING count(*) > 1 LIMIT {FAULTS_SHOWN}
) AS k ON {" AND ".join(f"k.{name} = r.{name}" for name in key)}
WHERE r.container_id = $1 AND r.deleted_at IS NULL
GROUP BY {", ".join(f"r.{name}" for name in key)}
""".encode(),
    )


def _stamps(noun: type[Record]) -> Check:
    table = noun.TABLE
    return Check(
        f"{PART}_{table}",
        noun,
        "",
        f"""
SELECT COALESCE(r.id, j.record_id),
    CASE WHEN r.id IS NULL THEN 'the journal knows it and its table does not'
        ELSE 'its version is not the number of its entries in the journal: '
            || r.version || ' with ' || COALESCE(j.entries, 0) || ' entries' END,
    CASE WHEN r.id IS NULL THEN 'rows' ELSE 'versions' END
FROM (SELECT id, version, revision FROM {table} WHERE container_id = $1) AS r
FULL JOIN (
    SELECT record_id, count(*) AS entries, max(revision) AS revision
    FROM journal WHERE container_id = $1 AND noun = '{table}' GROUP BY record_id
) AS j ON j.record_id = r.id
WHERE r.version IS DISTINCT FROM j.entries OR r.revision IS DISTINCT FROM j.revision
LIMIT {2 * FAULTS_SHOWN}
""".encode(),
        is_side_by_side=True,
    )


# Deliveries are no records, and old ones are dropped; what is there was written with its entry.
_DELIVERIES = Check(
    "delivery",
    Webhook,
    "a delivery of it tells of no entry of the journal:",
    f"""
SELECT d.webhook_id, d.uuid || ', entry ' || d.sequence || ' of revision ' || d.revision
FROM delivery d LEFT JOIN journal j ON j.container_id = d.container_id
    AND j.revision = d.revision AND j.sequence = d.sequence
WHERE d.container_id = $1 AND j.at IS DISTINCT FROM d.created_at
    AND d.revision <= (SELECT max(n.revision) FROM journal n WHERE n.container_id = $1)
LIMIT {FAULTS_SHOWN}
""".encode(),
)

CHECKS: tuple[Check, ...] = (
    _totals(),
    *SUM_CHECKS,
    *FORM_CHECKS,
    *APPROVAL_CHECKS,
    *_JOINS,
    *_references(),
    *_keys(),
    _DELIVERIES,
    *(_stamps(noun) for noun in NOUNS),
)


@asynccontextmanager
async def one_snapshot(connection: Connection, snapshot: str | None = None) -> AsyncIterator[None]:
    """Everything read inside is read as of one instant, however long it takes: that of a snapshot
    taken elsewhere, or of now."""
    wire = wire_of(connection)
    await wire.run(((statements.BEGIN_AUDIT, ()),))
    try:
        if snapshot is not None:
            await connection.execute(SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
        await wire.run(((statements.AUDIT_SESSION, ()),))
        yield
    finally:
        if not connection.closed:
            try:
                await wire.run(((statements.ROLLBACK, ()),))
            except Error:
                await connection.close()


async def snapshot_of(connection: Connection) -> str:
    """The name under which other connections can read as of the same instant, while this one's
    transaction lasts."""
    (name,) = await wire_of(connection).rows(
        statements.EXPORT_SNAPSHOT, (), lambda row: str(row[0])
    )
    return name


async def rows_expected(connection: Connection) -> dict[str, int]:
    """About how many rows each table has, of all containers, as the planner knows it."""
    found = await wire_of(connection).rows(
        statements.READ_TABLE_SIZES,
        (text([table.name for table in LEDGER_TABLES]),),
        lambda row: (str(row[0]), int(row[1])),
    )
    return dict(found)


@asynccontextmanager
async def side_by_side(connection: Connection) -> AsyncIterator[None]:
    """Statements inside compare rows with their entries, both read in the order of ids."""
    wire = wire_of(connection)
    await wire.run(((statements.AUDIT_SIDE_BY_SIDE, ()),))
    yield
    await wire.run(((statements.AUDIT_HASHED, ()),))


async def faults(connection: Connection, container_id: int, check: Check) -> list[Fault]:
    """What a check finds; some, where it is much, in the order of ids."""
    step = check.statement, (text(container_id),)
    wire = wire_of(connection)
    if not check.is_side_by_side:
        found = await wire.rows(*step, lambda row: fault_of(check, row))
    else:
        async with side_by_side(connection):
            found = await wire.rows(*step, lambda row: fault_of(check, row))
    return sorted(found, key=lambda fault: (fault.id, fault.check))


async def rows_after(
    connection: Connection, container_id: int, noun: type[R], after: int, limit: int
) -> list[R]:
    """The rows of a noun in the order of ids, deleted ones included."""
    return await wire_of(connection).rows(
        statements.select_after(noun),
        (text(container_id), text(after), text(limit)),
        record_maker(noun),
    )
