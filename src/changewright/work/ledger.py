"""All containers of a database: the one way to change them, and the way to look at them.

A unit of work locks its container's head, reads the clock, lets a function decide on what it reads,
and writes all of it with the journal in one pipeline with COMMIT, or nothing: see
`decisions/units-of-work.md`. Nothing slow belongs inside `decide`: no HTTP, no file, no password
hash.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, overload

from changewright.core.catalogue import COUNTER, SETTINGS
from changewright.core.errors import OutcomeDiffers, Refusal, Unavailable
from changewright.core.settings import ProjectSettings, check_settings
from changewright.store import write_ledger
from changewright.store.engine import Connection, Database
from changewright.store.ids import IdSource
from changewright.store.read_ledger import LedgerReader
from changewright.store.settings_now import SettingsNow
from changewright.store.wire import Error
from changewright.store.withholding import Withholding
from changewright.store.write_ledger import Opened, Outcome

from .lanes import Lane, Lanes
from .unit import IDS_PER_UNIT, Actor, Closed, Idempotency, KeptAs, Unit

T = TypeVar("T")

TICK = timedelta(milliseconds=1)


def read_clock() -> datetime:
    """Now, in whole milliseconds."""
    return _whole(datetime.now(UTC))


def _whole(at: datetime) -> datetime:
    """An instant rounded down to the millisecond."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class _NotBegun(Exception):
    """The connection was lost before the unit had begun: it is certain that nothing happened."""


class Ledger:
    """All containers of a database: units of work to change them, readers to look.

    `outcomes_kept`: how long the outcome of a request with a key is there for a repeat; older ones
    go when the container keeps a new one.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime] = read_clock,
        randomness: Callable[[int], bytes] = os.urandom,
        outcomes_kept: timedelta = timedelta(hours=24),
    ) -> None:
        self.database = database
        self._outcomes_kept = outcomes_kept
        self.ids = IdSource()
        self.clock = clock
        self._randomness = randomness
        self.lanes = Lanes()
        self.told: Callable[[int, Collection[int]], None] = lambda _container_id, _webhook_ids: None
        """Called behind a commit that has something to tell these hooks."""
        self.withholding = Withholding(database)
        self.present = self
        """The ledger of now and of all, where this one is the past or behind a screen."""
        self._settings = SettingsNow(database)

    @overload
    async def run(
        self, container_id: int, actor: Actor, decide: Callable[[Unit], Awaitable[T]]
    ) -> T: ...

    @overload
    async def run(
        self,
        container_id: int,
        actor: Actor,
        decide: Callable[[Unit], Awaitable[Outcome]],
        *,
        idempotency: Idempotency | None,
    ) -> Outcome: ...

    async def run(
        self,
        container_id: int,
        actor: Actor,
        decide: Callable[[Unit], Awaitable[Any]],
        *,
        idempotency: Idempotency | None = None,
    ) -> Any:
        """One unit of work; answers what `decide` answers.

        A `Refusal` or any other error raised in `decide` leaves nothing behind; neither does a
        unit in which nothing changed. With `idempotency`, `decide` returns `unit.outcome(…)`; a
        repeat of the request returns the first outcome without deciding, and the same key with
        another digest raises `OutcomeDiffers`. `Unavailable` after the commit was sent may mean
        either: a client repeats its request with its key and gets the truth.
        """
        async with self.lanes.turn(container_id) as lane:
            try:
                try:
                    return await self._run(lane, container_id, actor, decide, idempotency)
                except _NotBegun:
                    return await self._run(lane, container_id, actor, decide, idempotency)
            except _NotBegun as error:
                raise Unavailable("The database is away.") from error

    def instant_after(self, at: datetime) -> datetime:
        """Now, in whole milliseconds, and later than `at` whatever the clock says: the time of what
        comes behind a commit of that time, so that the order of commits is the order of times."""
        return max(_whole(self.clock()), at + TICK)

    async def create_container(self, container_id: int, settings: ProjectSettings) -> None:
        """A container with an empty journal; nothing happens if it is there already."""
        async with self.database.connection() as connection:
            try:
                await write_ledger.create_container(
                    connection, container_id, check_settings(settings), self.clock()
                )
            except Error as error:
                raise refusal(error) from error

    async def settings_of(self, container_id: int) -> ProjectSettings:
        """The project's settings as they are committed now. Raises `NotFound`."""
        return await self._settings.get(container_id)

    async def settings_of_each(self, container_ids: Collection[int]) -> dict[int, ProjectSettings]:
        """The same of several projects, read at once; those that are not there are missing."""
        found = await asyncio.gather(*(self._settings.find(one) for one in container_ids))
        known = zip(container_ids, found, strict=True)
        return {one: settings for one, settings in known if settings is not None}

    async def settings_revision_of(self, container_id: int) -> int:
        """The revision at which they were last written. Asked before the settings themselves, it
        is never newer than they. Raises `NotFound`."""
        async with self.database.connection() as connection:
            head = await write_ledger.read_head(connection, container_id)
        return head.counters[COUNTER[SETTINGS]]

    @asynccontextmanager
    async def reader(self, container_id: int) -> AsyncIterator[LedgerReader]:
        """A reader on a connection of its own. Each of its reads sees what is committed then."""
        async with self.database.connection() as connection:
            try:
                yield LedgerReader(connection, container_id)
            except Error as error:
                raise refusal(error) from error

    async def _run(
        self,
        lane: Lane,
        container_id: int,
        actor: Actor,
        decide: Callable[[Unit], Awaitable[Any]],
        idempotency: Idempotency | None,
    ) -> Any:
        kept_as = None if idempotency is None else KeptAs.of(idempotency, actor)
        async with self.database.connection() as connection:
            opened = await self._begin(connection, lane, container_id, kept_as)
            unit: Unit | None = None
            try:
                if opened.kept is not None and kept_as is not None:
                    await write_ledger.abandon(connection)
                    return _repeated(opened.kept, kept_as)
                unit = await self._unit(connection, lane, container_id, actor, opened)
                try:
                    result = await decide(unit)
                    closed = await unit.close(kept_as, self._outcomes_kept)
                finally:
                    unit.release_ids()
            except BaseException as error:
                await write_ledger.abandon(connection)
                if isinstance(error, Error):
                    raise refusal(error) from error
                raise
            if closed.steps:
                await self._commit(connection, lane, unit, closed)
            else:
                await write_ledger.abandon(connection)
            return result

    async def _begin(
        self, connection: Connection, lane: Lane, container_id: int, kept_as: KeptAs | None
    ) -> Opened:
        """Lock the head. Raises `_NotBegun` when the connection turns out to be dead."""
        try:
            return await write_ledger.open_unit(
                connection,
                container_id,
                with_settings=lane.settings is None,
                key=kept_as.key if kept_as else None,
                actor=kept_as.actor if kept_as else "",
            )
        except Error as error:
            if connection.closed or write_ledger.is_shutdown(error):
                raise _NotBegun from error
            await write_ledger.abandon(connection)
            raise refusal(error) from error
        except Refusal:
            await write_ledger.abandon(connection)
            raise

    async def _unit(
        self,
        connection: Connection,
        lane: Lane,
        container_id: int,
        actor: Actor,
        opened: Opened,
    ) -> Unit:
        """The unit, with its settings and its ids at hand."""
        head = opened.head
        lane.see(head.revision)
        written = head.counters[COUNTER[SETTINGS]]
        if opened.settings is not None:
            lane.settings, lane.settings_revision = opened.settings, written
        elif lane.settings is None or lane.settings_revision != written:
            lane.settings = await write_ledger.read_settings(connection, container_id)
            lane.settings_revision = written
        await self.ids.promise(connection, IDS_PER_UNIT)
        return Unit(
            connection,
            lane,
            head,
            container_id=container_id,
            actor=actor,
            now=self.instant_after(head.at),
            settings=lane.settings,
            ids=self.ids,
            randomness=self._randomness,
        )

    async def _commit(self, connection: Connection, lane: Lane, unit: Unit, closed: Closed) -> None:
        """Write it all and commit, then let the lane and the hooks know. Raises `Unavailable` where
        the connection was lost on the way: it may or may not be written."""
        try:
            await write_ledger.close_unit(connection, closed.steps)
        except BaseException as error:
            lane.forget()
            is_lost = connection.closed
            await write_ledger.abandon(connection)
            if not isinstance(error, Error):
                raise
            if is_lost:
                raise Unavailable(
                    "The database went away; repeat the request to learn whether it was done."
                ) from error
            raise refusal(error) from error
        if closed.head is not None:
            lane.revision = closed.head.revision
            lane.sequences.update(closed.numbers)
            if unit.settings is not lane.settings:
                lane.settings = None
            if closed.webhook_ids:
                self.told(unit.container_id, closed.webhook_ids)


def refusal(error: Error) -> Exception:
    """What the driver's error means to a caller, or the error itself: a mistake of ours."""
    return write_ledger.refusal_of(error) or error


def _repeated(kept: write_ledger.KeptOutcome, kept_as: KeptAs) -> Outcome:
    if kept.digest != kept_as.digest:
        raise OutcomeDiffers("This idempotency key came with another request before.")
    return kept.outcome
