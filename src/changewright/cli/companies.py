"""`changewright company`: the firms that take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .finding import find_account
from .opening import AsJson, DatabaseUrl, Home, Telling, with_ledger
from .printing import print_json, print_page, print_table
from .rows import company_row

if TYPE_CHECKING:
    from changewright.work.directory import Directory
    from changewright.work.ledger import Ledger

group = typer.Typer(
    help="Companies: the firm itself, owners, architects, trades.", no_args_is_help=True
)

COLUMNS = {
    "NAME": "name",
    "TRADE": "trade",
    "CITY": "city",
    "ID": "id",
    "UUID": "uuid",
    "AUTODESK ID": "autodesk_id",
    "ACCOUNT": "account_name",
    "PROCORE-COMPANY-ID": "account_id",
}
AccountName = Annotated[
    str,
    typer.Option("--account", help="Its name, integer id or UUID; needed where there are several."),
]


@group.command("add", cls=Telling)
def add(
    name: Annotated[str, typer.Argument(help="The firm's name.", metavar="NAME")],
    trade: Annotated[str | None, typer.Option(help="What it does.")] = None,
    city: Annotated[str | None, typer.Option(help="Where it is.")] = None,
    account: AccountName = "",
    new_account: Annotated[
        bool,
        typer.Option(
            "--new-account",
            help="Its own projects are kept here too: open an account (Autodesk's hub, Procore's "
            "company) in its name. The first company of all gets one anyway.",
        ),
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add a company."""
    from changewright.core.errors import invalid
    from changewright.work import companies

    if account and new_account:
        raise invalid("account", "rule", "a company joins an account or opens one, not both")

    async def work(ledger: Ledger, directory: Directory) -> dict[str, Any]:
        company = await companies.add_company(
            ledger,
            directory,
            name=name,
            trade=trade,
            city=city,
            account_id=find_account(directory, account).id if account else None,
            new_account=new_account,
        )
        return company_row(company, directory)

    row = with_ledger(home, database_url, work)
    if as_json:
        print_json(row)
        return
    _print_added(row)


def _print_added(row: dict[str, Any]) -> None:
    of_account = row["account"]
    print_page(
        f"Added company {row['name']}.",
        [
            ("Trade", row["trade"]),
            ("City", row["city"]),
            ("Integer id", row["id"]),
            ("UUID", row["uuid"]),
            ("Autodesk's id", row["autodesk_id"]),
            ("Account", f"{of_account['name']}, {of_account['uuid']}"),
            ("Procore-Company-Id", of_account["id"]),
        ],
    )


@group.command("list", cls=Telling)
def show_all(
    account: AccountName = "",
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """List the companies, with their ids of both doors."""

    async def work(_ledger: Ledger, directory: Directory) -> list[dict[str, Any]]:
        wanted = find_account(directory, account).id if account else None
        return [
            company_row(one, directory)
            for one in sorted(directory.companies.values(), key=lambda each: each.id)
            if wanted in (None, one.account_id)
        ]

    rows = with_ledger(home, database_url, work)
    if as_json:
        print_json(rows)
        return
    named = (
        {**row, "account_name": row["account"]["name"], "account_id": row["account"]["id"]}
        for row in rows
    )
    print_table(COLUMNS, named, "No companies yet; `changewright company add NAME` adds one.")
