"""Rows, totals and groups of the log as the answers show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from changewright.core.log_columns import ATTRIBUTE, LOCK_CLASSES, LogColumn, locks_of
from changewright.edge.context import Context
from changewright.edge.values import snake_case
from changewright.work.log import LogRecord, LogSum, Section
from changewright.work.past import PastLedger

from .known import Known
from .views import LogContract, LogDocument, LogGroupView, LogParty, LogRow, LogTotal

Value = Callable[[Context, Sequence[Any]], Any]


def _plain(context: Context, values: Sequence[Any]) -> Any:
    return values[0]


def _person(context: Context, values: Sequence[Any]) -> LogParty | None:
    found = None if values[0] is None else context.services.directory.people.get(values[0])
    return None if found is None else LogParty(id=found.uuid, name=found.name)


def _company(context: Context, values: Sequence[Any]) -> LogParty | None:
    found = None if values[0] is None else context.services.directory.companies.get(values[0])
    return None if found is None else LogParty(id=found.uuid, name=found.name)


def _contract(context: Context, values: Sequence[Any]) -> LogContract | None:
    uuid, code, name = values
    return None if uuid is None else LogContract(id=uuid, code=code, name=name)


def _document(context: Context, values: Sequence[Any]) -> LogDocument | None:
    uuid, kind, number = values
    return None if uuid is None else LogDocument(id=uuid, kind=kind, number=number)


VALUES: Mapping[str, Value] = {
    "person": _person,
    "company": _company,
    "contract": _contract,
    "mainContract": _contract,
    "changeOrder": _document,
}
"""How a column's values are shown, by its type; those not named as they are."""

OF_EVERY_ROW = frozenset({"id", "kind"})


def value_of(context: Context, column: LogColumn, values: Sequence[Any]) -> Any:
    """A cell, as the answers show it."""
    return VALUES.get(column.type, _plain)(context, values)


def row_view(context: Context, columns: Sequence[LogColumn], record: LogRecord) -> LogRow:
    """A row with the columns asked for."""
    row = LogRow(
        id=record.uuid,
        kind=record.kind,
        version=record.version,
        currency=record.currency,
        locked=_locked(context, record),
    )
    for column, values in zip(columns, record.values, strict=True):
        value = value_of(context, column, values)
        if column.definition_id is not None:
            if not isinstance(row.attributes, dict):
                row.attributes = {}
            row.attributes[column.name.removeprefix(ATTRIBUTE)] = value
        elif column.name not in OF_EVERY_ROW:
            setattr(row, snake_case(column.name), value)
    return row


def _locked(context: Context, record: LogRecord) -> dict[str, str]:
    if isinstance(context.services.ledger, PastLedger):
        return dict.fromkeys(LOCK_CLASSES, "past")
    locks = locks_of(context.role.name, record.kind, *record.locks_on)
    return {str(name): str(code) for name, code in locks.items()}


def totals_view(known: Known, sums: Sequence[LogSum]) -> list[LogTotal]:
    """Totals by currency."""
    views = []
    for one in sums:
        total = LogTotal(currency=one.currency, count=one.count)
        for column, value in zip(known.added, one.sums, strict=True):
            setattr(total, snake_case(column.name), value)
        views.append(total)
    return views


def group_view(
    context: Context, known: Known, levels: Sequence[LogColumn], section: Section
) -> LogGroupView:
    """A group; people and companies are known by their UUIDs outside."""
    path = [_key(context, level, key) for level, key in zip(levels, section.path, strict=False)]
    title = section.title
    level = levels[len(section.path) - 1]
    if level.type in ("person", "company") and section.path[-1] is not None:
        party = value_of(context, level, (int(section.path[-1]),))
        title = None if party is None else party.name
    return LogGroupView(
        path=path,
        title=title,
        count=section.count,
        offset=section.offset,
        totals=totals_view(known, section.sums),
    )


def _key(context: Context, level: LogColumn, key: str | None) -> str | None:
    if key is None or level.type not in ("person", "company"):
        return key
    party = value_of(context, level, (int(key),))
    return None if party is None else str(UUID(str(party.id)))
