"""A request as the OAuth endpoints see it, and the reading of its parameters.

Browsers and programs may send anything: parameters beyond those a protocol names are dropped,
empty ones count as absent, and what cannot be text is refused before any protocol code sees it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from starlette.requests import cookie_parser

from .dialect import FORM_MEDIA
from .forms import BadForm, Pairs, checked, read_pairs, urlencoded

AUTHORIZE_PARAMETERS = frozenset(
    {
        *("client_id", "response_type", "redirect_uri", "scope", "state", "nonce"),
        *("response_mode", "prompt", "code_challenge", "code_challenge_method", "login_hint"),
    }
)
TOKEN_PARAMETERS = frozenset(
    {
        *("grant_type", "client_id", "client_secret", "code", "redirect_uri", "code_verifier"),
        *("refresh_token", "scope", "assertion", "token", "token_type_hint"),
    }
)

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class Inbound:
    """One request. `header` takes a name in lower case; `base_url` is the server's own address as
    the client knows it, without a slash at the end; `place` the client's network address."""

    method: str
    path: str
    query: bytes
    header: Callable[[str], str | None]
    body: Callable[[], Awaitable[bytes]]
    base_url: str
    place: str

    @property
    def cookies(self) -> Mapping[str, str]:
        text = self.header("cookie")
        return cookie_parser(text) if text else {}

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https:")

    def query_pairs(self, known: frozenset[str]) -> Pairs:
        """The query's known parameters. Raises BadForm."""
        return _known(checked(urlencoded(self.query)), known)

    async def form_pairs(
        self, known: frozenset[str], media: frozenset[str] = frozenset({FORM_MEDIA})
    ) -> Pairs:
        """The known parameters of a body of one of these media types. Raises BadForm."""
        content_type = self.header("content-type") or ""
        return _known(read_pairs(content_type, await self.body(), media), known)


def _known(pairs: Pairs, known: frozenset[str]) -> Pairs:
    return [(name, value) for name, value in pairs if name in known]


def single(pairs: Pairs) -> dict[str, str]:
    """Parameters by name. Raises BadForm when one is given twice."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise BadForm(f"Duplicate {name} parameter.")
        values[name] = value
    return values


def encoded(pairs: list[tuple[str, str]]) -> str:
    """Pairs as a query string."""
    return urlencode(pairs)


def client_credentials(
    header: str | None, form: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """The id and secret a program shows, by Basic or in the form. Raises BadForm when the two
    disagree or the header cannot be read."""
    if header is None or header[:6].lower() != "basic ":
        return form.get("client_id"), form.get("client_secret")
    try:
        text = base64.b64decode(header[6:].strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise BadForm("The Authorization header is not readable.") from error
    client_id, colon, secret = text.partition(":")
    if not colon:
        raise BadForm("The Authorization header is not readable.")
    # The standard has both percent-encoded; many programs send them as they are.
    client_id, secret = (
        unquote(part) if _ESCAPE.search(part) else part for part in (client_id, secret)
    )
    if form.get("client_id", client_id) != client_id:
        raise BadForm("The form and the Authorization header name different programs.")
    return client_id, secret
