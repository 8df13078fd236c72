"""The operations on hooks (procore.md §5 and Appendix A): v1.0, which asks whose hooks they are,
and v2.0, whose paths say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from changewright.edge.bodies import Body, Field, fields_schema
from changewright.edge.routes import Handler, Parameter, Route, Shape

from ..grammar import PAGING
from ..operations import ERRORS, READ, WRITE, enveloped_shape, integers_of, old_spelling
from ..wire import is_v2
from . import deliveries, hooks, shapes, triggers
from .shapes import several

V1 = "/rest/v1.0/webhooks"
COMPANY = "/rest/v2.0/companies/{company_id}/webhooks"
PROJECT = "/rest/v2.0/companies/{company_id}/projects/{project_id}/webhooks"
TAGS = ("Webhooks",)
Method = Literal["GET", "POST", "PATCH", "DELETE"]

OWNERS = (
    Parameter("company_id", "integer", "Hooks of the company; or:"),
    Parameter("project_id", "integer", "Hooks of the project, which counts where both are sent."),
)
_NAMESPACE = Parameter("namespace", description="Those of one program; `*` for all.")
_VERSION = Parameter("payload_version", description="v2, v3 or v4.")
_STATUS = Parameter("filters[status]", enum=tuple(deliveries.STATUSES))
_STATUS_V2 = Parameter("filter[status]", enum=tuple(deliveries.STATUSES_V2))
_V2_FILTERS = (
    _STATUS_V2,
    Parameter("filter[resource_name]"),
    Parameter("filter[event_type]"),
    Parameter("filter[start]", "date", "From this day on."),
    Parameter("filter[end]", "date", "Up to this day and with it."),
)
_PAGES = (
    Parameter("page_start", "integer", "The `event_id` that the page before ended with."),
    Parameter("page_size", "integer", "How many deliveries a page has.", minimum=1, default=100),
)


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """An operation; `shape` and `body` are v1.0's, then v2.0's. None: that version has it not."""

    method: Method
    tail: str
    name: str
    summary: str
    handler: Handler
    status: tuple[int | None, int | None] = (200, 200)
    shape: tuple[Shape | None, Shape | None] = (None, None)
    query: tuple[tuple[Parameter, ...], tuple[Parameter, ...]] = ((), ())
    body: tuple[Body | None, Body | None] = (None, None)


def _body(name: str, fields: tuple[Field, ...], partial: bool = False) -> Body:
    return Body(name, fields, partial=partial)


def _array(name: str, items: Mapping[str, Any]) -> Body:
    return Body(name, schema={"type": "array", "items": items, "maxItems": triggers.BULK_MAXIMUM})


_SUCCESS = Shape(
    "WebhooksTriggersMade",
    {
        "type": "object",
        "properties": {"success": {"type": "array"}, "failed": {"type": "array"}},
        "required": ["success"],
    },
)
_DELETED_V2 = Shape(
    "WebhooksTriggersDeletedV2",
    {
        "type": "object",
        "properties": {"succeeded": {"type": "array"}, "failed": {"type": "array"}},
        "required": ["succeeded"],
    },
)

_ROWS: tuple[_Row, ...] = (
    _Row(
        method="GET",
        tail="/hooks",
        name="listWebhooksHooks",
        summary="Hooks.",
        handler=hooks.list_hooks,
        shape=(several(shapes.HOOK), several(shapes.HOOK_V2)),
        query=(
            (*OWNERS, _NAMESPACE, Parameter("api_version", description="v2, v3 or v4.")),
            (_NAMESPACE, _VERSION, Parameter("include_trigger_count", "boolean"), *PAGING),
        ),
    ),
    _Row(
        method="POST",
        tail="/hooks",
        name="createWebhooksHook",
        summary="A new hook.",
        handler=hooks.create_hook,
        status=(201, 201),
        shape=(shapes.HOOK, shapes.HOOK_V2),
        body=(
            _body("WebhooksHookCreate", hooks.CREATE_BODY),
            _body("WebhooksHookCreateV2", hooks.CREATE_BODY_V2),
        ),
    ),
    _Row(
        method="GET",
        tail="/hooks/{id}",
        name="showWebhooksHook",
        summary="One hook.",
        handler=hooks.show_hook,
        status=(None, 200),
        shape=(None, shapes.HOOK_V2),
    ),
    _Row(
        method="PATCH",
        tail="/hooks/{id}",
        name="updateWebhooksHook",
        summary="Change a hook.",
        handler=hooks.update_hook,
        shape=(shapes.HOOK, shapes.HOOK_V2),
        body=(
            _body("WebhooksHookUpdate", hooks.UPDATE_BODY),
            _body("WebhooksHookUpdateV2", hooks.UPDATE_BODY_V2, partial=True),
        ),
    ),
    _Row(
        method="DELETE",
        tail="/hooks/{id}",
        name="deleteWebhooksHook",
        summary="Delete a hook with its triggers.",
        handler=hooks.delete_hook,
        status=(200, 204),
        query=(OWNERS, ()),
    ),
    _Row(
        method="GET",
        tail="/hooks/{hook_id}/triggers",
        name="listWebhooksTriggers",
        summary="What a hook is told of.",
        handler=triggers.list_triggers,
        shape=(several(shapes.TRIGGER), several(shapes.TRIGGER_V2)),
        query=(OWNERS, PAGING),
    ),
    _Row(
        method="POST",
        tail="/hooks/{hook_id}/triggers",
        name="createWebhooksTrigger",
        summary="Let a hook be told of something.",
        handler=triggers.create_trigger,
        status=(201, 201),
        shape=(shapes.TRIGGER, shapes.TRIGGER_V2),
        body=(
            _body("WebhooksTriggerCreate", triggers.CREATE_BODY),
            _body("WebhooksTriggerCreateV2", triggers.FIELDS),
        ),
    ),
    _Row(
        method="DELETE",
        tail="/hooks/{hook_id}/triggers/{id}",
        name="deleteWebhooksTrigger",
        summary="Let it be told no more of something.",
        handler=triggers.delete_trigger,
        status=(200, 204),
        query=(OWNERS, ()),
    ),
    _Row(
        method="POST",
        tail="/hooks/{hook_id}/triggers/bulk",
        name="createWebhooksTriggersInBulk",
        summary="Many triggers at once; 207 where some of them could not be made.",
        handler=triggers.create_triggers,
        status=(200, 201),
        shape=(_SUCCESS, several(shapes.TRIGGER_V2)),
        body=(
            _body("WebhooksTriggersCreate", triggers.BULK_CREATE_BODY),
            _array("WebhooksTriggersCreateV2", fields_schema(triggers.FIELDS)),
        ),
    ),
    _Row(
        method="DELETE",
        tail="/hooks/{hook_id}/triggers/bulk",
        name="deleteWebhooksTriggersInBulk",
        summary="Delete many triggers; 207 where some of them could not be.",
        handler=triggers.delete_triggers,
        shape=(_SUCCESS, _DELETED_V2),
        body=(
            _body("WebhooksTriggersDelete", triggers.BULK_DELETE_BODY),
            _array("WebhooksTriggersDeleteV2", {"type": "string"}),
        ),
    ),
    _Row(
        method="GET",
        tail="/hooks/{hook_id}/deliveries",
        name="listWebhooksDeliveries",
        summary="What a hook was told, and what it answered; the newest first.",
        handler=deliveries.list_deliveries,
        shape=(several(shapes.DELIVERY), several(shapes.DELIVERY_V2)),
        query=((*OWNERS, _STATUS, *_PAGES), (*_V2_FILTERS, *PAGING)),
    ),
    _Row(
        method="GET",
        tail="/resources/api_versions",
        name="listWebhooksApiVersions",
        summary="The forms of a payload.",
        handler=deliveries.list_versions,
        status=(200, None),
        shape=(Shape("WebhooksApiVersions", {"type": "array", "items": {"type": "string"}}), None),
        query=(OWNERS, ()),
    ),
    _Row(
        method="GET",
        tail="/resources",
        name="listWebhooksResources",
        summary="What hooks can be told of.",
        handler=deliveries.list_resources,
        shape=(several(shapes.RESOURCE), several(shapes.RESOURCE_V2)),
        query=(OWNERS, (msgspec.structs.replace(_VERSION, required=True), *PAGING)),
    ),
)


def _routes(base: str, suffix: str, whose: str) -> tuple[Route, ...]:
    """The rows below one base."""
    version = 1 if is_v2(base) else 0
    found = []
    for row in _ROWS:
        status = row.status[version]
        if status is None:
            continue
        path, shape = base + row.tail, row.shape[version]
        found.append(
            Route(
                method=row.method,
                path=path,
                aliases=tuple(old_spelling([path])),
                operation_id=row.name + suffix,
                handler=row.handler,
                summary=f"{row.summary.removesuffix('.')}{whose}.",
                scopes=READ if row.method == "GET" else WRITE,
                place="root",
                path_parameters=integers_of((), [path]),
                parameters=row.query[version],
                body=row.body[version],
                response=None if shape is None else enveloped_shape(shape) if version else shape,
                status=status,
                tags=TAGS,
                errors=(*BULK, *ERRORS) if row.tail.endswith("/bulk") else ERRORS,
            )
        )
    return tuple(found)


BULK = (207, 413)

ROUTES: tuple[Route, ...] = (
    *_routes(V1, "", ""),
    *_routes(PROJECT, "OfProject", ", of a project"),
    *_routes(COMPANY, "OfCompany", ", of a company"),
)
