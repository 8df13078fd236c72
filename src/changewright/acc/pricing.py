"""`lockedField`: which of quantity, unit price and amount stays as it is (autodesk.md §5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields import Wire, both

COLUMN_OF_WORD: Mapping[str, str] = {
    "quantity": "quantity",
    "unitPrice": "unit_price",
    "amount": "amount",
    "originalAmount": "original_amount",
}

PRICED_FIELDS = (
    both("quantity", "quantity", type="quantity"),
    both("unit", "unit", maximum=255),
    both("unitPrice", "unit_price", type="price"),
    both(
        "amount",
        "amount",
        type="amount",
        description="quantity × unitPrice, unless it was given itself.",
    ),
)
"""What a line costs: two of the three make the third."""


def locked_field(amount: str = "amount") -> Wire:
    """The row of `lockedField`; `amount` is the amount's name on the wire."""
    return Wire(
        name="lockedField",
        column="locked_field",
        type="choice",
        choices=(amount, "quantity", "unitPrice"),
        in_patch=True,
        sortable=False,
        shown=False,
        description="Which of the three stays as it is when the others are recalculated.",
    )


def take_locked_column(values: dict[str, Any]) -> str | None:
    """The column that `lockedField` names, taken out of a body's values."""
    word = values.pop("locked_field", None)
    return None if word is None else COLUMN_OF_WORD[word]
