"""Listing attachments, and handing out content."""

from __future__ import annotations

from starlette.responses import FileResponse

from changewright.core.errors import NotFound
from changewright.core.records_files import Attachment
from changewright.edge.context import Answer, Context
from changewright.work import attachments

from ..reading import list_page
from .fields import ATTACHMENT
from .writes import files_of

# Types a browser may be told; any other content is only bytes to it.
TOLD_TYPES = frozenset(
    {
        *("application/pdf", "application/zip", "application/json", "text/plain", "text/csv"),
        *("image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp"),
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
ANY_TYPE = "application/octet-stream"


async def list_attachments(context: Context) -> Answer:
    """GET attachments: a page, by filters or by the older plain names (§5.8)."""
    return await list_page(context, ATTACHMENT)


async def download(context: Context) -> Answer:
    """GET attachments/{id}/content: the file, always as a download. Raises `NotFound`."""
    uuid = context.uuid("attachmentId")
    if ATTACHMENT.view_for(context.role).rows != "all":
        raise NotFound(f"There is no attachment {uuid} here.")
    async with context.services.ledger.reader(context.container_id) as read:
        attachment = await read.require(Attachment, uuid, "attachmentId")
    files = files_of(context)
    file = await attachments.content_of(files, context.project.uuid, attachment)
    media = file.content_type if file.content_type in TOLD_TYPES else ANY_TYPE
    return FileResponse(
        files.path(context.project.uuid, file.stored_name),
        media_type=media,
        filename=attachment.name,
        content_disposition_type="attachment",
        headers={"cache-control": "private, no-cache", "etag": f'"{file.digest}"'},
    )
