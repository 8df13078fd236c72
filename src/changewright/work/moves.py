"""Moving a change order from state to state, whichever door asked: by action, state or decision.

Every function runs inside a unit of work, lets `core` decide, and registers with the unit what the
move does to the document, its items and all that shares them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.book import Book, state_of
from changewright.core.kinds import KIND, TRACKS, Duty, Move, Track, phase_of
from changewright.core.lifecycle import find_move, moves, target_needs, targets
from changewright.core.numbering import approval_sequence
from changewright.core.propagation import enter, enter_items
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.records_forms import FormSnapshot
from changewright.core.reviews import review_stamps, verdict_of
from changewright.core.roles import duties_of
from changewright.core.rules import Situation, holds, require
from changewright.core.wording import acting, moving

from .approval_gate import may_pass, pass_gate
from .change_orders import is_standing
from .clock_events import note_move
from .layers import follow_leader, review_face
from .neighbourhood import keep, load_book, situation
from .pairs import tell_pair
from .permission import require_duty
from .quotes import follow_state
from .scene import Scene
from .unit import Unit


async def actions(unit: Scene, document: ChangeOrder) -> list[Move]:
    """The actions this actor may execute now, in the order of the table, forward first."""
    offered = moves(document, duties_of(unit.actor.role, document.kind))
    if not offered:
        return []
    book = await load_book(unit, [document.id])
    around = await surroundings(unit, book, document)
    possible = [move for move in offered if holds(move.needs, around)]
    return [move for move in possible if await may_pass(unit, document, targets(move, document))]


async def act(unit: Unit, document: ChangeOrder, action: str) -> ChangeOrder:
    """Execute `action`. Raises `MoveNotAllowed`, or `Forbidden` for a duty the role lacks."""
    document = unit.newest(document)
    move = find_move(document, action)
    require_duty(unit.actor, document.kind, move.duty, acting(document.kind, action))
    book = await load_book(unit, [document.id])
    require(move.needs, await surroundings(unit, book, document), action)
    entered = targets(move, document)
    await pass_gate(unit, document, entered, action)
    return await _enter(unit, book, document, entered, action)


async def act_to(unit: Unit, document: ChangeOrder, wanted: dict[Track, str]) -> ChangeOrder:
    """Set states directly, as Procore's clients do; the locks of approval still hold."""
    document = unit.newest(document)
    entered = {track: to for track, to in wanted.items() if state_of(document, track) != to}
    if not entered:
        return document
    book = await load_book(unit, [document.id])
    around = await surroundings(unit, book, document)
    for track, state in entered.items():
        duty = _duty_of_target(document, track, state)
        require_duty(unit.actor, document.kind, duty, moving(document.kind, state))
        require(target_needs(document, track, state), around, f"status {state}")
    await pass_gate(unit, document, entered, "approval")
    return await _enter(unit, book, document, entered, "status")


async def act_on_items(
    unit: Unit, document: ChangeOrder, track: Track, before: str, state: str, items: list[CostItem]
) -> ChangeOrder:
    """Move some of a document's items from `before` to `state`, as `act_to` moves all of them. What
    the document comes to by it is an event of its contract as its own move would be."""
    document = unit.newest(document)
    book = await load_book(unit, [document.id])
    as_seen = msgspec.structs.replace(document, **{f"{track}_state": before})
    duty = _duty_of_target(as_seen, track, state)
    require_duty(unit.actor, document.kind, duty, moving(document.kind, state))
    around = await surroundings(unit, book, as_seen)
    require(target_needs(as_seen, track, state), around, f"status {state}")
    await pass_gate(unit, as_seen, {track: state}, "approval")
    enter_items(book, document.id, track, before, state, [item.id for item in items])
    keep(unit, book, document.id, "status")
    await note_move(unit, document, unit.newest(document))
    return unit.newest(document)


async def enter_by_decision(
    unit: Unit, document: ChangeOrder, entered: dict[Track, str]
) -> ChangeOrder:
    """Put a document where a decision about it sends it, back or out; the caller's duty is asked
    by who decides. Raises `MoveNotAllowed` for a need that does not hold."""
    document = unit.newest(document)
    book = await load_book(unit, [document.id])
    around = await surroundings(unit, book, document)
    for track, state in entered.items():
        require(target_needs(document, track, state), around, f"status {state}")
    return await _enter(unit, book, document, entered, "decided")


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
        contract_approved = await is_standing(unit, document.contract_id)
    highest: int | None = None
    if unit.settings.lifo and document.approval_sequence is not None:
        highest = await _highest_sequence(unit, document)
    return situation(book, document, contract_approved=contract_approved, highest_sequence=highest)


async def _highest_sequence(unit: Scene, document: ChangeOrder) -> int | None:
    """The sequence given last on the contract that the order amends. Its form has it; only orders
    that were loaded in bulk have none, and are all read."""
    contract_id = _amended_contract(unit, document)
    column = "contract_id" if document.kind == "sco" else "main_contract_id"
    named: dict[str, Any] = {column: contract_id}
    for latest in await unit.read.where(FormSnapshot, ("-sequence",), limit=1, **named):
        return latest.sequence
    if document.kind == "sco":
        rows = await unit.read.where(ChangeOrder, kind="sco", contract_id=contract_id)
    else:
        is_default = contract_id == unit.settings.default_main_contract_id
        same = [contract_id, None] if is_default else [contract_id]
        rows = await unit.read.where(ChangeOrder, kind="oco", main_contract_id=same)
    return max((row.approval_sequence for row in rows if row.approval_sequence), default=None)


async def _enter(
    unit: Unit, book: Book, document: ChangeOrder, entered: dict[Track, str], action: str
) -> ChangeOrder:
    """Run the core's propagation, then keep its outcome and the order's approval sequence."""
    for track, state in entered.items():
        # Flagged executed beforehand; one that is executed already is being set back.
        is_entering = phase_of(state_of(document, track)) != "approved" and state == "approved"
        if is_entering and document.executed_flag and KIND[document.kind].tier == 3:
            entered = entered | {track: "executed"}
    enter(book, document.id, entered)
    moved = book.documents[document.id]
    keep(unit, book, document.id, action)
    await follow_leader(unit, document, moved)
    await follow_state(unit, document, moved)
    stamps = await _approval_stamps(unit, document, moved)
    if stamps:
        moved = unit.change(moved, action, **stamps)
        if moved.reviewed_at != document.reviewed_at:
            await tell_pair(unit, document, moved)
    if moved.kind == "pco":
        await _review_faces(unit, document, moved)
    await note_move(unit, document, unit.newest(moved))
    return unit.newest(moved)


async def _review_faces(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> None:
    """An answer to a potential change is the review of it that its contracts see."""
    for track in TRACKS:
        was, now = state_of(before, track), state_of(after, track)
        if verdict_of(was) != verdict_of(now):
            for face in await unit.read.where(Face, change_order_id=after.id, side=track):
                await review_face(unit, face, was, now)


async def _approval_stamps(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> dict[str, Any]:
    """An order that enters approved gets the next sequence of its contract; leaving drops it. An
    answer to it is its review."""
    if KIND[after.kind].tier != 3:
        return {}
    track = KIND[after.kind].tracks[0]
    reviewed = review_stamps(
        state_of(before, track),
        state_of(after, track),
        reviewer_id=after.reviewer_id,
        person_id=unit.actor.person_id,
        at=unit.now,
        tells_approval=True,
    )
    was, now = (phase_of(state_of(one, track)) == "approved" for one in (before, after))
    stamps: dict[str, Any] = {}
    if now and not was:
        contract_id = _amended_contract(unit, after)
        stamps["approved_at"] = unit.now
        if contract_id is not None:
            name = approval_sequence(contract_id, track)
            stamps["approval_sequence"] = await unit.next_number(name)
    elif was and not now:
        stamps = {"approved_at": None, "approval_sequence": None}
    executed = state_of(after, track) == "executed"
    if executed != (state_of(before, track) == "executed"):
        stamps |= {"executed_flag": executed, "executed_at": unit.now if executed else None}
    return stamps | dict(reviewed)


def _amended_contract(unit: Scene, order: ChangeOrder) -> int | None:
    if order.kind == "sco":
        return order.contract_id
    return order.main_contract_id or unit.settings.default_main_contract_id
