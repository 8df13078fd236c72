"""The fields of a main contract and of its items (autodesk.md §5.3)."""

from __future__ import annotations

from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import MainContract, MainContractItem

from ..contract_words import WORDS, states_of
from ..external import EXTERNAL_FIELDS, STAMPS
from ..fields import Wire, both
from ..pricing import PRICED_FIELDS, locked_field

STATUSES = ("draft", "pending", "approved", "review", "signed", "executed", "closed")
FILTER_STATUSES = (*STATUSES, "submitted", "revise", "sent", "inReview")
"""The reference's filter knows the words of commitments too, which find nothing here [doc]."""

MAIN_CONTRACT_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    both("code", "code", nullable=False, required=True, maximum=255, filter="code"),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("description", "description", maximum=2048),
    both("type", "type", maximum=255),
    both(
        "status",
        "status",
        type="choice",
        choices=STATUSES,
        filter="status",
        words=WORDS["budget"],
        filter_words=states_of("budget", FILTER_STATUSES),
    ),
    both("isDefault", "is_default", type="boolean"),
    Wire(
        name="amount",
        column="amount",
        type="amount",
        description="The sum of the contract's items.",
    ),
    Wire(name="paid", column="paid", type="amount"),
    Wire(name="unReceived", column="unreceived", type="amount"),
    both("ownerCompanyId", "owner_company_id", type="company"),
    both("ownerCompanyUid", "owner_company_id", type="company_uid"),
    both("ownerContactId", "owner_contact_id", type="person"),
    both("contractorCompanyId", "contractor_company_id", type="company"),
    both("contractorCompanyUid", "contractor_company_id", type="company_uid"),
    both("architectCompanyId", "architect_company_id", type="company"),
    both("architectCompanyUid", "architect_company_id", type="company_uid"),
    both("architectContactId", "architect_contact_id", type="person"),
    both("notaryCompanyUid", "notary_company_id", type="company_uid"),
    both("notaryContactId", "notary_contact_id", type="person"),
    both("contactId", "contact_id", type="person"),
    Wire(
        name="additionalCollaborators",
        column="additional_collaborators",
        type="collaborators",
        maximum=100,
        in_patch=True,
    ),
    both("recipients", "recipients", type="recipients", maximum=100),
    both("startDate", "start_date", type="date"),
    both("executedDate", "executed_date", type="date"),
    both("plannedCompletionDate", "planned_completion_date", type="date"),
    both("revisedCompletionDate", "revised_completion_date", type="date"),
    Wire(name="scheduleChange", column="schedule_change", type="integer"),
    both("actualCompletionDate", "actual_completion_date", type="date"),
    both("closeDate", "close_date", type="date"),
    both("retentionCap", "retention_cap", type="amount"),
    both("materialsRetentionPercent", "materials_retention_percent", type="amount"),
    both("completedWorkRetentionPercent", "completed_work_retention_percent", type="amount"),
    both("paymentDue", "payment_due", type="integer", minimum=0, maximum=100_000),
    both("paymentDueType", "payment_due_type", maximum=255),
    both("scopeOfWork", "scope_of_work", sortable=False),
    both("note", "note", sortable=False),
    both("signedBy", "signed_by", maximum=255),
    Wire(name="creatorId", column="created_by", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    *EXTERNAL_FIELDS,
    *STAMPS,
)

MAIN_CONTRACT_ITEM_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(
        name="mainContractId",
        column="main_contract_id",
        type="reference",
        noun=MainContract,
        nullable=False,
    ),
    Wire(name="containerId", column="container_id", type="container", nullable=False),
    Wire(
        name="parentId",
        column="parent_id",
        type="reference",
        noun=MainContractItem,
        in_create=True,
    ),
    Wire(name="budgetId", column="budget_id", type="reference", noun=Budget, in_create=True),
    both("code", "code", maximum=255),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("description", "description", maximum=2048),
    *PRICED_FIELDS,
    both("position", "position", type="integer", minimum=0, maximum=1_000_000_000),
    both("isPrivate", "is_private", type="boolean"),
    *EXTERNAL_FIELDS,
    *STAMPS,
    locked_field(),
)
