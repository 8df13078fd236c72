"""What a unit of work has done, for the hooks of its project: asked only where somebody listens.

Most things are one record, and what happened to it is read off its row. Those below stand on rows
of several nouns: a potential change is a face and its document, a line is an item in its place.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from changewright.core.faces import is_on_face
from changewright.core.occurrences import (
    SUBJECT,
    Event,
    Occurrence,
    Subject,
    happened,
    plain_occurrence,
)
from changewright.core.records import ChangeOrder, CostItem, Face, Line, Membership, Record
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.core.records_events import EventLine
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.store.deliveries import NewDelivery
from changewright.store.read_ledger import LedgerReader

if TYPE_CHECKING:
    from changewright.core.journal import Entry

    from .unit import Unit

R = TypeVar("R", bound=Record)
Put = tuple[Record | None, Record]
"""A record as it was before the unit, None for a new one, and as it is at the unit's end."""


class Heard:
    """What the triggers of a project make of a unit: a delivery for each thing that one waits for,
    once the unit's entries have their places."""

    def __init__(self, found: Sequence[tuple[WebhookTrigger, Occurrence]]) -> None:
        self._found = found

    @property
    def webhook_ids(self) -> set[int]:
        return {trigger.webhook_id for trigger, _ in self._found}

    def deliveries(self, unit: Unit, entries: Iterable[Entry]) -> list[NewDelivery]:
        """The rows to write, in the order of the entries they tell."""
        places = {(entry.noun, entry.record_id): entry.sequence for entry in entries}
        told = [(places[each.noun, each.entry_id], by, each) for by, each in self._found]
        told.sort(key=lambda row: (row[0], row[1].id, row[2].record_id))
        return [
            NewDelivery(
                unit.new_id(),
                unit.new_uuid(),
                trigger.webhook_id,
                trigger.id,
                sequence,
                each.subject,
                each.record_id,
                each.event,
                each.parent_id,
            )
            for sequence, trigger, each in told
        ]


async def hear(unit: Unit, puts: Iterable[Put]) -> Heard | None:
    """What of a unit's doings somebody waits for; None: nothing. The hooks of a project are known
    from one unit to the next, so where none waits for what was done this asks for nothing."""
    waiting = {hook.id for hook in await unit.definitions(Webhook) if hook.active}
    triggers: dict[str, list[WebhookTrigger]] = {}
    for trigger in await unit.definitions(WebhookTrigger):
        if trigger.webhook_id in waiting:
            triggers.setdefault(trigger.subject, []).append(trigger)
    found = [
        (trigger, each)
        for each in await occurrences(Doings(unit.read, puts), sorted(triggers))
        for trigger in triggers[each.subject]
        if trigger.event == each.event
    ]
    await unit.reserve(len(found))
    return Heard(found) if found else None


class Doings:
    """The records a unit has put, at hand by noun and id."""

    def __init__(self, read: LedgerReader, puts: Iterable[Put]) -> None:
        self.read = read
        self._puts: dict[type[Record], dict[int, Put]] = {}
        for before, after in puts:
            self._puts.setdefault(type(after), {})[after.id] = before, after

    def of(self, noun: type[Record]) -> Collection[Put]:
        return self._puts.get(noun, {}).values()

    def has(self, noun: type[Record], record_id: int) -> bool:
        return record_id in self._puts.get(noun, {})

    def was_there(self, record: Record) -> bool:
        """Whether the record was there before the unit."""
        before, _ = self._puts.get(type(record), {}).get(record.id, (record, record))
        return before is not None and before.deleted_at is None

    def changed(self, noun: type[R]) -> list[R]:
        """The records of a noun that the unit put, in their newest state."""
        return [after for _, after in self.of(noun) if isinstance(after, noun)]


async def occurrences(doings: Doings, subjects: Collection[str]) -> list[Occurrence]:
    """What happened to things of these subjects."""
    found: list[Occurrence] = []
    for name in subjects:
        subject = SUBJECT[name]
        if subject.of_company:
            continue
        if subject.noun is None:
            found += await _FINDERS[name](doings, subject)
            continue
        plain = (plain_occurrence(subject, *put) for put in doings.of(subject.noun))
        found += [each for each in plain if each is not None]
    return found


async def _potentials(doings: Doings, subject: Subject) -> list[Occurrence]:
    """Faces that were put, and those of documents that were."""
    documents = [one.id for one in doings.changed(ChangeOrder) if one.kind == "pco"]
    faces = {face.id: face for face in doings.changed(Face)}
    if documents:
        for face in await doings.read.where(Face, change_order_id=documents):
            faces.setdefault(face.id, face)
    owners = await _owners(doings, faces.values())
    found = []
    for face in faces.values():
        document = owners.get(face.change_order_id)
        if document is None:
            continue
        event = happened(
            doings.was_there(face) and doings.was_there(document),
            face.deleted_at is None and document.deleted_at is None,
        )
        told_by: Record = face if doings.has(Face, face.id) else document
        if event is not None:
            found.append(Occurrence(subject.name, face.id, event, told_by.TABLE, told_by.id))
    return found


async def _owners(doings: Doings, faces: Iterable[Face]) -> dict[int, ChangeOrder]:
    ids = {face.change_order_id for face in faces}
    return {one.id: one for one in await doings.read.many(ChangeOrder, ids, deleted=True)}


class _Place:
    """An item's place on a document, with the record whose entry tells what happened there."""

    __slots__ = ("event", "item", "membership", "told_by")

    def __init__(
        self, membership: Membership, item: CostItem, event: Event, told_by: Record
    ) -> None:
        self.membership, self.item, self.event, self.told_by = membership, item, event, told_by


async def _places(doings: Doings, kind: str, parts: Sequence[type[Record]]) -> list[_Place]:
    """The places of changed items on documents of a kind. An item has changed when it was put, its
    place was, or one of the `parts` that name it."""
    places = {one.id: one for one in doings.changed(Membership) if one.kind == kind}
    tellers: dict[int, Record] = {one.id: one for one in doings.changed(CostItem)}
    for noun in parts:
        for part in doings.changed(noun):
            tellers.setdefault(part.cost_item_id, part)  # type: ignore[attr-defined]
    if tellers:
        for place in await doings.read.where(Membership, cost_item_id=list(tellers), kind=kind):
            places.setdefault(place.id, place)
    wanted = {place.cost_item_id for place in places.values()}
    items = {one.id: one for one in await doings.read.many(CostItem, wanted, deleted=True)}
    found = []
    for place in places.values():
        item = items.get(place.cost_item_id)
        if item is None:
            continue
        event = happened(
            doings.was_there(place) and doings.was_there(item),
            place.deleted_at is None and item.deleted_at is None,
        )
        own = doings.has(Membership, place.id)
        if event is not None:
            found.append(_Place(place, item, event, place if own else tellers[item.id]))
    return found


async def _potential_lines(doings: Doings, subject: Subject) -> list[Occurrence]:
    """The lines of every face that sees a changed item, by the integers of `work.held_lines`."""
    places = await _places(doings, "pco", (Line,))
    if not places:
        return []
    documents = {each.membership.change_order_id for each in places}
    owners = {one.id: one for one in await doings.read.many(ChangeOrder, documents, deleted=True)}
    faces: dict[int, list[Face]] = {}
    for face in await doings.read.where(Face, change_order_id=list(documents), deleted=True):
        faces.setdefault(face.change_order_id, []).append(face)
    items = [each.item.id for each in places]
    rows = {
        (row.cost_item_id, row.side): row.id
        for row in await doings.read.where(Line, cost_item_id=items, deleted=True)
    }
    found = []
    for each in places:
        own, item, place = owners.get(each.membership.change_order_id), each.item, each.membership
        for face in faces.get(place.change_order_id, ()) if own is not None else ():
            assert own is not None
            if not is_on_face(face.side, face.contract_id, own.contract_id, item):
                continue
            without_row = item.id if face.side == "cost" else place.id
            line_id = rows.get((item.id, face.side), without_row)
            told = each.told_by.TABLE, each.told_by.id
            found.append(Occurrence(subject.name, line_id, each.event, *told, face.id))
    return found


async def _event_lines(doings: Doings, subject: Subject) -> list[Occurrence]:
    """Items on change events, which are known by the items' own integers."""
    return [
        Occurrence(
            subject.name,
            each.item.id,
            each.event,
            each.told_by.TABLE,
            each.told_by.id,
            each.membership.change_order_id,
        )
        for each in await _places(doings, "event", (EventLine,))
    ]


def _contract_lines(form: str) -> Finder:
    async def find(doings: Doings, subject: Subject) -> list[Occurrence]:
        """Rows of schedules of contracts of this form."""
        wanted = {row.contract_id for row in doings.changed(ScheduleOfValue)}
        contracts = await doings.read.many(Contract, wanted, deleted=True)
        of_form = {one.id for one in contracts if one.form == form}
        own = Subject(name=subject.name, noun=ScheduleOfValue, parent="contract_id")
        plain = (
            plain_occurrence(own, before, after)
            for before, after in doings.of(ScheduleOfValue)
            if isinstance(after, ScheduleOfValue) and after.contract_id in of_form
        )
        return [each for each in plain if each is not None]

    return find


Finder = Callable[[Doings, Subject], Awaitable[list[Occurrence]]]
_FINDERS: Mapping[str, Finder] = {
    "potential": _potentials,
    "potential_line": _potential_lines,
    "event_line": _event_lines,
    "work_order_line": _contract_lines("work_order"),
    "purchase_order_line": _contract_lines("purchase_order"),
}
