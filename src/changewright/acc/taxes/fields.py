"""Taxes, their items and sets of taxes, field by field (autodesk.md §4).

`GET taxes` is public; the rest are the vendor's internal resources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.records_markups import (
    Tax,
    TaxFormula,
    TaxFormulaItem,
    TaxItem,
)
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.fragments import Hop
from changewright.edge.routes import Shape

from ..associations import ASSOCIATIONS
from ..external import STAMPS
from ..fields import Wire, both, schema
from ..markups.fields import CALCULATION, KIND_OF_TYPE, TYPE_WORDS
from ..parts import array_part
from ..resource import Resource

TYPES = tuple(word for word, kind in KIND_OF_TYPE.items() if kind != "fixed")

PUBLIC_WORDS = (
    *("Contract", "MainContract", "BudgetPayment", "CostPayment"),
    *("OCO", "SCO", "PCO", "RFQ", "RCO"),
)
"""The words of `associationType` [doc]. Payments are not kept here and have no taxes."""
TAXED = tuple(word for word in PUBLIC_WORDS if ASSOCIATIONS[word].noun is not None)


def shown_summary(steps: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """`summary`: `amount` is a number and `rate` a text, as the reference has them."""
    return [
        {
            "name": step["name"],
            "type": TYPE_WORDS[step["type"]],
            "rate": step["rate"],
            "amount": msgspec.Raw(step["amount"].encode()),
        }
        for step in steps or ()
    ]


def _summary(stored: Any) -> list[dict[str, Any]]:
    return shown_summary(msgspec.json.decode(stored) if isinstance(stored, str) else stored)


_SUMMARY_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "type": {"type": "string"},
            "rate": {"type": ["string", "null"]},
            "amount": {"type": "number"},
        },
        "required": ["name", "type", "rate", "amount"],
    },
}
ITEM_ROWS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False),
    Wire(name="taxFormulaItemId", column="formula_item_id", type="reference", noun=TaxFormulaItem),
    Wire(name="name", column="name", nullable=False),
    Wire(name="position", column="position", type="integer", nullable=False),
    Wire(name="type", column="type", nullable=False, words=TYPE_WORDS),
    Wire(name="amount", column="amount", type="quantity"),
    Wire(name="isActive", column="is_active", type="boolean", nullable=False),
    *STAMPS,
)
ITEM = Resource("tax_item", TaxItem, ITEM_ROWS, title="Tax item")
ITEM_SHAPE = Shape(
    "TaxItem",
    ITEM.schema({"associationId": {"type": "string"}, "associationType": {"type": "string"}}),
)

TAX_ROWS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False),
    Wire(name="name", column="name", nullable=False),
    Wire(name="containerId", column="container_id", type="container"),
    Wire(name="associationId", column="record_uuid", type="uuid", nullable=False),
    Wire(name="associationType", column="association_type", nullable=False),
    Wire(name="needUpdate", column="need_update", type="boolean", nullable=False),
    Wire(
        name="summary",
        columns=("summary",),
        compose=_summary,
        nullable=False,
        description="What each step comes to.",
    ),
    Wire(name="options", constant=msgspec.Raw(b"{}"), nullable=False),
    Wire(name="taxFormulaId", column="formula_id", type="reference", noun=TaxFormula),
    *STAMPS,
)
PARTS = {
    "items": array_part("items", (Hop(TaxItem, "tax_id"),), ITEM_ROWS, ((1, "position"), (1, "id")))
}
TAX = Resource("tax", Tax, TAX_ROWS, title="Tax", includes=tuple(PARTS), parts=PARTS)
TAX_SHAPE = Shape(
    "Tax",
    TAX.schema(
        {
            "summary": _SUMMARY_SCHEMA,
            "options": {"type": "object"},
            "items": {"type": "array", "items": Shape("TaxItemOfTax", ITEM.schema())},
        }
    ),
)

FORMULA_ITEM_ROWS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False),
    Wire(name="name", column="name", nullable=False),
    Wire(name="position", column="position", type="integer", nullable=False),
    Wire(name="type", column="type", nullable=False, words=TYPE_WORDS),
    Wire(name="amount", column="amount", type="quantity"),
    *STAMPS,
)
FORMULA_ITEM_SHAPE = Shape(
    "TaxFormulaItem",
    schema(
        FORMULA_ITEM_ROWS,
        {"calculations": {"type": "array", "items": bodies.fields_schema(CALCULATION)}},
    ),
)
FORMULA = Resource(
    "tax_formula",
    TaxFormula,
    (
        Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
        both("name", "name", nullable=False, required=True, maximum=1024),
        both("sampleAmount", "sample_amount", type="amount"),
        both("status", "status", nullable=False, maximum=255),
        *STAMPS,
    ),
    title="Tax formula",
)
FORMULA_SHAPE = Shape(
    "TaxFormula", FORMULA.schema({"items": {"type": "array", "items": FORMULA_ITEM_SHAPE}})
)
ITEM_BODY = (
    Field(
        "id",
        "uuid",
        bodies.UUID_TEXT,
        nullable=False,
        description="An item that is there already.",
    ),
    Field("name", "name", bodies.TEXT, maximum=1024, nullable=False),
    Field("position", "position", bodies.INTEGER, minimum=0),
    Field("type", "type", bodies.CHOICE, choices=TYPES),
    Field("amount", "amount", bodies.PRICE, description="Per cents."),
    Field("calculations", "conditions", bodies.objects_of(*CALCULATION), maximum=100),
)
ITEMS_FIELD = Field("items", "items", bodies.objects_of(*ITEM_BODY), maximum=50, nullable=False)

PUT_FIELDS = (
    Field(
        "associationType",
        "association_type",
        bodies.CHOICE,
        choices=TAXED,
        required=True,
        nullable=False,
    ),
    Field("associationId", "association_id", bodies.UUID_TEXT, required=True, nullable=False),
    Field("taxFormulaId", "formula", bodies.reference(TaxFormula), required=True, nullable=False),
)
ITEM_EDIT_FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=1024, nullable=False),
    Field("amount", "amount", bodies.PRICE, description="Per cents."),
)
SWITCH_FIELDS = (
    Field("id", "uuid", bodies.UUID_TEXT, nullable=False, description="The tax item."),
    Field("taxId", "tax", bodies.UUID_TEXT, nullable=False, description="Or the tax, …"),
    Field(
        "taxFormulaItemId",
        "formula_item",
        bodies.UUID_TEXT,
        nullable=False,
        description="… and its step.",
    ),
    Field("amount", "amount", bodies.PRICE, description="A new rate, in per cents."),
)
