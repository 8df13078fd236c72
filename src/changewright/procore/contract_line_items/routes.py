"""The operations on lines of contracts, collections of one kind under both versions."""

from __future__ import annotations

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.edge.bodies import Body
from changewright.edge.routes import Route

from ..contract_words import PRIME
from ..operations import Names, in_project, operations
from .fields import FIELDS, NEWER_FIELDS
from .handlers import CREATE_FIELDS, EDIT_FIELDS, lines_of, newer_lines_of
from .lines import ANY_FORM

COLLECTIONS = (
    (WORK_ORDER, "work_order_contract", "WorkOrderContract", "work order contract"),
    (PURCHASE_ORDER, "purchase_order_contract", "PurchaseOrderContract", "purchase order contract"),
    (PRIME, "prime_contract", "PrimeContract", "prime contract"),
)


def _routes(form: str, word: str, operation: str, told: str) -> tuple[Route, ...]:
    parameter = f"{word}_id"
    path = f"/rest/v1.0/{word}s/{{{parameter}}}/line_items"
    lines = lines_of(form, parameter)
    return operations(
        Names(
            one=f"line item of a {told}",
            many=f"line items of a {told}",
            operation=f"{operation}LineItem",
            operations=f"{operation}LineItems",
        ),
        path,
        lines.handlers(),
        listed=lines.resource,
        detailed=lines.resource,
        tags=("Contract line items",),
        aliases=(in_project(path),),
        create_body=Body(f"{operation}LineItemCreate", CREATE_FIELDS),
        update_body=Body(f"{operation}LineItemUpdate", EDIT_FIELDS),
        sync_fields=FIELDS,
        statuses={"delete": 200},
    )


NEWER_COLLECTIONS = (
    (ANY_FORM, "commitment_contracts", "CommitmentContract", "commitment contract"),
    (PRIME, "prime_contracts", "PrimeContractV2", "prime contract"),
)


def _newer_routes(form: str, word: str, operation: str, told: str) -> tuple[Route, ...]:
    project = "/rest/v2.0/companies/{company_id}/projects/{project_id}"
    parameter = f"{word.removesuffix('s')}_id"
    lines = newer_lines_of(form, parameter)
    return operations(
        Names(
            one=f"line item of a {told}",
            many=f"line items of a {told}",
            operation=f"{operation}LineItem",
            operations=f"{operation}LineItems",
        ),
        f"{project}/{word}/{{{parameter}}}/line_items",
        lines.handlers(),
        listed=lines.resource,
        detailed=lines.resource,
        tags=("Contract line items",),
        place=(),
        create_body=Body(f"{operation}LineItemCreate", NEWER_FIELDS),
        update_body=Body(f"{operation}LineItemUpdate", NEWER_FIELDS, partial=True),
    )


ROUTES: tuple[Route, ...] = (
    *(route for row in COLLECTIONS for route in _routes(*row)),
    *(route for row in NEWER_COLLECTIONS for route in _newer_routes(*row)),
)
