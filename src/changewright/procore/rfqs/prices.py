"""The quotes of an rfq: those given as such, and prices that stand on its lines.

Autodesk's clients answer an rfq with what its cost items have as `proposed`, and know no quotes
(autodesk.md §6). Such a price is a quote as well: that of the line, known by the integer of the
line's place on the rfq. A quote for the line that names a price goes before it, so that no price is
told twice; one that names none shows the line's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_clocks import ClockEvent
from changewright.core.records_events import Quote, RfqResponse
from changewright.edge.fragments import Hop, Value
from changewright.work.quotes import ANSWER, stands

from ..fields import Rendering, Rows, values_on
from .brief import QUOTE, RESPONSE, distinct_rows

_AMOUNT = QUOTE.columns.index("amount")
_ID = QUOTE.columns.index("id")


class Asked(NamedTuple):
    """The rfq of a row, one of its lines with its price, and when and by whom it was answered."""

    rfq_id: int
    state: str | None
    contract_id: int | None
    place_id: int | None
    place_created_at: str
    place_created_by: int | None
    place_deleted_at: str | None
    item_contract_id: int | None
    price: str | None
    item_updated_at: str
    answered_id: int | None
    answered_at: str | None
    answered_by: int | None


_RESPONSES = len(QUOTE.columns)
_ASKED = _RESPONSES + len(RESPONSE.columns)
_OWN = _ASKED + len(Asked._fields)
WIDTH = _OWN + len(QUOTE.columns)


def hops_from(rfq: int, before: int) -> tuple[Hop, ...]:
    """The hops from an rfq, which is itself the hop of this number, behind so many hops."""
    return (
        Hop(Quote, "rfq_id", of=rfq, where=(("cost_item_id", None),)),
        Hop(RfqResponse, "rfq_id", of=rfq),
        Hop(Membership, "change_order_id", of=rfq, even_deleted=True),
        Hop(CostItem, "id", "cost_item_id", of=before + 3, even_deleted=True),
        Hop(Quote, "cost_item_id", of=before + 4),
        Hop(
            ClockEvent,
            "record_id",
            of=rfq,
            where=(("record_kind", ChangeOrder.TABLE), ("type", ANSWER)),
        ),
    )


def values_from(rfq: int, before: int) -> tuple[Value, ...]:
    """What of them is read, `WIDTH` values."""
    return (
        *values_on(before + 1, QUOTE.columns),
        *values_on(before + 2, RESPONSE.columns),
        *values_on(rfq, ("id", "cost_state", "contract_id")),
        *values_on(before + 3, ("id", "created_at", "created_by", "deleted_at")),
        *values_on(before + 4, ("contract_id", "proposed", "updated_at")),
        *values_on(before + 6, ("id", "occurred_at", "person_id")),
        *values_on(before + 5, QUOTE.columns),
    )


def order_from(before: int) -> tuple[tuple[int, str], ...]:
    return tuple((before + hop, "id") for hop in range(1, 7))


def quotes_and_responses(rows: Rows, start: int, rendering: Rendering) -> dict[str, Any]:
    """`quotes` and `responses` of one rfq, from rows that hold these values from `start` on."""
    found = distinct_rows(rows, start + _RESPONSES, RESPONSE)
    return {
        "quotes": [QUOTE.shown(row, rendering) for row in quotes_in(rows, start)],
        "responses": [RESPONSE.shown(row, rendering) for row in found],
    }


def quotes_in(rows: Rows, start: int) -> list[Sequence[Any]]:
    """The quotes of one rfq as rows of `QUOTE`, by their integers."""
    given = distinct_rows(rows, start, QUOTE)
    is_covered = any(quote[_AMOUNT] is not None for quote in given)
    for asked, own in _lines(rows, start):
        given += _of_line(asked, own, is_covered=is_covered)
    # A line that was taken off and put on again has two places, and its quotes are met at both.
    found: dict[int, Sequence[Any]] = {}
    for quote in given:
        if quote[_ID] not in found or quote[_AMOUNT] is not None:
            found[quote[_ID]] = quote
    return [found[key] for key in sorted(found)]


def _lines(rows: Rows, start: int) -> list[tuple[Asked, list[Sequence[Any]]]]:
    """Each place of a line on the rfq, with the quotes on this rfq for that line alone. Of several
    answers it is the last."""
    lines: dict[int, Asked] = {}
    groups: dict[int, Rows] = {}
    for row in rows:
        asked = Asked(*row[start + _ASKED : start + _OWN])
        if asked.place_id is None:
            continue
        lines[asked.place_id] = max(
            (asked, lines.get(asked.place_id, asked)), key=lambda each: each.answered_id or 0
        )
        groups.setdefault(asked.place_id, []).append(row)
    rfq = QUOTE.columns.index("rfq_id")
    return [
        (
            asked,
            [
                quote
                for quote in distinct_rows(groups[place_id], start + _OWN, QUOTE)
                if quote[rfq] == asked.rfq_id
            ],
        )
        for place_id, asked in lines.items()
    ]


def _of_line(asked: Asked, own: list[Sequence[Any]], *, is_covered: bool) -> list[Sequence[Any]]:
    priced = is_covered or any(quote[_AMOUNT] is not None for quote in own)
    price = None if priced else _price(asked)
    if price is None:
        return own
    if own:
        return [*own[:-1], _with(own[-1], amount=price)]
    told: Mapping[str, Any] = {
        "id": asked.place_id,
        "rfq_id": asked.rfq_id,
        "amount": price,
        "created_at": asked.answered_at or asked.place_created_at,
        "created_by": asked.place_created_by if asked.answered_at is None else asked.answered_by,
        "updated_at": asked.item_updated_at,
    }
    return [tuple(told.get(column) for column in QUOTE.columns)]


def _price(asked: Asked) -> str | None:
    """The price that stands on a line, None for none; a line that was taken off has none."""
    if asked.place_deleted_at is not None:
        return None
    if not stands(asked.state, asked.contract_id, asked.item_contract_id):
        return None
    return asked.price


def _with(quote: Sequence[Any], *, amount: str) -> Sequence[Any]:
    values = list(quote)
    values[_AMOUNT] = amount
    return tuple(values)
