"""The unit of work: the one way in which a container changes.

A unit locks the container's head, reads the clock, lets a function decide on what it reads, and
writes all of it with the journal in one pipeline with COMMIT, or nothing (DESIGN.md §5). Nothing
slow belongs inside `decide`: no HTTP, no file, no password hash.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast, overload
from uuid import UUID

import msgspec

from changewright.core.catalogue import COUNTER, SETTINGS
from changewright.core.errors import OutcomeDiffers, Refusal, Stale, Unavailable
from changewright.core.journal import Chain, Source
from changewright.core.records import Record
from changewright.core.records_webhooks import WebhookTrigger
from changewright.core.settings import ProjectSettings, check_settings
from changewright.core.uuids import RANDOM_BYTES, time_ordered
from changewright.store import deliveries, write_ledger
from changewright.store.engine import Connection, Database
from changewright.store.ids import IdSource
from changewright.store.read_ledger import LedgerReader
from changewright.store.settings_now import SettingsNow
from changewright.store.wire import Error, Step
from changewright.store.withheld import Withholding
from changewright.store.write_ledger import Head, Opened, Outcome

from .approval_runs import settle_approvals
from .closing import closing
from .courts import settle_courts
from .dependants import dependants_of
from .hearing import Heard, hear
from .item_rates import follow_rates
from .lanes import Lane, Lanes
from .markup_following import settle_markups
from .order_forms import settle_forms
from .order_rows import follow_orders
from .owner_prices import settle_owner_prices
from .rollups import RollUp
from .workspace import Workspace, clean

__all__ = ["Actor", "Idempotency", "Ledger", "LedgerReader", "Outcome", "Unit"]

T = TypeVar("T")
R = TypeVar("R", bound=Record)

TICK = timedelta(milliseconds=1)
IDS_PER_UNIT = 2000


class Actor(msgspec.Struct, frozen=True):
    """Who is acting, and how: the person, the program, the door (acc, procore, web, cli), the
    request, and the role the person has in this project (core/roles.py)."""

    person_id: int | None
    client_id: str | None
    door: str
    request_id: str
    role: str


class Idempotency(msgspec.Struct, frozen=True):
    """A request that may be repeated: the client's key, and a digest of what it asks."""

    key: str
    digest: bytes


def read_clock() -> datetime:
    """Now, in whole milliseconds."""
    return whole(datetime.now(UTC))


class Unit:
    """What `decide` works with. Everything it puts is written at the end, or nothing is."""

    def __init__(
        self,
        connection: Connection,
        lane: Lane,
        head: Head,
        *,
        container_id: int,
        actor: Actor,
        now: datetime,
        settings: ProjectSettings,
        ids: IdSource,
        randomness: Callable[[int], bytes],
    ) -> None:
        self.container_id = container_id
        self.actor = actor
        self.now = now
        self.revision = head.revision + 1
        self.settings = settings
        self._head = head
        self._connection = connection
        self._lane = lane
        self._ids = ids
        self._ids_left = IDS_PER_UNIT
        self._uuids_made = 0
        self._randomness = randomness
        self._workspace = Workspace(self.revision, now, actor.person_id)
        self._numbers: dict[str, int] = {}
        self._old_settings = settings
        self._outcome: Outcome | None = None
        self._settled: tuple[int, ProjectSettings] | None = None
        self._heard: Heard | None = None
        self.read = LedgerReader(connection, container_id, self._workspace)

    @property
    def connection(self) -> Connection:
        """The transaction of the unit, for what is worked out in the database."""
        return self._connection

    @property
    def settings_revision(self) -> int:
        """The revision at which the project's settings were last written, before this unit."""
        return self._head.counters[COUNTER[SETTINGS]]

    def ever_wrote(self, noun: type[Record]) -> bool:
        """Whether the container has, or had, a record of the noun; known without a statement."""
        before = self._head.counters[COUNTER[noun.TABLE]]
        return bool(before) or bool(self._workspace.changed(noun))

    # -- ids ---------------------------------------------------------------------------------

    def new_id(self) -> int:
        """An integer id. Beyond 2000 in one unit, `await reserve(count)` first."""
        if self._ids_left == 0:
            raise RuntimeError("a unit that needs so many ids reserves them first")
        self._ids_left -= 1
        return self._ids.take()

    async def reserve(self, count: int) -> None:
        """Make sure of `count` more ids."""
        await self._ids.promise(self._connection, count)
        self._ids_left += count

    def new_uuid(self) -> UUID:
        """A UUID; those of one unit sort as they were made, and after those of older units."""
        self._uuids_made += 1
        return time_ordered(self.now, self._uuids_made, self._randomness(RANDOM_BYTES))

    # -- records -----------------------------------------------------------------------------

    def new(self, noun: type[R], **fields: Any) -> R:
        """Make a record and put it. `id`, `uuid`, `created_at` and `created_by` may be given."""
        stamps: dict[str, Any] = {
            "id": fields.get("id") or self.new_id(),
            "uuid": fields.get("uuid") or self.new_uuid(),
            "created_at": fields.get("created_at") or self.now,
            "created_by": fields.get("created_by", self.actor.person_id),
            "version": 1,
            "revision": self.revision,
            "updated_at": self.now,
            "changed_by": self.actor.person_id,
            "container_id": self.container_id,
        }
        return self._workspace.add(noun(**{**clean(noun, fields), **stamps}))

    def put(self, record: R, action: str = "") -> R:
        """The new state of a record that this unit has read or made; answers it stamped.

        Compared with the state before the unit: a record back where it was is not written.
        """
        return self._workspace.put(record, action)

    def change(self, record: R, action: str = "", **fields: Any) -> R:
        """`put` the record's newest state with other values in some columns."""
        return self._workspace.change(record, action, fields)

    def touch(self, record: R, action: str = "") -> R:
        """Write the record anew though no column of its own differs: what hangs on it did."""
        return self._workspace.touch(record, action)

    def newest(self, record: R) -> R:
        """The record as this unit has it now."""
        return self._workspace.newest(record)

    def written(self, noun: type[R]) -> list[tuple[R | None, R]]:
        """What this unit has put of a noun: each as it was before (None: new) and as it is now."""
        found = list(self._workspace.changed(noun))
        return [(self._workspace.original(one), one) for one in found]

    def original(self, record: R) -> R | None:
        """The record as it was before this unit; None if the unit made it."""
        return self._workspace.original(record)

    def delete(self, record: Record, action: str = "deleted") -> None:
        """Mark the record deleted; the row stays."""
        if self._workspace.newest(record).deleted_at is None:
            self._workspace.change(record, action, {"deleted_at": self.now})

    def expect(self, record: Record, version: int) -> None:
        """Raise `Stale` unless the record had this version before the unit (`If-Match`)."""
        original = self._workspace.original(record)
        if original is None or original.version != version:
            raise Stale("The record has changed since you read it.")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the unit that may be refused without spoiling the rest: when the block raises,
        nothing that it put, numbered or set is left. The error goes on to whoever catches it."""
        numbers, settings = dict(self._numbers), self.settings
        self._workspace.begin_attempt()
        try:
            yield
        except BaseException:
            self._workspace.end_attempt(keep=False)
            self._numbers, self.settings = numbers, settings
            raise
        self._workspace.end_attempt(keep=True)

    # -- the rest ----------------------------------------------------------------------------

    async def next_number(self, name: str, start: int = 1, count: int = 1) -> int:
        """The next value of a sequence of the container, the first of `count`; never below
        `start`. Kept only if the unit writes something, so numbers have no gaps."""
        last = await self.last_number(name)
        first = start if last is None else max(last + 1, start)
        self._numbers[name] = first + count - 1
        return first

    async def last_number(self, name: str) -> int | None:
        """The value that a sequence of the container gave out last, None when it gave none."""
        last = self._numbers.get(name)
        if last is None:
            last = self._lane.sequences.get(name)
        if last is None:
            last = await write_ledger.read_sequence(self._connection, self.container_id, name)
        return last

    def set_number(self, name: str, value: int) -> None:
        """Let a sequence go on behind `value`, whatever it gave out before."""
        self._numbers[name] = value

    async def definitions(self, noun: type[R]) -> tuple[R, ...]:
        """All records of a small noun that seldom changes.

        They are kept between units for as long as the head says that none was written.
        """
        counter = self._head.counters[COUNTER[noun.TABLE]]
        known = self._lane.definitions.get(noun)
        if known is None or known[0] != counter or self._workspace.changed(noun):
            known = counter, tuple(await self.read.where(noun))
            if not self._workspace.changed(noun):
                self._lane.definitions[noun] = known
        return cast("tuple[R, ...]", known[1])

    def change_settings(self, **fields: Any) -> ProjectSettings:
        """Change settings of the project. Raises `Invalid` naming one out of bounds."""
        self.settings = check_settings(msgspec.structs.replace(self.settings, **fields))
        return self.settings

    def outcome(self, status: int, headers: dict[str, str], body: bytes) -> Outcome:
        """The answer to the request, to be kept for a repeat of it; rendered from what this unit
        has, before the commit. `decide` returns it."""
        self._outcome = Outcome(status, headers, body)
        return self._outcome

    # -- what follows ------------------------------------------------------------------------

    async def settle(self) -> None:
        """Bring all that follows from what was put to where it now stands, whoever put it: rates,
        rows of orders, markups, what hangs on deleted records, sums, forms, approvals and courts.

        Doors ask for it before they render, so that an answer shows what the commit writes; the
        ledger asks at the unit's end. Nothing put since it was last asked for: nothing is done.
        """
        if self._settled == (self._workspace.puts, self.settings):
            return
        await follow_rates(self, self._workspace)
        await follow_orders(self, self._workspace)
        await settle_markups(self)
        await settle_owner_prices(self)
        await self._take_along()
        await self._roll_up()
        await settle_forms(self, self._workspace)
        await settle_approvals(self)
        await settle_courts(self)
        self._settled = self._workspace.puts, self.settings

    async def _take_along(self) -> None:
        """What hangs on the records that this unit deletes goes with them."""
        gone = [
            state
            for written, state in self._workspace.written()
            if state.deleted_at is not None
            and (written.original is None or written.original.deleted_at is None)
        ]
        for record in await dependants_of(self.read, gone) if gone else ():
            self.delete(record)

    async def _roll_up(self) -> None:
        """Every sum comes to what the records now add up to, whoever wrote them."""
        before, after = self._old_settings, self.settings
        defaults = before.default_main_contract_id, after.default_main_contract_id
        await RollUp(self, self._workspace, defaults).run()

    # -- for the ledger ----------------------------------------------------------------------

    async def _listen(self) -> None:
        """Find what hooks wait for. A project that never had one is asked nothing."""
        if self.ever_wrote(WebhookTrigger):
            written = self._workspace.written()
            self._heard = await hear(self, [(one.original, state) for one, state in written])

    def _closing(
        self, kept_as: _KeptAs | None, outcomes_kept: timedelta
    ) -> tuple[Head | None, list[Step]]:
        """The new head, None if nothing changed, and the statements that make it so."""
        actor = self.actor
        source = Source(actor.person_id, actor.client_id, actor.door, actor.request_id)
        chain = Chain(self._head.hash, self.container_id, self.revision, self.now, source)
        head, steps = closing(
            self._head,
            chain,
            written=self._workspace.written(),
            numbers=self._numbers,
            settings=(self._old_settings, self.settings),
        )
        if self._heard is not None and head is not None:
            rows = self._heard.deliveries(self, chain.entries)
            steps.append(deliveries.insert_step(self.container_id, self.revision, self.now, rows))
        if kept_as is not None and self._outcome is not None:
            kept = (kept_as.key, kept_as.actor, kept_as.digest)
            steps += [
                write_ledger.forget_step(self.container_id, self.now - outcomes_kept),
                write_ledger.outcome_step(self.container_id, *kept, self._outcome, self.now),
            ]
        return head, steps


class _KeptAs(msgspec.Struct, frozen=True):
    """Under what an outcome is kept: keys of different callers are different keys."""

    key: str
    actor: str
    digest: bytes

    @classmethod
    def of(cls, idempotency: Idempotency, actor: Actor) -> _KeptAs:
        caller = f"{actor.client_id or ''}:{actor.person_id or ''}"
        return cls(idempotency.key, caller, idempotency.digest)


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
        kept_as = None if idempotency is None else _KeptAs.of(idempotency, actor)
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
                    await unit.settle()
                    await unit._listen()
                    head, steps = unit._closing(kept_as, self._outcomes_kept)
                finally:
                    self.ids.release(unit._ids_left)
            except BaseException as error:
                await write_ledger.abandon(connection)
                if isinstance(error, Error):
                    raise refusal(error) from error
                raise
            if steps:
                await self._commit(connection, lane, unit, head, steps)
            else:
                await write_ledger.abandon(connection)
            return result

    async def _begin(
        self, connection: Connection, lane: Lane, container_id: int, kept_as: _KeptAs | None
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
            now=max(whole(self.clock()), head.at + TICK),
            settings=lane.settings,
            ids=self.ids,
            randomness=self._randomness,
        )

    async def _commit(
        self,
        connection: Connection,
        lane: Lane,
        unit: Unit,
        head: Head | None,
        steps: list[Step],
    ) -> None:
        try:
            await write_ledger.close_unit(connection, steps)
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
        if head is not None:
            lane.revision = head.revision
            lane.sequences.update(unit._numbers)
            if unit.settings is not lane.settings:
                lane.settings = None
            if unit._heard is not None:
                self.told(unit.container_id, unit._heard.webhook_ids)


def whole(at: datetime) -> datetime:
    """An instant rounded down to the millisecond."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def refusal(error: Error) -> Exception:
    """What the driver's error means to a caller, or the error itself: a mistake of ours."""
    return write_ledger.refusal_of(error) or error


def _repeated(kept: write_ledger.KeptOutcome, kept_as: _KeptAs) -> Outcome:
    if kept.digest != kept_as.digest:
        raise OutcomeDiffers("This idempotency key came with another request before.")
    return kept.outcome
