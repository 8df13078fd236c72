"""The operations on prime and commitment change orders, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.core.kinds import Track
from changewright.edge.routes import Route

from ..batches.routes import VALIDATIONS
from ..grammar import VIEW
from ..operations import Handlers, Names, operations
from . import reads, writes
from .shapes import DETAILED, LISTED


def _of_side(side: Track, word: str, name: str) -> tuple[Route, ...]:
    names = Names(
        one=f"{word} change order",
        many=f"{word} change orders",
        operation=f"{name}ChangeOrder",
        operations=f"{name}ChangeOrders",
    )
    return operations(
        names,
        f"/rest/v1.0/projects/{{project_id}}/{word}_change_orders",
        Handlers(
            list=reads.listing(side),
            show=reads.showing(side),
            create=writes.creating(side),
            update=writes.updating(side),
            delete=writes.deleting(side),
        ),
        listed=LISTED,
        detailed=DETAILED,
        tags=(f"{name} change orders",),
        place=(),
        query={"create": (VALIDATIONS,), "update": (VALIDATIONS, VIEW)},
        create_body=writes.body(side, f"{name}ChangeOrderCreate", partial=False),
        update_body=writes.body(side, f"{name}ChangeOrderUpdate", partial=True),
        summaries={
            "create": f"A new {word} change order; at one tier its package comes with it.",
        },
    )


ROUTES = (*_of_side("budget", "prime", "Prime"), *_of_side("cost", "commitment", "Commitment"))
