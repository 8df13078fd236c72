"""The route rows of this door: what all its operations have in common is said once."""

from __future__ import annotations

from typing import Any, Literal

from changewright.edge.bodies import Body
from changewright.edge.routes import Handler, Parameter, Route

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]

READ, WRITE = ("data:read",), ("data:write",)
STATUSES = {"GET": 200, "POST": 201, "PATCH": 200, "PUT": 200, "DELETE": 204}
ERROR_MEDIA = ("application/problem+json",)
LIMIT_DEFAULT, LIMIT_MAXIMUM = 100, 1000

LIMIT = Parameter(
    "limit", "integer", "How many at most.", minimum=1, maximum=LIMIT_MAXIMUM, default=LIMIT_DEFAULT
)
OFFSET = Parameter("offset", "integer", "How many to leave out.", minimum=0, default=0)
PAGED = (LIMIT, OFFSET)
"""The parameters of a list that `reading.answer_page` answers."""
KEY = Parameter(
    "Idempotency-Key",
    description="Makes the request safe to repeat: the same key and body give the first answer "
    "again, another body is refused.",
    minimum_length=1,
    maximum_length=255,
)

IF_MATCH = Parameter("If-Match", description="Refuse with 412 unless the record has this ETag.")


def operation(
    method: Method,
    path: str,
    operation_id: str,
    handler: Handler,
    summary: str,
    *,
    response: Any = None,
    body: Body | None = None,
    status: int | None = None,
    parameters: tuple[Parameter, ...] = (),
    path_parameters: tuple[Parameter, ...] = (),
    tags: tuple[str, ...] = (),
    description: str = "",
    place: Literal["container", "root"] = "container",
    authenticated: bool = True,
    keyed: bool = True,
    conditional: bool = True,
) -> Route:
    """A row. `path` follows `/web/v1/projects/{projectId}`; a parameter in it is a UUID unless
    `path_parameters` says otherwise. `response` is a msgspec Struct (or `list[…]`, or a Shape);
    the status is the method's usual one unless given. `operation_id` is unique over all doors.
    `keyed` is asked of a POST: it is a unit of work, which takes a key for its repeats. What is
    kept elsewhere than in a project's ledger is not. `conditional` is asked of a change: its record
    has an ETag, which `If-Match` may ask for."""
    takes_key = keyed and method == "POST"
    takes_tag = conditional and method in ("PATCH", "PUT", "DELETE")
    return Route(
        method=method,
        path=path,
        operation_id=operation_id,
        handler=handler,
        summary=summary,
        description=description,
        scopes=() if not authenticated else READ if method == "GET" else WRITE,
        user_context=authenticated,
        authenticated=authenticated,
        parameters=parameters,
        headers=(*((KEY,) if takes_key else ()), *((IF_MATCH,) if takes_tag else ())),
        path_parameters=path_parameters,
        body=body,
        response=response,
        status=STATUSES[method] if status is None else status,
        error_media=ERROR_MEDIA,
        tags=tags,
        place=place,
    )
