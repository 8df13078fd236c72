"""The operations on cost codes."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route

from ..operations import Handlers, Names, in_project, operations
from . import handlers
from .shapes import DETAILED, LISTED

PATH = "/rest/v1.0/cost_codes"
SUB_JOB = Parameter("sub_job_id", "integer", "Sub jobs are not kept: of one there are no codes.")

ROUTES: tuple[Route, ...] = operations(
    Names(one="cost code", many="cost codes", operation="CostCode", operations="CostCodes"),
    PATH,
    Handlers(
        list=handlers.list_codes,
        show=handlers.get_code,
        create=handlers.create,
        update=handlers.update,
        sync=handlers.sync_codes,
    ),
    listed=LISTED,
    detailed=DETAILED,
    synced=LISTED,
    tags=("Cost codes",),
    aliases=(in_project(PATH),),
    query={"list": (SUB_JOB,)},
    create_body=handlers.CREATE_BODY,
    update_body=handlers.EDIT_BODY,
    sync_fields=handlers.FIELDS,
)
