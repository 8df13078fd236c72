"""One's own ways in: sessions, the password, tokens for one's own programs.

What a token may do must not grow by what it makes: all of this wants a session.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from changewright.core.errors import Conflict, NotAuthenticated, NotFound, invalid
from changewright.edge import bodies, sessions
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.work import sign_in, tokens
from changewright.work.directory_changes import refuse_same, required_text
from changewright.work.identity import set_password
from changewright.work.sign_in import hash_password
from changewright.work.tokens import PersonalToken, digest

from ..reading import View, answer, encode
from ..session.handlers import session_reply

TOKENS_MAXIMUM = 100
DAYS_MAXIMUM = 366
ACCESS = ("read", "write")


class OwnSessionView(View):
    """A browser in which one is signed in. `current`: the one that asks."""

    signed_in_at: datetime
    seen_at: datetime
    ends_at: datetime
    current: bool


class OwnSessionsView(View):
    """All of them, the last used first."""

    results: list[OwnSessionView]


class OwnTokenView(View):
    """A token for one's own programs. `access`: read, or write, which is all that its person may
    do."""

    id: UUID
    name: str | None
    access: str
    created_at: datetime
    expires_at: datetime


class OwnTokensView(View):
    """All that are good still, newest first."""

    results: list[OwnTokenView]


class NewTokenView(View):
    """A token as it is shown once."""

    token: str
    name: str
    access: str
    expires_at: datetime


PASSWORD_FIELDS = (
    Field("current", "current", bodies.TEXT, maximum=1024, nullable=False, required=True),
    Field("password", "password", bodies.TEXT, maximum=1024, nullable=False, required=True),
)
TOKEN_FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=100, nullable=False, required=True),
    Field("access", "access", bodies.CHOICE, choices=ACCESS, nullable=False, required=True),
    Field(
        "days",
        "days",
        bodies.INTEGER,
        minimum=1,
        maximum=DAYS_MAXIMUM,
        nullable=False,
        required=True,
    ),
)


async def list_sessions(context: Context) -> Answer:
    """GET one's sessions."""
    own = digest(sessions.require_session(context))
    found = await sign_in.sessions_of(
        context.services.ledger.database, context.person.id, context.now
    )
    views = [
        OwnSessionView(
            signed_in_at=each.signed_in_at,
            seen_at=each.seen_at,
            ends_at=each.expires_at,
            current=name == own,
        )
        for name, each in found
    ]
    return answer(context, OwnSessionsView(results=views))


async def end_sessions(context: Context) -> Answer:
    """DELETE all of one's sessions, this one too."""
    sessions.require_session(context)
    await sign_in.end_sessions(context.services.ledger.database, context.person.id)
    return Reply(b"", None, sessions.given(context, ""))


async def change_password(context: Context) -> Answer:
    """PUT a new password: all sessions end, and this browser gets a new one. Raises `Invalid`
    (current, password), `TooMany`."""
    sessions.require_session(context)
    values = await context.values()
    await hash_password(values["password"])  # what is wrong with it is said before anything is done
    email, database = context.person.email, context.services.ledger.database
    try:
        proof = await sessions.open_session(context, email, values["current"])
    except NotAuthenticated as refusal:
        raise invalid("current", "rule", "This is not your password.") from refusal
    await set_password(database, proof.person.id, values["password"])
    session = await sessions.open_session(context, email, values["password"])
    return session_reply(context, session, sessions.given(context, session.name))


async def list_tokens(context: Context) -> Answer:
    """GET one's own tokens. What they are is not kept, so it cannot be shown."""
    found = await tokens.personal_tokens(
        context.services.ledger.database, context.person.id, context.now
    )
    return answer(context, OwnTokensView(results=[token_view(each) for each in found]))


async def make_token(context: Context) -> Answer:
    """POST a token, which is shown this once. Raises `Forbidden` for who has no session,
    `Invalid`, `Taken` (name), `Conflict` where there are too many."""
    sessions.require_session(context)
    values = await context.values()
    services, now = context.services, context.now
    name, lifetime = required_text("name", values["name"], 100), timedelta(days=values["days"])

    def check(live: list[PersonalToken]) -> None:
        if len(live) >= TOKENS_MAXIMUM:
            detail = f"you have {TOKENS_MAXIMUM} tokens already: revoke some"
            raise Conflict(detail, reason="tokens")
        refuse_same("name", name, (one.name for one in live), "One of your tokens")

    text = await tokens.issue_personal_token(
        services.ledger.database,
        services.extras["keys"],
        context.person,
        scopes_of(context, values["access"]),
        round(lifetime.total_seconds()),
        now,
        name=name,
        check=check,
    )
    ends_at = (now + lifetime).replace(microsecond=0)  # as the token itself says it
    return encode(NewTokenView(token=text, name=name, access=values["access"], expires_at=ends_at))


async def revoke_token(context: Context) -> Answer:
    """DELETE one of one's own tokens. Raises `NotFound`."""
    done = await tokens.revoke_personal_token(
        context.services.ledger.database, context.uuid("tokenId"), context.person.id, context.now
    )
    if not done:
        raise NotFound("You have no such token.")
    context.services.extras["authenticator"].forget()
    return Reply()


def scopes_of(context: Context, access: str) -> tuple[str, ...]:
    """What a token of this access may ask for."""
    every = sorted(context.services.extras["sessions"].scopes)
    return tuple(each for each in every if access == "write" or each.endswith(":read"))


def token_view(token: PersonalToken) -> OwnTokenView:
    """A token as it is listed."""
    writes = any(not each.endswith(":read") for each in token.scopes)
    return OwnTokenView(
        id=token.id,
        name=token.name,
        access="write" if writes else "read",
        created_at=token.created_at,
        expires_at=token.expires_at,
    )
