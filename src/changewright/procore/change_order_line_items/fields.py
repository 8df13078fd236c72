"""The bodies of a line under v2.0: without wrapper, ids as text (Appendix A)."""

from __future__ import annotations

from collections.abc import Mapping

from changewright.edge import bodies
from changewright.edge.bodies import Field

from ..contract_bodies import ID
from ..potential_line_items.fields import DESCRIPTION_MAXIMUM, LINE_MAXIMUM

_FIELDS = (
    Field("amount", "amount", bodies.AMOUNT),
    Field("description", "description", bodies.TEXT, maximum=DESCRIPTION_MAXIMUM),
    Field("quantity", "quantity", bodies.PRICE),
    Field("unit_cost", "unit_cost", bodies.PRICE),
    Field("uom", "unit", bodies.TEXT, maximum=LINE_MAXIMUM),
    Field("wbs_code_id", "wbs_code_id", ID, required=True, nullable=False),
    Field("tax_code_id", "tax_code_id", ID),
    Field("prime_line_item_id", "prime_line_item_id", ID),
)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "budget": _FIELDS,
    "cost": (*_FIELDS, Field("commitment_line_item_id", "commitment_line_item_id", ID)),
}
"""By side."""
