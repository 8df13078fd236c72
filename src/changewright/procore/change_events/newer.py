"""What a change event shows under version 1.1 (Appendix A, keys confirmed by procore.md §2.8).

The vendor publishes the names of the keys within an item's impacts, not what stands in them: they
are written as the ledger has it, amounts as text.
"""

from __future__ import annotations

from typing import Any

from changewright.core.choices import CHANGE_TYPE
from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import MainContract
from changewright.edge.fragments import Hop, PartShape, Path

from .. import grammar
from ..attachments import shapes as files
from ..budget_codes import taken_apart
from ..custom_fields import shapes as custom
from ..fields import Key, Rendering, Resource, Rows, part, values_on
from ..rfqs.words import SHOWN as RFQ_WORDS
from ..wire import decimal_text, seconds
from . import words
from .line_keys import change_word, contract_row, is_deletable
from .lines import Document, Line, gathered, path_from_event
from .shapes import origin_id

REVENUE_SOURCE = "automatic"
"""Where an event's revenue is read that says nothing of it."""


def _status(rendering: Rendering, name: str | None) -> dict[str, Any] | None:
    row = words.status_row(rendering, name)
    return row and {key: row[key] for key in ("id", "name", "mapped_to_status")}


def _reason(rendering: Rendering, name: str | None) -> dict[str, Any] | None:
    row = words.reason_row(rendering, name)
    return row and {key: row[key] for key in ("id", "change_reason")}


def _type(rendering: Rendering, name: str | None) -> dict[str, Any] | None:
    found = words.entry(rendering.directory, rendering.account_id, CHANGE_TYPE, name)
    if found is None:
        return {"id": None, "name": name, "abbreviation": None} if name else None
    return {"id": found.id, "name": found.name, "abbreviation": found.abbreviation}


def _origin(_: Rendering, origin_type: str | None, ref: str | None) -> dict[str, Any] | None:
    if origin_type is None and ref is None:
        return None
    return {
        "origin_id": origin_id(_, ref),
        "origin_type": origin_type,
        "display_name": None,
        "web_page_url": None,
    }


# -- items ----------------------------------------------------------------------------------------


def item(
    line: Line, rendering: Rendering, source: str | None, revenue_source: str | None
) -> dict[str, Any]:
    """A line as `change_items` shows it."""
    row = line.row
    return {
        "id": row.item_id,
        "budget_code": taken_apart(rendering, line.coded[0]),
        "budget_impact": {
            "budget_change": None,
            "budget_modification": None,
            "estimate": None,
            "source_of_latest_budget_impact": None,
            "source_of_stage": None,
            "source_of_budget_rom": None,
        },
        "cost_impact": _cost_impact(line, rendering),
        "created_at": seconds(row.created_at),
        "currency_configuration": {"currency_iso_code": rendering.settings.currency},
        "deletable": is_deletable(line),
        "deleted_at": seconds(row.deleted_at or row.place_deleted),
        "description": line.description,
        "editable": True,
        "event_id": row.event_id,
        "event_number": row.event_number,
        "event_title": row.event_title or None,
        "item_type": "change_event_line_item",
        "latest_cost_values": _latest_cost(line),
        "latest_revenue_values": _latest_revenue(line, revenue_source),
        "line_aging": None,
        "notes": None,
        "revenue_impact": _revenue_impact(line, rendering, revenue_source),
        "source": source or "change_event",
        "updated_at": seconds(max(row.updated_at, row.line_updated_at or "")),
    }


def _document(
    line: Line,
    document: Document | None,
    side: Track,
    amount: str | None,
    rendering: Rendering,
) -> dict[str, Any] | None:
    if document is None:
        return None
    document_id, number = line.known(document, side)
    return {
        "id": document_id,
        "number": number,
        "title": document.title or None,
        "status": (
            RFQ_WORDS[line.state(document, side)]
            if document.kind == "rfq"
            else change_word(line, document, side, rendering)
        ),
        "amount": decimal_text(amount),
    }


def _estimate(
    amount: str | None, quantity: str | None, price: str | None, unit: str | None, how: str | None
) -> dict[str, Any]:
    return {
        "amount": None if amount is None else decimal_text(amount),
        "quantity": None if quantity is None else decimal_text(quantity),
        "unit_cost": None if price is None else decimal_text(price),
        "unit_of_measure": unit,
        "calculation_strategy": how or "manual",
    }


def _cost_source(line: Line) -> str | None:
    """Which stage the cost of a line has come to."""
    if line.on(3, "cost") is not None:
        return "change_order_package"
    if line.on(1, "cost") is not None:
        return "commitment"
    if line.quoted is not None:
        return "request_for_quote"
    return None if line.row.estimated is None else "estimate"


def _cost_impact(line: Line, rendering: Rendering) -> dict[str, Any]:
    row, amount, source = line.row, line.amount("cost"), _cost_source(line)
    return {
        "change_order_package": _document(line, line.on(3, "cost"), "cost", amount, rendering),
        "commitment": _document(line, line.on(1, "cost"), "cost", amount, rendering),
        "contract": contract_row(line),
        "estimate": _estimate(
            row.estimated, line.quantity, row.unit_cost, line.unit, row.calculation
        ),
        "non_commitment": None,
        "request_for_quote": _document(line, line.rfq, "cost", line.quoted, rendering),
        "source_of_latest_cost": source,
        "source_of_stage": source,
        "vendor": rendering.company(line.vendor_id),
    }


def _cost_amount(line: Line) -> str | None:
    source = _cost_source(line)
    if source == "request_for_quote":
        return line.quoted
    return line.row.estimated if source in (None, "estimate") else line.amount("cost")


def _latest_cost(line: Line) -> dict[str, Any]:
    amount = decimal_text(_cost_amount(line))
    price = None if line.row.unit_cost is None else decimal_text(line.row.unit_cost)
    return {
        "amount": amount,
        "amount_project_currency": amount,
        "calculation_strategy": line.row.calculation or "manual",
        "quantity": None if line.quantity is None else decimal_text(line.quantity),
        "unit_cost": price,
        "unit_cost_project_currency": price,
        "unit_of_measure": line.unit,
    }


def _revenue_amount(line: Line, revenue_source: str | None) -> str | None:
    """What the owner is expected to pay: by a change order of his, else by the event's rule."""
    if line.on(1, "budget") is not None or line.on(3, "budget") is not None:
        return line.amount("budget")
    if revenue_source == "no_revenue_expected":
        return "0"
    if revenue_source == "manual":
        return line.row.revenue_amount
    return _cost_amount(line) if line.row.revenue_amount is None else line.row.revenue_amount


def _latest_revenue(line: Line, revenue_source: str | None) -> dict[str, Any]:
    row, amount = line.row, decimal_text(_revenue_amount(line, revenue_source))
    price = None if row.revenue_unit_cost is None else decimal_text(row.revenue_unit_cost)
    return {
        "amount": amount,
        "amount_project_currency": amount,
        "calculation_strategy": row.revenue_calculation or "manual",
        "quantity": None if row.revenue_quantity is None else decimal_text(row.revenue_quantity),
        "unit_cost": price,
        "unit_cost_project_currency": price,
    }


def _revenue_impact(line: Line, rendering: Rendering, revenue_source: str | None) -> dict[str, Any]:
    row, amount = line.row, line.amount("budget")
    package, order = line.on(3, "budget"), line.on(1, "budget")
    source = "estimate"
    if package is not None:
        source = "change_order_package"
    elif order is not None:
        source = "change_order"
    return {
        "estimate": _estimate(
            row.revenue_amount,
            row.revenue_quantity,
            row.revenue_unit_cost,
            line.unit,
            row.revenue_calculation,
        ),
        "change_order": _document(line, order, "budget", amount, rendering),
        "change_order_package": _document(line, package, "budget", amount, rendering),
        "source_of_latest_price": source,
        "source_of_revenue_rom": revenue_source or REVENUE_SOURCE,
        "source_of_stage": source,
    }


# -- the event ------------------------------------------------------------------------------------

_OWN = ("event_source", "revenue_source")


def _items_part(*, deleted: bool) -> PartShape:
    path = path_from_event(deleted=deleted)
    with_sources = Path(
        path.hops, (*values_on(0, _OWN), *path.values), path.order, least=path.least
    )

    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        if not rows:
            return {"change_items": []}
        source, revenue_source = rows[0][: len(_OWN)]
        lines = gathered([row[len(_OWN) :] for row in rows])
        return {"change_items": [item(line, rendering, source, revenue_source) for line in lines]}

    return part(with_sources, tell)


def _tell_contract(rows: Rows, _: Rendering) -> dict[str, Any]:
    found = None
    if rows:
        contract_id, code, name = rows[0]
        found = {"id": contract_id, "number": code, "name": name}
    return {"prime_contract_for_estimates": found}


CONTRACT = part(
    Path((Hop(MainContract, "id", "main_contract_id"),), values_on(1, ("id", "code", "name"))),
    _tell_contract,
)

KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="number", column="number", nullable=False),
    Key(name="title", columns=("name",), compose=lambda _, name: name or None),
    Key(name="description", column="description"),
    Key(
        name="scope",
        columns=("scope",),
        compose=lambda _, scope: words.SCOPE[scope],
        nullable=False,
    ),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="comments_enabled", type="boolean", constant=False, nullable=False),
    Key(name="deletable", type="boolean", part="related", nullable=False),
    Key(
        name="in_recycle_bin",
        type="boolean",
        columns=("deleted_at",),
        compose=lambda _, deleted_at: deleted_at is not None,
        nullable=False,
    ),
    Key(name="project_id", column="container_id", type="integer", nullable=False),
    Key(
        name="company_id",
        type="integer",
        columns=("id",),
        compose=lambda rendering, _: rendering.account_id,
        nullable=False,
    ),
    Key(name="status", type="object", columns=("event_status",), compose=_status),
    Key(
        name="event_origin",
        type="object",
        columns=("source_type", "source_ref"),
        compose=_origin,
    ),
    Key(name="change_type", type="object", columns=("type",), compose=_type),
    Key(name="change_reason", type="object", columns=("reason",), compose=_reason),
    Key(name="prime_contract_for_estimates", type="object", part="contract"),
    files.KEY,
    Key(
        name="external_data",
        type="object",
        columns=("origin_id", "origin_data"),
        compose=lambda _, origin_id, origin_data: {
            "origin_id": origin_id,
            "origin_data": origin_data,
        },
        nullable=False,
    ),
    Key(name="created_by", column="created_by", type="user"),
    custom.KEY,
    Key(name="change_items", type="array", part="items", nullable=False),
    Key(name="markup_items", type="array", constant=[], nullable=False),
    Key(name="has_edited_markups", type="boolean", constant=False, nullable=False),
    Key(name="production_quantities", type="array", constant=[], nullable=False),
    Key(name="notes", type="object"),
    Key(
        name="currency_configuration",
        type="object",
        columns=("id",),
        compose=lambda rendering, _: {"currency_iso_code": rendering.settings.currency},
        nullable=False,
    ),
    Key(name="source", column="event_source"),
    Key(
        name="source_of_revenue_rom",
        columns=("revenue_source",),
        compose=lambda _, source: source or REVENUE_SOURCE,
        nullable=False,
    ),
)


def _tell_related(rows: Rows, _: Rendering) -> dict[str, Any]:
    """Whether nothing has come of the event: no change and no rfq is of it."""
    return {"deletable": all(kind == "event" for (kind,) in rows)}


RELATED = part(Path((Hop(ChangeOrder, "event_id"),), values_on(1, ("kind",))), _tell_related)

FILTERS = (
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
)
_PARTS = {
    "contract": CONTRACT,
    "related": RELATED,
    **files.attached(ChangeOrder, files.OLD),
    **custom.customized(ChangeOrder),
}
LISTED = Resource(
    "change_event_v1_1",
    ChangeOrder,
    KEYS,
    {**_PARTS, "items": _items_part(deleted=False)},
    FILTERS,
    lists_deleted=True,
)
WITH_DELETED = Resource(
    "change_event_v1_1_deleted",
    ChangeOrder,
    KEYS,
    {**_PARTS, "items": _items_part(deleted=True)},
)
"""The same with lines that are deleted."""
