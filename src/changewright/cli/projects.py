"""`changewright project`: opening one, and saying what it is called by clients of both doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from .finding import find_account, find_person, find_project
from .opening import AsJson, DatabaseUrl, Home, Stop, Telling, operator, with_ledger
from .printing import print_json, print_page, print_table
from .project_options import (
    BudgetsLocked,
    Cascade,
    CommitmentFirst,
    ContractLocks,
    Currency,
    Lifo,
    MoneyPlaces,
    Segments,
    TiersBudget,
    TiersCost,
    UnlinkFirst,
    given,
    segment_fields,
)
from .rows import project_row, settings_row

if TYPE_CHECKING:
    from changewright.core.people import Project
    from changewright.core.settings import ProjectSettings
    from changewright.work.directory import Directory
    from changewright.work.ledger import Ledger

group = typer.Typer(help="Projects: each has a ledger of its own.", no_args_is_help=True)

COLUMNS = {
    "NAME": "name",
    "NUMBER": "number",
    "UUID (CONTAINER)": "uuid",
    "PROJECT_ID": "id",
    "PROCORE-COMPANY-ID": "account_id",
    "ACCOUNT": "account_name",
}
ProjectName = Annotated[
    str, typer.Argument(metavar="PROJECT", help="Its UUID, integer id, number or name.")
]
Number = Annotated[str | None, typer.Option(help="The firm's own number of the project.")]
Type = Annotated[str | None, typer.Option(help="What is built, such as Hospital.")]


@group.command("open", cls=Telling)
def open_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The project's name.")],
    number: Number = None,
    type: Type = None,
    account: Annotated[
        str,
        typer.Option(
            "--account",
            "--company",
            help="Whose project it is: an account's name, integer id or UUID; needed where there "
            "are several.",
        ),
    ] = "",
    admin: Annotated[
        str, typer.Option(help="Email address of who administers it from the start.")
    ] = "",
    born: Annotated[
        str,
        typer.Option(
            help="Whose habits it has: acc (Autodesk's), procore, or web. Procore's mirror states "
            "through the tiers and want commitments approved and change orders unlinked first."
        ),
    ] = "web",
    currency: Currency = None,
    tiers_cost: TiersCost = None,
    tiers_budget: TiersBudget = None,
    money_places: MoneyPlaces = None,
    main_contract_code: Annotated[
        str | None, typer.Option(help="Number of the contract with the owner.")
    ] = None,
    main_contract_name: Annotated[
        str | None, typer.Option(help="Name of the contract with the owner.")
    ] = None,
    segment: Segments = None,
    uuid: Annotated[
        str,
        typer.Option(help="Its UUID, where clients know it by one already; made here otherwise."),
    ] = "",
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Open a project, with its main contract and its template of budget codes."""
    from changewright.work import project_list

    contract = given(code=main_contract_code, name=main_contract_name)
    settings = _settings_born(
        born,
        currency=currency,
        tiers_cost=tiers_cost,
        tiers_budget=tiers_budget,
        money_places=money_places,
    )

    async def work(ledger: Ledger, directory: Directory) -> dict[str, Any]:
        person = find_person(directory, admin, "--admin") if admin else None
        wanted = project_list.NewProject(
            name=name,
            number=number,
            type=type,
            account_id=find_account(directory, account).id if account else None,
            uuid=_uuid(uuid) if uuid else None,
            settings=settings,
            main_contract=contract,
            segments=segment_fields(segment or []),
            admin_id=None if person is None else person.id,
        )
        actor = operator("project-open", wanted.admin_id)
        project = await project_list.add_project(ledger, directory, actor, wanted)
        return await _shown(ledger, directory, project)

    _print(with_ledger(home, database_url, work), as_json, "Opened project ")


@group.command("list", cls=Telling)
def show_all(as_json: AsJson = False, home: Home = None, database_url: DatabaseUrl = None) -> None:
    """List the projects, with their ids of both doors."""

    async def work(_ledger: Ledger, directory: Directory) -> list[dict[str, Any]]:
        projects = sorted(directory.projects.values(), key=lambda each: each.id)
        return [project_row(one, directory) for one in projects]

    rows = with_ledger(home, database_url, work)
    if as_json:
        print_json(rows)
        return
    named = (
        {**row, "account_id": row["account"]["id"], "account_name": row["account"]["name"]}
        for row in rows
    )
    print_table(COLUMNS, named, "No projects yet; `changewright project open NAME` opens one.")


@group.command("show", cls=Telling)
def show(
    project: ProjectName,
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Show a project: its ids of both doors, its settings, how many play a part in it."""

    async def work(ledger: Ledger, directory: Directory) -> dict[str, Any]:
        return await _shown(ledger, directory, find_project(directory, project))

    _print(with_ledger(home, database_url, work), as_json)


@group.command("settings", cls=Telling)
def settings(
    project: ProjectName,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    number: Number = None,
    type: Type = None,
    currency: Currency = None,
    tiers_cost: TiersCost = None,
    tiers_budget: TiersBudget = None,
    money_places: MoneyPlaces = None,
    status_cascade: Cascade = None,
    commitment_first: CommitmentFirst = None,
    unlink_first: UnlinkFirst = None,
    lifo: Lifo = None,
    budgets_locked: BudgetsLocked = None,
    contract_locks: ContractLocks = None,
    default_main_contract: Annotated[
        str | None, typer.Option(help="Code or integer id of the main contract that is meant.")
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Change a project's settings, all that are given or none; without options, show them."""
    from changewright.work import project_list, project_settings

    texts = given(name=name, number=number, type=type)
    fields = given(
        currency=currency,
        tiers_cost=tiers_cost,
        tiers_budget=tiers_budget,
        money_places=money_places,
        status_cascade=status_cascade,
        commitment_first=commitment_first,
        unlink_first=unlink_first,
        lifo=lifo,
        budgets_locked=budgets_locked,
        contract_locks=contract_locks,
    )

    async def work(ledger: Ledger, directory: Directory) -> dict[str, Any]:
        there = find_project(directory, project)
        if texts:
            project_list.check_texts(directory, there, texts)
        if fields or default_main_contract is not None:
            await project_settings.change(
                ledger, there.id, operator("project-settings"), fields, default_main_contract
            )
        if texts:
            there = await project_list.edit_project(ledger, directory, there.id, texts)
        return await _shown(ledger, directory, there)

    _print(with_ledger(home, database_url, work), as_json)


def _settings_born(born: str, **fields: Any) -> ProjectSettings:
    """The settings of a project with somebody's habits, and what was said besides."""
    from typing import cast, get_args

    import msgspec

    from changewright.core.settings import Origin, settings_born

    if born not in get_args(Origin):
        raise Stop(f"--born: {born} is not one of {', '.join(get_args(Origin))}.")
    return msgspec.structs.replace(settings_born(cast("Origin", born)), **given(**fields))


def _uuid(text: str) -> UUID:
    from changewright.edge.values import parse_project_uuid

    found = parse_project_uuid(text)
    if found is None:
        raise Stop(f"--uuid: {text} is not a UUID.")
    return found


async def _shown(ledger: Ledger, directory: Directory, project: Project) -> dict[str, Any]:
    settings = await ledger.settings_of(project.id) if project.cost_active else None
    return {
        **project_row(project, directory),
        "settings": None if settings is None else settings_row(settings),
        "members": len(directory.members_of(project.id)),
    }


def _print(row: dict[str, Any], as_json: bool, before: str = "") -> None:
    if as_json:
        print_json(row)
        return
    autodesk, procore = row["autodesk"], row["procore"]
    lines = [
        ("Number", row["number"]),
        ("Type", row["type"]),
        ("Account", row["account"]["name"]),
        ("Members", row["members"]),
        ("Container id", autodesk["container_id"]),
        ("Autodesk's project id", autodesk["project_id"]),
        ("Autodesk's hub id", autodesk["hub_id"]),
        ("Procore's project_id", procore["project_id"]),
        ("Procore-Company-Id", procore["company_id"]),
    ]
    lines += [
        (name.replace("_", " ").capitalize(), value)
        for name, value in (row["settings"] or {}).items()
    ]
    print_page(f"{before}{row['name']}", lines)
