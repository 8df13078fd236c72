"""The tables as SQLAlchemy's ORM sees them: the product's own schema, and one audit table.

Ids come from one sequence, so `id` alone is the ORM's key; every statement names the container
too, as the indexes do. Columns that the API never shows are not mapped, or deferred.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Numeric, Sequence, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    mapped_column,
    relationship,
)

RECORD_ID = Sequence("record_id")

Amount = Annotated[Decimal, mapped_column(Numeric(18, 4))]
Price = Annotated[Decimal, mapped_column(Numeric(20, 8))]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar = {str: Text, UUID: Uuid, int: BigInteger}


class Row:
    """The columns every row of a container has."""

    id: Mapped[int] = mapped_column(RECORD_ID, primary_key=True)
    container_id: Mapped[int]
    uuid: Mapped[UUID]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]
    created_by: Mapped[int | None]
    changed_by: Mapped[int | None]
    deleted_at: Mapped[Instant | None] = mapped_column(deferred=True)


class ExternalRow(Row):
    """The fields an accounting system writes."""

    external_id: Mapped[str | None]
    external_system: Mapped[str | None]
    external_message: Mapped[str | None]
    last_sync_time: Mapped[Instant | None]
    integration_state: Mapped[str | None]
    integration_state_changed_at: Mapped[Instant | None]
    integration_state_changed_by: Mapped[int | None]


class Contract(Table):
    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    uuid: Mapped[UUID]


class MainContract(Table):
    __tablename__ = "main_contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    uuid: Mapped[UUID]


class Budget(Table):
    __tablename__ = "budget"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    uuid: Mapped[UUID]


class ChangeOrder(ExternalRow, Table):
    __tablename__ = "change_order"

    kind: Mapped[str]
    number: Mapped[str]
    number_prefix: Mapped[str] = mapped_column(default="")
    number_value: Mapped[int | None]
    number_suffix: Mapped[str] = mapped_column(default="")
    number_free: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    description: Mapped[str | None]
    type: Mapped[str | None]
    scope: Mapped[str] = mapped_column(default="out")
    budget_state: Mapped[str | None]
    cost_state: Mapped[str | None]
    estimated: Mapped[Amount | None]
    proposed: Mapped[Amount | None]
    submitted: Mapped[Amount | None]
    approved: Mapped[Amount | None]
    committed: Mapped[Amount | None]
    scope_of_work: Mapped[str | None]
    note: Mapped[str | None]
    schedule_change: Mapped[int | None]
    proposed_revised_completion_date: Mapped[date | None]
    response_due: Mapped[Instant | None] = mapped_column(deferred=True)
    owner_id: Mapped[int | None]
    source_id: Mapped[int | None]
    source_type: Mapped[str | None]
    source_ref: Mapped[str | None]
    contract_id: Mapped[int | None]
    main_contract_id: Mapped[int | None]
    company_id: Mapped[int | None]
    architect_company_id: Mapped[int | None]
    architect_contact_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    contacts: Mapped[Any] = mapped_column(JSONB, default=list)
    additional_collaborators: Mapped[Any] = mapped_column(JSONB, default=list)
    recipients: Mapped[Any] = mapped_column(JSONB, default=list)
    signed_by: Mapped[str | None]
    markup_formula_id: Mapped[UUID | None]
    applied_by: Mapped[int | None]
    applied_at: Mapped[Instant | None]
    variable_markup_formula_items: Mapped[Any] = mapped_column(JSONB, default=list)
    template_id: Mapped[UUID | None]

    memberships: Mapped[list[Membership]] = relationship(
        primaryjoin="ChangeOrder.id == foreign(Membership.change_order_id)",
        order_by="(Membership.position, Membership.id)",
        viewonly=True,
        lazy="raise",
    )
    property_values: Mapped[list[PropertyValue]] = relationship(
        primaryjoin="ChangeOrder.id == foreign(PropertyValue.record_id)",
        viewonly=True,
        lazy="raise",
    )


class CostItem(ExternalRow, Table):
    __tablename__ = "cost_item"

    number: Mapped[str]
    number_prefix: Mapped[str]
    number_value: Mapped[int | None]
    number_suffix: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None]
    type: Mapped[str | None]
    scope: Mapped[str]
    active_budget: Mapped[bool]
    active_cost: Mapped[bool]
    budget_state: Mapped[str]
    cost_state: Mapped[str]
    estimated: Mapped[Amount | None]
    proposed: Mapped[Amount | None]
    submitted: Mapped[Amount | None]
    approved: Mapped[Amount | None]
    committed: Mapped[Amount | None]
    quantity: Mapped[Price | None]
    input_quantity: Mapped[Price | None]
    unit: Mapped[str | None]
    proposed_exchange_rate: Mapped[Price | None]
    committed_exchange_rate: Mapped[Price | None]
    budget_id: Mapped[int | None]
    contract_id: Mapped[int | None]
    main_contract_id: Mapped[int | None]
    is_markup: Mapped[bool]
    include_markup: Mapped[bool]
    scope_of_work: Mapped[str | None]
    note: Mapped[str | None]
    locations: Mapped[Any] = mapped_column(JSONB)
    location_paths: Mapped[Any] = mapped_column(JSONB)


class Membership(Table):
    """A cost item on a change order."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    change_order_id: Mapped[int]
    cost_item_id: Mapped[int]
    position: Mapped[int]
    deleted_at: Mapped[Instant | None]

    cost_item: Mapped[CostItem] = relationship(
        primaryjoin="foreign(Membership.cost_item_id) == CostItem.id", viewonly=True, lazy="raise"
    )


class PropertyDefinition(Table):
    __tablename__ = "property_definition"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    uuid: Mapped[UUID]
    association_type: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    position: Mapped[int]
    built_in: Mapped[bool]
    deleted_at: Mapped[Instant | None]


class PropertyValue(Table):
    __tablename__ = "property_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    record_kind: Mapped[str]
    record_id: Mapped[int]
    definition_id: Mapped[int]
    value: Mapped[str | None]
    deleted_at: Mapped[Instant | None]

    definition: Mapped[PropertyDefinition] = relationship(
        primaryjoin="foreign(PropertyValue.definition_id) == PropertyDefinition.id",
        viewonly=True,
        lazy="raise",
    )


class ChangeOrderType(Table):
    __tablename__ = "change_order_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    number_prefix: Mapped[str]
    number_suffix: Mapped[str]
    number_digits: Mapped[int]
    number_start: Mapped[int]
    deleted_at: Mapped[Instant | None]


class NumberSequence(Table):
    """The last number given out under a name, in a container."""

    __tablename__ = "sequence"

    container_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Person(Table):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    autodesk_id: Mapped[str]
    active: Mapped[bool]


class Company(Table):
    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID]
    autodesk_id: Mapped[str]


class Project(Table):
    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID]


class Member(Table):
    __tablename__ = "member"

    project_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    active: Mapped[bool]


class SigningKey(Table):
    __tablename__ = "signing_key"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    private_jwk: Mapped[str]


class AuditRow(Table):
    """What was done to a record, by whom. This table is the baseline's own."""

    __tablename__ = "baseline_audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    container_id: Mapped[int]
    at: Mapped[Instant] = mapped_column(server_default=func.now())
    actor_id: Mapped[int]
    action: Mapped[str]
    record_kind: Mapped[str]
    record_id: Mapped[int]
    values: Mapped[Any] = mapped_column(JSONB)
