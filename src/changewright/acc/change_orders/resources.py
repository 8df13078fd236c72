"""The five kinds as resources, and how a path or an association names one."""

from __future__ import annotations

from changewright.core.errors import invalid
from changewright.core.query import Order
from changewright.core.records import ChangeOrder
from changewright.edge.context import Context
from changewright.edge.routes import Parameter
from changewright.edge.values import echo

from ..cost_items.fields import COST_ITEM_FIELDS
from ..parts import (
    BY_POSITION,
    ITEMS_OF_DOCUMENT,
    array_part,
    attributes_part,
    comments_part,
    items_with_documents_part,
)
from ..resource import Resource
from ..words import CHANGE_ORDER_KINDS
from .described import DESCRIBED_COLUMNS, describe_document
from .fields import change_order_fields

INCLUDES = ("costItems", "costItems[changeOrders]", "attributes", "comments")

PARTS = {
    "costItems": array_part("costItems", ITEMS_OF_DOCUMENT, COST_ITEM_FIELDS, BY_POSITION),
    "costItems[changeOrders]": items_with_documents_part(
        COST_ITEM_FIELDS, DESCRIBED_COLUMNS, describe_document
    ),
    "attributes": attributes_part("change_order"),
    "comments": comments_part("change_order"),
}

RESOURCES: dict[str, Resource] = {
    kind: Resource(
        f"change_order_{kind}",
        ChangeOrder,
        change_order_fields(kind),
        title=f"Change order {kind.upper()}",
        kind=kind,
        includes=INCLUDES,
        properties=True,
        order=(Order("created_at"),),
        parts=PARTS,
    )
    for kind in CHANGE_ORDER_KINDS
}

KIND_PARAMETER = Parameter(
    "changeOrder",
    enum=CHANGE_ORDER_KINDS,
    description="The type of change order: pco, rfq, rco, oco or sco, in lower case.",
)


def resource_of_path(context: Context) -> Resource:
    """The resource of `{changeOrder}`; another word, or upper case, is a 400 (§1.1 [live])."""
    word = context.path["changeOrder"]
    resource = RESOURCES.get(word)
    if resource is None:
        raise invalid("changeOrder", "choice", f"No enum match for: {echo(word)} on changeOrder")
    return resource
