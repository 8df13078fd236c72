"""What came of an rfq: the potential changes and packages of either side that hold its items.

Towards suppliers only what is his who was asked, as several may be asked about one item. The
vendor's type is one object each; of several it is the latest.
"""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder, Face, Membership
from changewright.edge.fragments import Hop, Path, Value

from .. import orders
from ..fields import Key, Renderer, Rendering, Rows, part, values_on
from ..potential_change_orders.shapes import HELD, PART
from ..words import CLASSIC
from .brief import distinct_rows

# -- potential changes ----------------------------------------------------------------------------

_FACE_KEYS = (
    Key(name="id", column="id", type="integer"),
    Key(name="created_at", column="created_at", type="instant"),
    Key(name="created_by_id", column="created_by", type="integer"),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="due_date", column="due_date", type="day"),
    Key(name="invoiced_date", column="invoiced_date", type="day"),
    Key(name="number", column="number"),
    Key(name="paid_date", column="paid_date", type="day"),
    Key(name="revision", column="issue_number", type="integer"),
)
_OF_HELD = (
    *("reviewed_at", "title", "status", "updated_at", "change_order_request_id", "executed"),
    *("grand_total", "schedule_impact_amount", "change_reason", "change_order_request_title"),
    *("change_order_package_title", "potential_change_order_acronym_number"),
    *("change_order_request_acronym_number", "change_order_package_acronym_number"),
    "change_order_tiers",
)
"""Appendix A PcoSummary: what a face has itself, and what hangs on it."""

_FACE = Renderer((*_FACE_KEYS, *(Key(name=name, column=name) for name in ("side", "contract_id"))))
_ASKED = values_on(0, ("contract_id",))
"""Before all else in a row: the contract of the rfq."""
_FACE_HOP = 3


def _moved(hop: Hop) -> Hop:
    return msgspec.structs.replace(hop, of=None if hop.of is None else hop.of + _FACE_HOP)


def _moved_value(value: Value) -> Value:
    return msgspec.structs.replace(value, of=value.of + _FACE_HOP)


_POTENTIAL_PATH = Path(
    (
        Hop(Membership, "change_order_id"),
        Hop(Membership, "cost_item_id", "cost_item_id", where=(("kind", "pco"),)),
        Hop(Face, "change_order_id", "change_order_id"),
        *(_moved(hop) for hop in HELD.hops),
    ),
    (
        *_ASKED,
        *values_on(_FACE_HOP, _FACE.columns),
        *(_moved_value(value) for value in HELD.values),
    ),
    tuple((hop + _FACE_HOP, column) for hop, column in HELD.order),
    least=_FACE_HOP + HELD.depth,
)


def _held(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """The keys that a potential change's own part writes."""
    found: dict[str, Any] = msgspec.json.decode(b"{%b}" % PART.render(rows, rendering)[1:])
    return found


def _tell_potential(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    start = len(_ASKED)
    width, place = start + len(_FACE.columns), start + _FACE.columns.index("id")
    found: dict[str, Any] = {"budget": None, "cost": None}
    for own in distinct_rows(rows, start, _FACE):
        told = _FACE.shown(own, rendering)
        side, contract_id = told.pop("side"), told.pop("contract_id")
        if side == "cost" and contract_id != rows[0][0]:
            continue
        held = _held([row[width:] for row in rows if row[place] == told["id"]], rendering)
        found[side] = {**told, **{name: held[name] for name in _OF_HELD}}
    return {
        "potential_change_orders": found["budget"],
        "commitment_potential_change_orders": found["cost"],
    }


POTENTIAL = part(_POTENTIAL_PATH, _tell_potential)

# -- packages -------------------------------------------------------------------------------------

_PACKAGE = Renderer(
    (
        orders.ID,
        orders.CONTRACT_ID,
        orders.CREATED_AT,
        orders.DELETED_AT,
        orders.DUE_DATE,
        orders.INVOICED_DATE,
        orders.NUMBER,
        orders.ORIGIN_DATA,
        orders.ORIGIN_ID,
        orders.PAID_DATE,
        orders.REVIEWED_AT,
        orders.TITLE,
        orders.status(CLASSIC),
        orders.UPDATED_AT,
    )
)
"""Appendix A CopSummary."""
_KIND = _PACKAGE.columns.index("kind")

_PACKAGE_PATH = Path(
    (
        Hop(Membership, "change_order_id"),
        Hop(Membership, "cost_item_id", "cost_item_id"),
        Hop(ChangeOrder, "id", "change_order_id"),
    ),
    (*_ASKED, *values_on(3, _PACKAGE.columns)),
    ((3, "id"),),
)


def _tell_packages(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in distinct_rows(rows, len(_ASKED), _PACKAGE):
        kind = row[_KIND]
        if kind not in orders.TYPES:
            continue
        told = _PACKAGE.shown(row, rendering)
        if kind == orders.PACKAGES["budget"] or told["contract_id"] == rows[0][0]:
            found[kind] = told
    sides: tuple[tuple[str, Track], ...] = (
        ("change_order_packages", "budget"),
        ("commitment_change_order_packages", "cost"),
    )
    return {name: found.get(orders.PACKAGES[side]) for name, side in sides}


PACKAGES = part(_PACKAGE_PATH, _tell_packages)
