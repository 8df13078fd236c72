"""The lines of a potential change, as one contract sees them: making, changing and deleting.

A line is a cost item. What Procore keeps of it per side is a `line` row; description, quantity and
unit are the item's own until the sides differ (core-model.md §2). Its one amount is `submitted`
towards the owner and `proposed` towards a supplier (§5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from changewright.core.book import is_active, membership_locked, stage_amount, state_of
from changewright.core.errors import Locked, Problem, Refusal, invalid
from changewright.core.faces import state_on_face
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.money import ZERO
from changewright.core.pricing import MANUAL
from changewright.core.propagation import revise_item
from changewright.core.records import ChangeOrder, CostItem, Face, Line, Record
from changewright.core.records_contracts import MainContractItem, ScheduleOfValue
from changewright.core.rules import check_activation, frozen_columns_of_item

from . import cost_items
from .change_orders import items_of
from .edits import refuse_taken
from .faces import sync_faces_of_items
from .held_lines import OF_ITEM, Held
from .line_amounts import FACTORS, WRITTEN, amounted, amounts, retyped, with_type
from .links import holders_of
from .memberships import detach_items
from .neighbourhood import keep, load_book
from .packages import SCOPES
from .permission import require_write
from .placing import side_track
from .potentials import hold_all
from .removal import deactivate, drop_item
from .unit import Unit

OF_LINE = (
    *("unit_cost", "extended_type", "tax_code_id", "origin_id", "origin_data"),
    *("prime_line_item_id", "commitment_line_item_id"),
)
"""What a line has of its own."""

BOOKKEEPING = frozenset({"origin_id", "origin_data"})
"""What is written on an approved line too."""

NONE: Mapping[str, Any] = {"description": "", "quantity": ZERO, "unit": ""}
"""What a line's column holds that has no value while the item's has one."""


class Batch:
    """Lines of one potential change that are written together, as a sync does: what they share is
    looked up once, and what follows from all of them is worked out in `settle`."""

    def __init__(self, unit: Unit, face: Face) -> None:
        self.unit = unit
        self.face = unit.newest(face)
        self._joining: dict[int, CostItem] = {}
        self._origins: set[str | None] = set()
        self._edited: set[int] = set()
        self._standing: _Standing | None = None

    async def standing(self) -> _Standing:
        """The potential change as it stands, which no line of a batch moves."""
        if self._standing is None:
            self._standing = await _standing(self.unit, self.face)
        return self._standing

    def join(self, item: CostItem, line: Line) -> None:
        """A new item that shall be on the potential change, and its line."""
        self._joining[item.id] = item
        self._origins.add(line.origin_id)

    @property
    def edited(self) -> set[int]:
        """The items whose amounts were changed, which nothing has added up yet."""
        return self._edited

    async def settle(self, origin_id: str | None = None) -> None:
        """Put the new items on the potential change and what it is in, and add up; where an origin
        is given, only if a new line has it."""
        if origin_id is not None and origin_id not in self._origins:
            return
        unit, joining, edited = self.unit, self._joining, self._edited
        self._joining, self._origins, self._edited, self._standing = {}, set(), set(), None
        if joining:
            await hold_all(unit, self.face, [unit.newest(item) for item in joining.values()])
        await cost_items.add_up(unit, edited)


class _Standing(msgspec.Struct, frozen=True):
    """A potential change, what holds it, and the state it shows."""

    document: ChangeOrder
    holders: tuple[ChangeOrder, ...]
    shown: str


async def _standing(unit: Unit, face: Face) -> _Standing:
    document = await unit.read.require_id(ChangeOrder, face.change_order_id)
    shown = state_on_face(face, document, await items_of(unit, document))
    return _Standing(document, tuple(await holders_of(unit, face)), shown)


# -- making ---------------------------------------------------------------------------------------


async def create(
    unit: Unit, face: Face, fields: Mapping[str, Any], batch: Batch | None = None
) -> Line:
    """A new line of a potential change, at its end; in a `batch` it is on it once that settles.

    `fields` are columns of Line, `amount`, and `budget_id`. Without a word on how it comes to its
    amount it is calculated if it has both factors and no amount. Where the change came from a
    change event that has a line of the same budget code, which is not on this side yet, the two
    are one cost item. Raises `Locked` on a change that takes no more lines, `Taken` for an origin
    in use, `Invalid` for what is not there.
    """
    require_write(unit.actor, "cost_item")
    face, side = unit.newest(face), side_track(face)
    standing = await (_standing(unit, face) if batch is None else batch.standing())
    document = standing.document
    _refuse_closed(standing)
    await _check(unit, face, fields, None)
    values = with_type(fields)
    values |= amounted(None, values, unit.settings.money_places)
    with _told_as_line():
        item = await _event_item(unit, face, document, values.get("budget_id"))
        is_new = item is None
        if item is None:
            item = await _new_item(unit, side, face, values)
        else:
            await _activate(unit, item, side, face)
            await cost_items.edit(unit, unit.newest(item), amounts(item, side, values))
        if batch is None or not is_new:
            await hold_all(unit, face, [unit.newest(item)])
    own = {name: values[name] for name in OF_LINE if values.get(name) is not None}
    item = unit.newest(item)
    for column, column_of_item in OF_ITEM.items():
        if column in values and (values[column] or None) != (getattr(item, column_of_item) or None):
            own[column] = NONE[column] if values[column] is None else values[column]
    line = unit.new(Line, cost_item_id=item.id, side=face.side, **own)
    if batch is not None and is_new:
        batch.join(item, line)
    return line


async def _new_item(unit: Unit, side: Track, face: Face, values: Mapping[str, Any]) -> CostItem:
    """The cost item of a line that is on this side alone."""
    # An item names its supplier's contract; the owner's is that of the documents it is on.
    contract = {"contract_id": face.contract_id} if side == "cost" else {}
    fields = {
        "name": values.get("description") or "",
        "quantity": values.get("quantity"),
        "unit": values.get("unit"),
        "budget_id": values.get("budget_id"),
        WRITTEN[side]: values.get("amount"),
        "scope": SCOPES[side],
    }
    return await cost_items.create(unit, fields | contract)


async def _event_item(
    unit: Unit, face: Face, document: ChangeOrder, budget_id: int | None
) -> CostItem | None:
    """The oldest item of the change event behind a potential change that has this budget code, is
    not on this side yet, and may be of this contract."""
    if document.event_id is None or budget_id is None:
        return None
    side = side_track(face)
    read = unit.read
    relatives = await read.where(ChangeOrder, event_id=document.event_id)
    ids = [document.event_id, *(each.id for each in relatives if each.id != document.id)]
    places = await read.memberships_of_documents(ids)
    items = await read.many(CostItem, dict.fromkeys(one.cost_item_id for one in places))
    for item in sorted(items, key=lambda each: each.id):
        is_free = side == "budget" or item.contract_id in (None, face.contract_id)
        is_line = item.budget_id == budget_id and not item.is_markup
        if is_line and not is_active(item, side) and is_free:
            return item
    return None


async def _activate(unit: Unit, item: CostItem, side: Track, face: Face) -> None:
    """Let an item count on this side, whatever approval of the other has frozen."""
    if item.integration_state == "locked":
        raise Locked("the cost item of this line is locked by the integrated system")
    book = await load_book(unit, (), [item.id])
    other: Track = "cost" if side == "budget" else "budget"
    scope = "out" if is_active(item, other) else SCOPES[side]
    changes: dict[str, Any] = {f"active_{side}": True, "scope": scope}
    if side == "cost":
        changes["contract_id"] = face.contract_id
    check_activation(book, book.items[item.id], changes)
    revise_item(book, item.id, changes)
    keep(unit, book, edited=item.id)
    await sync_faces_of_items(unit, [unit.newest(item)])


# -- changing -------------------------------------------------------------------------------------


async def edit(
    unit: Unit, held: Held, fields: Mapping[str, Any], batch: Batch | None = None
) -> Line:
    """Change what differs of a line. An item that had no row on this side gets one for what its
    own columns do not hold; without such, what is answered is in no unit.

    Raises `Locked` naming the fields that approval has frozen, `Taken` for an origin in use,
    `Conflict` where the amount is the sum of detail, `Invalid` for what is not there.
    """
    require_write(unit.actor, "cost_item")
    face, side, places = held.face, side_track(held.face), unit.settings.money_places
    given = retyped(held, fields, places)
    changes = {name: value for name, value in given.items() if _differs(held, name, value)}
    if not changes:
        return held.as_row()
    standing = await (_standing(unit, face) if batch is None else batch.standing())
    _refuse_frozen(standing, changes)
    await _check(unit, face, changes, held.row)
    if FACTORS & changes.keys():
        changes |= amounted(held, changes, places)
    line = held.as_row()
    of_item, of_line = _parted(unit, held.item, line, changes)
    with _told_as_line():
        await cost_items.edit(
            unit,
            unit.newest(held.item),
            of_item | amounts(held.item, side, changes),
            postponed=None if batch is None else batch.edited,
        )
    await _pin(unit, held.item, line, of_item)
    if any(getattr(line, name) != value for name, value in of_line.items()):
        row = held.row or unit.new(Line, id=line.id, cost_item_id=line.cost_item_id, side=line.side)
        line = unit.change(row, "updated", **of_line)
    for each in (standing.document, *standing.holders):
        unit.touch(unit.newest(each), "lines")
    return line


def _differs(held: Held, name: str, value: Any) -> bool:
    if name == "amount":
        return bool(stage_amount(held.item, side_track(held.face)) != value)
    if name == "budget_id":
        return bool(held.item.budget_id != value)
    return (held.shown(name) or None) != (value or None)


def _parted(
    unit: Unit, item: CostItem, line: Line, changes: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of a line's changes goes to the item, and what to its row: the item's own columns are
    changed for both sides by a line that has nothing else there, while nothing freezes them."""
    item = unit.newest(item)
    frozen = frozen_columns_of_item(item)
    of_item = {name: changes[name] for name in ("budget_id",) if name in changes}
    of_line = {name: changes[name] for name in OF_LINE if name in changes}
    for column, column_of_item in OF_ITEM.items():
        if column not in changes:
            continue
        value, own = changes[column], getattr(line, column)
        if (value or None) == (getattr(item, column_of_item) or None):
            of_line[column] = None
        elif own is None and column_of_item not in frozen:
            of_item[column_of_item] = "" if column == "description" and value is None else value
        else:
            of_line[column] = NONE[column] if value is None else value
    if of_line.get("extended_type", MANUAL) is None:
        of_line["extended_type"] = MANUAL
    return of_item, of_line


async def _pin(unit: Unit, before: CostItem, line: Line, of_item: Mapping[str, Any]) -> None:
    """Let the other side's line keep what it showed."""
    for other in await unit.read.where(Line, cost_item_id=line.cost_item_id):
        if other.id == line.id:
            continue
        kept = {
            column: getattr(before, column_of_item) or NONE[column]
            for column, column_of_item in OF_ITEM.items()
            if column_of_item in of_item and getattr(other, column) is None
        }
        if kept:
            unit.change(other, "pinned", **kept)


# -- deleting -------------------------------------------------------------------------------------


async def delete(unit: Unit, held: Held) -> None:
    """Take a line off its potential change, and off what that is in on this side. Its item goes
    with it unless the other side, or anything else, has it. Raises `Locked` once approved."""
    require_write(unit.actor, "cost_item")
    face, side = unit.newest(held.face), side_track(held.face)
    item = unit.newest(held.item)
    standing = await _standing(unit, face)
    document = standing.document
    _refuse_closed(standing)
    if phase_of(state_of(item, side)) == "approved":
        raise Locked("the line item is approved; it cannot be deleted")
    other: Track = "cost" if side == "budget" else "budget"
    stays = not document.single_face and is_active(item, other)
    documents = await _holding(unit, face, item)
    if not stays:
        documents = [document, *documents]
    on = {one.change_order_id for one in await unit.read.memberships_of_items([item.id])}
    leaving = [(each, item) for each in documents if each.id in on]
    if document.single_face:
        leaving = leaving[:1]  # the others are left with it
    if leaving:
        await detach_items(unit, leaving)
    if stays:
        await deactivate(unit, unit.newest(item), side)
    else:
        await drop_item(unit, unit.newest(item), side)
    unit.touch(unit.newest(document), "lines")


async def _holding(unit: Unit, face: Face, item: CostItem) -> list[ChangeOrder]:
    """The requests and orders of the face's side that hold an item."""
    places = await unit.read.memberships_of_items([item.id])
    found = await unit.read.many(ChangeOrder, [one.change_order_id for one in places])
    return [
        each
        for each in found
        if KIND[each.kind].tier in (2, 3) and KIND[each.kind].tracks == (face.side,)
    ]


# -- rules ----------------------------------------------------------------------------------------


def _refuse_closed(standing: _Standing) -> None:
    """Raise `Locked` where a potential change, or what it is in, takes and gives up no lines."""
    if phase_of(standing.shown) == "approved":
        raise Locked("the change order is approved; its line items cannot be changed")
    for each in (standing.document, *standing.holders):
        if each.integration_state == "locked":
            raise Locked("the change order is locked by the integrated system")
        if membership_locked(each):
            raise Locked("the change order takes and gives up no line items in its status")


def _refuse_frozen(standing: _Standing, changes: Mapping[str, Any]) -> None:
    """Raise `Locked`, naming each field, where the potential change is approved or locked."""
    touched = sorted(changes.keys() - BOOKKEEPING)
    if not touched:
        return
    is_locked = standing.document.integration_state == "locked"
    if is_locked or phase_of(standing.shown) == "approved":
        why = "is locked by the integrated system" if is_locked else "is approved"
        problems = (
            Problem(name, "rule", f"{name} cannot be changed: the change order {why}")
            for name in touched
        )
        raise Locked(f"the change order {why}", *problems)


async def _check(unit: Unit, face: Face, fields: Mapping[str, Any], own: Line | None) -> None:
    """Raise `Taken` for the origin of another line, `Invalid` for a contract's line that is not
    there."""
    if fields.get("origin_id") is not None:
        await refuse_taken(unit, Line, "origin_id", fields["origin_id"], own)
    for name, noun, what in CONTRACT_LINES:
        line_id = fields.get(name)
        if line_id is None:
            continue
        found: Record | None = await unit.read.get(noun, line_id)
        of_other = getattr(found, "contract_id", face.contract_id) != face.contract_id
        if found is None or (noun is ScheduleOfValue and of_other):
            raise invalid(name, "reference", f"There is no {what} {line_id} here")


CONTRACT_LINES: tuple[tuple[str, type[Record], str], ...] = (
    ("prime_line_item_id", MainContractItem, "line item of a prime contract"),
    ("commitment_line_item_id", ScheduleOfValue, "line item of this commitment"),
)


@contextmanager
def _told_as_line() -> Iterator[None]:
    """Name the columns of refusals about the item as the line has them."""
    names = {column_of_item: column for column, column_of_item in OF_ITEM.items()}
    names |= dict.fromkeys(("proposed", "submitted", "committed", "approved"), "amount")
    try:
        yield
    except Refusal as refusal:
        refusal.problems = tuple(
            msgspec.structs.replace(problem, field=names.get(problem.field, problem.field))
            for problem in refusal.problems
        )
        raise
