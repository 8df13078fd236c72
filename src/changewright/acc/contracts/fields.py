"""The fields of a contract (autodesk.md §5.2)."""

from __future__ import annotations

from changewright.core.money import Decimal
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge import bodies
from changewright.edge.bodies import Field

from ..contract_words import WORDS, states_of
from ..external import EXTERNAL_FIELDS, STAMPS
from ..fields import Wire, both
from ..rolled_up import FIGURE_NAMES, figure_fields

ONE = Decimal(1)
"""An exchange rate that nobody gave."""

STATUSES = (
    *("draft", "pending", "submitted", "revise", "sent", "signed", "executed", "closed"),
    "inReview",
)
BUDGETS_MAXIMUM = 500

CONTACTS = bodies.object_of(
    *(
        Field(name, name, bodies.TEXT, maximum=255)
        for name in (
            *("signatoryId", "scoSignatoryId", "sovContactId"),
            "costPaymentApplicationContactId",
        )
    ),
    Field("rfqRecipientId", "rfqRecipientId", bodies.TEXT_LIST, maximum=100),
)

BUDGETS = bodies.objects_of(
    Field("id", "id", bodies.reference(Budget), required=True, nullable=False)
)

# When what happened to it: written by people, except the last.
DATES = (
    *(("approvedAt", "approved_at"), ("awardedAt", "awarded_at"), ("sentAt", "sent_at")),
    *(("respondedAt", "responded_at"), ("responseDue", "response_due")),
    *(("returnedAt", "returned_at"), ("onsiteAt", "onsite_at"), ("offsiteAt", "offsite_at")),
    *(("procuredAt", "procured_at"), ("executedAt", "executed_at")),
)

CONTRACT_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    both(
        "code",
        "code",
        nullable=False,
        maximum=255,
        filter="code",
        description="Needed to create a contract.",
    ),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("description", "description", maximum=2048),
    both("type", "type", maximum=255, filter="type"),
    both(
        "status",
        "status",
        type="choice",
        choices=STATUSES,
        filter="status",
        words=WORDS["cost"],
        filter_words=states_of("cost", STATUSES),
    ),
    both("subStatus", "sub_status", maximum=255),
    Wire(name="statusChangedAt", column="status_changed_at", type="datetime"),
    both("companyId", "company_id", type="company"),
    both("companyUid", "company_id", type="company_uid"),
    Wire(name="companyName", column="company_id", type="company_name"),
    Wire(name="companyERPId"),
    Wire(name="companyTaxId"),
    both("contactId", "contact_id", type="person"),
    both("additionalContacts", "additional_contacts", type="object", reader=CONTACTS),
    both("recipients", "recipients", type="recipients", maximum=100),
    both("ownerId", "owner_id", type="person"),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    both("signedBy", "signed_by", maximum=255),
    both("mainContractId", "main_contract_id", type="reference", noun=MainContract),
    Wire(name="budgetIds", column="budget_ids", type="texts"),
    Wire(
        name="budgets",
        column="budgets",
        type="list",
        reader=BUDGETS,
        maximum=BUDGETS_MAXIMUM,
        in_create=True,
        in_patch=True,
        shown=False,
        description="Budgets to allocate to the contract; those not named stay as they are.",
    ),
    Wire(
        name="awarded",
        column="awarded",
        type="amount",
        description="The sum of the original rows of the schedule of values.",
    ),
    Wire(
        name="originalBudget",
        column="original_budget",
        type="amount",
        description="The sum of the budgets allocated to the contract.",
    ),
    Wire(name="internalAdjustment", column="internal_adjustment", type="amount"),
    *figure_fields(Contract, *FIGURE_NAMES),
    Wire(name="actualCost", column="actual_cost", type="amount"),
    Wire(
        name="compounded",
        type="object",
        description="What formulas come to in a customer's own columns; there are none.",
    ),
    both("currency", "currency", maximum=16),
    both("exchangeRate", "exchange_rate", type="price", empty=ONE),
    both("forecastExchangeRate", "forecast_exchange_rate", type="price"),
    both("forecastExchangeRateUpdatedAt", "forecast_exchange_rate_updated_at", type="datetime"),
    both("retentionCap", "retention_cap", type="amount"),
    both("materialsRetentionPercent", "materials_retention_percent", type="amount"),
    both("completedWorkRetentionPercent", "completed_work_retention_percent", type="amount"),
    both("paymentDue", "payment_due", type="integer", minimum=0, maximum=100_000),
    both("paymentDueType", "payment_due_type", maximum=255),
    both("scopeOfWork", "scope_of_work", sortable=False),
    both("note", "note", sortable=False),
    both("source", "source", maximum=255, filter="source", many=False),
    both("internalId", "internal_id", maximum=255),
    both("internalSystem", "internal_system", maximum=255),
    Wire(name="lockState", column="lock_state"),
    Wire(name="lockedAt", column="locked_at", type="datetime"),
    Wire(name="lockedBy", column="locked_by", type="person"),
    *(both(name, column, type="datetime") for name, column in DATES),
    Wire(name="documentGeneratedAt", column="document_generated_at", type="datetime"),
    *EXTERNAL_FIELDS,
    *STAMPS,
)
