"""The fields of change orders and cost items as pages show them: one table each.

`name` is what Autodesk's door calls the field in bodies, since the app edits there; a row without
`writable` is shown and never typed. What its bodies lack is `own`: it is edited at this door
(`edits`). A test holds the names against the bodies.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from changewright.core.book import AMOUNTS
from changewright.core.errors import Locked
from changewright.core.kinds import KIND, Track
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.rules import check_edit
from changewright.edge.values import camel_case


class FieldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A field. `noun`: the table it refers to. `track`: only kinds that have it have the field."""

    column: str
    type: str
    name: str = ""
    writable: bool = False
    own: bool = False
    noun: str = ""
    track: Track | None = None

    @property
    def label(self) -> str:
        return self.name or camel_case(self.column)


def _row(column: str, kind: str = "text", **more: object) -> FieldRow:
    return msgspec.convert({"column": column, "type": kind, **more}, FieldRow)


def _refers(column: str, noun: str, **more: object) -> FieldRow:
    return _row(column, "reference", noun=noun, **more)


ORDER_FIELDS: tuple[FieldRow, ...] = (
    _row("number"),
    _row("name", writable=True),
    _row("description", "longText", writable=True),
    _row("type", writable=True),
    _row("scope", "choice", writable=True),
    _row("scope_of_work", "longText", writable=True),
    _row("note", "longText", writable=True),
    _row("reason", writable=True, own=True),
    _row("schedule_change", "integer", writable=True),
    _row("proposed_revised_completion_date", "date", writable=True),
    _row("response_due", "instant", writable=True, own=True),
    _row("due_date", "date", writable=True, own=True),
    _refers("contract_id", "contract", writable=True, track="cost"),
    _refers("main_contract_id", "main_contract", writable=True, track="budget"),
    _refers("company_id", "company", writable=True),
    _refers("owner_id", "person", writable=True),
    _refers("architect_company_id", "company", writable=True, track="budget"),
    _refers("architect_contact_id", "person", writable=True, track="budget"),
    _refers("contact_id", "person"),
    _row("exchange_rate", "price"),
    _row("source_type", writable=True),
    _row("source_ref", writable=True),
    _refers("source_id", "change_order"),
    _refers("event_id", "change_order"),
    _row("signed_by"),
    _row("approval_sequence", "integer"),
    _row("approved_at", "instant"),
    _row("executed_at", "instant"),
    _row("signed_at", "date"),
    _row("paid_date", "date"),
    _row("invoiced_date", "date"),
    _row("private", "boolean", writable=True, own=True),
    _row("contract_number"),
    _row("external_id", writable=True),
    _row("external_system", writable=True),
    _row("external_message", writable=True),
    _row("last_sync_time", "instant", writable=True),
    _row("integration_state", "choice", writable=True),
    _refers("reviewer_id", "person"),
    _row("review_notes", "longText"),
    _row("event_status"),
    _row("event_source"),
    _row("revenue_source"),
    _row("estimated_amount", "amount"),
)
AMOUNT_FIELDS: tuple[FieldRow, ...] = tuple(_row(name, "amount") for name in AMOUNTS)
STATE_FIELDS: tuple[FieldRow, ...] = (
    _row("budget_state", "state", track="budget"),
    _row("cost_state", "state", track="cost"),
)
ITEM_FIELDS: tuple[FieldRow, ...] = (
    _row("name", writable=True),
    _row("description", "longText", writable=True),
    _row("scope", "choice", writable=True),
    _row("quantity", "price", writable=True),
    _row("unit", writable=True),
    _refers("budget_id", "budget", writable=True),
    _refers("contract_id", "contract", writable=True),
    *(_row(name, "amount", writable=True) for name in AMOUNTS),
    _row("note", "longText", writable=True),
    _row("scope_of_work", "longText", writable=True),
)
QUOTE_FIELDS: tuple[FieldRow, ...] = (
    _row("amount", "amount"),
    _row("days", "integer"),
    _row("number"),
    _row("description", "longText"),
    _row("accepted_at", "instant"),
)


def fields_of(document: ChangeOrder) -> list[FieldRow]:
    """The rows that the document's kind has."""
    tracks = KIND[document.kind].tracks
    return [row for row in ORDER_FIELDS if row.track is None or row.track in tracks]


def why_locked(record: ChangeOrder | CostItem, row: FieldRow) -> str | None:
    """What the record's own state says against a change of this field."""
    try:
        check_edit(record, {row.column: ...})
    except Locked as refusal:
        return refusal.detail
    return None


def locks_of(item: CostItem, rows: Iterable[FieldRow] = ITEM_FIELDS) -> dict[str, str]:
    """The fields of a cost item that its state freezes, with why."""
    found = ((row.label, why_locked(item, row)) for row in rows)
    return {name: why for name, why in found if why is not None}
