"""Remarks on records, kept in the order they were made."""

from __future__ import annotations

from changewright.core.errors import Forbidden
from changewright.core.records import Record
from changewright.core.records_attached import Comment
from changewright.core.roles import ROLE

from .permission import require_write
from .unit import Unit

CONTENT_LENGTH_MAXIMUM = 10_000


async def create(
    unit: Unit, record: Record, association_type: str, association_kind: str, content: str
) -> Comment:
    """A remark on a record. The record itself does not change by it."""
    require_write(unit.actor, Comment.TABLE)
    return unit.new(
        Comment,
        record_kind=record.TABLE,
        record_id=record.id,
        record_uuid=record.uuid,
        association_type=association_type,
        association_kind=association_kind,
        content=content,
    )


async def delete(unit: Unit, comment: Comment) -> None:
    """Delete a remark of one's own; who configures the project may delete any. Raises
    `Forbidden`."""
    require_write(unit.actor, Comment.TABLE)
    is_own = comment.created_by is not None and comment.created_by == unit.actor.person_id
    if not is_own and not ROLE[unit.actor.role].configures:
        raise Forbidden("a comment is deleted by who wrote it, or by an administrator")
    unit.delete(comment)
