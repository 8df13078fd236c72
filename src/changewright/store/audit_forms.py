"""What must hold of forms: frozen blocks, the days they move, and the rows of approved orders.

Also which approved orders have no form yet: those of databases older than forms, and bulk loads.
"""

from __future__ import annotations

from changewright.core.kinds import KINDS
from changewright.core.order_rows import ITEM_ROW, ORDER_ROW
from changewright.core.records import Record
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_forms import FormSnapshot

from .audit_check import FAULTS_SHOWN, Check
from .sql_text import words
from .wire import Connection, text, wire_of

_ORDERS = words(kind.name for kind in KINDS if kind.tier == 3)
# The earliest approved come first, so that each finds those before it.
_WITHOUT = f"""
SELECT o.id FROM change_order o
LEFT JOIN {FormSnapshot.TABLE} s
    ON s.container_id = o.container_id AND s.change_order_id = o.id AND s.deleted_at IS NULL
WHERE o.container_id = $1 AND o.kind IN ({_ORDERS}) AND o.approval_sequence IS NOT NULL
    AND o.deleted_at IS NULL AND s.id IS NULL
    AND (o.kind <> 'sco' OR o.contract_id IS NOT NULL)
ORDER BY o.approval_sequence, o.id LIMIT $2
""".encode()


async def orders_without_form(connection: Connection, container_id: int, limit: int) -> list[int]:
    """The first of the approved orders that have no form."""
    return await wire_of(connection).rows(
        _WITHOUT, (text(container_id), text(limit)), lambda row: row[0]
    )


# -- proving --------------------------------------------------------------------------------------


def _days(noun: type[Record], column: str) -> Check:
    """Of a contract, whatever the sum of days: what it shows is the sum of its frozen blocks'."""
    return Check(
        f"days_{noun.TABLE}",
        noun,
        "its schedule change is not that of its approved orders:",
        f"""
SELECT c.id, COALESCE(c.schedule_change, 0) || ' instead of ' || COALESCE(s.days, 0)
FROM {noun.TABLE} c LEFT JOIN (
    SELECT {column} AS contract_id, sum(days) AS days FROM form_snapshot
    WHERE container_id = $1 AND deleted_at IS NULL AND {column} IS NOT NULL GROUP BY {column}
) AS s ON s.contract_id = c.id
WHERE c.container_id = $1 AND c.deleted_at IS NULL
    AND COALESCE(c.schedule_change, 0) <> COALESCE(s.days, 0)
LIMIT {FAULTS_SHOWN}
""".encode(),
    )


FORM_CHECKS: tuple[Check, ...] = (
    _days(Contract, "contract_id"),
    _days(MainContract, "main_contract_id"),
    Check(
        "form_order",
        FormSnapshot,
        "its order is not approved in the sequence it has:",
        f"""
SELECT s.id, s.sequence || ' of ' || COALESCE(o.approval_sequence::text, 'none')
FROM form_snapshot s
LEFT JOIN change_order o ON o.container_id = s.container_id AND o.id = s.change_order_id
    AND o.deleted_at IS NULL
WHERE s.container_id = $1 AND s.deleted_at IS NULL
    AND o.approval_sequence IS DISTINCT FROM s.sequence
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "form_block",
        FormSnapshot,
        "its sums do not follow from one another:",
        f"""
SELECT s.id, s.original_sum || ' + ' || s.prior_change || ' + ' || s.amount || ' = ' || s.new_sum
FROM form_snapshot s
WHERE s.container_id = $1 AND s.deleted_at IS NULL
    AND (s.prior_sum <> s.original_sum + s.prior_change OR s.new_sum <> s.prior_sum + s.amount)
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "form_row",
        FormSnapshot,
        "its order does not stand in the schedule of values with its amount:",
        f"""
SELECT s.id, s.amount || ' and ' || COALESCE(r.amount::text, 'no row')
FROM form_snapshot s
LEFT JOIN {ScheduleOfValue.TABLE} r ON r.container_id = s.container_id
    AND r.association_id = s.change_order_id AND r.association_type = '{ORDER_ROW}'
    AND r.deleted_at IS NULL
WHERE s.container_id = $1 AND s.deleted_at IS NULL AND s.contract_id IS NOT NULL
    AND r.amount IS DISTINCT FROM s.amount
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
    Check(
        "row_items",
        ScheduleOfValue,
        "its order's items do not come to its amount:",
        f"""
SELECT r.id, r.amount || ' and ' || COALESCE(p.amount, 0)
FROM {ScheduleOfValue.TABLE} r LEFT JOIN (
    SELECT parent_id, sum(amount) AS amount FROM {ScheduleOfValue.TABLE}
    WHERE container_id = $1 AND deleted_at IS NULL AND association_type = '{ITEM_ROW}'
    GROUP BY parent_id
) AS p ON p.parent_id = r.id
WHERE r.container_id = $1 AND r.deleted_at IS NULL AND r.association_type = '{ORDER_ROW}'
    AND r.amount <> COALESCE(p.amount, 0)
LIMIT {FAULTS_SHOWN}
""".encode(),
    ),
)
