"""Listing and getting users, bringing somebody into a project, and the permission templates."""

from __future__ import annotations

from typing import Any

from changewright.core.choices import PERMISSION_TEMPLATE
from changewright.core.errors import Forbidden
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.work.choices import role_of_template
from changewright.work.joining import join_project

from ..directory_rows import (
    Seen,
    answer_list,
    answer_one,
    find_row,
    seen_at,
    telling,
    written,
)
from ..place import company_place, project_place
from ..wire import BOOLEAN, INTEGER, LABEL, labels
from ..writing import read_wrapped, wrapped
from .shapes import TEMPLATE, USER

EXTENSION_MAXIMUM = 10**9


def _texts(*names: str, maximum: int = 255) -> tuple[Field, ...]:
    return tuple(Field(name, name, bodies.TEXT, maximum=maximum) for name in names)


FIELDS = (
    Field("email_address", "email", bodies.TEXT, maximum=254, required=True, nullable=False),
    Field("first_name", "given_name", bodies.TEXT, maximum=120),
    Field("last_name", "family_name", bodies.TEXT, maximum=120, required=True, nullable=False),
    Field("job_title", "title", bodies.TEXT, maximum=255),
    Field("zip", "postal_code", LABEL, maximum=255),
    *_texts("address", "avatar", "city", "country_code", "initials", "state_code"),
    *labels("business_phone", "employee_id", "fax_number", "mobile_phone"),
    *_texts("email_signature", "notes", maximum=10_000),
    Field(
        "business_phone_extension",
        "business_phone_extension",
        INTEGER,
        minimum=0,
        maximum=EXTENSION_MAXIMUM,
    ),
    Field("is_active", "active", BOOLEAN, nullable=False),
    Field("is_employee", "is_employee", BOOLEAN, nullable=False),
    Field("permission_template_id", "permission_template_id", INTEGER),
    Field("vendor_id", "company_id", INTEGER),
)
CREATE_BODY = (wrapped("user", FIELDS, partial=False),)
OWN_PEOPLE, OTHERS = "viewer", "supplier"
"""The roles of those who are added without a template: the company's own, and all others."""


async def list_users(context: Context) -> Answer:
    """GET the users of a project, or of the company those with a part in any of the caller's."""
    seen = await _seen(context)
    return answer_list(context, USER, _rows(seen), seen)


async def show_user(context: Context) -> Answer:
    """GET one of them."""
    seen = await _seen(context)
    return answer_one(context, USER, find_row(context, _rows(seen), "user"), seen)


async def create_user(context: Context) -> Answer:
    """POST a user of a project, known by the email address; by whoever configures the project."""
    given = await read_wrapped(context, CREATE_BODY)
    place = await project_place(context)
    if not place.role.configures:
        raise Forbidden("You do not have permission to add users to this project.")
    account = context.services.directory.accounts[place.project.account_id]
    seen = await seen_at(context, account, place.project)
    values: dict[str, Any] = dict(given["values"])
    names = (values.get("given_name"), values.pop("family_name"))
    template_id = values.pop("permission_template_id", None)
    role = OWN_PEOPLE if values.get("is_employee") else OTHERS
    services = context.services
    with telling(FIELDS, name="last_name", company="vendor_id"):
        if template_id is not None:
            role = role_of_template(services.directory, account.id, template_id)
        person = await join_project(
            services.ledger,
            services.directory,
            project=place.project,
            email=values.pop("email"),
            role=role,
            name=" ".join(each.strip() for each in names if each),
            company_id=values.pop("company_id", None),
            fields=values,
        )
    return written(context, USER, person, seen)


async def list_templates(context: Context) -> Answer:
    """GET the permission templates: one for each role that somebody can have in a project."""
    seen = await _seen(context)
    rows = seen.directory.choices_of(seen.account.id, PERMISSION_TEMPLATE)
    return answer_list(context, TEMPLATE, rows, seen)


async def _seen(context: Context) -> Seen:
    if "project_id" in context.path:
        place = await project_place(context)
        account = context.services.directory.accounts[place.project.account_id]
        return await seen_at(context, account, place.project)
    return await seen_at(context, (await company_place(context)).account)


def _rows(seen: Seen) -> list[Any]:
    if seen.project is None:
        return list(seen.view.people(seen.account))
    return [person for _, person in seen.view.members(seen.project)]
