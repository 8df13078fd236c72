"""Getting in: `token` for a person at the command line, `client` for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .finding import active_person
from .opening import DatabaseUrl, Home, settings_of, with_database

if TYPE_CHECKING:
    from changewright.store.engine import Database
    from changewright.work.directory import Directory


def token(
    email: Annotated[str, typer.Argument(help="Whose token it is.")],
    scopes: Annotated[
        str, typer.Option(help="What it allows, separated by spaces.")
    ] = "data:read data:write data:create account:read user-profile:read",
    hours: Annotated[float, typer.Option(help="How long it lives.")] = 12,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print an access token for a person, for scripts and curl."""
    from changewright.edge.auth import clock
    from changewright.work.keys import KeyRing
    from changewright.work.tokens import issue_personal_token

    async def issue(database: Database, directory: Directory) -> str:
        return await issue_personal_token(
            database,
            KeyRing(database),
            active_person(directory, email),
            tuple(scopes.split()),
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

    from changewright.acc.oauth import AUTODESK
    from changewright.core.people import OAuthClient
    from changewright.work.identity import add_client

    async def add(database: Database, directory: Directory) -> tuple[str, str]:
        program = OAuthClient(
            client_id=client_id or secrets.token_urlsafe(24),
            name=name,
            redirect_uris=tuple(redirect_uri or ()),
            scopes=tuple(scopes.split()) or tuple(each.name for each in AUTODESK.scopes),
            public=public,
            service_person_id=active_person(directory, acts_as).id if acts_as else None,
        )
        return program.client_id, await add_client(database, program)

    settings = settings_of(home=home, database_url=database_url)
    made_id, secret = with_database(settings, add)
    print(f"client_id={made_id}")
    if secret:
        print(f"client_secret={secret}")
