"""What a vendor shows (procore.md, Appendix A): by `view` a name, the address book's, or all."""

from __future__ import annotations

from typing import Any

from changewright.core.people import Company, given_and_family_name

from .. import grammar
from ..directory_rows import Book, Seen, search
from ..fields import Key
from ..wire import as_read, seconds

BIDDING = (
    *("affirmative_action", "small_business", "african_american_business", "hispanic_business"),
    *("womens_business", "historically_underutilized_business", "sdvo_business"),
    *("certified_business_enterprise", "asian_american_business", "native_american_business"),
    *("disadvantaged_business", "minority_business_enterprise", "eight_a_business"),
)
"""The certificates of a bidder (procore.md, Appendix A, BiddingFlags)."""
SORTS = {name: name for name in ("id", "name", "created_at", "updated_at", "city")}
FILTERS = (
    grammar.ids("id", "id"),
    grammar.ids("parent_id", "parent_id", "The companies above."),
    grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    search("search", "searched", "What name, abbreviation or trade hold."),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.ids("standard_cost_code_id", "no_ids", "None is kept."),
    grammar.ids("trade_id", "no_ids", "None is kept."),
)


def _same(type: str, *names: str) -> tuple[Key, ...]:
    return tuple(Key(name=name, column=name, type=type) for name in names)


def _flags(*names: str) -> tuple[Key, ...]:
    return tuple(Key(name=name, column=name, type="boolean", nullable=False) for name in names)


COMPACT_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="name", column="name", nullable=False),
)
NORMAL_KEYS = (
    *COMPACT_KEYS,
    *_same("text", "abbreviated_name", "address", "business_phone", "city", "country_code"),
    *_same("text", "fax_number", "labor_union", "license_number", "mobile_phone", "notes"),
    *_same("text", "origin_code", "origin_data", "origin_id", "state_code", "website"),
    Key(name="zip", column="postal_code"),
    Key(name="email_address", column="email"),
    Key(name="company", column="name"),
    Key(name="trade_name", column="trade_name"),
    *_flags("authorized_bidder", "non_union_prevailing_wage", "prequalified", "union_member"),
    Key(name="is_active", column="active", type="boolean", nullable=False),
    Key(name="is_connected", type="boolean", constant=False, nullable=False),
    Key(name="synced_to_erp", column="is_synced", type="boolean", nullable=False),
    Key(name="contact_count", column="contact_count", type="integer", nullable=False),
    Key(name="primary_contact", column="primary_contact", type="object"),
    Key(name="attachments", type="array", constant=[], nullable=False),
    Key(name="business_id"),
    Key(name="business_register", type="object"),
    Key(name="logo"),
    Key(name="vendor_group", type="object"),
    *_same("instant", "created_at", "updated_at"),
)
KEYS = (
    *NORMAL_KEYS,
    Key(name="bidding", column="bidding_flags", type="object"),
    Key(name="bidding_distribution", type="array", constant=[], nullable=False),
    Key(name="children_count", column="children_count", type="integer", nullable=False),
    Key(name="company_vendor", type="boolean", constant=True, nullable=False),
    Key(name="legal_name", column="name"),
    Key(name="parent", column="parent", type="object"),
    Key(name="project_ids", column="project_ids", type="array", nullable=False),
    Key(name="standard_cost_codes", type="array", constant=[], nullable=False),
    Key(name="trades", type="array", constant=[], nullable=False),
)


def _contact(seen: Seen, company: Company) -> dict[str, Any] | None:
    person_id = company.primary_contact_id
    person = None if person_id is None else seen.directory.person(person_id)
    if person is None or person.id not in seen.people().get(company.id, ()):
        return None
    given, family = given_and_family_name(person.name)
    at = person.created_at or company.created_at
    return {
        "id": person.id,
        "first_name": given,
        "last_name": family,
        "business_phone": person.business_phone,
        "business_phone_extension": person.business_phone_extension,
        "fax_number": person.fax_number,
        "mobile_phone": person.mobile_phone,
        "email_address": person.email,
        "created_at": seconds(as_read(at)),
        "updated_at": seconds(as_read(person.updated_at or at)),
    }


def _parent(seen: Seen, company: Company) -> dict[str, Any] | None:
    return seen.company(company.parent_id)


def _children(seen: Seen, company: Company) -> int:
    others = seen.directory.companies_of(company.account_id)
    return sum(one.parent_id == company.id for one in others)


COMPUTED = {
    "is_synced": lambda seen, one: one.origin_id is not None,
    "contact_count": lambda seen, one: len(seen.people().get(one.id, ())),
    "primary_contact": _contact,
    "bidding_flags": lambda seen, one: {name: name in one.bidding for name in BIDDING},
    "children_count": _children,
    "parent": _parent,
    "project_ids": lambda seen, one: seen.projects_of_companies().get(one.id, []),
    "searched": lambda seen, one: " ".join(
        text for text in (one.name, one.abbreviated_name, one.trade_name, one.trade) if text
    ),
    "no_ids": lambda seen, one: (),
}

COMPACT = Book("vendor_compact", COMPACT_KEYS, FILTERS, computed=COMPUTED, sorts=SORTS)
NORMAL = Book("vendor_normal", NORMAL_KEYS, FILTERS, computed=COMPUTED, sorts=SORTS)
VENDOR = Book(
    "vendor",
    KEYS,
    FILTERS,
    computed=COMPUTED,
    sorts=SORTS,
    views={"extended": None, "normal": NORMAL, "compact": COMPACT},
)
