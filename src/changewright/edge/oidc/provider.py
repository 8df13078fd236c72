"""The provider of identities that the operator named: found, asked, and not believed unchecked.

Its description and keys are read when they are first needed and now and then again. Nothing it
answers is followed elsewhere: redirects are refused, addresses must be https (plain http only on
this machine), bodies are small. An identity token counts when one of its keys signed it, with an
algorithm from a fixed list, for this client, in answer to this very request.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "PS256", "ES256")
KEY_TYPES = frozenset({"RSA", "EC"})
SCOPES = "openid email profile"
TIMEOUT_SECONDS = 10
BODY_MAXIMUM = 1 << 20
KNOWN_SECONDS = 3600.0
KEYS_RELOAD_SECONDS = 30.0
CLOCK_SKEW_SECONDS = 60
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ProviderError(Exception):
    """The provider cannot be asked, or answered what nobody can use."""


class IdentityError(Exception):
    """The identity token is not to be believed."""


class Described(msgspec.Struct, frozen=True):
    """What is used of a provider's description (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Answered(msgspec.Struct, frozen=True):
    """What is used of a token response."""

    id_token: str


class Identity(msgspec.Struct, frozen=True):
    """Who the provider says somebody is. `is_verified`: it vouches for the address."""

    email: str
    is_verified: bool


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def is_safe(address: str) -> bool:
    """Whether an address may be asked: https, or this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


class Provider:
    """One provider, and this server's registration there. One per process."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        clock_seconds: Callable[[], float] = time.time,
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock_seconds
        self._lock = asyncio.Lock()
        self._described: Described | None = None
        self._described_at = float("-inf")
        self._keys: KeySet | None = None
        self._keys_at = float("-inf")

    async def sign_in_address(
        self, redirect_uri: str, state: str, nonce: str, challenge: str
    ) -> str:
        """Where a browser is sent to sign in. Raises ProviderError."""
        described = await self._description()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPES,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = described.authorization_endpoint
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"

    async def identity(self, code: str, redirect_uri: str, verifier: str, nonce: str) -> Identity:
        """Who signed in, for the code the browser brought. Raises ProviderError, IdentityError."""
        described = await self._description()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"accept": "application/json"}
        basic = "client_secret_basic" in described.token_endpoint_auth_methods_supported
        if self._client_secret and basic:
            pair = f"{quote(self._client_id, '')}:{quote(self._client_secret, '')}"
            headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form["client_id"] = self._client_id
            if self._client_secret:
                form["client_secret"] = self._client_secret
        body = await _asked(described.token_endpoint, headers, urlencode(form).encode())
        claims = await self._verified(_read(body, Answered).id_token, described)
        return self._identity(claims, described, nonce)

    # What the provider says of itself

    async def _description(self) -> Described:
        async with self._lock:
            if self._described is None or self._clock() - self._described_at > KNOWN_SECONDS:
                address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
                found = _read(await _asked(address), Described)
                places = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
                if found.issuer != self.issuer or not all(map(is_safe, places)):
                    raise ProviderError("it describes another issuer, or unsafe addresses")
                self._described, self._described_at = found, self._clock()
            return self._described

    async def _verified(self, token: str, described: Described) -> dict[str, Any]:
        """The claims of a token that one of the provider's keys signed; keys it has changed since
        are read once more."""
        for again in (False, True):
            keys = await self._key_set(described, again=again)
            try:
                return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError, TypeError, KeyError) as error:
                if again:
                    raise IdentityError("nobody known signed the identity token") from error
        raise AssertionError("the second turn answers or raises")

    async def _key_set(self, described: Described, *, again: bool) -> KeySet:
        async with self._lock:
            age = self._clock() - self._keys_at
            if self._keys is None or age > (KEYS_RELOAD_SECONDS if again else KNOWN_SECONDS):
                found = _read(await _asked(described.jwks_uri), dict[str, Any]).get("keys")
                usable = [
                    key
                    for key in (found if isinstance(found, list) else [])
                    if isinstance(key, dict)
                    and key.get("kty") in KEY_TYPES
                    and key.get("use", "sig") == "sig"
                ]
                try:
                    self._keys = KeySet.import_key_set({"keys": usable})
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    raise ProviderError("its keys cannot be read") from error
                self._keys_at = self._clock()
            return self._keys

    def _identity(self, claims: Mapping[str, Any], described: Described, nonce: str) -> Identity:
        """Raises IdentityError unless the token is the answer to our own request."""
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        azp = claims.get("azp", self._client_id)
        now, ends_at = self._clock(), claims.get("exp")
        begins_at = claims.get("nbf", claims.get("iat"))
        said = claims.get("nonce")
        told = (
            claims.get("iss") == described.issuer,
            self._client_id in audiences and azp == self._client_id,
            len(audiences) == 1 or "azp" in claims,
            isinstance(ends_at, int | float) and now < ends_at + CLOCK_SKEW_SECONDS,
            isinstance(begins_at, int | float) and begins_at <= now + CLOCK_SKEW_SECONDS,
            isinstance(said, str) and hmac.compare_digest(said.encode(), nonce.encode()),
        )
        if not all(told):
            raise IdentityError("the identity token is for somebody or something else")
        email = claims.get("email")
        if not isinstance(email, str) or not email:
            raise IdentityError("the identity token names no email address")
        return Identity(email, claims.get("email_verified") is True)


def _read(body: bytes, type_: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=type_)
    except msgspec.MsgspecError as error:
        raise ProviderError("it answered something else than asked") from error


async def _asked(
    address: str, headers: Mapping[str, str] | None = None, form: bytes | None = None
) -> bytes:
    return await asyncio.to_thread(_ask, address, headers or {}, form)


def _ask(address: str, headers: Mapping[str, str], form: bytes | None) -> bytes:
    if not is_safe(address):
        raise ProviderError("its address is neither https nor on this machine")
    request = urllib.request.Request(address, form, dict(headers))
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            body: bytes = answer.read(BODY_MAXIMUM + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        # A refusal's body may repeat the code that was sent: it is not told.
        raise ProviderError(f"{type(error).__name__} at {urlsplit(address).path}") from None
    if len(body) > BODY_MAXIMUM:
        raise ProviderError("its answer is too large")
    return body
