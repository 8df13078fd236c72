"""The operations on the lines of prime and commitment change orders, under v2.0 (Appendix A)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Route

from ..operations import Names, operations
from ..potential_line_items.handlers import Lines
from .fields import FIELDS
from .shapes import ALL, ONE

BASE = "/rest/v2.0/companies/{company_id}/projects/{project_id}"
COLLECTIONS = (
    ("budget", "prime_change_order", "PrimeChangeOrder", "prime change order"),
    ("cost", "commitment_change_order", "CommitmentChangeOrder", "commitment change order"),
)


def _routes(side: str, word: str, operation: str, told: str) -> tuple[Route, ...]:
    parameter = f"{word}_id"
    lines = Lines(
        parameter=parameter, fields=FIELDS[side], one=ONE[side], all=ALL, side=side, is_bare=True
    )
    return operations(
        Names(
            one=f"line item of a {told}",
            many=f"line items of a {told}",
            operation=f"{operation}LineItem",
            operations=f"{operation}LineItems",
        ),
        f"{BASE}/{word}s/{{{parameter}}}/line_items",
        lines.handlers(),
        listed=lines.one,
        detailed=lines.one,
        tags=("Change order line items",),
        place=(),
        create_body=Body(f"{operation}LineItemCreate", FIELDS[side]),
        update_body=Body(f"{operation}LineItemUpdate", FIELDS[side], partial=True),
        statuses={"create": 200},
    )


ROUTES: tuple[Route, ...] = tuple(route for row in COLLECTIONS for route in _routes(*row))
