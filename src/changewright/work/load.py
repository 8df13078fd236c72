"""The bulk loader: whole containers at once, for the demo, the bench and imports.

The one other writer beside the unit of work. It holds the same lock on the container's head and
leaves the same traces: each block of records is a revision, with an image of every record in the
journal. All blocks are one transaction: either everything is loaded or nothing. The sums are added
up behind them, in the same transaction.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import msgspec

from changewright.core.catalogue import counter_ordinal
from changewright.core.courts import placed
from changewright.core.journal import Chain, Source, image_of
from changewright.core.records import ChangeOrder, Record
from changewright.core.settings import ProjectSettings
from changewright.core.uuids import RANDOM_BYTES, time_ordered
from changewright.store import audit_sums, write_ledger
from changewright.store.engine import Connection
from changewright.store.read_ledger import LedgerReader
from changewright.store.wire import Error
from changewright.store.write_ledger import Head

from .closing import closing
from .ledger import Ledger, refusal
from .rebuild import write_assigned, write_sums
from .unit import Actor
from .workspace import Workspace, clean

R = TypeVar("R", bound=Record)
BLOCK = 2000
IDS_PER_REVISION = 1
"""The project's row of sums, which a container has none of before its first load."""
Stream = tuple[type[Record], Iterable[Record]]


def _quiet(count: int) -> None:
    pass


async def load(
    ledger: Ledger,
    container_id: int,
    actor: Actor,
    streams: Iterable[Stream],
    *,
    sequences: Mapping[str, int] | None = None,
    action: str = "created",
    progress: Callable[[int], None] = _quiet,
) -> int:
    """Write new records in bulk; answers how many.

    `streams` are the records of one noun each, in the order of `core.catalogue.NOUNS` where they
    refer to each other. Ids come from `reserve_ids`; `version`, `revision`, `updated_at` and
    `changed_by` are stamped here, so `created_at` may lie in the past while `updated_at` cannot.
    `sequences` are the last numbers given out, so that automatic ones go on behind them.
    `progress` is told the count so far. Values must be in their stored form (amounts at their
    scale, instants with a zone): they are not cleaned as a unit's are. Raises `NotFound`, `Taken`.
    """
    async with ledger.lanes.turn(container_id) as lane:
        lane.forget()
        async with ledger.database.connection() as connection:
            try:
                opened = await write_ledger.open_unit(connection, container_id, with_settings=False)
                loading = _Loading(ledger, connection, container_id, actor, opened.head, action)
                for noun, records in streams:
                    remaining = iter(records)
                    while block := list(islice(remaining, BLOCK)):
                        await loading.block(noun, block)
                        progress(loading.count)
                if loading.count == 0:
                    await write_ledger.abandon(connection)
                    return 0
                await loading.settle()
                steps = [write_ledger.head_step(container_id, loading.head)]
                if sequences:
                    steps.append(write_ledger.sequences_step(container_id, sequences))
                await write_ledger.close_unit(connection, steps)
            except BaseException as error:
                await write_ledger.abandon(connection)
                if isinstance(error, Error):
                    raise refusal(error) from error
                raise
            return loading.count


class Revising:
    """One revision behind the blocks: records read, made and changed, as a unit's are."""

    def __init__(
        self, ledger: Ledger, connection: Connection, container_id: int, workspace: Workspace
    ) -> None:
        self.workspace = workspace
        self.read = LedgerReader(connection, container_id, workspace)
        self.ids_left = IDS_PER_REVISION
        self._ledger = ledger
        self._container_id = container_id

    def new(self, noun: type[R], **fields: Any) -> R:
        workspace = self.workspace
        self.ids_left -= 1
        stamps: dict[str, Any] = {
            "container_id": self._container_id,
            "id": self._ledger.ids.take(),
            "uuid": time_ordered(workspace.now, 1, os.urandom(RANDOM_BYTES)),
            "version": 1,
            "revision": workspace.revision,
            "created_at": workspace.now,
            "updated_at": workspace.now,
        }
        return workspace.add(noun(**clean(noun, fields), **stamps))

    def change(self, record: R, action: str = "", **fields: Any) -> R:
        return self.workspace.change(record, action, fields)


class _Loading:
    """A load under way: the head as it will be, and how many records are in."""

    def __init__(
        self,
        ledger: Ledger,
        connection: Connection,
        container_id: int,
        actor: Actor,
        head: Head,
        action: str,
    ) -> None:
        self.head = head
        self.count = 0
        self._ledger = ledger
        self._connection = connection
        self._container_id = container_id
        self._actor = actor
        self._action = action
        self._source = Source(actor.person_id, actor.client_id, actor.door, actor.request_id)

    async def block(self, noun: type[Record], records: list[Record]) -> None:
        """One revision: the records of a block and their entries."""
        revision = self.head.revision + 1
        at = self._ledger.instant_after(self.head.at)
        chain = Chain(self.head.hash, self._container_id, revision, at, self._source)
        counters = list(self.head.counters)
        stamped = list(self._stamped(noun, records, revision, at))
        for record in stamped:
            chain.add(noun.TABLE, record.id, self._action, (), image_of(record))
            counters[counter_ordinal(record)] = revision
        await write_ledger.copy_block(self._connection, noun, stamped, chain.entries)
        self.head = Head(revision, at, chain.hash, tuple(counters))
        self.count += len(records)

    async def settle(self) -> None:
        """Revisions that bring the sums to what the records come to, with those before them."""
        own = self._connection, self._container_id
        while found := await audit_sums.prime_contracts_apart(*own, BLOCK):
            async with self._revising() as revising:
                await write_assigned(revising, dict(found))
        async with self._revising() as revising:
            await write_sums(revising, *own)

    @asynccontextmanager
    async def _revising(self) -> AsyncIterator[Revising]:
        """One revision, written at the end of the block."""
        await self._ledger.ids.promise(self._connection, IDS_PER_REVISION)
        at = self._ledger.instant_after(self.head.at)
        revising = Revising(
            self._ledger,
            self._connection,
            self._container_id,
            Workspace(self.head.revision + 1, at, self._actor.person_id),
        )
        try:
            yield revising
            await self._revise(revising)
        finally:
            self._ledger.ids.release(revising.ids_left)

    async def _revise(self, revising: Revising) -> None:
        workspace = revising.workspace
        chain = Chain(
            self.head.hash, self._container_id, workspace.revision, workspace.now, self._source
        )
        same = ProjectSettings()
        head, steps = closing(
            self.head, chain, written=workspace.written(), numbers={}, settings=(same, same)
        )
        if head is not None:
            await write_ledger.write(self._connection, steps)
            self.head = head

    def _stamped(
        self, noun: type[Record], records: Iterable[Record], revision: int, at: datetime
    ) -> Iterator[Record]:
        for record in records:
            if type(record) is not noun or record.container_id != self._container_id:
                raise ValueError(f"a {type(record).__name__} of container {record.container_id}")
            if isinstance(record, ChangeOrder):
                record = placed(record, record.approved_at or record.created_at)
            yield msgspec.structs.replace(
                record,
                version=1,
                revision=revision,
                updated_at=at,
                changed_by=self._actor.person_id,
            )


async def reserve_ids(ledger: Ledger, count: int) -> list[int]:
    """Ids for records to be loaded."""
    async with ledger.database.connection() as connection:
        await ledger.ids.promise(connection, count)
    return [ledger.ids.take() for _ in range(count)]
