"""Roles in a project: whose rows, which fields, which moves. One table.

An audience is a way of seeing money: `full` sees all; an `owner` sees what is submitted to him and
approved; a `supplier` sees his own contracts' estimates of cost and nothing of the owner's money
(core-model.md §8). Who cannot see a field cannot filter, sort, count or include by it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .kinds import DUTIES, STATE, Duty
from .rollup import columns_of_side

Audience = Literal["full", "owner", "supplier"]


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """`duties`: what moves it may run, per kind ("*" for all kinds). `writes`: the nouns it may
    create, edit and delete ("*" for all). `configures`: may define attributes and settings.
    `opens_private`: sees private records whose list it is not on (procore.md §3: administrators of
    the tool); others who see all meet them only by the list (store/withheld.py)."""

    name: str
    audience: Audience
    duties: dict[str, frozenset[Duty]]
    writes: frozenset[str]
    configures: bool = False
    opens_private: bool = False


_ALL: frozenset[Duty] = frozenset(DUTIES)
_NOTHING: frozenset[str] = frozenset()
_PREPARING: frozenset[Duty] = frozenset({"prepare", "send", "answer"})

ROLES: tuple[Role, ...] = (
    Role(
        name="admin",
        audience="full",
        duties={"*": _ALL},
        writes=frozenset({"*"}),
        configures=True,
        opens_private=True,
    ),
    Role(
        name="manager",
        audience="full",
        duties={"*": _ALL},
        writes=frozenset({"*"}),
        opens_private=True,
    ),
    Role(
        name="estimator",
        audience="full",
        duties={"*": _PREPARING},
        writes=frozenset(
            {
                *("change_order", "cost_item", "sub_cost_item", "membership", "comment"),
                *("attachment", "attachment_folder", "property_value", "clock_event"),
            }
        ),
    ),
    Role(
        name="approver",
        audience="full",
        duties={"*": frozenset({"decide", "sign", "undo"})},
        writes=frozenset({"comment", "attachment", "attachment_folder"}),
    ),
    Role(name="viewer", audience="full", duties={}, writes=_NOTHING),
    Role(
        name="owner",
        audience="owner",
        duties={"rco": frozenset({"decide"}), "oco": frozenset({"decide", "sign"})},
        writes=_NOTHING,
    ),
    Role(
        name="supplier",
        audience="supplier",
        duties={"rfq": frozenset({"answer"})},
        writes=_NOTHING,
    ),
)
ROLE: dict[str, Role] = {role.name: role for role in ROLES}


def duties_of(role: str, kind: str) -> frozenset[Duty]:
    """The duties `role` carries on documents of `kind`."""
    held = ROLE[role].duties
    return held.get("*", frozenset()) | held.get(kind, frozenset())


def is_screened(role: Role) -> bool:
    """Whether private records are kept from `role` by their lists. Those of restricted audiences
    have row conditions of their own, which let no private record through."""
    return role.audience == "full" and not role.opens_private


def may_write(role: str, table: str) -> bool:
    """Whether `role` may create, edit and delete records of `table`."""
    return bool(ROLE[role].writes & {"*", table})


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one audience sees of one noun.

    `rows` names the row condition (store.read_pages knows its SQL): `all`, `none`, or a condition
    of the caller's company. `hidden` are the columns shown as empty and unusable in a request.
    `shown_as` are columns with the one whose value is shown in their place, where it has one.
    """

    rows: str
    hidden: frozenset[str] = frozenset()
    shown_as: tuple[tuple[str, str], ...] = ()


# What has been sent, and may be looked at by the side it was sent to. A review within the house
# is not for it, nor is what never left the house.
SENT = tuple(
    name
    for name, state in STATE.items()
    if (state.phase in ("pending", "approved") and name != "in_review") or name == "rejected"
)
# A question is a supplier's from the moment it is opened.
ASKED = tuple(name for name in STATE if name not in ("draft", "in_review", "void"))

_FREE = View(rows="all")
_NONE = View(rows="none")
_SUPPLIER_HIDES = frozenset(
    {
        *("estimated", "submitted", "approved", "budget_state", "main_contract_id", "budget_id"),
        *("source_id", "source_ref", "note", "reason", "event_id", "architect_company_id"),
        *("architect_contact_id", "additional_collaborators", "recipients", "owner_id"),
        *("external_message", "integration_state_changed_by", "approved_filled"),
        *("markup_formula_id", "applied_by", "applied_at", "variable_markup_formula_items"),
        *("markups_stale", "markup_excluded_ids", "hidden_from_owner"),
        *("owner_submitted", "owner_approved"),
        *("reviewer_id", "reviewed_by", "review_notes", "received_from_id", "package_id"),
        *("event_status", "event_source", "revenue_source", "estimated_amount"),
        *("estimated_status", "original_quote", "cost_code_id"),
        *("court", "court_since", "court_due", "court_person_id", "court_company_id"),
    }
)
# An item's price may be a competitor's quote, as several suppliers are asked about one item.
_QUOTING_HIDES = _SUPPLIER_HIDES | {"proposed", "committed", "committed_filled"}
_OWNER_HIDES = frozenset(
    {
        *("estimated", "proposed", "committed", "cost_state", "contract_id", "budget_id"),
        *("source_id", "source_ref", "note", "reason", "event_id", "additional_collaborators"),
        *("owner_submitted", "owner_approved"),
        *("recipients", "proposed_exchange_rate", "committed_exchange_rate", "exchange_rate"),
        *("external_message", "integration_state_changed_by", "committed_filled"),
        *("markup_formula_id", "applied_by", "applied_at", "variable_markup_formula_items"),
        *("markups_stale", "markup_excluded_ids", "hidden_from_owner"),
        *("reviewer_id", "reviewed_by", "review_notes", "received_from_id", "package_id"),
        *("event_status", "event_source", "revenue_source", "estimated_amount"),
        *("estimated_status", "original_quote", "cost_code_id"),
        *("court", "court_since", "court_due", "court_person_id", "court_company_id"),
    }
)

OWNER_PRICES = (("submitted", "owner_submitted"), ("approved", "owner_approved"))
"""An owner's line prices contain their share of what is hidden from him, so that lines add up to
totals."""

# Of sums, each side sees what orders have approved of its own: the rest is made of amounts, and of
# changes, that it does not see.
_OWNER_SUMS = frozenset({*columns_of_side("budget")} - {"budget_approved"})
_SUPPLIER_SUMS = frozenset(
    {*columns_of_side("budget"), *columns_of_side("cost")} - {"cost_approved"}
)

# Audience → noun (kinds of change orders apart, as `change_order:<kind>`) → what it sees. A noun
# that is not listed is hidden altogether from a restricted audience.
VIEWS: dict[Audience, dict[str, View]] = {
    "full": {},
    "owner": {
        "change_order:rco": View(rows="shown_to_owner", hidden=_OWNER_HIDES),
        "change_order:oco": View(rows="shown_to_owner", hidden=_OWNER_HIDES),
        "change_order_type": _FREE,
        "cost_item": View(rows="items_shown_to_owner", hidden=_OWNER_HIDES, shown_as=OWNER_PRICES),
        "main_contract": View(
            rows="open_contracts", hidden=frozenset({"note", "recipients"}) | _OWNER_SUMS
        ),
        "main_contract_item": View(rows="not_private", hidden=frozenset({"budget_id"})),
        "property_definition": View(rows="shared_definitions"),
        "property_value": View(rows="shared_values"),
    },
    "supplier": {
        "change_order:rfq": View(rows="shown_to_supplier", hidden=_QUOTING_HIDES),
        "change_order:sco": View(rows="shown_to_supplier", hidden=_SUPPLIER_HIDES),
        "change_order_type": _FREE,
        "cost_item": View(rows="items_shown_to_supplier", hidden=_QUOTING_HIDES),
        "contract": View(
            rows="own_contracts",
            hidden=frozenset(
                {
                    *("note", "main_contract_id", "original_budget", "internal_adjustment"),
                    *("budget_ids", "actual_cost", "forecast_exchange_rate"),
                }
            )
            | _SUPPLIER_SUMS,
        ),
        "schedule_of_value": View(rows="rows_of_own_contracts", hidden=frozenset({"budget_id"})),
        "property_definition": View(rows="shared_definitions"),
        "property_value": View(rows="shared_values"),
    },
}


def view_of(role: str, noun: str) -> View:
    """What `role` sees of `noun`: all of it for the full audience, else a row of VIEWS, or none."""
    audience = ROLE[role].audience
    if audience == "full":
        return _FREE
    return VIEWS[audience].get(noun, _NONE)
