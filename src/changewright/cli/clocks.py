"""Tables of rules about time: `clock-rules` checks one, prints one that ships, or loads one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .finding import find_project
from .opening import DatabaseUrl, Home, Stop, operator, read_text, with_ledger

if TYPE_CHECKING:
    from changewright.core.clock_rules import Family
    from changewright.work.directory import Directory
    from changewright.work.ledger import Ledger
    from changewright.work.unit import Unit

TABLE = "A table of rules in TOML."


def clock_rules(
    file: Annotated[Path | None, typer.Argument(help=TABLE, show_default=False)] = None,
    shipped: Annotated[
        str, typer.Option("--shipped", help="Print a table that ships, to copy: nec4-ecc.")
    ] = "",
    project: Annotated[
        str, typer.Option("--project", help="Make the table this project's own, all or nothing.")
    ] = "",
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Check a table of rules about time; each fault is told by file, row and field."""
    if shipped:
        print(_shipped(shipped), end="")
        return
    if file is None:
        raise Stop("Name a FILE to check, or a table to print with --shipped.")
    family = _read(file)
    for rule in family.rules:
        print(f"{rule.id}: {rule.title}, {rule.length} ({rule.clause})")
    if not project:
        return

    async def work(ledger: Ledger, directory: Directory) -> int:
        from changewright.work.clock_terms import load_rules

        container = find_project(directory, project, "--project").id

        async def decide(unit: Unit) -> int:
            return await load_rules(unit, family)

        return await ledger.run(container, operator("clock-rules"), decide)

    print(f"{with_ledger(home, database_url, work)} rules are the project's own now.")


def _shipped(name: str) -> str:
    from changewright.work.clock_families.shipped import SUFFIX, texts

    known = texts()
    text = known.get(f"{name}{SUFFIX}")
    if text is None:
        names = ", ".join(each.removesuffix(SUFFIX) for each in known)
        raise Stop(f"There is no table {name}; there is {names}.")
    return text


def _read(file: Path) -> Family:
    """The table. A fault each is a line on the standard error, and the status is 1."""
    from changewright.core.clock_tables import read_family
    from changewright.core.errors import Invalid

    text = read_text(file, "FILE")
    try:
        return read_family(text, file.name)
    except Invalid as refusal:
        for problem in refusal.problems:
            typer.echo(f"{problem.field}: {problem.detail}", err=True)
        raise typer.Exit(1) from None
