"""Deciding, what was decided, what waits for you, and whose turn it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec

from changewright.core.approval_limits import forbidden_by
from changewright.core.approval_limits import told as told_limit
from changewright.core.approvals import APPROVE, DELEGATE, OPEN_STATES, REJECT
from changewright.core.courts import COURTS
from changewright.core.errors import Conflict, Invalid, Problem, invalid
from changewright.core.kinds import KIND
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval, ApprovalPolicy, ApprovalRun
from changewright.core.roles import Role, duties_of
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo
from changewright.work import approval_decisions, approval_inbox
from changewright.work.approval_cases import case_of
from changewright.work.approval_inbox import BY_NUMBER, LONGEST, InCourt, Viewer
from changewright.work.courts import settle_courts
from changewright.work.scene import Look, Scene, look
from changewright.work.screening import GuardedReader, keeps_back
from changewright.work.unit import Unit

from ..clocks.deadlines import today_asked
from ..reading import (
    answer,
    answer_page,
    encode,
    query_text,
    reading,
    require,
    seen,
    window_of,
)
from ..writing import Written, write
from ..writing import require as require_written
from .bodies import NOBODY, member_id
from .showing import (
    court_view,
    currencies_of,
    decision_view,
    effect_view,
    may_hear,
    name_view,
    needed_view,
    redacted,
    run_view,
    waiting_view,
)
from .views import ApprovalHistoryView, RunView

COURT_ROWS_MAXIMUM = 10_000
SORTS = {
    "since": LONGEST,
    "-since": ("-court_since", "id"),
    "due": ("court_due", "id"),
    "-due": ("-court_due", "id"),
    "number": BY_NUMBER,
}
ON_THE_MOVE: dict[str, tuple[str, ...]] = {"decide": ("decider", "mover"), "sign": ("signer",)}
"""Duty → the courts that wait for whoever carries it, and name nobody."""
INTERNAL = ("policy", "band", "limits")
"""What of a snapshot is the contractor's own."""
PLAIN = ("document", "policy", "band")
"""What of it has no figure."""


async def decide(context: Context) -> Answer:
    """POST a decision: approve, return or reject with the reason in `note`, delegate to
    `toPersonId`. Answers with the change order's approvals as they then stand."""
    values = await context.values()

    async def run(unit: Unit) -> Written:
        document = await require_written(context, unit, ChangeOrder, "changeOrderId")
        track = approval_inbox.track_named(document, values.get("track"))
        if track is None:
            detail = f"a {document.kind} has no such track"
            raise invalid("track", "choice", detail)
        note = values.get("note")
        decision = values["decision"]
        if decision == APPROVE:
            await approval_decisions.approve(unit, document, track, note)
        elif decision == DELEGATE:
            named = values.get("to_person_id")
            if named is None:
                raise invalid("to_person_id", "missing", "toPersonId says whom it goes to")
            to_person_id = member_id(context, named) or NOBODY
            await approval_decisions.hand_on(unit, document, track, to_person_id, note)
        else:
            end = approval_decisions.reject if decision == REJECT else approval_decisions.send_back
            await end(unit, document, track, note or "")
        await settle_courts(
            unit
        )  # as the unit's end does, so that the answer says whose turn it is
        return Written(encode(await _history(context, unit, unit.newest(document))))

    return await write(context, run)


async def show_history(context: Context) -> Answer:
    """GET all rounds of approval of a change order, with what each approver saw."""
    async with look(context.services.ledger, context.container_id, context.actor()) as present:
        scene = await as_asked(context, present)
        document = await require(context, scene.read, ChangeOrder, "changeOrderId")
        view = await _history(context, scene, document)
    return answer(context, view)


async def _history(context: Context, scene: Scene, document: ChangeOrder) -> ApprovalHistoryView:
    runs = await approval_inbox.runs_of(scene, document)
    given = await scene.read.where(Approval, run_id=[run.id for run in runs]) if runs else []
    policies = {one.id: one.name for one in await scene.read.where(ApprovalPolicy, deleted=True)}
    views = []
    for run in runs:
        mine = [one for one in given if one.run_id == run.id]
        view = await _run(context, scene, document, run, mine, policies)
        if view is not None:
            views.append(view)
    return ApprovalHistoryView(
        change_order=name_view(document),
        court=court_view(context, document, scene.now),
        runs=views,
    )


async def _run(
    context: Context,
    scene: Scene,
    document: ChangeOrder,
    run: ApprovalRun,
    given: list[Approval],
    policies: dict[int, str],
) -> RunView | None:
    """A round as the caller sees it; None for those outside who had and have no part in it."""
    is_inside = context.role.audience == "full"
    if not is_inside:
        given = [one for one in given if one.company_id == context.company_id]
    decisions = [decision_view(context, one) for one in given]
    view = run_view(run, decisions)
    view = msgspec.structs.replace(view, policy=policies.get(run.policy_id))
    if run.state in OPEN_STATES:
        view = await _with_standing(context, scene, document, run, view)
    if is_inside:
        return _of_what_is_seen(context, scene, view)
    if not decisions and not view.yours:
        return None
    return redacted(msgspec.structs.replace(view, decisions=[_outward(each) for each in decisions]))


async def _with_standing(
    context: Context, scene: Scene, document: ChangeOrder, run: ApprovalRun, view: RunView
) -> RunView:
    """An open round with what it needs now and what it does to the sum."""
    track = approval_inbox.track_named(document, run.track)
    try:
        case = None if track is None else await case_of(scene, document, track)
    except Conflict as refusal:
        return msgspec.structs.replace(view, forbidden=refusal.detail)
    if case is None:
        return view
    broken = forbidden_by(case.policy, case.facts)
    is_told = may_hear(context.role, document, case.facts)
    person_id = scene.actor.person_id
    return msgspec.structs.replace(
        view,
        band=case.band.name,
        needed=[needed_view(context, one) for one in case.where.needed],
        later=[needed_view(context, one) for one in case.where.later],
        effect=effect_view(case.facts, scene.settings.currency) if is_told else None,
        forbidden=None if broken is None else told_limit(broken),
        yours=await approval_inbox.may_decide(scene, case, person_id),
    )


def _of_what_is_seen(context: Context, scene: Scene, view: RunView) -> RunView:
    """A round for somebody from whom private records are kept: what an approver saw has sums of all
    that there is, and so has what a decision is answered with."""
    if not keeps_back(context.services.ledger):
        return view
    decisions = [
        msgspec.structs.replace(each, snapshot=_without_figures(each.snapshot))
        for each in view.decisions
    ]
    effect = None if isinstance(scene.read, GuardedReader) else view.effect
    return msgspec.structs.replace(view, decisions=decisions, effect=effect)


def _without_figures(snapshot: dict[str, Any] | None) -> dict[str, Any]:
    return {name: each for name, each in (snapshot or {}).items() if name in PLAIN}


def _outward(view: Any) -> Any:
    """A decision without what is the contractor's own in its snapshot."""
    shown = {name: each for name, each in (view.snapshot or {}).items() if name not in INTERNAL}
    return msgspec.structs.replace(view, snapshot=shown)


# -- what waits -----------------------------------------------------------------------------------


async def show_inbox(context: Context) -> Answer:
    """GET what waits for you, longest first: your steps of approval, documents that are yours to
    move on, and those that wait for anybody of your part."""
    ledger = context.services.ledger
    async with look(ledger, context.container_id, context.actor()) as present:
        scene = await as_asked(context, present)
        viewer = Viewer(context.container_id, context.role.name, context.company_id)
        parts = parts_of(context.role)
        found = await approval_inbox.inbox(scene, viewer, context.person.id, parts)
        documents = await seen(context, scene.read, [one.document for one in found])
        told = await currencies_of(scene.read, documents, scene.settings.currency)
        views = [
            waiting_view(context, one, scene, context.role, told[one.document.id])
            for one in found
            if one.document.id in told
        ]
    return answer_page(context, views)


async def as_asked(context: Context, scene: Look) -> Look:
    """The scene at the moment that is asked about: how long things wait follows from it, and who
    stands in for whom."""
    today = await today_asked(context, scene.read)
    return msgspec.structs.replace(scene, now=today.now)


def parts_of(role: Role) -> list[str]:
    """The courts that wait for anybody of a role."""
    if role.audience != "full":
        return [role.audience]
    duties = {duty for kind in KIND for duty in duties_of(role.name, kind)}
    return [court for duty, courts in ON_THE_MOVE.items() if duty in duties for court in courts]


async def list_courts(context: Context) -> Answer:
    """GET change orders by whose turn it is: filtered by court, person, kind, overdue; sorted by
    how long."""
    window = window_of(context)
    viewer = Viewer(context.container_id, context.role.name, context.company_id)
    async with reading(context) as read:
        now = (await today_asked(context, read)).now
        asked = _asked(context, now)
        ids = await approval_inbox.ids_in_court(read, viewer, asked, COURT_ROWS_MAXIMUM)
        shown = await read.many(ChangeOrder, ids[window.offset : window.offset + window.limit])
    views = [view for one in shown if (view := court_view(context, one, now)) is not None]
    return answer_page(context, views, len(ids))


def _asked(context: Context, now: datetime) -> InCourt:
    """What the query asks for. Since when and until when is told those outside of what waits for
    them alone, so they cannot sort by it either. Raises `Invalid`."""
    audience = context.role.audience
    is_inside = audience == "full"
    named = {one: {one} for one in COURTS}
    if not is_inside:
        named = {"yours": {audience}, "theirs": COURTS.keys() - {audience}}
    court = _word(context, "court", named)
    overdue = _word(context, "overdue", ("true", "false")) == "true"
    courts = COURTS.keys() if court is None else named[court]
    if overdue and not is_inside:
        courts = courts & {audience}
    person = query_text(context, "person") if is_inside else None
    sort = _word(context, "sort", SORTS) or "since"
    return InCourt(
        courts=sorted(courts),
        kind=_word(context, "kind", KIND),
        person_id=None if person is None else _person_id(context, person),
        due_before=now if overdue else None,
        order=SORTS[sort] if is_inside else BY_NUMBER,
    )


def _word(context: Context, name: str, words: Collection[str]) -> str | None:
    """A parameter that is one of some words, None where it is not sent. Raises `Invalid`."""
    word = query_text(context, name)
    if word is not None and word not in words:
        raise invalid(name, "choice", f"{name} must be one of {', '.join(words)}: {echo(word)}")
    return word


def _person_id(context: Context, text: str) -> int:
    """`me`, or somebody by UUID."""
    if text == "me":
        return context.person.id
    directory = context.services.directory
    members = (directory.person(one.person_id) for one in directory.members_of(context.project.id))
    found = (one for one in members if one is not None and str(one.uuid) == text.lower())
    person = next(found, None)
    if person is None:
        detail = f"person names nobody of this project: {echo(text)}"
        raise Invalid(detail, Problem("person", "reference", detail))
    return person.id
