"""The endpoints programs talk to: token, revoke, introspect."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

import msgspec
from starlette.responses import Response

from changewright.work.keys import ACCESS_TOKEN_TYPE, BadToken
from changewright.work.token_exchange import Decision, Facts, Presented, exchange
from changewright.work.tokens import client_is_proven, live_token, refresh_state, revoke_presented

from .dialect import Address
from .forms import BadForm
from .inbound import TOKEN_PARAMETERS, Inbound, client_credentials, single
from .server import OAuthServer
from .token_rules import decide_token

NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}
CHALLENGE = 'Basic realm="Changewright", charset="UTF-8"'
# What a refusal says in words where the library that made it says none.
IN_WORDS = {
    "invalid_client": "The program is unknown or its secret is wrong.",
    "invalid_grant": "What was presented is unknown, expired, spent or not this program's.",
    "unauthorized_client": "This program may not ask for tokens in this way.",
}


def json_response(
    fields: object, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """A JSON answer that nobody keeps."""
    return Response(
        msgspec.json.encode(fields),
        status,
        {**NOT_STORED, **(headers or {})},
        media_type="application/json",
    )


def refuse(error: str, description: str, status: int = 400) -> Response:
    """An error as RFC 6749 §5.2 has it."""
    headers = {"WWW-Authenticate": CHALLENGE} if status == 401 else {}
    return json_response({"error": error, "error_description": description}, status, headers)


async def token(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """Exchange a code, a refresh token, an assertion or a program's own secret for tokens."""
    try:
        form = await _form(server, inbound)
        client_id, client_secret = client_credentials(inbound.header("authorization"), form)
    except BadForm as error:
        return refuse("invalid_request", str(error))
    grant_type = form.get("grant_type") or _only(address.grant_types)
    if grant_type is None:
        return refuse("invalid_request", "Missing grant_type parameter.")
    if grant_type not in address.grant_types:
        return refuse("unsupported_grant_type", "This address does not take that grant type.")
    form["grant_type"] = grant_type
    form.pop("client_secret", None)
    if client_id is not None:
        form["client_id"] = client_id
    presented = Presented(
        client_id=client_id,
        client_secret=client_secret,
        grant_type=grant_type,
        code=form.get("code"),
        refresh_token=form.get("refresh_token"),
    )
    decide = partial(
        decide_token,
        server.dialect,
        server.keys,
        inbound.base_url,
        _audiences(server, inbound),
        list(form.items()),
    )
    return await _exchanged(server, presented, decide)


async def _form(server: OAuthServer, inbound: Inbound) -> dict[str, str]:
    """The parameters of a program's request. Raises BadForm."""
    form = single(await inbound.form_pairs(TOKEN_PARAMETERS, server.dialect.reads))
    if server.dialect.given_scopes:
        form.pop("scope", None)
    return form


async def _exchanged(
    server: OAuthServer, presented: Presented, decide: Callable[[Facts], Decision]
) -> Response:
    reused = False

    def noting(facts: Facts) -> Decision:
        nonlocal reused
        reused = facts.reused
        return decide(facts)

    lifetimes = server.dialect.lifetimes
    decision = await exchange(server.database, presented, lifetimes, noting, server.clock())
    if reused:
        server.authenticator.forget()  # a family has ended
    headers = {**NOT_STORED, **decision.headers}
    if decision.status == 401:
        headers["WWW-Authenticate"] = CHALLENGE
    headers.pop("Content-Type", None)
    body = _in_words(decision.body) if decision.status >= 400 else decision.body
    return Response(body, decision.status, headers, media_type="application/json")


def _in_words(refusal: str) -> str:
    """A refusal with its description, which programs print for the people who run them."""
    fields = msgspec.json.decode(refusal)
    words = IN_WORDS.get(fields.get("error"))
    if words is None or "error_description" in fields:
        return refusal
    return msgspec.json.encode({**fields, "error_description": words}).decode()


def _only(grant_types: tuple[str, ...]) -> str | None:
    """Addresses for one grant type need not be told it."""
    return grant_types[0] if len(grant_types) == 1 else None


def _audiences(server: OAuthServer, inbound: Inbound) -> frozenset[str]:
    own = {inbound.base_url}
    own |= {inbound.base_url + one.path for one in server.dialect.addresses if one.grant_types}
    return server.assertion_audiences | own


async def _program(server: OAuthServer, inbound: Inbound) -> tuple[str, str] | Response:
    """The proven program's id and the token it sent, or the refusal."""
    try:
        form = await _form(server, inbound)
        client_id, client_secret = client_credentials(inbound.header("authorization"), form)
    except BadForm as error:
        return refuse("invalid_request", str(error))
    if "token" not in form:
        return refuse("invalid_request", "Missing token parameter.")
    if client_id is None or not await client_is_proven(server.database, client_id, client_secret):
        return refuse("invalid_client", IN_WORDS["invalid_client"], 401)
    return client_id, form["token"]


def _access_token_id(server: OAuthServer, text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(server.keys.verify(text, ACCESS_TOKEN_TYPE)["jti"])
    except (BadToken, KeyError, ValueError, TypeError, AttributeError):
        return None


async def revoke(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """RFC 7009: end an access token, or a refresh token with its whole family. An unknown token
    is as good as revoked; another program's stays as it is."""
    program = await _program(server, inbound)
    if isinstance(program, Response):
        return program
    client_id, text = program
    token_id = _access_token_id(server, text)
    if await revoke_presented(server.database, client_id, text, token_id, server.clock()):
        server.authenticator.forget()
    return Response(b"", 200, NOT_STORED)


async def end_family(server: OAuthServer, inbound: Inbound) -> bool:
    """End the whole authorization to which a proven program's token belongs, be it an access or a
    refresh token; whether it was there to end."""
    program = await _program(server, inbound)
    if isinstance(program, Response):
        return False
    client_id, text = program
    token_id = _access_token_id(server, text)
    ended = await revoke_presented(
        server.database, client_id, text, token_id, server.clock(), family=True
    )
    if ended:
        server.authenticator.forget()
    return ended


async def introspect(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """RFC 7662: what a token of this program stands for; of another's only that it is inactive."""
    program = await _program(server, inbound)
    if isinstance(program, Response):
        return program
    client_id, text = program
    now = server.clock()
    token_id = _access_token_id(server, text)
    fields: dict[str, object] = {"active": False}
    if token_id is not None:
        live = await live_token(server.database, token_id, now)
        if live is not None and live.client_id == client_id:
            ends_at = int(live.access_expires_at.timestamp())
            fields = _active(live.scopes, client_id, ends_at, live.autodesk_id)
    else:
        state = await refresh_state(server.database, text, now)
        if state is not None and state[1].client_id == client_id:
            step, grant, person = state
            ends = step.refresh_expires_at
            fields = _active(
                grant.scopes,
                client_id,
                None if ends is None else int(ends.timestamp()),
                None if person is None else person.autodesk_id,
            )
    return json_response(fields)


def _active(
    scopes: tuple[str, ...], client_id: str, ends_at: int | None, autodesk_id: str | None
) -> dict[str, object]:
    fields: dict[str, object] = {
        "active": True,
        "scope": " ".join(scopes),
        "client_id": client_id,
        "exp": ends_at,
        "userid": autodesk_id,
    }
    return {name: value for name, value in fields.items() if value is not None}
