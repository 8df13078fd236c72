"""How figures of a dashboard are shown. `filter` is what lists the records behind a figure in the
log, `explain` the address that tells its addends."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from changewright.core.money import Decimal

from ..clocks.views import ClockDeadlineView
from ..reading import View


class DashboardPartView(View):
    """A part that the caller may ask for, and where."""

    name: str
    href: str


class DashboardView(View):
    """What there is to see, as of which moment. `currency` None: nobody said the project's.
    `revision` is for the contractor's people."""

    at: datetime
    revision: int | None
    currency: str | None
    audience: str
    parts: list[DashboardPartView]


class HolderView(View):
    """A contract, main contract or the project, by what people know it by."""

    record: str
    id: UUID
    code: str | None
    name: str


class SupplierView(View):
    """A company that is paid."""

    id: UUID
    name: str


class ValueStepView(View):
    """What changes of one step of certainty come to. `before` is the sum up to this step and
    `after` with it. `count` is of cost items, None where it is not the caller's to know."""

    step: str
    phase: str
    count: int | None
    amount: Decimal
    before: Decimal
    after: Decimal
    projected: bool
    filter: str
    explain: str | None


class ValueView(View):
    """The value of a contract, or of all in one currency, step by step from what was agreed at
    first to what may come. `projected` is the original with all steps but drafts."""

    contract: HolderView | None
    currency: str | None
    stands: bool
    original: Decimal
    steps: list[ValueStepView]
    projected: Decimal


class ContractValueView(View):
    """Contract values of one side. `totals` are by currency; the originals of contracts that do not
    stand yet are in none of them but in `awaited`, in the project's currency. `in_project` are the
    steps of all contracts in the project's currency."""

    side: str
    currency: str | None
    totals: list[ValueView]
    awaited: Decimal
    in_project: list[ValueStepView]
    contracts: list[ValueView]


class SideSumsView(View):
    """The sums of one side by certainty, and the part of them paid from contingency."""

    draft: Decimal
    exposed: Decimal
    pending: Decimal
    approved: Decimal
    exposed_contingency: Decimal
    pending_contingency: Decimal
    approved_contingency: Decimal


class ExposurePointView(View):
    """Sums as they were; the log asked `asOf` the revision lists what they were made of. `budget`
    or `cost` None: the holder has no such side."""

    at: datetime
    revision: int
    original: Decimal | None
    budget: SideSumsView | None
    cost: SideSumsView | None


class ExposureView(View):
    """How certain money was over time."""

    holder: HolderView
    currency: str | None
    cost_currency: str | None
    interval: str
    points: list[ExposurePointView]
    filters: dict[str, str]


class AgeView(View):
    """A band of days in court, both ends in it."""

    name: str
    least: int
    most: int | None


class AgedView(View):
    """What has waited for somebody for so long."""

    court: str
    kind: str
    age: str
    currency: str | None
    count: int
    amount: Decimal
    filter: str


class AgeingView(View):
    """Open documents by whose turn it is and for how long. A change that several documents are
    about stands in each of them."""

    today: date
    zone: str
    ages: list[AgeView]
    results: list[AgedView]


class BurnPointView(View):
    """What was drawn at a moment, and what was left."""

    at: datetime
    revision: int
    drawn: Decimal
    left: Decimal


class PoolView(View):
    """What a policy lets be drawn on under a contract. `left` is without what is pending or
    exposed, `forecast_left` with it. All of it is in the project's currency, as policies measure;
    what a contract in another draws counts at its rate."""

    policy: str
    contract: HolderView
    currency: str | None
    drawn_by: str
    whole: Decimal
    drawn: Decimal
    pending: Decimal
    exposed: Decimal
    left: Decimal
    forecast_left: Decimal
    filter: str
    explain: str
    points: list[BurnPointView]


class ContingencyBurnView(View):
    """What is drawn on contingency. `whole_known`: a policy says what there is to draw on; without
    one only what is drawn can be told. `pools` are the first of `total`, the emptiest first."""

    whole_known: bool
    note: str
    currency: str | None
    pools: list[PoolView]
    total: int
    points: list[ExposurePointView]
    filter: str


class StageView(View):
    """How long documents stayed in a state, of the stays that ended in the period; `now` are in
    it."""

    state: str
    track: str
    stays: int
    median_days: float | None
    ninth_decile_days: float | None
    now: int
    filter: str


class CycleTimesView(View):
    """How long the stages of a kind take."""

    kind: str
    since: datetime
    results: list[StageView]


class PhaseSumView(View):
    """Documents in one phase."""

    phase: str
    count: int
    amount: Decimal
    filter: str


class ReasonView(View):
    """The documents for one reason, None for those that name none."""

    reason: str | None
    currency: str | None
    count: int
    amount: Decimal
    phases: list[PhaseSumView]
    filter: str


class ReasonsView(View):
    """Documents of a kind by reason, the largest first. `amount` is without what is closed."""

    kind: str
    results: list[ReasonView]


class VendorView(View):
    """A supplier's contracts in one currency, by their own sums."""

    supplier: SupplierView | None
    currency: str | None
    contracts: int
    awarded: Decimal
    approved: Decimal
    pending: Decimal
    exposed: Decimal
    draft: Decimal
    filter: str


class VendorsView(View):
    """Suppliers by what their changes come to, the largest first."""

    results: list[VendorView]


class DueBandView(View):
    """How many deadlines fall due within a band of days; `most` None: later."""

    name: str
    least: int | None
    most: int | None
    count: int


class DueView(View):
    """Time limits that still run, or are over with nothing done. `clocked`: some contract has
    rules about time; without one nothing is due."""

    today: date
    clocked: bool
    total: int
    bands: list[DueBandView]
    results: list[ClockDeadlineView]


class DaysView(View):
    """Days under one contract: asked for by changes, of them still pending and refused, and granted
    by orders. `kept` is what the contract's own row says of days granted."""

    contract: HolderView | None
    side: str
    asked: int
    pending: int
    refused: int
    granted: int
    kept: int | None
    filters: dict[str, str]


class DaysGrantedView(View):
    """Days asked for against days granted. `asked_by`: the kinds whose days are asked."""

    asked_by: dict[str, str]
    results: list[DaysView]


class NearBinView(View):
    """Documents whose amount lies in a bin, its upper end in it, as per cent of the limit."""

    least_percent: int
    most_percent: int
    count: int
    amount: Decimal
    filter: str


class NearLimitView(View):
    """How amounts lie about a limit of approval. `just_below` lie within the last tenth below it,
    `just_above` within the first tenth above."""

    policy: str
    band: str
    kind: str
    limit: Decimal
    by_size: bool
    just_below: int
    just_above: int
    bins: list[NearBinView]


class NearLimitsView(View):
    """Amounts near the limits of approval policies, for whoever looks for clusters below them.
    `left_out` bands are limited by a percentage, which is another for each contract."""

    currency: str | None
    limited: bool
    left_out: int
    results: list[NearLimitView]


class RecoveryRowView(View):
    """What suppliers' changes cost in a phase, by what the owner says to them."""

    phase: str
    coverage: str
    count: int
    cost: Decimal
    revenue: Decimal
    filter: str


class RecoverySupplierView(View):
    """A supplier's changes: recovered, and all that is not."""

    supplier: SupplierView | None
    cost: Decimal
    recovered: Decimal
    unrecovered: Decimal
    filter: str


class RecoveryView(View):
    """Suppliers' costs that the owner pays, and those that nobody has agreed to pay. In the
    project's currency; drafts are in no sum of suppliers."""

    currency: str | None
    results: list[RecoveryRowView]
    suppliers: list[RecoverySupplierView]
