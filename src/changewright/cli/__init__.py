"""The command line: one module per subject, put together here.

Thin: each command reads its settings and calls a function of the house. Imports stand inside the
commands, so that `--help` answers at once and `serve` loads only what it serves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from changewright import __version__

from . import (
    access,
    books,
    clocks,
    companies,
    members,
    people,
    projects,
    server,
    service_accounts,
)
from .opening import Stop, Telling

app = typer.Typer(
    name="changewright",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        print(f"changewright {__version__}")
        raise typer.Exit


@app.callback()
def changewright(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """A system of record for construction change orders that speaks two vendors' APIs."""


COMMANDS: dict[str, Callable[..., None]] = {
    "serve": server.serve,
    "run": server.run,
    "demo": server.load_demo,
    "migrate": server.migrate,
    "token": access.token,
    "client": access.client,
    "verify": books.verify,
    "anchor": books.anchor,
    "openapi": books.openapi,
    "clock-rules": clocks.clock_rules,
    "upgrade-database": server.upgrade_database,
}
SUBJECTS: dict[str, typer.Typer] = {
    "company": companies.group,
    "person": people.group,
    "project": projects.group,
    "member": members.group,
    "service-account": service_accounts.group,
}
for name, function in COMMANDS.items():
    app.command(name, cls=Telling)(function)
for name, group in SUBJECTS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """The command `changewright`; a fault of the user's is one line and exit status 2."""
    try:
        app()
    except Exception as error:
        if not _is_told(error):
            raise
        print(f"changewright: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def _is_told(error: Exception) -> bool:
    """Whether the error's text is one line meant for the user."""
    from changewright.config.settings import SettingError
    from changewright.core.errors import Refusal
    from changewright.store.installation import EmbeddedError
    from changewright.store.migrate import SchemaError

    return isinstance(error, (Stop, SettingError, EmbeddedError, SchemaError, Refusal))
