"""`changewright member`: who plays what part in a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .finding import find_company, find_person, find_project
from .opening import AsJson, DatabaseUrl, Home, Telling, with_ledger
from .printing import print_json, print_table
from .rows import member_row

if TYPE_CHECKING:
    from changewright.work.directory import Directory
    from changewright.work.ledger import Ledger

group = typer.Typer(help="Members: who plays what part in a project.", no_args_is_help=True)

COLUMNS = {
    "NAME": "name",
    "EMAIL": "email",
    "ROLE": "role",
    "COMPANY": "company_name",
    "ACTIVE": "active",
    "PERSON ID": "person_id",
    "PERSON UUID": "person_uuid",
}
ProjectName = Annotated[
    str, typer.Argument(metavar="PROJECT", help="Its UUID, integer id, number or name.")
]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Whose part it is.")]


@group.command("add", cls=Telling)
def add(
    project: ProjectName,
    email: Email,
    role: Annotated[
        str,
        typer.Option(
            help="admin, manager, estimator, approver, viewer; owner and supplier see what is "
            "sent to them and what is their company's."
        ),
    ],
    company: Annotated[
        str, typer.Option(help="The company they stand for in this project, if not their own.")
    ] = "",
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Give a person a part in a project, or another part than they had."""
    from changewright.work import people

    async def work(ledger: Ledger, directory: Directory) -> tuple[str, dict[str, Any]]:
        there = find_project(directory, project)
        person = find_person(directory, email)
        before = directory.member(person.id, there.id)
        account = directory.accounts[there.account_id]
        stands_for = find_company(directory, company, account) if company else None
        member = await people.add_member(
            ledger,
            directory,
            project_id=there.id,
            person_id=person.id,
            role=role,
            company_id=None if stands_for is None else stands_for.id,
        )
        was = before.role if before is not None else ""
        return was, member_row(member, directory)

    was, row = with_ledger(home, database_url, work)
    if as_json:
        print_json(row)
        return
    of_company = f" for {row['company']['name']}" if row["company"] else ""
    change = "is" if was in ("", row["role"]) else f"was {was}, is now"
    print(f"{row['name']} {change} {row['role']} in {row['project']['name']}{of_company}.")


@group.command("remove", cls=Telling)
def remove(
    project: ProjectName, email: Email, home: Home = None, database_url: DatabaseUrl = None
) -> None:
    """End a person's part in a project; they see nothing of it from now on."""
    from changewright.work import people

    async def work(ledger: Ledger, directory: Directory) -> dict[str, Any]:
        member = await people.remove_member(
            ledger,
            directory,
            project_id=find_project(directory, project).id,
            person_id=find_person(directory, email).id,
        )
        return member_row(member, directory)

    row = with_ledger(home, database_url, work)
    print(f"{row['name']} has no part in {row['project']['name']} any more.")


@group.command("list", cls=Telling)
def show_all(
    project: ProjectName,
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """List who plays what part in a project."""

    async def work(_ledger: Ledger, directory: Directory) -> list[dict[str, Any]]:
        members = directory.members_of(find_project(directory, project).id)
        rows = [member_row(one, directory) for one in members]
        return sorted(rows, key=lambda row: (row["name"].casefold(), row["person"]["id"]))

    rows = with_ledger(home, database_url, work)
    if as_json:
        print_json(rows)
        return
    flat = (
        {
            **row,
            "email": row["person"]["email"],
            "person_id": row["person"]["id"],
            "person_uuid": row["person"]["uuid"],
            "company_name": row["company"] and row["company"]["name"],
        }
        for row in rows
    )
    print_table(COLUMNS, flat, "Nobody yet; `changewright member add` gives somebody a part.")
