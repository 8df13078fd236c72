"""What a user shows (procore.md, Appendix A), and the permission templates, which are the roles."""

from __future__ import annotations

from typing import Any

from changewright.core.people import Person, given_and_family_name
from changewright.work.choices import template_of_role

from .. import grammar
from ..directory_rows import Book, Seen, search
from ..fields import Key

SORTS = {
    **{
        name: name for name in ("id", "name", "first_name", "last_name", "created_at", "updated_at")
    },
    "email_address": "email",
}
FILTERS = (
    grammar.ids("id", "id"),
    grammar.ids("vendor_id", "vendor_id", "The companies they stand for."),
    grammar.ids("permission_template", "template_id", "Their part in the project."),
    grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    grammar.ids("trade_id", "no_ids", "None is kept."),
    grammar.booleans("employee", "is_employee", "Whether they are the company's own."),
    search("search", "searched", "What name, address or title hold."),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
)


def _same(type: str, *names: str) -> tuple[Key, ...]:
    return tuple(Key(name=name, column=name, type=type) for name in names)


COMPACT_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="name", column="name", nullable=False),
    *_same("text", "first_name", "initials"),
    Key(name="last_name", column="last_name", nullable=False),
    Key(name="vendor", column="vendor", type="object"),
)
KEYS = (
    *COMPACT_KEYS,
    *_same("text", "address", "avatar", "business_phone", "city", "country_code"),
    *_same("text", "email_signature", "employee_id", "fax_number", "mobile_phone", "notes"),
    *_same("text", "origin_data", "origin_id", "state_code"),
    *_same("integer", "business_phone_extension"),
    Key(name="email_address", column="email", nullable=False),
    Key(name="job_title", column="title"),
    Key(name="zip", column="postal_code"),
    Key(name="business_id"),
    Key(name="is_active", column="active", type="boolean", nullable=False),
    Key(name="is_employee", column="is_employee", type="boolean", nullable=False),
    Key(name="is_insurance_manager", type="boolean", constant=False, nullable=False),
    Key(name="last_login_at", type="instant"),
    Key(name="default_permission_template_id", column="template_id", type="integer"),
    Key(name="company_permission_template_id", type="integer"),
    Key(name="work_classification_id", type="integer"),
    *_same("instant", "created_at", "updated_at"),
)


def names_of(person: Person) -> tuple[str, str]:
    """What comes first of a name, and what comes last, as somebody said or as it is split."""
    given = person.given_name
    if given is not None and person.name.startswith(given):
        return given, person.name.removeprefix(given).strip()
    first, last = given_and_family_name(person.name)
    return (first, last) if last else ("", first)


def _vendor_id(seen: Seen, person: Person) -> int | None:
    """The company somebody stands for, in the project or at home."""
    if seen.project is not None:
        company = seen.directory.company_of(person.id, seen.project.id)
        return None if company is None else company.id
    company = seen.directory.company(person.company_id or 0)
    is_here = company is not None and company.account_id == seen.account.id
    return person.company_id if is_here else None


def _template_id(seen: Seen, person: Person) -> int | None:
    """The template of their role in the project."""
    member = None if seen.project is None else seen.directory.member(person.id, seen.project.id)
    if member is None:
        return None
    template = template_of_role(seen.directory, seen.account.id, member.role)
    return None if template is None else template.id


def _vendor(seen: Seen, person: Person) -> dict[str, Any] | None:
    return seen.company(_vendor_id(seen, person))


COMPUTED = {
    "first_name": lambda seen, one: names_of(one)[0] or None,
    "last_name": lambda seen, one: names_of(one)[1],
    "vendor_id": _vendor_id,
    "vendor": _vendor,
    "template_id": _template_id,
    "searched": lambda seen, one: " ".join(
        text for text in (one.name, one.email, one.title) if text
    ),
    "no_ids": lambda seen, one: (),
}

COMPACT = Book("user_compact", COMPACT_KEYS, FILTERS, computed=COMPUTED, sorts=SORTS)
USER = Book(
    "user",
    KEYS,
    FILTERS,
    computed=COMPUTED,
    sorts=SORTS,
    views={"extended": None, "normal": None, "compact": COMPACT},
)
TEMPLATE = Book(
    "permission_template",
    (
        Key(name="id", column="id", type="integer", nullable=False),
        Key(name="name", column="name", nullable=False),
    ),
)
