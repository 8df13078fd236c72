"""Markup formulas, their items and applied markups, field by field (autodesk.md §4).

They are the vendor's internal resources: names and types are known, the words of `basis` and of
conditions are not, so ours are accepted beside those inferred from its screens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.book import AMOUNTS
from changewright.core.errors import invalid
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_markups import (
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    TaxFormulaItem,
)
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.routes import Shape

from ..external import STAMPS
from ..fields import Wire, both, schema
from ..resource import Resource
from ..words import CHANGE_ORDER_KINDS, KIND_OF_ASSOCIATION

TYPE_WORDS = {
    "rate": "rate",
    "fixed": "fixed",
    "revise": "subtotal-revise",
    "info": "subtotal-info",
}
KIND_OF_TYPE = {word: kind for kind, word in TYPE_WORDS.items()}

BASIS_WORDS = {
    "direct": "currentCostBasis",
    "revised": "revisedCostBasis",
    "running": "netTotal",
    "selected": "selected",
    "total": "finalTotal",
}
BASIS_OF_WORD = {
    **{word: basis for basis, word in BASIS_WORDS.items()},
    **{basis: basis for basis in BASIS_WORDS if basis != "selected"},
}
"""A word that is none of these names a preceding markup, by its id or its name."""

OPERATOR_OF_SIGN = {
    "=": "is",
    "==": "is",
    "eq": "is",
    "!=": "is_not",
    "ne": "is_not",
    ">": "over",
    "gt": "over",
    "<": "under",
    "lt": "under",
}

CALCULATION = (
    Field("column", "column", bodies.TEXT, maximum=255, required=True, nullable=False),
    Field("operator", "operator", bodies.TEXT, maximum=32, required=True, nullable=False),
    Field("value", "value", bodies.TEXT, maximum=1024),
    Field("logic", "logic", bodies.CHOICE, choices=("and", "or")),
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
    Field("description", "description", bodies.TEXT, maximum=2048),
    Field("position", "position", bodies.INTEGER, minimum=0),
    Field("type", "type", bodies.CHOICE, choices=tuple(KIND_OF_TYPE)),
    Field("amount", "amount", bodies.PRICE, description="Per cents, or the flat amount."),
    Field(
        "basis",
        "basis",
        bodies.TEXT,
        maximum=1024,
        description=f"{', '.join(BASIS_WORDS.values())}, or the id or name of a markup above.",
    ),
    Field("isVariable", "is_variable", bodies.BOOLEAN),
    Field("targetBudgetCode", "target_budget_code", bodies.TEXT, maximum=255),
    Field("calculations", "conditions", bodies.objects_of(*CALCULATION), maximum=100),
)
ITEM_ROWS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False),
    Wire(name="name", column="name", nullable=False),
    Wire(name="description", column="description"),
    Wire(name="position", column="position", type="integer", nullable=False),
    Wire(name="type", column="type", nullable=False, words=TYPE_WORDS),
    Wire(name="amount", column="amount", type="price"),
    Wire(name="isVariable", column="is_variable", type="boolean", nullable=False),
    Wire(name="targetBudgetCode", column="target_budget_code"),
    *STAMPS,
)
ITEM_SHAPE = Shape(
    "MarkupFormulaItem",
    schema(
        ITEM_ROWS,
        {
            "basis": {"type": "string"},
            "calculations": {"type": "array", "items": bodies.fields_schema(CALCULATION)},
        },
    ),
)

FORMULA = Resource(
    "markup_formula",
    MarkupFormula,
    (
        Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
        both("name", "name", nullable=False, required=True, maximum=1024),
        both("description", "description", maximum=2048),
        both("sampleAmount", "sample_amount", type="amount"),
        *STAMPS,
    ),
    title="Markup formula",
)
ITEMS_FIELD = Field("items", "items", bodies.objects_of(*ITEM_BODY), maximum=50, nullable=False)
FORMULA_SHAPE = Shape(
    "MarkupFormula", FORMULA.schema({"items": {"type": "array", "items": ITEM_SHAPE}})
)

MARKUP_ROWS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="type", column="type", nullable=False),
    Wire(name="name", column="name", nullable=False),
    Wire(name="position", column="position", type="integer", nullable=False),
    Wire(
        name="changeOrderId",
        column="change_order_id",
        type="reference",
        noun=ChangeOrder,
        filter="changeOrderId",
    ),
    Wire(
        name="markupFormulaItemId",
        column="formula_item_id",
        type="reference",
        noun=MarkupFormulaItem,
    ),
    Wire(
        name="sourceCostItemId",
        column="source_cost_item_id",
        type="reference",
        noun=CostItem,
        description="The item it is on, where it is on one alone.",
    ),
    Wire(
        name="targetCostItemId",
        column="target_cost_item_id",
        type="reference",
        noun=CostItem,
        filter="costItemId",
        description="The item it made.",
    ),
    Wire(name="targetBudgetId", column="target_budget_id", type="reference", noun=Budget),
    *(Wire(name=name, column=name, type="amount") for name in AMOUNTS),
    Wire(name="changedBy", column="changed_by", type="person"),
    *STAMPS,
)
MARKUP = Resource("markup", AppliedMarkup, MARKUP_ROWS, title="Markup")
MARKUP_SHAPE = Shape("Markup", MARKUP.schema())

_UUID = {"type": ["string", "null"], "format": "uuid"}
SUMMARY_SHAPE = Shape(
    "MarkupSummary",
    {
        "type": "object",
        "properties": {
            "markupFormulaId": _UUID,
            "markupFormulaItemId": _UUID,
            "targetCostItemId": _UUID,
            **{name: {"type": ["string", "number", "null"]} for name in AMOUNTS},
        },
        "required": ["markupFormulaId", "markupFormulaItemId", "targetCostItemId", *AMOUNTS],
    },
)

KIND_WORDS = (*CHANGE_ORDER_KINDS, *KIND_OF_ASSOCIATION, "FormInstance")
VARIABLE = (
    Field("id", "uuid", bodies.UUID_TEXT, required=True, nullable=False),
    Field("amount", "amount", bodies.PRICE, required=True, nullable=False),
)
DOCUMENT_FIELDS = (
    Field("id", "document", bodies.reference(ChangeOrder), required=True, nullable=False),
    Field("type", "type", bodies.CHOICE, choices=KIND_WORDS, description="What the order is."),
)
APPLY_FIELDS = (
    *DOCUMENT_FIELDS,
    Field("variables", "variables", bodies.objects_of(*VARIABLE), maximum=100, nullable=False),
)
DOCUMENTS_FIELDS = (
    Field(
        "changeOrderId",
        "documents",
        bodies.references(ChangeOrder),
        required=True,
        nullable=False,
        minimum=1,
        maximum=100,
    ),
)
APPLY_MARKUP_FIELDS = (
    Field(
        "markupFormulaId",
        "formula",
        bodies.reference(MarkupFormula),
        required=True,
        nullable=False,
    ),
)


def items_of_body(items: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """A body's items in the core's words."""
    if items is None:
        return None
    return [_item_of_body(item, f"items[{place}]") for place, item in enumerate(items)]


def _item_of_body(item: Mapping[str, Any], place: str) -> dict[str, Any]:
    values = {
        name: value for name, value in item.items() if name != "position" or value is not None
    }
    if values.get("type") is not None:
        values["type"] = KIND_OF_TYPE[values["type"]]
    if values.get("basis") is not None:
        word = values["basis"]
        if word == BASIS_WORDS["selected"]:
            del values["basis"]
        elif word in BASIS_OF_WORD:
            values |= {"basis": BASIS_OF_WORD[word], "selected": (), "with_direct": False}
        else:
            values |= {"basis": "selected", "selected": (word,), "with_direct": False}
    if values.get("conditions") is not None:
        rows = enumerate(values["conditions"])
        values["conditions"] = [_condition(row, f"{place}.calculations[{at}]") for at, row in rows]
    return values


def _condition(row: Mapping[str, Any], place: str) -> dict[str, Any]:
    operator = OPERATOR_OF_SIGN.get(row["operator"], row["operator"])
    if row.get("value") is None:
        raise invalid(f"{place}.value", "missing", "a condition compares with a value")
    many = operator in ("in", "not_in")
    value = [one.strip() for one in row["value"].split(",")] if many else [row["value"]]
    return {**row, "operator": operator, "value": value}


def shown_basis(item: MarkupFormulaItem, names: Mapping[int, str]) -> str:
    """`basis` as it is shown: the id of the one markup it is on, else a word."""
    if item.basis == "selected" and len(item.selected) == 1 and not item.with_direct:
        return names.get(item.selected[0], BASIS_WORDS["selected"])
    return BASIS_WORDS[item.basis]


def shown_calculations(item: MarkupFormulaItem | TaxFormulaItem) -> list[dict[str, Any]]:
    return [{**row, "value": ",".join(row["value"])} for row in item.conditions]
