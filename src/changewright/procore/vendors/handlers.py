"""Listing, getting, adding and changing vendors: the companies of the one directory."""

from __future__ import annotations

from typing import Any

from changewright.edge import bodies
from changewright.edge.bodies import Field, object_of
from changewright.edge.context import Answer, Context
from changewright.work.companies import add_company, edit_company

from ..directory_rows import (
    COMPANY_FIELD,
    Seen,
    answer_list,
    answer_one,
    find_row,
    not_kept,
    refuse_not_kept,
    seen_at,
    telling,
    written,
)
from ..place import company_place, project_place
from ..wire import BOOLEAN, INTEGER, LABEL, labels
from ..writing import read_wrapped, wrapped
from .shapes import BIDDING, VENDOR


def _texts(*names: str, maximum: int = 255) -> tuple[Field, ...]:
    return tuple(Field(name, name, bodies.TEXT, maximum=maximum) for name in names)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, name, BOOLEAN, nullable=False) for name in names)


FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=255, required=True, nullable=False),
    Field("zip", "postal_code", LABEL, maximum=255),
    Field("email_address", "email", bodies.TEXT, maximum=254),
    Field("is_active", "active", BOOLEAN, nullable=False),
    *labels("business_phone", "mobile_phone", "fax_number", "license_number"),
    *_texts("address", "city", "state_code", "trade_name"),
    *_texts("country_code", "labor_union", "website", "abbreviated_name"),
    *labels("origin_id", "origin_code"),
    *_texts("notes", "origin_data", maximum=10_000),
    *_flags("authorized_bidder", "prequalified", "union_member", "non_union_prevailing_wage"),
    Field("parent_id", "parent_id", INTEGER),
    Field("primary_contact_id", "primary_contact_id", INTEGER),
    Field("bidding", "bidding", object_of(*_flags(*BIDDING), partial=True)),
    *not_kept("vendor_group_id", "trade_ids", "bidding_distribution_ids"),
    *not_kept("standard_cost_code_ids"),
)
CREATE_BODY = (COMPANY_FIELD, wrapped("vendor", FIELDS, partial=False))
UPDATE_BODY = (COMPANY_FIELD, wrapped("vendor", FIELDS, partial=True))


async def list_vendors(context: Context) -> Answer:
    """GET vendors: the companies of the directory, or of a project those who may work in it."""
    seen = await _seen(context)
    return answer_list(context, VENDOR, _rows(seen), seen)


async def show_vendor(context: Context) -> Answer:
    """GET vendors/{id}."""
    seen = await _seen(context)
    return answer_one(context, VENDOR, find_row(context, _rows(seen), "vendor"), seen)


async def create_vendor(context: Context) -> Answer:
    """POST vendors."""
    given = await read_wrapped(context, CREATE_BODY)
    seen = await _seen(context, given, writes=True)
    values = _columns(given["values"], ())
    services = context.services
    with telling(FIELDS):
        company = await add_company(
            services.ledger,
            services.directory,
            name=values.pop("name"),
            city=values.pop("city", None),
            account_id=seen.account.id,
            details=values,
        )
    return written(context, VENDOR, company, seen)


async def update_vendor(context: Context) -> Answer:
    """PATCH vendors/{id}: the fields given."""
    given = await read_wrapped(context, UPDATE_BODY)
    seen = await _seen(context, given, writes=True)
    company = find_row(context, _rows(seen), "vendor")
    values = _columns(given["values"], company.bidding)
    services = context.services
    with telling(FIELDS):
        company = await edit_company(services.ledger, services.directory, company.id, values)
    return written(context, VENDOR, company, seen)


def _columns(values: dict[str, Any], bidding: tuple[str, ...]) -> dict[str, Any]:
    """The columns of a body; of certificates those that are named are given or taken away."""
    values = refuse_not_kept(values)
    if "bidding" in values:
        said = dict.fromkeys(bidding, True) | (values["bidding"] or {})
        values["bidding"] = tuple(name for name in BIDDING if said.get(name))
    return values


async def _seen(
    context: Context, given: dict[str, Any] | None = None, *, writes: bool = False
) -> Seen:
    if "project_id" in context.path:
        place = await project_place(context)
        account = context.services.directory.accounts[place.project.account_id]
        return await seen_at(context, account, place.project)
    return await seen_at(context, (await company_place(context, given, writes=writes)).account)


def _rows(seen: Seen) -> list[Any]:
    """The companies the caller sees, of a project or of any."""
    projects = seen.view.projects(seen.account) if seen.project is None else [seen.project]
    return list(seen.view.companies(projects))
