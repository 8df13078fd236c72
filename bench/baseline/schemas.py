"""The bodies, as pydantic models: camel case on the wire, amounts as strings of their digits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.alias_generators import to_camel


def _written(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[datetime, PlainSerializer(_written, return_type=str)]


class Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class SplitNumber(Wire):
    prefix: str
    number: str
    postfix: str
    is_free_modify: bool


class External(Wire):
    external_id: str | None
    external_system: str | None
    external_message: str | None
    last_sync_time: Timestamp | None
    integration_state: str | None
    integration_state_changed_at: Timestamp | None
    integration_state_changed_by: str | None


class CostItemOut(External):
    id: UUID
    container_id: UUID
    number: str
    split_number: SplitNumber
    name: str
    description: str | None
    type: str | None
    scope: str
    budget_status: str
    cost_status: str
    estimated: Decimal | None
    proposed: Decimal | None
    submitted: Decimal | None
    approved: Decimal | None
    committed: Decimal | None
    quantity: float | None
    input_quantity: float | None
    unit: str | None
    proposed_exchange_rate: Decimal
    committed_exchange_rate: Decimal
    budget_id: UUID | None
    contract_id: UUID | None
    main_contract_id: UUID | None
    is_markup: bool
    include_markup: bool
    active_budget: bool
    active_cost: bool
    scope_of_work: str | None
    note: str | None
    locations: list[str]
    location_paths: list[str]
    budget_transfer_id: str | None = None
    budget_transfer_item_id: str | None = None
    creator_id: str | None
    changed_by: str | None
    created_at: Timestamp
    updated_at: Timestamp


class PropertyOut(Wire):
    name: str
    built_in: bool
    position: int
    property_definition_id: UUID
    type: str
    value: str | None


class ChangeOrderOut(External):
    id: UUID
    container_id: UUID
    number: str
    split_number: SplitNumber
    name: str
    description: str | None
    type: str | None
    form_definition_type: str
    workflow_type: str
    scope: str
    creator_id: str | None
    owner_id: str | None
    changed_by: str | None
    markup_formula_id: UUID | None
    applied_by: str | None
    applied_at: Timestamp | None
    budget_status: str | None
    cost_status: str | None
    estimated: Decimal | None
    proposed: Decimal | None
    submitted: Decimal | None
    approved: Decimal | None
    committed: Decimal | None
    scope_of_work: str | None
    schedule_change: int | None
    proposed_revised_completion_date: date | None
    note: str | None
    source_id: UUID | None
    source_type: str | None
    source_ref: str | None
    contract_id: UUID | None
    main_contract_id: UUID | None
    created_at: Timestamp
    updated_at: Timestamp
    variable_markup_formula_items: list[Any]
    company_id: str | None
    company_uid: UUID | None
    architect_company_id: str | None
    architect_company_uid: UUID | None
    architect_contact_id: str | None
    additional_collaborators: list[Any]
    contact_id: str | None
    contacts: list[str]
    template_id: UUID | None
    recipients: list[Any]
    signed_by: str | None


class ChangeOrderWithIncludesOut(ChangeOrderOut):
    properties: list[PropertyOut] = []
    cost_items: list[CostItemOut] = []


class Pagination(Wire):
    limit: int
    offset: int
    total_results: int
    next_url: str


class ChangeOrderPage(Wire):
    pagination: Pagination
    results: list[ChangeOrderOut]


class ChangeOrderWithIncludesPage(Wire):
    pagination: Pagination
    results: list[ChangeOrderWithIncludesOut]


class ChangeOrderIn(Wire):
    """What a client may send to create one."""

    model_config = ConfigDict(str_strip_whitespace=False)

    name: Annotated[str, Field(min_length=1, max_length=1024)]
    description: Annotated[str, Field(max_length=2048)] | None = None
    type: Annotated[str, Field(max_length=255)] | None = None
    scope: Literal["out", "in", "tbd", "budgetOnly", "contingency"] = "out"
    scope_of_work: str | None = None
    schedule_change: Annotated[int, Field(ge=-36500, le=36500)] | None = None
    proposed_revised_completion_date: date | None = None
    response_due: datetime | None = None
    note: str | None = None
    source_type: Annotated[str, Field(max_length=255)] | None = None
    source_ref: Annotated[str, Field(max_length=255)] | None = None
    external_id: Annotated[str, Field(max_length=255)] | None = None
    external_system: Annotated[str, Field(max_length=255)] | None = None
    external_message: Annotated[str, Field(max_length=255)] | None = None
