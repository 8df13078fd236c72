"""The OAuth endpoints as route rows, routed, logged and described like all others."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.responses import Response

from changewright.core.errors import NotFound, Refusal, TooLarge
from changewright.edge.bodies import Body
from changewright.edge.context import Context
from changewright.edge.reply import HeaderPairs, MethodNotAllowed, Reply, RequestFacts
from changewright.edge.routes import Door, Handler, Parameter, Route, Shape

from .authorize import authorization
from .dialect import Address, Dialect
from .documents import logout
from .forms import FORM_BYTES_MAXIMUM
from .inbound import AUTHORIZE_PARAMETERS, TOKEN_PARAMETERS, Inbound

PROGRAM_SCOPES: Final = "program_scopes"
"""The key of `Services.extras` for all that a program may ask for."""

ERROR = Shape(
    "OAuthError",
    {
        "type": "object",
        "properties": {
            "error": {"type": "string"},
            "error_description": {"type": "string"},
        },
        "required": ["error"],
    },
)
ERRORS = (400, 401, 403, 404, 405, 413, 429, 500)
REDIRECTS = (302, 303)
JSON_MEDIA, PAGE_MEDIA = "application/json", "text/html"
PAGE = Shape("Page", {"type": "string", "description": "A page for people."})
ANSWER = Shape("OAuthAnswer", {"type": "object"})
PAGES = (authorization, logout)
"""The endpoints that answer people rather than programs."""


def oauth_door(dialect: Dialect, title: str) -> Door:
    """The door of a dialect's addresses; their paths are whole."""
    return Door(
        name=f"oauth:{dialect.door}",
        title=title,
        any_origin=True,  # programs in a browser, which are public clients
        claims=_claims(dialect),
        routes=tuple(
            _route(dialect, address, method, title)
            for address in dialect.addresses
            for method in address.methods
        ),
        refuse=refuse,
        error_schemas={0: (ERROR,)},
        security={},
    )


def _claims(dialect: Dialect) -> tuple[str, ...]:
    """The folders of the addresses; an address that stands alone claims only itself."""
    folders = {address.path: address.path.rpartition("/")[0] for address in dialect.addresses}
    return tuple(sorted({folder + "/" if folder else path for path, folder in folders.items()}))


def _route(dialect: Dialect, address: Address, method: Any, title: str) -> Route:
    is_form = method == "POST"
    first = method == address.methods[0]
    is_page = address.endpoint in PAGES
    names = AUTHORIZE_PARAMETERS if len(address.methods) > 1 else TOKEN_PARAMETERS
    return Route(
        method=method,
        path=address.path,
        operation_id=address.operation_id if first else f"{address.operation_id}_{method.lower()}",
        handler=_handler(dialect.door, address),
        summary=address.summary,
        authenticated=False,
        user_context=False,
        place="root",
        parameters=_query(names) if not is_form and len(address.methods) > 1 else (),
        body=_form(names) if is_form else None,
        response=PAGE if is_page else ANSWER,
        response_media=PAGE_MEDIA if is_page else JSON_MEDIA,
        error_media=(JSON_MEDIA, PAGE_MEDIA) if is_page else (JSON_MEDIA,),
        errors=(*REDIRECTS, *ERRORS) if is_page else ERRORS,
        tags=(title,),
    )


def _query(names: frozenset[str]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name) for name in sorted(names))


def _form(names: frozenset[str]) -> Body:
    properties = {name: {"type": "string"} for name in sorted(names)}
    return Body(
        "OAuthConsent" if names is AUTHORIZE_PARAMETERS else "OAuthRequest",
        media="application/x-www-form-urlencoded",
        schema={"type": "object", "properties": properties},
    )


def _handler(door: str, address: Address) -> Handler:
    async def run(context: Context) -> Response:
        async def body() -> bytes:
            return await context.raw_body(FORM_BYTES_MAXIMUM)

        client = context.scope.get("client")
        server = context.services.extras["oauth_servers"][door]
        return await server.answer(
            address,
            Inbound(
                method=context.method,
                path=context.scope["path"],
                query=context.raw_query,
                header=context.header,
                body=body,
                base_url=context.base_url,
                place=client[0] if client else "",
            ),
        )

    return run


# HTTP numbers and words of RFC 6749 for what never reaches an endpoint.
_KNOWN: dict[type[BaseException], tuple[int, str]] = {
    MethodNotAllowed: (405, "invalid_request"),
    NotFound: (404, "invalid_request"),
    TooLarge: (413, "invalid_request"),
    Refusal: (400, "invalid_request"),
}


def refuse(error: BaseException, facts: RequestFacts) -> Reply:
    """A refusal in the words of OAuth."""
    status, word = next(
        (row for kind, row in _KNOWN.items() if isinstance(error, kind)), (500, "server_error")
    )
    text = str(error) if isinstance(error, Refusal) else f"Request {facts.request_id}"
    headers: HeaderPairs = ()
    if isinstance(error, MethodNotAllowed):
        text = f"{facts.method} is not allowed here"
        headers = ((b"allow", ", ".join(error.allowed).encode()),)
    return Reply(msgspec.json.encode({"error": word, "error_description": text}), status, headers)
