"""The fields of an exchange rate, as the vendor's own client names them (autodesk.md §5.10)."""

from __future__ import annotations

from changewright.core.query import Order
from changewright.core.records_currency import ExchangeRate

from ..external import STAMPS
from ..fields import Wire, both
from ..resource import Resource

FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    both(
        "from",
        "from_currency",
        nullable=False,
        required=True,
        maximum=3,
        filter="from",
        description="The currency of a contract, by its ISO 4217 letters.",
    ),
    Wire(
        name="to",
        column="to_currency",
        nullable=False,
        required=True,
        in_create=True,
        maximum=3,
        filter="to",
        description="The currency that it is brought into: the project's.",
    ),
    both(
        "exchangeRate",
        "exchange_rate",
        type="price",
        nullable=False,
        required=True,
        description="What one unit of the first is worth in the second.",
    ),
    both("startDate", "start_date", type="date", description="Its first day; null: no limit."),
    both("endDate", "end_date", type="date", description="Its last day; null: no limit."),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="updatedBy", column="changed_by", type="person"),
    *STAMPS,
)

EXCHANGE_RATE = Resource(
    "exchange_rate",
    ExchangeRate,
    FIELDS,
    title="Exchange rate",
    order=(Order("from_currency"), Order("to_currency"), Order("start_date")),
)
