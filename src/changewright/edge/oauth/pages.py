"""The pages people see: sign-in, consent, and what went wrong. Plain HTML, no script.

The style stands in the page and is allowed by its digest; nothing else may load. A page may not be
framed and is not stored. Its forms carry a token bound to a cookie and are taken only from this
server's own origin.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from changewright.edge.cookies import SESSION_COOKIE, cookie_text, read_cookie
from changewright.edge.origins import is_own_origin

from .inbound import Inbound

FORM_COOKIE = "changewright_form"
FORM_COOKIE_BYTES = 24

_templates = Environment(
    loader=PackageLoader("changewright.edge.oauth"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _style() -> str:
    assert _templates.loader is not None, "given above"
    return _templates.loader.get_source(_templates, "style.css")[0]


STYLE = _style()
STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def cookie(inbound: Inbound, name: str) -> str | None:
    """One of our cookies."""
    return read_cookie(inbound.cookies, name, inbound.secure)


def set_cookie(response: Response, inbound: Inbound, name: str, value: str) -> None:
    """Give the browser a host-only cookie that no script can read."""
    response.headers.append("set-cookie", cookie_text(name, value, inbound.secure))


def drop_cookie(response: Response, inbound: Inbound, name: str) -> None:
    """Take a cookie back."""
    set_cookie(response, inbound, name, "")


def form_token(form_cookie: str, session: str | None) -> str:
    """What a form must bring: only a page shown in this browser, to this sign-in, has it."""
    made = hmac.digest(form_cookie.encode(), f"form {session or ''}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def form_is_ours(inbound: Inbound, token: str | None) -> bool:
    """Whether a form was sent from one of our own pages, shown in this browser."""
    form_cookie = cookie(inbound, FORM_COOKIE)
    if form_cookie is None or token is None or not _same_origin(inbound):
        return False
    expected = form_token(form_cookie, cookie(inbound, SESSION_COOKIE))
    return hmac.compare_digest(expected.encode(), token.encode("utf-8", "surrogatepass"))


def _same_origin(inbound: Inbound) -> bool:
    return is_own_origin(inbound.header("origin") or inbound.header("referer"), inbound.base_url)


def page(
    inbound: Inbound,
    template: str,
    status: int = 200,
    forms_go_anywhere: bool = False,
    **values: Any,
) -> Response:
    """A page with its protections.

    `forms_go_anywhere`: its form's answer redirects to another site, which browsers would take for
    a form sent there.
    """
    form_cookie = cookie(inbound, FORM_COOKIE)
    fresh = form_cookie is None
    form_cookie = form_cookie or secrets.token_urlsafe(FORM_COOKIE_BYTES)
    html = _templates.get_template(template).render(
        style=Markup(STYLE),  # our own file; its digest is in the policy
        form_token=form_token(form_cookie, cookie(inbound, SESSION_COOKIE)),
        **values,
    )
    policy = f"default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; base-uri 'none'"
    policy += "; frame-ancestors 'none'" + ("" if forms_go_anywhere else "; form-action 'self'")
    response = HTMLResponse(
        html,
        status,
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        },
    )
    if fresh:
        set_cookie(response, inbound, FORM_COOKIE, form_cookie)
    return response


def message(inbound: Inbound, status: int, title: str, text: str) -> Response:
    """A page that only says something."""
    return page(inbound, "message.html", status, title=title, text=text)
