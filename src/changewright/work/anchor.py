"""Anchors: a container's head written down outside, against which its journal can be held later.

The journal shows tampering only to somebody who kept a head. An anchor is that head as one line;
it is printed on demand and carried by exports and deliveries.
"""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from changewright.core.errors import invalid
from changewright.core.journal import genesis, instant_text
from changewright.store import audit_ledger, write_ledger
from changewright.store.engine import Database
from changewright.store.journal_read import JournalReader, Place

from .verify_chain import chain_findings
from .verify_findings import Finding

_LINE = re.compile(
    r"changewright:1:(?P<container>\d{1,18}):(?P<revision>\d{1,18}):(?P<hash>[0-9a-f]{64})"
    r"@(?P<at>\S+)\Z"
)


class Anchor(msgspec.Struct, frozen=True):
    """A head at an instant."""

    container_id: int
    revision: int
    hash: bytes
    at: datetime

    def __str__(self) -> str:
        return (
            f"changewright:1:{self.container_id}:{self.revision}:{self.hash.hex()}"
            f"@{instant_text(self.at)}"
        )


def parse_anchor(line: str) -> Anchor:
    """An anchor from its line. Raises `Invalid`."""
    match = _LINE.match(line.strip())
    if match is None:
        raise invalid("anchor", "format", "This is not an anchor of changewright.")
    try:
        at = datetime.fromisoformat(match["at"])
    except ValueError as error:
        raise invalid("anchor", "format", "The anchor's time cannot be read.") from error
    return Anchor(int(match["container"]), int(match["revision"]), bytes.fromhex(match["hash"]), at)


async def anchor(database: Database, container_id: int) -> Anchor:
    """The container's head as it is now. Raises `NotFound`."""
    async with database.connection() as connection:
        head = await write_ledger.read_head(connection, container_id)
    return Anchor(container_id, head.revision, head.hash, head.at)


async def verify_anchor(database: Database, kept: Anchor) -> list[Finding]:
    """Whether today's journal extends the one the anchor was taken from; no findings: it does.

    The entry the anchor names must still have its hash, and the chain from there to the head must
    be whole. Raises `NotFound`.
    """
    async with database.connection() as connection, audit_ledger.one_snapshot(connection):
        head = await write_ledger.read_head(connection, kept.container_id)
        journal = JournalReader(connection, kept.container_id)
        if kept.revision == 0:
            place, held = Place(0, 0), genesis(kept.container_id)
        else:
            entry = await journal.last_of(kept.revision)
            if entry is None:
                detail = f"the journal ends at {head.revision}, before the anchor"
                return [Finding("anchor", detail, revision=kept.revision)]
            place, held = Place(entry.revision, entry.sequence), entry.hash
        if held != kept.hash:
            detail = "the journal was rewritten: this revision has another hash than was kept"
            return [Finding("anchor", detail, revision=kept.revision)]
        return await chain_findings(journal, kept.container_id, head, place, held)
