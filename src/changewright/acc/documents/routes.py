"""Documents made of a record: its attachments of type `Document` (autodesk.md §5.8).

The answer is a bare array. What is here is complete; nothing on this server waits to be made or
signed.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from changewright.core.errors import invalid
from changewright.core.records import Record
from changewright.core.records_files import Attachment
from changewright.core.roles import view_of
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter, Route
from changewright.edge.values import echo, parse_uuid

from ..associations import WORDS, find_associated
from ..query_text import one_boolean, one_word, refuse_unknown_filters, split_list
from ..wire import encode, timestamp

IDS_MAXIMUM = 100
DOCUMENT = "Document"
COMPLETED = "Completed"


class ErrorInfo(msgspec.Struct):
    """Why a document could not be made."""

    code: str
    message: str
    detail: str


class Document(msgspec.Struct):
    """One document as clients see it. Nobody signs documents here."""

    id: str
    associationId: str
    associationType: str
    urn: str
    pdfUrn: str | None
    status: str
    jobId: int | None
    recipientId: str | None
    signedBy: str | None
    errorInfo: ErrorInfo | None
    createdAt: str | None
    updatedAt: str | None


async def list_documents(context: Context) -> Answer:
    """GET documents?associationId&associationType, both needed. A record that is not there, or not
    for this caller, has none."""
    refuse_unknown_filters(context.query, context.endpoint.route.parameters)
    word = one_word(context.query, "associationType", WORDS, required=True) or ""
    uuids = _association_ids(context)
    latest = one_boolean(context.query, "filter[latest]")
    signed = one_boolean(context.query, "filter[signed]")
    if signed or view_of(context.role.name, Attachment.TABLE).rows == "none":
        return b"[]"
    documents: list[Document] = []
    async with context.services.ledger.reader(context.container_id) as read:
        for uuid in uuids:
            record = await find_associated(context, read, word, uuid)
            if record is None:
                continue
            found = await read.where(
                Attachment,
                ("created_at", "id"),
                record_kind=record.TABLE,
                record_id=record.id,
                type=DOCUMENT,
            )
            documents += [_shown(each, record) for each in (found[-1:] if latest else found)]
    return encode(documents)


def _association_ids(context: Context) -> list[UUID]:
    texts = split_list([value for name, value in context.query if name == "associationId"])
    if not texts:
        raise invalid("associationId", "missing", "The parameter associationId is required")
    if len(texts) > IDS_MAXIMUM:
        raise invalid("associationId", "range", f"associationId names more than {IDS_MAXIMUM}")
    uuids = []
    for text in dict.fromkeys(texts):
        uuid = parse_uuid(text)
        if uuid is None:
            raise invalid("associationId", "format", f"associationId is not a UUID: {echo(text)}")
        uuids.append(uuid)
    return uuids


def _shown(attachment: Attachment, record: Record) -> Document:
    return Document(
        id=str(attachment.uuid),
        associationId=str(record.uuid),
        associationType=attachment.association_type,
        urn=attachment.urn,
        pdfUrn=attachment.urn if attachment.content_type == "application/pdf" else None,
        status=COMPLETED,
        jobId=None,
        recipientId=None,
        signedBy=None,
        errorInfo=None,
        createdAt=timestamp(attachment.created_at),
        updatedAt=timestamp(attachment.updated_at),
    )


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/documents",
        operation_id="getDocuments",
        handler=list_documents,
        summary="The documents made of a record, oldest first.",
        scopes=("data:read",),
        parameters=(
            Parameter("associationId", "uuid", "The record.", repeated=True, required=True),
            Parameter("associationType", enum=WORDS, description="What it is.", required=True),
            Parameter("filter[latest]", "boolean", "true: only the newest of each record."),
            Parameter("filter[signed]", "boolean", "true: only signed ones; there are none."),
        ),
        response=list[Document],
        tags=("Attachments",),
        rate_limit=30,
    ),
)
