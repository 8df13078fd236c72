"""The authorization endpoint: who are you, and do you allow this program to act for you?

One address serves the whole conversation, so there is no "where to go next" for anybody to tamper
with: the forms post to the very address, query included, that the program sent the browser to. A
program or a redirect address that is not registered is told to the person and never followed.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from oauthlib.oauth2 import AccessDeniedError, FatalClientError, OAuth2Error
from starlette.responses import RedirectResponse, Response

from changewright.core.errors import NotAuthenticated, TooMany
from changewright.core.people import OAuthClient, Person
from changewright.edge.cookies import SESSION_COOKIE
from changewright.work.sign_in import session_of, sign_in, sign_out
from changewright.work.tokens import Code, Grant, authorize

from .dialect import Address, Dialect
from .forms import BadForm
from .inbound import AUTHORIZE_PARAMETERS, Inbound, encoded, single
from .pages import (
    cookie,
    drop_cookie,
    form_is_ours,
    message,
    page,
    set_cookie,
)
from .protocol import AuthorizeRules, authorization_endpoint, sign_identity
from .server import OAuthServer

FORM_FIELDS = frozenset({"form_token", "step", "email", "password"})
SEE_OTHER = 303


class Asked(msgspec.Struct, frozen=True):
    """A valid request for authorization, and who is signed in where it was made."""

    pairs: list[tuple[str, str]]
    client: OAuthClient
    redirect_uri: str
    scopes: tuple[str, ...]
    person: Person | None

    def parameter(self, name: str) -> str | None:
        return dict(self.pairs).get(name)

    def address(self, inbound: Inbound, *, signed_in: bool = False) -> str:
        """This request's own address on this server; once signed in no longer asking for that."""
        kept = [(k, v) for k, v in self.pairs if not (signed_in and (k, v) == ("prompt", "login"))]
        return f"{inbound.path}?{encoded(kept)}"


async def authorization(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """GET shows sign-in or consent; POST is one of their forms."""
    asked = await _read(server, inbound)
    if isinstance(asked, Response):
        return asked
    if inbound.method != "POST":
        return _show(server, inbound, asked)
    try:
        form = single(await inbound.form_pairs(FORM_FIELDS))
    except BadForm as error:
        return message(inbound, 400, "That did not work", str(error))
    if not form_is_ours(inbound, form.get("form_token")):
        return message(
            inbound,
            403,
            "That did not work",
            "This form was not sent from this server's own page, or cookies are blocked. Go back "
            "to the application and start again.",
        )
    step = STEPS.get(form.get("step", ""))
    if step is None:
        return message(inbound, 400, "That did not work", "The form is not complete.")
    return await step(server, inbound, asked, form)


async def _read(server: OAuthServer, inbound: Inbound) -> Asked | Response:
    """The request checked by the protocol, or what to answer instead."""
    try:
        pairs = inbound.query_pairs(_parameters(server.dialect))
        parameters = single(pairs)
    except BadForm as error:
        return _mistaken(inbound, str(error))
    directory = await server.directory.fresh()
    client = directory.clients.get(parameters.get("client_id", ""))
    person = await _signed_in(server, inbound)
    rules = AuthorizeRules(server.dialect, client, signed_in=person is not None)
    try:
        scopes, details = authorization_endpoint(rules).validate_authorization_request(
            f"{inbound.base_url}{inbound.path}?{encoded(pairs)}"
        )
    except FatalClientError as error:
        return _mistaken(inbound, error.description or FATAL.get(type(error).__name__, ""))
    except OAuth2Error as error:
        return _refuse(server, inbound, parameters, client, error)
    assert client is not None, "the protocol refuses a request without one"
    return Asked(pairs, client, details["redirect_uri"], tuple(scopes), person)


def _parameters(dialect: Dialect) -> frozenset[str]:
    """What is read of a request: no scope where every program is given the same."""
    return AUTHORIZE_PARAMETERS - {"scope"} if dialect.given_scopes else AUTHORIZE_PARAMETERS


FATAL = {
    "MissingClientIdError": "The request does not say which application it is for.",
    "InvalidClientIdError": "The application is not registered here.",
    "MismatchingRedirectURIError": "The return address is not one the application registered.",
    "InvalidRedirectURIError": "The return address is not valid.",
    "MissingRedirectURIError": "The request has no return address.",
}


def _mistaken(inbound: Inbound, text: str) -> Response:
    return message(
        inbound,
        400,
        "This request cannot be answered",
        f"{text or 'The request is not valid.'} The application that sent you here has made a "
        "mistake; nothing was shared with it.",
    )


def _refuse(
    server: OAuthServer,
    inbound: Inbound,
    parameters: dict[str, str],
    client: OAuthClient | None,
    error: OAuth2Error,
) -> Response:
    """Send the browser back with an error: the protocol has checked the address by now."""
    given = parameters.get("redirect_uri")
    redirect_uri = given or (client.redirect_uris[0] if client is not None else "")
    if redirect_uri in server.dialect.shown_codes:
        told = error.description or "The request was refused."
        return message(inbound, 200, "No access was given", f"{told} You can close this page.")
    error.state = parameters.get("state")
    if parameters.get("response_type") == "id_token":
        error.response_mode = "fragment"
    return _redirect(error.in_uri(redirect_uri))


def _redirect(location: str) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(location, SEE_OTHER, headers=headers)


async def _signed_in(server: OAuthServer, inbound: Inbound) -> Person | None:
    name = cookie(inbound, SESSION_COOKIE)
    if name is None:
        return None
    session = await session_of(server.database, name, server.clock())
    if session is None:
        return None
    directory = await server.directory.fresh()
    return directory.person(session.person_id)


def _show(server: OAuthServer, inbound: Inbound, asked: Asked) -> Response:
    if asked.person is None or asked.parameter("prompt") == "login":
        return _sign_in_page(inbound, asked, asked.parameter("login_hint") or "")
    sentences = [s.sentence for s in server.dialect.scopes if s.name in asked.scopes and s.sentence]
    parts = urlsplit(asked.redirect_uri)
    return page(
        inbound,
        "consent.html",
        forms_go_anywhere=True,
        action=asked.address(inbound),
        client_name=asked.client.name,
        person_name=asked.person.name,
        person_email=asked.person.email,
        sentences=sentences,
        destination=parts.netloc or f"{parts.scheme}:",
    )


def _sign_in_page(
    inbound: Inbound, asked: Asked, email: str, status: int = 200, error: str = ""
) -> Response:
    return page(
        inbound,
        "sign_in.html",
        status,
        action=asked.address(inbound),
        client_name=asked.client.name,
        email=email,
        error=error,
    )


async def _sign_in(
    server: OAuthServer, inbound: Inbound, asked: Asked, form: dict[str, str]
) -> Response:
    email, password = form.get("email", ""), form.get("password", "")
    now = server.clock()
    try:
        name, _ = await sign_in(server.database, email, password, inbound.place, now)
    except NotAuthenticated as refusal:
        return _sign_in_page(inbound, asked, email, 401, refusal.detail)
    except TooMany as refusal:
        response = _sign_in_page(inbound, asked, email, 429, refusal.detail)
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
        return response
    earlier = cookie(inbound, SESSION_COOKIE)
    if earlier is not None:
        await sign_out(server.database, earlier)
    response = _redirect(asked.address(inbound, signed_in=True))
    set_cookie(response, inbound, SESSION_COOKIE, name)
    return response


async def _switch(
    server: OAuthServer, inbound: Inbound, asked: Asked, form: dict[str, str]
) -> Response:
    name = cookie(inbound, SESSION_COOKIE)
    if name is not None:
        await sign_out(server.database, name)
    response = _redirect(asked.address(inbound))
    drop_cookie(response, inbound, SESSION_COOKIE)
    return response


async def _deny(
    server: OAuthServer, inbound: Inbound, asked: Asked, form: dict[str, str]
) -> Response:
    if asked.person is None:
        return _sign_in_page(inbound, asked, "")
    return _refuse(server, inbound, dict(asked.pairs), asked.client, AccessDeniedError())


async def _allow(
    server: OAuthServer, inbound: Inbound, asked: Asked, form: dict[str, str]
) -> Response:
    if asked.person is None or asked.parameter("prompt") == "login":
        return _sign_in_page(inbound, asked, "")
    now = server.clock()

    def sign(claims: dict[str, Any]) -> str:
        return sign_identity(server.keys, server.dialect, inbound.base_url, claims, now)

    rules = AuthorizeRules(server.dialect, asked.client, True, asked.person, sign)
    headers, _, _ = authorization_endpoint(rules).create_authorization_response(
        f"{inbound.base_url}{inbound.path}?{encoded(asked.pairs)}", scopes=list(asked.scopes)
    )
    if rules.code is not None:
        await _remember(server, asked, asked.person, rules.code, rules.nonce)
        if asked.redirect_uri in server.dialect.shown_codes:
            told = f"Copy this code into {asked.client.name}: {rules.code}"
            return message(inbound, 200, "Your code", told)
    return _redirect(headers["Location"])


async def _remember(
    server: OAuthServer, asked: Asked, person: Person, code_text: str, nonce: str | None
) -> None:
    now = server.clock()
    grant = Grant(
        id=uuid.uuid4(),
        kind="code",
        door=server.dialect.door,
        client_id=asked.client.client_id,
        person_id=person.id,
        scopes=asked.scopes,
        created_at=now,
    )
    code = Code(
        grant_id=grant.id,
        client_id=asked.client.client_id,
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.parameter("code_challenge"),
        nonce=nonce,
        issued_at=now,
        expires_at=now + timedelta(seconds=server.dialect.lifetimes.code),
    )
    await authorize(server.database, grant, code_text, code)


Step = Callable[[OAuthServer, Inbound, Asked, dict[str, str]], Awaitable[Response]]

STEPS: dict[str, Step] = {
    "sign_in": _sign_in,
    "switch": _switch,
    "deny": _deny,
    "allow": _allow,
}
