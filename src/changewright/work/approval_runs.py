"""Runs of approval: opened, advanced, voided, closed, and the decisions written into them.

A run is one round of approval of a document on a track. It opens when the document comes to wait
for a decision (`approval_settling`), or at the first decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from changewright.core.approval_limits import material_digest
from changewright.core.approval_policy import Policy
from changewright.core.approvals import APPROVE, due_of
from changewright.core.records_approvals import Approval, ApprovalRun

from .approval_cases import Case, approvals_of, snapshot_of

if TYPE_CHECKING:
    from .unit import Unit


async def begin_run(unit: Unit, case: Case) -> ApprovalRun:
    """The case's run, else a new one of the next round."""
    if case.run is not None:
        return case.run
    before = await unit.read.where(
        ApprovalRun, change_order_id=case.document.id, track=case.track, deleted=True
    )
    where = case.where
    return unit.new(
        ApprovalRun,
        change_order_id=case.document.id,
        track=case.track,
        round=1 + max((one.round for one in before), default=0),
        policy_id=case.policy.id,
        contract_id=case.facts.contract_id,
        band=case.band.name,
        stage=where.stage,
        stage_since=unit.now,
        due=due_of(where, unit.now),
        facts=material_digest(case.facts),
    )


def close_run(unit: Unit, run: ApprovalRun, state: str, reason: str | None = None) -> ApprovalRun:
    """A run comes to its end."""
    return unit.change(
        run, state, state=state, reason=reason, closed_at=unit.now, due=None, stage=None
    )


def put_approval(unit: Unit, case: Case, draft: Approval, **more: Any) -> Approval:
    """Write a decision with the snapshot of what its maker saw, and move the run on."""
    assert case.run is not None
    fields = {
        name: getattr(draft, name) for name in Approval.__struct_fields__ if name not in _IDENTITY
    }
    fields |= {"run_id": case.run.id, "snapshot": snapshot_of(case), **more}
    made = unit.new(Approval, **fields)
    after = msgspec.structs.replace(case, approvals=(*case.approvals, made))
    advance(unit, after)
    return made


_IDENTITY = frozenset(
    {
        *("container_id", "id", "uuid", "version", "revision", "created_at", "updated_at"),
        *("created_by", "changed_by", "deleted_at"),
    }
)


def advance(unit: Unit, case: Case) -> ApprovalRun:
    """Write on the run where it stands: its band, the stage that waits, since when, until when."""
    assert case.run is not None
    where, run = case.where, unit.newest(case.run)
    state = "satisfied" if where.is_satisfied else "open"
    moved = (run.state, run.stage, run.band) != (state, where.stage, case.band.name)
    since = unit.now if moved or run.stage_since is None else run.stage_since
    return unit.change(
        run,
        "advanced",
        state=state,
        band=case.band.name,
        stage=where.stage,
        stage_since=since,
        due=due_of(where, since),
        contract_id=case.facts.contract_id,
        facts=material_digest(case.facts),
    )


async def void(unit: Unit, run: ApprovalRun, reason: str) -> None:
    """A run and the approvals given in it count no more."""
    close_run(unit, unit.newest(run), "voided", reason)
    for approval in await approvals_of(unit, run):
        if approval.voided_at is None:
            unit.change(approval, "voided", voided_at=unit.now)


async def refresh(unit: Unit, case: Case) -> None:
    """Bring an open run up to date. What is being approved was edited: by policy the approvals
    given are void, and a new round begins, or they stay."""
    run = case.run
    assert run is not None
    is_given = any(one.decision == APPROVE and one.voided_at is None for one in case.approvals)
    is_edited = run.facts != material_digest(case.facts)
    if run.policy_id != case.policy.id or (is_edited and is_given and _voids(case.policy)):
        await void(unit, run, "it was edited" if is_edited else "another policy is about it")
        anew = msgspec.structs.replace(case, run=None, approvals=())
        advance(unit, msgspec.structs.replace(anew, run=await begin_run(unit, anew)))
        return
    advance(unit, case)


def _voids(policy: Policy) -> bool:
    return policy.on_edit == "void"
