"""What may be typed into cells of the log, and reading it: one row per column that is edited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from changewright.core.calendar_days import check_day, start_of
from changewright.core.errors import Invalid, Problem, Refusal, invalid
from changewright.core.kinds import SCOPES
from changewright.core.log_columns import ATTRIBUTE, EDITED, LOCK_CLASSES, LogColumn
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge import bodies, body_values
from changewright.edge.bodies import Field, read_fields
from changewright.edge.context import Context
from changewright.edge.values import camel_case, echo, parse_instant

from ..errors import FieldProblem, row_of, type_of
from .known import Known, company_named, person_named
from .views import LogProblem

TEXT_LENGTH_MAXIMUM = 10_000
DAY = "2026-11-22"
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:\.0+)?\Z", re.ASCII)


def _text(name: str, maximum: int, *, required: bool = False) -> Field:
    return Field(name, name, bodies.TEXT, maximum=maximum, nullable=not required, required=required)


CELLS: Mapping[str, Field] = {
    field.name: field
    for field in (
        _text("number", 255, required=True),
        _text("title", 1024, required=True),
        _text("reason", 255),
        _text("type", 255),
        Field("scope", "scope", bodies.CHOICE, choices=tuple(SCOPES), nullable=False),
        Field("contract", "contract", bodies.reference(Contract)),
        Field("mainContract", "mainContract", bodies.reference(MainContract)),
        Field("supplier", "supplier", bodies.UUID_TEXT),
        Field("daysAsked", "daysAsked", bodies.INTEGER, minimum=-36500, maximum=36500),
        Field("responseDue", "responseDue", bodies.INSTANT),
        Field("dueDate", "dueDate", bodies.DAY),
        Field("owner", "owner", bodies.UUID_TEXT),
        _text("sourceType", 255),
        _text("sourceRef", 255),
        _text("description", 2048),
        _text("scopeOfWork", TEXT_LENGTH_MAXIMUM),
        _text("note", TEXT_LENGTH_MAXIMUM),
        Field("signedAt", "signedAt", bodies.DAY),
        Field("invoicedDate", "invoicedDate", bodies.DAY),
        Field("paidDate", "paidDate", bodies.DAY),
        _text("erpState", 255),
        _text("externalId", 255),
        _text("externalSystem", 255),
        _text("externalMessage", 1024),
    )
}
NAME_OF: Mapping[str, str] = {column: name for name, column in EDITED.items()}
"""A column of a change order as the log calls it."""


class Typed(msgspec.Struct, frozen=True):
    """Cells as they are to be: columns of the change order, and texts of attributes by their
    column in the log."""

    fields: dict[str, Any]
    attributes: dict[str, tuple[LogColumn, Any]]


def read_cells(context: Context, known: Known, cells: object) -> Typed:
    """The cells of one row. Raises `Invalid` naming each that is wrong by the column's name."""
    if not isinstance(cells, dict):
        raise invalid("values", "type", "values must be an object")
    problems = [
        Problem(name, "unknown", f"{echo(name)} is no column that is edited")
        for name in cells
        if name not in known.columns or known.columns[name].lock not in LOCK_CLASSES
    ]
    if problems:
        raise Invalid(problems[0].detail, *problems)
    cells = {name: _in_zone(known, name, _whole(name, value)) for name, value in cells.items()}
    given = [CELLS[name] for name in cells if name in CELLS]
    values = read_fields(cells, given, partial=True)
    for name, find in (("owner", person_named), ("supplier", company_named)):
        if values.get(name) is not None:
            found = find(context, known, values[name])
            if found is None:
                detail = f"{name} names nobody who takes part in this project"
                raise invalid(name, "reference", detail)
            values[name] = found
    attributes = {
        name: (known.columns[name], _share(known.columns[name], body_values.plain(value)))
        for name, value in cells.items()
        if name.startswith(ATTRIBUTE)
    }
    return Typed({EDITED[name]: value for name, value in values.items()}, attributes)


def _whole(name: str, value: object) -> object:
    """A whole number as it is typed: cells are texts. What is none is its reader's to refuse."""
    is_whole = name in CELLS and CELLS[name].reader is bodies.INTEGER
    found = _WHOLE.match(value.strip()) if is_whole and isinstance(value, str) else None
    return value if found is None else int(found[1])


def _in_zone(known: Known, name: str, value: object) -> object:
    """A day alone for an instant is its end where the project is: so people mean a deadline, and
    so the log shows the day that they typed."""
    is_day = isinstance(value, str) and parse_instant(value) is not None and len(value) == len(DAY)
    if known.columns[name].type != "instant" or not is_day:
        return value
    day = check_day(date.fromisoformat(str(value)), name)
    return (start_of(day + timedelta(days=1), known.zone) - timedelta(milliseconds=1)).isoformat()


def _share(column: LogColumn, value: Any) -> Any:
    """What is per cent by itself may be typed with its sign, as spreadsheets write it: `12.5%`."""
    is_signed = column.attribute_type == "percent" and isinstance(value, str)
    return (value.removesuffix("%").rstrip() or value) if is_signed else value


def problem_of(refusal: Refusal) -> LogProblem:
    """A row's refusal as the answers tell it; fields by the names of the log's columns."""
    return LogProblem(
        type=type_of(refusal),
        title=row_of(refusal).title,
        detail=refusal.detail,
        problems=[
            FieldProblem(
                NAME_OF.get(one.field, camel_case(one.field)),
                one.code,
                one.detail.replace(one.field, NAME_OF.get(one.field, one.field), 1),
            )
            for one in refusal.problems
        ],
    )
