"""The operations of the dashboard, one for each chart."""

from __future__ import annotations

from typing import Any

from changewright.core.kinds import KINDS
from changewright.edge.routes import Handler, Parameter, Route
from changewright.work.dashboard_history import POINTS_MAXIMUM

from ..operations import operation
from . import history, overview, shares, values, views, waiting
from .waiting import DUE_SHOWN, DUE_SHOWN_MAXIMUM, PERIOD_DAYS, PERIOD_DAYS_MAXIMUM

TAGS = ("Dashboard",)
KIND = Parameter(
    "kind",
    enum=tuple(kind.name for kind in KINDS if kind.tracks),
    description="The kind of change order.",
)
SIDE = Parameter("side", enum=("budget", "cost"), description="What the owner pays, or suppliers.")
PERIODS = (
    Parameter("interval", enum=history.INTERVALS, description="A point for each.", default="month"),
    Parameter(
        "points",
        "integer",
        "How many, the last one now.",
        minimum=1,
        maximum=POINTS_MAXIMUM,
        default=history.POINTS,
    ),
)
HOLDERS = (
    Parameter("mainContractId", "uuid", "Of one main contract instead of the project."),
    Parameter("contractId", "uuid", "Of one contract instead of the project."),
)


def _part(
    name: str,
    operation_id: str,
    handler: Handler,
    summary: str,
    response: Any,
    *parameters: Parameter,
) -> Route:
    return operation(
        "GET",
        f"/dashboard/{name}",
        operation_id,
        handler,
        summary,
        response=response,
        parameters=parameters,
        tags=TAGS,
        description="`filter` lists in `/log` the records behind a figure.",
    )


ROUTES = (
    operation(
        "GET",
        "/dashboard",
        "webShowDashboard",
        overview.show_dashboard,
        "The parts of the dashboard that you may see.",
        response=views.DashboardView,
        tags=TAGS,
    ),
    _part(
        "contract-value",
        "webShowContractValue",
        values.show_contract_value,
        "What contracts come to, from what is signed to rough figures.",
        views.ContractValueView,
        SIDE,
    ),
    _part(
        "exposure",
        "webShowExposure",
        history.show_exposure,
        "How certain money was over time.",
        views.ExposureView,
        *PERIODS,
        *HOLDERS,
    ),
    _part(
        "ageing",
        "webShowAgeing",
        waiting.show_ageing,
        "What is open, by whose turn it is and for how long.",
        views.AgeingView,
        KIND,
    ),
    _part(
        "contingency",
        "webShowContingency",
        history.show_contingency,
        "What is drawn on contingency, and what is left.",
        views.ContingencyBurnView,
        *PERIODS,
    ),
    _part(
        "cycle-times",
        "webShowCycleTimes",
        waiting.show_cycle_times,
        "How long each stage takes: median and ninth decile.",
        views.CycleTimesView,
        KIND,
        Parameter(
            "days",
            "integer",
            "Of stays that ended in so many days.",
            minimum=1,
            maximum=PERIOD_DAYS_MAXIMUM,
            default=PERIOD_DAYS,
        ),
    ),
    _part(
        "reasons",
        "webShowReasons",
        shares.show_reasons,
        "Change orders by reason.",
        views.ReasonsView,
        KIND,
    ),
    _part(
        "vendors",
        "webShowVendors",
        shares.show_vendors,
        "Suppliers by what their changes come to.",
        views.VendorsView,
    ),
    _part(
        "deadlines",
        "webShowDeadlinesDue",
        waiting.show_deadlines,
        "What falls due.",
        views.DueView,
        Parameter(
            "limit",
            "integer",
            "How many in full.",
            minimum=1,
            maximum=DUE_SHOWN_MAXIMUM,
            default=DUE_SHOWN,
        ),
    ),
    _part(
        "days",
        "webShowDaysGranted",
        waiting.show_days,
        "Days asked for against days granted.",
        views.DaysGrantedView,
    ),
    _part(
        "limits",
        "webShowNearLimits",
        shares.show_limits,
        "How amounts lie about the limits of approval.",
        views.NearLimitsView,
    ),
    _part(
        "recovery",
        "webShowRecovery",
        values.show_recovery,
        "Suppliers' costs that the owner pays, and those that nobody does.",
        views.RecoveryView,
    ),
)
