"""The operations on change events, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route, Shape

from ..operations import (
    PROJECT,
    READ,
    WRITE,
    Handlers,
    Names,
    in_project,
    integers_of,
    operations,
    record_shape,
)
from . import reads, writes
from .fields import CREATE_BODY, EDIT_BODY, NEWER_CREATE_BODY, NEWER_EDIT_BODY
from .newer import LISTED as NEWER
from .shapes import LISTED

PATH = "/rest/v1.0/change_events"
NEWER_PATH = "/rest/v1.1/change_events"
TAGS = ("Change events",)
WITH_RFQS = Parameter("include_rfqs", "boolean", "Whether rfqs are shown; they are unless said.")
WITH_DELETED = Parameter(
    "include_deleted_change_event_line_items", "boolean", "Shows deleted lines too."
)

NAMES = Names(
    one="change event",
    many="change events",
    operation="ChangeEvent",
    operations="ChangeEvents",
)
NEWER_NAMES = Names(
    one="change event",
    many="change events",
    operation="ChangeEventV11",
    operations="ChangeEventsV11",
)
_ONE = record_shape("ChangeEventV11", NEWER)


def _object(*names: str) -> dict[str, object]:
    types = {"type": ["integer", "string", "null"]}
    return {"type": "object", "properties": dict.fromkeys(names, types)}


NEW = Shape(
    "NewChangeEvent",
    {
        "type": "object",
        "properties": {
            "company_id": {"type": "integer"},
            "project_id": {"type": "integer"},
            "number": {"type": "string"},
            "scope": {"type": "string"},
            "status": _object("id"),
            "event_origin": _object("origin_id", "origin_type"),
            "change_type": _object("id"),
            "prime_contract_for_estimates": _object("id"),
        },
    },
)


def _more(
    method: str, tail: str, operation_id: str, summary: str, handler: object, **more: object
) -> Route:
    path = f"{NEWER_PATH}{tail}"
    row = {
        "method": method,
        "path": path,
        "aliases": (in_project(path),),
        "operation_id": operation_id,
        "summary": summary,
        "scopes": READ if method == "GET" else WRITE,
        "handler": handler,
        "parameters": (PROJECT,),
        "path_parameters": integers_of((), (path, in_project(path))),
        "response": _ONE,
        "tags": TAGS,
        "place": "root",
        "user_context": True,
        **more,
    }
    return Route(**row)  # type: ignore[arg-type]


ROUTES: tuple[Route, ...] = (
    *operations(
        NAMES,
        PATH,
        Handlers(
            list=reads.list_events, show=reads.get_event, create=writes.create, update=writes.edit
        ),
        listed=LISTED,
        detailed=LISTED,
        tags=TAGS,
        aliases=(in_project(PATH),),
        query={"list": (WITH_RFQS,)},
        create_body=CREATE_BODY,
        update_body=EDIT_BODY,
    ),
    *operations(
        NEWER_NAMES,
        NEWER_PATH,
        Handlers(
            list=reads.list_newer,
            show=reads.get_newer,
            create=writes.create_newer,
            update=writes.edit_newer,
            delete=writes.delete,
        ),
        listed=NEWER,
        detailed=NEWER,
        tags=TAGS,
        aliases=(in_project(NEWER_PATH),),
        query={"show": (WITH_DELETED,)},
        create_body=NEWER_CREATE_BODY,
        update_body=NEWER_EDIT_BODY,
    ),
    _more(
        *("GET", "/new", "newChangeEvent", "What a new change event begins with.", reads.get_new),
        parameters=(
            PROJECT,
            Parameter("selected_origin_id", "integer", "What the event is to come from."),
        ),
        response=NEW,
    ),
    _more(
        *("POST", "/{id}/clone", "cloneChangeEvent", "A new change event like this one."),
        writes.clone,
    ),
    _more(
        *("PUT", "/{id}/restore", "restoreChangeEvent", "Bring back a deleted change event."),
        writes.restore,
    ),
)
