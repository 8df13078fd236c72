"""Fields that sum up change orders: columns that are kept, and figures worked out from them.

What a figure is made of stands in `core.rollup.FIGURES`, here is its name on this wire
(autodesk.md §9). A figure that is one column can be sorted by; the others are worked out as they
are written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from changewright.core.money import Decimal
from changewright.core.records import Record
from changewright.core.rollup import FIGURES, Terms, figure, is_mixed

from .fields import Wire

FIGURE_NAMES = (
    *("approvedOwnerChanges", "pendingOwnerChanges", "revised", "projectedBudget"),
    *("approvedChangeOrders", "approvedInScopeChangeOrders", "pendingChangeOrders", "reserves"),
    *("projectedCost", "uncommitted", "forecastFinalCost", "forecastVariance"),
    *("forecastCostComplete", "varianceTotal"),
)
RATE = "exchange_rate"


def figure_fields(noun: type[Record], *names: str) -> tuple[Wire, ...]:
    """One row for each figure of the noun."""
    return tuple(_field(noun, name) for name in names)


def _field(noun: type[Record], name: str) -> Wire:
    terms = FIGURES[noun][_figure_name(name)]
    described = " ".join(f"{'+' if sign > 0 else '−'} {column}" for column, sign in terms.items())
    told = f"Rolled up: {described.removeprefix('+ ')}."
    if list(terms.values()) == [1]:
        return Wire(name=name, column=next(iter(terms)), type="amount", description=told)
    has_rate = RATE in noun.__struct_fields__ and is_mixed(terms)
    return Wire(
        name=name,
        type="amount",
        columns=(*terms, RATE) if has_rate else tuple(terms),
        compose=_composed(terms, has_rate),
        description=told,
    )


def _composed(terms: Terms, has_rate: bool) -> Callable[..., Decimal]:
    names = tuple(terms)

    def compose(*values: Any) -> Decimal:
        exact = [None if value is None else Decimal(value) for value in values]
        rate = exact.pop() if has_rate else None
        return figure(terms, dict(zip(names, exact, strict=True)), rate)

    return compose


def _figure_name(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
