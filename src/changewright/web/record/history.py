"""What happened to a document, its lines and its quotes, told from the journal in words.

An audience that sees not all is told what happened while the document, and the line, was shown to
it (`shown`), of the columns it sees; names of people stay inside, and so do revisions, which would
tell how much else goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.journal import Entry, record_of
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_contracts import Budget, Contract, MainContract
from changewright.core.records_events import Quote
from changewright.edge.context import Answer, Context
from changewright.work.unit import LedgerReader

from ..reading import answer_page, as_seen, hidden_of, require, visible, window_of
from .fields import (
    AMOUNT_FIELDS,
    ITEM_FIELDS,
    ORDER_FIELDS,
    QUOTE_FIELDS,
    STATE_FIELDS,
    FieldRow,
)
from .looking import PARAMETER
from .names import Names, person_reference, seen_reference
from .shown import NEVER, Spans, document_spans, line_spans
from .views import RecordDiffView, RecordEventView, RecordReference

ROWS: Mapping[str, tuple[FieldRow, ...]] = {
    ChangeOrder.TABLE: (*ORDER_FIELDS, *STATE_FIELDS, *AMOUNT_FIELDS),
    CostItem.TABLE: (*ITEM_FIELDS, *STATE_FIELDS),
    Quote.TABLE: QUOTE_FIELDS,
}
QUIET = frozenset({"updated", "followed", "lines", "attributes", "faces", "quoted", ""})
"""Words of the journal that say no more than that the record changed."""
NOUNS: tuple[type[Record], ...] = (ChangeOrder, Contract, MainContract, Budget)


class Told(msgspec.Struct, frozen=True):
    """An entry with what it did: `about` the record it is told of, and its columns that changed."""

    entry: Entry
    about: Record
    what: str
    changes: tuple[tuple[FieldRow, Any, Any], ...] = ()


async def show_history(context: Context) -> Answer:
    """GET what happened, newest first."""
    window = window_of(context)
    async with context.services.ledger.reader(context.container_id) as read:
        document = await require(context, read, ChangeOrder, PARAMETER)
        told = await _told(context, read, document)
        told.sort(key=lambda one: (one.entry.revision, one.entry.sequence), reverse=True)
        shown = told[window.offset : window.offset + window.limit]
        views = await _views(context, read, shown)
    return answer_page(context, views, len(told))


async def _told(context: Context, read: LedgerReader, document: ChangeOrder) -> list[Told]:
    entries = await read.journal.of_record(document)
    spans = await document_spans(context, read, entries)
    mine = {document.id: spans}
    joined = await read.where(Membership, change_order_id=document.id, deleted=True)
    items = await read.many(CostItem, [one.cost_item_id for one in joined], deleted=True)
    items = await visible(context, read, items)
    told = _of_noun(context, ChangeOrder, entries, mine, {document.id: document})
    by_id = {item.id: item for item in items}
    if by_id:
        of_items = await read.journal.of_records(CostItem, by_id)
        of_lines = await line_spans(context, read, spans, joined, of_items)
        told += _of_noun(context, CostItem, of_items, of_lines, by_id)
        told += await _joining(read, joined, spans, of_lines, by_id)
    if document.kind == "rfq":
        quotes = await read.where(Quote, rfq_id=document.id, deleted=True)
        of_quotes = await read.journal.of_records(Quote, [one.id for one in quotes])
        known = {one.id: one for one in quotes}
        told += _of_noun(context, Quote, of_quotes, dict.fromkeys(known, spans), known)
    return told


def _of_noun(
    context: Context,
    noun: type[Record],
    entries: Iterable[Entry],
    spans: Mapping[int, Spans],
    known: Mapping[int, Record],
) -> list[Told]:
    """The entries of some records of a noun that changed something the caller sees: from what was
    shown to him, to what is."""
    last: dict[int, Record] = {}
    told = []
    rows = ROWS[noun.TABLE]
    is_full = context.role.audience == "full"
    for entry in entries:
        if entry.image is None:
            continue
        after = as_seen(context, record_of(noun, entry.image))
        before = last.get(after.id)
        last[after.id] = after
        shown = spans.get(after.id, NEVER)
        if not shown.hold(entry.revision) or after.id not in known:
            continue
        hidden = _hidden(context, after)
        if not shown.hold(entry.revision - 1):
            before = None
        if before is None and not is_full:
            if noun is ChangeOrder:
                told.append(Told(entry, known[after.id], "shown"))
            continue
        what = _what(entry, before, after, is_full)
        changes = _changes(rows, before, after, hidden)
        if changes or what not in ("changed", ""):
            told.append(Told(entry, known[after.id], what, changes))
    return told


def _hidden(context: Context, record: Record) -> frozenset[str]:
    """A quote's own columns are for whoever sees the request it is on."""
    return frozenset() if isinstance(record, Quote) else hidden_of(context, record)


def _what(entry: Entry, before: Record | None, after: Record, is_full: bool) -> str:
    if before is None:
        return "created"
    if before.deleted_at is None and after.deleted_at is not None:
        return "deleted"
    if not is_full:
        return "changed"
    deeds = [one for one in dict.fromkeys(entry.actions) if one not in QUIET]
    return ",".join(deeds) or "changed"


def _changes(
    rows: Sequence[FieldRow], before: Record | None, after: Record, hidden: Collection[str]
) -> tuple[tuple[FieldRow, Any, Any], ...]:
    found = []
    for row in rows:
        if row.column in hidden:
            continue
        was = None if before is None else getattr(before, row.column)
        now = getattr(after, row.column)
        if was != now and not (before is None and now in (None, False, "", 0)):
            found.append((row, was, now))
    return tuple(found)


async def _joining(
    read: LedgerReader,
    joined: Sequence[Membership],
    document: Spans,
    spans: Mapping[int, Spans],
    items: Mapping[int, CostItem],
) -> list[Told]:
    """When lines came onto the document, and off it."""
    lines = {one.id: items[one.cost_item_id] for one in joined if one.cost_item_id in items}
    gone: set[int] = set()
    there: set[int] = set()
    told = []
    for entry in await read.journal.of_records(Membership, lines):
        if entry.image is None:
            continue
        after = record_of(Membership, entry.image)
        is_off = after.deleted_at is not None
        if is_off == (after.id in gone) and after.id in there:
            continue
        there.add(after.id)
        (gone.add if is_off else gone.discard)(after.id)
        line = spans.get(after.cost_item_id, NEVER)
        # What goes off was there at the revision before.
        if document.hold(entry.revision) and line.hold(entry.revision - is_off):
            told.append(Told(entry, lines[after.id], "removed" if is_off else "added"))
    return told


# -- as views -------------------------------------------------------------------------------------


async def _views(
    context: Context, read: LedgerReader, told: Sequence[Told]
) -> list[RecordEventView]:
    names = Names(context, read)
    for noun in NOUNS:
        ids = {
            value
            for one in told
            for row, before, after in one.changes
            if row.noun == noun.TABLE
            for value in (before, after)
        }
        await names.load(noun, ids)
    return [_view(context, names, one) for one in told]


def _view(context: Context, names: Names, told: Told) -> RecordEventView:
    entry, inside = told.entry, context.role.audience == "full"
    person = person_reference(context, entry.actor_id) if inside else None
    return RecordEventView(
        revision=entry.revision if inside else None,
        sequence=entry.sequence if inside else None,
        at=entry.at,
        by=None if person is None else person.name,
        by_id=None if person is None else person.id,
        client=entry.client_id if inside else None,
        door=entry.door,
        about=_about(context, told.about),
        what=told.what,
        diffs=[
            RecordDiffView(
                field=row.label,
                type=row.type,
                before=_shown(names, row, before),
                after=_shown(names, row, after),
            )
            for row, before, after in told.changes
        ],
    )


def _about(context: Context, record: Record) -> RecordReference:
    if isinstance(record, Quote):
        return RecordReference(
            noun=record.TABLE,
            kind=None,
            id=record.uuid,
            autodesk_id=None,
            number=record.number,
            name=record.description or "",
        )
    return seen_reference(context, record)


def _shown(names: Names, row: FieldRow, value: Any) -> Any:
    """A reference by its number and name; anything else as it is."""
    if not row.noun or value is None:
        return value
    found = names.known(row.noun, value)
    if found is None:
        return None
    return f"{found.number} {found.name}".strip() if found.number else found.name
