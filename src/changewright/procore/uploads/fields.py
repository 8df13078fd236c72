"""What an upload says and shows (procore.md §2.9, Appendix A)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.edge import bodies
from changewright.edge.bodies import Field, Reader
from changewright.edge.routes import Shape
from changewright.work.uploads import SEGMENTS_MAXIMUM, Segment, Standing

from ..wire import BOOLEAN, INTEGER

NAME_MAXIMUM = 255
SHA256_LENGTH = 64
CONTENT_PATH = "/rest/v1.0/uploads/{uuid}/content"
SEGMENT_PATH = "/rest/v1.0/uploads/{uuid}/segments/{number}"


def _read_sha256(value: Any, field: Field, where: str) -> str:
    text = value.lower() if type(value) is str else ""
    if len(text) != SHA256_LENGTH or set(text) - set("0123456789abcdef"):
        raise invalid(where, "format", f"{where} is not a SHA-256 in hexadecimal digits")
    return str(text)


SHA256 = Reader({"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"}, _read_sha256)
SEGMENT_FIELDS = (
    Field("size", "size_bytes", INTEGER, minimum=1, required=True, nullable=False),
    Field("sha256", "sha256", SHA256, required=True, nullable=False),
    Field("md5", "md5", bodies.TEXT, maximum=64, ignored=True),
    Field("etag", "etag", bodies.TEXT, maximum=255),
)
SEGMENTS = Field(
    "segments",
    "segments",
    bodies.objects_of(*SEGMENT_FIELDS),
    maximum=SEGMENTS_MAXIMUM,
    description="The pieces in which the content comes, in order. Without: it comes in one form.",
)
CREATE_FIELDS = (
    Field(
        "response_filename",
        "name",
        bodies.TEXT,
        maximum=NAME_MAXIMUM,
        description="What the file is called; without, as it is called in the form.",
    ),
    Field("response_content_type", "content_type", bodies.TEXT, maximum=127),
    Field(
        "attachment_content_disposition",
        "is_attachment",
        BOOLEAN,
        ignored=True,
        description="Content is always handed out as a download.",
    ),
    SEGMENTS,
)
COMPLETE_FIELDS = (msgspec.structs.replace(SEGMENTS, required=True, nullable=False),)

_TEXT: Mapping[str, Any] = {"type": "string"}
SHAPE = Shape(
    "Upload",
    {
        "type": "object",
        "properties": {
            "uuid": {"type": "string", "format": "uuid"},
            "status": {
                "type": "string",
                "enum": ["non_segmented", "ready", "receiving", "complete"],
            },
            "url": {**_TEXT, "description": "Where the form goes: all fields, then the file."},
            "fields": {"type": "object", "additionalProperties": _TEXT},
            "segments": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "etag": {"type": ["string", "null"]},
                        "sha256": _TEXT,
                        "size": {"type": "integer"},
                        "url": {**_TEXT, "description": "Where the piece is put."},
                        "headers": {"type": "object", "additionalProperties": _TEXT},
                    },
                    "required": ["etag", "sha256", "size", "url", "headers"],
                },
            },
        },
        "required": ["uuid", "status", "url", "fields", "segments"],
    },
)


def status_of(found: Standing) -> str:
    """Complete once all is there; else whether it comes in pieces, and whether any has come."""
    if found.whole is not None:
        return "complete"
    if not found.ticket.segments:
        return "non_segmented"
    return "receiving" if found.taken else "ready"


def shown(found: Standing, base_url: str) -> dict[str, Any]:
    """An upload, as those see it who made it: they are told its secret."""
    ticket = found.ticket
    path = CONTENT_PATH.format(uuid=ticket.uuid)
    return {
        "uuid": str(ticket.uuid),
        "status": status_of(found),
        "url": f"{base_url}{path}",
        "fields": {"key": str(ticket.uuid), "signature": ticket.secret},
        "segments": [
            _segment(found, number, each, base_url) for number, each in enumerate(ticket.segments)
        ],
    }


def _segment(found: Standing, number: int, segment: Segment, base_url: str) -> dict[str, Any]:
    kept = found.segment(number)
    path = SEGMENT_PATH.format(uuid=found.ticket.uuid, number=number)
    return {
        "etag": None if kept is None else kept.digest,
        "sha256": segment.sha256,
        "size": segment.size_bytes,
        "url": f"{base_url}{path}?signature={found.ticket.secret}",
        "headers": {
            "x-amz-content-sha256": segment.sha256,
            "content-length": str(segment.size_bytes),
        },
    }
