"""Proving the books: `verify` and `anchor`; and describing the server, `openapi`."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .finding import projects_of
from .opening import DatabaseUrl, Home, Stop, progress, read_text, settings_of, with_database

if TYPE_CHECKING:
    from changewright.core.people import Project
    from changewright.store.audit_copying import Amount
    from changewright.store.engine import Database
    from changewright.work.anchor import Anchor
    from changewright.work.directory import Directory
    from changewright.work.past import Moment
    from changewright.work.verify_findings import Finding

LANES = 2
"""How many connections prove a project at once."""

ProjectName = Annotated[
    str | None,
    typer.Option(
        "--project", help="A project's UUID, integer id, number or name; without it, every project."
    ),
]


def openapi(
    door: Annotated[str, typer.Option(help="One door alone, such as acc or procore.")] = "",
    server_url: Annotated[str, typer.Option(help="The address clients use.")] = "/",
) -> None:
    """Print the OpenAPI document."""
    from changewright.compose.doors import DESCRIBED
    from changewright.compose.doors import openapi as describe

    if door and door not in DESCRIBED:
        raise Stop(f"There is no door {door}; there is {', '.join(DESCRIBED)}.")
    print(json.dumps(describe(door, server_url), indent=2, ensure_ascii=False))


def verify(
    project: ProjectName = None,
    anchors: Annotated[
        Path | None,
        typer.Option("--anchor", help="A file of lines that `changewright anchor` printed."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="An instant (2026-02-01T10:00:00Z) or a revision to look at."),
    ] = None,
    home: Home = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Recompute everything from lines and journal; exit 1 when something differs."""
    from changewright.edge.past import read_moment
    from changewright.work.ledger import read_clock

    kept = [] if anchors is None else _kept(anchors)
    moment = None if as_of is None else read_moment(as_of, "--as-of", read_clock())

    async def check(database: Database, directory: Directory) -> list[tuple[str, Finding]]:
        await _tell_protection(database)
        return await _check(database, projects_of(directory, project), kept, moment)

    findings = with_database(settings_of(home=home, database_url=database_url), check)
    for name, finding in findings:
        print(f"{name}: {finding}")
    if findings:
        raise typer.Exit(1)
    then = "" if as_of is None else f", as of {as_of}"
    print(f"Everything agrees with the lines and the journal{then}.")


async def _tell_protection(database: Database) -> None:
    from changewright.store.migrate import journal_is_protected

    if not await asyncio.to_thread(journal_is_protected, database.urls):
        print("Note: the server's role could change the journal; name the owner's apart.")


async def _check(
    database: Database, chosen: list[Project], kept: list[Anchor], moment: Moment | None
) -> list[tuple[str, Finding]]:
    """What differs, each with the project or the anchor that it is about."""
    from changewright.core.errors import NotFound
    from changewright.work.anchor import verify_anchor
    from changewright.work.verify import read_once, sums_begun
    from changewright.work.verify import verify as verify_container
    from changewright.work.verify_findings import Finding

    found: list[tuple[str, Finding]] = []
    started = time.monotonic()
    for each in chosen:
        with progress(each.name) as tell:
            findings = await verify_container(database, each.id, tell, moment, LANES)
        found += [(each.name, finding) for finding in findings]
        if moment is not None:
            _tell_begin(each.name, moment, await sums_begun(database, each.id))
    proved = time.monotonic()
    for anchor_line in kept:
        try:
            findings = await verify_anchor(database, anchor_line)
        except NotFound:
            findings = [Finding("anchor", "its project is not in this database")]
        found += [(str(anchor_line), finding) for finding in findings]
    if moment is None:
        read_from = time.monotonic()
        amounts = [await read_once(database, each.id, LANES) for each in chosen]
        _compare(proved - started, time.monotonic() - read_from, amounts)
    return found


def _kept(path: Path) -> list[Anchor]:
    """The anchors of a file, one a line. Raises `Stop`."""
    from changewright.core.errors import Invalid
    from changewright.work.anchor import parse_anchor

    kept = []
    for number, line in enumerate(read_text(path, "--anchor").splitlines(), 1):
        try:
            kept += [parse_anchor(line)] if line.strip() else []
        except Invalid as refusal:
            raise Stop(f"--anchor: {path}, line {number}: {refusal.detail}") from None
    if not kept:  # by which nothing would be proved, and nobody would be told
        raise Stop(f"--anchor: there is no anchor in {path}.")
    return kept


def _tell_begin(name: str, moment: Moment, begun: tuple[int, datetime] | None) -> None:
    """Say from when on all sums can be proved, if the moment is before that."""
    if begun is None:
        return
    revision, at = begun
    if moment.at < revision if isinstance(moment.at, int) else moment.at < at:
        print(
            f"{name}: its sums, forms and courts are kept since revision {revision} "
            f"({at:%F %T}Z), and were not proved as of before."
        )


def _compare(proving_seconds: float, reading_seconds: float, amounts: Sequence[Amount]) -> None:
    """Tell what the proof took, beside reading the same tables once in the same run; to whoever
    watches, not into what the command found."""
    rows = sum(amount.rows for amount in amounts)
    megabytes = sum(amount.octets for amount in amounts) / 1_000_000
    print(
        f"Proved {rows:,} rows and entries in {proving_seconds:.1f} s, "
        f"{proving_seconds / reading_seconds:.1f} times as long as reading their tables once "
        f"({megabytes:,.0f} MB in {reading_seconds:.1f} s).",
        file=sys.stderr,
    )


def anchor(
    project: ProjectName = None, home: Home = None, database_url: DatabaseUrl = None
) -> None:
    """Print where each project's journal stands, to be kept elsewhere."""
    from changewright.work.anchor import anchor as anchor_of

    async def read(database: Database, directory: Directory) -> list[str]:
        return [str(await anchor_of(database, each.id)) for each in projects_of(directory, project)]

    for line in with_database(settings_of(home=home, database_url=database_url), read):
        print(line)
