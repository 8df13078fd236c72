"""Procore's OAuth: its addresses, lifetimes and the forms of its answers (procore.md §4.1).

The same people, programs and grants as the other door's: only the dialect differs. Its programs ask
for no scopes; each is given those that its registration allows. A program that signs in for itself
is a service account, which acts as a person.
"""

from __future__ import annotations

from starlette.responses import Response

from changewright.core.errors import NotAuthenticated
from changewright.edge.oauth.authorize import authorization
from changewright.edge.oauth.dialect import (
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    FORM_MEDIA,
    REFRESH_TOKEN,
    Address,
    Dialect,
    Scope,
)
from changewright.edge.oauth.forms import JSON, MULTIPART
from changewright.edge.oauth.inbound import Inbound
from changewright.edge.oauth.server import OAuthServer
from changewright.edge.oauth.token import end_family, json_response, token
from changewright.work.tokens import Lifetimes, live_token

CODE_SECONDS = 10 * 60
ACCESS_SECONDS = 90 * 60

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
"""The redirect address of programs that have none: the person copies the code."""


async def token_info(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """GET /oauth/token/info: what the bearer's own token stands for."""
    raw = inbound.header("authorization")
    headers = {} if raw is None else {b"authorization": raw.encode("latin-1", "replace")}
    now = server.clock()
    try:
        caller = await server.authenticator.authenticate(headers)
        live = await live_token(server.database, caller.token_id, now)
    except NotAuthenticated:
        live = None
    if live is None:
        fields = {"error": "invalid_token", "error_description": "The access token is invalid"}
        return json_response(fields, 401, {"WWW-Authenticate": "Bearer"})
    return json_response(
        {
            "resource_owner_id": live.person_id,
            "scopes": list(live.scopes),
            "expires_in_seconds": max(0, int((live.access_expires_at - now).total_seconds())),
            "application": {"uid": live.client_id},
            "created_at": int(live.issued_at.timestamp()),
        }
    )


async def revoke(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """POST /oauth/revoke: ends the access token and the refresh token of one authorization. The
    answer is 200 whatever was sent; only a proven program ends anything, and only its own."""
    await end_family(server, inbound)
    return json_response({})


ADDRESSES = (
    Address(
        path="/oauth/authorize",
        methods=("GET", "POST"),
        endpoint=authorization,
        operation_id="procoreAuthorize",
        summary="Ask a person to allow a program",
        role="authorization_endpoint",
    ),
    Address(
        path="/oauth/token",
        methods=("POST",),
        endpoint=token,
        operation_id="procoreToken",
        summary="Exchange a code, refresh token or secret for tokens",
        grant_types=(AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS),
        role="token_endpoint",
    ),
    Address(
        path="/oauth/token/info",
        methods=("GET",),
        endpoint=token_info,
        operation_id="procoreTokenInfo",
        summary="What the bearer's token stands for",
    ),
    Address(
        path="/oauth/revoke",
        methods=("POST",),
        endpoint=revoke,
        operation_id="procoreRevoke",
        summary="End an access token and its refresh token",
        role="revocation_endpoint",
    ),
)

SCOPES = (
    Scope("data:read", "see the cost data of your projects"),
    Scope("data:write", "change cost data and act on change orders"),
    Scope("data:create", "create records and attach files"),
    Scope("account:read", "see your account's projects, companies and people"),
)

PROCORE = Dialect(
    door="procore",
    addresses=ADDRESSES,
    lifetimes=Lifetimes(code=CODE_SECONDS, access=ACCESS_SECONDS, refresh=None),
    identity_token_seconds=ACCESS_SECONDS,
    scopes=SCOPES,
    response_fields=("access_token", "token_type", "expires_in", "refresh_token", "created_at"),
    service_client_is_person=True,
    given_scopes=tuple(scope.name for scope in SCOPES),
    token_type="bearer",
    reads=frozenset({FORM_MEDIA, MULTIPART, JSON}),
    shown_codes=frozenset({OUT_OF_BAND}),
    response_types=("code",),
)
