"""What hangs on any record: comments, and custom attributes with their values.

Each names its record by the noun's table and the record's id, since it may be of any noun.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from .records import Json, Record


class Comment(Record, frozen=True, kw_only=True):
    """A remark on a record. `record_kind` is the noun's table and `record_uuid` repeats the
    record's, which never changes; `association_kind` is its change-order kind, else its table."""

    TABLE: ClassVar[str] = "comment"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("record_kind", "record_id"),
        ("record_uuid",),
    )

    record_kind: str
    record_id: int
    record_uuid: UUID
    association_type: str
    association_kind: str
    parent_id: int | None = None
    content: str


class PropertyDefinition(Record, frozen=True, kw_only=True):
    """A custom attribute's definition (autodesk.md §5.7). `collaborator_access` says what suppliers
    may do with its values: no_access, view or edit."""

    TABLE: ClassVar[str] = "property_definition"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("association_type", "name"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    association_type: str
    name: str
    type: str
    options: Json = ()
    default_value: str | None = None
    position: int = 0
    built_in: bool = False
    default_visibility: bool = True
    category: str | None = None
    component_template_id: UUID | None = None
    collaborator_access: str = "view"


class PropertyValue(Record, frozen=True, kw_only=True):
    """The value of a custom attribute on one record."""

    TABLE: ClassVar[str] = "property_value"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("record_kind", "record_id", "definition_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("record_kind", "record_id"),
        ("definition_id", "value"),
    )

    record_kind: str
    record_id: int
    definition_id: int
    value: str | None = None
