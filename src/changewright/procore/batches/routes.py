"""The operations on batches, one row each for either side (procore.md §2.1)."""

from __future__ import annotations

from changewright.core.kinds import Track
from changewright.edge.routes import Parameter, Route

from ..operations import Handlers, Names, operations
from . import reads, writes
from .shapes import DETAILED, LISTED

VALIDATIONS = Parameter(
    "run_configurable_validations",
    "boolean",
    "Accepted; change orders have no fields that a company can require.",
)


def _of_side(side: Track, word: str, name: str) -> tuple[Route, ...]:
    names = Names(
        one=f"{word} change order batch",
        many=f"{word} change order batches",
        operation=f"{name}ChangeOrderBatch",
        operations=f"{name}ChangeOrderBatches",
    )
    return operations(
        names,
        f"/rest/v1.0/projects/{{project_id}}/{word}_change_order_batches",
        Handlers(
            list=reads.listing(side),
            show=reads.showing(side),
            create=writes.creating(side),
            update=writes.updating(side),
            delete=writes.deleting(side),
        ),
        listed=LISTED[side],
        detailed=DETAILED,
        tags=(f"{name} change order batches",),
        place=(),
        query={"create": (VALIDATIONS,), "update": (VALIDATIONS,)},
        create_body=writes.body(f"{name}ChangeOrderBatchCreate", partial=False),
        update_body=writes.body(f"{name}ChangeOrderBatchUpdate", partial=True),
    )


ROUTES = (*_of_side("budget", "prime", "Prime"), *_of_side("cost", "commitment", "Commitment"))
