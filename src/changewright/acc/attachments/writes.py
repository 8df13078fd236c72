"""Finding or making folders, uploading files, attaching them and taking them off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.records_files import Attachment
from changewright.edge.bodies import Body, read_fields, read_items
from changewright.edge.context import Answer, Context
from changewright.edge.uploads import clean_media, clean_name, incoming_file
from changewright.work import attachments
from changewright.work.attachments import AttachmentFiles, KeptFile, Target
from changewright.work.permission import require_write
from changewright.work.unit import Unit

from ..associations import ASSOCIATION_FIELDS, associated, association_kind
from ..query_text import one_text
from ..resource import render_record
from ..simple_writes import deletes
from ..wire import array, encode
from ..writing import Written, answer, at_index, resolved, write
from .fields import ATTACHMENT, CREATE_FIELDS, FOLDER, shown_file

BATCH_MAXIMUM = 100

FOLDER_BODY = Body("Attachment folder (create)", ASSOCIATION_FIELDS)
CREATE_BODY = Body("Attachment (create)", CREATE_FIELDS)
BATCH_BODY = Body(
    "Attachments (create)",
    CREATE_FIELDS,
    array=True,
    items_minimum=1,
    items_maximum=BATCH_MAXIMUM,
)
UPLOAD_BODY = Body(
    "Attachment content",
    media="application/octet-stream",
    schema={"type": "string", "format": "binary"},
)


def files_of(context: Context) -> AttachmentFiles:
    settings = context.settings
    return AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes)


async def create_folder(context: Context) -> Answer:
    """POST attachment-folders: found or made, always 201 (§5.8)."""
    values = read_fields(await context.json(), ASSOCIATION_FIELDS)

    async def decide(unit: Unit) -> Written:
        target = await _target(context, unit, values)
        folder = await attachments.find_or_create_folder(unit, target)
        return await answer(context, unit, FOLDER, folder)

    return await write(context, decide)


async def upload(context: Context) -> Answer:
    """POST attachment-files: the content, as the body itself or as a form's file. The answer's urn
    can then be attached to any record of the project, within twelve hours."""
    require_write(context.actor(), Attachment.TABLE)
    named = one_text(context.query, "name", maximum=1024)
    files = files_of(context)
    incoming = await incoming_file(context, files.size_maximum_bytes)
    kept = await attachments.upload(
        files,
        context.project.uuid,
        clean_name(named or incoming.name),
        clean_media(incoming.content_type),
        incoming.chunks,
        context.now,
    )
    return encode(shown_file(kept))


async def create(context: Context) -> Answer:
    """POST attachments: one file on one record."""
    values = read_fields(await context.json(), CREATE_FIELDS)
    kept = await _kept(context, [values])

    async def decide(unit: Unit) -> Written:
        made = await _attach(context, unit, values, kept)
        return await answer(context, unit, ATTACHMENT, made)

    return await write(context, decide)


async def create_many(context: Context) -> Answer:
    """POST attachments:batch-create: an array, all or none. A lone object is answered with one."""
    given = await context.json()
    is_single = isinstance(given, dict)
    items = read_items(
        [given] if is_single else given, CREATE_FIELDS, minimum=1, maximum=BATCH_MAXIMUM
    )
    kept = await _kept(context, items)

    async def decide(unit: Unit) -> Written:
        made = []
        for index, values in enumerate(items):
            with at_index(index):
                made.append(await _attach(context, unit, values, kept))
        rendered = [
            await render_record(unit.read, ATTACHMENT, unit.newest(each), context) for each in made
        ]
        return Written(rendered[0] if is_single else array(rendered))

    return await write(context, decide)


delete = deletes(ATTACHMENT, "attachmentId", attachments.detach)


async def _kept(context: Context, items: Sequence[Mapping[str, Any]]) -> dict[str, KeptFile | None]:
    """What is known of the files of ours that a body names; read before the unit begins."""
    urns = [values["urn"] for values in items if values.get("urn")]
    return await attachments.resolve_urns(files_of(context), context.project.uuid, urns)


async def _target(context: Context, unit: Unit, values: Mapping[str, Any]) -> Target:
    word = values["association_type"]
    record = await associated(context, unit.read, word, values["association_id"])
    return Target(record, word, association_kind(record))


async def _attach(
    context: Context,
    unit: Unit,
    values: Mapping[str, Any],
    kept: Mapping[str, KeptFile | None],
) -> Attachment:
    target = await _target(context, unit, values)
    fields = await resolved(context, unit, values)
    for name in ("association_id", "association_type"):
        del fields[name]
    replace = bool(fields.pop("replace", False))
    return await attachments.attach(unit, target, fields, kept, replace=replace)
