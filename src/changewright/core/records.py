"""The nouns of the ledger: change orders, their items, and what joins them.

Each noun is an immutable row. From these classes the store derives tables, statements and the
journal's images, so a column exists because a field stands here and for no other reason.
References between records are integers within one container; people and companies are integers of
the directory. A UUID is the name Autodesk's wire uses, `id` the one Procore's uses.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec

from .money import Amount, Price

Json = Annotated[Any, "jsonb"]
"""Structured text nobody computes with: arrays of ids, collaborators, recipients."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What every row of a container has. `version` counts this row's writes, `revision` is the
    container's revision at the last of them, `deleted_at` set means deleted but kept."""

    TABLE: ClassVar[str] = ""
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Unique keys within the container, among rows that are not deleted."""
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Plain indexes; each begins with the container."""

    container_id: int
    id: int
    uuid: UUID
    version: int = 0
    revision: int = 0
    created_at: datetime
    updated_at: datetime
    created_by: int | None = None
    changed_by: int | None = None
    deleted_at: datetime | None = None


class External(Record, frozen=True, kw_only=True):
    """A record that accounting systems write to: Autodesk's pair of names and Procore's, apart."""

    external_id: str | None = None
    external_system: str | None = None
    external_message: str | None = None
    last_sync_time: datetime | None = None
    integration_state: str | None = None
    integration_state_changed_at: datetime | None = None
    integration_state_changed_by: int | None = None
    origin_id: str | None = None
    origin_data: str | None = None
    origin_code: str | None = None


class ChangeOrder(External, frozen=True, kw_only=True):
    """One document of the grid: `kind` is pco, rfq, rco, scr, oco, sco or event.

    `budget_state` and `cost_state` are states of `core.kinds`, or None on a side the kind lacks.
    The five amounts are totals of the attached cost items, never written by a client.
    `contract_number` is the number of a request or order among those of the contract it amends,
    which is Procore's number. `single_face`: a pco that belongs to one contract for good, as those
    born through Procore do. `package_id` is the order that a request is in. `issue_number` is the
    number a client gives to an issue of the document, Procore's `revision`; `paid_flag` says that
    it is paid, with or without a date. An event's `type` is its change type; `event_status` names
    an entry of the company's list and `revenue_source` says where its revenue is read. What follows
    that is an rfq's: what its maker expects it to cost, and what it is about.
    """

    TABLE: ClassVar[str] = "change_order"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "number"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("kind", "revision"),
        ("kind", "created_at", "id"),
        ("kind", "updated_at", "id"),
        ("kind", "name", "id"),
        ("kind", "number_value", "id"),
        ("kind", "budget_state"),
        ("kind", "cost_state"),
        ("kind", "external_id"),
        ("kind", "origin_id"),
        ("source_id",),
        ("contract_id",),
        ("main_contract_id",),
        ("event_id",),
        ("package_id",),
    )

    kind: str
    number: str
    number_prefix: str = ""
    number_value: int | None = None
    number_suffix: str = ""
    number_free: bool = False
    name: str
    description: str | None = None
    type: str | None = None
    scope: str = "out"
    budget_state: str | None = None
    cost_state: str | None = None
    estimated: Amount | None = None
    proposed: Amount | None = None
    submitted: Amount | None = None
    approved: Amount | None = None
    committed: Amount | None = None
    scope_of_work: str | None = None
    note: str | None = None
    reason: str | None = None
    schedule_change: int | None = None
    proposed_revised_completion_date: date | None = None
    response_due: datetime | None = None
    owner_id: int | None = None
    source_id: int | None = None
    source_type: str | None = None
    source_ref: str | None = None
    event_id: int | None = None
    contract_id: int | None = None
    main_contract_id: int | None = None
    company_id: int | None = None
    architect_company_id: int | None = None
    architect_contact_id: int | None = None
    contact_id: int | None = None
    contacts: Json = ()
    additional_collaborators: Json = ()
    recipients: Json = ()
    signed_by: str | None = None
    exchange_rate: Price | None = None
    markup_formula_id: UUID | None = None
    applied_by: int | None = None
    applied_at: datetime | None = None
    variable_markup_formula_items: Json = ()
    template_id: UUID | None = None
    approval_sequence: int | None = None
    approved_at: datetime | None = None
    executed_flag: bool = False
    executed_at: datetime | None = None
    signed_at: date | None = None
    due_date: date | None = None
    paid_date: date | None = None
    invoiced_date: date | None = None
    position: int = 0
    contract_number: str | None = None
    single_face: bool = False
    package_id: int | None = None
    issue_number: int = 0
    private: bool = False
    field_change: bool = False
    signature_required: bool = False
    enable_ssov: bool = False
    paid_flag: bool = False
    location_id: int | None = None
    received_from_id: int | None = None
    reviewer_id: int | None = None
    reviewed_at: datetime | None = None
    reviewed_by: int | None = None
    review_notes: str | None = None
    event_status: str | None = None
    event_source: str | None = None
    revenue_source: str | None = None
    estimated_amount: Amount | None = None
    estimated_status: str | None = None
    original_quote: Amount | None = None
    cost_code_id: int | None = None
    specification_section_id: int | None = None
    spec_section_number: str | None = None
    spec_section_description: str | None = None
    file_ids: Json = ()
    court: str | None = None
    """Who must act next: a word of `core.courts`, kept by the unit, None where nobody must."""
    court_since: datetime | None = None
    court_due: datetime | None = None
    court_person_id: int | None = None
    markups_stale: bool = False
    """Its lines have changed since its markups were worked out."""
    markup_excluded_ids: Json = ()
    """The cost items on it that bear no markup."""
    court_company_id: int | None = None


class CostItem(External, frozen=True, kw_only=True):
    """A line of money, shared by up to one document per kind. Its own states are what sums read.

    `approved_filled` and `committed_filled` mark amounts that approval filled in from the stage
    amount, so that leaving approval can empty them again. The `…_state_revision`s say when a state
    was reached: within a rank, the state reached last is the one a document shows.
    """

    TABLE: ClassVar[str] = "cost_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("number",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("revision",),
        ("created_at", "id"),
        ("updated_at", "id"),
        ("budget_id",),
        ("contract_id",),
        ("external_id",),
    )

    number: str
    number_prefix: str = ""
    number_value: int | None = None
    number_suffix: str = ""
    name: str
    code: str | None = None
    description: str | None = None
    type: str | None = None
    scope: str = "out"
    active_budget: bool = True
    active_cost: bool = True
    budget_state: str = "draft"
    cost_state: str = "draft"
    budget_state_revision: int = 0
    cost_state_revision: int = 0
    estimated: Amount | None = None
    proposed: Amount | None = None
    submitted: Amount | None = None
    approved: Amount | None = None
    committed: Amount | None = None
    approved_filled: bool = False
    committed_filled: bool = False
    quantity: Price | None = None
    input_quantity: Price | None = None
    unit: str | None = None
    proposed_exchange_rate: Price | None = None
    committed_exchange_rate: Price | None = None
    budget_id: int | None = None
    contract_id: int | None = None
    main_contract_id: int | None = None
    is_markup: bool = False
    include_markup: bool = False
    scope_of_work: str | None = None
    note: str | None = None
    locations: Json = ()
    location_paths: Json = ()
    prime_contract_id: int | None = None
    """The main contract whose sums it counts in, as its documents name it; None: the default."""
    hidden_from_owner: bool = False
    """A markup that the owner pays and does not see as a line."""
    owner_submitted: Amount | None = None
    owner_approved: Amount | None = None
    """What the owner is shown as the price of a line: with its share of the markups that are hidden
    from him (`core.owner_prices`); None: the price itself."""


class Membership(Record, frozen=True, kw_only=True):
    """A cost item on a document. `kind` repeats the document's, for the rules of membership."""

    TABLE: ClassVar[str] = "membership"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("change_order_id", "cost_item_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("change_order_id",), ("cost_item_id",))

    change_order_id: int
    cost_item_id: int
    kind: str
    position: int = 0


class Face(Record, frozen=True, kw_only=True):
    """A PCO as one contract sees it: what Procore keeps per contract (core-model.md §2).

    `id` is the integer of the potential change order on Procore's wire. `request_id` and
    `package_id` name the request and the order it is in, or are integers reserved for the tiers
    that the project's setting hides, until they become rows. `side` is budget (contract_id is a
    main contract) or cost.
    """

    TABLE: ClassVar[str] = "face"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("change_order_id", "side", "contract_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("change_order_id",),
        ("contract_id", "side"),
        ("package_id",),
        ("request_id",),
        ("updated_at", "id"),
        ("origin_id",),
    )

    change_order_id: int
    side: str
    contract_id: int
    number: str
    position: int = 0
    request_id: int | None = None
    package_id: int | None = None
    reviewer_id: int | None = None
    private: bool = False
    field_change: bool = False
    signature_required: bool = False
    paid_date: date | None = None
    invoiced_date: date | None = None
    due_date: date | None = None
    origin_id: str | None = None
    origin_data: str | None = None
    issue_number: int = 0
    paid_flag: bool = False
    executed_flag: bool = False
    signed_at: date | None = None
    reviewed_at: datetime | None = None
    reviewed_by: int | None = None
    review_notes: str | None = None


class Line(Record, frozen=True, kw_only=True):
    """What Procore keeps per line and side of a cost item.

    Description, quantity and unit are the item's own; here they stand only where this side's differ
    (an empty text, or 0, where it has none). `prime_line_item_id` and `commitment_line_item_id`
    name the contract's line that this one belongs to.
    """

    TABLE: ClassVar[str] = "line"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("cost_item_id", "side"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("origin_id",),)

    cost_item_id: int
    side: str
    description: str | None = None
    quantity: Price | None = None
    unit_cost: Price | None = None
    unit: str | None = None
    extended_type: str = "manual"
    tax_code_id: int | None = None
    position: int = 0
    origin_id: str | None = None
    origin_data: str | None = None
    prime_line_item_id: int | None = None
    commitment_line_item_id: int | None = None


class SubCostItem(Record, frozen=True, kw_only=True):
    """Detail below a cost item for one of its five amounts (autodesk.md §3.4)."""

    TABLE: ClassVar[str] = "sub_cost_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("cost_item_id",),)

    cost_item_id: int
    parent_id: int | None = None
    type: str
    code: str | None = None
    name: str
    quantity: Price | None = None
    input_quantity: Price | None = None
    unit: str | None = None
    unit_price: Price | None = None
    value: Amount | None = None
    position: int = 0


class ChangeOrderType(Record, frozen=True, kw_only=True):
    """The definition of a kind in one project: its display name, numbering and how it acts."""

    TABLE: ClassVar[str] = "change_order_type"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("kind",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    kind: str
    name: str
    act_as: str | None = None
    position: int = 0
    workflow_type: str
    number_prefix: str = ""
    number_suffix: str = ""
    number_digits: int = 4
    number_start: int = 1
