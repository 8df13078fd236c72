"""Forms, change summaries and checks of schedules, as the app and reports read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from changewright.core.errors import NotFound, invalid
from changewright.core.forms import (
    Block,
    ChangeSummary,
    Direction,
    Totals,
    change_percent,
    direction_of,
    parse_month,
)
from changewright.core.kinds import KIND
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.work.forms import (
    Counted,
    Form,
    Standing,
    check_of,
    form_of,
    state_sum,
    summary_of,
)
from changewright.work.order_forms import Amended
from changewright.work.unit import LedgerReader, Unit

from ..reading import View, answer, hidden_of, query_text, reading, require, sees
from ..writing import Written, write, written
from ..writing import require as require_in_unit

SUM_FIELDS = (
    Field(
        "statedSum",
        "stated_sum",
        bodies.AMOUNT,
        description="The original sum as the signed contract states it; null or none: forget it.",
    ),
)


class BlockView(View):
    """The sums and days of a form (as on a G701)."""

    original_sum: Decimal
    prior_change: Decimal
    prior_sum: Decimal
    change: Decimal
    change_direction: Direction
    new_sum: Decimal
    change_percent: Decimal | None
    original_completion: date | None
    prior_days: int
    prior_completion: date | None
    days: int
    days_direction: Direction
    new_completion: date | None


class FormView(View):
    """An order's form: frozen as it was approved, or as it would be if it were approved now."""

    order_id: UUID
    kind: str
    number: str
    name: str
    contract_id: UUID | None
    main_contract_id: UUID | None
    currency: str | None
    standing: Standing
    approval_sequence: int | None
    approved_at: datetime | None
    superseded_at: datetime | None
    superseded_by: UUID | None
    block: BlockView | None
    today: BlockView | None


class TotalsView(View):
    """Additions and deductions, both as positive amounts."""

    additions: Decimal
    deductions: Decimal
    net: Decimal
    orders: int


class ChangeSummaryView(View):
    """Lines 1 to 3 of an application for payment and its change order summary."""

    contract_id: UUID
    currency: str | None
    month: str
    counted: Counted
    original_sum: Decimal
    net_change: Decimal
    sum_to_date: Decimal
    previous_months: TotalsView
    this_month: TotalsView
    total: TotalsView


class UnevenRowView(View):
    """A row whose details do not come to its amount."""

    row_id: UUID
    amount: Decimal
    details: Decimal
    difference: Decimal


class ScheduleCheckView(View):
    """A schedule of values against the sum of its contract."""

    contract_id: UUID
    currency: str | None
    agrees: bool
    contract_sum: Decimal
    scheduled: Decimal
    difference: Decimal
    original_sum: Decimal
    stated_sum: Decimal | None
    original_rows: Decimal
    net_change: Decimal
    change_rows: Decimal
    uneven_rows: list[UnevenRowView]


class StatedSumView(View):
    """The original sum that the signed contract states."""

    contract_id: UUID
    stated_sum: Decimal | None


# -- the form of an order -------------------------------------------------------------------------


async def show_form(context: Context) -> Answer:
    """GET an order's form."""
    settings = await context.services.ledger.settings_of(context.container_id)
    async with reading(context) as read:
        order = await require(context, read, ChangeOrder, "orderId")
        form = await form_of(read, order, settings, hidden_of(context, order))
        if not await sees(context, read, form.contract):
            raise NotFound(f"There is no change order {order.uuid} here.")
    return answer(context, form_view(form))


def form_view(form: Form) -> FormView:
    order, is_cost = form.order, KIND[form.order.kind].tracks == ("cost",)
    by = form.superseded_by
    return FormView(
        order_id=order.uuid,
        kind=order.kind,
        number=order.contract_number or order.number,
        name=order.name,
        contract_id=form.contract.uuid if is_cost else None,
        main_contract_id=None if is_cost else form.contract.uuid,
        currency=form.currency,
        standing=form.standing,
        approval_sequence=form.sequence,
        approved_at=form.approved_at,
        superseded_at=form.superseded_at,
        superseded_by=None if by is None else by.uuid,
        block=_shown(form.block),
        today=_shown(form.today),
    )


def _shown(block: Block | None) -> BlockView | None:
    if block is None:
        return None
    return BlockView(
        original_sum=block.original_sum,
        prior_change=block.prior_change,
        prior_sum=block.prior_sum,
        change=block.amount,
        change_direction=direction_of(block.amount),
        new_sum=block.new_sum,
        change_percent=change_percent(block),
        original_completion=block.original_completion,
        prior_days=block.prior_days,
        prior_completion=block.prior_completion,
        days=block.days,
        days_direction=direction_of(block.days),
        new_completion=block.new_completion,
    )


# -- of a contract --------------------------------------------------------------------------------


def shows_summary(noun: type[Contract] | type[MainContract]) -> Handler:
    """The handler of the change summary of contracts of this noun."""

    async def handle(context: Context) -> Answer:
        text = query_text(context, "month")
        month = parse_month(text or f"{context.now:%Y-%m}")
        counted = _counted(query_text(context, "counted"))
        async with reading(context) as read:
            contract = await _contract(context, read, noun)
            summary = await summary_of(read, contract, month, counted)
        currency = await _currency(context, contract)
        return answer(context, summary_view(contract, currency, counted, summary))

    return handle


def _counted(text: str | None) -> Counted:
    for word in get_args(Counted):
        if word == (text or "approved"):
            found: Counted = word
            return found
    raise invalid("counted", "choice", f"counted must be {' or '.join(get_args(Counted))}")


def summary_view(
    contract: Amended, currency: str | None, counted: Counted, summary: ChangeSummary
) -> ChangeSummaryView:
    previous, this_month = summary.previous, summary.this_month
    total = Totals(
        previous.additions + this_month.additions,
        previous.deductions + this_month.deductions,
        previous.orders + this_month.orders,
    )
    return ChangeSummaryView(
        contract_id=contract.uuid,
        currency=currency,
        month=str(summary.month),
        counted=counted,
        original_sum=summary.original_sum,
        net_change=summary.net_change,
        sum_to_date=summary.sum_to_date,
        previous_months=_totals_view(previous),
        this_month=_totals_view(this_month),
        total=_totals_view(total),
    )


def _totals_view(totals: Totals) -> TotalsView:
    return TotalsView(
        additions=totals.additions,
        deductions=totals.deductions,
        net=totals.net,
        orders=totals.orders,
    )


def shows_check(noun: type[Contract] | type[MainContract]) -> Handler:
    """The handler of the check of a schedule of contracts of this noun."""

    async def handle(context: Context) -> Answer:
        async with reading(context) as read:
            contract = await _contract(context, read, noun)
            check = await check_of(read, contract)
            row_noun = ScheduleOfValue if noun is Contract else MainContractItem
            found = await read.many(row_noun, [one.key for one in check.uneven])
        uuids = {row.id: row.uuid for row in found}
        view = ScheduleCheckView(
            contract_id=contract.uuid,
            currency=await _currency(context, contract),
            agrees=check.agrees,
            contract_sum=check.contract_sum,
            scheduled=check.scheduled,
            difference=check.difference,
            original_sum=check.original_sum,
            stated_sum=contract.stated_sum,
            original_rows=check.original_rows,
            net_change=check.net_change,
            change_rows=check.change_rows,
            uneven_rows=[
                UnevenRowView(
                    row_id=uuids[one.key],
                    amount=one.amount,
                    details=one.parts,
                    difference=one.difference,
                )
                for one in check.uneven
            ],
        )
        return answer(context, view)

    return handle


def states_sum(noun: type[Contract] | type[MainContract]) -> Handler:
    """The handler that keeps what the signed contract states."""

    async def handle(context: Context) -> Answer:
        values = await context.values()

        async def decide(unit: Unit) -> Written:
            contract: Any = await require_in_unit(context, unit, noun, "contractId")
            contract = state_sum(unit, contract, values.get("stated_sum"))
            view = StatedSumView(contract_id=contract.uuid, stated_sum=contract.stated_sum)
            return written(context, unit, contract, view)

        return await write(context, decide)

    return handle


async def _contract(
    context: Context, read: LedgerReader, noun: type[Contract] | type[MainContract]
) -> Amended:
    """The contract of the path, for those who see all of its sums: what its rows and orders come to
    is made of some that others do not see."""
    contract: Amended = await require(context, read, noun, "contractId")
    if context.role.audience != "full":
        raise NotFound(f"There is no {noun.TABLE.replace('_', ' ')} {contract.uuid} here.")
    return contract


async def _currency(context: Context, contract: Amended) -> str | None:
    if contract.currency is not None:
        return contract.currency
    return (await context.services.ledger.settings_of(context.container_id)).currency
