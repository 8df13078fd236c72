"""A browser's session in place of a bearer token, at every door.

The session is that of the OAuth pages (`work.sign_in`): who signed in there is signed in here. Its
cookie is looked at only where no `Authorization` header is, so that the two are never mixed. It is
asked of the database on every request, by its key: to sign out, or to be made inactive, bites at
once in every process.

A browser sends cookies whoever made it ask. A request that may change something therefore brings a
token which only a page of ours can know (`csrf_token`), and must not say that it comes from
somewhere else.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from changewright.core.errors import Forbidden, NotAuthenticated
from changewright.core.people import Person
from changewright.store.engine import Database
from changewright.work.sign_in import session_of, sign_in, sign_out
from changewright.work.tokens import digest

from .auth import Caller, clock
from .cookies import SESSION_COOKIE, cookie_text, parsed_cookies, read_cookie
from .origins import is_own_origin

if TYPE_CHECKING:
    from changewright.work.directory import Directory

    from .context import Context
    from .reply import HeaderPairs

CSRF_HEADER = b"x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WEB_CLIENT_ID = "changewright-web"
"""The program in whose name the web app calls."""

ENDED = "Your session has ended. Sign in again."
ELSEWHERE = "The request comes from another site."
NO_TOKEN = "The request does not bring the X-CSRF-Token of its session."


class SignedIn(msgspec.Struct, frozen=True):
    """A browser in which somebody is signed in; `name` is the session's secret name."""

    name: str
    person: Person
    signed_in_at: datetime


class Sessions:
    """Callers by session. `scopes` are those of all operations: it is the person who asks."""

    def __init__(self, database: Database, directory: Directory, scopes: frozenset[str]) -> None:
        self._database = database
        self._directory = directory
        self.scopes = scopes

    async def caller(
        self, headers: Mapping[bytes, bytes], method: str, base_url: str
    ) -> Caller | None:
        """The caller of a request by its cookie, None where there is no such cookie.

        Raises NotAuthenticated (`session`) for a session that is over, Forbidden (`csrf`) for a
        request to change something that was not made by a page of ours.
        """
        name = session_name(headers, base_url)
        if name is None:
            return None
        found = await _signed_in(self._database, self._directory, name, clock())
        if found is None:
            raise NotAuthenticated(ENDED, reason="session")
        if method not in SAFE_METHODS:
            check_own_page(headers, base_url, name)
        person = found.person
        return Caller(
            person_id=person.id,
            person_uuid=person.uuid,
            autodesk_id=person.autodesk_id,
            client_id=WEB_CLIENT_ID,
            scopes=self.scopes,
            two_legged=False,
            token_id=UUID(bytes=digest(name)[:16]),
        )


async def _signed_in(
    database: Database, directory: Directory, name: str, now: datetime
) -> SignedIn | None:
    """The session of this name, unless it has ended or its person may no longer act."""
    session = await session_of(database, name, now)
    person = None if session is None else directory.person(session.person_id)
    if session is None or person is None or not person.active:
        return None
    return SignedIn(name, person, session.signed_in_at)


def session_name(headers: Mapping[bytes, bytes], base_url: str) -> str | None:
    """The name of the session that a request's cookie claims."""
    header = headers.get(b"cookie")
    if header is None:
        return None
    cookies = parsed_cookies(header.decode("latin-1"))
    return read_cookie(cookies, SESSION_COOKIE, base_url.startswith("https:"))


def csrf_token(name: str) -> str:
    """What requests of this session that change something must bring. Only who knows the session's
    name can work it out, and the name cannot be worked out from it."""
    made = hmac.digest(name.encode("utf-8", "surrogatepass"), b"requests of this session", "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def check_own_page(headers: Mapping[bytes, bytes], base_url: str, name: str) -> None:
    """Raises Forbidden (`csrf`) unless a page of ours sent the request, in this session."""
    check_origin(headers, base_url)
    token = headers.get(CSRF_HEADER, b"")
    if not hmac.compare_digest(csrf_token(name).encode(), token):
        raise Forbidden(NO_TOKEN, reason="csrf")


def check_origin(headers: Mapping[bytes, bytes], base_url: str) -> None:
    """Raises Forbidden (`csrf`) for a request that a page of another site made. Browsers say where
    from; what says nothing is no browser."""
    told = headers.get(b"origin") or headers.get(b"referer")
    if told is not None and not is_own_origin(told.decode("latin-1"), base_url):
        raise Forbidden(ELSEWHERE, reason="csrf")
    if headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none"):
        raise Forbidden(ELSEWHERE, reason="csrf")


async def still_calls(context: Context) -> bool:
    """Whether the caller of a request that goes on for long may still call."""
    extras, headers = context.services.extras, context.headers
    caller: Caller | None
    try:
        if context.header("authorization") is not None:
            caller = await extras["authenticator"].authenticate(headers)
        else:
            caller = await extras["sessions"].caller(headers, "GET", context.base_url)
    except NotAuthenticated:
        return False
    return caller is not None and caller.person_id == context.person.id


async def signed_in(context: Context) -> SignedIn | None:
    """Who is signed in in the browser that asks."""
    name = session_name(context.headers, context.base_url)
    if name is None:
        return None
    services = context.services
    return await _signed_in(services.ledger.database, services.directory, name, context.now)


async def open_session(context: Context, email: str, password: str) -> SignedIn:
    """Sign somebody in at the browser that asks; whatever session it had is ended, so that nobody
    can have planted it. Raises Forbidden (`csrf`), TooMany, NotAuthenticated."""
    check_origin(context.headers, context.base_url)
    database = context.services.ledger.database
    client = context.scope.get("client")
    place = client[0] if client else ""
    name, person = await sign_in(database, email, password, place, context.now)
    earlier = session_name(context.headers, context.base_url)
    if earlier is not None:
        await sign_out(database, earlier)
    return SignedIn(name, person, context.now)


def require_session(context: Context) -> str:
    """The name of the caller's session. Raises Forbidden (`session`) for a bearer token: what a
    token may do must not grow by what it makes."""
    name = session_name(context.headers, context.base_url)
    if context.header("authorization") is not None or name is None:
        raise Forbidden("Only who is signed in at a browser may do this.", reason="session")
    return name


def given(context: Context, name: str) -> HeaderPairs:
    """The header that gives the browser its session; an empty name takes it back."""
    text = cookie_text(SESSION_COOKIE, name, context.base_url.startswith("https:"))
    return ((b"set-cookie", text.encode("ascii")),)
