"""Where files of this server are, for the handlers of this door."""

from __future__ import annotations

from changewright.edge.context import Context
from changewright.work.attachments import AttachmentFiles
from changewright.work.uploads import Store, UploadTickets

SIGNATURE = "signature"


def store_of(context: Context) -> Store:
    """The files and the uploads that are waiting for theirs."""
    settings = context.settings
    return Store(
        AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes),
        UploadTickets(settings.attachments_folder),
    )


def signature_of(context: Context) -> str:
    """What a request without a token shows instead of one; "" where it shows nothing."""
    return next((value for key, value in reversed(context.query) if key == SIGNATURE), "")
