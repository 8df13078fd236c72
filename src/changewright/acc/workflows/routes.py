"""The operations on workflows, one row each (autodesk.md §2, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route

from ..wire import cursor_page_shape
from . import actions, histories

TAGS = ("Workflows",)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/workflows/{associationType}/{associationId}/actions",
        operation_id="getWorkflowActions",
        handler=actions.list_actions,
        summary="The actions that can be executed on a record now, forward ones first.",
        scopes=("data:read",),
        path_parameters=(
            actions.ASSOCIATION_PARAMETER,
            Parameter("associationId", "uuid", "The record's id."),
        ),
        response=list[actions.WorkflowAction],
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="POST",
        path="/workflows/actions",
        operation_id="executeWorkflowActions",
        handler=actions.execute,
        summary="Execute actions one after another; refused ones tell why in their errors.",
        scopes=("data:write",),
        body=actions.ACTIONS_BODY,
        response=list[actions.ActionResult],
        tags=TAGS,
        rate_limit=150,
    ),
    Route(
        method="GET",
        path="/workflows/action-histories",
        operation_id="getActionHistories",
        handler=histories.list_histories,
        summary="Who moved a change order from which status to which, and who approved what, when.",
        scopes=("data:read",),
        parameters=histories.PARAMETERS,
        response=cursor_page_shape(histories.ACTION_HISTORY),
        tags=TAGS,
    ),
)
