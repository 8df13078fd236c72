"""The cookies this server gives out: host-only, unreadable to scripts, never sent from afar.

One place says how they are named and what flags they carry, for the pages of OAuth and for the web
app alike: it is the same session in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import SimpleCookie

from starlette.requests import cookie_parser

SESSION_COOKIE = "changewright_session"
COOKIE_LENGTH_MAXIMUM = 200


def cookie_name(name: str, secure: bool) -> str:
    """The prefix makes a browser refuse the cookie from any other host or over plain HTTP."""
    return f"__Host-{name}" if secure else name


def read_cookie(cookies: Mapping[str, str], name: str, secure: bool) -> str | None:
    """One of our cookies among all that came; None for what is too long to be one."""
    value = cookies.get(cookie_name(name, secure))
    return value if value and len(value) <= COOKIE_LENGTH_MAXIMUM else None


def parsed_cookies(header: str | None) -> Mapping[str, str]:
    """What a `Cookie` header holds."""
    return cookie_parser(header) if header else {}


def cookie_text(name: str, value: str, secure: bool) -> str:
    """The `Set-Cookie` that gives a browser a cookie; with an empty value it takes it back."""
    given: SimpleCookie = SimpleCookie()
    given[cookie_name(name, secure)] = value
    morsel = given[cookie_name(name, secure)]
    morsel["path"] = "/"
    morsel["httponly"] = True
    morsel["samesite"] = "lax"
    if secure:
        morsel["secure"] = True
    if not value:
        morsel["max-age"] = 0
        morsel["expires"] = "Thu, 01 Jan 1970 00:00:00 GMT"
    return morsel.OutputString()
