"""The operations on forms."""

from __future__ import annotations

from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route

from ..operations import operation
from . import handlers
from .handlers import (
    SUM_FIELDS,
    ChangeSummaryView,
    FormView,
    ScheduleCheckView,
    StatedSumView,
)

TAGS = ("Forms",)
MONTH = Parameter("month", description="The month it is made up to, as 2026-11; else this one.")
COUNTED = Parameter(
    "counted",
    description="`approved`: an order counts from its approval; `executed`: from its execution.",
)


def _of(noun: type[Contract] | type[MainContract], path: str, name: str) -> tuple[Route, ...]:
    """What there is for commitments and for main contracts alike."""
    return (
        operation(
            "GET",
            f"{path}/{{contractId}}/change-summary",
            f"webShow{name}ChangeSummary",
            handlers.shows_summary(noun),
            "What change orders did to a contract's sum, before a month and in it.",
            response=ChangeSummaryView,
            parameters=(MONTH, COUNTED),
            tags=TAGS,
        ),
        operation(
            "GET",
            f"{path}/{{contractId}}/schedule-check",
            f"webShow{name}ScheduleCheck",
            handlers.shows_check(noun),
            "Whether a schedule of values comes to its contract's sum, and what it is over or "
            "under.",
            response=ScheduleCheckView,
            tags=TAGS,
        ),
        operation(
            "PUT",
            f"{path}/{{contractId}}/stated-sum",
            f"webState{name}Sum",
            handlers.states_sum(noun),
            "Keep the original sum that the signed contract states.",
            body=Body(f"WebState{name}Sum", SUM_FIELDS),
            response=StatedSumView,
            tags=TAGS,
        ),
    )


ROUTES = (
    operation(
        "GET",
        "/change-orders/{orderId}/form",
        "webShowChangeOrderForm",
        handlers.show_form,
        "The sums and days of an order's form: as signed, or as they would be now.",
        response=FormView,
        tags=TAGS,
    ),
    *_of(Contract, "/contracts", "Contract"),
    *_of(MainContract, "/main-contracts", "MainContract"),
)
