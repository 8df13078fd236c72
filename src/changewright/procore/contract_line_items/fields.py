"""The bodies of contract lines (Appendix A LineItemIn)."""

from __future__ import annotations

import msgspec

from changewright.core.pricing import CALCULATED, MANUAL
from changewright.edge import bodies
from changewright.edge.bodies import Field

from ..budget_codes import CODE_FIELDS
from ..contract_bodies import ID
from ..wire import INTEGER, LABEL

EXTENDED_TYPES = (MANUAL, CALCULATED)

FIELDS = (
    Field("amount", "amount", bodies.AMOUNT),
    Field("description", "name", bodies.TEXT, maximum=1024),
    Field(
        "extended_type",
        "extended_type",
        bodies.CHOICE,
        choices=EXTENDED_TYPES,
        nullable=False,
        description="calculated: the amount is quantity × unit_cost, whatever was sent.",
    ),
    Field("quantity", "quantity", bodies.PRICE),
    Field("unit_cost", "unit_price", bodies.PRICE),
    Field("uom", "unit", bodies.TEXT, maximum=255),
    Field("tax_code_id", "tax_code_id", INTEGER),
    *CODE_FIELDS,
    Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
    Field("origin_id", "origin_id", LABEL, maximum=255),
)

# Under v2.0 ids are text; both are read.
NEWER_FIELDS = tuple(
    msgspec.structs.replace(field, reader=ID) if field.reader is INTEGER else field
    for field in FIELDS
)
