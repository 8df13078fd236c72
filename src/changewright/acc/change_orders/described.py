"""A change order as it stands inside a cost item: enough to name it and say how far it is."""

from __future__ import annotations

from typing import Any

from changewright.core.kinds import SCOPES
from changewright.edge.routes import Shape

from ..words import CHANGE_ORDER_KINDS, word

DESCRIBED_COLUMNS = (
    *("uuid", "kind", "number", "name", "scope", "type", "budget_state", "cost_state"),
)


def describe_document(
    uuid: str,
    kind: str,
    number: str,
    name: str,
    scope: str,
    label: str | None,
    budget_state: str | None,
    cost_state: str | None,
) -> dict[str, Any] | None:
    """The object for a change order's columns, in the order of DESCRIBED_COLUMNS; None for a kind
    that Autodesk does not know."""
    if kind not in CHANGE_ORDER_KINDS:
        return None
    return {
        "id": uuid,
        "formDefinitionType": kind,
        "number": number,
        "name": name,
        "scope": scope,
        "type": label,
        "budgetStatus": word(kind, "budget", budget_state),
        "costStatus": word(kind, "cost", cost_state),
    }


_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
DESCRIBED = Shape(
    "ChangeOrderOfCostItem",
    {
        "type": "object",
        "description": "A change order that a cost item is on.",
        "properties": {
            "id": _TEXT | {"format": "uuid"},
            "formDefinitionType": _TEXT | {"enum": list(CHANGE_ORDER_KINDS)},
            "number": _TEXT,
            "name": _TEXT,
            "scope": _TEXT | {"enum": list(SCOPES)},
            "type": _TEXT_OR_NULL,
            "budgetStatus": _TEXT_OR_NULL,
            "costStatus": _TEXT_OR_NULL,
        },
        "required": ["id", "formDefinitionType", "number", "name", "scope"],
    },
)
DOCUMENTS_SCHEMA: dict[str, Any] = {
    "type": "array",
    "description": "With include=changeOrders, or costItems[changeOrders] of a change order.",
    "items": DESCRIBED,
}
