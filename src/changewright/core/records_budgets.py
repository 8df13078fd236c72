"""The nouns of the budget: its codes, what they are allocated to, and the work tracked by them.

Fields follow autodesk.md §5. At the end of a budget stand the sums that are rolled up from cost
items and schedules of values (`core/rollup.py` says what counts in which).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from .money import ZERO, Amount, Price
from .records import External, Json, Record


class Budget(External, frozen=True, kw_only=True):
    """A budget code with its money: Autodesk's budget, Procore's budget code (core-model.md §7)."""

    TABLE: ClassVar[str] = "budget"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("code",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("parent_id",),
        ("root_id",),
        ("updated_at", "id"),
        ("external_id",),
    )

    parent_id: int | None = None
    root_id: int | None = None
    code: str
    name: str
    description: str | None = None
    scope: str = "budgetAndCost"
    quantity: Price | None = None
    input_quantity: Price | None = None
    unit_price: Price | None = None
    unit: str | None = None
    original_amount: Amount | None = None
    internal_adjustment: Amount | None = None
    actual_cost: Amount | None = None
    actual_quantity: Price | None = None
    actual_unit_price: Price | None = None
    cost_unit_price: Price | None = None
    code_segment_values: Json = ()
    main_contract_id: int | None = None
    main_contract_amount_source: str | None = None
    milestone_id: UUID | None = None
    is_markup: bool = False
    planned_start_date: date | None = None
    planned_end_date: date | None = None
    actual_start_date: date | None = None
    actual_end_date: date | None = None
    duration_days: int | None = None
    locations: Json = ()
    location_paths: Json = ()
    contract_ids: Json = ()
    """The UUIDs of the contracts it is allocated to: `BudgetContract` as this row shows it."""
    cost_code_id: int | None = None
    cost_type_id: int | None = None
    """The cost type's place in the company's list of line item types."""
    original_commitment: Amount = ZERO
    """From here on sums kept by `work/rollups`, as `core/rollup` adds them up."""
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


class BudgetContract(Record, frozen=True, kw_only=True):
    """A budget allocated to a contract (`budgets-contracts:link`), and the schedule row it made."""

    TABLE: ClassVar[str] = "budget_contract"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("budget_id", "contract_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("contract_id",),)

    budget_id: int
    contract_id: int
    schedule_of_value_id: int | None = None


class TrackingItem(Record, frozen=True, kw_only=True):
    """A budget that field applications track (performance tracking item).

    All but the budget's id is the budget's own, copied whenever it changes, so that a list of
    tracking items is filtered, sorted and pulled by change like any other.
    """

    TABLE: ClassVar[str] = "tracking_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("budget_id",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    budget_id: int
    code: str
    name: str
    description: str | None = None
    quantity: Price | None = None
    unit: str | None = None
    unit_price: Price | None = None
    original_amount: Amount | None = None
    planned_start_date: date | None = None
    planned_end_date: date | None = None
    locations: Json = ()
    location_paths: Json = ()


class TrackingItemInstance(Record, frozen=True, kw_only=True):
    """One place or stage in which a tracked budget is worked on; `budget_code` is the budget's.

    `tracked_*` are the sums of its time sheets, once it has any.
    """

    TABLE: ClassVar[str] = "tracking_item_instance"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("budget_id", "number"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    budget_id: int
    budget_code: str
    number: str
    name: str
    input_quantity: Price | None = None
    input_unit: str | None = None
    input_unit_price: Price | None = None
    tracked_input_quantity: Price | None = None
    output_quantity: Price | None = None
    output_unit: str | None = None
    output_unit_price: Price | None = None
    tracked_output_quantity: Price | None = None
    adjusted_output_quantity: Price | None = None
    performance_ratio: Price | None = None
    locations: Json = ()
    location_paths: Json = ()


class TimeSheet(Record, frozen=True, kw_only=True):
    """Hours and quantities reported for a tracking item instance, whose units and budget code it
    shows."""

    TABLE: ClassVar[str] = "time_sheet"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("tracking_item_instance_id",),)

    tracking_item_instance_id: int
    budget_code: str
    start_date: date
    end_date: date
    input_quantity: Price | None = None
    input_unit: str | None = None
    output_quantity: Price | None = None
    output_unit: str | None = None
