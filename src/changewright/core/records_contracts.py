"""The nouns around the ledger: budgets, contracts, their lines, and what is spent on them.

Fields follow autodesk.md §5. At the end of budgets and contracts stand the sums that are rolled up
from cost items and schedules of values (`core/rollup.py` says what counts in which).
"""

from __future__ import annotations

from datetime import date, datetime
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


class Contract(External, frozen=True, kw_only=True):
    """A commitment to a supplier (cost side); `status` is a state of `core.contract_states`."""

    TABLE: ClassVar[str] = "contract"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("code",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("company_id",),
        ("form", "id"),
        ("updated_at", "id"),
        ("external_id",),
    )

    code: str
    name: str
    description: str | None = None
    type: str | None = None
    status: str = "draft"
    sub_status: str | None = None
    status_changed_at: datetime | None = None
    company_id: int | None = None
    contact_id: int | None = None
    additional_contacts: Json = None
    recipients: Json = ()
    owner_id: int | None = None
    signed_by: str | None = None
    main_contract_id: int | None = None
    awarded: Amount | None = None
    original_budget: Amount | None = None
    internal_adjustment: Amount | None = None
    actual_cost: Amount | None = None
    currency: str | None = None
    exchange_rate: Price | None = None
    forecast_exchange_rate: Price | None = None
    forecast_exchange_rate_updated_at: datetime | None = None
    retention_cap: Amount | None = None
    materials_retention_percent: Amount | None = None
    completed_work_retention_percent: Amount | None = None
    payment_due: int | None = None
    payment_due_type: str | None = None
    scope_of_work: str | None = None
    note: str | None = None
    source: str | None = None
    internal_id: str | None = None
    internal_system: str | None = None
    lock_state: str | None = None
    locked_at: datetime | None = None
    locked_by: int | None = None
    approved_at: datetime | None = None
    awarded_at: datetime | None = None
    sent_at: datetime | None = None
    responded_at: datetime | None = None
    response_due: datetime | None = None
    returned_at: datetime | None = None
    onsite_at: datetime | None = None
    offsite_at: datetime | None = None
    procured_at: datetime | None = None
    executed_at: datetime | None = None
    document_generated_at: datetime | None = None
    budget_ids: Json = ()
    """The UUIDs of the budgets allocated to it: `BudgetContract` as this row shows it."""
    form: str = "work_order"
    """work_order or purchase_order: follows `type` (`core.contract_states.form_of`)."""
    executed_flag: bool = False
    accounting_method: str = "amount"
    private: bool = False
    assignee_id: int | None = None
    contract_date: date | None = None
    start_date: date | None = None
    estimated_completion_date: date | None = None
    actual_completion_date: date | None = None
    approval_letter_date: date | None = None
    issued_on_date: date | None = None
    letter_of_intent_date: date | None = None
    signed_received_date: date | None = None
    delivery_date: date | None = None
    inclusions: str | None = None
    exclusions: str | None = None
    bill_to_address: str | None = None
    ship_to_address: str | None = None
    ship_via: str | None = None
    payment_terms: str | None = None
    invoice_contact_ids: Json = ()
    bill_recipient_ids: Json = ()
    accessor_ids: Json = ()
    signature_required: bool = False
    billing_schedule_status: str = "draft"
    change_order_detail: str = "change_order_package"
    allow_comments: bool = True
    allow_markups: bool = True
    allow_payment_applications: bool = False
    allow_payments: bool = False
    display_materials_retainage: bool = False
    display_work_retainage: bool = False
    show_cost_code_on_pdf: bool = True
    show_line_items_to_non_admins: bool = False
    ssr_enabled: bool = False
    enable_ssov: bool = False
    allow_change_orders_ssov: bool = False
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
    schedule_change: int | None = None
    """The days of its approved orders; none while they come to none (`core/forms.py`)."""
    revised_completion_date: date | None = None
    stated_sum: Amount | None = None
    """The original sum as the signed paper states it, to hold the schedule of values against."""


class MainContract(External, frozen=True, kw_only=True):
    """The contract with the owner (budget side). Each project has one that `is_default`."""

    TABLE: ClassVar[str] = "main_contract"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("code",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("updated_at", "id"),)

    code: str
    name: str
    description: str | None = None
    type: str | None = None
    status: str = "draft"
    is_default: bool = False
    amount: Amount | None = None
    paid: Amount | None = None
    unreceived: Amount | None = None
    owner_company_id: int | None = None
    contractor_company_id: int | None = None
    owner_contact_id: int | None = None
    architect_company_id: int | None = None
    architect_contact_id: int | None = None
    notary_company_id: int | None = None
    notary_contact_id: int | None = None
    contact_id: int | None = None
    additional_collaborators: Json = ()
    recipients: Json = ()
    start_date: date | None = None
    executed_date: date | None = None
    planned_completion_date: date | None = None
    revised_completion_date: date | None = None
    schedule_change: int | None = None
    actual_completion_date: date | None = None
    close_date: date | None = None
    retention_cap: Amount | None = None
    materials_retention_percent: Amount | None = None
    completed_work_retention_percent: Amount | None = None
    payment_due: int | None = None
    payment_due_type: str | None = None
    scope_of_work: str | None = None
    note: str | None = None
    signed_by: str | None = None
    executed_flag: bool = False
    accounting_method: str = "amount"
    private: bool = False
    contract_date: date | None = None
    approval_letter_date: date | None = None
    issued_on_date: date | None = None
    letter_of_intent_date: date | None = None
    returned_date: date | None = None
    signed_received_date: date | None = None
    substantial_completion_date: date | None = None
    inclusions: str | None = None
    exclusions: str | None = None
    currency: str | None = None
    exchange_rate: Price | None = None
    accessor_ids: Json = ()
    change_order_detail: str = "change_order_package"
    allow_comments: bool = True
    allow_markups: bool = True
    allow_payment_applications: bool = False
    allow_payments: bool = False
    approve_prefilled_requisitions: bool = False
    display_materials_retainage: bool = False
    display_work_retainage: bool = False
    show_cost_code_on_pdf: bool = True
    show_line_items_to_non_admins: bool = False
    enable_ssov: bool = False
    budget_draft: Amount = ZERO
    budget_exposed: Amount = ZERO
    budget_pending: Amount = ZERO
    budget_approved: Amount = ZERO
    budget_exposed_contingency: Amount = ZERO
    budget_pending_contingency: Amount = ZERO
    budget_approved_contingency: Amount = ZERO
    stated_sum: Amount | None = None
    """The original sum as the signed paper states it, to hold the items against."""


class MainContractItem(External, frozen=True, kw_only=True):
    """A line of a main contract."""

    TABLE: ClassVar[str] = "main_contract_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("main_contract_id",), ("budget_id",))

    main_contract_id: int
    parent_id: int | None = None
    budget_id: int | None = None
    code: str | None = None
    name: str
    description: str | None = None
    quantity: Price | None = None
    unit: str | None = None
    unit_price: Price | None = None
    amount: Amount | None = None
    position: int = 0
    is_private: bool = False
    extended_type: str = "manual"
    tax_code_id: int | None = None


class ScheduleOfValue(External, frozen=True, kw_only=True):
    """A row of a schedule of values; `association_*` name what made it, if not a user."""

    TABLE: ClassVar[str] = "schedule_of_value"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("contract_id",),
        ("budget_id",),
        ("parent_id",),
        ("external_id",),
        ("association_id",),
    )

    parent_id: int | None = None
    contract_id: int
    budget_id: int | None = None
    association_id: int | None = None
    association_type: str | None = None
    code: str | None = None
    name: str
    quantity: Price | None = None
    unit: str | None = None
    unit_price: Price | None = None
    amount: Amount | None = None
    allocated_amount: Amount | None = None
    bulk: Price | None = None
    bulk_unit_price: Price | None = None
    quantity_per_bulk: Price | None = None
    exchange_rate: Price | None = None
    position: int = 0
    has_budget_linked: bool = False
    extended_type: str = "manual"
    tax_code_id: int | None = None
    association_uuid: UUID | None = None
    """The UUID of what `association_id` names, which is of one noun or another."""
    is_private: bool = False
    """It stands for a private change order, which a supplier does not see."""


class Expense(External, frozen=True, kw_only=True):
    """Money spent outside a contract (autodesk.md §5.5)."""

    TABLE: ClassVar[str] = "expense"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("number",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("updated_at", "id"), ("external_id",))

    number: str
    number_value: int | None = None
    name: str
    description: str | None = None
    type: str | None = None
    status: str = "draft"
    scope: str = "full"
    supplier_company_id: int | None = None
    supplier_id: str | None = None
    supplier_name: str | None = None
    main_contract_id: int | None = None
    budget_payment_id: UUID | None = None
    amount: Amount | None = None
    purchased_by: str | None = None
    reference_number: str | None = None
    term: str | None = None
    issued_at: datetime | None = None
    received_at: datetime | None = None
    payment_due: datetime | None = None
    approved_at: datetime | None = None
    paid_at: datetime | None = None
    forecast_distribution_at: datetime | None = None
    aggregate_by: str | None = None
    note: str | None = None


class ExpenseItem(External, frozen=True, kw_only=True):
    """A line of an expense."""

    TABLE: ClassVar[str] = "expense_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("expense_id",), ("budget_id",))

    expense_id: int
    number: str | None = None
    name: str | None = None
    description: str | None = None
    budget_id: int | None = None
    contract_id: int | None = None
    quantity: Price | None = None
    unit: str | None = None
    unit_price: Price | None = None
    amount: Amount | None = None
    exchange_rate: Price | None = None
    original_exchange_rate: Price | None = None
    realized_gain_or_loss: Amount | None = None
    aggregate_by: str | None = None
    scope: str = "full"
    note: str | None = None
    position: int = 0


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
