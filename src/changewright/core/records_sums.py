"""The sums of a whole project: one row per container.

The sums of a budget, a contract and a main contract are columns of their own rows; what a project
comes to stands here. All of them are kept by `work/rollups` from the addends of `core/rollup`.
"""

from __future__ import annotations

from typing import ClassVar

from .money import ZERO, Amount
from .records import Record


class ProjectTotal(Record, frozen=True, kw_only=True):
    """What all budgets, contracts, schedules and cost items of a project come to, in its currency.

    `name` is the same on every row, so that its key lets a container have one.
    """

    TABLE: ClassVar[str] = "project_total"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    name: str = "project"
    original_amount: Amount = ZERO
    internal_adjustment: Amount = ZERO
    actual_cost: Amount = ZERO
    main_contract_amount: Amount = ZERO
    original_commitment: Amount = ZERO
    pending_commitment: Amount = ZERO
    budget_draft: Amount = ZERO
    budget_exposed: Amount = ZERO
    budget_pending: Amount = ZERO
    budget_approved: Amount = ZERO
    budget_exposed_contingency: Amount = ZERO
    budget_pending_contingency: Amount = ZERO
    budget_approved_contingency: Amount = ZERO
    cost_draft: Amount = ZERO
    cost_exposed: Amount = ZERO
    cost_pending: Amount = ZERO
    cost_approved: Amount = ZERO
    cost_exposed_in_scope: Amount = ZERO
    cost_pending_in_scope: Amount = ZERO
    cost_approved_in_scope: Amount = ZERO
    cost_exposed_contingency: Amount = ZERO
    cost_pending_contingency: Amount = ZERO
    cost_approved_contingency: Amount = ZERO
