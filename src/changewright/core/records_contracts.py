"""The nouns of contracts: commitments, the owner's contracts, and the lines of both.

Fields follow autodesk.md §5 and procore.md §1. At the end of contracts stand the sums that are
rolled up from cost items (`core/rollup.py` says what counts in which).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from .money import ZERO, Amount, Price
from .records import External, Json


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
