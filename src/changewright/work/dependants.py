"""What hangs on a record and goes with it: its attachments, their folder, comments and values.

They name any record by kind and id, so that no record's own deletion knows of them. Every unit asks
here at its end, whichever door deleted; the journal keeps what they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from changewright.core.records import Comment, Face, Line, Membership, PropertyValue, Record
from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.store.read_ledger import LedgerReader

DEPENDANTS: tuple[type[Record], ...] = (Attachment, AttachmentFolder, Comment, PropertyValue)
ALONE: frozenset[type[Record]] = frozenset({*DEPENDANTS, Face, Line, Membership})
"""Nouns on which nothing hangs: nobody is asked for what is on them."""


async def dependants_of(read: LedgerReader, records: Iterable[Record]) -> list[Record]:
    """What hangs on any of these records."""
    ids: dict[str, list[int]] = defaultdict(list)
    for record in records:
        if type(record) not in ALONE:
            ids[record.TABLE].append(record.id)
    found: list[Record] = []
    for kind, record_ids in ids.items():
        for noun in DEPENDANTS:
            found += await read.where(noun, record_kind=kind, record_id=record_ids)
    return found
