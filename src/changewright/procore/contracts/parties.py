"""Who a contract is with and who works on it, as contracts show and name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.core.people import Person

from ..fields import Renderer, Rendering
from ..place import Place
from ..vendors.shapes import BIDDING
from ..vendors.shapes import KEYS as VENDOR_KEYS
from ..wire import as_read


def vendor_short(rendering: Rendering, company_id: int | None) -> dict[str, Any] | None:
    """`{id, company}`."""
    company = None if company_id is None else rendering.directory.companies.get(company_id)
    return None if company is None else {"id": company.id, "company": company.name}


def vendor(rendering: Rendering, company_id: int | None) -> dict[str, Any] | None:
    """`{id, company, origin_data, origin_id}` (Appendix A VendorRef4)."""
    company = None if company_id is None else rendering.directory.companies.get(company_id)
    if company is None:
        return None
    return {
        "id": company.id,
        "company": company.name,
        "origin_data": company.origin_data,
        "origin_id": company.origin_id,
    }


def vendor_named(rendering: Rendering, company_id: int | None) -> dict[str, Any] | None:
    """`{id, name}`."""
    return rendering.company(company_id)


# What of a vendor depends on who asks: the people and projects of it that he sees.
_OF_CALLER = ("contact_count", "primary_contact", "project_ids")
_FULL = Renderer(tuple(key for key in VENDOR_KEYS if key.name not in _OF_CALLER))


def vendor_full(rendering: Rendering, company_id: int | None) -> dict[str, Any] | None:
    """Appendix A VendorFull, but for what depends on the caller, which is null: a contract is
    shown to all who may see it in the same bytes."""
    company = None if company_id is None else rendering.directory.companies.get(company_id)
    if company is None:
        return None
    others = rendering.directory.companies_of(company.account_id)
    worked_out: dict[str, Any] = {
        "is_synced": company.origin_id is not None,
        "bidding_flags": {name: name in company.bidding for name in BIDDING},
        "children_count": sum(one.parent_id == company.id for one in others),
        "parent": rendering.company(company.parent_id),
    }
    row = [
        worked_out[column] if column in worked_out else as_read(getattr(company, column))
        for column in _FULL.columns
    ]
    return {**_FULL.shown(row, rendering), **dict.fromkeys(_OF_CALLER)}


def firm_as_user(rendering: Rendering, company_id: int | None) -> dict[str, Any] | None:
    """A company where the vendor's schema has a person: `{id, login, name}`."""
    found = rendering.company(company_id)
    return None if found is None else {**found, "login": None}


def assignee(_: Rendering, person_id: int | None) -> dict[str, Any] | None:
    """`{id}`."""
    return None if person_id is None else {"id": person_id}


def invoice_contacts(rendering: Rendering, ids: str | None) -> list[dict[str, Any]]:
    """Appendix A InvoiceContact, for each person named."""
    people = rendering.directory.people
    found = (people.get(person_id) for person_id in numbers(ids))
    return [_contact(rendering, person) for person in found if person is not None]


def numbers(ids: str | Iterable[int] | None) -> list[int]:
    """A column of ids: text as lists read it, ids as a unit has them."""
    if isinstance(ids, str):
        return msgspec.json.decode(ids, type=list[int])
    return list(ids or ())


def _contact(rendering: Rendering, person: Person) -> dict[str, Any]:
    company = rendering.company(person.company_id)
    return {
        "id": person.id,
        "business_phone": person.business_phone,
        "business_phone_extension": person.business_phone_extension,
        "email": person.email,
        "fax_number": person.fax_number,
        "job_title": person.title,
        "login_information_id": person.id,
        "mobile_phone": person.mobile_phone,
        "name": person.name,
        "vendor_name": None if company is None else company["name"],
        "currency_configuration": {"currency_iso_code": rendering.settings.currency},
    }


# -- named in bodies ------------------------------------------------------------------------------

COMPANIES: Mapping[str, str] = {
    "company_id": "vendor_id",
    "owner_company_id": "vendor_id",
    "contractor_company_id": "contractor_id",
    "architect_company_id": "architect_id",
}
"""Column → the field of a body that names a company of the account by its id."""
PEOPLE: Mapping[str, str] = {
    "assignee_id": "assignee_id",
    "invoice_contact_ids": "invoice_contact_user_ids",
    "bill_recipient_ids": "bill_recipient_ids",
    "accessor_ids": "accessor_ids",
}
"""Column → the field that names people of the project."""


def check_parties(rendering: Rendering, place: Place, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` naming the field whose company or person is not there for this project."""
    directory = rendering.directory
    for column, field in COMPANIES.items():
        company_id = values.get(column)
        company = None if company_id is None else directory.company(int(company_id))
        is_own = company is not None and company.account_id == place.project.account_id
        if company_id is not None and not is_own:
            detail = f"There is no company {company_id} in this account"
            raise invalid(field, "reference", detail)
    for column, field in PEOPLE.items():
        for person_id in _ids(values.get(column)):
            if directory.member(person_id, place.project.id) is None:
                raise invalid(field, "reference", f"There is no user {person_id} in this project")


def _ids(value: Any) -> Iterable[int]:
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)
