"""Getting in: `token` for a person at the command line, `client` for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .finding import active_person
from .opening import DatabaseUrl, Home, Stop, settings_of, with_database

if TYPE_CHECKING:
    from changewright.store.engine import Database
    from changewright.work.directory import Directory

HOURS_MAXIMUM = 366 * 24


def token(
    email: Annotated[str, typer.Argument(help="Whose token it is.")],
    scopes: Annotated[
        str, typer.Option(help="What it allows, separated by spaces.")
    ] = "data:read data:write data:create account:read user-profile:read",
    hours: Annotated[float, typer.Option(help="How long it lives; 8784 at most.")] = 12,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print an access token for a person, for scripts and curl."""
    from changewright.edge.auth import clock
    from changewright.work.keys import KeyRing
    from changewright.work.tokens import issue_personal_token

    if not 1 / 3600 <= hours <= HOURS_MAXIMUM:
        raise Stop(f"--hours: a token lives for a second to {HOURS_MAXIMUM} hours, not {hours:g}.")
    allowed = _scopes(scopes)

    async def issue(database: Database, directory: Directory) -> str:
        return await issue_personal_token(
            database,
            KeyRing(database),
            active_person(directory, email),
            allowed,
            round(hours * 3600),
            clock(),
        )

    print(with_database(settings_of(home=home, database_url=database_url), issue))


def client(
    name: Annotated[str, typer.Argument(help="The program's name, as people see it.")],
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(help="Where a browser is sent back to, to the letter; may be repeated."),
    ] = None,
    acts_as: Annotated[
        str, typer.Option(help="Email address of the person it is when it comes without one.")
    ] = "",
    public: Annotated[
        bool, typer.Option("--public", help="It cannot keep a secret and uses PKCE.")
    ] = False,
    client_id: Annotated[str, typer.Option(help="Its id; made here unless given.")] = "",
    scopes: Annotated[
        str, typer.Option(help="What it may ask for, separated by spaces; all by default.")
    ] = "",
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Register a program for OAuth; print its id and its secret, which is not shown again."""
    import secrets

    from changewright.core.errors import Taken
    from changewright.core.people import OAuthClient
    from changewright.work.identity import add_client

    for address in redirect_uri or ():
        _check_redirect(address)
    allowed = _scopes(scopes, every=not scopes.strip())

    async def add(database: Database, directory: Directory) -> tuple[str, str]:
        program = OAuthClient(
            client_id=client_id or secrets.token_urlsafe(24),
            name=name,
            redirect_uris=tuple(redirect_uri or ()),
            scopes=allowed,
            public=public,
            service_person_id=active_person(directory, acts_as).id if acts_as else None,
        )
        try:
            return program.client_id, await add_client(database, program)
        except Taken:
            raise Stop(f"--client-id: there is a program {program.client_id} already.") from None

    settings = settings_of(home=home, database_url=database_url)
    made_id, secret = with_database(settings, add)
    print(f"client_id={made_id}")
    if secret:
        print(f"client_secret={secret}")


def _scopes(text: str, *, every: bool = False) -> tuple[str, ...]:
    """The scopes a text names, or every one there is. Raises `Stop`: what is misspelt opens
    nothing, and nobody would be told."""
    from changewright.acc.oauth import AUTODESK

    known = tuple(scope.name for scope in AUTODESK.scopes)
    if every:
        return known
    named = tuple(dict.fromkeys(text.split()))
    unknown = [name for name in named if name not in known]
    if unknown or not named:
        what = f"there is no scope {unknown[0]}" if unknown else "no scope is named"
        raise Stop(f"--scopes: {what}; there are {', '.join(known)}.")
    return named


def _check_redirect(address: str) -> None:
    """Raise `Stop` for what no browser can be sent back to. The operator may name any scheme and
    host, unlike who registers programs in the app."""
    scheme, colon, rest = address.partition(":")
    is_plain = address.isascii() and address.isprintable() and not set(address) & set(" #")
    if not (is_plain and scheme and colon and rest):
        raise Stop(
            f"--redirect-uri: {address} is no address such as https://example.org/callback, "
            "without spaces and without #."
        )
