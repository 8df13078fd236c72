"""What is asked of a log, with no grammar left in it: conditions, order, groups, columns, window.

The web app's door parses its words into this (`web.log.grammar`), `store.log_source` makes SQL of
it. Values are in the ledger's own terms: words, Decimals, days, instants, UUIDs of records, and
integers of people and companies.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from .log_columns import LogColumn
from .money import Decimal

Test = Literal["any", "none", "blank", "filled", "contains", "range", "span"]
Value = str | int | bool | Decimal | date | datetime | None


class LogCondition(msgspec.Struct, frozen=True):
    """One test on one column. `any`: has one of `values`, None among them is no value; `none`: has
    none of them. `range`: between two values, both included; `span`: from the first to before the
    second; None is open. `contains`: the text holds `values[0]`, whatever its case."""

    column: LogColumn
    test: Test
    values: tuple[object, ...] = ()


class LogKey(msgspec.Struct, frozen=True):
    """A column to sort or group by. Ascending puts empty values last, descending first."""

    column: LogColumn
    descending: bool = False


class LogQuery(msgspec.Struct, frozen=True):
    """A part of a log. All of `where` hold, and each of `words` stands in the number or title."""

    columns: tuple[LogColumn, ...]
    where: tuple[LogCondition, ...] = ()
    words: tuple[str, ...] = ()
    group: tuple[LogKey, ...] = ()
    order: tuple[LogKey, ...] = ()
    offset: int = 0
    limit: int = 100


class LogScope(msgspec.Struct, frozen=True):
    """What a log's statements have to know beside the ledger: who there is, in the order of their
    names, as far as the reader may know them; who reads; the project's currency and zone, and the
    contracts that are in another currency."""

    people: tuple[int, ...] = ()
    companies: tuple[int, ...] = ()
    person_id: int | None = None
    company_id: int | None = None
    currency: str | None = None
    foreign: tuple[tuple[int, str], ...] = ()
    zone: str = "UTC"
