"""The nouns of saved views of a project's log."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from .records import Json, Record


class SavedView(Record, frozen=True, kw_only=True):
    """A way to look at the log, `person_id`'s own. `sharing` is personal, shared, or temporary: a
    copy of the view `copy_of`, as somebody changed it for himself. `locked`: of a shared one, that
    nobody but its owner and administrators writes over it. `definition` is a `LogDefinition`
    (`core.log_views`)."""

    TABLE: ClassVar[str] = "saved_view"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("person_id",), ("copy_of",))

    person_id: int
    name: str
    sharing: str = "personal"
    locked: bool = False
    definition: Json = None
    copy_of: UUID | None = None


class ViewChoice(Record, frozen=True, kw_only=True):
    """The view that somebody begins with."""

    TABLE: ClassVar[str] = "view_choice"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("person_id",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    person_id: int
    view_uuid: UUID | None = None
