"""What waits for whom: a person's inbox, whose turn it is, and changes that look split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from changewright.core.approval_limits import forbidden_by
from changewright.core.approval_splits import Candidate, Warned, warnings
from changewright.core.approvals import Teammate, is_barred, step_for, told
from changewright.core.book import state_of
from changewright.core.courts import COURTS
from changewright.core.errors import Conflict
from changewright.core.kinds import KIND, Track, phase_of
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import ApprovalPolicy, ApprovalRun
from changewright.core.records_contracts import Contract
from changewright.store import courts
from changewright.store.courts import BY_NUMBER, LONGEST, InCourt
from changewright.store.row_conditions import Viewer

from .approval_cases import Case, capacities_in, case_of
from .approval_facts import contract_of, policies_of
from .scene import Look, Scene
from .together import looking_together
from .unit import LedgerReader

__all__ = [
    "BY_NUMBER",
    "LONGEST",
    "InCourt",
    "SplitWarning",
    "Viewer",
    "Waiting",
    "ids_in_court",
    "in_court",
    "inbox",
    "may_decide",
    "runs_of",
    "split_warnings",
    "track_named",
]

MOVED_ON = frozenset(COURTS) - {"approver"}
"""The courts of whoever moves a document on; an approver's are steps."""
WAITING_MAXIMUM = 1000
"""Of one kind of waiting, the longest first."""
RUNS_AT_ONCE = 1000
SPLIT_MAXIMUM = 5000


class Waiting(msgspec.Struct, frozen=True):
    """One thing that waits for somebody: as what, since and until when, and for an approval which
    step it is, on whose behalf, and what the contract's sum becomes by it."""

    document: ChangeOrder
    part: str
    since: datetime | None
    due: datetime | None
    track: str | None = None
    step: str | None = None
    for_person_id: int | None = None
    case: Case | None = None
    needed: str = ""
    forbidden: bool = False


async def inbox(scene: Look, viewer: Viewer, person_id: int, parts: Iterable[str]) -> list[Waiting]:
    """What waits for a person, longest first: steps that are theirs to decide, documents that are
    theirs to move on, and those of the courts in `parts` that name nobody in particular; but for
    the steps, of what the person sees."""
    found = await _steps(scene, person_id)
    known = {one.document.id for one in found}
    mine: list[ChangeOrder] = []
    for asked in (
        InCourt(courts=sorted(MOVED_ON), person_id=person_id),
        InCourt(courts=sorted(MOVED_ON & set(parts)), unnamed=True),
    ):
        mine += await in_court(scene.read, viewer, asked, WAITING_MAXIMUM)
    for document in mine:
        if document.id not in known:
            known.add(document.id)
            found.append(
                Waiting(document, document.court or "", document.court_since, document.court_due)
            )
    return sorted(found, key=lambda one: (one.since is None, one.since, one.document.id))


async def in_court(
    read: LedgerReader, viewer: Viewer, asked: InCourt, limit: int
) -> list[ChangeOrder]:
    """The documents in court that a viewer sees, in order, at most so many."""
    ids = await ids_in_court(read, viewer, asked, limit)
    by_id = {one.id: one for one in await read.many(ChangeOrder, ids)}
    return [by_id[one] for one in ids if one in by_id]


async def ids_in_court(read: LedgerReader, viewer: Viewer, asked: InCourt, limit: int) -> list[int]:
    """The same by their ids, of which a page may be cut."""
    return await read.tally(courts.in_court_step(viewer, asked, limit), lambda row: int(row[0]))


async def _steps(scene: Look, person_id: int) -> list[Waiting]:
    """The steps of open runs that a person may decide now."""
    if not scene.settings.approvals:
        return []
    found: list[Waiting] = []
    start, total = 0, 1
    while start < total:
        runs, total = await scene.read.page(ApprovalRun, ("id",), RUNS_AT_ONCE, start, state="open")
        found += await _steps_of(scene, person_id, runs)
        start += RUNS_AT_ONCE
    return found


async def _steps_of(scene: Look, person_id: int, runs: Sequence[ApprovalRun]) -> list[Waiting]:
    """Those of some runs; what stands around them is read at once for all."""
    documents = await scene.read.many(ChangeOrder, [run.change_order_id for run in runs])
    by_id = {document.id: document for document in documents}
    team = await scene.read.team()

    async def waiting(at: Look, run: ApprovalRun) -> Waiting | None:
        document = by_id.get(run.change_order_id)
        return None if document is None else await _step_of(at, run, document, person_id, team)

    found = await looking_together(scene, waiting, runs)
    return [one for one in found if one is not None]


async def _step_of(
    scene: Look, run: ApprovalRun, document: ChangeOrder, person_id: int, team: dict[int, Teammate]
) -> Waiting | None:
    """The step of a run that a person may decide now, if there is one."""
    track = track_named(document, run.track)
    if track is None:
        return None
    try:
        case = await case_of(scene, document, track)
    except Conflict:
        return None  # its sums cannot be told; whoever moves it hears why
    if case is None or case.where.is_satisfied:
        return None
    for capacity in await capacities_in(scene, case, person_id, team):
        step = step_for(case.policy, case.where, case.approvals, capacity, document.created_by)
        if step is not None:
            return Waiting(
                document,
                "approver",
                run.stage_since,
                run.due,
                track=track,
                step=step.name,
                for_person_id=capacity.for_person_id,
                case=case,
                needed=told((*case.where.needed, *case.where.later), team),
                forbidden=forbidden_by(case.policy, case.facts) is not None,
            )
    return None


def track_named(document: ChangeOrder, track: str | None) -> Track | None:
    """The document's track of this name; its only one, or the one that waits, without a name."""
    tracks = KIND[document.kind].tracks
    if track is not None:
        return next((each for each in tracks if each == track), None)
    waiting = [each for each in tracks if phase_of(state_of(document, each)) == "pending"]
    return next(iter(waiting or tracks), None)


async def runs_of(scene: Scene, document: ChangeOrder) -> list[ApprovalRun]:
    """The rounds of approval of a document, oldest first."""
    return await scene.read.where(ApprovalRun, change_order_id=document.id)


async def may_decide(scene: Scene, case: Case, person_id: int | None) -> bool:
    """Whether somebody may decide a step of this case now."""
    if person_id is None or case.where.is_satisfied:
        return False
    creator = case.document.created_by
    for capacity in await capacities_in(scene, case, person_id, await scene.read.team()):
        if is_barred(case.policy, capacity, creator):
            continue
        if step_for(case.policy, case.where, case.approvals, capacity, creator) is not None:
            return True
    return False


# -- splits ---------------------------------------------------------------------------------------


class SplitWarning(msgspec.Struct, frozen=True):
    """Changes that look split under a policy, with the documents themselves."""

    policy: ApprovalPolicy
    warned: Warned
    documents: tuple[ChangeOrder, ...]


async def split_warnings(scene: Look) -> list[SplitWarning]:
    """The changes that look split under the policies in force that say when they do."""
    records = {one.id: one for one in await scene.definitions(ApprovalPolicy)}
    found = []
    for policy in await policies_of(scene):
        if policy.split is None:
            continue
        documents: dict[int, ChangeOrder] = {}
        candidates = []
        for kind in policy.kinds:
            of_kind = await scene.read.where(
                ChangeOrder, ("-created_at", "-id"), SPLIT_MAXIMUM, kind=kind
            )
            judged = partial(_candidate, contract_ids=policy.contract_ids)
            found_in = await looking_together(scene, judged, of_kind)
            for document, candidate in zip(of_kind, found_in, strict=True):
                if candidate is not None:
                    documents[document.id] = document
                    candidates.append(candidate)
        found += [
            SplitWarning(records[policy.id], one, tuple(documents[each] for each in one.ids))
            for one in warnings(policy, candidates)
        ]
    return found


async def _candidate(
    scene: Look, document: ChangeOrder, contract_ids: tuple[int, ...]
) -> Candidate | None:
    """A live document as the search for splits sees it, by its totals."""
    track = _live_track(document)
    if track is None:
        return None
    contract_id = contract_of(scene, document, track)
    if contract_ids and contract_id not in contract_ids:
        return None
    amount = _total(document, track)
    if amount is None:
        return None
    supplier_id, original = document.company_id, None
    if track == "cost" and contract_id is not None:
        contract = await scene.read.get(Contract, contract_id)
        if contract is not None:
            supplier_id, original = contract.company_id, contract.awarded
    return Candidate(
        id=document.id,
        amount=amount,
        at=document.created_at,
        contract_id=contract_id,
        supplier_id=supplier_id,
        reason=document.reason,
        original=original,
    )


def _live_track(document: ChangeOrder) -> Track | None:
    """The document's track that is not closed; of a potential change the cost's first."""
    for track in reversed(KIND[document.kind].tracks):
        if phase_of(state_of(document, track)) not in (None, "closed"):
            return track
    return None


def _total(document: ChangeOrder, track: Track) -> Decimal | None:
    names = ("approved", "submitted") if track == "budget" else ("committed", "proposed")
    values: list[Any] = [getattr(document, name) for name in (*names, "estimated")]
    return next((value for value in values if value is not None), None)
