"""Quantity, unit price and amount: which of the three follows when others change; and one price
for several lines. Pure.

A client names the one that stays as it is (`lockedField`, autodesk.md §5.1, §5.3); what a client
types is stored as typed, and only the third is worked out, once, with the house's rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import invalid
from .money import (
    AMOUNT_LIMIT,
    AMOUNT_PLACES,
    PRICE_LIMIT,
    ZERO,
    Decimal,
    divide,
    multiply,
    round_places,
    split,
)

CALCULATED, MANUAL = "calculated", "manual"
"""How a line comes to its amount: by quantity and price, or as somebody typed it."""
QUANTITY = "quantity"
UNIT_PRICE = "unit_price"


def repriced(
    before: object | None,
    changes: Mapping[str, Any],
    *,
    places: int,
    amount: str = "amount",
    locked: str | None = None,
) -> dict[str, Decimal]:
    """The column that follows from `changes`, with its value; empty when none does.

    `before` is the record as it was, None when it is new. `amount` is the amount's column.
    `locked` is the column that must not follow. Without it the amount follows quantity and price,
    and the price follows a typed amount. An amount is rounded to `places`. Raises `Invalid`
    naming the column whose value would be too large to keep.
    """
    columns = (amount, UNIT_PRICE, QUANTITY)
    old = {column: getattr(before, column, None) for column in columns}
    new = {column: changes.get(column, old[column]) for column in columns}
    typed = {column for column in columns if new[column] != old[column]}
    if not typed:
        return {}
    for column in columns:
        if column not in typed and column != locked:
            value = _third(column, new, amount, places)
            return {} if value is None else {column: value}
    return {}


def extended(
    before: object | None, changes: Mapping[str, Any], *, places: int
) -> dict[str, Decimal | None]:
    """The amount of a line that says how it comes to it: of a `calculated` one it is quantity times
    price, whatever was typed; of a `manual` one it stays as typed, and nothing follows."""

    def value(column: str) -> Any:
        return changes.get(column, getattr(before, column, None))

    if value("extended_type") != CALCULATED:
        return {}
    factors = {QUANTITY: value(QUANTITY), UNIT_PRICE: value(UNIT_PRICE)}
    return {"amount": _third("amount", {"amount": None, **factors}, "amount", places)}


def extended_type_after(record: object, places: int) -> str:
    """What a line says of itself once its amount is no longer quantity times price: manual."""
    values = {name: getattr(record, name) for name in ("amount", QUANTITY, UNIT_PRICE)}
    if getattr(record, "extended_type", MANUAL) != CALCULATED:
        return MANUAL
    is_product = _third("amount", values, "amount", places) == values["amount"]
    return CALCULATED if is_product else MANUAL


def shared(
    price: Decimal, estimates: Mapping[int, Decimal | None], places: int
) -> dict[int, Decimal]:
    """One price for several lines, by their estimates: line → its part. Even where none has one.

    The parts have a project's `places`, so that they add up to the price as they are printed too;
    those of a price that has more, as many as the price has. Of equal remainders the first line
    has the larger part, so `estimates` come in the lines' own order.
    """
    weights = [abs(estimate or ZERO) for estimate in estimates.values()]
    parts = split(price, weights, _places_of(price, places))
    kept = [round_places(part, AMOUNT_PLACES) for part in parts]
    return dict(zip(estimates, kept, strict=True))


def _places_of(price: Decimal, places: int) -> int:
    """A project's places, or as many more as the price has."""
    own = (more for more in range(places, AMOUNT_PLACES) if round_places(price, more) == price)
    return next(own, AMOUNT_PLACES)


def direct_within(price: Decimal, whole: Callable[[Decimal], Decimal], places: int) -> Decimal:
    """The amount that comes to `price` with what `whole` puts on it: the largest, in the price's
    places, that does not come to more. Markups are rounded, so some prices are missed by a cent.

    `whole` must not fall where its argument rises. Raises `Invalid` where no amount comes to it.
    """
    if price < 0:
        return -direct_within(-price, lambda direct: -whole(-direct), places)
    quantum = Decimal(1).scaleb(-_places_of(price, places))
    low, high = 0, int(price / quantum)
    if whole(ZERO) > price:  # flat markups alone come to more
        low, high = -1, 0
        while whole(low * quantum) > price:
            low, high = _wider(low, quantum), low
    while whole(high * quantum) <= price:
        low, high = high, _wider(high, quantum)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if whole(middle * quantum) > price else (middle, high)
    return low * quantum


def _wider(bound: int, quantum: Decimal) -> int:
    wider = bound * 2 or 1
    if abs(wider * quantum) >= AMOUNT_LIMIT:
        detail = "no amount of the lines comes to the price with their markups"
        raise invalid("amount", "rule", detail)
    return wider


def _third(
    column: str, values: Mapping[str, Decimal | None], amount: str, places: int
) -> Decimal | None:
    """The column's value from the other two; None where one is missing or a divisor is 0."""
    total, price, quantity = values[amount], values[UNIT_PRICE], values[QUANTITY]
    if column == amount:
        if quantity is None or price is None:
            return None
        return _within(multiply(quantity, price, places), AMOUNT_LIMIT, column)
    divisor = quantity if column == UNIT_PRICE else price
    if total is None or not divisor:
        return None
    return _within(divide(total, divisor), PRICE_LIMIT, column)


def _within(value: Decimal, limit: Decimal, column: str) -> Decimal:
    if abs(value) >= limit:
        raise invalid(column, "range", f"{column} would lie beyond ±{limit:f}")
    return value
