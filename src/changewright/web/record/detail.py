"""The document itself: GET records/{recordId}."""

from __future__ import annotations

from changewright.core.book import AMOUNTS, state_of
from changewright.core.clocks import OPEN_STATES
from changewright.core.kinds import KIND, phase_of
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, ChangeOrderType, Face, Record
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import AppliedMarkup
from changewright.core.roles import may_write
from changewright.core.wording import article, record_name
from changewright.edge.conditional import record_tag
from changewright.edge.context import Answer, Context
from changewright.work import change_orders, screening
from changewright.work.attributes import is_of
from changewright.work.clocks import standing
from changewright.work.unit import Unit

from ..approvals.showing import court_view
from ..clocks.deadlines import deadline_views, sees_of, today_asked
from ..clocks.views import ClockDeadlineView
from ..reading import answer, visible
from ..writing import Written, require, write, written
from .amounts import currencies_of, side_amount
from .fields import FieldRow, fields_of, why_locked
from .looking import PARAMETER, PAST, Looked, around, currency_of, looked_at
from .moving import decides, generations_of, moves_of, primary, quotable
from .names import NAMED, Names, person_reference
from .views import (
    RecordAttributeView,
    RecordFaceView,
    RecordFieldView,
    RecordTrackView,
    RecordView,
)
from .way import steps_of

LINKED = ("contract_id", "main_contract_id", "company_id", "event_id", "source_id")
"""The references that a header shows beside the fields."""


async def show_record(context: Context) -> Answer:
    """GET records/{recordId}: a change order of any kind, with what the caller may do."""
    async with looked_at(context) as looked:
        view = await record_view(looked)
    return answer(context, view)


async def update_record(context: Context) -> Answer:
    """PATCH records/{recordId}: the fields that Autodesk's bodies lack. Raises `Locked` naming
    those that are frozen."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        document = await require(context, unit, ChangeOrder, PARAMETER)
        document = await change_orders.edit(unit, document, values)
        view = await record_view(await around(context, unit, unit.newest(document)))
        return written(context, unit, document, view)

    return await write(context, decide)


async def record_view(looked: Looked) -> RecordView:
    """The document as the caller sees it."""
    context, document, hidden = looked.context, looked.document, looked.hidden
    names = Names(context, looked.read)
    currency = await currency_of(looked.read, looked.scene.settings, document)
    moves, generations = await moves_of(looked), generations_of(looked)
    is_decider, may_quote = await decides(looked), quotable(looked)
    tracks = _tracks(looked, currency)
    fields = await _fields(looked, names)
    links = {
        column: names.known(NOUN_OF[column], getattr(document, column))
        for column in LINKED
        if column not in hidden
    }
    inside = looked.is_full
    return RecordView(
        id=document.uuid,
        integer_id=document.id,
        kind=document.kind,
        kind_name=await _kind_name(looked),
        number=document.number,
        contract_number=document.contract_number,
        name=document.name,
        tag=record_tag(document.TABLE, document.version, context.role.audience).decode(),
        version=document.version,
        currency=currency,
        amounts={name: getattr(document, name) for name in AMOUNTS if name not in hidden},
        currencies=currencies_of(document, currency, looked.scene.settings.currency, hidden),
        tracks=tracks,
        margin=_margin(tracks),
        days=document.schedule_change,
        line_count=len(looked.items),
        fields=fields,
        attributes=await _attributes(looked),
        company=links.get("company_id"),
        contract=links.get("contract_id"),
        main_contract=links.get("main_contract_id"),
        event=links.get("event_id"),
        source=links.get("source_id"),
        faces=await _faces(looked, names),
        court=court_view(context, document, looked.scene.now),
        deadline=await _deadline(looked),
        decides=is_decider,
        quotable=may_quote,
        moves=moves,
        generations=generations,
        primary=primary(looked, moves, generations, decides=is_decider, quotes=may_quote),
        may_comment=not looked.is_past and may_write(context.role.name, "comment"),
        may_attach=not looked.is_past and may_write(context.role.name, "attachment"),
        has_markups=inside and await _has_markups(looked),
        markups_stale=inside and document.markups_stale,
        created_at=document.created_at,
        created_by=person_reference(context, document.created_by),
        updated_at=document.updated_at,
        updated_by=person_reference(context, document.changed_by),
    )


async def _kind_name(looked: Looked) -> str:
    """What the project calls the kind."""
    found = await looked.read.where(ChangeOrderType, limit=1, kind=looked.document.kind)
    return found[0].name if found else KIND[looked.document.kind].title


def _tracks(looked: Looked, currency: str | None) -> list[RecordTrackView]:
    views = []
    document = looked.document
    for track in KIND[document.kind].tracks:
        state = state_of(document, track)
        if state is None or f"{track}_state" in looked.hidden:
            continue
        told = side_amount(document, looked.items, track, looked.hidden)
        views.append(
            RecordTrackView(
                track=track,
                state=state,
                phase=phase_of(state) or "",
                steps=steps_of(document, track),
                amount=told.amount,
                currency=currency if told.of_contract else looked.scene.settings.currency,
            )
        )
    return views


def _margin(tracks: list[RecordTrackView]) -> Decimal | None:
    """What the owner pays above what suppliers get, where both are priced."""
    by_track = {one.track: one.amount for one in tracks}
    paid, cost = by_track.get("budget"), by_track.get("cost")
    return None if paid is None or cost is None else paid - cost


# -- fields ---------------------------------------------------------------------------------------

NOUN_OF = {
    "contract_id": "contract",
    "main_contract_id": "main_contract",
    "company_id": "company",
    "event_id": "change_order",
    "source_id": "change_order",
}


async def _fields(looked: Looked, names: Names) -> list[RecordFieldView]:
    document = looked.document
    rows = [row for row in fields_of(document) if row.column not in looked.hidden]
    for row in rows:
        if row.noun in NAMED:
            await names.load(NAMED[row.noun], (getattr(document, row.column),))
    return [_field(looked, names, row) for row in rows]


def _field(looked: Looked, names: Names, row: FieldRow) -> RecordFieldView:
    value = getattr(looked.document, row.column)
    refers = None
    if row.noun:
        refers = names.known(row.noun, value)
        value = None if refers is None else refers.id
    return RecordFieldView(
        name=row.label,
        own=row.own,
        type=row.type,
        value=value,
        reference=refers,
        locked=_lock(looked, row),
    )


def _lock(looked: Looked, row: FieldRow) -> str | None:
    if not row.writable:
        return "it is worked out, or set by a move"
    return record_lock(looked, ChangeOrder.TABLE) or why_locked(looked.document, row)


def record_lock(looked: Looked, table: str) -> str | None:
    """Why the caller can change nothing of the kind here; None: he may."""
    if looked.is_past:
        return PAST
    role = looked.context.role.name
    if not may_write(role, table):
        return f"{article(role)} may not change {article(record_name(table))}"
    return None


async def _attributes(looked: Looked) -> list[RecordAttributeView]:
    document, read = looked.document, looked.read
    found = await read.where(PropertyDefinition, ("position", "id"))
    found = [one for one in found if is_of(one, document.kind)]
    found = await visible(looked.context, read, found)
    if not found:
        return []
    rows = await read.where(PropertyValue, record_kind=ChangeOrder.TABLE, record_id=document.id)
    values = {row.definition_id: row.value for row in rows}
    lock = record_lock(looked, PropertyValue.TABLE)
    return [
        RecordAttributeView(
            definition_id=one.uuid,
            name=one.name,
            type=one.type,
            options=[str(option) for option in one.options],
            built_in=one.built_in,
            value=values.get(one.id, one.default_value),
            locked=lock,
        )
        for one in found
    ]


# -- what hangs on it -----------------------------------------------------------------------------


async def _faces(looked: Looked, names: Names) -> list[RecordFaceView]:
    """How contracts see a potential change: for those inside, who see both sides."""
    if looked.document.kind != "pco" or not looked.is_full:
        return []
    found = await looked.read.where(Face, change_order_id=looked.document.id)
    faces = screening.seen(looked.read, found)
    nouns: dict[str, type[Record]] = {"cost": Contract, "budget": MainContract}
    views = []
    for face in faces:
        noun = nouns[face.side]
        await names.load(noun, (face.contract_id,))
        views.append(
            RecordFaceView(
                integer_id=face.id,
                side=face.side,
                number=face.number,
                contract=names.known(noun.TABLE, face.contract_id),
            )
        )
    return views


async def _deadline(looked: Looked) -> ClockDeadlineView | None:
    """The next period that runs, or the first that is over unanswered."""
    context, read = looked.context, looked.read
    today = await today_asked(context, read)
    key = (ChangeOrder.TABLE, looked.document.id)
    found = await standing(read, today, about={key}, sees=sees_of(context, read))
    waiting = [one for one in found if one.deadline.state in OPEN_STATES]
    views = await deadline_views(context, read, waiting[:1])
    return views[0] if views else None


async def _has_markups(looked: Looked) -> bool:
    document = looked.document
    if document.markup_formula_id is not None:
        return True
    rows = await looked.read.where(AppliedMarkup, limit=1, change_order_id=document.id)
    return bool(rows)
