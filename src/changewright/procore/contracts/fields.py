"""The bodies of commitments: work orders, purchase orders, and either under v2.0."""

from __future__ import annotations

from collections.abc import Mapping

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.edge import bodies
from changewright.edge.bodies import Field

from ..contract_bodies import (
    BILLING_STATUSES,
    COMMON,
    ID,
    IDS,
    NEWER,
    ORIGIN,
    days,
    newer_status_field,
    status_field,
    switches,
    texts,
)
from ..contract_line_items.shapes import HOLDERS
from ..contract_words import ENTERED, EVERY_COMMITMENT
from ..hanging import EDIT_FIELDS as HUNG

VENDOR = Field("vendor_id", "company_id", ID, description="The supplier.")
ASSIGNEE = Field("assignee_id", "assignee_id", ID)
_DATES = days(execution_date="executed_at", returned_date="returned_at")
_RECEIVED = days(signed_contract_received_date="signed_received_date")
_SHARED = (
    *COMMON,
    VENDOR,
    *_DATES,
    *ORIGIN,
    Field("invoice_contact_user_ids", "invoice_contact_ids", IDS),
)
_OF_WORK = (
    *texts("inclusions", "exclusions"),
    *days(
        "actual_completion_date",
        contract_start_date="start_date",
        contract_estimated_completion_date="estimated_completion_date",
    ),
)
_OF_PURCHASE = (
    *texts("bill_to_address", "ship_to_address", "ship_via", "payment_terms"),
    *days("delivery_date"),
    ASSIGNEE,
)

# A purchase order also takes the day its signed contract came back, which real answers show.
FIELDS: Mapping[str, tuple[Field, ...]] = {
    WORK_ORDER: (status_field(ENTERED[WORK_ORDER]), *_SHARED, *_OF_WORK, *_RECEIVED, *HUNG),
    PURCHASE_ORDER: (
        status_field(ENTERED[PURCHASE_ORDER]),
        *_SHARED,
        *_OF_PURCHASE,
        *_RECEIVED,
        *HUNG,
    ),
}

NEWER_EDIT = (
    newer_status_field(EVERY_COMMITMENT),
    *COMMON,
    VENDOR,
    *_DATES,
    *_RECEIVED,
    *_OF_WORK,
    *_OF_PURCHASE,
    *NEWER,
    *switches("signature_required", "allow_change_orders_ssov", "ssr_enabled"),
    Field(
        "billing_schedule_of_values_status",
        "billing_schedule_status",
        bodies.CHOICE,
        choices=BILLING_STATUSES,
        nullable=False,
    ),
    Field("bill_recipient_ids", "bill_recipient_ids", IDS),
    *ORIGIN,
    *HUNG,
)
NEWER_CREATE = (
    Field(
        "type",
        "holder_type",
        bodies.CHOICE,
        choices=tuple(HOLDERS[form] for form in (WORK_ORDER, PURCHASE_ORDER)),
        nullable=False,
        required=True,
    ),
    *NEWER_EDIT,
)
