"""Reading lines: all those of a potential change at once, of which a page or one is answered.

A change has few lines, and they are kept rendered with it; so a filter looks at what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from changewright.core.errors import NotFound
from changewright.core.query import Condition
from changewright.edge.context import Context

from .fields import Resource
from .place import Place
from .reading import pages_of, rendering_of

NO_CHANGE = "There is no change order with this id here."
NO_LINE = "There is no line item with this id on this change order."


class _Named(msgspec.Struct):
    id: int | None = None


class _Line(msgspec.Struct):
    """What of a shown line is asked for."""

    id: int | str
    created_at: datetime | None = None
    updated_at: datetime | None = None
    cost_code: _Named | None = None
    line_item_type: _Named | None = None

    def value(self, attribute: str) -> Any:
        if attribute == "id":
            return int(self.id)
        if attribute in ("cost_code_id", "line_item_type_id"):
            named = getattr(self, attribute.removesuffix("_id"))
            return None if named is None else named.id
        return getattr(self, attribute)


class _Face(msgspec.Struct):
    side: str
    line_items: list[msgspec.Raw]


_read_face = msgspec.json.Decoder(_Face).decode
_read_line = msgspec.json.Decoder(_Line).decode


async def lines_of(
    context: Context, place: Place, resource: Resource, face_id: int | None, side: str = ""
) -> list[msgspec.Raw]:
    """The lines of a potential change, in order, as `resource` (of the noun Face) shows them.
    Raises `NotFound` for none of this project, or of another side than `side`."""
    found = None
    if face_id is not None:
        found = await pages_of(context).one(
            place.viewer,
            resource.shape(place.settings),
            face_id,
            rendering_of(context, place),
            include=resource.include,
            directory_revision=context.services.directory.revision,
        )
    face = None if found is None else _read_face(found.json)
    if face is None or (side and face.side != side):
        raise NotFound(NO_CHANGE)
    return face.line_items


def those_that_fit(lines: Sequence[msgspec.Raw], where: Sequence[Condition]) -> list[msgspec.Raw]:
    """The lines that every condition passes."""
    if not where:
        return list(lines)
    shown = [(line, _read_line(line)) for line in lines]
    return [line for line, read in shown if all(_passes(read, each) for each in where)]


def _passes(line: _Line, condition: Condition) -> bool:
    value = line.value(condition.attribute)
    if condition.operator == "any":
        return value in condition.values
    low, high = condition.values
    if value is None:
        return False
    return bool((low is None or low <= value) and (high is None or value <= high))


def line_with_id(lines: Sequence[msgspec.Raw], line_id: int | None) -> msgspec.Raw:
    """The line with this integer. Raises `NotFound`."""
    for line in lines:
        if int(_read_line(line).id) == line_id:
            return line
    raise NotFound(NO_LINE)
