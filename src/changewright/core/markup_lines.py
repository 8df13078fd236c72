"""What markups are worked out on: lines of cost, and conditions that say which of them count.

A line brings its amount and facts about it, all text; the caller says which facts there are. The
rules found in contracts ask for the class of cost, whether the work is self-performed or
subcontracted, the cost code, or leave single lines out (field.md §4.1). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from .errors import Invalid, invalid
from .money import Decimal, parse_amount

Logic = Literal["and", "or"]

OWN, SUBCONTRACT = "own", "subcontract"
"""Who performs the work of a line: the fact `performed_by`."""

COLUMNS = (
    *("line", "amount", "class", "performed_by", "code", "name", "party", "contract"),
    *("unit", "type", "scope", "taxable", "markup"),
)
"""The facts a condition may ask for; those of a caller's own begin with one of OWN_COLUMNS."""
OWN_COLUMNS = ("segment:", "attribute:")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of direct cost. `key` is the caller's name for it."""

    key: int
    amount: Decimal
    facts: Mapping[str, str | None] = {}

    def fact(self, column: str) -> str | None:
        if column == "line":
            return str(self.key)
        if column == "amount":
            return f"{self.amount:f}"
        return self.facts.get(column)


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison. `logic` joins it with the one before; `and` binds tighter than `or`."""

    column: str
    operator: str
    value: tuple[str, ...]
    logic: Logic = "and"


def _among(found: str | None, values: Sequence[str]) -> bool:
    return found is not None and found.casefold() in {value.casefold() for value in values}


def _matches(found: str | None, values: Sequence[str]) -> bool:
    """`03-*`: `*` is any text, `?` any one letter."""
    return found is not None and any(
        fnmatchcase(found.casefold(), value.casefold()) for value in values
    )


def _starts(found: str | None, values: Sequence[str]) -> bool:
    return found is not None and found.casefold().startswith(
        tuple(value.casefold() for value in values)
    )


def _contains(found: str | None, values: Sequence[str]) -> bool:
    return found is not None and any(value.casefold() in found.casefold() for value in values)


def _number(text: str | None) -> Decimal | None:
    try:
        return parse_amount(text, "value")
    except Invalid:
        return None


def _over(found: str | None, values: Sequence[str]) -> bool:
    number, bound = _number(found), _number(values[0])
    return number is not None and bound is not None and number > bound


def _under(found: str | None, values: Sequence[str]) -> bool:
    number, bound = _number(found), _number(values[0])
    return number is not None and bound is not None and number < bound


Compare = Callable[[str | None, Sequence[str]], bool]


def _not(compare: Compare) -> Compare:
    return lambda found, values: not compare(found, values)


OPERATORS: dict[str, Compare] = {
    "is": _among,
    "is_not": _not(_among),
    "in": _among,
    "not_in": _not(_among),
    "matches": _matches,
    "not_matches": _not(_matches),
    "starts_with": _starts,
    "contains": _contains,
    "over": _over,
    "under": _under,
}
NUMERIC = ("over", "under")


def holds(conditions: Sequence[Condition], line: Line) -> bool:
    """Whether the line is one of those meant; without conditions every line is."""
    if not conditions:
        return True
    group = True
    for index, condition in enumerate(conditions):
        if index and condition.logic == "or":
            if group:
                return True
            group = True
        compare = OPERATORS[condition.operator]
        group = group and compare(line.fact(condition.column), condition.value)
    return group


def check_conditions(conditions: Sequence[Condition], field: str) -> None:
    """Raise `Invalid` naming the part of a condition that nobody could compare."""
    for index, condition in enumerate(conditions):
        place = f"{field}[{index}]"
        known = condition.column in COLUMNS or condition.column.startswith(OWN_COLUMNS)
        if not known:
            detail = f"{condition.column} is none of {', '.join(COLUMNS)}"
            raise invalid(f"{place}.column", "choice", detail)
        if condition.operator not in OPERATORS:
            detail = f"{condition.operator} is none of {', '.join(OPERATORS)}"
            raise invalid(f"{place}.operator", "choice", detail)
        if not condition.value:
            raise invalid(f"{place}.value", "missing", "a condition compares with a value")
        if condition.operator in NUMERIC and _number(condition.value[0]) is None:
            detail = f"{condition.operator} compares with a number"
            raise invalid(f"{place}.value", "format", detail)
