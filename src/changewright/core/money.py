"""Exact amounts: the only module that imports `decimal`, and the only rounding.

Amounts have 4 places, prices, quantities and exchange rates 8, as both vendors have them
(autodesk.md §0.1 [live]). An amount lies strictly below 10^14 in size, so that its
ten-thousandths fit a signed 64-bit integer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated

from .errors import invalid

__all__ = [
    "AMOUNT_LIMIT",
    "ZERO",
    "Amount",
    "Decimal",
    "Digits",
    "Price",
    "add",
    "amount_text",
    "multiply",
    "parse_amount",
    "parse_price",
    "price_text",
    "round_places",
    "split",
    "sum_amounts",
]

Amount = Annotated[Decimal, "numeric(18,4)"]
Price = Annotated[Decimal, "numeric(20,8)"]

AMOUNT_PLACES = 4
PRICE_PLACES = 8
AMOUNT_LIMIT = Decimal(10) ** 14
PRICE_LIMIT = Decimal(10) ** 12
ZERO = Decimal("0.0000")

# Wide enough for any product of two stored numbers, so that nothing rounds but `round_places`.
_EXACT = Context(prec=60)
_QUANTA = {places: Decimal(1).scaleb(-places) for places in range(13)}
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z")


class Digits(str):
    """A JSON number with a fraction or exponent, its digits kept until its field is known."""

    __slots__ = ()


def round_places(value: Decimal, places: int) -> Decimal:
    """`value` rounded half-up (away from zero on a tie) to `places` decimals: the house's rounding.

    Half-up is what contracts, both vendors' screens and every worked figure in the field use;
    banker's rounding would differ from a calculator on each 0.005.
    """
    return value.quantize(_QUANTA[places], ROUND_HALF_UP, _EXACT)


def add(left: Decimal | None, right: Decimal | None) -> Decimal:
    return (left or ZERO) + (right or ZERO)


def sum_amounts(values: Iterable[Decimal | None]) -> Decimal:
    total = ZERO
    for value in values:
        if value is not None:
            total += value
    return total


def multiply(left: Decimal, right: Decimal, places: int = AMOUNT_PLACES) -> Decimal:
    """The exact product, rounded once to `places`."""
    return round_places(_EXACT.multiply(left, right), places)


def split(total: Decimal, weights: Sequence[Decimal], places: int = AMOUNT_PLACES) -> list[Decimal]:
    """`total` in parts proportional to `weights`, by largest remainder: the parts add up exactly.

    Equal remainders go to the earlier part. All weights zero: equal parts.
    """
    if not weights:
        return []
    weight_sum = sum(weights, Decimal(0))
    if weight_sum == 0:
        weights, weight_sum = [Decimal(1)] * len(weights), Decimal(len(weights))
    quantum = _QUANTA[places]
    exact = [_EXACT.divide(_EXACT.multiply(total, weight), weight_sum) for weight in weights]
    parts = [value.quantize(quantum, "ROUND_FLOOR", _EXACT) for value in exact]
    missing = int((total - sum(parts, Decimal(0))) / quantum)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[:missing]:
        parts[index] += quantum
    return parts


def parse_amount(value: object, field: str) -> Decimal | None:
    """A client's amount, exact to 4 places, or None for null and the empty string.

    A JSON number is read from its digits and rounded half-up to 4 places; a string that has more
    places is refused, because its sender meant every digit. Raises `Invalid` naming `field`.
    """
    return _parse(value, field, AMOUNT_PLACES, AMOUNT_LIMIT)


def parse_price(value: object, field: str) -> Decimal | None:
    """The same for unit prices, quantities and exchange rates: 8 places."""
    return _parse(value, field, PRICE_PLACES, PRICE_LIMIT)


def _parse(value: object, field: str, places: int, limit: Decimal) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise invalid(field, "type", f"{field} must be a number or a string of digits")
    text = str(value)
    if len(text) > 64 or not _PLAIN_NUMBER.match(text):
        raise invalid(field, "format", f"{field} is not an exact decimal number")
    number = Decimal(text)
    if not number.is_finite() or abs(number) >= limit:
        raise invalid(field, "range", f"{field} must lie within ±{limit:f}")
    rounded = round_places(number, places)
    if type(value) is str and rounded != number:
        raise invalid(field, "range", f"{field} has more than {places} decimal places")
    if abs(rounded) >= limit:
        raise invalid(field, "range", f"{field} must lie within ±{limit:f}")
    return rounded + 0 if rounded else abs(rounded)


def amount_text(value: Decimal | None) -> str | None:
    """`"150.0000"`, as the live service writes amounts; None stays None."""
    return None if value is None else f"{value:.4f}"


def price_text(value: Decimal | None) -> str | None:
    """`"1.00000000"`, as the live service writes prices and exchange rates."""
    return None if value is None else f"{value:.8f}"
