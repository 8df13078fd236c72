"""The way to the provider and back, for the browser that asks.

What must be remembered between the two is one random text in a cookie of its own; state, nonce and
PKCE verifier are derived from it with this server's key, so nothing is stored and any process can
answer. The state carries, authenticated, where in the app to go on: a path of the app and never
another place. Whatever goes wrong ends at the app's sign-in page with one of a few words.

Nobody comes into being by signing in: the provider's verified address must be that of a person who
is here already and may act.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from changewright.core.errors import NotAuthenticated, NotFound, TooMany
from changewright.edge.context import Context
from changewright.edge.cookies import cookie_text, parsed_cookies, read_cookie
from changewright.edge.logs import log
from changewright.edge.reply import HeaderPairs, Reply
from changewright.edge.sessions import given, session_name
from changewright.work.sign_in import count_at, sign_in_as, sign_out

from .provider import IdentityError, Provider, ProviderError

PROVIDER: Final = "oidc"
"""The key of `Services.extras` for the provider."""

START_PATH, BACK_PATH = "/web/v1/oidc/start", "/web/v1/oidc/back"
HOME, SIGN_IN_PATH = "/app/", "/app/signin"
SEED_COOKIE = "changewright_oidc"
SEED_BYTES = 32
MINUTES = 10
NEXT_LENGTH_MAXIMUM = 1000
CODE_LENGTH_MAXIMUM = 4096
SEE_OTHER = 303

PROBLEMS = ("refused", "expired", "unavailable", "unverified", "unknown", "too-many")
"""What the sign-in page is told in `problem`."""


async def start(context: Context, after: str | None) -> Reply:
    """Send the browser to the provider. `after`: where in the app to go on."""
    provider = _provider(context)
    seed = f"{int(context.now.timestamp())}-{secrets.token_urlsafe(SEED_BYTES)}"
    going = safe_next(after)
    try:
        address = await provider.sign_in_address(
            context.base_url + BACK_PATH,
            _state(context, seed, going),
            _derived(context, seed, "nonce"),
            _challenge(_derived(context, seed, "verifier")),
        )
    except ProviderError as error:
        log.error("the identity provider does not answer", reason=str(error))
        return _failed(context, "unavailable")
    return _redirect(address, _seed_cookie(context, seed))


async def back(context: Context, parameters: dict[str, str]) -> Reply:
    """The browser comes back with a code: sign its person in."""
    provider = _provider(context)
    seed = _seed(context)
    going = None if seed is None else _going(context, seed, parameters.get("state", ""))
    if seed is None or going is None:
        return _failed(context, "expired")
    code = parameters.get("code", "")
    if "error" in parameters or not 0 < len(code) <= CODE_LENGTH_MAXIMUM:
        return _failed(context, "refused")
    database, client = context.services.ledger.database, context.scope.get("client")
    place = client[0] if client else ""
    try:
        await count_at(database, place, context.now)
        identity = await provider.identity(
            code,
            context.base_url + BACK_PATH,
            _derived(context, seed, "verifier"),
            _derived(context, seed, "nonce"),
        )
        if not identity.is_verified:
            return _failed(context, "unverified")
        name, _ = await sign_in_as(database, identity.email, place, context.now)
    except TooMany:
        return _failed(context, "too-many")
    except NotAuthenticated:
        return _failed(context, "unknown")
    except IdentityError as error:
        log.warning("an identity was not believed", reason=str(error))
        return _failed(context, "refused")
    except ProviderError as error:
        log.error("the identity provider does not answer", reason=str(error))
        return _failed(context, "unavailable")
    earlier = session_name(context.headers, context.base_url)
    if earlier is not None:
        await sign_out(database, earlier)
    return _redirect(going, (*given(context, name), *_seed_cookie(context, "")))


def safe_next(path: str | None) -> str:
    """A path of the app, or its home: never another place, whatever a browser reads into it."""
    if not path or len(path) > NEXT_LENGTH_MAXIMUM or not path.isascii() or not path.isprintable():
        return HOME
    parts = urlsplit(path) if "\\" not in path else None
    if parts is None or parts.scheme or parts.netloc or not path.startswith(HOME):
        return HOME
    return path


def _provider(context: Context) -> Provider:
    provider = context.services.extras.get(PROVIDER)
    if provider is None:
        raise NotFound("No provider of identities is configured here.")
    return provider


def _failed(context: Context, problem: str) -> Reply:
    assert problem in PROBLEMS
    return _redirect(f"{SIGN_IN_PATH}?problem={problem}", _seed_cookie(context, ""))


def _redirect(address: str, headers: HeaderPairs) -> Reply:
    return Reply(b"", SEE_OTHER, ((b"location", address.encode("ascii")), *headers))


# -- what is remembered meanwhile -----------------------------------------------------------------


def _seed_cookie(context: Context, seed: str) -> HeaderPairs:
    text = cookie_text(SEED_COOKIE, seed, context.base_url.startswith("https:"))
    return ((b"set-cookie", text.encode("ascii")),)


def _seed(context: Context) -> str | None:
    """What the browser remembers of its way there, unless it took too long."""
    cookies = parsed_cookies(context.header("cookie"))
    seed = read_cookie(cookies, SEED_COOKIE, context.base_url.startswith("https:"))
    began = (seed or "").partition("-")[0]
    if seed is None or not (began.isascii() and began.isdigit()) or len(began) > 12:
        return None
    age = context.now.timestamp() - int(began)
    return seed if -60 <= age <= MINUTES * 60 else None


def _derived(context: Context, seed: str, purpose: str) -> str:
    key = context.services.extras["keys"].derived(PROVIDER)
    made = hmac.digest(key, f"{purpose}\n{seed}".encode("utf-8", "surrogatepass"), "sha256")
    return _text(made)


def _state(context: Context, seed: str, going: str) -> str:
    return f"{_text(going.encode())}.{_derived(context, seed, f'state {going}')}"


def _going(context: Context, seed: str, state: str) -> str | None:
    """Where to go on, from a state that we gave this browser; None for any other."""
    first = state.partition(".")[0]
    try:
        padded = first + "=" * (-len(first) % 4)
        going = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    wanted = _state(context, seed, going)
    same = hmac.compare_digest(wanted.encode(), state.encode("utf-8", "surrogatepass"))
    return safe_next(going) if same else None


def _challenge(verifier: str) -> str:
    return _text(hashlib.sha256(verifier.encode("ascii")).digest())


def _text(made: bytes) -> str:
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
