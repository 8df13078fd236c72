"""The keys that sign tokens: made once, shared through the database, published as a JWKS.

One algorithm, RS256, is pinned in signing and in checking; what a token's own header says about
its algorithm is only ever compared. RS256 gives the same bytes for the same claims, so a repeated
token request can be answered with the very same token.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from datetime import datetime
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from changewright.store import write_identity
from changewright.store.engine import Database

ALGORITHM = "RS256"
KEY_SIZE_BITS = 2048
TOKEN_LENGTH_MAXIMUM = 8192
ACCESS_TOKEN_TYPE = "at+jwt"  # so that no identity token passes for an access token
IDENTITY_TOKEN_TYPE = "JWT"


class BadToken(Exception):
    """A token that nobody here signed, or that is not a token. Says nothing of what was wrong."""


class UnknownKey(BadToken):
    """Signed by a key this process does not know, perhaps not yet."""


class TokenHeader(msgspec.Struct):
    """The part of a token's header that is looked at."""

    alg: str
    kid: str
    typ: str = ""


class KeyRing:
    """The signing keys as this process knows them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._newest: RSAKey | None = None
        self._oldest_text = ""
        self._keys: dict[str, RSAKey] = {}

    async def load(self, now: datetime) -> None:
        """Read the keys; make the first one if there is none."""
        async with self._database.connection() as connection:
            rows = await write_identity.signing_keys(connection)
        if rows:
            self._take(rows)
        else:
            await self._add(now, only_first=True)

    async def rotate(self, now: datetime) -> None:
        """Sign with a new key from now on; tokens signed with the old ones stay good."""
        await self._add(now, only_first=False)

    async def _add(self, now: datetime, *, only_first: bool) -> None:
        key = await asyncio.to_thread(RSAKey.generate_key, KEY_SIZE_BITS, None, True, False)
        text = msgspec.json.encode(key.as_dict(private=True)).decode()
        async with self._database.connection() as connection:
            rows = await write_identity.add_signing_key(
                connection, key.thumbprint(), text, now, only_first=only_first
            )
        self._take(rows)

    def _take(self, rows: list[write_identity.SigningKeyRow]) -> None:
        for row in rows:
            if row.key_id not in self._keys:
                self._keys[row.key_id] = key_from(row.private_jwk, row.key_id)
        self._oldest_text = rows[-1].private_jwk
        active = next(row for row in rows if row.retired_at is None)
        self._newest = self._keys[active.key_id]

    @property
    def loaded(self) -> bool:
        return self._newest is not None

    def derived(self, purpose: str) -> bytes:
        """A secret of this server for one purpose, the same in every process and for good: made of
        the oldest key, which `rotate` leaves. The ring must be loaded."""
        assert self._oldest_text, "load the keys before deriving from them"
        return hmac.digest(self._oldest_text.encode(), purpose.encode(), "sha256")

    def sign(self, claims: dict[str, Any], token_type: str) -> str:
        """A signed token. The ring must be loaded."""
        assert self._newest is not None, "load the keys before signing"
        header = {"alg": ALGORITHM, "kid": self._newest.kid, "typ": token_type}
        return jwt.encode(header, claims, self._newest, algorithms=[ALGORITHM], default_type=None)

    def verify(self, token: str, token_type: str) -> dict[str, Any]:
        """The claims of a token that one of our keys signed; its times are not looked at.

        Raises UnknownKey for another key, BadToken for everything else that is wrong.
        """
        header = token_header(token)
        if header.alg != ALGORITHM or header.typ != token_type:
            raise BadToken
        key = self._keys.get(header.kid)
        if key is None:
            raise UnknownKey
        return verified_claims(token, key)

    def public_set(self) -> dict[str, Any]:
        """The JSON Web Key Set: public halves only."""
        return {
            "keys": [
                {**key.as_dict(private=False), "kid": key_id, "use": "sig", "alg": ALGORITHM}
                for key_id, key in self._keys.items()
            ]
        }


def key_from(jwk: str, key_id: str) -> RSAKey:
    """An RSA key from its JSON text. Raises ValueError for anything else."""
    try:
        return RSAKey.import_key(msgspec.json.decode(jwk, type=dict[str, Any]), {"kid": key_id})
    except (msgspec.MsgspecError, JoseError, TypeError, KeyError) as error:
        raise ValueError("not an RSA key as JSON") from error


def new_key_pair() -> tuple[str, str]:
    """A new key: its private half as PEM (PKCS 8), its public half as PEM."""
    key = RSAKey.generate_key(KEY_SIZE_BITS)
    return key.as_pem(private=True).decode(), key.as_pem(private=False).decode()


def public_jwk_of(text: str) -> str:
    """The public half of an RSA key, given as PEM or as JWK, as JSON text. Raises ValueError for
    anything else, for a private half, and for a key that is too short to be trusted."""
    try:
        given = msgspec.json.decode(text) if text.lstrip().startswith("{") else text.encode()
        key = RSAKey.import_key(given)
    except (msgspec.MsgspecError, JoseError, TypeError, KeyError, ValueError) as error:
        raise ValueError("this is not an RSA key as PEM or JWK") from error
    if key.is_private:
        raise ValueError("this is a private key; only its public half belongs here")
    if key.raw_value.key_size < KEY_SIZE_BITS:
        raise ValueError(f"a key has {KEY_SIZE_BITS} bits or more")
    return msgspec.json.encode(key.as_dict(private=False)).decode()


def token_header(token: str) -> TokenHeader:
    """The header of a compact token, unchecked. Raises BadToken."""
    if len(token) > TOKEN_LENGTH_MAXIMUM or token.count(".") != 2:
        raise BadToken
    first = token.split(".", 1)[0]
    try:
        text = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(text, type=TokenHeader)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadToken from error


def verified_claims(token: str, key: RSAKey) -> dict[str, Any]:
    """The claims of a token signed by this key with the pinned algorithm. Raises BadToken."""
    try:
        return jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError) as error:
        raise BadToken from error
