"""The operations on financial markups."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route

from ..operations import PROJECT, Handlers, Names, operations
from . import handlers
from .shapes import HOLDER_TYPES, MARKUP

HOLDER = (
    Parameter(
        "holder_type",
        description="What the markup is on: a contract, or a potential change order.",
        enum=HOLDER_TYPES,
        required=True,
    ),
    Parameter("holder_id", "integer", "Which.", required=True),
)

ROUTES: tuple[Route, ...] = operations(
    Names(one="markup", many="markups", operation="Markup", operations="Markups"),
    "/rest/v1.0/financials/markups",
    Handlers(
        list=handlers.list_markups,
        show=handlers.get_markup,
        create=handlers.create,
        update=handlers.update,
        delete=handlers.delete,
    ),
    listed=MARKUP,
    detailed=MARKUP,
    tags=("Financial markups",),
    place=(PROJECT, *HOLDER),
    query={"create": (PROJECT, *HOLDER), "update": (PROJECT, *HOLDER)},
    create_body=handlers.CREATE_BODY,
    update_body=handlers.EDIT_BODY,
)
