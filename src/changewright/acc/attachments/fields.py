"""The fields of an attachment, of a folder and of an uploaded file."""

from __future__ import annotations

from typing import Any

from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.routes import Shape
from changewright.work.attachments import URN_LENGTH_MAXIMUM, KeptFile, urn_of

from ..associations import ASSOCIATION_FIELDS, ASSOCIATION_ROWS, OLDER_NAMES
from ..external import STAMPS
from ..fields import Wire
from ..resource import Resource

TYPES = ("Upload", "DocsFile", "Reference", "Document")

ATTACHMENT_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="name", column="name", nullable=False, in_create=True, maximum=1024),
    Wire(
        name="urn",
        column="urn",
        in_create=True,
        maximum=URN_LENGTH_MAXIMUM,
        sortable=False,
        description="A file of this server (see createAttachmentFile), or a place elsewhere.",
    ),
    Wire(
        name="type",
        column="type",
        type="choice",
        choices=TYPES,
        in_create=True,
        description="Upload when it is left out.",
    ),
    Wire(
        name="folderId",
        column="folder_id",
        type="reference",
        noun=AttachmentFolder,
        in_create=True,
    ),
    *ASSOCIATION_ROWS,
    Wire(name="status", constant=None),
    Wire(name="pdfUrn", constant=None),
    Wire(name="pdfOssUrn", constant=None),
    Wire(name="contentType", column="content_type", description="Of a file of this server."),
    Wire(name="size", column="size_bytes", type="integer", description="In bytes."),
    Wire(name="sha256", column="digest", sortable=False),
    Wire(name="creatorId", column="created_by", type="person"),
    *STAMPS,
)
ATTACHMENT = Resource(
    "attachment",
    Attachment,
    ATTACHMENT_FIELDS,
    title="Attachment",
    includes=("complianceRequirement",),
    aliases=OLDER_NAMES,
)
CREATE_FIELDS: tuple[Field, ...] = (
    *ASSOCIATION_FIELDS,
    *ATTACHMENT.creating,
    Field(
        "replaceIfExists",
        "replace",
        bodies.BOOLEAN,
        description="Replace an attachment of the same name on the same record.",
    ),
)

FOLDER = Resource(
    "attachment_folder",
    AttachmentFolder,
    (
        Wire(name="id", column="uuid", type="uuid", nullable=False),
        Wire(name="urn", column="urn", nullable=False),
        Wire(name="scope", column="scope"),
        Wire(name="creatorId", column="created_by", type="person"),
        *STAMPS,
    ),
    title="Attachment folder",
)

FILE_SHAPE = Shape(
    "AttachmentFile",
    {
        "type": "object",
        "properties": {
            "urn": {"type": "string", "description": "What to send as an attachment's urn."},
            "name": {"type": "string"},
            "contentType": {"type": "string"},
            "size": {"type": "integer", "description": "In bytes."},
            "sha256": {"type": "string"},
        },
        "required": ["urn", "name", "contentType", "size", "sha256"],
    },
)


def shown_file(file: KeptFile) -> dict[str, Any]:
    """What an upload answers."""
    return {
        "urn": urn_of(file),
        "name": file.name,
        "contentType": file.content_type,
        "size": file.size_bytes,
        "sha256": file.digest,
    }
