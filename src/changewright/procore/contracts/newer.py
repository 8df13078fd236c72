"""Commitments under v2.0: ids are text, sums stand apart (procore.md §2.11)."""

from __future__ import annotations

from typing import Any

from changewright.core.records import Record

from ..fields import Key, Rendering
from .keys import currency_configuration, keys
from .parties import numbers
from .sums import NOTHING, sum_keys, summary_of


def id_name(rendering: Rendering, company_id: int | None) -> dict[str, Any] | None:
    """A company as `{id, name}`, its id as text."""
    found = rendering.company(company_id)
    return None if found is None else {**found, "id": str(found["id"])}


def user(rendering: Rendering, person_id: int | None) -> dict[str, Any] | None:
    """A person as `{id, login, name}`, the id as text."""
    found = rendering.user(person_id)
    return None if found is None else {**found, "id": str(found["id"])}


def id_texts(_: Rendering, ids: str | None) -> list[str]:
    return [str(each) for each in numbers(ids)]


ID = Key(name="id", column="id", type="id_text", nullable=False)
CREATED_BY = Key(name="created_by", columns=("created_by",), compose=user, type="object")
ACCESSORS = Key(name="accessor_ids", columns=("accessor_ids",), compose=id_texts, type="array")


COMMON = (
    *("accounting_method", "actual_completion_date", "allow_comments", "allow_markups"),
    *("allow_payment_applications", "allow_payments", "approval_letter_date"),
    *("billing_schedule_of_values_status", "change_order_level_of_detail", "contract_date"),
    *("contract_estimated_completion_date", "contract_start_date", "created_at", "deleted_at"),
    *("currency_configuration", "description", "display_materials_retainage"),
    *("display_work_retainage", "enable_ssov", "exclusions", "executed", "execution_date"),
    *("inclusions", "issued_on_date", "letter_of_intent_date", "number", "private"),
    *("retainage_percent", "returned_date", "show_cost_code_on_pdf"),
    *("show_line_items_to_non_admins", "signature_required", "signed_contract_received_date"),
    *("status", "title", "type", "updated_at", "attachments", "custom_fields"),
)
NEWER_KEYS = keys(
    (
        *COMMON,
        *("allow_change_orders_ssov", "ssr_enabled", "bill_to_address", "ship_to_address"),
        *("ship_via", "payment_terms", "delivery_date"),
    ),
    ID,
    CREATED_BY,
    Key(name="vendor", columns=("company_id",), compose=id_name, type="object"),
    Key(name="assignee", columns=("assignee_id",), compose=user, type="object"),
    ACCESSORS,
    Key(
        name="bill_recipient_ids",
        columns=("bill_recipient_ids",),
        compose=id_texts,
        type="array",
    ),
    Key(name="grand_total", column="awarded", type="decimal", nullable=False),
)

_SUMMARY_KEYS = (
    Key(
        name="currency_configuration",
        columns=("currency", "exchange_rate"),
        compose=currency_configuration,
        type="object",
    ),
    Key(name="total_invoices_amount", constant=NOTHING, nullable=False),
    Key(name="total_payments_amount", constant=NOTHING, nullable=False),
)


def summary_keys(noun: type[Record]) -> tuple[Key, ...]:
    """The summary of a contract of either side."""
    return (*_SUMMARY_KEYS, *sum_keys(summary_of(noun)))
