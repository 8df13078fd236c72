"""What bodies about markups hold: the steps of `core.markup_steps`, in the app's spelling."""

from __future__ import annotations

from typing import get_args

from changewright.core.book import AMOUNTS
from changewright.core.markup_lines import OPERATORS
from changewright.core.markup_steps import Basis, StepKind
from changewright.core.records import CostItem
from changewright.core.records_markups import MarkupFormula
from changewright.edge import bodies
from changewright.edge.bodies import Field, objects_of
from changewright.work.markup_formulas import SIDES

STEPS_MAXIMUM = 50
ROWS_MAXIMUM = 50

CONDITION = (
    Field("column", "column", bodies.TEXT, maximum=255, required=True, nullable=False),
    Field("operator", "operator", bodies.CHOICE, choices=tuple(OPERATORS), required=True),
    Field("value", "value", bodies.TEXT_LIST, required=True, nullable=False, maximum=1000),
    Field("logic", "logic", bodies.CHOICE, choices=("and", "or")),
)
BAND = (
    Field("upto", "upto", bodies.AMOUNT, description="Its end; null: all the rest."),
    Field("rate", "rate", bodies.PRICE, required=True, nullable=False),
    Field("creditRate", "credit_rate", bodies.PRICE, description="On a base below zero."),
)
THRESHOLD = (
    Field("size", "size", bodies.AMOUNT, required=True, nullable=False),
    Field("rate", "rate", bodies.PRICE, required=True, nullable=False),
    Field("creditRate", "credit_rate", bodies.PRICE),
    Field("inclusive", "inclusive", bodies.BOOLEAN, description="True: from this size on."),
)
CAP = (
    Field("percent", "percent", bodies.PRICE, description="Of the direct cost."),
    Field("amount", "amount", bodies.AMOUNT),
    Field("mostPercentages", "most_percentages", bodies.INTEGER, minimum=0, maximum=STEPS_MAXIMUM),
    Field("party", "party", bodies.TEXT, maximum=255, description="None: of all together."),
    Field("conditions", "conditions", objects_of(*CONDITION), maximum=ROWS_MAXIMUM),
    Field("refuses", "refuses", bodies.BOOLEAN, description="Refuse what is beyond, not cut it."),
)
STEP = (
    Field(
        "id",
        "uuid",
        bodies.UUID_TEXT,
        nullable=False,
        description="A step that is there already.",
    ),
    Field("name", "name", bodies.TEXT, maximum=1024, nullable=False),
    Field("description", "description", bodies.TEXT, maximum=2048),
    Field("position", "position", bodies.INTEGER, minimum=0),
    Field("type", "type", bodies.CHOICE, choices=get_args(StepKind)),
    Field("amount", "amount", bodies.PRICE, description="Per cents, or the flat amount."),
    Field("creditAmount", "credit_amount", bodies.PRICE, description="On a base below zero."),
    Field("basis", "basis", bodies.CHOICE, choices=get_args(Basis)),
    Field("selected", "selected", bodies.TEXT_LIST, maximum=STEPS_MAXIMUM),
    Field("withDirect", "with_direct", bodies.BOOLEAN),
    Field("conditions", "conditions", objects_of(*CONDITION), maximum=ROWS_MAXIMUM),
    Field("bands", "bands", objects_of(*BAND), maximum=ROWS_MAXIMUM),
    Field("thresholds", "thresholds", objects_of(*THRESHOLD), maximum=ROWS_MAXIMUM),
    Field("minimum", "minimum", bodies.AMOUNT),
    Field("maximum", "maximum", bodies.AMOUNT),
    Field("perLine", "per_line", bodies.BOOLEAN),
    Field("party", "party", bodies.TEXT, maximum=255),
    Field("isVariable", "is_variable", bodies.BOOLEAN),
    Field("targetBudgetCode", "target_budget_code", bodies.TEXT, maximum=255),
    Field("side", "side", bodies.CHOICE, choices=SIDES),
    Field("hiddenFromOwner", "hidden_from_owner", bodies.BOOLEAN),
    Field("taxable", "taxable", bodies.BOOLEAN),
)
FORMULA = (
    Field("name", "name", bodies.TEXT, maximum=1024, required=True, nullable=False),
    Field("description", "description", bodies.TEXT, maximum=2048),
    Field("sampleAmount", "sample_amount", bodies.AMOUNT),
    Field("apart", "apart", bodies.BOOLEAN, description="Adds and deducts each on their own."),
    Field("onMarkups", "on_markups", bodies.BOOLEAN, description="Markups of others are lines."),
    Field("caps", "caps", objects_of(*CAP), maximum=ROWS_MAXIMUM),
    Field("items", "items", objects_of(*STEP), maximum=STEPS_MAXIMUM, nullable=False),
)
TERMS = (
    Field("moneyPlaces", "money_places", bodies.INTEGER, minimum=0, maximum=4),
    Field("apart", "apart", bodies.BOOLEAN),
    Field("mostPercentages", "most_percentages", bodies.INTEGER, minimum=0, maximum=STEPS_MAXIMUM),
    Field("percent", "percent", bodies.PRICE),
    Field("refusesBeyond", "refuses_beyond", bodies.BOOLEAN),
    Field("caps", "caps", objects_of(*CAP), maximum=ROWS_MAXIMUM),
)
VARIABLE = (
    Field("id", "uuid", bodies.UUID_TEXT, required=True, nullable=False),
    Field("amount", "amount", bodies.PRICE, required=True, nullable=False),
)
APPLY = (
    Field("formulaId", "formula", bodies.reference(MarkupFormula), required=True, nullable=False),
    Field("variables", "variables", objects_of(*VARIABLE), maximum=STEPS_MAXIMUM),
)
TYPED = tuple(
    Field(name, name, bodies.AMOUNT, description="null: what it comes to.") for name in AMOUNTS
)
EXCLUDED = (
    Field("costItemIds", "items", bodies.references(CostItem), required=True, nullable=False),
)
SAMPLE_LINE = (
    Field("amount", "amount", bodies.AMOUNT, required=True, nullable=False),
    Field("facts", "facts", bodies.JSON_OBJECT, description="What conditions may ask for."),
)
SAMPLE = (
    Field("lines", "lines", objects_of(*SAMPLE_LINE), maximum=1000),
    Field("variables", "variables", objects_of(*VARIABLE), maximum=STEPS_MAXIMUM),
)
