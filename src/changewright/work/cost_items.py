"""What can be done with cost items and the detail below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from changewright.core.book import AMOUNTS, is_closed, state_of
from changewright.core.errors import Conflict, InUse, Locked, Problem, invalid
from changewright.core.exchange import (
    CONVERTED_PLACES,
    RATES_OF_ITEM,
    Counting,
    check_rates,
    recounted,
)
from changewright.core.kinds import SCOPES, TRACKS, phase_of
from changewright.core.money import PRICE_PLACES, sum_amounts
from changewright.core.numbering import COST_ITEM_DIGITS, container_sequence
from changewright.core.pricing import repriced
from changewright.core.propagation import reflect, retotal, revise_item
from changewright.core.records import ChangeOrder, CostItem, Line, Record, SubCostItem
from changewright.core.records_markups import AppliedMarkup
from changewright.core.rules import check_activation, check_edit, frozen_columns_of_item
from changewright.core.wording import naming

from .change_orders import check_scope
from .edits import differing, filled, stamped
from .faces import sync_faces
from .item_rates import counting_at, countings, rates_for
from .links import follow_join
from .memberships import attach_items
from .neighbourhood import keep, load_book
from .permission import require_write
from .unit import Unit

# Edits of these columns change what the documents around the item show or add up.
FOLLOWED = frozenset({*AMOUNTS, "active_budget", "active_cost", "contract_id"})

SIDES = frozenset({"active_budget", "active_cost", "contract_id"})

# Edits of these change what a line of such a document reads, though none of its own columns.
READ_AS_LINE = frozenset({"name", "quantity", "unit", "budget_id"})
WITH_LINES = frozenset({"pco", "event", "rco", "scr", "oco", "sco"})


async def create(
    unit: Unit, fields: dict[str, Any], document: ChangeOrder | None = None
) -> CostItem:
    """A new item in draft on both tracks, on `document` when one is given."""
    require_write(unit.actor, "cost_item")
    given = filled(CostItem, fields)
    scope = given.get("scope", "out")
    check_scope(scope)
    check_rates(given, RATES_OF_ITEM)
    given |= await rates_for(unit.read, given.get("contract_id"), given)
    active_budget, active_cost = SCOPES[scope]
    value = await unit.next_number(container_sequence("cost_item"))
    item = unit.new(
        CostItem,
        **(
            {
                "number": f"{value:0{COST_ITEM_DIGITS}d}",
                "number_value": value,
                "active_budget": active_budget,
                "active_cost": active_cost,
            }
            | stamped(unit, given, None)
        ),
    )
    if document is not None:
        await attach_items(unit, [(document, item)])
    return unit.newest(item)


async def edit(
    unit: Unit,
    item: CostItem,
    fields: dict[str, Any],
    *,
    is_own: bool = False,
    postponed: set[int] | None = None,
) -> CostItem:
    """Change the fields that differ; the totals and faces around the item follow.

    Where `postponed` is given, an item of which nothing but totals follows is noted there instead,
    for `add_up` in the end.
    Raises `Locked` naming each frozen field; an amount detailed below is the sum of its detail.
    An amount that a markup comes to is only its own to change (`is_own`).
    """
    require_write(unit.actor, "cost_item")
    item = unit.newest(item)
    changes = differing(item, fields)
    if not changes:
        return item
    check_edit(item, changes)
    check_rates(changes, RATES_OF_ITEM)
    if "contract_id" in changes:
        changes |= await rates_for(unit.read, changes["contract_id"], _rates(item, changes))
    if "scope" in changes:
        check_scope(changes["scope"])
        changes["active_budget"], changes["active_cost"] = SCOPES[changes["scope"]]
    await _refuse_detailed_amounts(unit, item, changes)
    if item.is_markup and not is_own:
        await _refuse_markup_amounts(unit, item, changes)
    await _check_contract(unit, item, changes)
    return await _apply(unit, item, _unfilled(stamped(unit, changes, item)), postponed)


def _rates(item: CostItem, changes: dict[str, Any]) -> dict[str, Any]:
    """The rates that an item has of its own when it comes to another contract: those typed now."""
    return {name: changes.get(name) for name in RATES_OF_ITEM}


async def _refuse_markup_amounts(unit: Unit, item: CostItem, changes: dict[str, Any]) -> None:
    """What a markup comes to is typed over where the markup is, so that the steps after it know."""
    typed = [amount for amount in AMOUNTS if amount in changes]
    if typed and await unit.read.where(AppliedMarkup, limit=1, target_cost_item_id=item.id):
        detail = f"{typed[0]} is what a markup comes to; type over the markup instead"
        raise Conflict(detail, Problem(typed[0], "rule", detail))


def _unfilled(changes: dict[str, Any]) -> dict[str, Any]:
    """A typed amount is the user's own from now on, no longer one that approval filled in."""
    for amount, mark in (("approved", "approved_filled"), ("committed", "committed_filled")):
        if amount in changes:
            changes = changes | {mark: False}
    return changes


async def _apply(
    unit: Unit, item: CostItem, changes: dict[str, Any], postponed: set[int] | None = None
) -> CostItem:
    if READ_AS_LINE & changes.keys():
        await _tell_lines(unit, item)
    if not FOLLOWED & changes.keys():
        return unit.change(item, "updated", **changes)
    if postponed is not None and not SIDES & changes.keys():
        postponed.add(item.id)
        return unit.change(item, "updated", **changes)
    book = await load_book(unit, (), [item.id])
    check_activation(book, book.items[item.id], changes)
    revise_item(book, item.id, changes)
    keep(unit, book, edited=item.id)
    changed = unit.newest(book.items[item.id])
    for document_id in book.documents_of[item.id]:
        document = unit.newest(book.documents[document_id])
        if document.kind == "pco":
            held = [book.items[held_id] for held_id in book.items_of[document_id]]
            await sync_faces(unit, document, held)
    if SIDES & changes.keys():
        joined = [(document_id, item.id) for document_id in book.documents_of[item.id]]
        potential = [pair for pair in joined if book.documents[pair[0]].kind == "pco"]
        await attach_items(unit, await follow_join(unit, book, potential))
    return unit.newest(changed)


async def add_up(unit: Unit, item_ids: Iterable[int]) -> None:
    """Let the documents around items add up amounts whose edits postponed it, once for all."""
    wanted = list(item_ids)
    if not wanted:
        return
    book = await load_book(unit, (), wanted)
    around = {document_id for item_id in wanted for document_id in book.documents_of[item_id]}
    retotal(book, around)
    keep(unit, book)
    for document_id in sorted(around):
        document = unit.newest(book.documents[document_id])
        if document.kind == "pco":
            unit.touch(document, "followed")


async def _tell_lines(unit: Unit, item: CostItem) -> None:
    """Let the time of the documents that show an item as a line of theirs move with what it says,
    or who asks what has changed since misses it (core-model.md §7)."""
    places = await unit.read.memberships_of_items([item.id])
    ids = [place.change_order_id for place in places if place.kind in WITH_LINES]
    for document in await unit.read.many(ChangeOrder, ids) if ids else ():
        unit.touch(unit.newest(document), "lines")


async def _check_contract(unit: Unit, item: CostItem, changes: dict[str, Any]) -> None:
    """An item on a live SCO keeps that order's contract."""
    contract_id = changes.get("contract_id", item.contract_id)
    if contract_id == item.contract_id:
        return
    for document in await documents_of(unit, item):
        amends = document.contract_id if document.kind == "sco" else None
        if amends not in (None, contract_id) and not is_closed(document):
            told = "the item is on ", document, " of another contract"
            raise naming(Conflict, *told, field="contract_id")


async def delete(unit: Unit, item: CostItem) -> None:
    """Delete an item that no submitted or approved document holds. Raises `Locked` or `InUse`."""
    require_write(unit.actor, "cost_item")
    if item.integration_state == "locked":
        raise Locked("the record is locked by the integrated system")
    for track in TRACKS:
        if phase_of(state_of(item, track)) == "approved" or state_of(item, track) == "contracted":
            raise Locked(f"a cost item that is {state_of(item, track)} is not deleted")
    book = await load_book(unit, (), [item.id])
    holders = list(book.documents_of[item.id])
    for document_id in holders:
        document = book.documents[document_id]
        for track in TRACKS:
            state = state_of(document, track)
            if phase_of(state) in ("pending", "approved"):
                raise naming(InUse, "the item is on ", document, f", which is {state}")
        book.part(document_id, item.id)
    for track in TRACKS:
        reflect(book, holders, track)
    retotal(book, holders)
    keep(unit, book)
    for membership in await unit.read.memberships_of_items([item.id]):
        unit.delete(membership)
        unit.touch(unit.newest(book.documents[membership.change_order_id]), "detached")
    for noun in (SubCostItem, Line):
        for below in await unit.read.where(noun, cost_item_id=item.id):
            unit.delete(below)
    unit.delete(item)


async def documents_of(unit: Unit, item: CostItem) -> list[ChangeOrder]:
    memberships = await unit.read.memberships_of_items([item.id])
    return await unit.read.many(ChangeOrder, [m.change_order_id for m in memberships])


# -- sub cost items -------------------------------------------------------------------------------


async def create_detail(unit: Unit, item: CostItem, fields: dict[str, Any]) -> SubCostItem:
    """A new row of detail; its value is quantity × unit price unless it is given.

    Raises `Locked` where the amount is frozen, `Conflict` where it is what a markup comes to,
    `Invalid` for a parent that cannot be one.
    """
    require_write(unit.actor, "sub_cost_item")
    given = {name: value for name, value in fields.items() if value is not None}
    amount = given.get("type")
    _check_amount_type(amount)
    await _refuse_detail(unit, item, given["type"])
    siblings = await unit.read.where(SubCostItem, cost_item_id=item.id, type=amount)
    _check_parent(siblings, given.get("parent_id"), None)
    last = max((row.position for row in siblings), default=-1)
    places = unit.settings.money_places
    detail = unit.new(
        SubCostItem,
        **({"position": last + 1} | given | {"cost_item_id": item.id}),
        **repriced(None, given, places=places, amount="value"),
    )
    await resum(unit, item, detail.type)
    return unit.newest(detail)


async def edit_detail(
    unit: Unit, item: CostItem, detail: SubCostItem, fields: dict[str, Any], locked: str | None
) -> SubCostItem:
    """Change a row; `locked` names which of quantity, unit_price and value stays as it is."""
    require_write(unit.actor, "sub_cost_item")
    detail = unit.newest(detail)
    _refuse_frozen(unit.newest(item), detail.type)
    changes = differing(detail, fields)
    if not changes:
        return detail
    if "parent_id" in changes:
        siblings = await unit.read.where(SubCostItem, cost_item_id=item.id, type=detail.type)
        _check_parent(siblings, changes["parent_id"], detail)
    places = unit.settings.money_places
    changes |= repriced(detail, changes, places=places, amount="value", locked=locked)
    unit.change(detail, "updated", **changes)
    await resum(unit, item, detail.type)
    return unit.newest(detail)


def _check_parent(
    siblings: Sequence[SubCostItem], parent_id: int | None, child: SubCostItem | None
) -> None:
    """Detail has one level below the top (autodesk.md §11 no. 20): a parent is a top row of the
    same amount, and a row that has rows below it goes below none."""
    if parent_id is None:
        return
    parent = next((row for row in siblings if row.id == parent_id), None)
    if parent is None or parent.parent_id is not None or (child and parent.id == child.id):
        raise invalid("parent_id", "reference", "parentId must name a top row of the same amount")
    if child is not None and any(row.parent_id == child.id for row in siblings):
        raise invalid("parent_id", "rule", "a row that has rows below it goes below none")


async def delete_detail(unit: Unit, item: CostItem, detail: SubCostItem) -> None:
    require_write(unit.actor, "sub_cost_item")
    _refuse_frozen(unit.newest(item), detail.type)
    for child in await unit.read.where(SubCostItem, parent_id=detail.id):
        unit.delete(child)
    unit.delete(detail)
    await resum(unit, item, detail.type)


async def copy_details(
    unit: Unit, item: CostItem, sources: Sequence[Record], to: str
) -> list[SubCostItem]:
    """Replace the details of amount `to` by copies of `sources` (autodesk.md §3.4): rows of
    detail, of a contract's schedule of values, or of the budget. Money in another currency than
    the amount's is brought to it at the rates."""
    require_write(unit.actor, "sub_cost_item")
    _check_amount_type(to)
    await _refuse_detail(unit, item, to)
    counted = await countings(unit.read, sources)
    wanted = await counting_at(unit.read, unit.newest(item), to)
    for old in await unit.read.where(SubCostItem, cost_item_id=item.id, type=to):
        unit.delete(old)
    copies: dict[int, SubCostItem] = {}
    for position, source in enumerate(sorted(sources, key=_is_below)):
        parent = copies.get(getattr(source, "parent_id", None) or 0)
        copies[source.id] = unit.new(
            SubCostItem,
            cost_item_id=item.id,
            parent_id=None if parent is None else parent.id,
            type=to,
            position=position,
            **_copied(source, counted[source.id], wanted),
        )
    await resum(unit, item, to)
    return list(copies.values())


def _is_below(source: Record) -> bool:
    """Whether the row hangs below another, which is copied first."""
    return getattr(source, "parent_id", None) is not None


def _copied(source: Record, counted: Counting, wanted: Counting) -> dict[str, Any]:
    """What a row of detail takes over, its money as it is wanted; the value goes by another name on
    other nouns."""
    names = ("code", "name", "quantity", "input_quantity", "unit", "unit_price")
    fields: dict[str, Any] = {name: getattr(source, name, None) for name in names}
    values = (getattr(source, name, None) for name in ("value", "amount", "original_amount"))
    fields["value"] = next((value for value in values if value is not None), None)
    for name, places in (("unit_price", PRICE_PLACES), ("value", CONVERTED_PLACES)):
        if fields[name] is not None:
            fields[name] = recounted(fields[name], counted, wanted, places)
    return fields


async def resum(unit: Unit, item: CostItem, amount: str) -> None:
    """The amount of an item that has detail is the sum of its top rows; without, it stays."""
    rows = await unit.read.where(SubCostItem, cost_item_id=item.id, type=amount)
    top = [row.value for row in rows if row.parent_id is None]
    if top:
        total = sum_amounts(top)
        if getattr(unit.newest(item), amount) != total:
            await _apply(unit, item, _unfilled({amount: total}))


def _check_amount_type(amount: object) -> None:
    if amount not in AMOUNTS:
        raise invalid("type", "choice", f"type must be one of {', '.join(AMOUNTS)}")


def _refuse_frozen(item: CostItem, amount: str) -> None:
    if amount in frozen_columns_of_item(item) or item.integration_state == "locked":
        detail = f"{amount} of cost item {item.number} can no longer be changed"
        raise Locked(detail, Problem(amount, "rule", detail))


async def _refuse_detail(unit: Unit, item: CostItem, amount: str) -> None:
    """Raise where an amount takes no new detail: it is frozen, or what a markup comes to, which
    could not be worked out again above rows of detail."""
    item = unit.newest(item)
    _refuse_frozen(item, amount)
    if item.is_markup:
        await _refuse_markup_amounts(unit, item, {amount: None})


async def _refuse_detailed_amounts(unit: Unit, item: CostItem, changes: dict[str, Any]) -> None:
    """An amount that has detail below it is not typed over."""
    for amount in AMOUNTS:
        if amount in changes and await has_detail(unit, item, amount):
            detail = f"{amount} is the sum of its sub cost items"
            raise Conflict(detail, Problem(amount, "rule", detail))


async def has_detail(unit: Unit, item: CostItem, amount: str) -> bool:
    """Whether an amount of an item is the sum of what is below it."""
    return bool(await unit.read.where(SubCostItem, limit=1, cost_item_id=item.id, type=amount))
