"""The operations on the lines of potential change orders, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Route

from ..operations import Names, in_project, operations
from .fields import FIELDS
from .handlers import Lines
from .shapes import LISTED, OF_FACE

PATH = "/rest/v1.0/potential_change_orders/{potential_change_order_id}/line_items"
NAMES = Names(
    one="line item of a potential change order",
    many="line items of a potential change order",
    operation="PotentialChangeOrderLineItem",
    operations="PotentialChangeOrderLineItems",
)
LINES = Lines(parameter="potential_change_order_id", fields=FIELDS, one=LISTED, all=OF_FACE)

ROUTES: tuple[Route, ...] = operations(
    NAMES,
    PATH,
    LINES.handlers(),
    listed=LISTED,
    detailed=LISTED,
    tags=("Potential change orders",),
    aliases=(in_project(PATH),),
    create_body=Body("PotentialChangeOrderLineItemCreate", LINES.body(partial=False)),
    update_body=Body("PotentialChangeOrderLineItemUpdate", LINES.body(partial=True)),
    sync_fields=FIELDS,
    statuses={"delete": 200},
)
