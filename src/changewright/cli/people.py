"""`changewright person`: who can sign in, and who is named in records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .finding import find_company, find_person
from .opening import AsJson, DatabaseUrl, Home, Telling, with_ledger
from .passwords import PasswordVariable, read_password
from .printing import print_json, print_page, print_table
from .rows import person_row

if TYPE_CHECKING:
    from changewright.work.directory import Directory
    from changewright.work.ledger import Ledger

group = typer.Typer(
    help="People: who can sign in, and who is named in records.", no_args_is_help=True
)

COLUMNS = {
    "NAME": "name",
    "EMAIL": "email",
    "COMPANY": "company_name",
    "TITLE": "title",
    "ACTIVE": "active",
    "ID": "id",
    "UUID": "uuid",
    "AUTODESK ID": "autodesk_id",
}
Email = Annotated[
    str,
    typer.Argument(metavar="EMAIL", help="Their email address; a UUID or integer id does too."),
]


@group.command("add", cls=Telling)
def add(
    email: Annotated[
        str, typer.Argument(metavar="EMAIL", help="Their address, by which they sign in.")
    ],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Their full name.")],
    company: Annotated[
        str, typer.Option(help="The company they work for: its name, integer id or UUID.")
    ] = "",
    title: Annotated[str | None, typer.Option(help="What they do there.")] = None,
    password: Annotated[
        bool,
        typer.Option("--password", help="Ask for a password; without a terminal, read one line."),
    ] = False,
    password_env: PasswordVariable = "",
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add a person. Without a password they cannot sign in; `token` works all the same."""
    from changewright.work import people

    secret = read_password(password_env) if password or password_env else None

    async def work(ledger: Ledger, directory: Directory) -> dict[str, Any]:
        person = await people.add_person(
            ledger,
            directory,
            email=email,
            name=name,
            company_id=find_company(directory, company).id if company else None,
            title=title,
            password=secret,
        )
        return person_row(person, directory)

    row = with_ledger(home, database_url, work)
    if as_json:
        print_json(row)
        return
    _print_added(row, has_password=secret is not None)


def _print_added(row: dict[str, Any], *, has_password: bool) -> None:
    later = f"none; `changewright person password {row['email']}` sets one"
    print_page(
        f"Added {row['name']}.",
        [
            ("Email", row["email"]),
            ("Company", row["company"] and row["company"]["name"]),
            ("Title", row["title"]),
            ("Password", "set" if has_password else later),
            ("Integer id", row["id"]),
            ("UUID", row["uuid"]),
            ("Autodesk's id", row["autodesk_id"]),
        ],
    )


@group.command("list", cls=Telling)
def show_all(
    company: Annotated[str, typer.Option(help="Of this company alone.")] = "",
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """List everybody, with their ids of both doors."""

    async def work(_ledger: Ledger, directory: Directory) -> list[dict[str, Any]]:
        wanted = find_company(directory, company).id if company else None
        return [
            person_row(one, directory)
            for one in sorted(directory.people.values(), key=lambda each: each.id)
            if wanted in (None, one.company_id)
        ]

    rows = with_ledger(home, database_url, work)
    if as_json:
        print_json(rows)
        return
    named = ({**row, "company_name": row["company"] and row["company"]["name"]} for row in rows)
    print_table(COLUMNS, named, "Nobody yet; `changewright person add EMAIL NAME` adds somebody.")


@group.command("password", cls=Telling)
def password(
    email: Email,
    password_env: PasswordVariable = "",
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Give a person a password: asked for at a terminal, else the first line piped in. Browsers in
    which they are signed in have to sign in again."""
    from changewright.work.identity import set_password

    async def work(ledger: Ledger, directory: Directory) -> str:
        person = find_person(directory, email)
        await set_password(ledger.database, person.id, secret)
        return person.email

    secret = read_password(password_env)
    print(f"{with_ledger(home, database_url, work)} has a new password.")


@group.command("disable", cls=Telling)
def disable(email: Email, home: Home = None, database_url: DatabaseUrl = None) -> None:
    """Let a person do nothing any more; their tokens end. Records go on naming them."""
    print(f"{_set_active(email, home, database_url, active=False)} is disabled.")


@group.command("enable", cls=Telling)
def enable(email: Email, home: Home = None, database_url: DatabaseUrl = None) -> None:
    """Let a person who was disabled act again, in the parts they had."""
    print(f"{_set_active(email, home, database_url, active=True)} is enabled.")


def _set_active(email: str, home: Home, database_url: DatabaseUrl, *, active: bool) -> str:
    from changewright.work import people

    async def work(ledger: Ledger, directory: Directory) -> str:
        person = find_person(directory, email)
        return (await people.set_active(ledger, directory, person.id, active=active)).email

    return with_ledger(home, database_url, work)
