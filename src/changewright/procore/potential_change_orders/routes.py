"""The operations on potential change orders, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.routes import Route

from ..operations import CONTRACT, Handlers, Names, in_project, operations
from . import reads, writes
from .shapes import DETAILED, LISTED

PATH = "/rest/v1.0/potential_change_orders"
NAMES = Names(
    one="potential change order",
    many="potential change orders",
    operation="PotentialChangeOrder",
    operations="PotentialChangeOrders",
)

ROUTES: tuple[Route, ...] = operations(
    NAMES,
    PATH,
    Handlers(
        list=reads.list_potential,
        create=writes.create,
        sync=writes.sync_potential,
        show=reads.get_potential,
        update=writes.edit,
    ),
    listed=LISTED,
    detailed=DETAILED,
    tags=("Potential change orders",),
    aliases=(in_project(PATH),),
    query={"show": (CONTRACT,), "sync": (CONTRACT,)},
    create_body=writes.CREATE_BODY,
    update_body=writes.EDIT_BODY,
    sync_fields=writes.EDIT,
    summaries={
        "create": "A new potential change order; at one tier its package comes with it.",
        "update": "Change a potential change order, and what it is in.",
    },
)
