"""Every public operation of the vendor's Cost Management API, and which of them are served.

The list is the vendor's (its reference, by way of its generated clients); what is served is read
from the route rows. `NOT_YET` holds the rest, each with its reason; it may only shrink.
`python -m changewright.acc.coverage` prints the page `docs/coverage.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from changewright.edge.routes import Router

from .routes import DOOR

Operation = tuple[str, str]
"""(method, path below the container)"""

# Path below `/cost/v1/containers/{containerId}`: its methods.
PUBLIC: Mapping[str, str] = {
    "/attachment-folders": "POST",
    "/attachments": "GET POST",
    "/attachments/{attachmentId}": "DELETE",
    "/attachments:batch-create": "POST",
    "/budgets": "GET POST",
    "/budgets-contracts:link": "POST",
    "/budgets/{budgetId}": "GET PATCH DELETE",
    "/budgets:import": "POST",
    "/change-orders": "GET",
    "/change-orders/{changeOrder}": "GET POST",
    "/change-orders/{changeOrder}/{id}": "GET PATCH DELETE",
    "/contracts": "GET POST",
    "/contracts/{contractId}": "GET PATCH DELETE",
    "/cost-items": "GET POST",
    "/cost-items/{costItemId}": "GET PATCH DELETE",
    "/cost-items/{costItemId}/sub-cost-items": "GET POST",
    "/cost-items/{costItemId}/sub-cost-items/{subCostItemsId}": "PATCH DELETE",
    "/cost-items/{costItemId}/sub-cost-items:copy": "POST",
    "/cost-items:attach": "POST",
    "/cost-items:batch-create": "POST",
    "/cost-items:detach": "POST",
    "/documents": "GET",
    "/expenses": "GET POST",
    "/expenses/{expenseId}": "GET PATCH DELETE",
    "/expenses/{expenseId}/items": "GET POST",
    "/expenses/{expenseId}/items/{id}": "GET PATCH DELETE",
    "/main-contracts": "GET POST",
    "/main-contracts/{mainContractId}": "GET PATCH DELETE",
    "/main-contracts/{mainContractId}/items": "GET POST",
    "/main-contracts/{mainContractId}/items/{id}": "GET PATCH DELETE",
    "/payment-items": "GET",
    "/payments": "GET",
    "/payments/{id}": "GET",
    "/performance-tracking-item-instances": "GET POST",
    "/performance-tracking-item-instances/{id}": "GET PATCH DELETE",
    "/performance-tracking-items": "GET POST",
    "/performance-tracking-items/{id}": "GET DELETE",
    "/properties": "GET",
    "/property-values:batch-update": "POST",
    "/schedule-of-values": "GET POST",
    "/schedule-of-values/{id}": "GET PATCH DELETE",
    "/segment-values": "GET",
    "/segments/{segmentId}/values": "GET POST",
    "/segments/{segmentId}/values/{valueId}": "GET PATCH DELETE",
    "/segments/{segmentId}/values:import": "POST",
    "/taxes": "GET",
    "/templates": "GET",
    "/templates/{templateId}/segments": "GET POST",
    "/templates/{templateId}/segments/{segmentId}": "GET PATCH DELETE",
    "/time-sheets": "GET POST",
    "/time-sheets/{id}": "GET PATCH DELETE",
    "/workflows/action-histories": "GET",
    "/workflows/actions": "POST",
    "/workflows/{associationType}/{associationId}/actions": "GET",
}

_PAYMENTS = "payment applications are not kept yet; approved change orders will be their rows"

NOT_YET: Mapping[Operation, str] = {
    ("GET", "/payments"): _PAYMENTS,
    ("GET", "/payments/{id}"): _PAYMENTS,
    ("GET", "/payment-items"): _PAYMENTS,
}
"""Operations that are not served, and why."""

SAMPLE = "00000000-0000-4000-8000-000000000000"


def operations() -> list[Operation]:
    """Every public operation, in the order of PUBLIC."""
    return [(method, path) for path, methods in PUBLIC.items() for method in methods.split()]


def is_served(router: Router, operation: Operation) -> bool:
    """Whether a request of this operation finds a handler."""
    method, path = operation
    address = f"{DOOR.prefixes[0]}{path}"
    for name in ("{changeOrder}", "{associationType}"):
        address = address.replace(name, "pco")
    parts = [SAMPLE if part.startswith("{") else part for part in address.split("/")]
    found = router.find(method, "/".join(parts))
    return found is not None and _shape(found.endpoint.template) == _shape(address)


def _shape(path: str) -> list[str]:
    """A path with its parameters' names forgotten."""
    literal = path.replace(SAMPLE, "{}").replace("/pco", "/{}").replace("/PCO", "/{}")
    return ["{}" if part[:1] + part[-1:] == "{}" else part for part in literal.split("/")]


def page(router: Router) -> str:
    """The page, in Markdown."""
    served = [operation for operation in operations() if is_served(router, operation)]
    lines = [
        "# What is served of the Cost Management API",
        "",
        "Generated from the route rows by `python -m changewright.acc.coverage`; a test holds it",
        "up to date. Paths are below `/cost/v1/containers/{containerId}` and",
        "`/construction/cost/v1/projects/{projectId}`.",
        "",
        f"{len(served)} of {len(operations())} public operations are served.",
        "",
        "| Operation | Served |",
        "|---|---|",
        *(_line(operation, operation in served) for operation in operations()),
    ]
    extensions = _extensions(router)
    if extensions:
        lines += [
            "",
            "## Besides",
            "",
            "Operations under the same paths that the public reference lacks:",
            "",
            *(f"* `{method} {path}`" for method, path in extensions),
        ]
    return "\n".join(lines) + "\n"


def _line(operation: Operation, is_there: bool) -> str:
    method, path = operation
    state = "yes" if is_there else f"not yet: {NOT_YET.get(operation, 'no reason given')}"
    return f"| `{method} {path}` | {state} |"


def _extensions(router: Router) -> list[Operation]:
    known = {(method, tuple(_shape(path))) for method, path in operations()}
    prefix = DOOR.prefixes[0]
    found: dict[Operation, None] = {}
    for endpoint in router.endpoints:
        if endpoint.template.startswith(prefix):
            operation = (endpoint.route.method, endpoint.template.removeprefix(prefix))
            if (operation[0], tuple(_shape(operation[1]))) not in known:
                found[operation] = None
    return list(found)


def main(arguments: Iterable[str] = ()) -> None:
    sys.stdout.write(page(Router([DOOR])))


if __name__ == "__main__":
    main()
