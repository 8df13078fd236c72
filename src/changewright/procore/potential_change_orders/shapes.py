"""What a potential change order shows: a face, the PCO behind it, its items, and its package.

Status and money are those of the face's own items (core-model.md §5); the package is the order that
the face names, else the one that holds its items.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from changewright.core.faces import shown_state
from changewright.core.kinds import KIND, Track
from changewright.core.money import amount_text, sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_contracts import Contract
from changewright.edge.fragments import Hop, Path, Value

from .. import grammar
from ..fields import Key, Rendering, Resource, Rows, part, values_on
from ..items import is_executed, stage_amount
from ..orders import number_of
from ..wire import acronym_number, decimal_text, seconds
from ..words import CLASSIC

PACKAGE_ACRONYMS = {"budget": "PCCO", "cost": "CCO"}


class Held(NamedTuple):
    """A row of the face's part: the face, its PCO, one of its items, and one document of that."""

    side: str
    contract_id: int
    number: str
    request_id: int | None
    package_id: int | None
    package_row: int | None
    paid_date: str | None
    title: str
    description: str | None
    budget_state: str | None
    cost_state: str | None
    updated_at: str
    reason: str | None
    reference: str | None
    days: int | None
    event_id: int | None
    own_contract_id: int | None
    item_id: int | None
    item_contract_id: int | None
    active_budget: bool | None
    active_cost: bool | None
    item_budget_state: str | None
    item_cost_state: str | None
    item_budget_since: int | None
    item_cost_since: int | None
    estimated: str | None
    proposed: str | None
    submitted: str | None
    approved: str | None
    committed: str | None
    membership_id: int | None
    order_id: int | None
    order_kind: str | None
    order_title: str | None
    order_contract_number: str | None
    order_number: str | None
    order_budget_state: str | None
    order_cost_state: str | None
    order_executed: bool | None


HOPS = (
    Hop(ChangeOrder, "id", "change_order_id", even_deleted=True),
    Hop(Membership, "change_order_id"),
    Hop(CostItem, "id", "cost_item_id"),
    Hop(Membership, "cost_item_id"),
    Hop(ChangeOrder, "id", "change_order_id"),
)
VALUES = (
    *values_on(0, ("side", "contract_id", "number", "request_id", "package_id")),
    Value("package_id", through=ChangeOrder, wanted="id"),
    *values_on(0, ("paid_date",)),
    *values_on(1, ("name", "description", "budget_state", "cost_state", "updated_at", "reason")),
    *values_on(1, ("source_ref", "schedule_change", "event_id", "contract_id")),
    *values_on(3, ("id", "contract_id", "active_budget", "active_cost")),
    *values_on(3, ("budget_state", "cost_state")),
    *values_on(3, ("budget_state_revision", "cost_state_revision")),
    *values_on(3, ("estimated", "proposed", "submitted", "approved", "committed")),
    *values_on(4, ("id",)),
    *values_on(5, ("id", "kind", "name", "contract_number", "number")),
    *values_on(5, ("budget_state", "cost_state", "executed_flag")),
)


def is_on_face(held: Held) -> bool:
    """Whether the row's item is one of this face: active on its side, and of its contract. An item
    that names no contract is the PCO's own."""
    if held.item_id is None:
        return False
    if held.side == "budget":
        return bool(held.active_budget)
    own = held.item_contract_id or held.own_contract_id
    return bool(held.active_cost) and own == held.contract_id


def _status(first: Held, items: Iterable[Held]) -> str:
    """The lowest of the face's items; without any, what is stored on the PCO."""
    if first.side == "budget":
        own, states = (
            first.budget_state,
            (
                (item.item_budget_state or "draft", item.item_budget_since or 0, item.item_id or 0)
                for item in items
            ),
        )
    else:
        own, states = (
            first.cost_state,
            (
                (item.item_cost_state or "draft", item.item_cost_since or 0, item.item_id or 0)
                for item in items
            ),
        )
    return CLASSIC[shown_state(states) or own or "draft"]


def _gathering(rows: Iterable[Held], side: Track, tier: int) -> Held | None:
    """The document of a tier that holds the face's items; of several the one joined last."""
    found = [
        row
        for row in rows
        if row.order_kind is not None
        and KIND[row.order_kind].tier == tier
        and KIND[row.order_kind].tracks == (side,)
    ]
    return max(found, key=lambda row: row.membership_id or 0, default=None)


def _tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """Everything that hangs on the PCO and its items."""
    if not rows:
        return {}
    held = [Held(*row) for row in rows]
    first = held[0]
    side: Track = "budget" if first.side == "budget" else "cost"
    on_face = [row for row in held if is_on_face(row)]
    items = list({row.item_id: row for row in on_face}.values())
    total = decimal_text(
        amount_text(sum_amounts(stage_amount(side, item._asdict()) for item in items))
    )
    status = _status(first, items)
    told = {
        "status": status,
        "void": status == "void",
        "title": first.title or None,
        "description": first.description,
        "updated_at": seconds(first.updated_at),
        "change_reason": first.reason,
        "reason": first.reason,
        "reference": first.reference,
        "schedule_impact_amount": first.days,
        "commitment_change_event_id": first.event_id if side == "cost" else None,
        "prime_change_event_id": first.event_id if side == "budget" else None,
        "grand_total": total,
        "line_items_total": total,
        "line_items_extended_total": total,
        **_request(rendering, first, side, on_face),
    }
    if first.package_row is None:
        told |= _package_of_items(rendering, first, side, on_face)
    return told


def _request(rendering: Rendering, first: Held, side: Track, on_face: list[Held]) -> dict[str, Any]:
    """The change order request: hidden, with an id reserved, below three tiers (§1.2)."""
    tiers = rendering.tiers(side)
    found = _gathering(on_face, side, 2) if tiers == 3 else None
    request_id = first.request_id if found is None else found.order_id
    number = None
    if found is not None:
        number = number_of(found.order_contract_number, found.order_number or "")
    return {
        "legacy_request_id": request_id,
        "change_order_request_id": request_id,
        "change_order_request_title": None if found is None else found.order_title,
        "change_order_tiers": tiers,
        "potential_change_order_acronym_number": (
            "" if tiers == 1 else acronym_number("PCO", first.number)
        ),
        "change_order_request_acronym_number": (
            acronym_number("COR", number) if tiers == 3 else ""
        ),
    }


def _package_of_items(
    rendering: Rendering, first: Held, side: Track, on_face: list[Held]
) -> dict[str, Any]:
    """The package of a face that names none: the order that holds its items, or none; at one tier
    the id that is reserved."""
    found = _gathering(on_face, side, 3)
    if found is None:
        reserved = first.package_id if rendering.tiers(side) == 1 else None
        return _package(rendering, side, reserved)
    return _package(
        rendering,
        side,
        found.order_id,
        title=found.order_title,
        number=number_of(found.order_contract_number, found.order_number or ""),
        executed=is_executed(
            found.order_budget_state, found.order_cost_state, bool(found.order_executed)
        ),
    )


def _package(
    rendering: Rendering,
    side: str,
    package_id: int | None,
    *,
    title: str | None = None,
    number: str | None = None,
    executed: bool = False,
    reviewed_at: str | None = None,
) -> dict[str, Any]:
    return {
        "legacy_package_id": package_id,
        "batch_id": None if rendering.tiers(side) == 1 else package_id,
        "change_order_package_title": title or None,
        "change_order_package_acronym_number": acronym_number(PACKAGE_ACRONYMS[side], number),
        "executed": executed,
        "reviewed_at": seconds(reviewed_at),
    }


_PACKAGE_COLUMNS = (
    *("id", "name", "contract_number", "number", "budget_state", "cost_state"),
    *("executed_flag", "approved_at"),
)


def _tell_package(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """The package that the face names, where it is a row."""
    if not rows:
        return {}
    side, order_id, title, in_contract, number, budget, cost, flag, approved_at = rows[0]
    return _package(
        rendering,
        side,
        order_id,
        title=title,
        number=number_of(in_contract, number),
        executed=is_executed(budget, cost, flag),
        reviewed_at=approved_at,
    )


def _tell_contract(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    currency, company_id = rows[0] if rows else (None, None)
    return {
        "currency_configuration": {"currency_iso_code": currency or rendering.settings.currency},
        "vendor": rendering.company(company_id),
    }


PARTS = {
    "items": part(Path(HOPS, VALUES, ((2, "position"), (4, "id")), least=1), _tell),
    "package": part(
        Path(
            (Hop(ChangeOrder, "id", "package_id", even_deleted=True),),
            (*values_on(0, ("side",)), *values_on(1, _PACKAGE_COLUMNS)),
        ),
        _tell_package,
    ),
    "contract": part(
        Path((Hop(Contract, "id", "contract_id"),), values_on(1, ("currency", "company_id"))),
        _tell_contract,
    ),
}


def _of_items(name: str, type: str = "text", nullable: bool = True) -> Key:
    return Key(name=name, type=type, part="items", nullable=nullable)


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
    Key(name="revision", type="integer", constant=0, nullable=False),
    Key(name="custom_fields", type="object", constant={}, nullable=False),
    _of_items("status", nullable=False),
    _of_items("title"),
    _of_items("updated_at", "instant", nullable=False),
    _of_items("change_reason"),
    _of_items("schedule_impact_amount", "integer"),
    _of_items("grand_total", nullable=False),
    _of_items("change_order_request_id", "integer"),
    _of_items("change_order_request_title"),
    _of_items("potential_change_order_acronym_number", nullable=False),
    _of_items("change_order_request_acronym_number", nullable=False),
    _of_items("change_order_tiers", "integer", nullable=False),
    _of_items("legacy_request_id", "integer"),
    Key(name="legacy_package_id", type="integer", part="package"),
    Key(name="batch_id", type="integer", part="package"),
    Key(name="change_order_package_title", part="package"),
    Key(name="change_order_package_acronym_number", part="package", nullable=False),
    Key(name="executed", type="boolean", part="package", nullable=False),
    Key(name="reviewed_at", type="instant", part="package"),
    Key(name="currency_configuration", type="object", part="contract", nullable=False),
)
DETAIL_KEYS = (
    *(key for key in LIST_KEYS if key.name != "due_date"),
    Key(name="due_date", column="due_date", type="midnight"),
    Key(name="accounting_method", constant="amount", nullable=False),
    Key(name="creator", column="created_by", type="user"),
    Key(name="designated_reviewer", column="reviewer_id", type="user"),
    Key(name="field_change", column="field_change", type="boolean", nullable=False),
    Key(name="location_id", type="integer"),
    Key(name="origin_id", column="origin_id"),
    Key(name="origin_data", column="origin_data"),
    Key(
        name="paid",
        type="boolean",
        columns=("paid_date",),
        compose=lambda _, paid_date: paid_date is not None,
        nullable=False,
    ),
    Key(name="position", column="position", type="integer", nullable=False),
    Key(name="private", column="private", type="boolean", nullable=False),
    Key(name="received_from", type="user"),
    Key(name="request_for_quote_id", type="integer"),
    Key(name="reviewer", type="user"),
    _of_items("description"),
    _of_items("reason"),
    _of_items("reference"),
    _of_items("void", "boolean", nullable=False),
    _of_items("line_items_total", nullable=False),
    _of_items("line_items_extended_total", nullable=False),
    _of_items("commitment_change_event_id", "integer"),
    _of_items("prime_change_event_id", "integer"),
    Key(name="vendor", type="object", part="contract"),
)

# The PCO behind a face is written with everything that its face shows, so its time is the face's.
FILTERS = (
    grammar.ids("id", "id"),
    grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    grammar.ids("contract_id", "contract_id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "change_order_id.updated_at"),
    grammar.instants("reviewed_at", "package_id.approved_at"),
    grammar.days("due_date", "due_date"),
    grammar.days("invoiced_date", "invoiced_date"),
    grammar.days("paid_date", "paid_date"),
)

LISTED = Resource("pco", Face, LIST_KEYS, PARTS, FILTERS, lists_deleted=True)
DETAILED = Resource("pco_detail", Face, DETAIL_KEYS, PARTS)
