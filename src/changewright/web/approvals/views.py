"""How approvals are shown: people by name, contracts and documents by UUID, amounts as text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from changewright.core.money import Decimal

from ..reading import View


class ApproverView(View):
    """A person."""

    id: UUID
    name: str


class FirmView(View):
    """A company."""

    id: UUID
    name: str


class WhoView(View):
    """Somebody who may decide; all that is named must fit."""

    person: ApproverView | None
    role: str | None
    company: FirmView | None


class BoundView(View):
    """One of an amount, a percentage of the contract's sum, or days."""

    amount: Decimal | None
    percent: Decimal | None
    of: str
    days: int | None


class LimitView(View):
    """A measure against the lesser or the greater of its bounds."""

    measure: str
    bounds: list[BoundView]
    combine: str
    inclusive: bool


class StepView(View):
    """One decision asked for."""

    name: str
    who: list[WhoView]
    stage: int
    people: int
    due_days: int | None


class BandView(View):
    """Who approves what keeps these limits."""

    name: str
    limits: list[LimitView]
    steps: list[StepView]
    direction: str


class ContingencyView(View):
    """What there is to draw on."""

    bound: BoundView
    drawn_by: str


class SplitRuleView(View):
    """When changes look split."""

    days: int
    least: int
    same: list[str]


class PolicyProblemView(View):
    """A band that nobody can satisfy with the people there are now."""

    field: str
    detail: str


class ApprovalPolicyView(View):
    """An approval policy. `problems`: the bands that nobody can satisfy any more, since people
    changed; `warnings`: those that nobody can satisfy for what a certain person made."""

    id: UUID
    name: str
    description: str | None
    active: bool
    position: int
    kinds: list[str]
    contract_ids: list[UUID]
    credits: str
    on_edit: str
    not_creator: bool
    distinct_people: bool
    requirements: list[LimitView]
    bands: list[BandView]
    contingency: ContingencyView | None
    split: SplitRuleView | None
    problems: list[PolicyProblemView]
    warnings: list[PolicyProblemView]
    created_at: datetime
    updated_at: datetime


class ApprovalPolicyPage(View):
    """A page of policies."""

    results: list[ApprovalPolicyView]
    total: int
    limit: int
    offset: int


class ChangeOrderNameView(View):
    """A change order, as far as it takes to know which one it is."""

    id: UUID
    integer_id: int
    kind: str
    number: str
    name: str


class SumEffectView(View):
    """What an approval does to the contract's sum. All of it is in `currency`, the project's, into
    which a contract in another is taken at its rate."""

    currency: str | None
    original: Decimal | None
    approved_changes: Decimal
    before: Decimal
    amount: Decimal
    after: Decimal
    days: int


class NeededView(View):
    """A step that is still needed, and of whom."""

    step: str
    stage: int
    people: int
    who: list[WhoView]


class WaitingView(View):
    """What waits for you: as what, since when, and what it does to the sum. `amount` is what the
    document comes to, in `currency`; `effect` has its own."""

    change_order: ChangeOrderNameView
    part: str
    track: str | None
    step: str | None
    on_behalf_of: ApproverView | None
    since: datetime | None
    days_in_court: int | None
    due: datetime | None
    overdue: bool
    policy: str | None
    band: str | None
    effect: SumEffectView | None
    amount: Decimal | None
    currency: str | None
    still_needed: str | None
    forbidden: bool


class WaitingPage(View):
    """An inbox."""

    results: list[WaitingView]
    total: int
    limit: int
    offset: int


class CourtView(View):
    """Whose turn it is on a change order. To those outside the contractor it is `yours` or
    `theirs`."""

    change_order: ChangeOrderNameView
    court: str
    person: ApproverView | None
    company: FirmView | None
    since: datetime | None
    days_in_court: int | None
    due: datetime | None
    overdue: bool


class CourtPage(View):
    """Change orders by whose turn it is."""

    results: list[CourtView]
    total: int
    limit: int
    offset: int


class DecisionView(View):
    """A decision, with what its maker saw."""

    id: UUID
    decision: str
    person: ApproverView | None
    on_behalf_of: ApproverView | None
    role: str | None
    step: str | None
    to_person: ApproverView | None
    note: str | None
    door: str
    decided_at: datetime
    voided_at: datetime | None
    snapshot: dict[str, Any] | None


class RunView(View):
    """One round of approval."""

    id: UUID
    track: str
    round: int
    state: str
    reason: str | None
    policy: str | None
    band: str | None
    stage: int | None
    since: datetime | None
    due: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    needed: list[NeededView]
    later: list[NeededView]
    effect: SumEffectView | None
    forbidden: str | None
    yours: bool
    decisions: list[DecisionView]


class ApprovalHistoryView(View):
    """All rounds of approval of a change order, oldest first, and whose turn it is."""

    change_order: ChangeOrderNameView
    court: CourtView | None
    runs: list[RunView]


class DelegationView(View):
    """Somebody approves in another's place."""

    id: UUID
    from_person: ApproverView | None
    to_person: ApproverView | None
    valid_from: datetime
    valid_until: datetime | None
    policy_id: UUID | None
    note: str | None
    in_force: bool


class DelegationPage(View):
    """A page of delegations."""

    results: list[DelegationView]
    total: int
    limit: int
    offset: int


class SplitWarningView(View):
    """Changes that look split to stay below a limit: each keeps it, together they do not."""

    policy: str
    band: str
    limit: Decimal
    total: Decimal
    first: date
    last: date
    change_orders: list[ChangeOrderNameView]


class SplitWarningPage(View):
    """A page of warnings."""

    results: list[SplitWarningView]
    total: int
    limit: int
    offset: int
