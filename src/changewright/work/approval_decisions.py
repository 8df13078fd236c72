"""Deciding: approve, return, reject, hand on; and the move that the last approval lets through."""

from __future__ import annotations

import msgspec

from changewright.core.approval_policy import Step
from changewright.core.approvals import (
    APPROVE,
    DELEGATE,
    REJECT,
    RETURN,
    Capacity,
    Teammate,
    admits,
    is_barred,
    is_gate,
    step_for,
    told,
)
from changewright.core.book import state_of
from changewright.core.errors import Conflict, Forbidden, MoveNotAllowed, Refusal, invalid
from changewright.core.kinds import MOVES_OF, Move, Track, phase_of, states_on
from changewright.core.lifecycle import fits, targets
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval
from changewright.core.roles import duties_of

from . import moves
from .approval_cases import Case, approval_of, capacities_in, case_of
from .approval_gate import NEEDED, is_told, refuse_forbidden
from .approval_runs import begin_run, close_run, put_approval
from .unit import Unit
from .visibility import sees_document


async def approve(
    unit: Unit, document: ChangeOrder, track: Track, note: str | None = None
) -> Approval:
    """Approve the step that is the actor's. With the last one the document moves, where the
    actor's role may move it.

    Raises `Forbidden` for who may not decide, `MoveNotAllowed` where a requirement does not hold,
    `Conflict` where nothing is to be approved or others come first.
    """
    case, capacity, step, _ = await _may_decide(unit, document, track)
    refuse_forbidden(unit, case, "approval")
    case = msgspec.structs.replace(case, run=await begin_run(unit, case))
    draft = approval_of(unit, case, capacity, APPROVE, step.name)
    made = put_approval(unit, case, draft, note=note)
    if case.with_one(made).is_satisfied:
        await _move_on(unit, document, track)
    return made


async def send_back(unit: Unit, document: ChangeOrder, track: Track, note: str) -> Approval:
    """Return a document for revision, with the reason. Raises as `approve`."""
    return await _end(unit, document, track, RETURN, note)


async def reject(unit: Unit, document: ChangeOrder, track: Track, note: str) -> Approval:
    """Reject a document, with the reason. Raises as `approve`."""
    return await _end(unit, document, track, REJECT, note)


async def hand_on(
    unit: Unit, document: ChangeOrder, track: Track, to_person_id: int, note: str | None = None
) -> Approval:
    """Hand the actor's step to somebody else, for this run alone. Raises as `approve`, `Invalid`
    for somebody who is not here, does not see the document, made it, or is the actor."""
    case, capacity, step, team = await _may_decide(unit, document, track)
    if to_person_id not in team:
        raise invalid("to_person_id", "reference", "they are no member of the project")
    if to_person_id in capacity.identities:
        raise invalid("to_person_id", "rule", "nobody hands a step to themselves")
    mate = team[to_person_id]
    if not await sees_document(unit.read, mate.role, mate.company_id, document):
        raise invalid("to_person_id", "rule", "they do not see the document")
    theirs = Capacity(to_person_id, None, None, None)
    if is_barred(case.policy, theirs, document.created_by):
        raise invalid("to_person_id", "rule", "they made the document, so they do not approve it")
    case = msgspec.structs.replace(case, run=await begin_run(unit, case))
    draft = approval_of(unit, case, capacity, DELEGATE, step.name)
    return put_approval(unit, case, draft, to_person_id=to_person_id, note=note)


async def _end(
    unit: Unit, document: ChangeOrder, track: Track, decision: str, note: str
) -> Approval:
    if not note.strip():
        raise invalid("note", "missing", f"to {decision} it takes a reason")
    case, capacity, step, _ = await _may_decide(unit, document, track)
    case = msgspec.structs.replace(case, run=await begin_run(unit, case))
    assert case.run is not None
    draft = approval_of(unit, case, capacity, decision, step.name)
    made = put_approval(unit, case, draft, note=note)
    target = "revising" if decision == RETURN else "rejected"
    close_run(unit, case.run, "returned" if decision == RETURN else "rejected", note)
    if state_of(document, track) != target:
        await _step_back(unit, document, track, target)
    return made


async def _may_decide(
    unit: Unit, document: ChangeOrder, track: Track
) -> tuple[Case, Capacity, Step, dict[int, Teammate]]:
    """The case, and the step that the actor may decide in it. Raises `Forbidden`, `Conflict`."""
    case = await case_of(unit, document, track)
    if case is None:
        raise Conflict("no approval policy is about it", reason="approval_none")
    state = state_of(document, track)
    is_asked = (
        state is not None
        and phase_of(state) in ("exposed", "pending")
        and not is_gate(document.kind, None, state)
    )
    if case.run is None and not is_asked:
        raise Conflict(f"nothing is to be approved while it is {state}", reason="approval_none")
    if case.where.is_satisfied:
        raise Conflict("every approval it needs is given", reason="approval_given")
    person_id = unit.actor.person_id
    if person_id is None:
        raise Forbidden("a program that stands for nobody approves nothing")
    team = await unit.read.team()
    found = await capacities_in(unit, case, person_id, team)
    for capacity in found:
        step = step_for(case.policy, case.where, case.approvals, capacity, document.created_by)
        if step is not None:
            return case, capacity, step, team
    raise _not_theirs(unit, case, found, document, team)


def _not_theirs(
    unit: Unit,
    case: Case,
    found: list[Capacity],
    document: ChangeOrder,
    team: dict[int, Teammate],
) -> Refusal:
    """Why somebody may decide nothing now."""
    needed = told(case.where.needed, team) if is_told(unit) else "others"
    if any(is_barred(case.policy, one, document.created_by) for one in found):
        return Forbidden(f"whoever made it does not approve it; still needed: {needed}")
    later = any(
        admits(one.step, capacity) and not is_barred(case.policy, capacity, document.created_by)
        for one in case.where.later
        for capacity in found
    )
    if later:
        return Conflict(f"others decide first; still needed: {needed}", reason=NEEDED)
    return Forbidden(f"it is not yours to decide; still needed: {needed}")


# -- what follows ---------------------------------------------------------------------------------


async def _move_on(unit: Unit, document: ChangeOrder, track: Track) -> None:
    """The move that was waited for, if the actor's role may do it and nothing else is in its way;
    else the document waits for somebody to move it."""
    document = unit.newest(document)
    for move in MOVES_OF[document.kind]:
        if _leads(move, document, track) and move.duty in duties_of(unit.actor.role, document.kind):
            try:
                with unit.attempt():
                    await moves.act(unit, document, move.action)
            except MoveNotAllowed:
                continue
            return


def _leads(move: Move, document: ChangeOrder, track: Track) -> bool:
    if not fits(move, document):
        return False
    entered = targets(move, document).get(track)
    return entered is not None and is_gate(document.kind, state_of(document, track), entered)


async def _step_back(unit: Unit, document: ChangeOrder, track: Track, target: str) -> None:
    """The document goes where the decision sends it, if the actor's role decides about its kind;
    else it stays, and its maker has it."""
    document = unit.newest(document)
    if "decide" not in duties_of(unit.actor.role, document.kind):
        return
    if target in states_on(document.kind, track):
        await moves.enter_by_decision(unit, document, {track: target})
