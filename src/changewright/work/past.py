"""A project as it was: its ledger at a moment, for whoever may read it today.

A moment is an instant or a revision. What is read is what was there with that revision, or with the
newest one made at or before the instant; before the first there is nothing. People, companies and
the lists of a company are as they are today.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, NoReturn

import msgspec

from changewright.core.errors import NotFound, invalid
from changewright.core.settings import ProjectSettings
from changewright.store import write_ledger
from changewright.store.engine import Connection, Database
from changewright.store.journal_read import JournalReader
from changewright.store.past import past_connection, settings_at, settings_at_instant
from changewright.store.wire import Error

from .ledger import Ledger, refusal
from .unit import LedgerReader


class Moment(msgspec.Struct, frozen=True):
    """An instant or a revision, and the parameter that named it."""

    at: datetime | int
    parameter: str


class Past:
    """One moment, in whatever container it is looked at."""

    def __init__(self, database: Database, moment: Moment) -> None:
        self.database = database
        self.moment = moment
        self._revisions: dict[int, int] = {}

    @asynccontextmanager
    async def opened(self, container_id: int) -> AsyncIterator[tuple[Connection, int]]:
        """A connection that sees the container as it was, and the revision that it sees. Raises
        `NotFound`, `Invalid` naming the parameter for a revision that is not there yet."""
        async with self.database.connection() as connection:
            try:
                revision = await self._revision(connection, container_id)
                yield past_connection(connection, container_id, revision), revision
            except Error as error:
                raise refusal(error) from error

    async def _revision(self, connection: Connection, container_id: int) -> int:
        known = self._revisions.get(container_id)
        if known is None:
            known = await revision_of(connection, container_id, self.moment)
            self._revisions[container_id] = known
        return known


async def revision_of(connection: Connection, container_id: int, moment: Moment) -> int:
    """The newest revision of a container at a moment, 0 before its first. Raises `NotFound`,
    `Invalid` for a revision that is not there yet."""
    head = await write_ledger.read_head(connection, container_id)
    at, name = moment.at, moment.parameter
    if isinstance(at, int):
        if at > head.revision:
            detail = f"{name}: there is no revision {at} yet, the newest is {head.revision}"
            raise invalid(name, "range", detail)
        return at
    if at >= head.at:
        return head.revision
    return await JournalReader(connection, container_id).revision_at(at, head.revision)


class PastLedger(Ledger):
    """The ledger as it was. It cannot be written."""

    def __init__(self, present: Ledger, past: Past) -> None:
        super().__init__(present.database, present.clock)
        self.ids, self.withholding = present.ids, present.withholding
        self.past, self.present = past, present

    @asynccontextmanager
    async def reader(self, container_id: int) -> AsyncIterator[LedgerReader]:
        """A reader of what was there. Its journal ends there too."""
        async with self.past.opened(container_id) as (connection, _):
            yield LedgerReader(connection, container_id)

    async def settings_of(self, container_id: int) -> ProjectSettings:
        """The project's settings as they were."""
        async with self.past.opened(container_id) as (connection, _):
            return await settings_at(connection)

    async def settings_of_each(self, container_ids: Collection[int]) -> dict[int, ProjectSettings]:
        """Theirs at one instant are read at once; a revision is of one project."""
        at = self.past.moment.at
        if isinstance(at, int):
            found = {}
            for one in container_ids:
                with suppress(NotFound):
                    found[one] = await self.settings_of(one)
            return found
        async with self.database.connection() as connection:
            return await settings_at_instant(connection, list(container_ids), at)

    async def settings_revision_of(self, container_id: int) -> int:
        """The revision at which they had last been written, 0 if they never were."""
        async with self.past.opened(container_id) as (connection, _):
            entries = await JournalReader(connection, container_id).of_settings()
        return entries[-1].revision if entries else 0

    async def run(self, *_arguments: Any, **_options: Any) -> NoReturn:
        """Raises `Invalid`: who asks for the past asks for nothing to be done."""
        name = self.past.moment.parameter
        raise invalid(name, "rule", f"{name} reads the past, which cannot be changed")
