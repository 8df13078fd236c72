"""The columns of the standard budget view (procore.md §6), and what a row shows in each.

Sums and figures are those of Autodesk's budgets, in this door's words: the same columns of the
same rows, so that there cannot be two truths. Direct costs are not kept and come to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from changewright.core.money import ZERO, Decimal, amount_text
from changewright.core.records_budgets import Budget
from changewright.core.rollup import Terms, figure

from ..budget_line_items.shapes import BUDGETED, FORECASTS, PROJECTED, SUMS
from ..wire import decimal_text


class Column(msgspec.Struct, frozen=True):
    """A column of the view: what it is asked by, and what it is called, which is its key in a row.
    `type` is the vendor's word: `source` for what is kept, `standard` for what is worked out."""

    id: str
    name: str
    type: str
    terms: Terms | None = None


COLUMNS: tuple[Column, ...] = (
    Column("original_budget_amount", "Original Budget Amount", "source", {"original_amount": 1}),
    Column("budget_modifications", "Budget Modifications", "source", {"internal_adjustment": 1}),
    Column("approved_cos", "Approved COs", "source", {"budget_approved": 1}),
    Column("revised_budget", "Revised Budget", "standard", SUMS["revised_budget"]),
    Column(
        "pending_budget_changes",
        "Pending Budget Changes",
        "source",
        SUMS["pending_budget_changes"],
    ),
    Column("projected_budget", "Projected Budget", "standard", SUMS["projected_budget"]),
    Column("committed_costs", "Committed Costs", "source", SUMS["committed_costs"]),
    Column("direct_costs", "Direct Costs", "source", {}),
    Column("pending_cost_changes", "Pending Cost Changes", "source", SUMS["pending_cost_changes"]),
    Column("projected_costs", "Projected Costs", "standard", SUMS["projected_costs"]),
    Column("forecast_to_complete", "Forecast To Complete", "standard"),
    Column(
        "estimated_cost_at_completion",
        "Estimated Cost at Completion",
        "standard",
    ),
    Column("projected_over_under", "Projected over Under", "standard"),
)
"""In the order of the vendor's standard view."""

_FORECAST = {
    "forecast_to_complete": "budget_forecast",
    "estimated_cost_at_completion": "estimated_cost_at_completion",
    "projected_over_under": "projected_over_under",
}


def values_of(budget: Budget) -> dict[str, Decimal]:
    """What a budget shows in each column, by the column's id."""
    found = {one.id: _figure(one.terms, budget) for one in COLUMNS if one.terms is not None}
    planned, costs = _figure(BUDGETED, budget), _figure(PROJECTED, budget)
    for column, forecast in _FORECAST.items():
        found[column] = FORECASTS[forecast](planned, costs, max(planned - costs, ZERO))
    return found


def _figure(terms: Terms, budget: Budget) -> Decimal:
    return figure(terms, {name: getattr(budget, name) for name in terms})


def total(rows: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """What rows come to, column by column."""
    sums = {column.id: ZERO for column in COLUMNS}
    for row in rows:
        for name, value in row.items():
            sums[name] += value
    return sums


def told(values: Mapping[str, Decimal]) -> dict[str, str]:
    """A row's columns as they are shown, by their names; amounts are text (procore.md §6)."""
    return {column.name: money(values[column.id]) for column in COLUMNS}


def money(value: Decimal) -> str:
    return decimal_text(amount_text(value))
