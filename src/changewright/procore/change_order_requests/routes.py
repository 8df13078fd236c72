"""The operations on change order requests, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.routes import Route

from ..operations import CONTRACT, Handlers, Names, in_project, operations
from . import reads, writes
from .shapes import DETAILED, LISTED

PATH = "/rest/v1.0/change_order_requests"
NAMES = Names(
    one="change order request",
    many="change order requests",
    operation="ChangeOrderRequest",
    operations="ChangeOrderRequests",
)

ROUTES: tuple[Route, ...] = operations(
    NAMES,
    PATH,
    Handlers(
        list=reads.list_requests,
        create=writes.create,
        sync=writes.sync_requests,
        show=reads.get_request,
        update=writes.edit,
    ),
    listed=LISTED,
    detailed=DETAILED,
    tags=("Change order requests",),
    aliases=(in_project(PATH),),
    query={"list": (CONTRACT,), "show": (CONTRACT,), "sync": (CONTRACT,)},
    create_body=writes.CREATE_BODY,
    update_body=writes.EDIT_BODY,
    sync_fields=writes.FIELDS,
    summaries={
        "list": "The change order requests of a contract.",
        "create": "A new request of a contract, at three change order tiers.",
        "update": "Change a request, its status and its package among its fields.",
    },
)
