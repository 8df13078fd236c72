"""How each operation of the generated client `procore_sdk` is called, by its own name.

An operation is called with its types unless `RAW` says why these cannot read any right answer
(`<method>_without_preload_content` then, which is the client's own way round its types).
`WITH_CODES` are read with types as long as nothing in the answer names a cost code, and raw where
one does.
"""

from __future__ import annotations

V1 = "/rest/v1.0"
PROJECT = "/projects/{project_id}"

CHOICE = "The client takes the answer for one of two models, and every answer is both."
OBJECT = "The client's types take the list for an object."
CODE = "Where a cost code is named, the client takes it for one of two models, and it is both."
ATTACHED = "The client takes the attachments of a purchase order for one object; they are a list."
PAGE = "The answer is a page for a person, which the client's types do not take."


def _rows(table: str) -> dict[str, str]:
    """`GET|POST path` → an operation a method."""
    rows = (line.split() for line in table.strip().splitlines())
    return {f"{method} {path}": path for methods, path in rows for method in methods.split("|")}


_ORDERS = {
    f"{method} {V1}{PROJECT}/{side}_change_orders{tail}": (
        OBJECT if (method, tail) == ("GET", "") else CHOICE
    )
    for side in ("prime", "commitment")
    for method, tail in (("GET", ""), ("POST", ""), ("GET", "/{id}"), ("PATCH", "/{id}"))
}
_BATCHES = {
    f"GET {V1}{PROJECT}/{side}_change_order_batches": OBJECT for side in ("prime", "commitment")
}
_ORDER_LINES = {
    f"GET {V1}/{form}_order_contracts/{{{form}_order_contract_id}}/line_items{tail}": CHOICE
    for form in ("work", "purchase")
    for tail in ("", "/{id}")
}

RAW: dict[str, str] = {
    **_ORDERS,
    **_BATCHES,
    **_ORDER_LINES,
    f"GET {V1}/cost_codes": CHOICE,
    f"PATCH {V1}/cost_codes/sync": CHOICE,
    f"GET {V1}{PROJECT}/users": CHOICE,
    f"GET {V1}/vendors/{{id}}": CHOICE,
    "GET /rest/v1.1/projects": CHOICE,
    "GET /rest/v1.1/projects/{project_id}/vendors": CHOICE,
    "GET /rest/v1.1/projects/{project_id}/vendors/{id}": CHOICE,
    "GET /rest/v1.3/companies/{company_id}/users": CHOICE,
    "GET /rest/v1.3/companies/{company_id}/users/{id}": CHOICE,
    f"POST {V1}/purchase_order_contracts": ATTACHED,
    f"GET {V1}/purchase_order_contracts/{{id}}": ATTACHED,
    f"PATCH {V1}/purchase_order_contracts/{{id}}": ATTACHED,
    "GET /oauth/authorize": PAGE,
}
"""Operations whose answers the client's types never take, and why."""

WITH_CODES: frozenset[str] = frozenset(
    _rows(
        f"""
GET|PATCH {V1}/change_order_packages/{{id}}
GET|PATCH {V1}/potential_change_orders/{{id}}
GET {V1}/commitments/{{id}}
GET|PATCH {V1}/work_order_contracts/{{id}}
PATCH {V1}/work_order_contracts/{{work_order_contract_id}}/line_items/sync
PATCH {V1}/purchase_order_contracts/{{purchase_order_contract_id}}/line_items/sync
GET|PATCH {V1}/prime_contract/{{id}}
PATCH {V1}/prime_contracts/{{prime_contract_id}}/line_items/sync
GET|PATCH {V1}/change_events/{{id}}
GET {V1}/rfqs
GET|PATCH {V1}/rfqs/{{id}}
"""
    )
)
"""Operations that the tests call both ways, with a cost code in the answer and without one."""

TYPED: frozenset[str] = frozenset(
    _rows(
        f"""
GET|POST {V1}/change_order_packages
GET|POST {V1}/potential_change_orders
PATCH {V1}/potential_change_orders/sync
GET|POST {V1}/potential_change_orders/{{potential_change_order_id}}/line_items
GET|PATCH|DELETE {V1}/potential_change_orders/{{potential_change_order_id}}/line_items/{{id}}
PATCH {V1}/potential_change_orders/{{potential_change_order_id}}/line_items/sync
GET|POST {V1}/change_order_requests
GET|PATCH {V1}/change_order_requests/{{id}}
PATCH {V1}/change_order_requests/sync
DELETE {V1}{PROJECT}/prime_change_orders/{{id}}
DELETE {V1}{PROJECT}/commitment_change_orders/{{id}}
POST {V1}{PROJECT}/prime_change_order_batches
GET|PATCH|DELETE {V1}{PROJECT}/prime_change_order_batches/{{id}}
POST {V1}{PROJECT}/commitment_change_order_batches
GET|PATCH|DELETE {V1}{PROJECT}/commitment_change_order_batches/{{id}}
GET {V1}/change_event/statuses
GET {V1}/change_types
GET {V1}/change_order_change_reasons
GET {V1}/change_order/statuses
GET|POST {V1}/change_events
POST {V1}/rfqs
DELETE {V1}/rfqs/{{id}}
GET|POST {V1}/rfqs/{{rfq_id}}/quotes
GET|PATCH {V1}/rfqs/{{rfq_id}}/quotes/{{id}}
GET|POST {V1}/rfqs/{{rfq_id}}/responses
GET|PATCH {V1}/rfqs/{{rfq_id}}/responses/{{id}}
GET {V1}/commitments
POST {V1}/purchase_order_contracts/{{purchase_order_contract_id}}/line_items
PATCH|DELETE {V1}/purchase_order_contracts/{{purchase_order_contract_id}}/line_items/{{id}}
GET {V1}/purchase_order_contracts
DELETE {V1}/purchase_order_contracts/{{id}}
PATCH {V1}/purchase_order_contracts/sync
POST {V1}/work_order_contracts/{{work_order_contract_id}}/line_items
PATCH|DELETE {V1}/work_order_contracts/{{work_order_contract_id}}/line_items/{{id}}
GET|POST {V1}/work_order_contracts
DELETE {V1}/work_order_contracts/{{id}}
PATCH {V1}/work_order_contracts/sync
GET|POST {V1}/prime_contracts/{{prime_contract_id}}/line_items
GET|PATCH|DELETE {V1}/prime_contracts/{{prime_contract_id}}/line_items/{{id}}
GET|POST {V1}/prime_contract
DELETE {V1}/prime_contract/{{id}}
GET {V1}/prime_contracts
GET|POST {V1}/line_item_types
GET|PATCH {V1}/line_item_types/{{id}}
PATCH {V1}/line_item_types/sync
GET|POST {V1}/tax_codes
GET|PATCH {V1}/tax_codes/{{id}}
PATCH {V1}/tax_codes/sync
GET|POST {V1}/tax_types
GET|PATCH|DELETE {V1}/tax_types/{{id}}
PATCH {V1}/tax_types/sync
POST {V1}/cost_codes
GET|PATCH {V1}/cost_codes/{{id}}
POST {V1}/budget_line_items
GET|PATCH {V1}/budget_line_items/{{id}}
POST {V1}/budget_line_items/sync
GET {V1}/budget_views
GET {V1}/budget_views/{{budget_view_id}}/budget_detail_columns
GET {V1}/budget_views/{{budget_view_id}}/detail_rows
GET {V1}/budget_views/{{budget_view_id}}/summary_rows
POST {V1}/budget_views/{{budget_view_id}}/budget_details
GET {V1}/me
GET {V1}/companies
GET|POST {V1}/vendors
PATCH {V1}/vendors/{{id}}
GET|POST {V1}/projects
GET|PATCH {V1}/projects/{{id}}
GET {V1}/companies/{{company_id}}/projects
POST {V1}{PROJECT}/users
GET {V1}{PROJECT}/users/{{id}}
GET {V1}{PROJECT}/vendors
GET {V1}{PROJECT}/vendors/{{id}}
GET {V1}/companies/{{company_id}}/users
GET {V1}/companies/{{company_id}}/users/{{id}}
GET /rest/v1.1/companies/{{company_id}}/users
GET /rest/v1.1/companies/{{company_id}}/users/{{id}}
GET /rest/v1.2/companies/{{company_id}}/users
GET /rest/v1.2/companies/{{company_id}}/users/{{id}}
GET {V1}/companies/{{company_id}}/permission_templates
GET {V1}{PROJECT}/permission_templates
POST {V1}{PROJECT}/uploads
GET|PATCH {V1}{PROJECT}/uploads/{{uuid}}
POST /rest/v1.1{PROJECT}/uploads
GET|PATCH /rest/v1.1{PROJECT}/uploads/{{uuid}}
POST {V1}/companies/{{company_id}}/uploads
GET|PATCH {V1}/companies/{{company_id}}/uploads/{{uuid}}
POST /rest/v1.1/companies/{{company_id}}/uploads
GET|PATCH /rest/v1.1/companies/{{company_id}}/uploads/{{uuid}}
GET|POST {V1}/webhooks/hooks
PATCH|DELETE {V1}/webhooks/hooks/{{id}}
GET|POST {V1}/webhooks/hooks/{{hook_id}}/triggers
DELETE {V1}/webhooks/hooks/{{hook_id}}/triggers/{{id}}
POST|DELETE {V1}/webhooks/hooks/{{hook_id}}/triggers/bulk
GET {V1}/webhooks/hooks/{{hook_id}}/deliveries
GET {V1}/webhooks/resources
GET {V1}/webhooks/resources/api_versions
POST /oauth/revoke
GET /oauth/token/info
POST /oauth/token
"""
    )
)
"""Operations whose every answer the client's types take."""

NOT_IN_CLIENT: tuple[str, ...] = ("/rest/v2.0/", "/rest/v1.1/change_events", "/financials/markups")
"""Parts of the paths of what is served, and younger than the client."""

OPERATIONS: frozenset[str] = TYPED | WITH_CODES | frozenset(RAW)


def way_of(operation: str) -> str:
    """How an operation is called unless a test says otherwise."""
    assert operation in OPERATIONS, f"{operation} has no row"
    return "raw" if operation in RAW else "typed"
