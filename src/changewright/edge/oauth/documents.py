"""What the server says of itself and of people: keys, discovery, user info; and signing out."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from changewright.core.errors import NotAuthenticated
from changewright.core.people import given_and_family_name
from changewright.edge.cookies import SESSION_COOKIE
from changewright.work.keys import ALGORITHM
from changewright.work.sign_in import sign_out

from .dialect import Address
from .forms import BadForm
from .inbound import Inbound, single
from .pages import cookie, drop_cookie, message
from .protocol import CHALLENGE_METHOD
from .server import OAuthServer
from .token import json_response

CACHED_SECONDS = 300
BEARER_CHALLENGE = 'Bearer realm="Changewright", error="invalid_token"'


async def keys(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """The public keys that tokens are signed with, as a JWKS."""
    caching = {"Cache-Control": f"public, max-age={CACHED_SECONDS}", "Pragma": ""}
    return json_response(server.keys.public_set(), headers=caching)


async def configuration(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """The OpenID Connect discovery document."""
    dialect, base = server.dialect, inbound.base_url
    grant_types = sorted({g for one in dialect.addresses for g in one.grant_types})
    named = {
        one.role: base + one.path for one in dialect.addresses if one.role.endswith("endpoint")
    }
    fields: dict[str, object] = {
        "issuer": base,
        **named,
        "jwks_uri": base + dialect.path_of("jwks_uri"),
        "scopes_supported": [scope.name for scope in dialect.scopes],
        "response_types_supported": list(dialect.response_types),
        "response_modes_supported": ["query", "fragment"],
        "grant_types_supported": grant_types,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "code_challenge_methods_supported": [CHALLENGE_METHOD],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "nonce", "at_hash", "name", "email"),
        ],
    }
    return json_response(fields)


async def user_info(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """Who the bearer is. A program without a person behind it has no user to tell of."""
    raw = inbound.header("authorization")
    headers = {} if raw is None else {b"authorization": raw.encode("latin-1", "replace")}
    try:
        caller = await server.authenticator.authenticate(headers)
    except NotAuthenticated as refusal:
        fields = {"error": "invalid_token", "error_description": refusal.detail}
        return json_response(fields, 401, {"WWW-Authenticate": BEARER_CHALLENGE})
    directory = await server.directory.fresh()
    person = directory.person(caller.person_id) if caller.person_id is not None else None
    if person is None:
        fields = {"error": "insufficient_scope", "error_description": "There is no user here."}
        return json_response(fields, 403)
    given, family = given_and_family_name(person.name)
    return json_response(
        {
            "sub": person.autodesk_id,
            "name": person.name,
            "given_name": given,
            "family_name": family,
            "preferred_username": person.email,
            "email": person.email,
            "email_verified": True,
        }
    )


async def logout(server: OAuthServer, inbound: Inbound, address: Address) -> Response:
    """End the browser's session, then go back to where a registered program lives, or nowhere."""
    name = cookie(inbound, SESSION_COOKIE)
    if name is not None:
        await sign_out(server.database, name)
    try:
        asked = single(inbound.query_pairs(frozenset({"post_logout_redirect_uri"})))
    except BadForm:
        asked = {}
    target = asked.get("post_logout_redirect_uri")
    if target is not None and await _is_registered(server, target):
        response: Response = RedirectResponse(target, 302, headers={"Cache-Control": "no-store"})
    else:
        response = message(inbound, 200, "Signed out", "You are signed out. You can close this.")
    drop_cookie(response, inbound, SESSION_COOKIE)
    return response


async def _is_registered(server: OAuthServer, target: str) -> bool:
    """Whether an address is one a program registered, or on the same origin as one."""
    directory = await server.directory.fresh()
    addresses = [
        uri
        for client in directory.clients.values()
        if client.active
        for uri in client.redirect_uris
    ]
    if target in addresses:
        return True
    origin = _origin(target)
    return origin is not None and origin in map(_origin, addresses)


def _origin(address: str) -> tuple[str, str] | None:
    """Scheme and host of a web address written without anything a browser might read otherwise."""
    if "\\" in address or not address.isascii() or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        return None
    return parts.scheme, parts.netloc.lower()
