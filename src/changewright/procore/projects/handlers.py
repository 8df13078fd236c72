"""Listing, getting, making and changing projects (procore.md, Appendix A)."""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.errors import Forbidden, NotFound, invalid
from changewright.core.people import Project
from changewright.core.settings import settings_born
from changewright.edge import bodies
from changewright.edge.bodies import Field, object_of
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work.project_list import NewProject, add_project, edit_project

from ..directory_rows import (
    COMPANY_FIELD,
    Seen,
    answer_list,
    answer_one,
    not_kept,
    refuse_not_kept,
    seen_in_company,
    telling,
    written,
)
from ..errors import SENT
from ..wire import BOOLEAN, INTEGER, LABEL, labels
from ..writing import read_wrapped, wrapped
from .shapes import DETAILED, LISTED

WORK_SCOPES = ("new_construction", "renovation_alteration", "maintenance_service", "None")
DELIVERY_METHODS = (
    *("construction_management_at_risk_cmar", "construction_manager_as_agent_owners_rep"),
    *("design_bid_build_dbb", "design_build_db", "indefinite_delivery_indefinite_quantity_idiq"),
    *("integrated_project_delivery", "multi_prime", "public_private_partnership_p3", "other"),
    "None",
)
INACTIVE = "archived"


def _texts(*names: str, maximum: int = 255) -> tuple[Field, ...]:
    return tuple(Field(name, name, bodies.TEXT, maximum=maximum) for name in names)


def _days(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, name, bodies.DAY) for name in names)


FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=255, required=True, nullable=False),
    Field("project_number", "number", LABEL, maximum=255),
    Field("active", "active", BOOLEAN, nullable=False),
    Field("zip", "postal_code", LABEL, maximum=255),
    *_texts("address", "city", "country_code", "county", "state_code", "time_zone", "locale"),
    *labels("phone", "fax", "store_number", "accounting_project_number"),
    *_texts("sector", "designated_market_area"),
    *labels("origin_id", "origin_code"),
    *_texts("description", "public_notes", "origin_data", maximum=10_000),
    *_days("start_date", "completion_date", "warranty_start_date", "warranty_end_date"),
    *_days("estimated_start_date", "estimated_completion_date"),
    Field("total_value", "total_value", bodies.AMOUNT),
    Field("estimated_value", "estimated_value", bodies.AMOUNT),
    Field("square_feet", "square_feet", INTEGER, minimum=0),
    Field("flag", "flag", bodies.CHOICE, choices=("Red", "Yellow", "Green")),
    Field("work_scope", "work_scope", bodies.CHOICE, choices=WORK_SCOPES),
    Field("delivery_method", "delivery_method", bodies.CHOICE, choices=DELIVERY_METHODS),
    Field("erp_integrated", "erp_integrated", BOOLEAN, nullable=False),
    Field("parent_job_id", "parent_id", INTEGER),
    *not_kept("image_id", "office_id", "project_stage_id", "program_id", "project_bid_type_id"),
    *not_kept("project_type_id", "project_owner_type_id", "project_region_id", "department_ids"),
    *not_kept("project_template_id", "project_sector_id", "standard_cost_code_list_id"),
)
CURRENCY = object_of(
    Field("currency_iso_code", "currency", bodies.TEXT, required=True, nullable=False, maximum=3),
    Field("exchange_rate_override", "exchange_rate", bodies.PRICE, ignored=True),
)
CREATE_FIELDS = (
    *FIELDS,
    *_texts("code"),
    Field("latitude", "latitude", bodies.PRICE),
    Field("longitude", "longitude", bodies.PRICE),
    Field("estimated_budget", "estimated_budget", bodies.AMOUNT),
    Field("priority", "priority", bodies.CHOICE, choices=("low", "medium", "high")),
    Field("override_start_date", "actual_start_date", bodies.DAY),
    Field("override_end_date", "projected_finish_date", bodies.DAY),
    *(
        Field(name, name, BOOLEAN, ignored=True)
        for name in (
            *("override_start_date_check", "override_end_date_check"),
            "enable_copy_of_standard_cost_codes",
        )
    ),
    Field("currency_configuration", "currency_configuration", CURRENCY),
)
CREATE_BODY = (COMPANY_FIELD, wrapped("project", CREATE_FIELDS, partial=False))
UPDATE_BODY = (COMPANY_FIELD, wrapped("project", FIELDS, partial=True))


async def list_projects(context: Context) -> Answer:
    """GET projects: those the caller has a part in."""
    seen = await seen_in_company(context)
    return answer_list(context, LISTED, seen.view.projects(seen.account), seen)


async def show_project(context: Context) -> Answer:
    """GET projects/{id}."""
    seen = await seen_in_company(context)
    return answer_one(context, DETAILED, _named(context, seen), seen)


async def create_project(context: Context) -> Answer:
    """POST projects: with its container, set up as projects of this vendor are. The caller, who
    configures a project of the company already, administers the new one."""
    given = await read_wrapped(context, CREATE_BODY)
    seen = await seen_in_company(context, given)
    if not seen.view.configures(seen.account):
        raise Forbidden("You do not have permission to create projects in this company.")
    values = _columns(seen, given["values"])
    configuration = values.pop("currency_configuration", None) or {}
    settings = settings_born("procore")
    if configuration:
        settings = msgspec.structs.replace(settings, currency=configuration["currency"])
    person = context.person
    wanted = NewProject(
        name=values.pop("name"),
        number=values.pop("number", None),
        settings=settings,
        account_id=seen.account.id,
        admin_id=person.id,
        details={**values, "created_by": person.id},
    )
    services = context.services
    actor = msgspec.structs.replace(context.actor(), role="admin")
    with telling(CREATE_FIELDS, currency="currency_configuration"):
        project = await add_project(services.ledger, services.directory, actor, wanted)
    return written(context, DETAILED, project, seen)


async def update_project(context: Context) -> Answer:
    """PATCH projects/{id}: by whoever configures the project."""
    given = await read_wrapped(context, UPDATE_BODY)
    seen = await seen_in_company(context, given)
    project = _named(context, seen)
    role = seen.view.role(project)
    if role is None or not role.configures:
        raise Forbidden("You do not have permission to change this project.")
    values = _columns(seen, given["values"])
    services = context.services
    with telling(FIELDS):
        project = await edit_project(services.ledger, services.directory, project.id, values)
    return written(context, DETAILED, project, seen)


def _columns(seen: Seen, values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a body. Raises `Invalid` (parent_job_id) for a project that is not the
    caller's."""
    values = refuse_not_kept(values)
    above = values.get("parent_id")
    if above is not None and above not in {one.id for one in seen.view.projects(seen.account)}:
        raise invalid(f"{SENT}parent_job_id", "reference", "there is no such project")
    if "active" in values:
        values["status"] = "active" if values.pop("active") else INACTIVE
    return values


def _named(context: Context, seen: Seen) -> Project:
    """The project the path names, of this company and with a part in it. Raises `NotFound`."""
    project_id = parse_whole_number(context.path["id"])
    for project in seen.view.projects(seen.account):
        if project.id == project_id:
            return project
    raise NotFound("There is no such project in this company.")
