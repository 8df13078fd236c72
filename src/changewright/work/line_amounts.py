"""How a line of a potential change comes to its one amount, and where of its item that is written.

A line is calculated, quantity × price, or manual. The other door writes the item's amounts too, so
whether a calculated one still is the product is looked at each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.book import FILLED, stage_amount
from changewright.core.kinds import Track
from changewright.core.pricing import CALCULATED, MANUAL, extended
from changewright.core.records import CostItem

from .held_lines import Held
from .placing import side_track

WRITTEN: Mapping[Track, str] = {"budget": "submitted", "cost": "proposed"}
"""The amount of the item that a line's amount is written to."""

FACTORS = frozenset({"quantity", "unit_cost", "extended_type"})
"""What a product is made of, and the word that says it is one."""


def with_type(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A new line's fields with what says how it comes to its amount."""
    values = dict(fields)
    if values.get("extended_type") is None:
        factors = (values.get("quantity"), values.get("unit_cost"))
        is_product = values.get("amount") is None and None not in factors
        values["extended_type"] = CALCULATED if is_product else MANUAL
    return values


def retyped(held: Held, fields: Mapping[str, Any], places: int) -> dict[str, Any]:
    """The fields of a change: an amount that comes alone makes a calculated line manual, and one
    that comes with its factors is theirs."""
    values = dict(fields)
    kept = before = held.as_row().extended_type
    if before == CALCULATED and not _is_product(held, places):
        before = MANUAL
    alone = "amount" in values and not FACTORS & values.keys()
    after = values.get("extended_type") or (MANUAL if alone else before)
    if after != kept:
        values["extended_type"] = after
    if after == CALCULATED:
        values.pop("amount", None)
    return values


def _is_product(held: Held, places: int) -> bool:
    """Whether the amount is still quantity × price; the other door may have written it since."""
    values = {"quantity": held.shown("quantity"), "unit_cost": held.shown("unit_cost")}
    product = amounted(None, {**values, "extended_type": CALCULATED}, places)["amount"]
    amount = stage_amount(held.item, side_track(held.face))
    return bool((product or None) == (amount or None))


def amounted(held: Held | None, changes: Mapping[str, Any], places: int) -> dict[str, Any]:
    """The amount of a calculated line, quantity × price; nothing of a manual one."""

    def value(column: str) -> Any:
        return changes.get(column, None if held is None else held.shown(column))

    return dict(
        extended(
            None,
            {
                "extended_type": value("extended_type"),
                "quantity": value("quantity"),
                "unit_price": value("unit_cost"),
            },
            places=places,
        )
    )


def amounts(item: CostItem, side: Track, values: Mapping[str, Any]) -> dict[str, Any]:
    """The amounts of the item that a line's amount is: the one it is written to and, where it is
    agreed already, the agreed one that would be shown instead."""
    if "amount" not in values:
        return {}
    agreed = FILLED[side][0]
    found = {WRITTEN[side]: values["amount"]}
    if getattr(item, agreed) is not None:
        found[agreed] = values["amount"]
    return found
