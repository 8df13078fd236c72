"""What a change event shows under version 1.0 (Appendix A ChangeEvent)."""

from __future__ import annotations

from typing import Any

from changewright.core.records import ChangeOrder
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.edge.fragments import Hop, Path

from .. import grammar
from ..attachments import shapes as files
from ..budget_codes import COST_CODE_WIDTH, coded_alone, cost_code, cost_code_values
from ..fields import Key, Renderer, Rendering, Resource, Rows, part, values_on
from ..rfqs import prices
from ..rfqs.brief import (
    CALENDAR,
    DUE_WIDTH,
    OWN,
    SUMMARIES,
    distinct_rows,
    due_date,
    due_values,
)
from . import words
from .line_keys import shown
from .lines import lines_of, path_from_event

KIND = "event"


def _number(_: Rendering, value: int | None, number: str) -> int | None:
    """The number as an integer, which it is unless somebody typed a text."""
    return int(number) if value is None and number.isascii() and number.isdigit() else value


def origin_id(_: Rendering, ref: str | None) -> int | None:
    return int(ref) if ref is not None and ref.isascii() and ref.isdigit() else None


def _rfi(_: Rendering, origin_type: str | None, ref: str | None) -> dict[str, Any] | None:
    """The RFI that an event comes from; of RFIs nothing but the integer is known."""
    rfi_id = origin_id(_, ref)
    if origin_type != words.RFI or rfi_id is None:
        return None
    return {"id": rfi_id, "title": None, "number": None, "due_date": None, "status": None}


OWN_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="number", type="integer", columns=("number_value", "number"), compose=_number),
    Key(name="alphanumeric_number", column="number", nullable=False),
    Key(name="origin_data", column="origin_data"),
    Key(name="origin_id", column="origin_id"),
    Key(name="title", columns=("name",), compose=lambda _, name: name or None),
    Key(name="description", column="description"),
    Key(name="status", columns=("event_status",), compose=words.status_word, nullable=False),
    Key(name="project_id", column="container_id", type="integer", nullable=False),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(name="event_type", columns=("type",), compose=words.type_word, nullable=False),
    Key(
        name="event_scope",
        columns=("scope",),
        compose=lambda _, scope: words.SCOPE[scope],
        nullable=False,
    ),
    Key(
        name="change_event_origin_id",
        type="integer",
        columns=("source_ref",),
        compose=origin_id,
    ),
    Key(name="change_event_origin_type", column="source_type"),
    Key(name="rfi", type="object", columns=("source_type", "source_ref"), compose=_rfi),
    Key(
        name="change_order_change_reason",
        type="object",
        columns=("reason",),
        compose=words.reason_row,
    ),
    Key(
        name="change_event_status",
        type="object",
        columns=("event_status",),
        compose=words.status_row,
    ),
    Key(name="created_by", column="created_by", type="user"),
)
"""What an event shows of itself, in an rfq too."""
OWN_COLUMNS = Renderer(OWN_KEYS)

KEYS = (
    *OWN_KEYS,
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(
        name="currency_configuration",
        type="object",
        columns=("id",),
        compose=lambda rendering, _: {"currency_iso_code": rendering.settings.currency},
        nullable=False,
    ),
    Key(name="change_event_line_items", type="array", part="lines", nullable=False),
    files.KEY,
)


def _tell_lines(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    return {"change_event_line_items": lines_of(rows, rendering, shown)}


LINES = part(path_from_event(), _tell_lines)

_RFQ_PATH = Path(
    (
        Hop(ChangeOrder, "event_id", where=(("kind", "rfq"),)),
        Hop(CostCode, "id", "cost_code_id"),
        Hop(Budget, "cost_code_id"),
        *prices.hops_from(1, 3),
        CALENDAR,
    ),
    (
        *values_on(1, OWN.columns),
        *prices.values_from(1, 3),
        *due_values(4 + len(prices.hops_from(1, 3))),
        *cost_code_values(2),
    ),
    ((1, "id"), (3, "id"), *prices.order_from(3)),
    least=1,
)


_DUE = len(OWN.columns) + prices.WIDTH


def _tell_rfqs(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """The rfqs of an event that have been sent (Appendix A RfqFull); what came of them is shown
    where they are asked for themselves."""
    place, state = OWN.columns.index("id"), OWN.columns.index("cost_state")
    told = []
    for rfq in distinct_rows(rows, 0, OWN):
        if rfq[state] == "draft":
            continue
        own = [row for row in rows if row[place] == rfq[place]]
        coded = [coded_alone(row[-COST_CODE_WIDTH:]) for row in own]
        told.append(
            {
                **OWN.shown(rfq, rendering),
                "due_date": due_date(rendering, own[0][_DUE : _DUE + DUE_WIDTH]),
                **prices.quotes_and_responses(own, len(OWN.columns), rendering),
                **dict.fromkeys(SUMMARIES),
                "cost_code": cost_code(rendering, coded),
            }
        )
    return {"rfqs": told}


RFQS = part(_RFQ_PATH, _tell_rfqs)

FILES = files.attached(ChangeOrder, files.OLD)

FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
)
LISTED = Resource(
    "change_event",
    ChangeOrder,
    (*KEYS, Key(name="rfqs", type="array", part="rfqs", nullable=False)),
    {"lines": LINES, "rfqs": RFQS, **FILES},
    FILTERS,
    lists_deleted=True,
)
WITHOUT_RFQS = Resource(
    "change_event_without_rfqs",
    ChangeOrder,
    (*KEYS, Key(name="rfqs", type="array", constant=[], nullable=False)),
    {"lines": LINES, **FILES},
    FILTERS,
    lists_deleted=True,
)
"""The same for `include_rfqs=false`."""
