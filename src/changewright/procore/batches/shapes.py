"""What a batch shows: the same record as a change order package (Appendix A Batch)."""

from __future__ import annotations

from collections.abc import Mapping

from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder

from .. import grammar, orders
from ..attachments import shapes as files
from ..custom_fields import shapes as custom
from ..fields import Key, Resource
from ..words import NEWER, NEWER_STATES

LIST_KEYS = (
    orders.ID,
    orders.CONTRACT_ID,
    orders.CREATED_AT,
    orders.DESCRIPTION,
    orders.DUE_DATE,
    orders.EXECUTED,
    orders.GRAND_TOTAL,
    orders.INVOICED_DATE,
    orders.NUMBER,
    orders.PAID_DATE,
    orders.PRIVATE,
    orders.REVIEW_NOTES,
    orders.REVIEWED_AT,
    orders.COMPLETION,
    orders.REVISION,
    orders.DAYS,
    Key(name="signature_required", column="signature_required", type="boolean", nullable=False),
    orders.SIGNED,
    orders.status(NEWER),
    orders.TITLE,
    orders.TYPE,
    orders.UPDATED_AT,
    Key(name="created_by", column="created_by", type="person"),
    Key(name="designated_reviewer", column="reviewer_id", type="person"),
    Key(name="reviewed_by", column="reviewed_by", type="person"),
    custom.KEY,
    orders.CURRENCY,
)
DETAIL_KEYS = (*LIST_KEYS, files.KEY)
PARTS = {"held": orders.WITHOUT_VENDOR, **custom.customized(ChangeOrder)}


def filters_of(side: Track) -> tuple[grammar.Filter, ...]:
    return (
        grammar.ids("id", "id"),
        grammar.ids("change_order_id", "face_id", "Those that hold these change orders."),
        grammar.ids("contract_id", orders.COLUMNS[side]),
        grammar.instants("updated_at", "updated_at"),
        *grammar.statuses("status", f"{side}_state", NEWER_STATES),
    )


LISTED: Mapping[Track, Resource] = {
    side: Resource(
        f"batch_{side}",
        ChangeOrder,
        LIST_KEYS,
        PARTS,
        filters_of(side),
    )
    for side in ("budget", "cost")
}
DETAILED = Resource(
    "batch_detail",
    ChangeOrder,
    DETAIL_KEYS,
    {**PARTS, **files.attached(ChangeOrder, files.NEW)},
)
