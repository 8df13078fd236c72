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
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_events import Quote
from changewright.edge.context import Answer, Context
from changewright.work.history import Asked, Columns, Stretch, Turn
from changewright.work.unit import LedgerReader
from changewright.work.visibility import view_for

from ..reading import Window, answer_page, as_seen, hidden_of, require, visible, window_of
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


class Around(msgspec.Struct, frozen=True):
    """A document with what is told of beside it: its lines that the caller sees, those that left it
    too, what joined each of them to it, and its quotes."""

    document: ChangeOrder
    items: Mapping[int, CostItem]
    joined: Sequence[Membership]
    quotes: Mapping[int, Quote]

    @property
    def lines(self) -> dict[int, CostItem]:
        """The lines by what joined them."""
        return {
            one.id: self.items[one.cost_item_id]
            for one in self.joined
            if one.cost_item_id in self.items
        }

    @property
    def about(self) -> dict[type[Record], Mapping[int, Record]]:
        """What is told of, by noun: what joined a line tells of the line."""
        return {
            ChangeOrder: {self.document.id: self.document},
            CostItem: self.items,
            Membership: self.lines,
            Quote: self.quotes,
        }


async def show_history(context: Context) -> Answer:
    """GET what happened, newest first."""
    window = window_of(context)
    async with context.services.ledger.reader(context.container_id) as read:
        document = await require(context, read, ChangeOrder, PARAMETER)
        around = await _around(context, read, document)
        page = _page if context.role.audience == "full" else _page_shown
        told, total = await page(context, read, around, window)
        views = await _views(context, read, told)
    return answer_page(context, views, total)


async def _around(context: Context, read: LedgerReader, document: ChangeOrder) -> Around:
    joined = await read.where(Membership, change_order_id=document.id, deleted=True)
    items = await read.many(CostItem, [one.cost_item_id for one in joined], deleted=True)
    items = await visible(context, read, items)
    quotes: list[Quote] = []
    if document.kind == "rfq":
        quotes = await read.where(Quote, rfq_id=document.id, deleted=True)
    return Around(document, {one.id: one for one in items}, joined, {one.id: one for one in quotes})


# -- to who sees all ------------------------------------------------------------------------------


async def _page(
    context: Context, read: LedgerReader, around: Around, window: Window
) -> tuple[list[Told], int]:
    """The page, cut by the database, and how much there is."""
    about = around.about
    asked = [
        Asked(
            noun,
            list(records),
            columns=[*(row.column for row in ROWS.get(noun.TABLE, ())), "deleted_at"],
            by_deed=noun is not Membership,
        )
        for noun, records in about.items()
    ]
    turns, total = await read.journal.told(asked, QUIET, window.limit, window.offset)
    nouns = {noun.TABLE: noun for noun in about}
    told = []
    for turn in turns:
        noun = nouns[turn.entry.noun]
        told.append(_of_turn(noun, turn, about[noun][turn.entry.record_id]))
    return told, total


def _of_turn(noun: type[Record], turn: Turn, about: Record) -> Told:
    assert turn.entry.image is not None, "what was erased is not told"
    after = record_of(noun, turn.entry.image)
    if noun is Membership:
        return Told(turn.entry, about, "added" if after.deleted_at is None else "removed")
    before = None if turn.before is None else record_of(noun, turn.before)
    what = _what(before, after, turn.entry.actions)
    return Told(turn.entry, about, what, _changes(ROWS[noun.TABLE], before, after, ()))


# -- to who was shown some of it ------------------------------------------------------------------


async def _page_shown(
    context: Context, read: LedgerReader, around: Around, window: Window
) -> tuple[list[Told], int]:
    """The same, of what happened while it was shown to the caller."""
    spans = await document_spans(context, read, around.document)
    stretches = [
        each
        for since, until in spans.spans
        for each in (
            Stretch(ChangeOrder, around.document.id, since, since + 1, whole=True),
            Stretch(ChangeOrder, around.document.id, since + 1, until),
        )
    ]
    joining = await read.journal.deciding(Membership, around.lines, ("deleted_at",))
    of_lines = await line_spans(context, read, spans, around.lines, joining)
    stretches += _joining(around.lines, joining, spans, of_lines)
    shown: list[tuple[type[Record], int, Spans]] = [
        *((CostItem, one, line) for one, line in of_lines.items()),
        *((Quote, one, spans) for one in around.quotes),
    ]
    # What made it shown changed nothing of what its caller saw.
    stretches += [
        Stretch(noun, one, since + 1, until) for noun, one, of in shown for since, until in of.spans
    ]
    about, told = around.about, []
    columns = [_told_columns(context, noun, records) for noun, records in about.items()]
    turns, total = await read.journal.shown(stretches, columns, window.limit, window.offset)
    nouns = {noun.TABLE: noun for noun in about}
    for turn in turns:
        noun = nouns[turn.entry.noun]
        record = about[noun][turn.entry.record_id]
        if noun is ChangeOrder and not spans.hold(turn.entry.revision - 1):
            told.append(Told(turn.entry, record, "shown"))
        else:
            told.append(_of_turn_shown(context, noun, turn, record))
    return told, total


def _of_turn_shown(context: Context, noun: type[Record], turn: Turn, about: Record) -> Told:
    """From what was shown to the caller, to what is."""
    if noun is Membership:
        return _of_turn(noun, turn, about)
    assert turn.entry.image is not None, "what was erased is not told"
    before = None if turn.before is None else as_seen(context, record_of(noun, turn.before))
    after = as_seen(context, record_of(noun, turn.entry.image))
    changes = _changes(ROWS[noun.TABLE], before, after, _hidden(context, after))
    return Told(turn.entry, about, _what(before, after), changes)


def _told_columns(context: Context, noun: type[Record], records: Mapping[int, Record]) -> Columns:
    """What the caller sees of the columns that are told of a noun."""
    rows, one = ROWS.get(noun.TABLE, ()), next(iter(records.values()), None)
    if not rows or one is None:
        return Columns(noun, ())
    names = {row.column for row in rows} - _hidden(context, one)
    seen = view_for(context.role.name, one)
    stood_for = [pair for pair in seen.shown_as if pair[0] in names]
    names -= {name for name, _ in stood_for}
    gone = {"deleted_at"} if noun is Quote else set()
    return Columns(noun, sorted(names | gone), stood_for)


def _joining(
    lines: Mapping[int, CostItem],
    entries: Iterable[Entry],
    document: Spans,
    spans: Mapping[int, Spans],
) -> list[Stretch]:
    """When lines came onto the document, and off it."""
    gone: set[int] = set()
    there: set[int] = set()
    told = []
    for entry in entries:
        assert entry.image is not None, "what was erased is not told"
        after = record_of(Membership, entry.image)
        is_off = after.deleted_at is not None
        if is_off == (after.id in gone) and after.id in there:
            continue
        there.add(after.id)
        (gone.add if is_off else gone.discard)(after.id)
        line = spans.get(lines[after.id].id, NEVER)
        # What goes off was there at the revision before.
        if document.hold(entry.revision) and line.hold(entry.revision - is_off):
            at = entry.revision
            told.append(Stretch(Membership, after.id, at, at + 1, whole=True))
    return told


def _hidden(context: Context, record: Record) -> frozenset[str]:
    """A quote's own columns are for whoever sees the request it is on."""
    return frozenset() if isinstance(record, Quote) else hidden_of(context, record)


def _what(before: Record | None, after: Record, deeds: Iterable[str] = ()) -> str:
    if before is None:
        return "created"
    if before.deleted_at is None and after.deleted_at is not None:
        return "deleted"
    return ",".join(one for one in dict.fromkeys(deeds) if one not in QUIET) or "changed"


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
