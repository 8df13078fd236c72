"""Every key that a commitment shows, one row each; what a resource shows are names of these.

From Appendix A (CommitmentDetail, WorkOrderDetail, PurchaseOrderDetail and their list items) and
what real answers were seen to hold besides (procore.md §2.11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from changewright.core.contract_states import is_executed

from ..attachments import shapes as files
from ..contract_line_items.shapes import HOLDERS, project_of
from ..contract_words import word_of
from ..custom_fields import shapes as custom
from ..fields import Key, Rendering
from ..wire import decimal_text
from .parties import (
    assignee,
    invoice_contacts,
    vendor,
    vendor_full,
    vendor_named,
    vendor_short,
)
from .sums import COMMITMENT_SUMS, NOTHING, sum_keys


def shows(
    name: str, column: str = "", type: str = "text", *, nullable: bool = True, **more: Any
) -> Key:
    """A key that shows a column of its own name unless another is given."""
    return Key(name=name, column=column or name, type=type, nullable=nullable, **more)


def day_of(_: Rendering, instant: str | None) -> str | None:
    """The day of an instant, in UTC."""
    return None if instant is None else instant[:10]


def composed(name: str, type: str, columns: Iterable[str], compose: Callable[..., Any]) -> Key:
    return Key(name=name, type=type, columns=tuple(columns), compose=compose)


def never_null(key: Key) -> Key:
    return msgspec.structs.replace(key, nullable=False)


def currency_configuration(
    rendering: Rendering, code: str | None, rate: str | None
) -> dict[str, Any]:
    """A contract that names no currency has the project's."""
    own = rendering.settings.currency
    return {
        "currency_iso_code": code or own,
        "base_currency_iso_code": own,
        "currency_exchange_rate": None if rate is None else plain(rate),
    }


def plain(number: str) -> str:
    """A number without the zeros that its column is kept with."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def title(_: Rendering, name: str) -> str | None:
    return name or None


def status(_: Rendering, form: str, state: str) -> str:
    return word_of(form, state)


def executed(_: Rendering, state: str, flag: bool) -> bool:
    return is_executed(state, flag)


def percent(_: Rendering, value: str | None) -> str | None:
    """A percentage, as it was typed; null where nobody did."""
    return None if value is None else decimal_text(value)


ACCOUNTING_METHODS = ("amount", "unit")

# What has no writer in the vendor's API: always the same until something of it is kept.
UNWRITTEN: tuple[Key, ...] = (
    *(
        Key(name=name)
        for name in ("bill_to", "requisition_number", "ship_to", "contract_termination_date")
    ),
    Key(name="budget_line_item_id", type="integer"),
    Key(name="position", type="integer"),
    Key(name="cost_code", type="object"),
    Key(name="received_from", type="user"),
    Key(name="assigned_to", type="user"),
    Key(name="allow_redistributions", type="boolean", constant=False, nullable=False),
    Key(name="display_stored_materials", type="boolean", constant=False, nullable=False),
    *(
        Key(name=name, constant=NOTHING, nullable=False)
        for name in (
            *("percentage_paid", "total_draw_requests_amount", "total_payments"),
            "total_requisitions_amount",
        )
    ),
    Key(name="payments_issued", type="array", constant=[], nullable=False),
    files.KEY,
    custom.KEY,
)

_DAYS = (
    *("contract_date", "actual_completion_date", "issued_on_date", "letter_of_intent_date"),
    *("delivery_date", "approval_letter_date"),
)
_TEXTS = (
    *("description", "inclusions", "exclusions", "bill_to_address", "ship_to_address"),
    *("ship_via", "payment_terms", "origin_id", "origin_data", "origin_code"),
)
_SWITCHES = (
    *("private", "show_line_items_to_non_admins", "allow_comments", "allow_markups"),
    *("allow_payment_applications", "allow_payments", "display_materials_retainage"),
    *("display_work_retainage", "enable_ssov", "allow_change_orders_ssov"),
    *("signature_required", "show_cost_code_on_pdf", "ssr_enabled"),
)

ALL: tuple[Key, ...] = (
    shows("id", type="integer", nullable=False),
    composed("title", "text", ("name",), title),
    shows("number", "code", nullable=False),
    never_null(composed("status", "text", ("form", "status"), status)),
    composed("executed", "boolean", ("status", "executed_flag"), executed),
    composed("type", "text", ("form",), lambda _, form: HOLDERS[form]),
    shows("accounting_method", nullable=False),
    shows("created_at", type="instant", nullable=False),
    shows("updated_at", type="instant", nullable=False),
    shows("deleted_at", type="instant"),
    shows("created_by_id", "created_by", "integer"),
    shows("created_by", type="user"),
    *(shows(name, type="day") for name in _DAYS),
    shows("contract_start_date", "start_date", "day"),
    shows("contract_estimated_completion_date", "estimated_completion_date", "day"),
    shows("signed_contract_received_date", "signed_received_date", "day"),
    composed("execution_date", "day", ("executed_at",), day_of),
    composed("returned_date", "day", ("returned_at",), day_of),
    *(shows(name) for name in _TEXTS),
    *(shows(name, type="boolean", nullable=False) for name in _SWITCHES),
    shows("billing_schedule_of_values_status", "billing_schedule_status", nullable=False),
    shows("change_order_level_of_detail", "change_order_detail", nullable=False),
    composed("retainage_percent", "text", ("completed_work_retention_percent",), percent),
    composed(
        "requisitions_are_enabled",
        "boolean",
        ("allow_payment_applications",),
        lambda _, enabled: enabled,
    ),
    composed("project", "object", ("container_id",), project_of),
    composed("assignee", "object", ("assignee_id",), assignee),
    composed("invoice_contacts", "array", ("invoice_contact_ids",), invoice_contacts),
    composed(
        "currency_configuration", "object", ("currency", "exchange_rate"), currency_configuration
    ),
    *sum_keys(COMMITMENT_SUMS),
    Key(name="line_items", type="array", part="lines", nullable=False),
    shows("line_items_total", "awarded", "decimal", nullable=False),
    shows("line_items_extended_total", "awarded", "decimal", nullable=False),
    Key(name="change_order_packages", type="array", part="packages", nullable=False),
    Key(name="change_order_requests", type="array", part="requests", nullable=False),
    Key(name="potential_change_orders", type="array", part="potentials", nullable=False),
    Key(name="has_change_order_packages", type="boolean", part="has_packages", nullable=False),
    Key(name="has_potential_change_orders", type="boolean", part="has_potentials", nullable=False),
    *UNWRITTEN,
)
BY_NAME = {key.name: key for key in ALL}
VENDORS: dict[str, Key] = {
    "short": composed("vendor", "object", ("company_id",), vendor_short),
    "named": composed("vendor", "object", ("company_id",), vendor_named),
    "full": composed("vendor", "object", ("company_id",), vendor_full),
    "with_origin": composed("vendor", "object", ("company_id",), vendor),
}


def keys(names: Iterable[str], *more: Key) -> tuple[Key, ...]:
    """The rows of these names, and more."""
    return (*(BY_NAME[name] for name in names), *more)


_LISTED = (
    *("accounting_method", "approval_letter_date", "approved_change_orders", "contract_date"),
    *("created_at", "deleted_at", "description", "draft_change_orders_amount", "executed"),
    *("execution_date", "grand_total", "id", "issued_on_date", "letter_of_intent_date", "number"),
    *("origin_code", "origin_data", "origin_id", "pending_change_orders"),
    *("pending_revised_contract", "percentage_paid", "private", "project"),
    *("remaining_balance_outstanding", "requisitions_are_enabled", "retainage_percent"),
    *("returned_date", "revised_contract", "signed_contract_received_date"),
    *("show_line_items_to_non_admins", "status", "title", "total_draw_requests_amount"),
    *("total_payments", "total_requisitions_amount", "updated_at", "currency_configuration"),
)
_SEEN = (
    *("enable_ssov", "allow_change_orders_ssov", "billing_schedule_of_values_status"),
    *("has_change_order_packages", "has_potential_change_orders", "custom_fields"),
)
_OF_FORM = {
    "work_order": (
        *("actual_completion_date", "contract_start_date", "exclusions", "inclusions"),
        "contract_estimated_completion_date",
    ),
    "purchase_order": (
        *("assignee", "bill_to_address", "delivery_date", "payment_terms", "ship_to_address"),
        "ship_via",
    ),
}
_DETAILED = (
    *("attachments", "change_order_packages", "change_order_requests", "created_by_id"),
    *("invoice_contacts", "line_items", "payments_issued", "potential_change_orders"),
)


def listed_keys(form: str) -> tuple[Key, ...]:
    """Appendix A WorkOrderListItem, PurchaseOrderListItem."""
    return keys((*_LISTED, *_OF_FORM[form], *_SEEN), VENDORS["short"])


def detailed_keys(form: str) -> tuple[Key, ...]:
    """Appendix A WorkOrderDetail, PurchaseOrderDetail."""
    seen = ("enable_ssov", "allow_change_orders_ssov", "billing_schedule_of_values_status")
    names = (*_LISTED, *_OF_FORM[form], *_DETAILED, *seen, "custom_fields")
    return keys(names, VENDORS["with_origin"])


ANY_LISTED = keys(
    (
        *("id", "title", "number", "status", "description", "executed", "delivery_date"),
        *("created_at", "private"),
    ),
    VENDORS["named"],
)
"""Appendix A CommitmentListItem."""
ANY_DETAILED = keys(
    (
        *("id", "title", "number", "status", "description", "executed", "delivery_date"),
        *("created_at", "private", "accounting_method", "actual_completion_date"),
        *("allow_comments", "allow_markups", "allow_payment_applications", "allow_payments"),
        *("allow_redistributions", "approved_change_orders", "budget_line_item_id"),
        *("contract_estimated_completion_date", "contract_start_date"),
        *("contract_termination_date", "deleted_at", "display_materials_retainage"),
        *("display_stored_materials", "display_work_retainage", "exclusions", "grand_total"),
        *("inclusions", "line_items_extended_total", "line_items_total", "payment_terms"),
        *("pending_change_orders", "pending_revised_contract", "percentage_paid", "position"),
        *("remaining_balance_outstanding", "requisition_number", "retainage_percent"),
        *("revised_contract", "ship_via", "signed_contract_received_date"),
        *("total_payments", "total_draw_requests_amount", "type", "updated_at"),
        "draft_change_orders_amount",
        *("attachments", "change_order_packages", "change_order_requests", "cost_code"),
        *("created_by", "line_items", "potential_change_orders", "payments_issued"),
        *("received_from", "custom_fields", "currency_configuration"),
    ),
    VENDORS["full"],
    # As purchase orders write them, under the names that all commitments have.
    shows("bill_to", "bill_to_address"),
    shows("ship_to", "ship_to_address"),
    shows("assigned_to", "assignee_id", "user"),
    Key(name="architect", type="user"),
    Key(name="contractor", type="object"),
)
"""Appendix A CommitmentDetail."""
