"""The nouns of files and of budget-code templates."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from .records import Record


class AttachmentFolder(Record, frozen=True, kw_only=True):
    """The folder of a record's attachments, found or created (autodesk.md §5.8)."""

    TABLE: ClassVar[str] = "attachment_folder"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("record_kind", "record_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    record_kind: str
    record_id: int
    record_uuid: UUID
    association_type: str
    urn: str
    scope: str | None = None


class Attachment(Record, frozen=True, kw_only=True):
    """A file attached to a record. `association_type` is the word its client used and
    `association_kind` the record's change-order kind, else its table. `stored_name` is a random
    name on our disk, None when the urn points elsewhere; `digest` is the content's SHA-256 in
    hex."""

    TABLE: ClassVar[str] = "attachment"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("record_kind", "record_id"),
        ("record_uuid",),
        ("updated_at", "id"),
        ("urn",),
    )

    record_kind: str
    record_id: int
    record_uuid: UUID
    association_type: str
    association_kind: str
    folder_id: int | None = None
    name: str
    urn: str
    type: str = "Upload"
    content_type: str | None = None
    size_bytes: int | None = None
    digest: str | None = None
    stored_name: str | None = None


class Template(Record, frozen=True, kw_only=True):
    """The template of the project's budget codes."""

    TABLE: ClassVar[str] = "template"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    name: str
    locked: bool = False
    type: str = "budget"


class Segment(Record, frozen=True, kw_only=True):
    """A segment of a budget code."""

    TABLE: ClassVar[str] = "segment"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("template_id", "name"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    template_id: int
    name: str
    type: str = "code"
    delimiter: str = "none"
    length: int = 0
    is_variable_length: bool = False
    position: int = 0
    sample_code: str | None = None
    is_locked: bool = False


class SegmentValue(Record, frozen=True, kw_only=True):
    """A value a segment may take."""

    TABLE: ClassVar[str] = "segment_value"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("segment_id", "parent_id", "code"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("updated_at", "id"), ("segment_id", "code"))

    segment_id: int
    parent_id: int | None = None
    code: str
    original_code: str | None = None
    description: str | None = None
