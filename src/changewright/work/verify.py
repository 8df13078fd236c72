"""Proving a container: the chain of its journal, its rows against their images, its sums.

Reads everything, writes nothing, in one snapshot, so it can run beside writers. A finding names
what is wrong as exactly as it can; no findings means that the container is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from changewright.core.catalogue import COUNTERS, NOUNS
from changewright.core.journal import (
    Entry,
    digest_of,
    genesis,
    hash_of,
    image_of,
    record_of,
)
from changewright.core.records import Record
from changewright.store import audit_journal, audit_ledger, write_ledger
from changewright.store.audit_ledger import CHECKS
from changewright.store.engine import Connection, Database
from changewright.store.journal_read import START, JournalReader, Place
from changewright.store.past import past_connection
from changewright.store.read_ledger import LedgerReader
from changewright.store.write_ledger import Head

from .past import Moment, revision_of

PAGE = 1000
FINDINGS_MAXIMUM = 200


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it must be. `check` names the test that found it; `noun` and
    `record_id` the record, `revision` the place in the journal, each where there is one."""

    check: str
    detail: str
    noun: str | None = None
    record_id: int | None = None
    revision: int | None = None

    def __str__(self) -> str:
        subject = f"{self.noun} {self.record_id}: " if self.noun else ""
        place = f" (revision {self.revision})" if self.revision is not None else ""
        return f"{self.check}: {subject}{self.detail}{place}"


def _quiet(done: int, total: int) -> None:
    pass


async def verify(
    database: Database,
    container_id: int,
    progress: Callable[[int, int], None] = _quiet,
    moment: Moment | None = None,
) -> list[Finding]:
    """All findings of a container, at most FINDINGS_MAXIMUM; with a moment, those of the container
    as it was then. Raises `NotFound`, `Invalid` for a revision that is not there yet.

    `progress` is told how many of how many steps are done.
    """
    steps = 1 + len(NOUNS) + len(CHECKS)
    findings: list[Finding] = []
    async with database.connection() as connection, audit_ledger.one_snapshot(connection):
        head = await write_ledger.read_head(connection, container_id)
        if moment is not None:
            revision = await revision_of(connection, container_id, moment)
            head = await _head_at(connection, container_id, revision)
            connection = past_connection(connection, container_id, revision)
        findings += await _whole_chain_findings(connection, container_id, head)
        done = 1
        progress(done, steps)
        # Of the past too: rows that were not written since are read from their tables.
        for noun in NOUNS:
            if len(findings) < FINDINGS_MAXIMUM:
                findings += await _image_findings(connection, container_id, noun, head.revision)
            done += 1
            progress(done, steps)
        for check in CHECKS:
            if len(findings) < FINDINGS_MAXIMUM:
                for fault in await audit_ledger.faults(connection, container_id, check):
                    detail = f"{check.sentence} {fault.word}".strip()
                    findings.append(Finding(check.name, detail, check.noun.TABLE, fault.id))
            done += 1
            progress(done, steps)
    return findings[:FINDINGS_MAXIMUM]


async def _head_at(connection: Connection, container_id: int, revision: int) -> Head:
    """The head as a revision left it."""
    last = await JournalReader(connection, container_id).last_of(revision)
    if last is None:
        return Head(0, datetime.min.replace(tzinfo=UTC), genesis(container_id), ())
    return Head(revision, last.at, last.hash, ())


async def _whole_chain_findings(
    connection: Connection, container_id: int, head: Head
) -> list[Finding]:
    """What is wrong with the whole journal. The database says whether anything is; if so, the
    entries are walked to name it."""
    journal = JournalReader(connection, container_id)
    first = genesis(container_id)
    if not await audit_journal.is_chain_whole(connection, container_id, head.revision, first):
        return await chain_findings(journal, container_id, head)
    walk = _Walk(START, first)
    last = await journal.last_of(head.revision)
    if last is None:
        return await chain_findings(journal, container_id, head)
    walk.stand_behind(last)
    walk.arrive(head)
    return walk.findings


async def chain_findings(
    journal: JournalReader,
    container_id: int,
    head: Head,
    start: Place = START,
    previous: bytes | None = None,
) -> list[Finding]:
    """What is wrong with the journal behind a place, whose last hash is `previous`, to the head."""
    walk = _Walk(start, genesis(container_id) if previous is None else previous)
    async for page in journal.pages(head.revision, start):
        for entry in page:
            walk.step(entry)
        if len(walk.findings) >= FINDINGS_MAXIMUM:
            return walk.findings
    walk.arrive(head)
    return walk.findings


class _Walk:
    """One pass over the entries, remembering the last."""

    def __init__(self, start: Place, previous: bytes) -> None:
        self.findings: list[Finding] = []
        self._place = start
        self._hash = previous
        self._at: datetime | None = None

    def step(self, entry: Entry) -> None:
        if entry.revision == self._place.revision:
            if entry.sequence != self._place.sequence + 1:
                self._find("chain_gap", entry, "an entry is missing before this one")
            if self._at is not None and entry.at != self._at:
                self._find("chain_time", entry, "its time is not its revision's")
        else:
            if entry.revision != self._place.revision + 1 or entry.sequence != 1:
                self._find("chain_gap", entry, "a revision or its first entry is missing before")
            if self._at is not None and entry.at <= self._at:
                self._find("chain_time", entry, "its time is not after the revision before it")
        if entry.image is not None and digest_of(entry.image) != entry.digest:
            self._find("image_digest", entry, "its image was changed: it has another digest")
        if entry.hash != hash_of(self._hash, entry):
            self._find("chain_hash", entry, "its hash does not follow from it and the one before")
        self.stand_behind(entry)

    def stand_behind(self, entry: Entry) -> None:
        """Be where the walk is after an entry, all up to it being well."""
        self._place = Place(entry.revision, entry.sequence)
        self._hash, self._at = entry.hash, entry.at

    def arrive(self, head: Head) -> None:
        if head.revision != self._place.revision:
            detail = f"the head is at {head.revision}, the journal ends at {self._place.revision}"
            self.findings.append(Finding("chain_end", detail, revision=head.revision))
        elif head.hash != self._hash:
            detail = "the head's hash is not the last entry's"
            self.findings.append(Finding("chain_end", detail, revision=head.revision))
        elif self._at is not None and head.at != self._at:
            detail = "the head's time is not the last entry's"
            self.findings.append(Finding("chain_end", detail, revision=head.revision))
        if any(counter > head.revision for counter in head.counters[: len(COUNTERS)]):
            detail = "a counter of the head is ahead of its revision"
            self.findings.append(Finding("counters", detail, revision=head.revision))

    def _find(self, check: str, entry: Entry, detail: str) -> None:
        self.findings.append(Finding(check, detail, entry.noun, entry.record_id, entry.revision))


async def _image_findings(
    connection: Connection, container_id: int, noun: type[Record], revision: int
) -> list[Finding]:
    """Rows that differ from their latest images, or have none. The database names those that may;
    where it cannot, or they are many, all of them are looked at."""
    journal = JournalReader(connection, container_id)
    findings: list[Finding] = []
    apart = await audit_journal.rows_apart(connection, container_id, noun, PAGE)
    if apart is not None and len(apart) < PAGE:
        named = await LedgerReader(connection, container_id).many(noun, apart, deleted=True)
        images = await journal.images_at(noun, apart, revision)
        faults = [(record, _image_fault(noun, record, images)) for record in named]
        return [
            Finding("image", detail, noun.TABLE, record.id, record.revision)
            for record, detail in faults
            if detail is not None
        ]
    after = 0
    while page := await audit_ledger.rows_after(connection, container_id, noun, after, PAGE):
        images = await journal.images_at(noun, [record.id for record in page], revision)
        for record in page:
            detail = _image_fault(noun, record, images)
            if detail is not None:
                findings.append(Finding("image", detail, noun.TABLE, record.id, record.revision))
        after = page[-1].id
        if len(findings) >= FINDINGS_MAXIMUM:
            break
    return findings


def _image_fault(noun: type[Record], record: Record, images: dict[int, bytes | None]) -> str | None:
    if record.id not in images:
        return "the journal does not know it"
    image = images[record.id]
    if image is None or image == image_of(record):
        return None
    try:
        imaged = record_of(noun, image)
    except msgspec.DecodeError as error:
        return f"its image cannot be read: {error}"
    # Both through JSON once, so that arrays and tuples, 1 and 1.0 of free-form columns are alike.
    own = record_of(noun, image_of(record))
    differing = [
        name for name in noun.__struct_fields__ if getattr(imaged, name) != getattr(own, name)
    ]
    return f"its row differs from its image in {', '.join(differing)}" if differing else None
