"""What a budget line shows (procore.md §6, Appendix A): the columns of the standard budget view.

Direct costs are not kept, so there are none; what is left to spend is the automatic forecast, the
projected budget that projected costs do not use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from changewright.core.money import ZERO, Decimal, amount_text
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.core.rollup import FIGURES, Terms, figure
from changewright.edge.fragments import Hop, Path

from ..budget_codes import line_item_type
from ..contracts.sums import composed_of, exact
from ..fields import Key, Rendering, Resource, Rows, part, values_on
from ..wire import number

_FIGURES = FIGURES[Budget]
_COMMITTED: Terms = {"original_commitment": 1, "cost_approved": 1}
_PENDING: Terms = {"pending_commitment": 1, "cost_exposed": 1, "cost_pending": 1}
PROJECTED: Terms = {**_COMMITTED, **_PENDING}
BUDGETED = _FIGURES["projected_budget"]
NOTHING = number("0.0")

SUMS: dict[str, Terms] = {
    "approved_budget_changes": {"internal_adjustment": 1, "budget_approved": 1},
    "revised_budget": _FIGURES["revised"],
    "pending_budget_changes": _FIGURES["pending_owner_changes"],
    "projected_budget": BUDGETED,
    "committed_costs": _COMMITTED,
    "pending_cost_changes": _PENDING,
    "projected_costs": PROJECTED,
}
_NAMES = tuple(dict.fromkeys((*BUDGETED, *PROJECTED)))


def _forecast(tell: Callable[[Decimal, Decimal, Decimal], Decimal]) -> Callable[..., Any]:
    """`tell` gets the projected budget, the projected costs, and the forecast to complete."""

    def compose(_: Rendering, *values: str | None) -> Any:
        columns = dict(zip(_NAMES, exact(values), strict=True))
        budget, costs = figure(BUDGETED, columns), figure(PROJECTED, columns)
        return number(amount_text(tell(budget, costs, max(budget - costs, ZERO))))

    return compose


FORECASTS: dict[str, Callable[[Decimal, Decimal, Decimal], Decimal]] = {
    "budget_forecast": lambda _budget, _costs, forecast: forecast,
    "estimated_cost_at_completion": lambda _budget, costs, forecast: costs + forecast,
    "projected_over_under": lambda budget, costs, forecast: budget - costs - forecast,
}


AUTOMATIC, MANUAL = "automatic", "manual"
"""How a line comes to its amount: quantity times unit cost, or typed by hand."""


def _strategy(_: Rendering, quantity: str | None, price: str | None) -> str:
    return MANUAL if quantity is None or price is None else AUTOMATIC


def _type(rendering: Rendering, cost_type_id: int | None) -> dict[str, Any] | None:
    found = line_item_type(rendering.directory.choices.get(cost_type_id or 0))
    return None if found is None else {"id": found["id"], "name": found["name"]}


def _currency(rendering: Rendering, _: int) -> dict[str, Any]:
    return {"currency_iso_code": rendering.settings.currency}


def _tell_codes(rows: Rows, _: Rendering) -> dict[str, Any]:
    told: dict[str, Any] = {"cost_code": None, "division": None}
    for code_id, name, code, full_code, top_id, top_name, top_code in rows:
        if code_id is not None:
            told["cost_code"] = {"id": code_id, "name": name, "code": code, "full_code": full_code}
        if top_id is not None:
            told["division"] = {"id": top_id, "name": top_name, "full_code": top_code}
    return told


_CODES = part(
    Path(
        (Hop(CostCode, "id", "cost_code_id"), Hop(CostCode, "id", "parent_id")),
        (
            *values_on(1, ("id", "name", "code", "full_code")),
            *values_on(2, ("id", "name", "full_code")),
        ),
        least=1,
    ),
    _tell_codes,
)

BUDGET_LINE_ITEM = Resource(
    "budget_line_item",
    Budget,
    (
        Key(name="id", column="id", type="integer", nullable=False),
        Key(name="original_budget_amount", column="original_amount", type="number"),
        Key(name="uom", column="unit"),
        Key(name="quantity", column="quantity", type="number"),
        Key(name="unit_cost", column="unit_price", type="number"),
        Key(
            name="calculation_strategy",
            columns=("quantity", "unit_price"),
            compose=_strategy,
            nullable=False,
        ),
        *(
            Key(
                name=name,
                type="number",
                columns=tuple(terms),
                compose=composed_of(terms, number),
                nullable=False,
            )
            for name, terms in SUMS.items()
        ),
        Key(name="direct_costs", type="number", constant=NOTHING, nullable=False),
        *(
            Key(
                name=name,
                type="number",
                columns=_NAMES,
                compose=_forecast(tell),
                nullable=False,
            )
            for name, tell in FORECASTS.items()
        ),
        Key(name="cost_code", type="object", part="codes"),
        Key(name="division", type="object", part="codes"),
        Key(name="line_item_type", columns=("cost_type_id",), compose=_type, type="object"),
        Key(
            name="currency_configuration",
            columns=("container_id",),
            compose=_currency,
            type="object",
            nullable=False,
        ),
    ),
    {"codes": _CODES},
)

_ECHOED = (
    *("id", "original_budget_amount", "uom", "quantity", "unit_cost", "calculation_strategy"),
    "currency_configuration",
)

SYNCED = Resource(
    "budget_line_item_synced",
    Budget,
    (
        *(key for key in BUDGET_LINE_ITEM.keys if key.name in _ECHOED),
        Key(
            name="wbs_code",
            columns=("id", "code", "name"),
            compose=lambda _, id, code, name: {"id": id, "flat_code": code, "description": name},
            type="object",
            nullable=False,
        ),
    ),
    {},
)
"""What a sync answers with: the money that was sent, and the code it is on."""
