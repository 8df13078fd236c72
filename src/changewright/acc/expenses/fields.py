"""The fields of an expense and of its items (autodesk.md §5.5)."""

from __future__ import annotations

from changewright.core.money import Decimal
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract

from ..external import EXTERNAL_FIELDS, STAMPS
from ..fields import Wire, both
from ..pricing import PRICED_FIELDS, locked_field

ONE = Decimal(1)
"""An exchange rate that nobody gave."""

STATUSES = ("draft", "pending", "revise", "rejected", "approved", "paid")
FILTER_STATUSES = {
    **dict.fromkeys(("submitted", "sent", "signed", "executed", "closed", "inReview"), ()),
    **{status: (status,) for status in STATUSES},
}
"""What a list may be asked for. The reference gives the statuses of contracts there [doc]: those
that an expense never has find nothing."""

SCOPES = ("full", "partial")
AGGREGATES = ("workCompleted", "workCompletedQty", "materialsOnSite", "materialsBilled")

EXPENSE_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    both("number", "number", nullable=False, maximum=255, filter="number"),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("description", "description", maximum=2048),
    both("type", "type", maximum=128),
    both(
        "status",
        "status",
        type="choice",
        choices=STATUSES,
        filter="status",
        filter_words=FILTER_STATUSES,
    ),
    both("scope", "scope", type="choice", choices=SCOPES),
    both("supplierId", "supplier_id", maximum=255),
    both("supplierName", "supplier_name", maximum=255),
    both("supplierCompanyUid", "supplier_company_id", type="company_uid"),
    both(
        "mainContractId",
        "main_contract_id",
        type="reference",
        noun=MainContract,
        filter="mainContractId",
    ),
    both("budgetPaymentId", "budget_payment_id", type="uuid", filter="budgetPaymentId"),
    Wire(name="amount", column="amount", type="amount", description="The sum of its items."),
    Wire(
        name="aggregateBy",
        column="aggregate_by",
        type="choice",
        choices=AGGREGATES,
        in_patch=True,
    ),
    both("purchasedBy", "purchased_by", maximum=255),
    both("referenceNumber", "reference_number", maximum=255),
    both("term", "term", maximum=255),
    both("issuedAt", "issued_at", type="datetime"),
    both("receivedAt", "received_at", type="datetime"),
    both("paymentDue", "payment_due", type="datetime"),
    Wire(name="approvedAt", column="approved_at", type="datetime"),
    Wire(name="paidAt", column="paid_at", type="datetime"),
    Wire(name="forecastDistributionAt", column="forecast_distribution_at", type="datetime"),
    both("note", "note", sortable=False),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    *EXTERNAL_FIELDS,
    Wire(
        name="createdAt",
        column="created_at",
        type="datetime",
        nullable=False,
        filter="createdAt",
        operator="since",
        many=False,
    ),
    *STAMPS[1:],
)

EXPENSE_ITEM_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    both("number", "number", maximum=255),
    both("name", "name", maximum=1024),
    both("description", "description", maximum=2048),
    both("budgetId", "budget_id", type="reference", noun=Budget),
    Wire(
        name="budgetCode",
        column="budget_code",
        maximum=255,
        in_create=True,
        sortable=False,
        shown=False,
        description="The budget by its code, where budgetId is not given.",
    ),
    both("contractId", "contract_id", type="reference", noun=Contract),
    *PRICED_FIELDS,
    both("exchangeRate", "exchange_rate", type="price", empty=ONE),
    Wire(name="originalExchangeRate", column="original_exchange_rate", type="price"),
    Wire(name="realizedGainOrLoss", column="realized_gain_or_loss", type="amount"),
    Wire(
        name="aggregateBy",
        column="aggregate_by",
        type="choice",
        choices=AGGREGATES,
        in_patch=True,
    ),
    both("scope", "scope", type="choice", choices=SCOPES),
    both("note", "note", sortable=False),
    *EXTERNAL_FIELDS,
    *STAMPS,
    locked_field(),
)
