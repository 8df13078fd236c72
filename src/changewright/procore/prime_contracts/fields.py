"""The bodies of prime contracts, of v1.0 and v2.0."""

from __future__ import annotations

from changewright.edge.bodies import Field

from ..contract_bodies import (
    COMMON,
    ID,
    NEWER,
    ORIGIN,
    days,
    newer_status_field,
    status_field,
    texts,
)
from ..contract_words import ENTERED, PRIME
from ..hanging import EDIT_FIELDS as HUNG
from ..wire import BOOLEAN

_SHARED = (
    *COMMON,
    Field("vendor_id", "owner_company_id", ID, description="The owner's company."),
    Field("contractor_id", "contractor_company_id", ID),
    Field("architect_id", "architect_company_id", ID),
    *texts("inclusions", "exclusions"),
    *days(
        *("actual_completion_date", "returned_date", "substantial_completion_date"),
        contract_start_date="start_date",
        contract_estimated_completion_date="planned_completion_date",
        execution_date="executed_date",
        signed_contract_received_date="signed_received_date",
    ),
    *ORIGIN,
    *HUNG,
)
FIELDS = (status_field(ENTERED[PRIME]), *_SHARED)
NEWER_FIELDS = (
    newer_status_field(ENTERED[PRIME]),
    *_SHARED,
    *NEWER,
    Field(
        "auto_approve_prefilled_requisitions_on_payapp",
        "approve_prefilled_requisitions",
        BOOLEAN,
        nullable=False,
    ),
)
