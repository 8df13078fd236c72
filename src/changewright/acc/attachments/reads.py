"""Listing attachments, and handing out content."""

from __future__ import annotations

from changewright.core.errors import NotFound
from changewright.core.query import Condition
from changewright.core.records_files import Attachment
from changewright.edge.context import Answer, Context
from changewright.edge.downloads import download as handed_out
from changewright.work import attachments

from ..associations import KNOWN_KINDS
from ..reading import list_page
from .fields import ATTACHMENT
from .writes import files_of

OF_THIS_DOOR = Condition("association_kind", "any", KNOWN_KINDS)


async def list_attachments(context: Context) -> Answer:
    """GET attachments: a page, by filters or by the older plain names (§5.8)."""
    return await list_page(context, ATTACHMENT, (OF_THIS_DOOR,))


async def download(context: Context) -> Answer:
    """GET attachments/{id}/content: the file, always as a download. Raises `NotFound`."""
    uuid = context.uuid("attachmentId")
    if ATTACHMENT.view_for(context.role).rows != "all":
        raise NotFound(f"There is no attachment {uuid} here.")
    async with context.services.ledger.reader(context.container_id) as read:
        attachment = await read.require(Attachment, uuid, "attachmentId")
    if attachment.association_kind not in KNOWN_KINDS:
        raise NotFound(f"There is no attachment {uuid} here.")
    files = files_of(context)
    file = await attachments.content_of(files, context.project.uuid, attachment)
    path = files.path(context.project.uuid, file.stored_name)
    return handed_out(path, attachment.name, file.content_type, file.digest)
