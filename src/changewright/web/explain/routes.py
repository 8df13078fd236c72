"""The operation that explains a figure."""

from __future__ import annotations

from changewright.edge.routes import Parameter

from ..operations import PAGED, operation
from .handlers import RECORDS, ExplanationView, show_explanation

ROUTES = (
    operation(
        "GET",
        "/explain/{record}/{id}/{column}",
        "webExplain",
        show_explanation,
        "Where a figure comes from: its addends, which come to it exactly.",
        description="Each addend has its record, the column it was read from, its rate, and the "
        "journal's entries behind it; what is made of other figures holds their addends in turn.",
        response=ExplanationView,
        parameters=PAGED,
        path_parameters=(
            Parameter("record", description="What the figure is of.", enum=tuple(RECORDS)),
            Parameter("id", "uuid", "The record's id; for `project` the project's."),
            Parameter(
                "column",
                description="The figure: `budgetApproved`, `revised`, `committed`, …",
            ),
        ),
        tags=("Explanations",),
    ),
)
