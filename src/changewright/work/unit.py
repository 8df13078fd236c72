"""The unit of work: what a function that decides works with, and what it leaves to be written.

It reads, makes and changes records, takes ids and numbers, and lets follow what follows from them;
`work/ledger.py` opens it under the container's lock and commits what it closes with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec

from changewright.core.catalogue import COUNTER, SETTINGS
from changewright.core.errors import Stale
from changewright.core.journal import Chain, Source
from changewright.core.records import Record
from changewright.core.records_webhooks import WebhookTrigger
from changewright.core.settings import ProjectSettings, check_settings
from changewright.core.uuids import RANDOM_BYTES, time_ordered
from changewright.store import deliveries, write_ledger
from changewright.store.engine import Connection
from changewright.store.ids import IdSource
from changewright.store.read_ledger import LedgerReader
from changewright.store.wire import Step
from changewright.store.write_ledger import Head, Outcome

from .approval_settling import settle_approvals
from .closing import closing
from .courts import settle_courts
from .dependants import dependants_of
from .hearing import Heard, hear
from .item_rates import follow_rates
from .lanes import Lane
from .markup_following import settle_markups
from .order_forms import settle_forms
from .order_rows import follow_orders
from .owner_prices import settle_owner_prices
from .rollups import RollUp
from .workspace import Workspace, clean

__all__ = ["Actor", "Closed", "Idempotency", "KeptAs", "LedgerReader", "Outcome", "Unit"]

R = TypeVar("R", bound=Record)

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


class KeptAs(msgspec.Struct, frozen=True):
    """Under what an outcome is kept: keys of different callers are different keys."""

    key: str
    actor: str
    digest: bytes

    @classmethod
    def of(cls, idempotency: Idempotency, actor: Actor) -> KeptAs:
        """The key as this caller's: of a program, a person, or both."""
        caller = f"{actor.client_id or ''}:{actor.person_id or ''}"
        return cls(idempotency.key, caller, idempotency.digest)


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
        self.read = LedgerReader(connection, container_id, self._workspace)

    @property
    def connection(self) -> Connection:
        """The transaction of the unit, for what is worked out in the database."""
        return self._connection

    @contextmanager
    def following(self) -> Iterator[None]:
        """For what follows from a write: no deed of who wrote, it asks for no right of his."""
        actor = self.actor
        self.actor = msgspec.structs.replace(actor, role="admin")
        try:
            yield
        finally:
            self.actor = actor

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

    async def close(self, kept_as: KeptAs | None, outcomes_kept: timedelta) -> Closed:
        """Let follow what follows, and find what is to be written. `kept_as`: under what the
        outcome is kept, if the unit has one; what is older than `outcomes_kept` goes then."""
        await self.settle()
        heard = await self._listen()
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
        if heard is not None and head is not None:
            rows = heard.deliveries(self, chain.entries)
            steps.append(deliveries.insert_step(self.container_id, self.revision, self.now, rows))
        if kept_as is not None and self._outcome is not None:
            kept = (kept_as.key, kept_as.actor, kept_as.digest)
            steps += [
                write_ledger.forget_step(self.container_id, self.now - outcomes_kept),
                write_ledger.outcome_step(self.container_id, *kept, self._outcome, self.now),
            ]
        return Closed(head, steps, self._numbers, heard.webhook_ids if heard else ())

    async def _listen(self) -> Heard | None:
        """Find what hooks wait for. A project that never had one is asked nothing."""
        if not self.ever_wrote(WebhookTrigger):
            return None
        written = self._workspace.written()
        return await hear(self, [(one.original, state) for one, state in written])

    def release_ids(self) -> None:
        """Give back the ids that were promised to the unit and not taken."""
        self._ids.release(self._ids_left)


class Closed(msgspec.Struct, frozen=True):
    """What a unit comes to: the head as it leaves it, None if nothing changed; the statements that
    make it so; the numbers that its sequences gave out last; the hooks that it has news for."""

    head: Head | None
    steps: list[Step]
    numbers: Mapping[str, int]
    webhook_ids: Collection[int]
