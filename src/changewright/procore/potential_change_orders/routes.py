"""The operations on potential change orders, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route, Shape

from ..grammar import PROJECT, parameters
from . import reads
from .shapes import DETAILED, FILTERS, LISTED

PATH = "/rest/v1.0/potential_change_orders"
TAGS = ("Potential change orders",)
READ = ("data:read",)
DETAIL_SHAPE = Shape("PotentialChangeOrder", DETAILED.schema())
LIST_SHAPE = Shape(
    "PotentialChangeOrders",
    {"type": "array", "items": Shape("PotentialChangeOrderListItem", LISTED.schema())},
)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path=PATH,
        operation_id="listPotentialChangeOrders",
        handler=reads.list_potential,
        summary="The potential change orders of a project.",
        scopes=READ,
        place="root",
        parameters=(PROJECT, *parameters(FILTERS)),
        response=LIST_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="GET",
        path=f"{PATH}/{{id}}",
        operation_id="showPotentialChangeOrder",
        handler=reads.get_potential,
        summary="One potential change order.",
        scopes=READ,
        place="root",
        path_parameters=(Parameter("id", "integer", "The potential change order."),),
        parameters=(
            PROJECT,
            Parameter("contract_id", "integer", "Its contract.", required=True),
        ),
        response=DETAIL_SHAPE,
        tags=TAGS,
    ),
)
