"""The operations on attachments, one row each (autodesk.md §5.8, §7.3)."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route, Shape

from ..operations import READ, WRITE, Handlers, Limits, Names, Summaries, operations
from ..wire import array_shape
from . import reads, writes
from .fields import ATTACHMENT, FILE_SHAPE, FOLDER

TAGS = ("Attachments",)
NAMES = Names(
    one="attachment",
    many="attachments",
    operation="Attachment",
    operations="Attachments",
    path="/attachments",
    parameter="attachmentId",
)
ATTACHMENT_SHAPE = Shape("Attachment", ATTACHMENT.schema())

ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/attachment-folders",
        operation_id="createAttachmentFolder",
        handler=writes.create_folder,
        summary="The folder of a record's attachments, found or made.",
        scopes=WRITE,
        body=writes.FOLDER_BODY,
        status=201,
        response=Shape("AttachmentFolder", FOLDER.schema()),
        tags=TAGS,
        rate_limit=30,
    ),
    *operations(
        ATTACHMENT,
        NAMES,
        Handlers(list=reads.list_attachments, create=writes.create, delete=writes.delete),
        Limits(list=100, create=50, delete=30),
        tags=TAGS,
        create_body=writes.CREATE_BODY,
        summaries=Summaries(
            list="Attachments of records.",
            create="Attach a file to a record.",
            delete="Take a file off its record.",
        ),
    ),
    Route(
        method="POST",
        path="/attachments:batch-create",
        operation_id="batchCreateAttachments",
        handler=writes.create_many,
        summary="Attach up to 100 files, all or none.",
        scopes=WRITE,
        body=writes.BATCH_BODY,
        status=201,
        response=array_shape(ATTACHMENT_SHAPE),
        tags=TAGS,
        rate_limit=30,
    ),
    Route(
        method="POST",
        path="/attachment-files",
        operation_id="createAttachmentFile",
        handler=writes.upload,
        summary="Upload a file's content, to be attached by its urn (extension).",
        description="The body is the content itself, or a form with one file. An Idempotency-Key "
        "has no effect here: a repeat keeps the content once more, and what is not attached goes.",
        scopes=WRITE,
        parameters=(Parameter("name", description="The file's name.", maximum_length=1024),),
        body=writes.UPLOAD_BODY,
        status=201,
        response=FILE_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="GET",
        path="/attachments/{attachmentId}/content",
        operation_id="getAttachmentContent",
        handler=reads.download,
        summary="The content of an attachment that is kept here (extension).",
        scopes=READ,
        response=Shape("AttachmentContent", {"description": "The file, in its own type."}),
        response_media="*/*",
        tags=TAGS,
    ),
)
