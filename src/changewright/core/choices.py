"""The lists that an account keeps for its records, and what stands in them from the beginning.

An entry is a `people.Choice`. Records hold an entry's name, not its id, so that they read the same
through a door that knows no lists; a list gives the names their ids.
"""

from __future__ import annotations

import msgspec

from .roles import ROLES

CHANGE_REASON = "change_reason"
CHANGE_TYPE = "change_type"
CHANGE_ORDER_STATUS = "change_order_status"
CHANGE_EVENT_STATUS = "change_event_status"
LINE_ITEM_TYPE = "line_item_type"
PERMISSION_TEMPLATE = "permission_template"

BASE_TYPES = (
    *("labor", "equipment", "materials", "commitment", "owner_cost", "professional_services"),
    "other",
)
"""What a cost type can be at bottom (procore.md, Appendix A, line item types)."""


class Entry(msgspec.Struct, frozen=True):
    """An entry that a list begins with."""

    name: str
    abbreviation: str | None = None
    mapped_to: str | None = None
    is_default: bool = False


class ChoiceList(msgspec.Struct, frozen=True):
    """A list by its name, the entries it begins with, and the words its entries may stand for;
    without `words` they stand for nothing."""

    name: str
    entries: tuple[Entry, ...]
    words: tuple[str, ...] = ()


def _named(*names: str) -> tuple[Entry, ...]:
    return tuple(Entry(name) for name in names)


# Names are those the vendor gives a new company (procore.md §2.7 [doc] and, for the statuses of
# change orders, §3); the abbreviations of change types and the names of cost types are inferred.
LISTS: tuple[ChoiceList, ...] = (
    ChoiceList(
        CHANGE_REASON,
        _named(
            *("Allowance", "Backcharge", "Client Request", "Design Development"),
            "Existing Condition",
        ),
    ),
    ChoiceList(
        CHANGE_TYPE,
        (
            Entry("Allowance", "A", "allowance"),
            Entry("Contingency", "C", "contingency"),
            Entry("Owner Change", "OC", "owner_change"),
            Entry("TBD", "TBD", "tbd", is_default=True),
            Entry("Transfer", "T", "transfer"),
        ),
        ("allowance", "contingency", "owner_change", "tbd", "transfer"),
    ),
    ChoiceList(
        CHANGE_ORDER_STATUS,
        (
            Entry("Draft", None, "draft", is_default=True),
            Entry("Pending - In Review", None, "pending"),
            Entry("Pending - Revised", None, "revised"),
            Entry("Pending - Pricing", None, "pricing"),
            Entry("Pending - Not Pricing", None, "not_pricing"),
            Entry("Pending - Proceeding", None, "proceeding"),
            Entry("Pending - Not Proceeding", None, "not_proceeding"),
            Entry("Pending - Billable", None, "pending_billable"),
            Entry("Approved", None, "approved"),
            Entry("No Charge", None, "no_charge"),
            Entry("Rejected", None, "rejected"),
            Entry("Void", None, "void"),
        ),
        (
            *("draft", "pending", "revised", "pricing", "not_pricing", "proceeding"),
            *("not_proceeding", "pending_billable", "approved", "no_charge", "rejected", "void"),
        ),
    ),
    ChoiceList(
        CHANGE_EVENT_STATUS,
        (
            Entry("Open", None, "open", is_default=True),
            Entry("Closed", None, "closed"),
            Entry("Pending", None, "pending"),
            Entry("Void", None, "void"),
        ),
        ("open", "closed", "pending", "void"),
    ),
    ChoiceList(
        LINE_ITEM_TYPE,
        (
            # Not `labor`: a client generated from the vendor's description cannot read that word.
            Entry("Labor", "L", "other"),
            Entry("Equipment", "E", "equipment"),
            Entry("Materials", "M", "materials"),
            Entry("Commitment", "C", "commitment"),
            Entry("Owner Cost", "OC", "owner_cost"),
            Entry("Professional Services", "SVC", "professional_services"),
            Entry("Other", "O", "other"),
        ),
        BASE_TYPES,
    ),
    ChoiceList(
        PERMISSION_TEMPLATE,
        tuple(Entry(role.name.capitalize(), None, role.name) for role in ROLES),
        tuple(role.name for role in ROLES),
    ),
)
LIST: dict[str, ChoiceList] = {each.name: each for each in LISTS}
