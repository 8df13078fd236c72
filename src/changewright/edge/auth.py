"""From a bearer token to the caller, fast: it runs on every request.

A token is checked once (signature, then the database: revoked? may its person still act?) and kept
under its digest in a bounded memory; for thirty seconds it then costs a dictionary look-up. After
that the database is asked again, so that revocation bites within a minute in every process, and at
once in the one that revoked.

Only the `Authorization` header counts here; a browser's session is `edge.sessions`' matter, and is
looked at only in a request that has no such header.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from starlette.datastructures import Headers

from changewright.core.errors import NotAuthenticated
from changewright.store.engine import Database
from changewright.work.directory import Directory
from changewright.work.keys import ACCESS_TOKEN_TYPE, BadToken, KeyRing, UnknownKey
from changewright.work.tokens import live_token

RECHECK_SECONDS = 30.0
REMEMBERED_MAXIMUM = 10_000
KEYS_RELOAD_SECONDS = 10.0


class Caller(msgspec.Struct, frozen=True):
    """Who is calling. `two_legged`: a program for itself, with no person behind it."""

    person_id: int | None
    person_uuid: UUID | None
    autodesk_id: str | None
    client_id: str
    scopes: frozenset[str]
    two_legged: bool
    token_id: UUID


def _authorization(headers: Mapping[bytes, bytes] | Headers) -> str | None:
    if isinstance(headers, Headers):
        return headers.get("authorization")
    raw = headers.get(b"authorization")
    return None if raw is None else raw.decode("latin-1")


class _Remembered(msgspec.Struct, frozen=True, gc=False):
    caller: Caller
    good_until: float


def clock() -> datetime:
    """The instant now; the one clock of identity."""
    return datetime.now(UTC)


def _refuse(reason: str) -> NotAuthenticated:
    return NotAuthenticated(REFUSALS[reason], reason=reason)


REFUSALS = {
    "missing": "The request has no access token.",
    "malformed": "The Authorization header is not a bearer token.",
    "invalid": "The access token is not valid.",
    "expired": "The access token has expired.",
    "revoked": "The access token has been revoked.",
}


class Authenticator:
    """Checks bearer tokens. One per process; `directory` is kept beside it for look-ups."""

    def __init__(
        self,
        database: Database,
        keys: KeyRing,
        directory: Directory,
        clock_seconds: Callable[[], float] = time.time,
        remembered_maximum: int = REMEMBERED_MAXIMUM,
    ) -> None:
        self.directory = directory
        self._database = database
        self._keys = keys
        self._clock = clock_seconds
        self._remembered: dict[bytes, _Remembered] = {}
        self._remembered_maximum = remembered_maximum
        self._keys_loaded_at = float("-inf")

    async def authenticate(self, headers: Mapping[bytes, bytes] | Headers) -> Caller:
        """The caller of a request, whose headers are the framework's or the server's own under
        lower-case names. Raises NotAuthenticated with `reason` missing, malformed,
        invalid, expired or revoked."""
        header = _authorization(headers)
        if header is None:
            raise _refuse("missing")
        if header[:7].lower() != "bearer ":
            raise _refuse("malformed")
        token = header[7:].strip(" ")
        key = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        remembered = self._remembered.get(key)
        if remembered is not None and self._clock() < remembered.good_until:
            return remembered.caller
        return await self._check(key, token)

    def forget(self) -> None:
        """Ask the database again about every token: something was revoked here."""
        self._remembered.clear()

    async def _check(self, key: bytes, token: str) -> Caller:
        self._remembered.pop(key, None)
        now_seconds = self._clock()
        token_id, expires_at = await self._verified(token, now_seconds)
        now = datetime.fromtimestamp(now_seconds, UTC)
        live = await live_token(self._database, token_id, now)
        if live is None:
            raise _refuse("revoked")
        caller = Caller(
            person_id=live.person_id,
            person_uuid=live.person_uuid,
            autodesk_id=live.autodesk_id,
            client_id=live.client_id,
            scopes=frozenset(live.scopes),
            two_legged=live.person_id is None,
            token_id=token_id,
        )
        while len(self._remembered) >= self._remembered_maximum:
            # Entries are made anew every half minute, so the first is the longest unasked.
            del self._remembered[next(iter(self._remembered))]
        good_until = min(float(expires_at), now_seconds + RECHECK_SECONDS)
        self._remembered[key] = _Remembered(caller, good_until)
        return caller

    async def _verified(self, token: str, now_seconds: float) -> tuple[UUID, int]:
        """The id and the end of a token that one of our keys signed."""
        try:
            try:
                claims = self._keys.verify(token, ACCESS_TOKEN_TYPE)
            except UnknownKey:
                if now_seconds - self._keys_loaded_at < KEYS_RELOAD_SECONDS:
                    raise
                self._keys_loaded_at = now_seconds
                await self._keys.load(datetime.fromtimestamp(now_seconds, UTC))
                claims = self._keys.verify(token, ACCESS_TOKEN_TYPE)
            token_id, expires_at = UUID(claims["jti"]), int(claims["exp"])
        except (BadToken, KeyError, ValueError, TypeError, AttributeError) as error:
            raise _refuse("invalid") from error
        if now_seconds >= expires_at:
            raise _refuse("expired")
        return token_id, expires_at
