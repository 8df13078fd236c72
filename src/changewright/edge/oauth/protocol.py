"""The protocol's own rules, left to oauthlib; this module answers its questions from known facts.

Everything is read from the database before the library is asked and written after it has answered,
so a rule here is a look at `Facts`, never a query. The library decides the order of checks, the
error codes and the responses' form.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from oauthlib.common import Request as LibraryRequest
from oauthlib.oauth2 import (
    AuthorizationEndpoint,
    BearerToken,
    InvalidRequestError,
    RequestValidator,
)
from oauthlib.oauth2.rfc6749.errors import (
    InvalidScopeError,
    MissingCodeChallengeError,
    UnsupportedCodeChallengeMethodError,
    UnsupportedResponseTypeError,
)
from oauthlib.openid.connect.core.grant_types import (
    AuthorizationCodeGrant,
    ImplicitGrant,
)

from changewright.core.people import OAuthClient, Person
from changewright.work.keys import IDENTITY_TOKEN_TYPE, KeyRing

from .dialect import Dialect

# At debug level the library logs codes and tokens.
logging.getLogger("oauthlib").setLevel(logging.WARNING)

CHALLENGE_METHOD = "S256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
NONCE_LENGTH_MAXIMUM = 512


def person_claims(person: Person) -> dict[str, Any]:
    """What an identity token says of a person."""
    return {"sub": person.autodesk_id, "name": person.name, "email": person.email}


class Rules(RequestValidator):  # type: ignore[misc]
    """Answers common to both endpoints: the program and its scopes."""

    def __init__(self, dialect: Dialect, client: OAuthClient | None) -> None:
        super().__init__()
        self.dialect = dialect
        self.client = client

    def allowed_scopes(self) -> frozenset[str]:
        known = self.dialect.scope_names
        asked = frozenset(self.client.scopes) if self.client is not None else frozenset()
        return known & asked if asked else known

    def get_default_scopes(self, client_id: str, request: LibraryRequest) -> list[str]:
        allowed = self.allowed_scopes()
        return [scope for scope in self.dialect.given_scopes if scope in allowed]

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: object, request: LibraryRequest
    ) -> bool:
        return bool(scopes) and self.allowed_scopes().issuperset(scopes)

    def get_default_redirect_uri(self, client_id: str, request: LibraryRequest) -> str | None:
        if self.client is None or len(self.client.redirect_uris) != 1:
            return None
        return self.client.redirect_uris[0]

    def is_pkce_required(self, client_id: str, request: LibraryRequest) -> bool:
        return self.client is None or self.client.public


class AuthorizeRules(Rules):
    """Answers for the authorization endpoint. `person` is set once they have allowed it."""

    def __init__(
        self,
        dialect: Dialect,
        client: OAuthClient | None,
        signed_in: bool,
        person: Person | None = None,
        sign_identity: Callable[[dict[str, Any]], str] | None = None,
    ) -> None:
        super().__init__(dialect, client)
        self.signed_in = signed_in
        self.person = person
        self.sign_identity = sign_identity
        self.code: str | None = None
        self.nonce: str | None = None

    def validate_client_id(self, client_id: str, request: LibraryRequest) -> bool:
        request.client = self.client
        return self.client is not None and self.client.active

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: LibraryRequest
    ) -> bool:
        return self.client is not None and redirect_uri in self.client.redirect_uris

    def validate_response_type(
        self, client_id: str, response_type: str, client: object, request: LibraryRequest
    ) -> bool:
        return response_type in self.dialect.response_types

    def validate_silent_login(self, request: LibraryRequest) -> bool:
        return self.signed_in

    def validate_silent_authorization(self, request: LibraryRequest) -> bool:
        return False  # consent is never assumed

    def validate_user_match(
        self, id_token_hint: str | None, scopes: object, claims: object, request: LibraryRequest
    ) -> bool:
        return True

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: LibraryRequest
    ) -> None:
        self.code, self.nonce = code["code"], request.nonce

    def get_id_token(self, token: object, handler: object, request: LibraryRequest) -> None:
        return None

    def finalize_id_token(
        self, claims: dict[str, Any], token: object, handler: object, request: LibraryRequest
    ) -> str:
        assert self.person is not None and self.sign_identity is not None, "allowed by somebody"
        return self.sign_identity({**person_claims(self.person), **claims})


def _response_type_of(dialect: Dialect) -> Callable[[LibraryRequest], dict[str, object]]:
    def check(request: LibraryRequest) -> dict[str, object]:
        if request.response_type not in (None, *dialect.response_types):
            raise UnsupportedResponseTypeError(request=request)
        return {}

    return check


def _check_challenge(request: LibraryRequest) -> dict[str, object]:
    if request.code_challenge is None:
        if request.code_challenge_method is not None:
            raise MissingCodeChallengeError(request=request)
        return {}
    if request.code_challenge_method != CHALLENGE_METHOD:
        raise UnsupportedCodeChallengeMethodError(request=request)
    if not _CHALLENGE.fullmatch(request.code_challenge):
        raise InvalidRequestError("The code challenge is malformed.", request=request)
    return {}


def _check_nonce(request: LibraryRequest) -> dict[str, object]:
    if request.nonce is not None and len(request.nonce) > NONCE_LENGTH_MAXIMUM:
        raise InvalidRequestError("The nonce is too long.", request=request)
    if request.response_type == "id_token" and "openid" not in (request.scopes or ()):
        raise InvalidScopeError("An identity token needs the scope openid.", request=request)
    return {}


def authorization_endpoint(rules: AuthorizeRules) -> AuthorizationEndpoint:
    """The library's endpoint over these facts."""
    code = AuthorizationCodeGrant(rules)
    identity = ImplicitGrant(rules)
    for grant in (code, identity):
        grant.custom_validators.pre_auth.extend(
            (_response_type_of(rules.dialect), _check_challenge, _check_nonce)
        )
    return AuthorizationEndpoint(
        default_response_type="code",
        default_token_type=BearerToken(rules),
        response_types={"code": code, "id_token": identity},
    )


def sign_identity(
    keys: KeyRing, dialect: Dialect, issuer: str, claims: dict[str, Any], issued_at: datetime
) -> str:
    """A signed identity token."""
    seconds = int(issued_at.timestamp())
    times = {"iat": seconds, "exp": seconds + dialect.identity_token_seconds}
    return keys.sign({"iss": issuer, **claims, **times}, IDENTITY_TOKEN_TYPE)
