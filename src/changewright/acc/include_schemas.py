"""What includes add to a record, for the reference: schemas beside the parts that write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.edge.routes import Shape

from .fields import Wire, schema

ID_ONLY = Shape(
    "IdOnly",
    {
        "type": "object",
        "description": "A record with include=idOnly.",
        "properties": {"id": {"type": "string", "format": "uuid"}},
        "required": ["id"],
    },
)


def fields_shape(name: str, fields: Sequence[Wire]) -> Shape:
    """A record inside another: its own fields, without what includes add to it."""
    return Shape(f"{name}Fields", schema(fields))


def many(name: str, fields: Sequence[Wire], include: str) -> Mapping[str, Any]:
    """An array that an include adds."""
    return {
        "type": "array",
        "description": f"With include={include}.",
        "items": fields_shape(name, fields),
    }


def one(name: str, fields: Sequence[Wire], include: str) -> Mapping[str, Any]:
    """A record or null that an include adds."""
    return {
        "description": f"With include={include}.",
        "anyOf": [fields_shape(name, fields), {"type": "null"}],
    }


def ids(include: str) -> Mapping[str, Any]:
    """An array of ids that an include adds."""
    return {
        "type": "array",
        "description": f"With include={include}.",
        "items": {"type": "string", "format": "uuid"},
    }


def or_id_only(shape: Shape) -> Shape:
    """A record of a list that takes include=idOnly."""
    return Shape(f"{shape.name}OrId", {"anyOf": [shape, ID_ONLY]})
