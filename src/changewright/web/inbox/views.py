"""How an inbox over several projects is shown, and what stands before whoever decides."""

from __future__ import annotations

from uuid import UUID

from changewright.core.money import Decimal

from ..approvals.views import CourtView, NeededView, SumEffectView, WaitingView
from ..reading import View


class InboxProjectView(View):
    """A project in which something may wait; `count` is how many things do."""

    id: UUID
    name: str
    role: str
    currency: str | None
    count: int


class WaitingInView(View):
    """What waits for you, and in which project."""

    project_id: UUID
    waiting: WaitingView


class InboxView(View):
    """What waits for you in your projects, longest first. `left_out`: how many projects were not
    looked at, there being so many; ask for them by their own inboxes."""

    results: list[WaitingInView]
    total: int
    limit: int
    offset: int
    projects: list[InboxProjectView]
    left_out: int


class DecisionLineView(View):
    """A line of what is decided, in the project's currency."""

    id: UUID
    number: str
    name: str
    scope: str
    amount: Decimal | None


class DecisionLimitView(View):
    """How a limit of the policy stands."""

    measure: str
    value: str | None
    bound: str | None
    inclusive: bool
    holds: bool


class DecisionContractView(View):
    """The contract that it amends."""

    record: str
    id: UUID
    code: str
    name: str


class InboxPreviewView(View):
    """One document as it stands before whoever decides: what it comes to, what it does to its
    contract's sum, its lines, how the limits stand and who else is asked. `track` None: nobody is
    asked to decide it now. `yours`: you may decide it."""

    court: CourtView | None
    track: str | None
    state: str | None
    contract: DecisionContractView | None
    currency: str | None
    effect: SumEffectView | None
    lines: list[DecisionLineView]
    limits: list[DecisionLimitView]
    policy: str | None
    band: str | None
    step: str | None
    needed: list[NeededView]
    later: list[NeededView]
    forbidden: str | None
    yours: bool
