"""The gate that final moves pass through.

The move that a policy is about passes only where nothing more is needed, or where the mover's own
approval is the last one. A refusal says who is needed, to those who may hear it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import msgspec

from changewright.core.approval_limits import forbidden_by
from changewright.core.approval_limits import told as told_limit
from changewright.core.approvals import Capacity, Teammate, is_barred, is_gate, told
from changewright.core.book import state_of
from changewright.core.errors import MoveNotAllowed
from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval
from changewright.core.roles import ROLE

from .approval_cases import Case, case_of, own_approval
from .approval_runs import begin_run, close_run, put_approval

if TYPE_CHECKING:
    from .scene import Scene
    from .unit import Unit

NEEDED, FORBIDDEN = "approval_needed", "approval_forbidden"
OTHERS_FIRST = "others approve it first"
"""What those outside are told of a policy."""


async def pass_gate(
    unit: Unit, document: ChangeOrder, entered: dict[Track, str], action: str
) -> None:
    """Let a move through where its policy is satisfied. A move by somebody whose approval is the
    last one needed counts as that; any other is refused, and a refused move writes nothing.

    Raises `MoveNotAllowed` (reason approval_needed or approval_forbidden) saying who is needed.
    """
    async for case in _cases_at(unit, document, entered):
        await _pass(unit, case, action)


async def _cases_at(
    scene: Scene, document: ChangeOrder, entered: dict[Track, str]
) -> AsyncIterator[Case]:
    """The cases that a move comes to, track by track."""
    if not scene.settings.approvals:
        return
    for track, state in entered.items():
        if is_gate(document.kind, state_of(document, track), state):
            case = await case_of(scene, document, track)
            if case is not None:
                yield case


async def _pass(unit: Unit, case: Case, action: str) -> None:
    refuse_forbidden(unit, case, action)
    if not case.where.is_satisfied:
        team = await unit.read.team()
        own = await own_approval(unit, case, team)
        if own is None or not case.with_one(own).is_satisfied:
            raise MoveNotAllowed(_refusal_text(unit, case, action, own, team), reason=NEEDED)
        case = msgspec.structs.replace(case, run=await begin_run(unit, case))
        put_approval(unit, case, own)
    if case.run is not None:
        close_run(unit, case.run, "used")


async def may_pass(scene: Scene, document: ChangeOrder, entered: dict[Track, str]) -> bool:
    """Whether `pass_gate` would let this actor's move through now."""
    async for case in _cases_at(scene, document, entered):
        if forbidden_by(case.policy, case.facts) is not None:
            return False
        if not case.where.is_satisfied:
            own = await own_approval(scene, case, await scene.read.team())
            if own is None or not case.with_one(own).is_satisfied:
                return False
    return True


async def gate_refusal(
    scene: Scene, document: ChangeOrder, entered: dict[Track, str], action: str
) -> tuple[str, bool] | None:
    """What `pass_gate` would refuse this actor's move with, and whether they may approve it all the
    same; None: it lets the move through."""
    async for case in _cases_at(scene, document, entered):
        try:
            refuse_forbidden(scene, case, action)
        except MoveNotAllowed as refusal:
            return refusal.detail, False
        team = await scene.read.team()
        own = None if case.where.is_satisfied else await own_approval(scene, case, team)
        where = case.where if own is None else case.with_one(own)
        if not where.is_satisfied:
            return _refusal_text(scene, case, action, own, team), own is not None
    return None


def is_told(scene: Scene) -> bool:
    """Whether the actor hears what a policy says and whom it asks: that is the contractor's own,
    though an owner or a supplier may be among those whom it asks."""
    role = ROLE.get(scene.actor.role)
    return role is None or role.audience == "full"


def refuse_forbidden(scene: Scene, case: Case, action: str) -> None:
    """Raise `MoveNotAllowed` where a requirement of the policy does not hold: then nobody may."""
    broken = forbidden_by(case.policy, case.facts)
    if broken is not None and not is_told(scene):
        raise MoveNotAllowed(f"{action} is not possible: {OTHERS_FIRST}", reason=FORBIDDEN)
    if broken is not None:
        raise MoveNotAllowed(
            f"{action} is not possible: policy {case.policy.name!r} lets nobody approve it, since "
            f"{told_limit(broken)}",
            reason=FORBIDDEN,
        )


def _refusal_text(
    scene: Scene, case: Case, action: str, own: Approval | None, team: dict[int, Teammate]
) -> str:
    """Why the move is refused, who is needed, and whether the caller is one of them."""
    if not is_told(scene):
        return f"{action} is not possible: {OTHERS_FIRST}"
    where = case.where
    needed = told((*where.needed, *where.later), team)
    text = (
        f"{action} is not possible: policy {case.policy.name!r}, band {case.band.name!r}, still "
        f"needs {needed}"
    )
    if own is not None:
        return f"{text}; {own.step} is yours: decide it under approvals"
    person_id = scene.actor.person_id
    if person_id is not None and is_barred(
        case.policy, Capacity(person_id, None, None, None), case.document.created_by
    ):
        return f"{text}; you made it, so you do not approve it"
    return text
