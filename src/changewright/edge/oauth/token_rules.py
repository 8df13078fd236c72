"""The token endpoint's decision: the protocol's rules over what an exchange found.

`decide_token` is handed to `work.tokens.exchange`, which runs it between claiming what was
presented and writing what was granted.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from oauthlib.common import Request as LibraryRequest
from oauthlib.oauth2 import BearerToken, ClientCredentialsGrant, OAuth2Error, TokenEndpoint
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError
from oauthlib.oauth2.rfc6749.grant_types.base import GrantTypeBase
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant, RefreshTokenGrant

from changewright.core.people import OAuthClient
from changewright.work.keys import KeyRing
from changewright.work.token_exchange import Decision, Facts
from changewright.work.tokens import Grant, access_token

from .assertions import asserted_person
from .dialect import (
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    REFRESH_TOKEN,
    Dialect,
)
from .protocol import CHALLENGE_METHOD, Rules, person_claims, sign_identity

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
GRANT_KINDS = {CLIENT_CREDENTIALS: "client", JWT_BEARER: "service"}


class TokenRules(Rules):
    """Answers for the token endpoint, from what the exchange found."""

    def __init__(self, dialect: Dialect, facts: Facts) -> None:
        super().__init__(dialect, facts.client)
        self.facts = facts
        self.granted: tuple[str, ...] | None = None

    def client_authentication_required(self, request: LibraryRequest) -> bool:
        return self.client is None or not self.client.public

    def authenticate_client(self, request: LibraryRequest) -> bool:
        request.client = self.client
        return self.facts.proven

    def authenticate_client_id(self, client_id: str, request: LibraryRequest) -> bool:
        request.client = self.client
        return self.facts.proven

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: OAuthClient, request: LibraryRequest
    ) -> bool:
        return not client.public or grant_type in (AUTHORIZATION_CODE, REFRESH_TOKEN)

    def _usable(self) -> bool:
        """What was presented has a successor, and its family and person may go on."""
        grant, person = self.facts.grant, self.facts.person
        return (
            self.facts.refresh_token is not None
            and grant is not None
            and grant.revoked_at is None
            and grant.door == self.dialect.door
            and person is not None
            and person.active
        )

    def validate_code(
        self, client_id: str, code: str, client: OAuthClient, request: LibraryRequest
    ) -> bool:
        known = self.facts.code
        if known is None or not self._usable() or known.expires_at <= self.facts.now:
            return False
        if known.code_challenge is None and request.code_verifier is not None:
            return False  # somebody took the challenge away on the way here (RFC 9700 §2.1.1)
        assert self.facts.grant is not None, "usable"
        request.scopes, request.user = list(self.facts.grant.scopes), self.facts.person
        return known.client_id == client_id

    def get_code_challenge(self, code: str, request: LibraryRequest) -> str | None:
        return self.facts.code.code_challenge if self.facts.code is not None else None

    def get_code_challenge_method(self, code: str, request: LibraryRequest) -> str:
        return CHALLENGE_METHOD

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: object, request: LibraryRequest
    ) -> bool:
        return self.facts.code is not None and redirect_uri == self.facts.code.redirect_uri

    def get_authorization_code_nonce(
        self, client_id: str, code: str, redirect_uri: str, request: LibraryRequest
    ) -> str | None:
        return self.facts.code.nonce if self.facts.code is not None else None

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: LibraryRequest
    ) -> None:
        """The exchange has claimed it already."""

    def validate_refresh_token(
        self, refresh_token: str, client: OAuthClient, request: LibraryRequest
    ) -> bool:
        used = self.facts.presented_token
        if used is None or not self._usable():
            return False
        return used.refresh_expires_at is None or used.refresh_expires_at > self.facts.now

    def get_original_scopes(self, refresh_token: str, request: LibraryRequest) -> list[str]:
        return list(self.facts.grant.scopes) if self.facts.grant is not None else []

    def is_within_original_scope(
        self, scopes: list[str], refresh_token: str, request: LibraryRequest
    ) -> bool:
        original = self.get_original_scopes(refresh_token, request)
        return all(self.dialect.holds(original, scope) for scope in scopes)

    def save_bearer_token(self, token: object, request: LibraryRequest) -> None:
        self.granted = tuple(request.scopes)

    def refresh_id_token(self, request: LibraryRequest) -> bool:
        return True

    def get_id_token(self, token: object, handler: object, request: LibraryRequest) -> None:
        return None

    def finalize_id_token(
        self, claims: dict[str, Any], token: object, handler: object, request: LibraryRequest
    ) -> str:
        assert self.facts.person is not None, "a code or refresh token has its person"
        request.identity_claims = {**person_claims(self.facts.person), **claims}
        return ""  # signed by the caller, who has the key and the times


class ServiceAccountGrant(GrantTypeBase):  # type: ignore[misc]
    """A program speaks for a service account with an assertion that account's key has signed."""

    def __init__(self, rules: TokenRules, audiences: frozenset[str]) -> None:
        super().__init__(rules)
        self.audiences = audiences

    def create_token_response(
        self, request: LibraryRequest, token_handler: BearerToken
    ) -> tuple[dict[str, str], str, int]:
        headers = self._get_default_headers()
        try:
            self.validate_client_authentication(request)
            self.validate_grant_type(request)
            facts = self.request_validator.facts
            assertion = getattr(request, "assertion", None)
            facts.person = asserted_person(assertion, facts, self.audiences)
            if facts.person is None:
                raise InvalidGrantError("The assertion is not valid.", request=request)
            self.validate_scopes(request)
        except OAuth2Error as error:
            headers.update(error.headers)
            return headers, error.json, error.status_code
        token = token_handler.create_token(request, refresh_token=False)
        self.request_validator.save_token(token, request)
        return headers, json.dumps(token), 200


def _check_verifier(request: LibraryRequest) -> None:
    if request.code_verifier is not None and not _VERIFIER.fullmatch(request.code_verifier):
        raise InvalidGrantError("The code verifier is malformed.", request=request)


def decide_token(
    dialect: Dialect,
    keys: KeyRing,
    issuer: str,
    audiences: frozenset[str],
    parameters: list[tuple[str, str]],
    facts: Facts,
) -> Decision:
    """The protocol's answer to a token request over what is known. Pure but for the signing."""
    if dialect.service_client_is_person and facts.client is not None and facts.grant is None:
        facts.person = facts.service_people.get(facts.client.service_person_id or 0)
    rules = TokenRules(dialect, facts)
    code, refresh = AuthorizationCodeGrant(rules), RefreshTokenGrant(rules)
    code.custom_validators.pre_token.append(_check_verifier)
    handlers = {
        AUTHORIZATION_CODE: code,
        REFRESH_TOKEN: refresh,
        CLIENT_CREDENTIALS: ClientCredentialsGrant(rules),
        JWT_BEARER: ServiceAccountGrant(rules, audiences),
    }
    issued = _Issued(dialect, keys, issuer, facts)
    handler = BearerToken(
        rules,
        token_generator=issued.access,
        refresh_token_generator=issued.refresh,
        expires_in=issued.expires_in,
    )
    endpoint = TokenEndpoint(
        default_grant_type=AUTHORIZATION_CODE, default_token_type=handler, grant_types=handlers
    )
    headers, body, status = endpoint.create_token_response(
        uri="", http_method="POST", body=parameters, headers={}
    )
    if rules.granted is None or status != 200:
        return Decision(status, headers, body)
    fields = issued.complete(json.loads(body))
    return Decision(
        status=status,
        headers=headers,
        body=json.dumps({name: fields[name] for name in dialect.response_fields if name in fields}),
        scopes=rules.granted,
        new_grant=issued.new_grant,
        refreshable="refresh_token" in fields,
    )


class _Issued:
    """Makes what a granted request is given."""

    def __init__(self, dialect: Dialect, keys: KeyRing, issuer: str, facts: Facts) -> None:
        self.dialect, self.keys, self.issuer, self.facts = dialect, keys, issuer, facts
        self.new_grant: Grant | None = None
        self.identity_claims: dict[str, Any] | None = None
        self.request: LibraryRequest | None = None

    def expires_in(self, request: LibraryRequest) -> int:
        """A token counts whole seconds, so a new one has its whole lifetime."""
        left = self.facts.draft.access_expires_at - self.facts.now.replace(microsecond=0)
        return max(1, int(left.total_seconds()))

    def access(self, request: LibraryRequest) -> str:
        self.request = request
        facts = self.facts
        grant = facts.grant or self._begin(request)
        scopes = facts.draft.scopes if facts.repeated else tuple(request.scopes)
        token = msgspec.structs.replace(facts.draft, scopes=scopes, grant_id=grant.id)
        return access_token(self.keys, token, grant, facts.person, self.issuer)

    def refresh(self, request: LibraryRequest) -> str | None:
        return self.facts.refresh_token

    def _begin(self, request: LibraryRequest) -> Grant:
        """A request that is its own authorization."""
        facts = self.facts
        assert facts.client is not None, "authenticated"
        self.new_grant = Grant(
            id=facts.draft.grant_id,
            kind=GRANT_KINDS[request.grant_type],
            door=self.dialect.door,
            client_id=facts.client.client_id,
            person_id=facts.person.id if facts.person is not None else None,
            scopes=tuple(request.scopes),
            created_at=facts.now,
        )
        return self.new_grant

    def complete(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The response with its type and time, and with its identity token signed, where one was
        asked for."""
        fields["token_type"] = self.dialect.token_type
        fields["created_at"] = int(self.facts.draft.issued_at.timestamp())
        claims = getattr(self.request, "identity_claims", None)
        if claims is None:
            fields.pop("id_token", None)
            return fields
        fields["id_token"] = sign_identity(
            self.keys, self.dialect, self.issuer, claims, self.facts.draft.issued_at
        )
        return fields
