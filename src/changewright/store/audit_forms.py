"""Which approved orders have no form yet: those of databases older than forms, and bulk loads."""

from __future__ import annotations

from changewright.core.kinds import KINDS
from changewright.core.records_forms import FormSnapshot

from .audit_check import words
from .wire import Connection, text, wire_of

_ORDERS = words([kind.name for kind in KINDS if kind.tier == 3])
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
