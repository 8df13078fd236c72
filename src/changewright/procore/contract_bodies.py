"""What bodies about contracts hold: fields that forms and versions share, and what becomes of them.

Ids are integers in v1.0 and text in v2.0; both are read everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from changewright.core.errors import Problem, Refusal, invalid
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge import bodies
from changewright.edge.bodies import Field, Reader
from changewright.edge.values import SAFE_INTEGER_LIMIT, echo, parse_whole_number

from .contract_words import newer_word
from .errors import SENT, retell
from .wire import BOOLEAN, LABEL, labels

TITLE_MAXIMUM = 1024
DESCRIPTION_MAXIMUM = 2048
"""As long as the other door lets them be."""
TEXT_MAXIMUM = 10_000
LINE_MAXIMUM = 255
PEOPLE_MAXIMUM = 500
BILLING_STATUSES = ("draft", "under_review", "revise_and_submit", "approved")
LEVELS_OF_DETAIL = (
    *("change_order_package", "change_order_request", "potential_change_order", "line_item"),
)


def _read_id(value: Any, field: Field, where: str) -> int:
    number = parse_whole_number(value) if type(value) is str else value
    if type(number) is not int or not 0 <= number < SAFE_INTEGER_LIMIT:
        raise invalid(where, "type", f"{where} is not an id: {echo(str(value))}")
    return number


def _read_ids(value: Any, field: Field, where: str) -> tuple[int, ...]:
    if type(value) is not list:
        raise invalid(where, "type", f"{where} must be an array of ids")
    if len(value) > PEOPLE_MAXIMUM:
        raise invalid(where, "length", f"{where} holds more than {PEOPLE_MAXIMUM} ids")
    return tuple(
        dict.fromkeys(_read_id(each, field, f"{where}.{index}") for index, each in enumerate(value))
    )


_ID = {"type": ["integer", "string"]}
ID = Reader(_ID, _read_id)
IDS = Reader({"type": "array", "items": _ID, "maxItems": PEOPLE_MAXIMUM}, _read_ids)


def days(*names: str, **columns: str) -> tuple[Field, ...]:
    """Dates, whose columns have their names unless another is given."""
    found = {**{name: name for name in names}, **columns}
    return tuple(Field(name, column, bodies.DAY) for name, column in found.items())


def texts(*names: str, maximum: int = TEXT_MAXIMUM) -> tuple[Field, ...]:
    return tuple(Field(name, name, bodies.TEXT, maximum=maximum) for name in names)


def switches(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, name, BOOLEAN, nullable=False) for name in names)


ORIGIN = (
    *labels("origin_code", "origin_id", maximum=LINE_MAXIMUM),
    *texts("origin_data"),
)
CURRENCY = (
    Field("currency_iso_code", "currency", bodies.TEXT, minimum=3, maximum=3),
    Field("currency_exchange_rate", "exchange_rate", bodies.PRICE),
)

COMMON = (
    Field(
        "number",
        "code",
        LABEL,
        maximum=LINE_MAXIMUM,
        description="Automatic where none is given.",
    ),
    Field("title", "name", bodies.TEXT, maximum=TITLE_MAXIMUM),
    Field("description", "description", bodies.TEXT, maximum=DESCRIPTION_MAXIMUM),
    Field("executed", "executed_flag", BOOLEAN, nullable=False),
    Field(
        "accounting_method",
        "accounting_method",
        bodies.CHOICE,
        choices=("amount", "unit"),
        nullable=False,
    ),
    Field("retainage_percent", "completed_work_retention_percent", bodies.AMOUNT),
    *switches("private"),
    *days("contract_date", "approval_letter_date", "issued_on_date", "letter_of_intent_date"),
    *CURRENCY,
)
"""What every contract has, whoever it is with."""

NEWER = (
    *switches(
        *("allow_comments", "allow_markups", "enable_ssov", "allow_payment_applications"),
        *("allow_payments", "display_materials_retainage", "display_work_retainage"),
        *("show_cost_code_on_pdf", "show_line_items_to_non_admins"),
    ),
    Field(
        "change_order_level_of_detail",
        "change_order_detail",
        bodies.CHOICE,
        choices=LEVELS_OF_DETAIL,
        nullable=False,
    ),
    Field("accessor_ids", "accessor_ids", IDS),
)
"""What v2.0 lets be written besides."""


def status_field(words: Iterable[str]) -> Field:
    """The status, by exactly these words."""
    return Field("status", "status", bodies.CHOICE, choices=tuple(words), nullable=False)


def newer_status_field(words: Iterable[str]) -> Field:
    """The status by these words, or as `out_for_bid` writes `Out For Bid`."""
    every = {newer_word(word): word for word in words}

    def read(value: Any, field: Field, where: str) -> str:
        found = every.get(newer_word(value)) if type(value) is str else None
        if found is None:
            raise invalid(where, "choice", f"No enum match for: {echo(str(value))} on {where}")
        return found

    reader = Reader({"type": "string", "enum": [*every.values(), *every]}, read)
    return Field("status", "status", reader, nullable=False)


INSTANTS = ("executed_at", "returned_at")
"""Columns of instants whose day alone is shown and written here."""


def columns_of(values: Mapping[str, Any], before: Contract | MainContract | None) -> dict[str, Any]:
    """A body's values in the columns' own terms: a title is never null, a contract without a number
    keeps its own, a day that was shown leaves its instant as it is, and an empty list says nobody.
    """
    found = dict(values)
    if before is not None and not found.get("code", True):
        del found["code"]
    if "name" in found and found["name"] is None:
        found["name"] = ""
    for name in INSTANTS:
        day = found.get(name)
        if isinstance(day, date) and not isinstance(day, datetime):
            kept: datetime | None = getattr(before, name, None)
            if kept is not None and kept.astimezone(UTC).date() == day:
                found[name] = kept
            else:
                found[name] = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return found


@contextmanager
def as_sent(fields: Iterable[Field]) -> Iterator[None]:
    """Name the fields of refusals from below as the client sent them."""
    names = {field.column: SENT + field.name for field in fields}
    try:
        yield
    except Refusal as refusal:
        retell(refusal, lambda problem: _renamed(problem, names))
        raise


def _renamed(problem: Problem, names: Mapping[str, str]) -> Problem:
    """Its field, also where what is said begins with it."""
    name = names.get(problem.field, problem.field)
    told = problem.detail
    if told.startswith(f"{problem.field} "):
        told = name.removeprefix(SENT) + told.removeprefix(problem.field)
    return msgspec.structs.replace(problem, field=name, detail=told)
