"""The operations on markup formulas and on the markups of change orders (autodesk.md §4)."""

from __future__ import annotations

from typing import Literal

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route

from ..change_orders.resources import KIND_PARAMETER
from ..change_orders.routes import ONE_SHAPE
from ..operations import READ, WRITE
from ..wire import array_shape
from . import applied, formulas
from .fields import (
    APPLY_FIELDS,
    APPLY_MARKUP_FIELDS,
    DOCUMENT_FIELDS,
    DOCUMENTS_FIELDS,
    FORMULA_SHAPE,
    MARKUP,
    MARKUP_SHAPE,
    SUMMARY_SHAPE,
)

TAGS = ("Markups",)
LIMIT = Parameter("limit", "integer", "How many at most.", minimum=1, default=100)
OFFSET = Parameter("offset", "integer", "How many to leave out.", minimum=0, default=0)
DOCUMENT = Parameter("changeOrderId", "uuid", "The change order.", required=True)
EDITS: tuple[tuple[Literal["PATCH", "PUT"], str], ...] = (("PATCH", "update"), ("PUT", "replace"))

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/markup-formulas",
        operation_id="getMarkupFormulas",
        handler=formulas.list_formulas,
        summary="The markup formulas of the project.",
        scopes=READ,
        parameters=(LIMIT, OFFSET),
        response=array_shape(FORMULA_SHAPE),
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/markup-formulas",
        operation_id="createMarkupFormula",
        handler=formulas.create,
        summary="A new markup formula with its items.",
        scopes=WRITE,
        body=Body("Markup formula (create)", formulas.CREATE_FIELDS),
        status=201,
        response=FORMULA_SHAPE,
        tags=TAGS,
    ),
    *(
        Route(
            method=method,
            path="/markup-formulas/{id}",
            operation_id=f"{name}MarkupFormula",
            handler=formulas.edit,
            summary="Change a markup formula; `items` replaces its items.",
            scopes=WRITE,
            body=Body(f"Markup formula ({name})", formulas.EDIT_FIELDS, partial=True),
            response=FORMULA_SHAPE,
            tags=TAGS,
        )
        for method, name in EDITS
    ),
    Route(
        method="DELETE",
        path="/markup-formulas/{id}",
        operation_id="deleteMarkupFormula",
        handler=formulas.delete,
        summary="Delete a markup formula that no change order has.",
        scopes=WRITE,
        status=204,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/markup-formulas:apply/{id}",
        operation_id="applyMarkupFormula",
        handler=applied.apply_formula,
        summary="Put a formula's markups on a change order.",
        scopes=WRITE,
        body=Body("Markup formula (apply)", APPLY_FIELDS),
        response=FORMULA_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/markup-formulas:reapply",
        operation_id="reapplyMarkupFormula",
        handler=applied.reapply,
        summary="Work a change order's markups out again.",
        scopes=WRITE,
        body=Body("Markup formula (reapply)", DOCUMENT_FIELDS),
        response=FORMULA_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/change-orders/{changeOrder}/{id}/apply-markup",
        operation_id="applyMarkupToChangeOrder",
        handler=applied.apply_to_order,
        summary="The same, named by the change order.",
        scopes=WRITE,
        path_parameters=(KIND_PARAMETER,),
        body=Body("Change order (apply markup)", APPLY_MARKUP_FIELDS),
        status=201,
        response=ONE_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/change-orders:clear-markup",
        operation_id="clearMarkups",
        handler=applied.clear,
        summary="Take the markups off change orders.",
        scopes=WRITE,
        body=Body("Change orders (clear markup)", DOCUMENTS_FIELDS),
        status=201,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path="/change-orders:ignore-markup",
        operation_id="ignoreMarkups",
        handler=applied.ignore,
        summary="Leave the markups of change orders as they are although lines have changed.",
        scopes=WRITE,
        body=Body("Change orders (ignore markup)", DOCUMENTS_FIELDS),
        status=201,
        tags=TAGS,
    ),
    Route(
        method="GET",
        path="/markups",
        operation_id="getMarkups",
        handler=applied.list_markups,
        summary="What the steps of formulas came to on change orders.",
        scopes=READ,
        parameters=MARKUP.grammar.parameters(),
        response=array_shape(MARKUP_SHAPE),
        tags=TAGS,
    ),
    Route(
        method="GET",
        path="/markups/summary",
        operation_id="getMarkupSummary",
        handler=applied.summary,
        summary="The same for one change order, step by step.",
        scopes=READ,
        parameters=(DOCUMENT,),
        response=array_shape(SUMMARY_SHAPE),
        tags=TAGS,
    ),
)
