"""Values of custom attributes: one reader per type, from what a client sent to the text we keep.

On the wire and in the ledger every value is text (autodesk.md §5.7, §0.1). The text of a type is
canonical, so that equal values are equal texts: `12.50` and `12.5` are one number, an instant is
written in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from .errors import invalid
from .money import Decimal, Digits, amount_text, parse_amount, parse_price

Reader = Callable[[object, Sequence[str], str], str]

_CHANGE_ORDERS = {"PCO": "pco", "RFQ": "rfq", "RCO": "rco", "OCO": "oco", "SCO": "sco"}
OWNERS: Mapping[str, tuple[str, ...]] = {
    "FormInstance": tuple(_CHANGE_ORDERS.values()),
    **{word: (kind,) for word, kind in _CHANGE_ORDERS.items()},
    "CostItem": ("cost_item",),
    "Budget": ("budget",),
    "Contract": ("contract",),
    "MainContract": ("main_contract",),
    "ScheduleOfValue": ("schedule_of_value",),
    "Expense": ("expense",),
    "ExpenseItem": ("expense_item",),
}
"""Whose an attribute is: the association type of its definition, as the ledger keeps it, and the
records that have it: the kind of a change order, the table of any other."""

LENGTHS: Mapping[str, int] = {"text": 1024, "multiline": 10_000, "richtext": 65_535}
OPTION_LENGTH_MAXIMUM = 255
OPTIONS_MAXIMUM = 500
INTEGER_DIGITS = 15


def _text(kind: str) -> Reader:
    most = LENGTHS[kind]

    def read(value: object, options: Sequence[str], field: str) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise invalid(field, "type", f"{field} must be a text")
        text = str(value)
        if len(text) > most:
            raise invalid(field, "length", f"{field} has more than {most} characters")
        return text

    return read


def _option(value: object, options: Sequence[str], field: str) -> str:
    if not isinstance(value, str):
        raise invalid(field, "type", f"{field} must be one of the attribute's options")
    if value not in options:
        shown = value if len(value) <= 80 else value[:80] + "…"
        raise invalid(field, "choice", f"No enum match for: {shown} on {field}")
    return str(value)


def _boolean(value: object, options: Sequence[str], field: str) -> str:
    text = str(value).lower() if isinstance(value, (bool, str)) else ""
    if text not in ("true", "false"):
        raise invalid(field, "type", f"{field} must be true or false")
    return text


def _integer(value: object, options: Sequence[str], field: str) -> str:
    number = parse_price(value, field)
    if number is None or number != int(number):
        raise invalid(field, "type", f"{field} must be a whole number")
    if abs(number) >= 10**INTEGER_DIGITS:
        raise invalid(field, "range", f"{field} has more than {INTEGER_DIGITS} digits")
    return str(int(number))


def _number(value: object, options: Sequence[str], field: str) -> str:
    number = parse_price(value, field)
    assert number is not None
    return plain_text(number)


def _currency(value: object, options: Sequence[str], field: str) -> str:
    text = amount_text(parse_amount(value, field))
    assert text is not None
    return text


def plain_text(number: Decimal) -> str:
    """A number without zeros that say nothing: `12.5`, `100`, `0`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _instant(value: object, options: Sequence[str], field: str) -> str:
    """An ISO 8601 instant, or a day alone, which is its midnight in UTC."""
    problem = invalid(field, "format", f"{field} is not an ISO 8601 date and time")
    if not isinstance(value, str) or isinstance(value, Digits) or len(value) > 40:
        raise problem
    try:
        instant = datetime.fromisoformat(value.strip())
        instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
        text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        raise problem from None
    return text.replace("+00:00", "Z")


READERS: Mapping[str, Reader] = {
    "text": _text("text"),
    "multiline": _text("multiline"),
    "richtext": _text("richtext"),
    "options": _option,
    "boolean": _boolean,
    "integer": _integer,
    "percent": _number,
    "currency": _currency,
    "number": _number,
    "datetime": _instant,
}
"""The types of attributes (autodesk.md §5.7 [doc])."""

TYPES = tuple(READERS)


def read_value(
    value: object, kind: str, options: Sequence[str], field: str = "value"
) -> str | None:
    """The text to keep for a client's value of an attribute; None for null and the empty text.

    Raises `Invalid` naming `field` for what the type does not take.
    """
    if value is None or value == "":
        return None
    return READERS[kind](value, options, field)


def check_options(kind: str, options: Sequence[object], field: str = "options") -> tuple[str, ...]:
    """The options of a definition: texts, each once; only an attribute of options has any."""
    if kind != "options":
        if options:
            raise invalid(field, "rule", f"an attribute of type {kind} has no options")
        return ()
    if not options:
        raise invalid(field, "missing", f"{field} must name at least one option")
    if len(options) > OPTIONS_MAXIMUM:
        raise invalid(field, "range", f"{field} holds more than {OPTIONS_MAXIMUM} options")
    found: dict[str, None] = {}
    for index, option in enumerate(options):
        where = f"{field}.{index}"
        if not isinstance(option, str) or not option.strip():
            raise invalid(where, "type", f"{where} must be a text")
        if len(option) > OPTION_LENGTH_MAXIMUM:
            raise invalid(
                where, "length", f"{where} has more than {OPTION_LENGTH_MAXIMUM} characters"
            )
        found[option] = None
    return tuple(found)
