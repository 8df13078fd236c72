"""What a prime contract shows (Appendix A PrimeContractDetail, PrimeContractListItem)."""

from __future__ import annotations

from typing import Any

from changewright.core.records import ChangeOrder, Face
from changewright.core.records_contracts import MainContract
from changewright.edge.fragments import Hop, Path

from .. import grammar
from ..attachments import shapes as files
from ..contract_line_items.shapes import HOLDERS, PRIME_LINES, lines_part, project_of
from ..contract_words import PRIME, STATES_OF, newer_words, word_of
from ..contracts.changes import change_parts
from ..contracts.keys import (
    ACCOUNTING_METHODS,
    UNWRITTEN,
    composed,
    currency_configuration,
    executed,
    never_null,
    percent,
    shows,
    title,
)
from ..contracts.newer import ACCESSORS, COMMON, CREATED_BY, ID, id_name, summary_keys
from ..contracts.parties import firm_as_user, vendor_full
from ..contracts.sums import NOTHING, PRIME_SUMS, sum_keys
from ..custom_fields import shapes as custom
from ..fields import Key, Rendering, Resource, Rows, part, values_on

_DAYS = (
    *("contract_date", "actual_completion_date", "approval_letter_date", "issued_on_date"),
    *("letter_of_intent_date", "returned_date", "substantial_completion_date"),
)
_TEXTS = ("description", "inclusions", "exclusions", "origin_id", "origin_data", "origin_code")
_SWITCHES = (
    *("private", "show_line_items_to_non_admins", "allow_comments", "allow_markups"),
    *("allow_payment_applications", "allow_payments", "display_materials_retainage"),
    *("display_work_retainage", "enable_ssov", "show_cost_code_on_pdf"),
)


def _status(_: Rendering, status: str) -> str:
    return word_of(PRIME, status)


_OWN: tuple[Key, ...] = (
    shows("id", type="integer", nullable=False),
    composed("title", "text", ("name",), title),
    shows("number", "code", nullable=False),
    never_null(composed("status", "text", ("status",), _status)),
    composed("executed", "boolean", ("status", "executed_flag"), executed),
    Key(name="type", constant=HOLDERS[PRIME], nullable=False),
    shows("accounting_method", nullable=False),
    shows("created_at", type="instant", nullable=False),
    shows("updated_at", type="instant", nullable=False),
    shows("deleted_at", type="instant"),
    shows("created_by", type="user"),
    *(shows(name, type="day") for name in _DAYS),
    shows("original_substantial_completion_date", "substantial_completion_date", "day"),
    shows("contract_start_date", "start_date", "day"),
    shows("contract_estimated_completion_date", "planned_completion_date", "day"),
    shows("execution_date", "executed_date", "day"),
    shows("signed_contract_received_date", "signed_received_date", "day"),
    *(shows(name) for name in _TEXTS),
    *(shows(name, type="boolean", nullable=False) for name in _SWITCHES),
    Key(name="allow_change_orders_ssov", type="boolean", constant=False, nullable=False),
    Key(name="signature_required", type="boolean", constant=False, nullable=False),
    Key(name="billing_schedule_of_values_status", constant="draft", nullable=False),
    shows("change_order_level_of_detail", "change_order_detail", nullable=False),
    composed("retainage_percent", "text", ("completed_work_retention_percent",), percent),
    composed("project", "object", ("container_id",), project_of),
    composed("architect", "object", ("architect_company_id",), firm_as_user),
    composed("contractor", "object", ("contractor_company_id",), vendor_full),
    composed("vendor", "object", ("owner_company_id",), vendor_full),
    composed(
        "currency_configuration", "object", ("currency", "exchange_rate"), currency_configuration
    ),
    *sum_keys(PRIME_SUMS),
    Key(name="owner_invoices_amount", constant=NOTHING, nullable=False),
    Key(name="line_items", type="array", part="lines", nullable=False),
    Key(name="change_order_packages", type="array", part="packages", nullable=False),
    Key(name="change_order_requests", type="array", part="requests", nullable=False),
    Key(name="potential_change_orders", type="array", part="potentials", nullable=False),
    Key(name="payments_received", type="array", constant=[], nullable=False),
    *(Key(name=name) for name in ("payment_terms", "ship_via", "delivery_date")),
    Key(name="has_change_order_packages", type="boolean", part="has_packages", nullable=False),
    Key(name="has_potential_change_orders", type="boolean", part="has_potentials", nullable=False),
)
_BY_NAME = {key.name: key for key in (*UNWRITTEN, *_OWN)}


def _keys(*names: str) -> tuple[Key, ...]:
    return tuple(_BY_NAME[name] for name in names)


LIST_KEYS = _keys(
    *("id", "accounting_method", "actual_completion_date", "approval_letter_date"),
    *("contract_date", "contract_estimated_completion_date", "contract_start_date"),
    *("contract_termination_date", "created_at", "deleted_at", "description", "executed"),
    *("execution_date", "exclusions", "inclusions", "issued_on_date", "letter_of_intent_date"),
    *("number", "origin_code", "origin_data", "origin_id", "private", "retainage_percent"),
    *("returned_date", "signed_contract_received_date", "show_line_items_to_non_admins", "status"),
    *("title", "updated_at", "architect", "attachments", "contractor", "created_by", "vendor"),
    *("currency_configuration", "custom_fields", "enable_ssov", "allow_change_orders_ssov"),
    *("billing_schedule_of_values_status", "has_change_order_packages"),
    *("has_potential_change_orders", "owner_invoices_amount", "percentage_paid", "total_payments"),
    *PRIME_SUMS,
)
DETAIL_KEYS = _keys(
    *("id", "accounting_method", "actual_completion_date", "allow_comments", "allow_markups"),
    *("allow_payment_applications", "allow_payments", "allow_redistributions"),
    *("approval_letter_date", "bill_to", "budget_line_item_id", "contract_date"),
    *("contract_estimated_completion_date", "contract_start_date", "contract_termination_date"),
    *("created_at", "deleted_at", "delivery_date", "description", "display_materials_retainage"),
    *("display_stored_materials", "display_work_retainage", "exclusions", "executed"),
    *("execution_date", "inclusions", "issued_on_date", "letter_of_intent_date", "number"),
    *("origin_code", "origin_data", "origin_id", "owner_invoices_amount", "payment_terms"),
    *("percentage_paid", "position", "private", "requisition_number", "retainage_percent"),
    *("returned_date", "ship_to", "ship_via", "signed_contract_received_date"),
    *("show_line_items_to_non_admins", "status", "title", "total_payments", "type", "updated_at"),
    *("original_substantial_completion_date", "substantial_completion_date", "architect"),
    *("assigned_to", "attachments", "change_order_packages", "change_order_requests"),
    *("contractor", "cost_code", "created_by", "line_items", "potential_change_orders"),
    *("payments_received", "received_from", "vendor", "currency_configuration", "custom_fields"),
    *("enable_ssov", "allow_change_orders_ssov", "billing_schedule_of_values_status", "project"),
    *PRIME_SUMS,
)


def _tell_packages(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    default = rendering.settings.default_main_contract_id
    return {"has_change_order_packages": any(own == (named or default) for own, named in rows)}


_PRESENCE = {
    "has_packages": part(
        Path(
            (Hop(ChangeOrder, "container_id", "container_id", (("kind", "oco"),)),),
            (*values_on(0, ("id",)), *values_on(1, ("main_contract_id",))),
        ),
        _tell_packages,
    ),
    "has_potentials": part(
        Path((Hop(Face, "contract_id", where=(("side", "budget"),)),), values_on(1, ("id",))),
        lambda rows, _: {"has_potential_change_orders": bool(rows)},
    ),
}

FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("updated_at", "updated_at"),
)
CUSTOM = custom.customized(MainContract)
FILES = {**CUSTOM, **files.attached(MainContract, files.OLD)}
LISTED = Resource("prime_contract", MainContract, LIST_KEYS, {**_PRESENCE, **FILES}, FILTERS)
DETAILED = Resource(
    "prime_contract_detail",
    MainContract,
    DETAIL_KEYS,
    {"lines": lines_part(PRIME_LINES), **change_parts("budget"), **FILES},
)

# -- v2.0 -----------------------------------------------------------------------------------------

NEWER_KEYS = (
    *(_BY_NAME[name] for name in COMMON),
    _BY_NAME["substantial_completion_date"],
    shows(
        "auto_approve_prefilled_requisitions_on_payapp",
        "approve_prefilled_requisitions",
        "boolean",
        nullable=False,
    ),
    ID,
    CREATED_BY,
    ACCESSORS,
    composed("vendor", "object", ("owner_company_id",), id_name),
    composed("architect", "object", ("architect_company_id",), id_name),
    composed("contractor", "object", ("contractor_company_id",), id_name),
    shows("grand_total", "amount", "decimal", nullable=False),
)
NEWER_FILTERS = (
    grammar.statuses(
        "accounting_method",
        "accounting_method",
        {method: (method,) for method in ACCOUNTING_METHODS},
    )[0],
    grammar.ids("architect_id", "architect_company_id"),
    grammar.ids("contractor_id", "contractor_company_id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("deleted_at", "deleted_at"),
    grammar.ids("id", "id"),
    grammar.never("signature_required", "id", "None asks for a signature."),
    *grammar.statuses("status", "status", newer_words(STATES_OF[PRIME])),
    grammar.instants("updated_at", "updated_at"),
    grammar.ids("vendor_id", "owner_company_id"),
    grammar.booleans("executed", "executed_flag"),
)
NEWER = Resource(
    "prime_contract_v2",
    MainContract,
    NEWER_KEYS,
    {**CUSTOM, **files.attached(MainContract, files.NEWER)},
    NEWER_FILTERS,
    views={"default": None, "extended": None},
)
SUMMARY = Resource("prime_contract_summary", MainContract, summary_keys(MainContract), {})
