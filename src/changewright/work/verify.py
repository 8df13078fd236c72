"""Proving a container: the chain of its journal, its rows against their images, its sums.

Reads everything, writes nothing, as of one instant, so it can run beside writers. A finding names
what is wrong as exactly as it can; no findings means that the container is whole. The parts of a
proof do not depend on each other, so they are shared among several connections that all see the
same instant.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from changewright.core.catalogue import NOUNS
from changewright.core.errors import Unavailable
from changewright.core.journal import genesis
from changewright.core.records import ChangeOrder, Record
from changewright.store import audit_chain, audit_ledger, write_ledger
from changewright.store.audit_approvals import APPROVAL_CHECKS
from changewright.store.audit_chain import Tell
from changewright.store.audit_check import Check
from changewright.store.audit_copying import Amount, read_table
from changewright.store.audit_forms import FORM_CHECKS
from changewright.store.audit_ledger import CHECKS
from changewright.store.audit_sums import SUM_CHECKS
from changewright.store.engine import Connection, Database
from changewright.store.journal_read import START, JournalReader
from changewright.store.past import past_connection
from changewright.store.tables import JOURNAL
from changewright.store.write_ledger import Head

from .past import Moment, revision_of
from .rebuild import KEEPER
from .verify_chain import Walk, chain_findings
from .verify_courts import court_findings
from .verify_findings import FINDINGS_MAXIMUM, Finding
from .verify_rows import image_findings

__all__ = ["FINDINGS_MAXIMUM", "Finding", "read_once", "sums_begun", "verify"]

Progress = Callable[[int, int], None]
CHAIN_WEIGHT, IMAGE_WEIGHT, CHECK_WEIGHT = 10, 20, 2
"""What a row costs in each part of a proof, in microseconds: for its order and its progress."""


CHECKS_OF_ALWAYS = tuple(
    check for check in CHECKS if check not in (*SUM_CHECKS, *FORM_CHECKS, *APPROVAL_CHECKS)
)
"""Without those of what an older version of the server did not keep."""


def _quiet(done: int, total: int) -> None:
    pass


class Sight(msgspec.Struct, frozen=True):
    """What a part of a proof reads by: a connection, the same as it sees the moment that is proved,
    and the head of that moment."""

    connection: Connection
    then: Connection
    container_id: int
    head: Head


class Part(msgspec.Struct, frozen=True):
    """One part of a proof. It is told by `tell` how much of it is done, if it knows."""

    weight: int
    find: Callable[[Sight, Tell], Coroutine[Any, Any, list[Finding]]]


async def verify(
    database: Database,
    container_id: int,
    progress: Progress = _quiet,
    moment: Moment | None = None,
    lanes: int = 1,
) -> list[Finding]:
    """All findings of a container, at most FINDINGS_MAXIMUM; with a moment, those of the container
    as it was then, without what was not kept yet (`sums_begun`). Raises `NotFound`, `Invalid` for a
    revision that is not there yet.

    `progress` is told how much of how much is done. `lanes` is how many connections share the work,
    where the pool has so many.
    """
    async with _opened(database, lanes) as connections:
        connection = connections[0]
        head = await write_ledger.read_head(connection, container_id)
        revision = None
        if moment is not None:
            revision = await revision_of(connection, container_id, moment)
            head = await _head_at(connection, container_id, revision)
        begun = None if moment is None else await _begun(connection, container_id)
        checks = CHECKS if begun is None or head.revision >= begun[0] else CHECKS_OF_ALWAYS

        def sight(connection: Connection) -> Sight:
            then = connection
            if revision is not None:
                then = past_connection(connection, container_id, revision)
            return Sight(connection, then, container_id, head)

        work = _Work(_parts(await audit_ledger.rows_expected(connection), checks), progress)
        await _together(*(work.share(sight(each)) for each in connections))
    return work.findings()


async def sums_begun(database: Database, container_id: int) -> tuple[int, datetime] | None:
    """The revision from which on a container has all its sums, and its time; None: since ever. One
    that is older than them got them from a later version of the server, all at once."""
    async with _reading(database) as connection:
        return await _begun(connection, container_id)


async def _begun(connection: Connection, container_id: int) -> tuple[int, datetime] | None:
    return await JournalReader(connection, container_id).last_request(
        KEEPER.door, KEEPER.request_id
    )


async def read_once(database: Database, container_id: int, lanes: int = 1) -> Amount:
    """Read every table of a container once, as a proof has to at least; how much that was."""
    amounts: list[Amount] = []
    async with _opened(database, lanes) as connections:
        rows = await audit_ledger.rows_expected(connections[0])
        tables = sorted(
            (JOURNAL.name, *(noun.TABLE for noun in NOUNS)), key=lambda name: rows.get(name, 0)
        )

        async def share(connection: Connection) -> None:
            while tables:
                amounts.append(await read_table(connection, container_id, tables.pop()))

        await _together(*(share(each) for each in connections))
    return sum(amounts, Amount())


@asynccontextmanager
async def _opened(database: Database, lanes: int) -> AsyncIterator[list[Connection]]:
    """So many connections that see the same instant, or as many of them as there are."""
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(_reading(database))]
        if lanes > 1:
            snapshot = await audit_ledger.snapshot_of(connections[0])
            with suppress(Unavailable):
                for _ in range(min(lanes, database.connections_maximum) - 1):
                    another = _reading(database, snapshot)
                    connections.append(await stack.enter_async_context(another))
        yield connections


@asynccontextmanager
async def _reading(database: Database, snapshot: str | None = None) -> AsyncIterator[Connection]:
    async with (
        database.connection() as connection,
        audit_ledger.one_snapshot(connection, snapshot),
    ):
        yield connection


async def _together(*tasks: Coroutine[Any, Any, None]) -> None:
    """All at once; the first that fails ends the others, and its error is told."""
    try:
        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(task)
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


class _Work:
    """The parts of a proof as they are done, by whoever is free."""

    def __init__(self, parts: list[Part], progress: Progress) -> None:
        self._parts = parts
        self._progress = progress
        self._total = sum(part.weight for part in parts)
        self._done: dict[int, int] = {}
        self._found: dict[int, list[Finding]] = {}
        # The longest first, so that at the end nobody waits for one of them.
        self._waiting = sorted(range(len(parts)), key=lambda number: parts[number].weight)

    async def share(self, sight: Sight) -> None:
        """Do one part after another while there are any; none, once enough has been found."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            number = self._waiting.pop()
            part = self._parts[number]
            tell = partial(self._tell, number)
            if sum(map(len, self._found.values())) < FINDINGS_MAXIMUM:
                self._found[number] = await part.find(sight, partial(_from_thread, loop, tell))
            tell(1.0)

    def findings(self) -> list[Finding]:
        """What was found, in the order of the parts."""
        found = (self._found.get(number, ()) for number in range(len(self._parts)))
        return [finding for findings in found for finding in findings][:FINDINGS_MAXIMUM]

    def _tell(self, number: int, share: float) -> None:
        self._done[number] = max(int(self._parts[number].weight * share), self._done.get(number, 0))
        self._progress(sum(self._done.values()), self._total)


def _from_thread(loop: asyncio.AbstractEventLoop, tell: Tell, share: float) -> None:
    loop.call_soon_threadsafe(tell, share)


def _parts(rows: dict[str, int], checks: Sequence[Check] = CHECKS) -> list[Part]:
    """The parts of a proof. Of the past too the rows are held against their images: those that were
    not written since are read from their tables."""

    def weight(each: int, *tables: str) -> int:
        return sum(each * max(1, rows.get(table, 1)) for table in tables)

    return [
        Part(weight(CHAIN_WEIGHT, "journal"), _chain),
        *(Part(weight(IMAGE_WEIGHT, noun.TABLE), partial(_images, noun)) for noun in NOUNS),
        Part(weight(CHECK_WEIGHT, ChangeOrder.TABLE), _courts),
        *(Part(weight(CHECK_WEIGHT, check.noun.TABLE), partial(_check, check)) for check in checks),
    ]


async def _images(noun: type[Record], sight: Sight, tell: Tell) -> list[Finding]:
    return await image_findings(sight.then, sight.container_id, noun, sight.head.revision)


async def _courts(sight: Sight, tell: Tell) -> list[Finding]:
    return await court_findings(sight.then, sight.container_id)


async def _check(check: Check, sight: Sight, tell: Tell) -> list[Finding]:
    faults = await audit_ledger.faults(sight.then, sight.container_id, check)
    table = check.noun.TABLE
    return [Finding(fault.check, fault.sentence, table, fault.id) for fault in faults]


async def _chain(sight: Sight, tell: Tell) -> list[Finding]:
    """What is wrong with the whole journal. One pass says whether anything is; if so, the entries
    are walked to name it."""
    container_id, head = sight.container_id, sight.head
    journal = JournalReader(sight.connection, container_id)
    first = genesis(container_id)
    last = await journal.last_of(head.revision)
    if last is None or not await audit_chain.is_chain_whole(
        sight.connection, container_id, head.revision, first, tell
    ):
        return await chain_findings(journal, container_id, head)
    walk = Walk(START, first)
    walk.stand_behind(last)
    walk.arrive(head)
    return walk.findings


async def _head_at(connection: Connection, container_id: int, revision: int) -> Head:
    """The head as a revision left it."""
    last = await JournalReader(connection, container_id).last_of(revision)
    if last is None:
        return Head(0, datetime.min.replace(tzinfo=UTC), genesis(container_id), ())
    return Head(revision, last.at, last.hash, ())
