"""The operations on markups: formulas, terms, and the markups of change orders."""

from __future__ import annotations

from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.bodies import Body

from ..operations import PAGED, operation
from . import applied, formulas
from .bodies import APPLY, EXCLUDED, FORMULA, SAMPLE, TERMS, TYPED
from .views import (
    MarkupFormulaPage,
    MarkupFormulaView,
    MarkupTermsView,
    OrderMarkupsView,
    SampleView,
)

TAGS = ("Markups",)
MARKUPS = "/change-orders/{changeOrderId}/markups"
TERMS_BODY = Body("WebMarkupTerms", TERMS, partial=True)
HOLDERS: tuple[tuple[str, str, type[Contract] | type[MainContract], str], ...] = (
    ("/contracts/{contractId}", "contractId", Contract, "Contract"),
    ("/main-contracts/{mainContractId}", "mainContractId", MainContract, "MainContract"),
)

ROUTES = (
    operation(
        "GET",
        "/markup-formulas",
        "webListMarkupFormulas",
        formulas.list_formulas,
        "The markup formulas of the project.",
        response=MarkupFormulaPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/markup-formulas",
        "webCreateMarkupFormula",
        formulas.create_formula,
        "A new formula with its steps.",
        body=Body("WebMarkupFormula", FORMULA),
        response=MarkupFormulaView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/markup-formulas/{formulaId}",
        "webShowMarkupFormula",
        formulas.show_formula,
        "One formula.",
        response=MarkupFormulaView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/markup-formulas/{formulaId}",
        "webUpdateMarkupFormula",
        formulas.update_formula,
        "Change a formula; `items` replaces its steps.",
        body=Body("WebMarkupFormulaUpdate", FORMULA, partial=True),
        response=MarkupFormulaView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/markup-formulas/{formulaId}",
        "webDeleteMarkupFormula",
        formulas.delete_formula,
        "Delete a formula that no change order has.",
        tags=TAGS,
    ),
    operation(
        "POST",
        "/markup-formulas/{formulaId}:try",
        "webTryMarkupFormula",
        formulas.try_formula,
        "What a formula would come to on lines of your own; nothing is written.",
        body=Body("WebMarkupSample", SAMPLE),
        response=SampleView,
        keyed=False,
        status=200,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/markup-terms",
        "webShowMarkupTerms",
        formulas.show_project_terms,
        "What the project says about markups, where its contracts say nothing.",
        response=MarkupTermsView,
        tags=TAGS,
    ),
    operation(
        "PUT",
        "/markup-terms",
        "webSayMarkupTerms",
        formulas.say_project_terms,
        "Set it; what is left out stays, null takes back.",
        body=TERMS_BODY,
        response=MarkupTermsView,
        tags=TAGS,
    ),
    *(
        each
        for path, parameter, noun, name in HOLDERS
        for each in (
            operation(
                "GET",
                f"{path}/markup-terms",
                f"webShowMarkupTermsOf{name}",
                formulas.shows_terms(noun, parameter),
                "What a contract says about markups.",
                response=MarkupTermsView,
                tags=TAGS,
            ),
            operation(
                "PUT",
                f"{path}/markup-terms",
                f"webSayMarkupTermsOf{name}",
                formulas.says_terms(noun, parameter),
                "Set it; what is left out stays, null takes back.",
                body=TERMS_BODY,
                response=MarkupTermsView,
                tags=TAGS,
            ),
        )
    ),
    operation(
        "GET",
        MARKUPS,
        "webShowMarkups",
        applied.show_markups,
        "The markups of a change order, and how each amount came about.",
        response=OrderMarkupsView,
        tags=TAGS,
    ),
    operation(
        "POST",
        f"{MARKUPS}:apply",
        "webApplyMarkupFormula",
        applied.apply_formula,
        "Put a formula's markups on a change order, in place of those it has.",
        body=Body("WebApplyMarkupFormula", APPLY),
        response=OrderMarkupsView,
        status=200,
        tags=TAGS,
    ),
    *(
        operation(
            "POST",
            f"{MARKUPS}:{verb}",
            f"web{verb.capitalize()}Markups",
            handler,
            summary,
            response=OrderMarkupsView,
            status=200,
            tags=TAGS,
        )
        for verb, handler, summary in (
            ("reapply", applied.reapply, "Work the markups out again; typed amounts stay."),
            ("ignore", applied.ignore, "Leave them as they are although lines have changed."),
            ("clear", applied.clear, "Take the markups off, with the cost items they made."),
        )
    ),
    operation(
        "PUT",
        f"{MARKUPS}/excluded",
        "webExcludeFromMarkups",
        applied.exclude,
        "Let exactly these cost items bear no markup.",
        body=Body("WebExcludeFromMarkups", EXCLUDED),
        response=OrderMarkupsView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        f"{MARKUPS}/{{stepId}}",
        "webOverrideMarkup",
        applied.override,
        "Type amounts over what a step comes to; null restores it.",
        body=Body("WebOverrideMarkup", TYPED, partial=True),
        response=OrderMarkupsView,
        tags=TAGS,
    ),
)
