"""Naming what is wrong with a journal: its entries walked one by one, from a place to the head."""

from __future__ import annotations

from datetime import datetime

from changewright.core.catalogue import COUNTERS
from changewright.core.journal import Entry, digest_of, genesis, hash_of
from changewright.store.journal_read import START, JournalReader, Place
from changewright.store.write_ledger import Head

from .verify_findings import FINDINGS_MAXIMUM, Finding


async def chain_findings(
    journal: JournalReader,
    container_id: int,
    head: Head,
    start: Place = START,
    previous: bytes | None = None,
) -> list[Finding]:
    """What is wrong with the journal behind a place, whose last hash is `previous`, to the head."""
    walk = Walk(start, genesis(container_id) if previous is None else previous)
    async for page in journal.pages(head.revision, start):
        for entry in page:
            walk.step(entry)
        if len(walk.findings) >= FINDINGS_MAXIMUM:
            return walk.findings
    walk.arrive(head)
    return walk.findings


class Walk:
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
