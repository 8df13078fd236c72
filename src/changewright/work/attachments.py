"""Attaching files to records: folders, attachments, and the content kept on our own disk.

The content is written before any unit begins; a unit only ever names it. What nobody names after a
day is swept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import Invalid, NotFound, Problem, invalid
from changewright.core.records import Record
from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.store.attachment_files import AttachmentFiles, KeptFile

from .directory import Directory
from .edits import filled
from .ledger import Ledger
from .permission import require_write
from .unit import Unit

__all__ = ["AttachmentFiles", "KeptFile"]

FILE_URN = "urn:changewright:file:"
FOLDER_URN = "urn:changewright:folder:"
URN_LENGTH_MAXIMUM = 2048
SWEPT_AFTER = timedelta(hours=24)
ATTACHABLE = timedelta(hours=12)
"""How long after its upload a file may be attached; well before the sweep looks at it."""


class Target(msgspec.Struct, frozen=True):
    """What is attached to: a record, in the words of the door that named it. A door that has no
    such word says the kind for the type as well."""

    record: Record
    association_type: str
    association_kind: str


def urn_of(kept: KeptFile) -> str:
    """The name by which a client refers to a file it has uploaded."""
    return FILE_URN + kept.stored_name


async def upload(
    files: AttachmentFiles,
    container: UUID,
    name: str,
    content_type: str,
    chunks: AsyncIterator[bytes],
    now: datetime,
) -> KeptFile:
    """Keep a file's content, which came `now`. Raises `TooLarge`."""
    return await files.keep(container, name, content_type, chunks, now)


async def resolve_urns(
    files: AttachmentFiles, container: UUID, urns: Sequence[str]
) -> dict[str, KeptFile | None]:
    """Our own files among urns: what is known of each, None where this container has none such.
    Other urns are not among the answers."""
    own = {urn for urn in urns if urn.startswith(FILE_URN)}
    return {urn: await files.find(container, urn.removeprefix(FILE_URN)) for urn in own}


async def find_or_create_folder(unit: Unit, target: Target) -> AttachmentFolder:
    """The folder of a record's attachments, made when it is first asked for."""
    require_write(unit.actor, AttachmentFolder.TABLE)
    record = target.record
    for folder in await unit.read.where(
        AttachmentFolder, record_kind=record.TABLE, record_id=record.id
    ):
        return folder
    uuid = unit.new_uuid()
    return unit.new(
        AttachmentFolder,
        uuid=uuid,
        record_kind=record.TABLE,
        record_id=record.id,
        record_uuid=record.uuid,
        association_type=target.association_type,
        urn=f"{FOLDER_URN}{uuid}",
    )


async def attach(
    unit: Unit,
    target: Target,
    fields: Mapping[str, Any],
    kept: Mapping[str, KeptFile | None],
    *,
    replace: bool = False,
) -> Attachment:
    """Attach a file by its urn: one of ours (`kept` says what is known of it), or a name of a place
    elsewhere, which is kept as it is. With `replace` one of the same name is replaced.

    Raises `Invalid` naming the field: no urn, a file of ours that is not there, another's folder.
    """
    require_write(unit.actor, Attachment.TABLE)
    given = filled(Attachment, fields)
    urn = given.get("urn")
    if not urn:
        problem = Problem("urn", "missing", "Missing required property: urn")
        raise Invalid(problem.detail, problem, reason="urn_missing")
    record = target.record
    await _check_folder(unit, record, given.get("folder_id"))
    file = kept.get(urn)
    if urn.startswith(FILE_URN):
        await _check_file(unit, urn, file)
    if file is not None:
        given |= {
            "name": given.get("name") or file.name,
            "content_type": file.content_type,
            "size_bytes": file.size_bytes,
            "digest": file.digest,
            "stored_name": file.stored_name,
        }
    elif not given.get("name"):
        raise invalid("name", "missing", "Missing required property: name")
    given["association_type"] = target.association_type
    if replace:
        for old in await unit.read.where(
            Attachment, record_kind=record.TABLE, record_id=record.id, name=given["name"]
        ):
            elsewhere = dict.fromkeys(("content_type", "size_bytes", "digest", "stored_name"))
            return unit.change(old, "replaced", **(elsewhere | given))
    return unit.new(
        Attachment,
        **given,
        record_kind=record.TABLE,
        record_id=record.id,
        record_uuid=record.uuid,
        association_kind=target.association_kind,
    )


async def _check_folder(unit: Unit, record: Record, folder_id: int | None) -> None:
    if folder_id is None:
        return
    folder = await unit.read.get(AttachmentFolder, folder_id)
    owner = None if folder is None else (folder.record_kind, folder.record_id)
    if owner != (record.TABLE, record.id):
        raise invalid("folderId", "reference", "folderId names no folder of this record")


async def _check_file(unit: Unit, urn: str, file: KeptFile | None) -> None:
    """A file of ours is fresh, or on some record already: what is old and free may be swept."""
    since = (unit.now - ATTACHABLE).timestamp()
    is_fresh = file is not None and file.kept_at_seconds > since
    if file is None or not (is_fresh or await unit.read.where(Attachment, urn=urn, limit=1)):
        raise invalid("urn", "reference", "urn names no file of this project; upload it first")


async def detach(unit: Unit, attachment: Attachment) -> None:
    """Take a file off its record; the sweep removes content that nothing names any more."""
    require_write(unit.actor, Attachment.TABLE)
    unit.delete(attachment)


async def content_of(files: AttachmentFiles, container: UUID, attachment: Attachment) -> KeptFile:
    """What is known of an attachment's content. Raises `NotFound` where it is not on our disk."""
    if attachment.stored_name is None:
        raise NotFound("The content of this attachment is kept elsewhere, at its urn.")
    file = await files.find(container, attachment.stored_name)
    if file is None:
        raise NotFound("The content of this attachment is not here any more.")
    return file


async def sweep(ledger: Ledger, directory: Directory, files: AttachmentFiles, now: datetime) -> int:
    """Remove the files that no attachment has named for a day; answers how many."""
    removed = 0
    for container, names in (await files.older_than(now - SWEPT_AFTER)).items():
        project = directory.project(container)
        if project is None:
            if directory.account(container) is not None:
                # Uploads for any project of the account; a project that has one has it by itself.
                removed += await _remove(files, container, names)
            continue  # another database's files, perhaps: they are not ours to judge
        async with ledger.reader(project.id) as read:
            found = await read.where(Attachment, urn=[FILE_URN + name for name in names])
        named = {each.stored_name for each in found}
        removed += await _remove(files, container, [each for each in names if each not in named])
    return removed


async def _remove(files: AttachmentFiles, container: UUID, names: Sequence[str]) -> int:
    for name in names:
        await files.remove(container, name)
    return len(names)
