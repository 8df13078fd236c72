"""Autodesk's OAuth: its addresses, lifetimes and scopes (autodesk.md §7.1 [doc]).

The v1 addresses are those old samples and Postman collections use; they take the same parameters
and give the same answers as v2's. `/userinfo` stands on a host of its own at Autodesk.
"""

from __future__ import annotations

from changewright.edge.oauth.authorize import authorization
from changewright.edge.oauth.dialect import (
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    REFRESH_TOKEN,
    Address,
    Dialect,
    Scope,
)
from changewright.edge.oauth.documents import configuration, keys, logout, user_info
from changewright.edge.oauth.token import introspect, revoke, token
from changewright.work.tokens import Lifetimes

DAY_SECONDS = 24 * 60 * 60

ADDRESSES = (
    Address(
        path="/authentication/v2/authorize",
        methods=("GET", "POST"),
        endpoint=authorization,
        operation_id="authorize",
        summary="Ask a person to allow a program",
        role="authorization_endpoint",
    ),
    Address(
        path="/authentication/v2/token",
        methods=("POST",),
        endpoint=token,
        operation_id="gettoken",
        summary="Exchange a code, refresh token, assertion or secret for tokens",
        grant_types=(AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS, JWT_BEARER),
        role="token_endpoint",
    ),
    Address(
        path="/authentication/v2/revoke",
        methods=("POST",),
        endpoint=revoke,
        operation_id="revoke",
        summary="Revoke a token",
        role="revocation_endpoint",
    ),
    Address(
        path="/authentication/v2/introspect",
        methods=("POST",),
        endpoint=introspect,
        operation_id="introspecttoken",
        summary="Ask what a token stands for",
        role="introspection_endpoint",
    ),
    Address(
        path="/authentication/v2/keys",
        methods=("GET",),
        endpoint=keys,
        operation_id="getkeys",
        summary="The keys that tokens are signed with",
        role="jwks_uri",
    ),
    Address(
        path="/.well-known/openid-configuration",
        methods=("GET",),
        endpoint=configuration,
        operation_id="getoidcspec",
        summary="The OpenID Connect discovery document",
    ),
    Address(
        path="/authentication/v2/logout",
        methods=("GET",),
        endpoint=logout,
        operation_id="logout",
        summary="Sign the browser out",
        role="end_session_endpoint",
    ),
    Address(
        path="/userinfo",
        methods=("GET",),
        endpoint=user_info,
        operation_id="getuserinfo",
        summary="Who the bearer of a token is",
        role="userinfo_endpoint",
    ),
    Address(
        path="/authentication/v1/authorize",
        methods=("GET", "POST"),
        endpoint=authorization,
        operation_id="authorize_v1",
        summary="Ask a person to allow a program (old address)",
    ),
    Address(
        path="/authentication/v1/gettoken",
        methods=("POST",),
        endpoint=token,
        operation_id="gettoken_v1",
        summary="Exchange a code for tokens (old address)",
        grant_types=(AUTHORIZATION_CODE,),
    ),
    Address(
        path="/authentication/v1/refreshtoken",
        methods=("POST",),
        endpoint=token,
        operation_id="refreshtoken_v1",
        summary="Exchange a refresh token for tokens (old address)",
        grant_types=(REFRESH_TOKEN,),
    ),
    Address(
        path="/authentication/v1/authenticate",
        methods=("POST",),
        endpoint=token,
        operation_id="authenticate_v1",
        summary="A token for a program itself (old address)",
        grant_types=(CLIENT_CREDENTIALS,),
    ),
)

SCOPES = (
    Scope("data:read", "see the cost data of your projects"),
    Scope("data:write", "change cost data and act on change orders"),
    Scope("data:create", "create records and attach files"),
    Scope("account:read", "see your account's projects, companies and people"),
    Scope("openid", "know who you are"),
    Scope("user-profile:read", "see your name and email address"),
    # The vendor's viewer reads with what a program narrows its own token to.
    Scope("viewables:read", part_of="data:read"),
    # Asked for by programs that use Autodesk's other services too; nothing here needs them.
    *(
        Scope(name)
        for name in (
            *("data:search", "account:write", "code:all"),
            *("bucket:create", "bucket:read", "bucket:update", "bucket:delete"),
            *("user:read", "user:write"),
        )
    ),
)

AUTODESK = Dialect(
    door="acc",
    addresses=ADDRESSES,
    lifetimes=Lifetimes(code=300, access=3599, refresh=15 * DAY_SECONDS),
    identity_token_seconds=3600,
    scopes=SCOPES,
    response_fields=("token_type", "expires_in", "refresh_token", "access_token", "id_token"),
)
