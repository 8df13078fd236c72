"""What can be done with a change order, whichever door asked: create, edit, delete, move.

Every function runs inside a unit of work, decides through `core`, and registers the outcome with
the unit. References arrive as integers of this container, already resolved by the door.
"""

from __future__ import annotations

from typing import Any

from changewright.core.errors import Conflict, InUse, Locked, invalid
from changewright.core.kinds import KIND, SCOPES, Duty, Move, Track, phase_of
from changewright.core.lifecycle import (
    Book,
    enter,
    find_move,
    is_closed,
    moves,
    state_of,
    target_needs,
    targets,
)
from changewright.core.numbering import approval_sequence, compose, container_sequence
from changewright.core.records import (
    ChangeOrder,
    ChangeOrderType,
    CostItem,
    Face,
    Membership,
)
from changewright.core.records_contracts import Contract
from changewright.core.roles import duties_of
from changewright.core.rules import Situation, check_edit, holds, require

from .attributes import write_through
from .faces import sync_faces
from .neighbourhood import keep, load_book, situation
from .permission import require_duty, require_write
from .scene import Scene
from .unit import Unit

# A commitment lets orders be made once it stands (autodesk.md §5.2, procore.md §1.7).
STANDING_CONTRACT_STATUSES = frozenset({"approved", "signed", "executed", "closed"})

# A rate patched onto a document is written to all of its items (autodesk.md §1.5).
EXCHANGE_RATE_OF_ITEMS = {"rfq": "proposed_exchange_rate", "sco": "committed_exchange_rate"}


# -- create, edit, delete -------------------------------------------------------------------------


async def create(unit: Unit, kind: str, fields: dict[str, Any]) -> ChangeOrder:
    """A new document in draft on the tracks its kind has, numbered, with its faces."""
    require_write(unit.actor, "change_order")
    check_scope(fields.get("scope"))
    definition = await type_of(unit, kind)
    number, value = await _next_free_number(unit, definition)
    row = KIND[kind]
    document = unit.new(
        ChangeOrder,
        **(
            {
                "kind": kind,
                "number": number,
                "number_value": value,
                "number_prefix": definition.number_prefix,
                "number_suffix": definition.number_suffix,
                "type": definition.name,
                "owner_id": unit.actor.person_id,
                "budget_state": "draft" if "budget" in row.tracks else None,
                "cost_state": "draft" if "cost" in row.tracks else None,
            }
            | stamped(unit, fields, None)
        ),
    )
    await write_through(unit, document, fields, is_new=True)
    if kind == "pco":
        document = await sync_faces(unit, document, (), is_new=True)
    return document


async def edit(unit: Unit, document: ChangeOrder, fields: dict[str, Any]) -> ChangeOrder:
    """Change the fields that differ. Raises `Locked` naming each frozen field."""
    require_write(unit.actor, "change_order")
    changes = {name: value for name, value in fields.items() if getattr(document, name) != value}
    if not changes:
        return document
    check_scope(changes.get("scope"))
    check_edit(document, changes)
    if "contract_id" in changes:
        await _check_contract_of_items(unit, document, changes["contract_id"])
    document = unit.change(document, "updated", **stamped(unit, changes, document))
    await write_through(unit, document, changes)
    if "exchange_rate" in changes and document.kind in EXCHANGE_RATE_OF_ITEMS:
        await _pass_rate_on(unit, document)
    if document.kind == "pco" and {"contract_id", "main_contract_id"} & changes.keys():
        book = await load_book(unit, [document.id])
        items = [book.items[item_id] for item_id in book.items_of[document.id]]
        document = await sync_faces(unit, document, items)
    return document


async def delete(unit: Unit, document: ChangeOrder) -> None:
    """Delete a document that nothing depends on: not submitted or approved, not built upon.

    Its items stay; they are on it no more. Raises `Locked` or `InUse`.
    """
    require_write(unit.actor, "change_order")
    if document.integration_state == "locked":
        raise Locked("the record is locked by the integrated system")
    for track in KIND[document.kind].tracks:
        if phase_of(state_of(document, track)) in ("pending", "approved"):
            raise Locked(f"a {document.kind} that is {state_of(document, track)} is not deleted")
    memberships = await unit.read.memberships_of_documents([document.id])
    if unit.settings.unlink_first and document.kind != "pco" and memberships:
        raise InUse(f"{document.kind} {document.number} still holds cost items; unlink them first")
    await _refuse_if_built_upon(unit, document)
    for membership in memberships:
        unit.delete(membership)
    for face in await unit.read.where(Face, change_order_id=document.id):
        unit.delete(face)
    unit.delete(document)


async def _refuse_if_built_upon(unit: Unit, document: ChangeOrder) -> None:
    generated = await unit.read.where(ChangeOrder, source_id=document.id)
    live = [other for other in generated if not is_closed(other)]
    if live:
        raise InUse(f"{live[0].kind.upper()} {live[0].number} was generated from it")


def check_scope(scope: object) -> None:
    if scope is not None and scope not in SCOPES:
        raise invalid("scope", "choice", f"scope must be one of {', '.join(SCOPES)}")


def stamped(
    unit: Unit, changes: dict[str, Any], before: ChangeOrder | CostItem | None
) -> dict[str, Any]:
    """`changes` with the server's stamp on a changed integration state (autodesk.md §6)."""
    was = before.integration_state if before is not None else None
    if "integration_state" in changes and changes["integration_state"] != was:
        return changes | {
            "integration_state_changed_at": unit.now,
            "integration_state_changed_by": unit.actor.person_id,
        }
    return changes


# -- numbers --------------------------------------------------------------------------------------


async def type_of(unit: Unit, kind: str) -> ChangeOrderType:
    """The project's definition of a kind."""
    for definition in await unit.definitions(ChangeOrderType):
        if definition.kind == kind:
            return definition
    raise Conflict(f"the project has no definition of {kind}")


async def _next_free_number(unit: Unit, definition: ChangeOrderType) -> tuple[str, int]:
    """The next automatic number; numbers typed by people are stepped over."""
    while True:
        value = await unit.next_number(container_sequence(definition.kind), definition.number_start)
        number = compose(definition, value)
        if not await unit.read.where(ChangeOrder, kind=definition.kind, number=number):
            return number, value


# -- moves ----------------------------------------------------------------------------------------


async def actions(unit: Scene, document: ChangeOrder) -> list[Move]:
    """The actions this actor may execute now, in the order of the table, forward first."""
    offered = moves(document, duties_of(unit.actor.role, document.kind))
    if not offered:
        return []
    book = await load_book(unit, [document.id])
    around = await surroundings(unit, book, document)
    return [move for move in offered if holds(move.needs, around)]


async def act(unit: Unit, document: ChangeOrder, action: str) -> ChangeOrder:
    """Execute `action`. Raises `MoveNotAllowed`, or `Forbidden` for a duty the role lacks."""
    move = find_move(document, action)
    require_duty(unit.actor, document.kind, move.duty, action)
    book = await load_book(unit, [document.id])
    require(move.needs, await surroundings(unit, book, document), action)
    return await _enter(unit, book, document, targets(move, document), action)


async def act_to(unit: Unit, document: ChangeOrder, wanted: dict[Track, str]) -> ChangeOrder:
    """Set states directly, as Procore's clients do; the locks of approval still hold."""
    entered = {track: to for track, to in wanted.items() if state_of(document, track) != to}
    if not entered:
        return document
    book = await load_book(unit, [document.id])
    around = await surroundings(unit, book, document)
    for track, state in entered.items():
        require_duty(unit.actor, document.kind, _duty_of_target(document, track, state), state)
        require(target_needs(document, track, state), around, f"status {state}")
    return await _enter(unit, book, document, entered, "status")


def _duty_of_target(document: ChangeOrder, track: Track, state: str) -> Duty:
    phase = phase_of(state)
    if phase_of(state_of(document, track)) == "approved" and phase != "approved":
        return "undo"
    if state == "executed":
        return "sign"
    return "decide" if phase in ("approved", "closed") or state == "accepted" else "prepare"


async def surroundings(unit: Scene, book: Book, document: ChangeOrder) -> Situation:
    """The document's situation, with what the project's settings ask to be looked at."""
    contract_approved: bool | None = None
    if unit.settings.commitment_first and document.contract_id is not None:
        contract = await unit.read.get(Contract, document.contract_id)
        contract_approved = contract is not None and contract.status in STANDING_CONTRACT_STATUSES
    highest: int | None = None
    if unit.settings.lifo and document.approval_sequence is not None:
        highest = await _highest_sequence(unit, document)
    return situation(book, document, contract_approved=contract_approved, highest_sequence=highest)


async def _highest_sequence(unit: Scene, document: ChangeOrder) -> int | None:
    rows = await unit.read.where(
        ChangeOrder,
        kind=document.kind,
        contract_id=document.contract_id,
        main_contract_id=document.main_contract_id,
    )
    return max((row.approval_sequence for row in rows if row.approval_sequence), default=None)


async def _enter(
    unit: Unit, book: Book, document: ChangeOrder, entered: dict[Track, str], action: str
) -> ChangeOrder:
    """Run the core's propagation, then keep its outcome and the order's approval sequence."""
    for track, state in entered.items():
        if state == "approved" and document.executed_flag and KIND[document.kind].tier == 3:
            entered = entered | {track: "executed"}
    enter(book, document.id, entered)
    moved = book.documents[document.id]
    keep(unit, book, document.id, action)
    stamps = await _approval_stamps(unit, document, moved)
    return unit.change(moved, action, **stamps) if stamps else unit.newest(moved)


async def _approval_stamps(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> dict[str, Any]:
    """An order that enters approved gets the next sequence of its contract; leaving drops it."""
    if KIND[after.kind].tier != 3:
        return {}
    track = KIND[after.kind].tracks[0]
    was, now = (phase_of(state_of(one, track)) == "approved" for one in (before, after))
    stamps: dict[str, Any] = {}
    if now and not was:
        contract_id = after.contract_id if track == "cost" else _main_contract(unit, after)
        stamps["approved_at"] = unit.now
        if contract_id is not None:
            name = approval_sequence(contract_id, track)
            stamps["approval_sequence"] = await unit.next_number(name)
    elif was and not now:
        stamps = {"approved_at": None, "approval_sequence": None}
    executed = state_of(after, track) == "executed"
    if executed != (state_of(before, track) == "executed"):
        stamps |= {"executed_flag": executed, "executed_at": unit.now if executed else None}
    return stamps


def _main_contract(unit: Unit, document: ChangeOrder) -> int | None:
    return document.main_contract_id or unit.settings.default_main_contract_id


# -- what an edit of the document does to its items -----------------------------------------------


async def _check_contract_of_items(
    unit: Unit, document: ChangeOrder, contract_id: int | None
) -> None:
    """An SCO's contract is that of its items; items without one get it (core-model.md §2)."""
    if document.kind != "sco" or contract_id is None:
        return
    for item in await items_of(unit, document):
        if item.contract_id is None:
            unit.change(item, "updated", contract_id=contract_id)
        elif item.contract_id != contract_id:
            raise Conflict(f"cost item {item.number} belongs to another contract")


async def _pass_rate_on(unit: Unit, document: ChangeOrder) -> None:
    column = EXCHANGE_RATE_OF_ITEMS[document.kind]
    for item in await items_of(unit, document):
        unit.change(item, "updated", **{column: document.exchange_rate})


async def items_of(unit: Unit, document: ChangeOrder) -> list[CostItem]:
    """The document's cost items in their order on it."""
    memberships: list[Membership] = await unit.read.memberships_of_documents([document.id])
    found = await unit.read.many(CostItem, [m.cost_item_id for m in memberships])
    place = {m.cost_item_id: (m.position, m.id) for m in memberships}
    return sorted(found, key=lambda item: place[item.id])
