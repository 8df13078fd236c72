"""The bodies, as pydantic models: amounts as plain decimals, instants to the second."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, PlainSerializer


def _instant(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _decimal(value: Decimal) -> str:
    """At least one place, and no zero behind it."""
    whole, _, places = f"{value:f}".partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


Timestamp = Annotated[datetime, PlainSerializer(_instant, return_type=str)]
Money = Annotated[Decimal, PlainSerializer(_decimal, return_type=str)]


class Currency(BaseModel):
    currency_iso_code: str | None


class Vendor(BaseModel):
    id: int
    name: str


class ContractOut(BaseModel):
    vendor: Vendor | None


class User(BaseModel):
    id: int
    login: str
    name: str


class Listed(BaseModel):
    id: int
    contract_id: int | None
    created_at: Timestamp
    created_by_id: int | None
    deleted_at: Timestamp | None
    due_date: date | None
    executed: bool
    invoiced_date: date | None
    number: str
    paid_date: date | None
    reviewed_at: Timestamp | None
    status: str
    title: str | None
    updated_at: Timestamp
    revision: int
    grand_total: Money
    currency_configuration: Currency
    custom_fields: dict[str, Any]


class PackageOut(Listed):
    origin_code: str | None
    origin_data: str | None
    origin_id: str | None
    signed_change_order_received_date: date | None
    designated_reviewer: User | None
    contract: ContractOut


class PotentialOut(Listed):
    change_reason: str | None
    schedule_impact_amount: int | None
    change_order_request_id: int | None
    change_order_request_title: str | None
    potential_change_order_acronym_number: str
    change_order_request_acronym_number: str
    change_order_tiers: int
    legacy_request_id: int | None
    legacy_package_id: int | None
    batch_id: int | None
    change_order_package_title: str | None
    change_order_package_acronym_number: str
