"""A document as its policy sees it now: what is given and needed, and who may decide as whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from changewright.core.approval_limits import Facts, band_of, measure, shown
from changewright.core.approval_policy import Band, Policy
from changewright.core.approvals import (
    APPROVE,
    DELEGATE,
    OPEN_STATES,
    Capacity,
    Standing,
    Teammate,
    capacities,
    standing,
    step_for,
)
from changewright.core.book import state_of
from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval, ApprovalRun, Delegation

from .approval_facts import facts_of, policy_for

if TYPE_CHECKING:
    from .scene import Scene


class Case(msgspec.Struct, frozen=True):
    """A document on a track as its policy sees it now. `run` None: none is open yet."""

    document: ChangeOrder
    track: Track
    policy: Policy
    facts: Facts
    band: Band
    run: ApprovalRun | None
    approvals: tuple[Approval, ...]

    @property
    def where(self) -> Standing:
        """What is given and what is still needed."""
        return standing(self.policy, self.band, self.approvals)

    def with_one(self, approval: Approval) -> Standing:
        """The same if somebody decided so."""
        return standing(self.policy, self.band, (*self.approvals, approval))


async def case_of(scene: Scene, document: ChangeOrder, track: Track) -> Case | None:
    """The case of a document; None where no policy governs it."""
    policy = await policy_for(scene, document, track)
    if policy is None:
        return None
    facts = await facts_of(scene, document, track, policy)
    run = await open_run_of(scene, document, track)
    given = await approvals_of(scene, run) if run is not None else []
    band = band_of(policy, facts)
    return Case(document, track, policy, facts, band, run, tuple(given))


async def open_run_of(scene: Scene, document: ChangeOrder, track: Track) -> ApprovalRun | None:
    """The run of a document that is not closed yet."""
    found = await scene.read.where(
        ApprovalRun, change_order_id=document.id, track=track, state=OPEN_STATES
    )
    return found[0] if found else None


async def approvals_of(scene: Scene, run: ApprovalRun) -> list[Approval]:
    """The decisions of a run, oldest first."""
    return await scene.read.where(Approval, run_id=run.id)


async def capacities_in(
    scene: Scene, case: Case, person_id: int, team: dict[int, Teammate]
) -> list[Capacity]:
    """As whom somebody may decide in a case: as themselves first."""
    if person_id == scene.actor.person_id and person_id not in team and scene.actor.role:
        team = {**team, person_id: Teammate(person_id, scene.actor.role, None)}
    delegations = await scene.read.where(Delegation, to_person_id=person_id)
    handed = [one for one in case.approvals if one.decision == DELEGATE]
    return capacities(person_id, team, delegations, handed, case.policy.id, scene.now)


async def own_approval(scene: Scene, case: Case, team: dict[int, Teammate]) -> Approval | None:
    """The approval that the actor's own move is, not put yet; None: they may decide nothing."""
    person_id = scene.actor.person_id
    if person_id is None:
        return None
    for capacity in await capacities_in(scene, case, person_id, team):
        step = step_for(case.policy, case.where, case.approvals, capacity, case.document.created_by)
        if step is not None:
            return approval_of(scene, case, capacity, APPROVE, step.name)
    return None


def approval_of(
    scene: Scene, case: Case, capacity: Capacity, decision: str, step: str | None
) -> Approval:
    """A decision as it would be written, without an identity yet."""
    return Approval(
        container_id=scene.read.container_id,
        id=0,
        uuid=case.document.uuid,
        created_at=scene.now,
        updated_at=scene.now,
        run_id=0 if case.run is None else case.run.id,
        change_order_id=case.document.id,
        decision=decision,
        person_id=capacity.person_id,
        for_person_id=capacity.for_person_id,
        role=capacity.role,
        company_id=capacity.company_id,
        step=step,
        door=scene.actor.door,
    )


def snapshot_of(case: Case) -> dict[str, Any]:
    """What an approver sees: the document, its lines and sums, and how the limits stand."""
    document = case.document
    return {
        "document": {
            "kind": document.kind,
            "number": document.number,
            "name": document.name,
            "track": case.track,
            "state": state_of(document, case.track),
            "version": document.version,
            "scheduleChange": document.schedule_change,
        },
        **shown(case.facts),
        "policy": case.policy.name,
        "band": case.band.name,
        "limits": [
            {
                "measure": one.measure,
                "value": None if one.value is None else str(one.value),
                "bound": None if one.bound is None else str(one.bound),
                "inclusive": one.inclusive,
                "holds": one.holds,
            }
            for one in (
                measure(case.policy, limit, case.facts)
                for limit in (*case.policy.requirements, *_limits_of(case.policy))
            )
        ],
    }


def _limits_of(policy: Policy) -> list[Any]:
    return [limit for band in policy.bands for limit in band.limits]
