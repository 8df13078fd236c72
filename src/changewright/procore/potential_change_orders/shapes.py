"""What a potential change order shows: a face, the PCO behind it, its items, what it is in.

Status and money are those of the face's own items (core-model.md §5). A face names its package and
its request, or an id that is reserved for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from changewright.core.choices import CHANGE_REASON
from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_codes import Markup
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import AppliedMarkup
from changewright.edge.fragments import Hop, Path, Row

from .. import grammar, items
from ..attachments import shapes as files
from ..contracts.keys import currency_configuration
from ..contracts.parties import vendor_full
from ..custom_fields import shapes as custom
from ..fields import Key, Rendering, Resource, Rows, folded_part, part, values_on
from ..items import is_executed
from ..line_shapes import in_potential, of_face
from ..orders import number_of
from ..wire import acronym_number, seconds
from ..words import ACRONYMS, CLASSIC, CLASSIC_STATES, shown_as

PACKAGE_ACRONYMS: Mapping[Track, str] = {"budget": ACRONYMS["oco"], "cost": ACRONYMS["sco"]}


class Held(NamedTuple):
    """What a row says of the face, the PCO, the package, the request and the contract, as far as
    lists show it."""

    side: str
    contract_id: int
    number: str
    request_id: int | None
    package_id: int | None
    executed_flag: bool
    reviewed_at: str | None
    title: str
    budget_state: str | None
    cost_state: str | None
    updated_at: str
    reason: str | None
    days: int | None
    own_contract_id: int | None
    package_title: str | None
    package_contract_number: str | None
    package_number: str | None
    package_budget_state: str | None
    package_cost_state: str | None
    package_executed: bool | None
    package_approved_at: str | None
    request_row_id: int | None
    request_title: str | None
    request_contract_number: str | None
    request_number: str | None
    currency: str | None
    main_currency: str | None

    @property
    def track(self) -> Track:
        return "budget" if self.side == "budget" else "cost"


class Detail(NamedTuple):
    """What a row says besides, for details."""

    description: str | None
    reference: str | None
    event_id: int | None
    location_id: int | None
    received_from_id: int | None
    exchange_rate: str | None
    company_id: int | None
    accounting_method: str | None
    main_company_id: int | None
    main_accounting_method: str | None
    markup_set: str | None


_WIDTH = len(Held._fields)
_LISTED_WIDTH = _WIDTH + len(items.COLUMNS)

_HOPS = (
    Hop(ChangeOrder, "id", "change_order_id", even_deleted=True),
    Hop(Membership, "change_order_id"),
    Hop(CostItem, "id", "cost_item_id"),
    Hop(ChangeOrder, "id", "package_id", even_deleted=True, of=0),
    Hop(ChangeOrder, "id", "request_id", even_deleted=True, of=0),
    Hop(Contract, "id", "contract_id", of=0),
    Hop(MainContract, "id", "contract_id", of=0),
)
"""From a face to its PCO with the items, to what it is in, and to its contract."""

_DETAIL_HOPS = (
    *_HOPS,
    Hop(AppliedMarkup, "target_cost_item_id", of=3),
    Hop(Markup, "id", "formula_item_id", even_deleted=True),
)
"""And to the markups that made items."""

_LISTED_VALUES = (
    *values_on(0, ("side", "contract_id", "number", "request_id", "package_id")),
    *values_on(0, ("executed_flag", "reviewed_at")),
    *values_on(1, ("name", "budget_state", "cost_state", "updated_at")),
    *values_on(1, ("reason", "schedule_change", "contract_id")),
    *values_on(4, ("name", "contract_number", "number", "budget_state", "cost_state")),
    *values_on(4, ("executed_flag", "approved_at")),
    *values_on(5, ("id", "name", "contract_number", "number")),
    *values_on(6, ("currency",)),
    *values_on(7, ("currency",)),
    *values_on(3, items.COLUMNS),
)
_DETAIL_VALUES = (
    *values_on(1, ("description", "source_ref", "event_id", "location_id", "received_from_id")),
    *values_on(1, ("exchange_rate",)),
    *values_on(6, ("company_id", "accounting_method")),
    *values_on(7, ("owner_company_id", "accounting_method")),
    *values_on(9, ("markup_set",)),
)
_ORDER = ((2, "position"), (2, "id"))

LISTED_HELD = Path(_HOPS, _LISTED_VALUES, least=1)
HELD = Path(_DETAIL_HOPS, (*_LISTED_VALUES, *_DETAIL_VALUES), _ORDER, least=1)


def _tell_listed(one: Row, many: Rows, rendering: Rendering) -> dict[str, Any]:
    """What lists show that does not stand in the face's own row."""
    held = Held(*one)
    side = held.track
    own = items.on_face(side, held.contract_id, held.own_contract_id, many)
    stored = held.budget_state if side == "budget" else held.cost_state
    state = items.state_of(side, own, stored)
    currency = held.main_currency if side == "budget" else held.currency
    tiers = rendering.tiers(side)
    return {
        "status": shown_as(CLASSIC, "pco", state, tiers, held.package_id is not None),
        "title": held.title or None,
        "updated_at": seconds(held.updated_at),
        "change_reason": held.reason,
        "schedule_impact_amount": held.days,
        "grand_total": items.total_of(side, own),
        "currency_configuration": {"currency_iso_code": currency or rendering.settings.currency},
        **_request(rendering, held),
        **_package(rendering, held),
    }


def _tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """The same of details."""
    found = items.distinct(row[_WIDTH:_LISTED_WIDTH] for row in rows)
    told = _tell_listed(rows[0][:_WIDTH], found, rendering)
    detail = Detail(*rows[0][_LISTED_WIDTH:])
    is_prime = Held(*rows[0][:_WIDTH]).side == "budget"
    method = detail.main_accounting_method if is_prime else detail.accounting_method
    company_id = detail.main_company_id if is_prime else detail.company_id
    return told | {
        "void": told["status"] == "void",
        "description": detail.description,
        "reason": told["change_reason"],
        "change_order_change_reason_id": _reason_id(rendering, told["change_reason"]),
        "reference": detail.reference,
        "location_id": detail.location_id,
        "received_from": rendering.user(detail.received_from_id),
        "commitment_change_event_id": None if is_prime else detail.event_id,
        "prime_change_event_id": detail.event_id if is_prime else None,
        "line_items_total": _before_markups(rows),
        "line_items_extended_total": told["grand_total"],
        "accounting_method": method or "amount",
        "vendor": vendor_full(rendering, company_id),
        "currency_configuration": currency_configuration(
            rendering, told["currency_configuration"]["currency_iso_code"], detail.exchange_rate
        ),
    }


def _before_markups(rows: Rows) -> str:
    """The sum of the lines alone."""
    held = Held(*rows[0][:_WIDTH])
    lines = [row for row in rows if Detail(*row[_LISTED_WIDTH:]).markup_set is None]
    found = items.distinct(row[_WIDTH:_LISTED_WIDTH] for row in lines)
    own = items.on_face(held.track, held.contract_id, held.own_contract_id, found)
    return items.total_of(held.track, own)


def _reason_id(rendering: Rendering, text: str | None) -> int | None:
    """The id of a change reason in the company's list."""
    if not text:
        return None
    found = rendering.directory.choice_named(rendering.account_id, CHANGE_REASON, text)
    return None if found is None else found.id


def _request(rendering: Rendering, held: Held) -> dict[str, Any]:
    """The change order request: hidden, with an id reserved, below three tiers (§1.2)."""
    tiers = rendering.tiers(held.side)
    number = None
    if held.request_row_id is not None:
        number = number_of(held.request_contract_number, held.request_number or "")
    return {
        "legacy_request_id": held.request_id,
        "change_order_request_id": held.request_id,
        "change_order_request_title": held.request_title or None,
        "change_order_tiers": tiers,
        "potential_change_order_acronym_number": (
            "" if tiers == 1 else acronym_number("PCO", held.number)
        ),
        "change_order_request_acronym_number": (
            acronym_number(ACRONYMS["rco"], number) if tiers == 3 else ""
        ),
    }


def _package(rendering: Rendering, held: Held) -> dict[str, Any]:
    """The package that the face is in, or that is reserved for it at one tier."""
    number = None
    if held.package_number is not None:
        number = number_of(held.package_contract_number, held.package_number)
    in_executed = is_executed(
        held.package_budget_state, held.package_cost_state, held.package_executed
    )
    return {
        "legacy_package_id": held.package_id,
        "batch_id": None if rendering.tiers(held.side) == 1 else held.package_id,
        "change_order_package_title": held.package_title or None,
        "change_order_package_acronym_number": acronym_number(PACKAGE_ACRONYMS[held.track], number),
        "executed": held.executed_flag or in_executed,
        "reviewed_at": seconds(held.reviewed_at or held.package_approved_at),
    }


PART = part(HELD, _tell)


def _tell_question(rows: Rows, _: Rendering) -> dict[str, Any]:
    """The question that was put about its items: the latest, towards a supplier to that one."""
    found = (
        rfq_id
        for side, contract_id, rfq_id, asked_id, state in rows
        if state != "draft" and (side == "budget" or asked_id == contract_id)
    )
    return {"request_for_quote_id": max(found, default=None)}


QUESTION = part(
    Path(
        (
            Hop(Membership, "change_order_id", "change_order_id"),
            Hop(Membership, "cost_item_id", "cost_item_id", where=(("kind", "rfq"),)),
            Hop(ChangeOrder, "id", "change_order_id"),
        ),
        (
            *values_on(0, ("side", "contract_id")),
            *values_on(3, ("id", "contract_id", "cost_state")),
        ),
    ),
    _tell_question,
)


def _held(name: str, type: str = "text", nullable: bool = True) -> Key:
    return Key(name=name, type=type, part="held", nullable=nullable)


LIST_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="contract_id", column="contract_id", type="integer", nullable=False),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="created_by_id", column="created_by", type="integer"),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="due_date", column="due_date", type="day"),
    Key(name="invoiced_date", column="invoiced_date", type="day"),
    Key(name="number", column="number", nullable=False),
    Key(name="paid_date", column="paid_date", type="day"),
    Key(name="revision", column="issue_number", type="integer", nullable=False),
    custom.KEY,
    _held("status", nullable=False),
    _held("title"),
    _held("updated_at", "instant", nullable=False),
    _held("change_reason"),
    _held("schedule_impact_amount", "integer"),
    _held("grand_total", nullable=False),
    _held("change_order_request_id", "integer"),
    _held("change_order_request_title"),
    _held("potential_change_order_acronym_number", nullable=False),
    _held("change_order_request_acronym_number", nullable=False),
    _held("change_order_tiers", "integer", nullable=False),
    _held("legacy_request_id", "integer"),
    _held("legacy_package_id", "integer"),
    _held("batch_id", "integer"),
    _held("change_order_package_title"),
    _held("change_order_package_acronym_number", nullable=False),
    _held("executed", "boolean", nullable=False),
    _held("reviewed_at", "instant"),
    _held("currency_configuration", "object", nullable=False),
)

DETAIL_KEYS = (
    *(key for key in LIST_KEYS if key.name != "due_date"),
    Key(name="due_date", column="due_date", type="midnight"),
    _held("accounting_method", nullable=False),
    files.KEY,
    _held("change_order_change_reason_id", "integer"),
    Key(name="creator", column="created_by", type="user"),
    Key(name="designated_reviewer", column="reviewer_id", type="user"),
    Key(name="field_change", column="field_change", type="boolean", nullable=False),
    _held("location_id", "integer"),
    Key(name="origin_id", column="origin_id"),
    Key(name="origin_data", column="origin_data"),
    Key(name="paid", column="paid_flag", type="boolean", nullable=False),
    Key(name="position", column="position", type="integer", nullable=False),
    Key(name="private", column="private", type="boolean", nullable=False),
    _held("received_from", "user"),
    Key(name="request_for_quote_id", type="integer", part="question"),
    Key(name="reviewer", column="reviewed_by", type="user"),
    _held("description"),
    _held("reason"),
    _held("reference"),
    _held("void", "boolean", nullable=False),
    _held("line_items_total", nullable=False),
    _held("line_items_extended_total", nullable=False),
    _held("commitment_change_event_id", "integer"),
    _held("prime_change_event_id", "integer"),
    _held("vendor", "object"),
    Key(name="line_items", type="array", part="lines", nullable=False),
)

# The PCO behind a face is written with everything that its face shows, so its time is the face's.
FILTERS = (
    grammar.ids("id", "id"),
    grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    grammar.ids("contract_id", "contract_id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "change_order_id.updated_at"),
    grammar.instants("reviewed_at", "reviewed_at|package_id.approved_at"),
    grammar.days("due_date", "due_date"),
    grammar.days("invoiced_date", "invoiced_date"),
    grammar.days("paid_date", "paid_date"),
    *grammar.statuses("status", "shown_state", CLASSIC_STATES),
)

CUSTOM = custom.customized(Face)
CUSTOMIZED = custom.customized(Face)
LISTED = Resource(
    "pco",
    Face,
    LIST_KEYS,
    {"held": folded_part(LISTED_HELD, _tell_listed), **CUSTOMIZED},
    FILTERS,
    lists_deleted=True,
)
DETAILED = Resource(
    "pco_detail",
    Face,
    DETAIL_KEYS,
    {
        "held": PART,
        "question": QUESTION,
        **CUSTOMIZED,
        **files.attached(Face, files.CLASSIC),
        "lines": of_face(in_potential),
    },
)
