"""A list request with no grammar left in it: what to find, in what order, which window.

Doors parse their own grammar into this; nothing below a door knows how a filter was spelled.
Attributes are column names of the noun, or `property:<definition id>` for a custom attribute.
Values are in the columns' own terms: integers for references, core states, datetimes, strings.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .records import Record

Operator = Literal["any", "since", "blank", "not_blank", "range", "contains", "whatever"]


class Condition(msgspec.Struct, frozen=True):
    """One test on one attribute. `any`: equals one of `values`; None among them: or is empty.
    `since`: at or after `values[0]`. `range`: between the two, inclusive, None open.
    `contains`: the text holds `values[0]`, whatever its case. `blank`: has no value, `not_blank`:
    has one. `whatever`: passes; asked of `deleted_at` it lets deleted records in, as any test does.
    Conditions of one query combine with AND."""

    attribute: str
    operator: Operator
    values: tuple[object, ...] = ()


class Order(msgspec.Struct, frozen=True):
    """One sort key. Ascending puts empty values last, descending first."""

    attribute: str
    descending: bool = False


class ListQuery(msgspec.Struct, frozen=True):
    """A page of one noun, in one container."""

    noun: type[Record]
    kind: str | None = None
    where: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    offset: int = 0
    limit: int = 100
    include: frozenset[str] = frozenset()
