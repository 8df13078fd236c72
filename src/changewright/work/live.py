"""Telling those who look at a project what others change in it, as it is committed.

One task in each process asks for the heads of the projects that somebody looks at, all in one
statement, a second apart, and only while somebody looks. That needs no session of its own in the
database, so it works behind a pooler in transaction mode and on a cluster's coordinator, and with
any number of processes. What changed is read from the journal once for all who wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from changewright.core.catalogue import NOUN, SETTINGS
from changewright.core.errors import Refusal, TooMany, Unavailable
from changewright.core.journal import Entry, record_of
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.roles import ROLE
from changewright.store.heads import Heads
from changewright.store.journal_read import Place

from .ledger import Ledger
from .screening import screened
from .together import together
from .unit import LedgerReader
from .visibility import DECIDING, seen, sees

POLL_SECONDS = 1.0
ENTRIES_MAXIMUM = 500
"""What changed more than this is told as one change of everything."""
RESTRICTED_ENTRIES_MAXIMUM = 100
"""The same for who must be asked of every record whether they see it."""
REMEMBERED_MAXIMUM = 64
PER_PERSON_MAXIMUM = 8
PER_PROCESS_MAXIMUM = 1000
RETRY_SECONDS = 30


class Moved(msgspec.Struct, frozen=True):
    """A revision of a project with what it touched; `everything`: too much to be told one by
    one, from several revisions perhaps."""

    revision: int
    at: datetime
    actor_id: int | None
    entries: tuple[Entry, ...]
    everything: bool = False


class Looker(msgspec.Struct, frozen=True):
    """Whose eyes a change is told to."""

    role: str
    company_id: int | None
    person_id: int

    @property
    def is_restricted(self) -> bool:
        return ROLE[self.role].audience != "full"


class Told(msgspec.Struct, frozen=True):
    """What of a change somebody may hear: the records' uuids, with those of the documents that
    changed items are on, and the nouns."""

    ids: tuple[UUID, ...]
    kinds: tuple[str, ...]


class Watcher:
    """Somebody who waits for changes of one project. `async with feed.watching(…)`."""

    def __init__(self, container_id: int, person_id: int) -> None:
        self.container_id = container_id
        self.person_id = person_id
        self._woken = asyncio.Event()

    def wake(self) -> None:
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Until something may have changed, or so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()


class LiveFeed:
    """The changes of the projects that are looked at in this process."""

    def __init__(self, ledger: Ledger, poll_seconds: float = POLL_SECONDS) -> None:
        self._ledger = ledger
        self._heads = Heads(ledger.database)
        self._poll_seconds = poll_seconds
        self._watchers: dict[int, set[Watcher]] = {}
        self._known: dict[int, int] = {}
        self._read: OrderedDict[tuple[int, int, int], asyncio.Task[tuple[Moved, ...]]] = (
            OrderedDict()
        )
        self._polling: asyncio.Task[None] | None = None
        self.stopped = False

    @contextlib.contextmanager
    def watching(self, container_id: int, person_id: int) -> Iterator[Watcher]:
        """A watcher for the block. Raises TooMany for one person's ninth, Unavailable where this
        process has as many as it takes, or is going."""
        everybody = self._all()
        if self.stopped or len(everybody) >= PER_PROCESS_MAXIMUM:
            raise Unavailable("Too many are looking on already; ask again a little later.")
        if sum(each.person_id == person_id for each in everybody) >= PER_PERSON_MAXIMUM:
            raise TooMany("You are looking on in too many places already.", RETRY_SECONDS)
        watcher = Watcher(container_id, person_id)
        self._watchers.setdefault(container_id, set()).add(watcher)
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll())
        try:
            yield watcher
        finally:
            self._forget(watcher)

    def _forget(self, watcher: Watcher) -> None:
        others = self._watchers[watcher.container_id]
        others.discard(watcher)
        if not others:
            del self._watchers[watcher.container_id]
            self._known.pop(watcher.container_id, None)

    def stop(self) -> None:
        """The server is going: everybody who waits is woken, and finds `stopped`."""
        self.stopped = True
        for watcher in self._all():
            watcher.wake()

    def _all(self) -> list[Watcher]:
        return [watcher for each in self._watchers.values() for watcher in each]

    async def _poll(self) -> None:
        """Asks where the projects stand while somebody looks at them."""
        while self._watchers and not self.stopped:
            containers = list(self._watchers)
            with contextlib.suppress(Refusal):  # the database is away: those who look on wait
                heads = await asyncio.gather(*(self._heads.get(each) for each in containers))
                for container_id, head in zip(containers, heads, strict=True):
                    if head is not None and self._known.get(container_id) != head.revision:
                        self._known[container_id] = head.revision
                        for watcher in self._watchers.get(container_id, ()):
                            watcher.wake()
            await asyncio.sleep(self._poll_seconds)

    async def head(self, container_id: int) -> int:
        """The newest revision of a project that is known; 0 before the first."""
        known = self._known.get(container_id)
        if known is None:
            head = await self._heads.get(container_id)
            known = 0 if head is None else head.revision
        return known

    async def instant_of(self, container_id: int, revision: int) -> datetime | None:
        """When a revision was made; None if there is none such."""
        async with self._ledger.reader(container_id) as read:
            last = await read.journal.last_of(revision)
        return None if last is None else last.at

    async def revision_at(self, container_id: int, instant: datetime) -> int:
        """The newest revision made at or before an instant; 0 if none."""
        newest = await self.head(container_id)
        async with self._ledger.reader(container_id) as read:
            return await read.journal.revision_at(instant, newest)

    async def moved(self, container_id: int, after: int, until: int) -> tuple[Moved, ...]:
        """The revisions behind `after` up to and with `until`, oldest first, or one that stands for
        all of them where they touched too much. Read once for all who are told of them."""
        key = container_id, after, until
        reading = self._read.get(key)
        if reading is None or (reading.done() and not _succeeded(reading)):
            reading = asyncio.create_task(self._read_moved(container_id, after, until))
            self._read[key] = reading
            while len(self._read) > REMEMBERED_MAXIMUM:
                self._read.popitem(last=False)
        return await asyncio.shield(reading)

    async def _read_moved(self, container_id: int, after: int, until: int) -> tuple[Moved, ...]:
        behind = Place(after, BEHIND_ALL_OF_IT)
        async with self._ledger.reader(container_id) as read:
            entries = await read.journal.after(behind, until, ENTRIES_MAXIMUM + 1)
            last = await read.journal.last_of(until)
        if len(entries) > ENTRIES_MAXIMUM and last is not None:
            return (Moved(until, last.at, None, (), everything=True),)
        revisions: dict[int, list[Entry]] = {}
        for entry in entries:
            revisions.setdefault(entry.revision, []).append(entry)
        return tuple(
            Moved(revision, touched[0].at, touched[0].actor_id, tuple(touched))
            for revision, touched in revisions.items()
        )

    async def told(self, container_id: int, moved: Moved, looker: Looker) -> Told:
        """What of a change `looker` may hear. Nothing: it is not for them."""
        if looker.is_restricted and len(moved.entries) > RESTRICTED_ENTRIES_MAXIMUM:
            return Told((), SHOWN_NOUNS)
        if moved.everything:
            return Told((), SHOWN_NOUNS if looker.is_restricted else tuple(sorted(NOUN)))
        ledger = await screened(self._ledger, container_id, ROLE[looker.role], looker.person_id)
        async with ledger.reader(container_id) as read:
            entries = moved.entries
            if ledger is not self._ledger:
                entries = await _of_what_is_there(read, entries)
            heard = await _heard(read, entries, looker)
            documents = await _documents_of(read, heard, looker)
        records = (each for each in map(_record_of, heard) if each is not None)
        ids = dict.fromkeys((*(record.uuid for record in records), *documents))
        kinds = dict.fromkeys(entry.noun for entry in heard)
        return Told(tuple(ids), tuple(kinds))


SHOWN_NOUNS = ("change_order", "contract", "cost_item", "main_contract")
"""What restricted audiences look at, told where too much changed to say what."""
DECIDING_COLUMNS = {noun.TABLE: frozenset(columns) for noun, columns in DECIDING.items()}
BEHIND_ALL_OF_IT = 2**31 - 1
"""As a sequence: behind every entry of a revision."""


def _succeeded(reading: asyncio.Task[tuple[Moved, ...]]) -> bool:
    return not reading.cancelled() and reading.exception() is None


def _record_of(entry: Entry) -> Record | None:
    """The record after the entry; None for settings, and for what was erased."""
    noun = NOUN.get(entry.noun)
    return None if noun is None or entry.image is None else record_of(noun, entry.image)


async def _of_what_is_there(read: LedgerReader, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries about records that the reader finds: not of what is kept from somebody."""
    ids: dict[str, set[int]] = {}
    for entry in entries:
        ids.setdefault(entry.noun, set()).add(entry.record_id)
    found = {
        name: {one.id for one in await read.many(NOUN[name], wanted, deleted=True)}
        for name, wanted in ids.items()
        if name in NOUN
    }
    return tuple(
        entry
        for entry in entries
        if entry.noun == SETTINGS or entry.record_id in found.get(entry.noun, ())
    )


async def _heard(read: LedgerReader, entries: Sequence[Entry], looker: Looker) -> list[Entry]:
    """The entries about records that somebody sees, or saw until then: what went out of sight is
    gone from his lists."""
    if not looker.is_restricted:
        return [entry for entry in entries if entry.noun in NOUN or entry.noun == SETTINGS]
    before = await _before(read, entries)

    async def is_heard(reader: LedgerReader, entry: Entry) -> bool:
        for record in (_record_of(entry), before.get((entry.revision, entry.sequence))):
            if record is not None and await sees(reader, looker.role, looker.company_id, record):
                return True
        return False

    found = await together(read, is_heard, entries)
    return [entry for entry, is_seen in zip(entries, found, strict=True) if is_seen]


async def _before(read: LedgerReader, entries: Iterable[Entry]) -> dict[tuple[int, int], Record]:
    """The records as they were before entries that changed who sees them, by revision and
    sequence."""
    changed: dict[tuple[int, str], list[Entry]] = {}
    for entry in entries:
        if not DECIDING_COLUMNS.get(entry.noun, frozenset()).isdisjoint(entry.changed):
            changed.setdefault((entry.revision, entry.noun), []).append(entry)
    found: dict[tuple[int, int], Record] = {}
    for (revision, noun), several in changed.items():
        ids = [entry.record_id for entry in several]
        were = await read.journal.records_at(NOUN[noun], ids, revision - 1)
        for entry in several:
            if entry.record_id in were:
                found[entry.revision, entry.sequence] = were[entry.record_id]
    return found


async def _documents_of(read: LedgerReader, entries: Iterable[Entry], looker: Looker) -> list[UUID]:
    """The documents whose items changed: whoever looks at one looks at its items."""
    items = [entry.record_id for entry in entries if entry.noun == CostItem.TABLE]
    held = await read.memberships_of_items(items)
    documents = await read.many(ChangeOrder, [one.change_order_id for one in held])
    if looker.is_restricted:
        documents = await seen(read, looker.role, looker.company_id, documents)
    return [each.uuid for each in documents]
