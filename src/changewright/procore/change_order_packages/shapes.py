"""What a change order package shows: an order of a contract, prime or commitment (Appendix A)."""

from __future__ import annotations

from changewright.core.records import ChangeOrder

from .. import grammar, orders
from ..attachments import shapes as files
from ..custom_fields import shapes as custom
from ..fields import Key, Resource
from ..line_shapes import IN_PACKAGE
from ..words import CLASSIC

KINDS = ("oco", "sco")
"""The kinds of change order that are packages."""

LIST_KEYS = (
    orders.ID,
    orders.CONTRACT_ID,
    orders.CREATED_AT,
    orders.CREATED_BY_ID,
    orders.DELETED_AT,
    orders.DUE_DATE,
    orders.EXECUTED,
    orders.INVOICED_DATE,
    orders.NUMBER,
    orders.ORIGIN_CODE,
    orders.ORIGIN_DATA,
    orders.ORIGIN_ID,
    orders.PAID_DATE,
    orders.REVIEWED_AT,
    orders.SIGNED,
    orders.status(CLASSIC),
    orders.TITLE,
    orders.UPDATED_AT,
    orders.REVISION,
    orders.GRAND_TOTAL,
    Key(name="designated_reviewer", column="reviewer_id", type="user"),
    orders.CURRENCY,
    orders.CONTRACT_VENDOR,
    custom.KEY,
)
DETAIL_KEYS = (
    *LIST_KEYS,
    orders.DESCRIPTION,
    orders.POSITION,
    orders.PRIVATE,
    orders.REVIEW_NOTES,
    orders.COMPLETION,
    orders.DAYS,
    orders.TYPE,
    orders.CREATOR,
    Key(name="reviewer", column="reviewed_by", type="user"),
    files.KEY,
    Key(name="line_items", type="array", part="lines", nullable=False),
)

FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.instants("reviewed_at", "reviewed_at|approved_at"),
    grammar.days("due_date", "due_date"),
    grammar.days("invoiced_date", "invoiced_date"),
    grammar.days("paid_date", "paid_date"),
    grammar.days("signed_change_order_received_date", "signed_at"),
)

PARTS = {"held": orders.WITH_VENDOR, **custom.customized(ChangeOrder)}
LISTED = Resource("package", ChangeOrder, LIST_KEYS, PARTS, FILTERS, lists_deleted=True)
DETAILED = Resource(
    "package_detail",
    ChangeOrder,
    DETAIL_KEYS,
    {**PARTS, **files.attached(ChangeOrder, files.CLASSIC), "lines": IN_PACKAGE},
)
