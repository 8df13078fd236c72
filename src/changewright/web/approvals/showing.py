"""Making the views of approvals, as the caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from changewright.core.approval_limits import Facts
from changewright.core.approval_policy import Bound, Limit, Policy, Who, policy_of
from changewright.core.approvals import Needed
from changewright.core.book import STAGE
from changewright.core.courts import court_of, days_in_court
from changewright.core.errors import Problem
from changewright.core.exchange import is_of_contract
from changewright.core.kinds import KIND
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval, ApprovalPolicy, ApprovalRun, Delegation
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.roles import Role, view_of
from changewright.edge.context import Context
from changewright.edge.values import camel_case
from changewright.work.approval_inbox import SplitWarning, Waiting
from changewright.work.scene import Look
from changewright.work.unit import LedgerReader
from changewright.work.visibility import noun_name

from .views import (
    ApprovalPolicyView,
    ApproverView,
    BandView,
    BoundView,
    ChangeOrderNameView,
    ContingencyView,
    CourtView,
    DecisionView,
    DelegationView,
    FirmView,
    LimitView,
    NeededView,
    PolicyProblemView,
    RunView,
    SplitRuleView,
    SplitWarningView,
    StepView,
    SumEffectView,
    WaitingView,
    WhoView,
)


def person_view(context: Context, person_id: int | None) -> ApproverView | None:
    person = None if person_id is None else context.services.directory.person(person_id)
    return None if person is None else ApproverView(id=person.uuid, name=person.name)


def firm_view(context: Context, company_id: int | None) -> FirmView | None:
    firm = None if company_id is None else context.services.directory.company(company_id)
    return None if firm is None else FirmView(id=firm.uuid, name=firm.name)


def who_view(context: Context, who: Who) -> WhoView:
    return WhoView(
        person=person_view(context, who.person_id),
        role=who.role,
        company=firm_view(context, who.company_id),
    )


def needed_view(context: Context, needed: Needed) -> NeededView:
    return NeededView(
        step=needed.step.name,
        stage=needed.step.stage,
        people=needed.people,
        who=[who_view(context, who) for who in needed.step.who],
    )


def name_view(document: ChangeOrder) -> ChangeOrderNameView:
    return ChangeOrderNameView(
        id=document.uuid,
        integer_id=document.id,
        kind=document.kind,
        number=document.number,
        name=document.name,
    )


async def policy_view(
    context: Context,
    read: LedgerReader,
    record: ApprovalPolicy,
    *,
    problems: list[Problem],
    warnings: list[Problem],
) -> ApprovalPolicyView:
    """A policy as those see it who configure or work in the project."""
    policy = policy_of(record)
    return ApprovalPolicyView(
        id=record.uuid,
        name=record.name,
        description=record.description,
        active=record.active,
        position=record.position,
        kinds=list(policy.kinds),
        contract_ids=await _contract_uuids(read, policy),
        credits=record.credits,
        on_edit=record.on_edit,
        not_creator=record.not_creator,
        distinct_people=record.distinct_people,
        requirements=[_limit_view(each) for each in policy.requirements],
        bands=[
            BandView(
                name=band.name,
                limits=[_limit_view(each) for each in band.limits],
                steps=[
                    StepView(
                        name=step.name,
                        who=[who_view(context, who) for who in step.who],
                        stage=step.stage,
                        people=step.people,
                        due_days=step.due_days,
                    )
                    for step in band.steps
                ],
                direction=band.direction,
            )
            for band in policy.bands
        ],
        contingency=None if policy.contingency is None else _as_contingency(policy),
        split=None if policy.split is None else _as_split(policy),
        problems=[_problem_view(one) for one in problems],
        warnings=[_problem_view(one) for one in warnings],
        created_at=record.created_at,
        updated_at=record.updated_at,
    )


def _problem_view(problem: Problem) -> PolicyProblemView:
    return PolicyProblemView(field=camel_case(problem.field), detail=problem.detail)


def _limit_view(limit: Limit) -> LimitView:
    return LimitView(
        measure=limit.measure,
        bounds=[_as_bound(bound) for bound in limit.bounds],
        combine=limit.combine,
        inclusive=limit.inclusive,
    )


def _as_bound(bound: Bound) -> BoundView:
    return BoundView(amount=bound.amount, percent=bound.percent, of=bound.of, days=bound.days)


def _as_contingency(policy: Policy) -> ContingencyView:
    assert policy.contingency is not None
    return ContingencyView(
        bound=_as_bound(policy.contingency.bound), drawn_by=policy.contingency.drawn_by
    )


def _as_split(policy: Policy) -> SplitRuleView:
    assert policy.split is not None
    return SplitRuleView(
        days=policy.split.days, least=policy.split.least, same=list(policy.split.same)
    )


async def _contract_uuids(read: LedgerReader, policy: Policy) -> list[UUID]:
    found: dict[int, UUID] = {}
    for one in await read.many(Contract, policy.contract_ids):
        found[one.id] = one.uuid
    for prime in await read.many(MainContract, policy.contract_ids):
        found[prime.id] = prime.uuid
    return [found[each] for each in policy.contract_ids if each in found]


def effect_view(facts: Facts, currency: str | None) -> SumEffectView:
    """What a document does to its contract's sum, in `currency`, the project's."""
    return SumEffectView(
        currency=currency,
        original=facts.original,
        approved_changes=facts.before_net,
        before=facts.revised,
        amount=facts.amount,
        after=facts.revised + facts.amount,
        days=facts.days,
    )


def may_hear(role: Role, document: ChangeOrder, facts: Facts) -> bool:
    """Whether what a document comes to is made of nothing that is hidden from the role: a line
    without a price counts by its estimate."""
    hidden = view_of(role.name, noun_name(document)).hidden
    return all(line.source not in hidden for line in facts.lines)


async def currencies_of(
    read: LedgerReader, documents: Sequence[ChangeOrder], own: str | None
) -> dict[int, str | None]:
    """What the amount that speaks for each document is in: what a supplier asks in the currency of
    his contract, anything else, and where none is named, in the project's own."""
    let = {one.id: one.contract_id for one in documents if is_of_contract(one.kind, _speaking(one))}
    contracts = await read.many(Contract, {one for one in let.values() if one is not None})
    named = {contract.id: contract.currency for contract in contracts}
    return {one.id: named.get(let.get(one.id) or 0) or own for one in documents}


def waiting_view(
    context: Context, one: Waiting, scene: Look, role: Role, currency: str | None
) -> WaitingView:
    """A thing of an inbox, as somebody of this role sees it; `currency` is that of its amount. To
    those outside the contractor its policy is not told, nor what it comes to unless it is theirs to
    decide."""
    now = scene.now
    is_inside = role.audience == "full"
    case, document = one.case, one.document
    is_told = case is not None and may_hear(role, document, case.facts)
    return WaitingView(
        change_order=name_view(document),
        part=one.part,
        track=one.track or court_of(document)[1],
        step=one.step,
        on_behalf_of=person_view(context, one.for_person_id),
        since=one.since,
        days_in_court=days_in_court(one.since, now),
        due=one.due,
        overdue=one.due is not None and one.due < now,
        policy=case.policy.name if case is not None and is_inside else None,
        band=case.band.name if case is not None and is_inside else None,
        effect=(
            effect_view(case.facts, scene.settings.currency)
            if case is not None and is_told
            else None
        ),
        amount=spoken_amount(document) if is_inside else None,
        currency=currency,
        still_needed=one.needed or None if is_inside else None,
        forbidden=one.forbidden,
    )


def spoken_amount(document: ChangeOrder) -> Decimal | None:
    """The total that speaks for a document: the most mature of the side whose turn it is."""
    amount: Decimal | None = getattr(document, _speaking(document))
    return amount


def _speaking(document: ChangeOrder) -> str:
    """The name of that total; where none is set, of the most mature there is."""
    names = STAGE[court_of(document)[1] or KIND[document.kind].tracks[0]]
    return next((name for name in names if getattr(document, name) is not None), names[0])


def court_view(context: Context, document: ChangeOrder, now: datetime) -> CourtView | None:
    """Whose turn it is, as the caller may know it; None where it is nobody's."""
    if document.court is None:
        return None
    audience = context.role.audience
    is_theirs = audience != "full" and document.court == audience
    is_told = audience == "full" or is_theirs
    return CourtView(
        change_order=name_view(document),
        court=document.court if audience == "full" else ("yours" if is_theirs else "theirs"),
        person=person_view(context, document.court_person_id) if audience == "full" else None,
        company=firm_view(context, document.court_company_id) if audience == "full" else None,
        since=document.court_since if is_told else None,
        days_in_court=days_in_court(document.court_since, now) if is_told else None,
        due=document.court_due if is_told else None,
        overdue=bool(is_told and document.court_due is not None and document.court_due < now),
    )


def decision_view(context: Context, approval: Approval) -> DecisionView:
    return DecisionView(
        id=approval.uuid,
        decision=approval.decision,
        person=person_view(context, approval.person_id),
        on_behalf_of=person_view(context, approval.for_person_id),
        role=approval.role,
        step=approval.step,
        to_person=person_view(context, approval.to_person_id),
        note=approval.note,
        door=approval.door,
        decided_at=approval.created_at,
        voided_at=approval.voided_at,
        snapshot=approval.snapshot,
    )


def run_view(run: ApprovalRun, decisions: list[DecisionView]) -> RunView:
    """A round as it is kept; what is needed now is filled in for one that is open."""
    return RunView(
        id=run.uuid,
        track=run.track,
        round=run.round,
        state=run.state,
        reason=run.reason,
        policy=None,
        band=run.band,
        stage=run.stage,
        since=run.stage_since,
        due=run.due,
        opened_at=run.created_at,
        closed_at=run.closed_at,
        needed=[],
        later=[],
        effect=None,
        forbidden=None,
        yours=False,
        decisions=decisions,
    )


def redacted(view: RunView) -> RunView:
    """A round as those outside the contractor see it: its state, and their own decisions."""
    return msgspec.structs.replace(
        view, policy=None, band=None, reason=None, needed=[], later=[], forbidden=None
    )


def delegation_view(
    context: Context, one: Delegation, policies: dict[int, UUID], in_force: bool
) -> DelegationView:
    return DelegationView(
        id=one.uuid,
        from_person=person_view(context, one.from_person_id),
        to_person=person_view(context, one.to_person_id),
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        policy_id=None if one.policy_id is None else policies.get(one.policy_id),
        note=one.note,
        in_force=in_force,
    )


def split_view(one: SplitWarning) -> SplitWarningView:
    return SplitWarningView(
        policy=one.policy.name,
        band=one.warned.band,
        limit=one.warned.limit,
        total=one.warned.total,
        first=one.warned.first,
        last=one.warned.last,
        change_orders=[name_view(each) for each in one.documents],
    )
