"""Rows held against their images in the journal.

The database names the rows that may be apart, by their text (`store/audit_images.py`); where they
are many, their images may be older than a column, or written in another way, and it is asked again.
Each row it names is looked at here, and this word is the one that counts. A row whose image was
erased is held against the digest of it, which is left.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

import msgspec

from changewright.core.journal import digest_of, image_of, record_of
from changewright.core.records import Record
from changewright.store import audit_images, audit_ledger
from changewright.store.audit_images import Shape, Shapes
from changewright.store.engine import Connection
from changewright.store.journal_read import JournalReader, Kept
from changewright.store.read_ledger import LedgerReader

from .verify_findings import FINDINGS_MAXIMUM, Finding

R = TypeVar("R", bound=Record)

MANY = 100_000
"""How many rows that may be apart are looked at; where they are more, the database reads images."""
PAGE = 1000


async def image_findings(
    connection: Connection, container_id: int, noun: type[Record], revision: int
) -> list[Finding]:
    """Rows that differ from their latest images up to a revision, or from the time of their
    entries, or have none."""
    journal = JournalReader(connection, container_id)
    findings: list[Finding] = []
    shapes = await audit_images.shapes_of(connection, container_id, noun)
    async for page in _apart(connection, container_id, noun, shapes):
        kept = await journal.kept_at(noun, [record.id for record in page], revision)
        for record in page:
            findings += _faults(noun, record, kept.get(record.id), shapes)
        if len(findings) >= FINDINGS_MAXIMUM:
            break
    return findings


def _faults(
    noun: type[Record], record: Record, kept: Kept | None, shapes: Shapes
) -> Iterator[Finding]:
    """What is wrong with a row beside what its entry kept of it."""
    where = noun.TABLE, record.id, record.revision
    if kept is None:
        yield Finding("image", "the journal does not know it", *where)
        return
    if kept.image is None:
        detail = _fault_of_erased(record, kept.digest, shapes)
    else:
        detail = _image_fault(noun, record, kept.image)
    if detail is not None:
        yield Finding("image", detail, *where)
    if record.updated_at != kept.at:
        detail = f"its updated_at is not the time of its revision: {record.updated_at}"
        yield Finding(f"times_{noun.TABLE}", detail, *where)


async def _apart(
    connection: Connection, container_id: int, noun: type[R], shapes: Shapes
) -> AsyncIterator[list[R]]:
    """Pages of the rows that may be apart; all rows, where the database cannot tell."""
    ids = await _ids_apart(connection, container_id, noun, shapes)
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
    connection: Connection, container_id: int, noun: type[Record], shapes: Shapes
) -> list[int] | None:
    """The rows that may be apart, or that are, if they are many; None: it cannot be told which."""
    async with audit_ledger.side_by_side(connection):
        ids = await audit_images.rows_unlike(connection, container_id, noun, MANY, shapes)
        if len(ids) < MANY:
            return ids
        differing = await audit_images.rows_differing(connection, container_id, noun, MANY)
    return differing if differing is not None and len(differing) < MANY else None


def _image_fault(noun: type[Record], record: Record, image: bytes) -> str | None:
    if image == image_of(record):
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


def _fault_of_erased(record: Record, digest: bytes, shapes: Shapes) -> str | None:
    """Nothing, where the row in today's shape or one of these is what the digest was taken of."""
    own = image_of(record)
    if digest_of(own) == digest:
        return None
    values = msgspec.json.decode(own, type=dict[str, msgspec.Raw])
    for shape in shapes.shapes:
        older = msgspec.json.encode({name: values[name] for name in shape})
        if digest_of(older) == digest and _has_defaults(record, shape):
            return None
    return "its image was erased, and its row is not what the digest of it says"


def _has_defaults(record: Record, shape: Shape) -> bool:
    """Whether the columns that a shape lacks are as they are in a record that does not say."""
    required = {name: getattr(record, name) for name in shape}
    usual = type(record)(**required)
    return all(getattr(usual, name) == getattr(record, name) for name in usual.__struct_fields__)
