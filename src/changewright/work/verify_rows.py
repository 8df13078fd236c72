"""Rows held against their images in the journal.

The database names the rows that may be apart, by their text (`store/audit_images.py`); where they
are many, their images may be older than a column, or written in another way, and it is asked again.
Each row it names is looked at here, and this word is the one that counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec

from changewright.core.journal import image_of, record_of
from changewright.core.records import Record
from changewright.store import audit_images, audit_ledger
from changewright.store.engine import Connection
from changewright.store.journal_read import JournalReader
from changewright.store.read_ledger import LedgerReader

from .verify_findings import FINDINGS_MAXIMUM, Finding

R = TypeVar("R", bound=Record)

FEW, MANY = 500, 100_000
"""How many rows that may be apart are looked at at once, and how many at all."""
PAGE = 1000


async def image_findings(
    connection: Connection, container_id: int, noun: type[Record], revision: int
) -> list[Finding]:
    """Rows that differ from their latest images up to a revision, or have none."""
    journal = JournalReader(connection, container_id)
    findings: list[Finding] = []
    async for page in _apart(connection, container_id, noun):
        images = await journal.images_at(noun, [record.id for record in page], revision)
        for record in page:
            detail = _image_fault(noun, record, images)
            if detail is not None:
                findings.append(Finding("image", detail, noun.TABLE, record.id, record.revision))
        if len(findings) >= FINDINGS_MAXIMUM:
            break
    return findings


async def _apart(
    connection: Connection, container_id: int, noun: type[R]
) -> AsyncIterator[list[R]]:
    """Pages of the rows that may be apart; all rows, where the database cannot tell."""
    ids = await _ids_apart(connection, container_id, noun)
    if ids is not None:
        reader = LedgerReader(connection, container_id)
        for start in range(0, len(ids), PAGE):
            yield await reader.many(noun, ids[start : start + PAGE], deleted=True)
        return
    after = 0
    while page := await audit_ledger.rows_after(connection, container_id, noun, after, PAGE):
        yield page
        after = page[-1].id


async def _ids_apart(
    connection: Connection, container_id: int, noun: type[Record]
) -> list[int] | None:
    """The rows that may be apart, or that are, if they are many; None: it cannot be told which."""
    async with audit_ledger.side_by_side(connection):
        ids = await audit_images.rows_unlike(connection, container_id, noun, FEW)
        if len(ids) < FEW:
            return ids
        shapes = await audit_images.shapes_of(connection, container_id, noun)
        ids = await audit_images.rows_unlike(connection, container_id, noun, MANY, shapes)
        if len(ids) < MANY:
            return ids
        differing = await audit_images.rows_differing(connection, container_id, noun, MANY)
    return differing if differing is not None and len(differing) < MANY else None


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
