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
    "PRICE_LIMIT",
    "ZERO",
    "Amount",
    "Decimal",
    "Digits",
    "Price",
    "add",
    "amount_text",
    "divide",
    "multiply",
    "parse_amount",
    "parse_price",
    "percent_of",
    "price_text",
    "quotient",
    "round_places",
    "split",
    "sum_amounts",
    "sum_of_texts",
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
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z", re.ASCII)


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


def sum_of_texts(amounts: Iterable[str]) -> str:
    """The sum of amounts that are read as they are written, written so itself."""
    # All have four places, so the sum has, and `str` writes such a number plainly.
    return str(sum(map(Decimal, amounts), ZERO))


def multiply(left: Decimal, right: Decimal, places: int = AMOUNT_PLACES) -> Decimal:
    """The exact product, rounded once to `places`."""
    return round_places(_EXACT.multiply(left, right), places)


def divide(left: Decimal, right: Decimal, places: int = PRICE_PLACES) -> Decimal:
    """The quotient, rounded to `places`: a price from an amount and a quantity other than 0."""
    return round_places(_EXACT.divide(left, right), places)


def quotient(value: Decimal, times: Decimal, by: Decimal, places: int) -> Decimal:
    """`value` × `times` ÷ `by`, rounded once to `places`."""
    return round_places(_EXACT.divide(_EXACT.multiply(value, times), by), places)


def percent_of(value: Decimal, rate: Decimal, places: int = AMOUNT_PLACES) -> Decimal:
    """`rate` per cent of `value`, rounded once to `places`."""
    return round_places(_EXACT.multiply(value, rate).scaleb(-2, _EXACT), places)


def split(total: Decimal, weights: Sequence[Decimal], places: int = AMOUNT_PLACES) -> list[Decimal]:
    """`total` in parts proportional to `weights`, by largest remainder: the parts add up exactly.

    Equal remainders go to the earlier part. Weights that add up to zero: equal parts. A credit is
    split as the charge it takes back, so that the two cancel part by part. `total` must not have
    more than `places` decimals (ValueError): nothing could add up to it.
    """
    if not weights:
        return []
    quantum = _QUANTA[places]
    units = int(_EXACT.divide(abs(total), quantum))
    if units * quantum != abs(total):
        raise ValueError(f"{total} has more than {places} decimal places")
    shares = _as_integers(weights)
    share_sum = sum(shares)
    if share_sum == 0:
        shares, share_sum = [1] * len(weights), len(weights)
    parts, remainders = [], []
    for share in shares:
        part, remainder = divmod(units * share, share_sum)
        parts.append(part)
        remainders.append(abs(remainder))
    missing = units - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-remainders[i], i))
    for index in by_remainder[:missing]:
        parts[index] += 1
    return [(part if total > 0 else -part) * quantum for part in parts]


def _as_integers(weights: Sequence[Decimal]) -> list[int]:
    """The weights times the power of ten that makes them all whole."""
    places = max(0, *(-_exponent(weight) for weight in weights))
    return [int(weight.scaleb(places, _EXACT)) for weight in weights]


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is no weight")
    return exponent


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
    if isinstance(value, int) and abs(value) >= limit:
        raise invalid(field, "range", f"{field} must lie within ±{limit:f}")
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
