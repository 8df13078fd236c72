"""Fields that sum up change orders: served by name, without a value until sums are rolled up.

A null says "not computed"; a zero would be a claim (docs/compatibility.md).
"""

from __future__ import annotations

from .fields import Wire

OF_BUDGET_AND_CONTRACT = (
    *("approvedOwnerChanges", "pendingOwnerChanges", "revised", "projectedBudget"),
    *("approvedChangeOrders", "approvedInScopeChangeOrders", "pendingChangeOrders", "reserves"),
    *("projectedCost", "uncommitted", "forecastFinalCost", "forecastVariance"),
    *("forecastCostComplete", "varianceTotal"),
)


def rolled_up(*names: str) -> tuple[Wire, ...]:
    """One row for each name."""
    return tuple(Wire(name=name, type="amount") for name in names)
