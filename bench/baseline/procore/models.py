"""The tables as Procore's resources see them: the columns that their lists show, and no more.

A mapping of its own beside that of the other vendor's, as a server of one vendor would have it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ..models import Amount, Instant


class ProcoreTable(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar = {str: Text, UUID: Uuid, int: BigInteger}


class Document(ProcoreTable):
    """A change order of any kind: a package, a request, or what stands behind a face."""

    __tablename__ = "change_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    number: Mapped[str]
    contract_number: Mapped[str | None]
    contract_id: Mapped[int | None]
    main_contract_id: Mapped[int | None]
    budget_state: Mapped[str | None]
    cost_state: Mapped[str | None]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]
    deleted_at: Mapped[Instant | None]
    created_by: Mapped[int | None]
    reviewer_id: Mapped[int | None]
    reviewed_at: Mapped[Instant | None]
    approved_at: Mapped[Instant | None]
    executed_flag: Mapped[bool]
    issue_number: Mapped[int]
    due_date: Mapped[date | None]
    invoiced_date: Mapped[date | None]
    paid_date: Mapped[date | None]
    signed_at: Mapped[date | None]
    origin_id: Mapped[str | None]
    origin_code: Mapped[str | None]
    origin_data: Mapped[str | None]
    # Shown with faces alone.
    reason: Mapped[str | None] = mapped_column(deferred=True)
    schedule_change: Mapped[int | None] = mapped_column(deferred=True)


class Face(ProcoreTable):
    """A potential change order: a change as one contract sees it."""

    __tablename__ = "face"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    change_order_id: Mapped[int]
    side: Mapped[str]
    contract_id: Mapped[int]
    number: Mapped[str]
    request_id: Mapped[int | None]
    package_id: Mapped[int | None]
    created_at: Mapped[Instant]
    deleted_at: Mapped[Instant | None]
    created_by: Mapped[int | None]
    due_date: Mapped[date | None]
    invoiced_date: Mapped[date | None]
    paid_date: Mapped[date | None]
    issue_number: Mapped[int]
    executed_flag: Mapped[bool]
    reviewed_at: Mapped[Instant | None]


class Item(ProcoreTable):
    __tablename__ = "cost_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    contract_id: Mapped[int | None]
    active_budget: Mapped[bool]
    active_cost: Mapped[bool]
    budget_state: Mapped[str]
    cost_state: Mapped[str]
    budget_state_revision: Mapped[int]
    cost_state_revision: Mapped[int]
    estimated: Mapped[Amount | None]
    proposed: Mapped[Amount | None]
    submitted: Mapped[Amount | None]
    approved: Mapped[Amount | None]
    committed: Mapped[Amount | None]
    deleted_at: Mapped[Instant | None]


class ItemOf(ProcoreTable):
    """A cost item on a document."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    change_order_id: Mapped[int]
    cost_item_id: Mapped[int]
    deleted_at: Mapped[Instant | None]


class Attribute(ProcoreTable):
    __tablename__ = "property_definition"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    type: Mapped[str]
    position: Mapped[int]
    built_in: Mapped[bool]
    deleted_at: Mapped[Instant | None]


class AttributeValue(ProcoreTable):
    __tablename__ = "property_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    record_kind: Mapped[str]
    record_id: Mapped[int]
    definition_id: Mapped[int]
    value: Mapped[str | None]
    deleted_at: Mapped[Instant | None]


class Commitment(ProcoreTable):
    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    currency: Mapped[str | None]
    company_id: Mapped[int | None]


class PrimeContract(ProcoreTable):
    __tablename__ = "main_contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    container_id: Mapped[int]
    currency: Mapped[str | None]
    owner_company_id: Mapped[int | None]


class Settings(ProcoreTable):
    """How a project is set up."""

    __tablename__ = "container_settings"

    container_id: Mapped[int] = mapped_column(primary_key=True)
    settings: Mapped[Any] = mapped_column(JSONB)


class Person(ProcoreTable):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    autodesk_id: Mapped[str]
    email: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool]


class Company(ProcoreTable):
    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Project(ProcoreTable):
    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    cost_active: Mapped[bool]


class Member(ProcoreTable):
    __tablename__ = "member"

    project_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    active: Mapped[bool]
