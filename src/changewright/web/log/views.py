"""What answers about the log hold."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import UNSET, UnsetType

from changewright.core.money import Decimal

from ..errors import FieldProblem
from ..reading import View


class LogChoiceView(View):
    """A word of a column, and what it is called."""

    value: str
    title: str


class LogColumnView(View):
    """A column of the log. `kinds`: the documents that have it. `lock`: the class by which a row's
    `locked` says whether its cell may be edited; null where nobody types it."""

    name: str
    title: str
    type: str
    kinds: list[str]
    operators: list[str]
    sortable: bool
    groupable: bool
    total: bool
    width: int
    lock: str | None
    choices: list[LogChoiceView] | None


class LogColumnsView(View):
    """The columns that the caller may ask for, and the project's day and currency."""

    columns: list[LogColumnView]
    today: date
    time_zone: str
    currency: str | None


class LogContract(View):
    """A contract that a change order amends."""

    id: UUID
    code: str
    name: str


class LogParty(View):
    """A person or a company."""

    id: UUID
    name: str


class LogDocument(View):
    """Another change order."""

    id: UUID
    kind: str
    number: str


class LogClock(View):
    """The deadline of a row that ends first of those that still run, or is over."""

    rule: str
    title: str
    due: date
    state: str
    days_left: int


class LogMove(View):
    """A move that the caller may make now."""

    action: str
    duty: str


class LogRow(View):
    """A change order as a row: beside what every row has, the columns asked for. `currency` is that
    of `proposed` and `committed`, on a document for a supplier his contract's; other amounts are in
    the project's. `locked`: the classes of cells that may not be edited, each with the reason's
    word."""

    id: UUID
    kind: str
    version: int
    currency: str | None
    locked: dict[str, str]
    number: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    state: str | UnsetType | None = UNSET
    phase: str | UnsetType | None = UNSET
    budget_state: str | UnsetType | None = UNSET
    cost_state: str | UnsetType | None = UNSET
    reason: str | UnsetType | None = UNSET
    type: str | UnsetType | None = UNSET
    scope: str | UnsetType | None = UNSET
    contract: LogContract | UnsetType | None = UNSET
    main_contract: LogContract | UnsetType | None = UNSET
    supplier: LogParty | UnsetType | None = UNSET
    estimated: Decimal | UnsetType | None = UNSET
    proposed: Decimal | UnsetType | None = UNSET
    submitted: Decimal | UnsetType | None = UNSET
    approved: Decimal | UnsetType | None = UNSET
    committed: Decimal | UnsetType | None = UNSET
    days_asked: int | UnsetType | None = UNSET
    days_granted: int | UnsetType | None = UNSET
    percent_of_contract: Decimal | UnsetType | None = UNSET
    quotes: str | UnsetType | None = UNSET
    quotes_missing: int | UnsetType | None = UNSET
    court: str | UnsetType | None = UNSET
    court_since: datetime | UnsetType | None = UNSET
    court_due: datetime | UnsetType | None = UNSET
    court_person: LogParty | UnsetType | None = UNSET
    court_company: LogParty | UnsetType | None = UNSET
    my_court: bool | UnsetType = UNSET
    due: datetime | UnsetType | None = UNSET
    clock: LogClock | UnsetType | None = UNSET
    response_due: datetime | UnsetType | None = UNSET
    due_date: date | UnsetType | None = UNSET
    owner: LogParty | UnsetType | None = UNSET
    source: LogDocument | UnsetType | None = UNSET
    package: LogDocument | UnsetType | None = UNSET
    source_type: str | UnsetType | None = UNSET
    source_ref: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    scope_of_work: str | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET
    contract_number: str | UnsetType | None = UNSET
    approval_sequence: int | UnsetType | None = UNSET
    approved_at: datetime | UnsetType | None = UNSET
    executed_at: datetime | UnsetType | None = UNSET
    signed_at: date | UnsetType | None = UNSET
    invoiced_date: date | UnsetType | None = UNSET
    paid_date: date | UnsetType | None = UNSET
    erp_state: str | UnsetType | None = UNSET
    external_id: str | UnsetType | None = UNSET
    external_system: str | UnsetType | None = UNSET
    external_message: str | UnsetType | None = UNSET
    last_sync: datetime | UnsetType | None = UNSET
    private: bool | UnsetType = UNSET
    attachments: int | UnsetType = UNSET
    items: int | UnsetType = UNSET
    created: datetime | UnsetType = UNSET
    created_by: LogParty | UnsetType | None = UNSET
    updated: datetime | UnsetType = UNSET
    changed_by: LogParty | UnsetType | None = UNSET
    attributes: dict[str, str | None] | UnsetType = UNSET
    moves: list[LogMove] | UnsetType = UNSET


class LogTotal(View):
    """What amounts of one currency come to; only the columns that the caller may see. `count` are
    the rows of this currency: none, where rows of others have amounts in the project's."""

    currency: str | None
    count: int
    estimated: Decimal | UnsetType | None = UNSET
    proposed: Decimal | UnsetType | None = UNSET
    submitted: Decimal | UnsetType | None = UNSET
    approved: Decimal | UnsetType | None = UNSET
    committed: Decimal | UnsetType | None = UNSET
    days_asked: int | UnsetType | None = UNSET
    days_granted: int | UnsetType | None = UNSET


class LogPageView(View):
    """A part of the log. `columns` are the names in effect, `totals` of all rows found. `revision`
    is for the contractor's people: how often others wrote is not for everybody."""

    results: list[LogRow]
    total: int
    limit: int
    offset: int
    totals: list[LogTotal] | None
    columns: list[str]
    revision: int | None


class LogGroupView(View):
    """A group: its keys down to its level, where its first row stands in the list, and what its
    rows come to. `title` where the key is a record, a person or a company."""

    path: list[str | None]
    title: str | None
    count: int
    offset: int
    totals: list[LogTotal]


class LogGroupsView(View):
    """The groups on all levels in the order of the list, parents before what is in them."""

    groups: list[LogGroupView]
    levels: list[str]
    total: int
    totals: list[LogTotal]
    revision: int | None


class LogProblem(View):
    """Why a row was refused."""

    type: str
    title: str
    detail: str
    problems: list[FieldProblem]


class LogOutcome(View):
    """What became of one row. `row` is it as it now is, where columns are asked for."""

    id: UUID | None
    outcome: str
    version: int | None = None
    problem: LogProblem | None = None
    row: LogRow | None = None


class LogOutcomesView(View):
    """What became of each row, in the order asked."""

    results: list[LogOutcome]
    done: int
    refused: int
