"""The arithmetic of change order forms and of applications for payment. Pure.

*G701-type block* (field.md §4.2): original sum, net change by the orders before this one, the sum
so far, this order, the new sum; the same for days, with the completion date. "Before" goes by
approval sequence: the order in which orders entered approved, not their numbers and not when they
were made. *G702* takes from it the net change of all orders, split into additions and deductions,
previous months and this month. *G703* is the schedule of values, which must come to the same sum.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

import msgspec

from .book import is_active, stage_amount, state_of
from .errors import invalid
from .kinds import Track, phase_of
from .money import ZERO, Decimal, divide, sum_amounts
from .records import CostItem

Direction = Literal["increased", "decreased", "unchanged"]

PERCENT_PLACES = 2

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The sums and days of one order's form."""

    original_sum: Decimal
    prior_change: Decimal
    prior_sum: Decimal
    amount: Decimal
    new_sum: Decimal
    original_completion: date | None
    prior_days: int
    prior_completion: date | None
    days: int
    new_completion: date | None


def block(
    original_sum: Decimal | None,
    prior_change: Decimal,
    amount: Decimal,
    *,
    completion: date | None = None,
    prior_days: int = 0,
    days: int | None = None,
) -> Block:
    """The block of an order. `completion` is the contract's completion date as it was signed;
    where the contract names none, the days are told without a date."""
    original = original_sum if original_sum is not None else ZERO
    prior_sum = original + prior_change
    own_days = days or 0
    return Block(
        original_sum=original,
        prior_change=prior_change,
        prior_sum=prior_sum,
        amount=amount,
        new_sum=prior_sum + amount,
        original_completion=completion,
        prior_days=prior_days,
        prior_completion=shifted(completion, prior_days),
        days=own_days,
        new_completion=shifted(completion, prior_days + own_days),
    )


def direction_of(value: Decimal | int) -> Direction:
    """The word that a form strikes the others for."""
    if value == 0:
        return "unchanged"
    return "increased" if value > 0 else "decreased"


def change_percent(shown: Block) -> Decimal | None:
    """The net change with this order in per cent of the original sum; None of nothing."""
    if shown.original_sum == 0:
        return None
    changed = (shown.prior_change + shown.amount) * 100
    return divide(changed, shown.original_sum, PERCENT_PLACES)


def order_amount(items: Iterable[CostItem], track: Track, *, is_approved: bool = False) -> Decimal:
    """What an order comes to on its side, in the contract's currency: the stage amount of each item
    that is active there. Of an approved order those that are approved; of another those that would
    be if it were approved now, which is all but those that a contract was made from.
    """
    return sum_amounts(
        stage_amount(item, track)
        for item in items
        if is_active(item, track) and _counts(state_of(item, track), is_approved)
    )


def _counts(state: str | None, is_approved: bool) -> bool:
    return phase_of(state) == "approved" if is_approved else state != "contracted"


# -- what comes before ----------------------------------------------------------------------------


class Approved(NamedTuple):
    """An approved order of a contract: its place in the sequence of approvals, what it comes to,
    its days, and when it was approved and executed."""

    sequence: int
    amount: Decimal
    days: int = 0
    approved_on: date | None = None
    executed_on: date | None = None


def net_before(orders: Iterable[Approved], sequence: int | None = None) -> tuple[Decimal, int]:
    """Net change and days of the orders of lower sequence; of all of them without a sequence."""
    before = [one for one in orders if sequence is None or one.sequence < sequence]
    return sum_amounts(one.amount for one in before), sum(one.days for one in before)


# -- days -----------------------------------------------------------------------------------------


def shifted(day: date | None, days: int) -> date | None:
    """The day so many calendar days on; None for none, or beyond what a calendar holds."""
    if day is None:
        return None
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def revised_completion(
    revised: date | None,
    *,
    planned: tuple[date | None, date | None],
    days: tuple[int | None, int | None],
) -> date | None:
    """The revised completion date of a contract whose planned date and approved days go each from
    one value to another.

    It follows the planned date by the approved days until somebody writes another; from then on it
    moves by the days that are added or taken away. None while no days are approved. Raises
    `Invalid` for days that lead beyond what a calendar holds.
    """
    (was_planned, now_planned), (was_days, now_days) = planned, days
    follows = revised is None or (
        was_days is not None and revised == shifted(was_planned, was_days)
    )
    if follows and now_days is None:
        return None
    base = now_planned if follows else revised
    moved = shifted(base, now_days or 0 if follows else (now_days or 0) - (was_days or 0))
    if moved is None and base is not None:
        detail = "the approved days lead beyond what a calendar holds"
        raise invalid("schedule_change", "range", detail)
    return moved


# -- the change summary of an application for payment ---------------------------------------------


class Month(NamedTuple):
    """A month of a calendar."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def is_before(self, day: date) -> bool:
        """Whether the month lies wholly before the day."""
        return (self.year, self.month) < (day.year, day.month)

    def holds(self, day: date) -> bool:
        return (self.year, self.month) == (day.year, day.month)


def parse_month(text: str, field: str = "month") -> Month:
    """`2026-11`. Raises `Invalid` naming the field."""
    found = _MONTH.fullmatch(text)
    if found is None or found[1] == "0000":
        raise invalid(field, "format", f"{field} must be a month such as 2026-11")
    return Month(int(found[1]), int(found[2]))


class Totals(msgspec.Struct, frozen=True):
    """Additions and deductions, both positive as the form prints them, and how many orders."""

    additions: Decimal = ZERO
    deductions: Decimal = ZERO
    orders: int = 0

    @property
    def net(self) -> Decimal:
        return self.additions - self.deductions

    def plus(self, amount: Decimal) -> Totals:
        if amount < 0:
            return Totals(self.additions, self.deductions - amount, self.orders + 1)
        return Totals(self.additions + amount, self.deductions, self.orders + 1)


class ChangeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Lines 1 to 3 of the application and the summary beneath: what was changed in previous months,
    this month, and in all. Orders of later months are no part of it."""

    month: Month
    original_sum: Decimal
    previous: Totals
    this_month: Totals

    @property
    def net_change(self) -> Decimal:
        """Line 2: net change by change orders."""
        return self.previous.net + self.this_month.net

    @property
    def sum_to_date(self) -> Decimal:
        """Line 3: the contract sum to date."""
        return self.original_sum + self.net_change


def change_summary(
    original_sum: Decimal | None, changes: Iterable[tuple[date, Decimal]], month: Month
) -> ChangeSummary:
    """The summary of a contract at the end of a month. `changes` are the orders, each with the day
    from which it counts and what it comes to; a change order that is not signed is none."""
    previous, this_month = Totals(), Totals()
    for day, amount in changes:
        if month.holds(day):
            this_month = this_month.plus(amount)
        elif not month.is_before(day):
            previous = previous.plus(amount)
    return ChangeSummary(
        month=month,
        original_sum=original_sum if original_sum is not None else ZERO,
        previous=previous,
        this_month=this_month,
    )


# -- the schedule of values -----------------------------------------------------------------------


class ScheduleRow(NamedTuple):
    """A row of a schedule: `key` names it, `parent` the row it details, `is_change` says that it
    stands for a change order."""

    key: int
    parent: int | None
    amount: Decimal | None
    is_change: bool = False


class Uneven(NamedTuple):
    """A row whose details do not come to its amount."""

    key: int
    amount: Decimal
    parts: Decimal

    @property
    def difference(self) -> Decimal:
        return self.parts - self.amount


class ScheduleCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What a schedule comes to against the contract's sum, line by line of the form: the original
    rows against the original sum, the rows of change orders against the net change."""

    original_sum: Decimal
    net_change: Decimal
    original_rows: Decimal
    change_rows: Decimal
    uneven: tuple[Uneven, ...]

    @property
    def contract_sum(self) -> Decimal:
        return self.original_sum + self.net_change

    @property
    def scheduled(self) -> Decimal:
        return self.original_rows + self.change_rows

    @property
    def difference(self) -> Decimal:
        """By how much the schedule is over the contract sum; negative: under."""
        return self.scheduled - self.contract_sum

    @property
    def agrees(self) -> bool:
        """Nothing is over or under: in all, on either side, or within a row."""
        return (
            self.original_rows == self.original_sum
            and self.change_rows == self.net_change
            and not self.uneven
        )


def schedule_check(
    original_sum: Decimal | None, net_change: Decimal, rows: Sequence[ScheduleRow]
) -> ScheduleCheck:
    """Compare a schedule of values with the sum of its contract (field.md §4.2, oracle 26)."""
    parts: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        if row.parent is not None:
            parts[row.parent] += row.amount or ZERO
    top = [row for row in rows if row.parent is None]
    return ScheduleCheck(
        original_sum=original_sum if original_sum is not None else ZERO,
        net_change=net_change,
        original_rows=sum_amounts(row.amount for row in top if not row.is_change),
        change_rows=sum_amounts(row.amount for row in top if row.is_change),
        uneven=tuple(
            Uneven(row.key, row.amount or ZERO, parts[row.key])
            for row in rows
            if row.key in parts and parts[row.key] != (row.amount or ZERO)
        ),
    )
