"""One document as it stands before whoever decides."""

from __future__ import annotations

from typing import Any

from changewright.core.approval_limits import Facts, LineFact, forbidden_by
from changewright.core.approval_limits import told as told_limit
from changewright.core.approval_policy import Policy
from changewright.core.book import state_of
from changewright.core.courts import court_of
from changewright.core.errors import Conflict
from changewright.core.kinds import KIND, Track
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.context import Answer, Context
from changewright.work import approval_inbox
from changewright.work.approval_cases import Case, case_of, snapshot_of
from changewright.work.approval_facts import facts_of
from changewright.work.scene import Look, look

from ..approvals.decisions import as_asked
from ..approvals.showing import court_view, effect_view, may_hear, needed_view
from ..reading import answer, as_seen, hidden_of, require, sees
from .views import DecisionContractView, DecisionLimitView, DecisionLineView, InboxPreviewView

UNGOVERNED = Policy(
    id=0,
    name="",
    kinds=(),
    contract_ids=(),
    credits="signed",
    on_edit="void",
    not_creator=False,
    distinct_people=False,
    requirements=(),
    bands=(),
    contingency=None,
    split=None,
)
"""What a document is measured by that no policy governs: nothing."""
TOLD: dict[str, frozenset[str]] = {
    "owner": frozenset({"rco", "oco"}),
    "supplier": frozenset({"sco"}),
}
"""Whose sums an audience sees; of the others it is not told what they come to."""


async def show_preview(context: Context) -> Answer:
    """GET a document as it stands before whoever decides it, whoever's turn it is."""
    async with look(context.services.ledger, context.container_id, context.actor()) as present:
        scene = await as_asked(context, present)
        document = await require(context, scene.read, ChangeOrder, "changeOrderId")
        track = court_of(document)[1] or next(iter(KIND[document.kind].tracks), None)
        case, refused = await _case(scene, document, track)
        view = await _preview(context, scene, document, track, case)
        if refused and context.role.audience == "full":
            view.forbidden = refused
    return answer(context, view)


async def _case(
    scene: Look, document: ChangeOrder, track: Track | None
) -> tuple[Case | None, str | None]:
    """The case of a document under its policy, or why it cannot be told."""
    if track is None or not scene.settings.approvals:
        return None, None
    try:
        return await case_of(scene, document, track), None
    except Conflict as refusal:
        return None, refusal.detail


async def _preview(
    context: Context, scene: Look, document: ChangeOrder, track: Track | None, case: Case | None
) -> InboxPreviewView:
    audience = context.role.audience
    is_inside = audience == "full"
    facts = await _facts(scene, document, track, case)
    if not is_inside and document.kind not in TOLD[audience]:
        facts = None
    is_told = facts is not None and may_hear(context.role, document, facts)
    contract = await _contract(context, scene, track, facts)
    view = InboxPreviewView(
        court=court_view(context, document, scene.now),
        track=track,
        state=None if track is None else state_of(document, track),
        contract=contract,
        currency=scene.settings.currency,
        effect=(
            effect_view(facts, scene.settings.currency)
            if facts is not None and contract and is_told
            else None
        ),
        lines=[] if facts is None else await _lines(context, scene, facts, track),
        limits=[],
        policy=None,
        band=None,
        step=None,
        needed=[],
        later=[],
        forbidden=None,
        yours=False,
    )
    if case is None or case.run is None:
        return view
    view.yours = await approval_inbox.may_decide(scene, case, context.person.id)
    if is_inside:
        _tell_policy(context, case, view)
    return view


def _tell_policy(context: Context, case: Case, view: InboxPreviewView) -> None:
    """What is the contractor's own: the policy, how its limits stand, who else is asked."""
    broken = forbidden_by(case.policy, case.facts)
    limits: list[dict[str, Any]] = snapshot_of(case)["limits"]
    view.limits = [DecisionLimitView(**limit) for limit in limits]
    view.policy, view.band = case.policy.name, case.band.name
    view.step = case.where.needed[0].step.name if case.where.needed else None
    view.needed = [needed_view(context, one) for one in case.where.needed]
    view.later = [needed_view(context, one) for one in case.where.later]
    view.forbidden = None if broken is None else told_limit(broken)


async def _facts(
    scene: Look, document: ChangeOrder, track: Track | None, case: Case | None
) -> Facts | None:
    if case is not None:
        return case.facts
    if track is None:
        return None
    try:
        return await facts_of(scene, document, track, UNGOVERNED)
    except Conflict:
        return None


async def _contract(
    context: Context, scene: Look, track: Track | None, facts: Facts | None
) -> DecisionContractView | None:
    """The contract, where the caller sees it."""
    if facts is None or facts.contract_id is None:
        return None
    noun: type[Contract] | type[MainContract] = Contract if track == "cost" else MainContract
    record = await scene.read.get(noun, facts.contract_id)
    if record is None or not await sees(context, scene.read, record):
        return None
    word = "contract" if noun is Contract else "main-contract"
    return DecisionContractView(record=word, id=record.uuid, code=record.code, name=record.name)


async def _lines(
    context: Context, scene: Look, facts: Facts, track: Track | None
) -> list[DecisionLineView]:
    """The lines that the caller sees; amounts of columns hidden from him are not told."""
    items = {one.id: one for one in await scene.read.many(CostItem, [x.id for x in facts.lines])}
    views = []
    for line in facts.lines:
        item = items.get(line.id)
        if item is None or not await sees(context, scene.read, item):
            continue
        mature = "approved" if track == "budget" else "committed"
        is_told = hidden_of(context, item).isdisjoint((mature, line.source))
        shown = as_seen(context, item)
        views.append(
            DecisionLineView(
                id=item.uuid,
                number=line.number,
                name=line.name,
                scope=line.scope,
                amount=_amount(line, item, shown) if is_told else None,
            )
        )
    return views


def _amount(line: LineFact, item: CostItem, shown: CostItem) -> Decimal | None:
    """What a line comes to, as the caller is shown it."""
    own: Decimal | None = getattr(shown, line.source) if line.source else None
    return line.amount if shown is item else own
