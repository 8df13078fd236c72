"""Runs of approval: opened, advanced, closed; and the gate that final moves pass through.

A run is one round of approval of a document on a track. It opens when the document comes to wait
for a decision, or at the first decision; the move that a policy is about passes only where nothing
more is needed (`pass_gate`). What a unit did to documents and items is followed at its end
(`settle_approvals`), whichever door or function did it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from changewright.core.approval_limits import (
    Facts,
    band_of,
    forbidden_by,
    material_digest,
    measure,
    shown,
)
from changewright.core.approval_limits import told as told_limit
from changewright.core.approval_policy import Band, Policy, policy_of
from changewright.core.approvals import (
    APPROVE,
    DELEGATE,
    OPEN_STATES,
    REJECT,
    RETURN,
    Capacity,
    Standing,
    Teammate,
    capacities,
    due_of,
    is_barred,
    is_gate,
    standing,
    step_for,
    told,
    waits,
)
from changewright.core.book import state_of
from changewright.core.errors import MoveNotAllowed
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_approvals import Approval, ApprovalPolicy, ApprovalRun, Delegation
from changewright.core.roles import ROLE

from .approval_facts import contract_of, facts_of, policy_for

if TYPE_CHECKING:
    from .scene import Scene
    from .unit import Unit

NEEDED, FORBIDDEN = "approval_needed", "approval_forbidden"
OTHERS_FIRST = "others approve it first"
"""What those outside are told of a policy."""


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


# -- the gate -------------------------------------------------------------------------------------


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
        own = await _own_approval(unit, case, team)
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
            own = await _own_approval(scene, case, await scene.read.team())
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
        own = None if case.where.is_satisfied else await _own_approval(scene, case, team)
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


async def _own_approval(scene: Scene, case: Case, team: dict[int, Teammate]) -> Approval | None:
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


# -- runs -----------------------------------------------------------------------------------------


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


# -- the end of a unit ----------------------------------------------------------------------------


async def settle_approvals(unit: Unit) -> None:
    """Open, refresh and close runs by what the unit did to documents and their items."""
    if not unit.settings.approvals:
        return
    written = {after.id: (before, after) for before, after in unit.written(ChangeOrder)}
    touched = await _documents_of_items(unit, written)
    contracts: set[tuple[Track, int]] = set()
    for before, after in [*written.values(), *((one, one) for one in touched)]:
        if after.deleted_at is not None:
            continue
        for track in KIND[after.kind].tracks:
            await _settle(unit, before, unit.newest(after), track)
            if before is None or _is_approved(before, track) != _is_approved(after, track):
                contract_id = contract_of(unit, after, track)
                if contract_id is not None:
                    contracts.add((track, contract_id))
    for track, contract_id in sorted(contracts):
        await _refresh_contract(unit, track, contract_id, written)


def _is_approved(document: ChangeOrder, track: Track) -> bool:
    return phase_of(state_of(document, track)) == "approved"


async def _documents_of_items(unit: Unit, known: Iterable[int]) -> list[ChangeOrder]:
    """The documents of items that the unit wrote, or put on or took off, beside those known."""
    items = [after.id for _, after in unit.written(CostItem)]
    ids = {one.change_order_id for one in await unit.read.memberships_of_items(items)}
    ids |= {after.change_order_id for _, after in unit.written(Membership)}
    return await unit.read.many(ChangeOrder, sorted(ids - set(known)))


async def _settle(unit: Unit, before: ChangeOrder | None, after: ChangeOrder, track: Track) -> None:
    was = None if before is None else state_of(before, track)
    now = state_of(after, track)
    run = await open_run_of(unit, after, track)
    if before is not None and is_gate(after.kind, now, was or "draft"):
        await _undo(unit, after, track)
    if run is not None and now is not None and is_gate(after.kind, None, now):
        close_run(unit, run, "used", "approved with the order of its items")
        return
    if run is not None and not waits(after.kind, now) and was != now:
        await _leave(unit, after, track, run, now)
        return
    if run is None and not waits(after.kind, now):
        return
    case = await case_of(unit, after, track)
    if case is None:
        if run is not None:
            close_run(unit, run, "voided", "no policy is about it any more")
    elif case.run is None:
        advance(unit, msgspec.structs.replace(case, run=await begin_run(unit, case)))
    else:
        await refresh(unit, case)


async def _undo(unit: Unit, document: ChangeOrder, track: Track) -> None:
    """An approval that is undone voids the run that led to it."""
    used = await unit.read.where(
        ApprovalRun, change_order_id=document.id, track=track, state="used"
    )
    for run in used:
        await void(unit, run, "the approval was undone")


async def void(unit: Unit, run: ApprovalRun, reason: str) -> None:
    """A run and the approvals given in it count no more."""
    close_run(unit, unit.newest(run), "voided", reason)
    for approval in await approvals_of(unit, run):
        if approval.voided_at is None:
            unit.change(approval, "voided", voided_at=unit.now)


async def _leave(
    unit: Unit, document: ChangeOrder, track: Track, run: ApprovalRun, now: str | None
) -> None:
    """The document stepped back or was closed while it was being approved: a decision, where who
    did it may decide."""
    ended = {"revising": ("returned", RETURN), "rejected": ("rejected", REJECT)}
    state, decision = ended.get(now or "", ("withdrawn", ""))
    given = await approvals_of(unit, run)
    told_already = any(one.decision == decision and one.created_at == unit.now for one in given)
    policy = await unit.read.get(ApprovalPolicy, run.policy_id, deleted=True)
    if decision and not told_already and policy is not None:
        case = await _case_under(unit, document, track, policy_of(policy), run, given)
        own = await _own_approval(unit, case, await unit.read.team())
        if own is not None:
            draft = msgspec.structs.replace(own, decision=decision)
            put_approval(unit, case, draft)
    close_run(unit, unit.newest(run), state)


async def _case_under(
    unit: Unit,
    document: ChangeOrder,
    track: Track,
    policy: Policy,
    run: ApprovalRun,
    given: Iterable[Approval],
) -> Case:
    facts = await facts_of(unit, document, track, policy)
    return Case(document, track, policy, facts, band_of(policy, facts), run, tuple(given))


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


async def _refresh_contract(
    unit: Unit, track: Track, contract_id: int, written: Iterable[int]
) -> None:
    """What is approved on a contract moves its sums, and so may move what else waits on it into
    another band."""
    waiting = await unit.read.where(
        ApprovalRun, state=OPEN_STATES, contract_id=contract_id, track=track
    )
    ids = {run.change_order_id for run in waiting} - set(written)
    for document in await unit.read.many(ChangeOrder, sorted(ids)):
        case = await case_of(unit, document, track)
        if case is not None and case.run is not None:
            await refresh(unit, case)
