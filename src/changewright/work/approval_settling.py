"""What a unit did to documents and their items, followed by their runs of approval.

Whichever door or function did it: at the unit's end runs are opened, refreshed and closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from changewright.core.approval_limits import band_of
from changewright.core.approval_policy import Policy, policy_of
from changewright.core.approvals import OPEN_STATES, REJECT, RETURN, is_gate, waits
from changewright.core.book import state_of
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_approvals import Approval, ApprovalPolicy, ApprovalRun

from .approval_cases import Case, approvals_of, case_of, open_run_of, own_approval
from .approval_facts import contract_of, facts_of
from .approval_runs import advance, begin_run, close_run, put_approval, refresh, void

if TYPE_CHECKING:
    from .unit import Unit


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
        own = await own_approval(unit, case, await unit.read.team())
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
