"""Asking for the past: the parameter that names a moment, and reading as of it.

A door names its parameter (`Door.as_of`); every GET row of it then takes it, and the handlers are
handed a ledger and pages that see the project as it was (`work.past`). They know nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from changewright.core.errors import NotFound, invalid
from changewright.core.query import Condition, ListQuery
from changewright.store.engine import Connection
from changewright.store.read_pages import Found, read_page
from changewright.store.snapshot import snapshot
from changewright.work.ledger import Ledger
from changewright.work.past import Moment, Past, PastLedger

from .context import Extras, Services, read_query
from .fragments import Shape
from .lists import One, Page, Pages, Revisions, Unchanged, Viewer
from .plans import Asked, asked_by, planned, render
from .routes import Parameter
from .values import echo, parse_instant, parse_whole_number

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+\- ]\d{2}:\d{2})\Z", re.ASCII
)
_REVISION = re.compile(r"\d{1,16}\Z", re.ASCII)


def parameter_of(name: str) -> Parameter:
    """The parameter for the reference."""
    return Parameter(
        name,
        description="Answer as things stood at this moment: an RFC 3339 instant such as "
        "`2026-02-01T10:00:00Z`, or, for the contractor's people, a revision of the project (an "
        "integer). Names of people and companies, and the shape of answers, are today's; so is "
        "what you may see.",
    )


def moment_of(raw_query: bytes, name: str, now: datetime) -> Moment | None:
    """The moment that a query asks for, None where it asks for none.

    Raises `Invalid` naming the parameter for one that is malformed or has not come yet.
    """
    if name.encode() not in raw_query:
        return None
    found = [value for key, value in read_query(raw_query) if key == name]
    if not found:
        return None
    return read_moment(found[-1], name, now)


def read_moment(text: str, name: str, now: datetime) -> Moment:
    """A moment out of text. Raises `Invalid` naming `name`."""
    text = text.strip()
    if _REVISION.match(text):
        revision = parse_whole_number(text)
        if revision is not None:
            return Moment(revision, name)
    at = parse_instant(text) if _INSTANT.match(text) else None
    if at is None:
        raise invalid(
            name,
            "format",
            f"{name} is neither an instant such as 2026-02-01T10:00:00Z nor a revision: "
            f"{echo(text)}",
        )
    if at > now:
        raise invalid(name, "range", f"{name} has not come yet: {echo(text)}")
    return Moment(at, name)


def require_instant(moment: Moment) -> None:
    """Raises `Invalid` for a moment that is a revision: whoever could ask for any would learn the
    newest, and by it how often others write."""
    if isinstance(moment.at, int):
        detail = f"{moment.parameter} is not an instant such as 2026-02-01T10:00:00Z"
        raise invalid(moment.parameter, "format", detail)


def services_at(services: Services, moment: Moment) -> Services:
    """What handlers work with when they are asked for the past."""
    past = Past(services.ledger.database, moment)
    return looking_at(services, PastLedger(services.ledger, past), PastPages(past))


def looking_at(services: Services, ledger: Ledger, pages: PastPages) -> Services:
    """The same services over another view of the ledger."""
    extras: Extras = {**services.extras, "pages": cast(Pages, pages)}  # which answer as those do
    return replace(services, ledger=ledger, extras=extras)


class Opener(Protocol):
    """What opens a container for reading in another way than it stands now: as it was, or as
    somebody sees it."""

    def opened(self, container_id: int) -> AbstractAsyncContextManager[tuple[Connection, int]]:
        """A connection that sees the container so, and the newest revision that it sees."""


class PastPages:
    """Pages as they were: what `Pages` answers, read whole in one snapshot and kept by nobody, so
    that nothing that is kept of the present can get into the past, nor the other way round.

    `mark` stands in the tags of what is read: by it those of one way of looking are told from those
    of another."""

    def __init__(self, past: Opener, mark: Revisions = ()) -> None:
        self._past = past
        self._mark = mark

    async def page(
        self,
        viewer: Viewer,
        query: ListQuery,
        shape: Shape,
        rendering: Any,
        *,
        directory_revision: int = 0,
        unless: Callable[[Revisions], bool] | None = None,
    ) -> Page | Unchanged:
        """As `Pages.page`. What it hangs on is the revision that is looked at."""
        asked = asked_by(viewer, planned(query, shape), rendering, directory_revision)
        async with self._past.opened(viewer.container_id) as (connection, revision):
            revisions = (revision, asked.directory, *self._mark)
            if unless is not None and unless(revisions):
                return Unchanged(revisions)
            found, records = await _read(connection, asked)
        return Page(found.total or 0, len(records), b",".join(records), revisions)

    async def one(
        self,
        viewer: Viewer,
        shape: Shape,
        name: UUID | int,
        rendering: Any,
        *,
        kind: str | None = None,
        include: Iterable[str] = (),
        directory_revision: int = 0,
    ) -> One | None:
        """As `Pages.one`."""
        if isinstance(name, int) and not 0 <= name < 1 << 63:
            return None
        where = (Condition("uuid" if isinstance(name, UUID) else "id", "any", (name,)),)
        query = ListQuery(shape.noun, kind, where, limit=1, include=frozenset(include))
        asked = asked_by(viewer, planned(query, shape), rendering, directory_revision)
        async with self._past.opened(viewer.container_id) as (connection, revision):
            found, records = await _read(connection, asked)
        if not records:
            return None
        revisions = (revision, asked.directory, *self._mark)
        return One(found.ids[0], found.versions[0], records[0], revisions)


async def _read(connection: Connection, asked: Asked) -> tuple[Found, list[bytes]]:
    """The page's records as JSON, in order."""
    async with snapshot(connection):
        found = await read_page(connection, asked.viewer, asked.plan.query)
        if found is None:
            raise NotFound("There is no such container.")
        rendered = await render(connection, asked, found.ids)
    return found, [rendered[record_id].json for record_id in found.ids]
