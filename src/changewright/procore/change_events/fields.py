"""The bodies of change events, under both versions, and of their lines."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import invalid
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, Reader, object_of, objects_of, read_fields
from changewright.work.events import AUTOMATIC, MANUAL

from ..hanging import EVENT_EDIT_FIELDS, EVENT_FIELDS
from ..wire import BOOLEAN, INTEGER, LABEL
from ..writing import PROJECT_FIELD, wrapped
from . import words

WRAPPER = "change_event"
TITLE_MAXIMUM, DESCRIPTION_MAXIMUM = 1024, 2048
LINES_MAXIMUM = 500

ID = (Field("id", "id", INTEGER, required=True, nullable=False),)


def _read_id(value: Any, field: Field, where: str) -> Any:
    """An integer, or an object that holds one: the vendor's own pages show both."""
    if isinstance(value, dict):
        return read_fields(value, ID, place=f"{where}.")["id"]
    return INTEGER.read(value, field, where)


ID_OR_OBJECT = Reader(
    {"anyOf": [INTEGER.schema, bodies.fields_schema(ID)]}, _read_id, empty_is_null=False
)


def named(name: str, column: str, *, required: bool = False) -> Field:
    """A record that is named by `{"id": …}`."""
    reader = Reader(
        bodies.fields_schema(ID),
        lambda value, _field, where: read_fields(value, ID, place=f"{where}.")["id"],
        empty_is_null=False,
    )
    return Field(name, column, reader, required=required, nullable=not required)


# -- version 1.0 ----------------------------------------------------------------------------------

STRATEGIES = (AUTOMATIC, MANUAL)

LINE_FIELDS = (
    Field("id", "id", INTEGER, description="The line to change; without it a new one."),
    Field("wbs_code_id", "wbs_code_id", ID_OR_OBJECT),
    Field("budget_code", "budget_code_id", ID_OR_OBJECT),
    Field("cost_code_id", "cost_code_id", INTEGER),
    Field("line_item_type_id", "cost_type_id", INTEGER),
    Field("description", "description", bodies.TEXT, maximum=TITLE_MAXIMUM),
    Field("uom", "unit", bodies.TEXT, maximum=255),
    Field("estimated_cost_amount", "estimated", bodies.AMOUNT),
    Field("estimated_cost_quantity", "quantity", bodies.PRICE),
    Field("estimated_cost_unit_cost", "unit_cost", bodies.PRICE),
    Field(
        "estimated_cost_calculation_strategy",
        "calculation",
        bodies.CHOICE,
        choices=STRATEGIES,
        nullable=False,
        description="automatic: the amount is quantity × unit cost, whatever was sent.",
    ),
    Field("proposed_vendor_id", "proposed_company_id", INTEGER),
    Field("proposed_contract_id", "proposed_contract_id", INTEGER),
    Field("commitment_contract_line_item_id", "contract_line_id", INTEGER),
)


def _fields(*, required: bool) -> tuple[Field, ...]:
    return (
        Field("title", "name", bodies.TEXT, maximum=TITLE_MAXIMUM),
        Field("number", "number", LABEL, maximum=255),
        Field("description", "description", bodies.TEXT, maximum=DESCRIPTION_MAXIMUM),
        Field("status", "status", bodies.CHOICE, choices=words.STATUS_WORDS, nullable=False),
        Field(
            "change_event_status_id",
            "status_id",
            INTEGER,
            required=required,
            nullable=False,
        ),
        Field("change_order_change_reason_id", "reason_id", INTEGER),
        Field(
            "event_scope",
            "scope",
            bodies.CHOICE,
            choices=words.SCOPE_WORDS,
            required=required,
            nullable=False,
        ),
        Field("event_type", "type_word", bodies.CHOICE, choices=words.TYPE_WORDS),
        Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
        Field("origin_id", "origin_id", LABEL, maximum=255),
        Field("rfi_id", "rfi_id", INTEGER),
        Field("change_event_origin_id", "origin_ref", INTEGER),
        Field("change_event_origin_type", "source_type", bodies.TEXT, maximum=255),
        Field(
            "change_event_line_items_attributes",
            "lines",
            objects_of(*LINE_FIELDS, partial=True),
            maximum=LINES_MAXIMUM,
        ),
    )


FIELDS = _fields(required=True)
CREATE_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, (*FIELDS, *EVENT_FIELDS), partial=False))
EDIT_FIELDS = (
    PROJECT_FIELD,
    wrapped(WRAPPER, (*_fields(required=False), *EVENT_EDIT_FIELDS), partial=True),
)
CREATE_BODY = Body("ChangeEventCreate", CREATE_FIELDS)
EDIT_BODY = Body("ChangeEventUpdate", EDIT_FIELDS)


# -- version 1.1 ----------------------------------------------------------------------------------


def _estimate(prefix: str, amount: str) -> tuple[Field, ...]:
    return (
        Field("amount", amount, bodies.AMOUNT),
        Field("quantity", f"{prefix}quantity", bodies.PRICE),
        Field("unit_cost", f"{prefix}unit_cost", bodies.PRICE),
        Field(
            "calculation_strategy",
            f"{prefix}calculation",
            bodies.CHOICE,
            choices=STRATEGIES,
            nullable=False,
        ),
    )


COST_FIELDS = (
    Field(
        "estimate",
        "estimate",
        object_of(
            *_estimate("", "estimated"),
            Field("unit_of_measure", "unit", bodies.TEXT, maximum=255),
            partial=True,
        ),
    ),
    named("vendor", "proposed_company_id"),
    named("contract", "proposed_contract_id"),
)
REVENUE_FIELDS = (
    Field(
        "estimate", "estimate", object_of(*_estimate("revenue_", "revenue_amount"), partial=True)
    ),
)
ITEM_FIELDS = (
    Field("id", "id", INTEGER, description="The item to change; without it a new one."),
    Field("deleted", "deleted", BOOLEAN, description="The item is taken off the event."),
    Field("budget_code", "budget_code_id", ID_OR_OBJECT),
    Field("description", "description", bodies.TEXT, maximum=TITLE_MAXIMUM),
    Field("cost_impact", "cost", object_of(*COST_FIELDS, partial=True)),
    Field("revenue_impact", "revenue", object_of(*REVENUE_FIELDS, partial=True)),
    Field(
        "budget_impact",
        "budget_impact",
        bodies.JSON,
        ignored=True,
        description="Budget changes are made with the budget.",
    ),
)
ORIGIN_FIELDS = (
    Field("origin_id", "origin_ref", INTEGER),
    Field("origin_type", "source_type", bodies.CHOICE, choices=words.ORIGIN_TYPES),
)
EXTERNAL_FIELDS = (
    Field("origin_id", "origin_id", LABEL, maximum=255),
    Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
)


def _newer_fields(*, required: bool) -> tuple[Field, ...]:
    return (
        Field("number", "number", LABEL, maximum=255),
        Field("title", "name", bodies.TEXT, maximum=TITLE_MAXIMUM),
        Field("description", "description", bodies.TEXT, maximum=DESCRIPTION_MAXIMUM),
        Field(
            "scope",
            "scope",
            bodies.CHOICE,
            choices=words.SCOPE_WORDS,
            required=required,
            nullable=False,
        ),
        Field(
            "status",
            "status_id",
            named("status", "status_id").reader,
            required=required,
            nullable=False,
        ),
        named("change_type", "type_id"),
        named("change_reason", "reason_id"),
        named("prime_contract_for_estimates", "main_contract_id"),
        Field("event_origin", "origin", object_of(*ORIGIN_FIELDS, partial=True)),
        Field("external_data", "external", object_of(*EXTERNAL_FIELDS, partial=True)),
        Field("source", "event_source", bodies.CHOICE, choices=words.SOURCES),
        Field(
            "source_of_revenue_rom",
            "revenue_source",
            bodies.CHOICE,
            choices=words.REVENUE_SOURCES,
        ),
        Field(
            "change_items",
            "lines",
            objects_of(*ITEM_FIELDS, partial=True),
            maximum=LINES_MAXIMUM,
        ),
    )


NEWER_CREATE_FIELDS = (
    PROJECT_FIELD,
    wrapped(WRAPPER, (*_newer_fields(required=True), *EVENT_FIELDS), partial=False),
)
NEWER_EDIT_FIELDS = (
    PROJECT_FIELD,
    wrapped(WRAPPER, (*_newer_fields(required=False), *EVENT_EDIT_FIELDS), partial=True),
)
NEWER_CREATE_BODY = Body("ChangeEventCreateV11", NEWER_CREATE_FIELDS)
NEWER_EDIT_BODY = Body("ChangeEventUpdateV11", NEWER_EDIT_FIELDS)


def flattened(line: dict[str, Any]) -> dict[str, Any]:
    """An item of version 1.1 in the columns of a line of version 1.0."""
    flat = {name: value for name, value in line.items() if name not in ("cost", "revenue")}
    for impact in (line.get("cost"), line.get("revenue")):
        for name, value in (impact or {}).items():
            if name == "estimate":
                flat |= value or {}
            else:
                flat[name] = value
    return flat


def code_of(line: dict[str, Any]) -> dict[str, Any]:
    """A line with its budget code under one name, whichever of the two it was sent under."""
    rest = {name: value for name, value in line.items() if name != "budget_code_id"}
    if "budget_code_id" not in line:
        return rest
    if "wbs_code_id" in line and line["wbs_code_id"] != line["budget_code_id"]:
        raise invalid("wbs_code_id", "rule", "budget_code and wbs_code_id name two codes")
    return {**rest, "wbs_code_id": line["budget_code_id"]}
