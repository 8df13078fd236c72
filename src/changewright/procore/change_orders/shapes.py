"""What a prime or commitment change order shows: the same record as a potential change order.

Keys are those of Appendix A and of real answers (procore.md §2.5). Status and money are those of
the face's own items (core-model.md §5). A face names its package and its request, or an id that is
reserved for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.fragments import Hop, Path, Row

from .. import grammar, items
from ..attachments import shapes as files
from ..change_bodies import reason_shown
from ..custom_fields import shapes as custom
from ..fields import Key, Rendering, Resource, Rows, folded_part, part, values_on
from ..items import is_executed
from ..wire import seconds
from ..words import NEWER, NEWER_STATES, shown_as

TYPES: Mapping[str, str] = {"budget": "PrimeChangeOrder", "cost": "CommitmentChangeOrder"}
"""What Procore calls a face of each side."""


class Held(NamedTuple):
    """What a row says of the face, the PCO, the package and the contract."""

    side: str
    contract_id: int
    package_id: int | None
    executed_flag: bool
    reviewed_at: str | None
    title: str
    description: str | None
    budget_state: str | None
    cost_state: str | None
    updated_at: str
    reason: str | None
    reference: str | None
    days: int | None
    own_contract_id: int | None
    location_id: int | None
    received_from_id: int | None
    enable_ssov: bool
    completion: str | None
    order_budget_state: str | None
    order_cost_state: str | None
    order_executed: bool | None
    order_approved_at: str | None
    currency: str | None
    main_currency: str | None


_OF_FACE = ("side", "contract_id", "package_id", "executed_flag", "reviewed_at")
_OF_DOCUMENT = (
    *("name", "description", "budget_state", "cost_state", "updated_at", "reason", "source_ref"),
    *("schedule_change", "contract_id", "location_id", "received_from_id", "enable_ssov"),
    "proposed_revised_completion_date",
)
_OF_ORDER = ("budget_state", "cost_state", "executed_flag", "approved_at")

HELD = Path(
    (
        Hop(ChangeOrder, "id", "change_order_id", even_deleted=True),
        Hop(Membership, "change_order_id"),
        Hop(CostItem, "id", "cost_item_id"),
        Hop(ChangeOrder, "id", "package_id", of=0),
        Hop(Contract, "id", "contract_id", of=0),
        Hop(MainContract, "id", "contract_id", of=0),
    ),
    (
        *values_on(0, _OF_FACE),
        *values_on(1, _OF_DOCUMENT),
        *values_on(4, _OF_ORDER),
        *values_on(5, ("currency",)),
        *values_on(6, ("currency",)),
        *values_on(3, items.COLUMNS),
    ),
    least=1,
)
"""From a face to its PCO with the items, to its package and to its contract."""


def _tell(one: Row, many: Rows, rendering: Rendering) -> dict[str, Any]:
    """All that does not stand in the face's own row."""
    held = Held(*one)
    side: Track = "budget" if held.side == "budget" else "cost"
    own = items.on_face(side, held.contract_id, held.own_contract_id, many)
    stored = held.budget_state if side == "budget" else held.cost_state
    state = items.state_of(side, own, stored)
    currency = held.main_currency if side == "budget" else held.currency
    tiers = rendering.tiers(side)
    in_executed = is_executed(held.order_budget_state, held.order_cost_state, held.order_executed)
    return {
        "status": shown_as(NEWER, "pco", state, tiers, held.package_id is not None),
        "title": held.title or None,
        "description": held.description,
        "reference": held.reference,
        "schedule_impact_amount": held.days,
        "location_id": held.location_id,
        "enable_ssov": held.enable_ssov,
        "revised_substantial_completion_date": held.completion,
        "received_from": rendering.person(held.received_from_id),
        "change_order_change_reason": reason_shown(rendering, held.reason),
        "grand_total": items.total_of(side, own),
        "executed": held.executed_flag or in_executed,
        "reviewed_at": seconds(held.reviewed_at or held.order_approved_at),
        "updated_at": seconds(held.updated_at),
        "currency_configuration": {"currency_iso_code": currency or rendering.settings.currency},
    }


def _batch(rendering: Rendering, side: str, package_id: int | None) -> int | None:
    """The package that people see it in: none at one tier (procore.md §1.2)."""
    return None if rendering.tiers(side) == 1 else package_id


def _held(name: str, type: str = "text", nullable: bool = True) -> Key:
    return Key(name=name, type=type, part="held", nullable=nullable)


def _flag(name: str, column: str = "") -> Key:
    return Key(name=name, column=column or name, type="boolean", nullable=False)


LIST_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="batch_id", type="integer", columns=("side", "package_id"), compose=_batch),
    Key(name="contract_id", column="contract_id", type="integer", nullable=False),
    Key(name="legacy_package_id", column="package_id", type="integer"),
    Key(name="legacy_request_id", column="request_id", type="integer"),
    Key(
        name="type",
        columns=("side",),
        compose=lambda _, side: TYPES[side],
        nullable=False,
    ),
    Key(name="number", column="number", nullable=False),
    Key(name="revision", column="issue_number", type="integer", nullable=False),
    _held("status", nullable=False),
    _held("title"),
    _held("description"),
    _held("reference"),
    _held("change_order_change_reason", "object"),
    _held("grand_total", nullable=False),
    _held("schedule_impact_amount", "integer"),
    _held("revised_substantial_completion_date", "day"),
    Key(name="due_date", column="due_date", type="day"),
    Key(name="invoiced_date", column="invoiced_date", type="day"),
    Key(name="paid_date", column="paid_date", type="day"),
    _flag("paid", "paid_flag"),
    _held("executed", "boolean", nullable=False),
    Key(name="signed_change_order_received_date", column="signed_at", type="day"),
    _flag("signature_required"),
    _flag("private"),
    _flag("field_change"),
    _held("enable_ssov", "boolean", nullable=False),
    # The schedule of values of a change order alone has no writer in the vendor's API.
    Key(name="billing_schedule_of_values_status", constant="draft", nullable=False),
    _held("location_id", "integer"),
    Key(name="created_by", column="created_by", type="person"),
    Key(name="designated_reviewer", column="reviewer_id", type="person"),
    _held("received_from", "person"),
    _held("reviewed_at", "instant"),
    Key(name="reviewed_by", column="reviewed_by", type="person"),
    Key(name="review_notes", column="review_notes"),
    custom.KEY,
    _held("currency_configuration", "object", nullable=False),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    _held("updated_at", "instant", nullable=False),
)
DETAIL_KEYS = (*LIST_KEYS, files.KEY)
EVENTS = Key(name="change_events", type="array", part="events", nullable=False)


def _tell_events(rows: Rows, _: Rendering) -> dict[str, Any]:
    return {"change_events": [{"id": event_id, "number": number} for event_id, number in rows]}


PARTS = {"held": folded_part(HELD, _tell), **custom.customized(Face)}
EVENTS_PART = {
    "events": part(
        Path(
            (
                Hop(ChangeOrder, "id", "change_order_id", even_deleted=True),
                Hop(ChangeOrder, "id", "event_id"),
            ),
            values_on(2, ("id", "number")),
        ),
        _tell_events,
    ),
}

# The PCO behind a face is written with everything that its face shows, so its time is the face's.
FILTERS = (
    grammar.ids("id", "id"),
    grammar.ids("batch_id", "package_id", "The batch it is in; at one tier there is none."),
    grammar.ids("legacy_package_id", "package_id"),
    grammar.ids("contract_id", "contract_id"),
    grammar.ids("vendor_id", "vendor_id", "The company that the contract is with."),
    grammar.booleans("executed", "is_executed"),
    grammar.booleans("signature_required", "signature_required"),
    *grammar.statuses("status", "shown_state", NEWER_STATES),
    grammar.instants("updated_at", "change_order_id.updated_at"),
)
FILES = files.attached(Face, files.NEW)

EXTENDED_LIST = Resource(
    "change_order_extended",
    Face,
    (*LIST_KEYS, EVENTS),
    {**PARTS, **EVENTS_PART},
    FILTERS,
)
LISTED = Resource(
    "change_order",
    Face,
    LIST_KEYS,
    PARTS,
    FILTERS,
    views={"default": None, "extended": EXTENDED_LIST},
)
EXTENDED = Resource(
    "change_order_detail_extended",
    Face,
    (*DETAIL_KEYS, EVENTS),
    {**PARTS, **FILES, **EVENTS_PART},
)
DETAILED = Resource(
    "change_order_detail",
    Face,
    DETAIL_KEYS,
    {**PARTS, **FILES},
    views={"default": None, "extended": EXTENDED},
)
