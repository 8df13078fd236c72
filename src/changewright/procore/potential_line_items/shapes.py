"""A line of a potential change order as its own collection shows it (Appendix A LineItemOut)."""

from __future__ import annotations

from changewright.core.records import Face, Line

from .. import grammar
from ..fields import Key, Resource
from ..line_shapes import listed, of_face, of_line


def _key(name: str, type: str = "text", *, nullable: bool = True) -> Key:
    return Key(name=name, type=type, part="line", nullable=nullable)


KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    _key("amount", "decimal", nullable=False),
    _key("company", "object"),
    _key("created_at", "instant", nullable=False),
    _key("description"),
    _key("extended_type", nullable=False),
    _key("holder", "object"),
    _key("origin_data"),
    _key("origin_id"),
    _key("position", "integer"),
    _key("project", "object"),
    _key("quantity", "decimal", nullable=False),
    _key("tax_code_id", "integer"),
    _key("total_amount", "decimal", nullable=False),
    _key("extended_amount", "decimal", nullable=False),
    _key("unit_cost", "decimal", nullable=False),
    _key("uom"),
    _key("updated_at", "instant", nullable=False),
    _key("wbs_code", "object"),
    _key("cost_code", "object"),
    _key("line_item_type", "object"),
    _key("change_event_line_item", "object"),
    _key("currency_configuration", "object", nullable=False),
)
FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.ids("cost_code_id", "cost_code_id"),
    grammar.ids("line_item_type_id", "line_item_type_id"),
)
LISTED = Resource("change_order_line", Line, KEYS, {"line": of_line(listed)}, FILTERS)

FACE_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="side", column="side", nullable=False),
    Key(name="line_items", type="array", part="lines", nullable=False),
)
OF_FACE = Resource("change_order_lines", Face, FACE_KEYS, {"lines": of_face(listed)})
"""All lines of a potential change in one: read, they are told apart again."""
