"""The session of the browser that asks: who is signed in, signing in, signing out."""

from __future__ import annotations

from uuid import UUID

from changewright import __version__
from changewright.core.errors import NotAuthenticated
from changewright.edge import bodies, sessions
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.oidc.flow import PROVIDER, START_PATH
from changewright.edge.reply import HeaderPairs, Reply
from changewright.edge.sessions import SignedIn
from changewright.work.first_run import is_untouched
from changewright.work.sign_in import sign_out

from ..reading import View, encode


class SessionPersonView(View):
    """Who is signed in."""

    id: UUID
    name: str
    email: str


class OidcView(View):
    """Signing in at somebody else's: where a browser begins."""

    name: str
    start_url: str


class SignInWaysView(View):
    """How one can sign in here."""

    password: bool
    oidc: OidcView | None


class SessionView(View):
    """A browser's session. `csrfToken` goes into the header `X-CSRF-Token` of every request that
    changes something. `firstRun`: there is nobody yet, so nobody can sign in."""

    signed_in: bool
    person: SessionPersonView | None
    csrf_token: str | None
    first_run: bool
    ways: SignInWaysView
    version: str


SIGN_IN_FIELDS = (
    Field("email", "email", bodies.TEXT, maximum=254, nullable=False, required=True),
    Field("password", "password", bodies.TEXT, maximum=1024, nullable=False, required=True),
)


async def show_session(context: Context) -> Answer:
    """GET who is signed in in this browser."""
    return session_reply(context, await sessions.signed_in(context))


async def sign_in(context: Context) -> Answer:
    """POST an email address and a password. Raises `NotAuthenticated`, `TooMany`, `Forbidden` for
    a request from another site."""
    values = await context.values()
    session = await sessions.open_session(context, values["email"], values["password"])
    return session_reply(context, session, sessions.given(context, session.name))


async def end_session(context: Context) -> Answer:
    """DELETE the session that asks. Raises `NotAuthenticated` where there is none."""
    name = sessions.session_name(context.headers, context.base_url)
    if name is None or context.header("authorization") is not None:
        raise NotAuthenticated("There is no session to end.", reason="session")
    await sign_out(context.services.ledger.database, name)
    return Reply(b"", None, sessions.given(context, ""))


def session_reply(context: Context, session: SignedIn | None, headers: HeaderPairs = ()) -> Reply:
    """A session as the app reads it. It is stored nowhere: it holds a secret."""
    return Reply(encode(session_view(context, session)), None, headers)


def session_view(context: Context, session: SignedIn | None) -> SessionView:
    """Who is signed in, and how one can be."""
    person = None if session is None else session.person
    return SessionView(
        signed_in=session is not None,
        person=None
        if person is None
        else SessionPersonView(id=person.uuid, name=person.name, email=person.email),
        csrf_token=None if session is None else sessions.csrf_token(session.name),
        first_run=is_untouched(context.services.directory),
        ways=SignInWaysView(password=True, oidc=_provider(context)),
        version=__version__,
    )


def _provider(context: Context) -> OidcView | None:
    if context.services.extras.get(PROVIDER) is None:
        return None
    return OidcView(name=context.settings.oidc_name, start_url=START_PATH)
