"""What an rfq shows, its quotes and its responses (Appendix A)."""

from __future__ import annotations

from typing import Any

from changewright.core.records import ChangeOrder
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.core.records_contracts import Contract
from changewright.core.records_events import Quote, RfqResponse
from changewright.core.records_files import Attachment
from changewright.edge.fragments import Hop, Path

from .. import grammar
from ..attachments.shapes import NEW, File
from ..budget_codes import coded_alone, cost_code, cost_code_values
from ..change_events.line_keys import shown_in_rfq
from ..change_events.lines import hops_from, lines_of, only, values_from
from ..change_events.shapes import OWN_COLUMNS as EVENT
from ..fields import Key, Rendering, Resource, Rows, part, values_on
from . import orders, prices, words
from .brief import (
    CALENDAR,
    DUE_WIDTH,
    OWN_KEYS,
    QUOTE_KEYS,
    RESPONSE_KEYS,
    due_date,
    due_values,
)

KIND = "rfq"
SELF = Hop(ChangeOrder, "id", even_deleted=True)
"""From the rfq to itself, so that there is a row."""


def _tell_code(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    currency, *rest = rows[0]
    coded = [coded_alone(row[1 + DUE_WIDTH :]) for row in rows]
    return {
        "due_date": due_date(rendering, rest[:DUE_WIDTH]),
        "cost_code": cost_code(rendering, coded),
        "currency_configuration": {"currency_iso_code": currency or rendering.settings.currency},
    }


CODE = part(
    Path(
        (
            SELF,
            Hop(CostCode, "id", "cost_code_id", of=0),
            Hop(Budget, "cost_code_id"),
            Hop(Contract, "id", "contract_id", of=0),
            CALENDAR,
        ),
        (*values_on(4, ("currency",)), *due_values(5), *cost_code_values(2)),
        ((3, "id"),),
        least=1,
    ),
    _tell_code,
)


_ANSWERS_PATH = Path(
    (SELF, *prices.hops_from(0, 1)),
    prices.values_from(1, 1),
    prices.order_from(1),
    least=1,
)


def _tell_answers(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    return prices.quotes_and_responses(rows, 0, rendering)


def _tell_quotes(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    found = prices.quotes_in(rows, 0)
    return {"quotes": [QUOTES.renderer.shown(quote, rendering) for quote in found]}


ANSWERS = part(_ANSWERS_PATH, _tell_answers)


def _tell_event(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    if not rows:
        return {"change_event": None}
    width = len(EVENT.columns)
    event = EVENT.shown(rows[0][:width], rendering)
    found = {row[-len(File._fields)]: File(*row[-len(File._fields) :]) for row in rows}
    return {
        "change_event": {
            **event,
            "change_event_line_items": lines_of(only(rows, width), rendering, shown_in_rfq),
            "attachments": [NEW(found[key]) for key in sorted(found) if key is not None],
        }
    }


IN_EVENT = part(
    Path(
        (
            Hop(ChangeOrder, "id", "event_id"),
            *hops_from(1),
            Hop(Attachment, "record_id", of=1, where=(("record_kind", ChangeOrder.TABLE),)),
        ),
        (
            *values_on(1, EVENT.columns),
            *values_from(1),
            *values_on(len(hops_from(1)) + 2, File._fields),
        ),
        ((2, "id"), (3, "position"), (3, "id"), (7, "id"), (11, "id"), (14, "id")),
        least=1,
    ),
    _tell_event,
)

_MORE = (
    Key(name="due_date", type="day", part="code"),
    Key(name="cost_code", type="object", part="code"),
    Key(name="currency_configuration", type="object", part="code", nullable=False),
)
_ANSWERED = (
    Key(name="quotes", type="array", part="answers", nullable=False),
    Key(name="responses", type="array", part="answers", nullable=False),
    Key(name="potential_change_orders", type="object", part="potential"),
    Key(name="commitment_potential_change_orders", type="object", part="potential"),
    Key(name="change_order_packages", type="object", part="packages"),
    Key(name="commitment_change_order_packages", type="object", part="packages"),
    Key(name="change_event", type="object", part="event"),
)
FILTERS = (
    *grammar.statuses("status", "cost_state", words.STATES),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.ids("commitment_contract_id", "contract_id"),
)
LISTED = Resource(
    "rfq",
    ChangeOrder,
    (*OWN_KEYS, *_MORE, *_ANSWERED),
    {
        "code": CODE,
        "answers": ANSWERS,
        "potential": orders.POTENTIAL,
        "packages": orders.PACKAGES,
        "event": IN_EVENT,
    },
    FILTERS,
)
CREATED = Resource("rfq_created", ChangeOrder, (*OWN_KEYS, *_MORE), {"code": CODE})
"""What a new one is answered with: nothing has come of it."""

_ATTACHMENTS = Key(name="attachments", type="array", constant=[], nullable=False)
QUOTES = Resource("rfq_quote", Quote, (*QUOTE_KEYS, _ATTACHMENTS), {})
QUOTES_OF_RFQ = Resource(
    "rfq_quotes",
    ChangeOrder,
    (OWN_KEYS[0], Key(name="quotes", type="array", part="quotes", nullable=False)),
    {"quotes": part(_ANSWERS_PATH, _tell_quotes)},
)
"""The quotes of one rfq, as they are shown one by one."""
RESPONSES = Resource("rfq_response", RfqResponse, (*RESPONSE_KEYS, _ATTACHMENTS), {})
