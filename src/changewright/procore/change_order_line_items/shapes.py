"""A line of a prime or commitment change order as v2.0 shows it (Appendix A)."""

from __future__ import annotations

from collections.abc import Mapping

from changewright.core.records import Face, Line

from ..fields import Key, Resource
from ..line_shapes import newer, of_face, of_line
from ..potential_line_items.shapes import FACE_KEYS


def _key(name: str, type: str = "text", *, nullable: bool = True) -> Key:
    return Key(name=name, type=type, part="line", nullable=nullable)


PRIME_KEYS = (
    Key(name="id", column="id", type="id_text", nullable=False),
    _key("prime_line_item_id"),
    _key("description"),
    _key("uom"),
    _key("quantity", "number", nullable=False),
    _key("unit_cost", "decimal", nullable=False),
    _key("amount", "decimal", nullable=False),
    _key("extended_type", nullable=False),
    _key("wbs_code_id"),
    _key("tax_code_id"),
    _key("position", "integer"),
    _key("wbs_code", "object"),
    _key("work_breakdown_structure", "object"),
)
KEYS: Mapping[str, tuple[Key, ...]] = {
    "budget": PRIME_KEYS,
    "cost": (*PRIME_KEYS, _key("commitment_line_item_id")),
}
ONE: Mapping[str, Resource] = {
    side: Resource(f"newer_line_{side}", Line, keys, {"line": of_line(newer)})
    for side, keys in KEYS.items()
}
"""By side, a line."""
ALL = Resource("newer_lines", Face, FACE_KEYS, {"lines": of_face(newer)})
"""The lines of a change order."""
