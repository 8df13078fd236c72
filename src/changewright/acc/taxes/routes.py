"""The operations on taxes: reading is public, the rest the vendor's internal (autodesk.md §4)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route

from ..operations import READ, WRITE
from ..wire import array_shape, page_shape
from . import formulas, handlers
from .fields import (
    FORMULA_SHAPE,
    ITEM_EDIT_FIELDS,
    ITEM_SHAPE,
    PUBLIC_WORDS,
    PUT_FIELDS,
    SWITCH_FIELDS,
    TAX,
    TAX_SHAPE,
)

TAGS = ("Taxes",)
ASSOCIATION = (
    Parameter("associationId", "uuid", "The records.", repeated=True, required=True),
    Parameter("associationType", description="What they are.", enum=PUBLIC_WORDS, required=True),
)
WINDOW = (
    Parameter("limit", "integer", "How many at most.", minimum=1, default=100),
    Parameter("offset", "integer", "How many to leave out.", minimum=0, default=0),
)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/taxes",
        operation_id="getTaxes",
        handler=handlers.list_taxes,
        summary="The taxes on contracts or change orders.",
        scopes=READ,
        parameters=(*ASSOCIATION, *TAX.grammar.parameters()),
        response=page_shape(TAX_SHAPE),
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/taxes",
        operation_id="createTax",
        handler=handlers.put,
        summary="Put a set of taxes on a record, in place of what it has.",
        scopes=WRITE,
        body=Body("Tax (create)", PUT_FIELDS),
        status=201,
        response=TAX_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="DELETE",
        path="/taxes/{id}",
        operation_id="deleteTax",
        handler=handlers.take_off,
        summary="Take the taxes off a record.",
        scopes=WRITE,
        status=204,
        tags=TAGS,
    ),
    Route(
        method="PATCH",
        path="/tax-items/{id}",
        operation_id="updateTaxItem",
        handler=handlers.edit_item,
        summary="Change a step of the taxes on one record.",
        scopes=WRITE,
        body=Body("Tax item (update)", ITEM_EDIT_FIELDS, partial=True),
        response=ITEM_SHAPE,
        tags=TAGS,
    ),
    *(
        Route(
            method="POST",
            path=f"/tax-items:{verb}",
            operation_id=f"{verb}TaxItem",
            handler=handler,
            summary=summary,
            scopes=WRITE,
            body=Body(f"Tax item ({verb})", SWITCH_FIELDS),
            status=201,
            response=TAX_SHAPE,
            tags=TAGS,
        )
        for verb, handler, summary in (
            ("activate", handlers.activate, "Let a step of a record's taxes count."),
            ("deactivate", handlers.deactivate, "Let it count nothing."),
        )
    ),
    Route(
        method="GET",
        path="/tax-formulas",
        operation_id="getTaxFormulas",
        handler=formulas.list_formulas,
        summary="The sets of taxes of the project.",
        scopes=READ,
        parameters=WINDOW,
        response=array_shape(FORMULA_SHAPE),
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/tax-formulas",
        operation_id="createTaxFormula",
        handler=formulas.create,
        summary="A new set of taxes with its items.",
        scopes=WRITE,
        body=Body("Tax formula (create)", formulas.CREATE_FIELDS),
        status=201,
        response=FORMULA_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="PATCH",
        path="/tax-formulas/{id}",
        operation_id="updateTaxFormula",
        handler=formulas.edit,
        summary="Change a set of taxes; `items` replaces its items.",
        scopes=WRITE,
        body=Body("Tax formula (update)", formulas.EDIT_FIELDS, partial=True),
        response=FORMULA_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="DELETE",
        path="/tax-formulas/{id}",
        operation_id="deleteTaxFormula",
        handler=formulas.delete,
        summary="Delete a set of taxes that no record has.",
        scopes=WRITE,
        status=204,
        tags=TAGS,
    ),
)
