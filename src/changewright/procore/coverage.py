"""Every operation of the vendor's REST API that concerns change orders, and which are served.

The list is the vendor's (its reference, by way of its generated clients and its catalogue of 2026,
procore.md Appendix A); what is served is read from the route rows. `NOT_YET` holds the reasons for
the rest. `python -m changewright.procore.coverage` prints the page `docs/coverage-procore.md`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping

from changewright.edge.oauth.rows import oauth_door
from changewright.edge.routes import Router

from .oauth import PROCORE
from .routes import DOOR

Operation = tuple[str, str]
"""(method, path)"""

BASES: Mapping[str, str] = {
    "1.0": "/rest/v1.0",
    "1.1": "/rest/v1.1",
    "company": "/rest/v2.0/companies/{company_id}",
    "project": "/rest/v2.0/companies/{company_id}/projects/{project_id}",
    "root": "",
}

# Below which of BASES, path, methods.
_TABLE = """
# Change order packages
1.0 /change_order_packages GET POST
1.0 /change_order_packages/{id} GET PATCH
# Potential change orders
1.0 /potential_change_orders GET POST
1.0 /potential_change_orders/{id} GET PATCH
1.0 /potential_change_orders/{potential_change_order_id}/line_items GET POST
1.0 /potential_change_orders/{potential_change_order_id}/line_items/{id} GET PATCH DELETE
1.0 /potential_change_orders/{potential_change_order_id}/line_items/sync PATCH
1.0 /potential_change_orders/sync PATCH
# Change order requests
1.0 /change_order_requests GET POST
1.0 /change_order_requests/{id} GET PATCH
1.0 /change_order_requests/sync PATCH
# Prime change orders
1.0 /projects/{project_id}/prime_change_orders GET POST
1.0 /projects/{project_id}/prime_change_orders/{id} GET PATCH DELETE
# Commitment change orders
1.0 /projects/{project_id}/commitment_change_orders GET POST
1.0 /projects/{project_id}/commitment_change_orders/{id} GET PATCH DELETE
# Prime change order batches
1.0 /projects/{project_id}/prime_change_order_batches GET POST
1.0 /projects/{project_id}/prime_change_order_batches/{id} GET PATCH DELETE
# Commitment change order batches
1.0 /projects/{project_id}/commitment_change_order_batches GET POST
1.0 /projects/{project_id}/commitment_change_order_batches/{id} GET PATCH DELETE
# Line items of change orders (v2.0)
project /commitment_change_orders/{commitment_change_order_id}/line_items GET POST
project /commitment_change_orders/{commitment_change_order_id}/line_items/{id} GET PATCH DELETE
project /prime_change_orders/{prime_change_order_id}/line_items GET POST
project /prime_change_orders/{prime_change_order_id}/line_items/{id} GET PATCH DELETE
# PDF files
project /prime_change_orders/{prime_change_order_id}/pdf GET POST
project /commitment_change_orders/{commitment_change_order_id}/pdf GET POST
project /commitment_change_order_batches/{commitment_co_batch_id}/pdf GET POST
project /prime_change_order_batches/{prime_change_order_batch_id}/pdf GET POST
# CSV files
project /commitment_change_order_rows/csv_exports POST
project /commitment_change_order_rows/csv_exports/{change_order_csv_export_id} GET
project /prime_change_order_rows/csv_exports POST
project /prime_change_order_rows/csv_exports/{change_order_csv_export_id} GET
# Statuses, reasons, types
1.0 /change_event/statuses GET
1.0 /change_types GET
1.0 /change_order_change_reasons GET
1.0 /change_order/statuses GET
company /change_order_change_reasons GET POST
company /change_order_change_reasons/{id} PATCH DELETE
company /change_event/types GET
company /change_event/types/{id} PATCH
company /change_events/statuses GET
company /change_events/statuses/{id} PATCH
project /change_event_settings GET PATCH
# Change events and RFQs
1.0 /change_events GET POST
1.0 /change_events/{id} GET PATCH
1.0 /rfqs GET POST
1.0 /rfqs/{id} GET PATCH DELETE
1.0 /rfqs/{rfq_id}/quotes GET POST
1.0 /rfqs/{rfq_id}/quotes/{id} GET PATCH
1.0 /rfqs/{rfq_id}/responses GET POST
1.0 /rfqs/{rfq_id}/responses/{id} GET PATCH
1.1 /change_events GET POST
1.1 /change_events/new GET
1.1 /change_events/{id} GET PATCH DELETE
1.1 /change_events/{id}/clone POST
1.1 /change_events/{id}/restore PUT
# Commitments, work orders, purchase orders
1.0 /commitments GET
1.0 /commitments/{id} GET
1.0 /purchase_order_contracts/{purchase_order_contract_id}/line_items GET POST
1.0 /purchase_order_contracts/{purchase_order_contract_id}/line_items/{id} GET PATCH DELETE
1.0 /purchase_order_contracts/{purchase_order_contract_id}/line_items/sync PATCH
1.0 /purchase_order_contracts GET POST
1.0 /purchase_order_contracts/{id} GET PATCH DELETE
1.0 /purchase_order_contracts/sync PATCH
1.0 /work_order_contracts/{work_order_contract_id}/line_items GET POST
1.0 /work_order_contracts/{work_order_contract_id}/line_items/{id} GET PATCH DELETE
1.0 /work_order_contracts/{work_order_contract_id}/line_items/sync PATCH
1.0 /work_order_contracts GET POST
1.0 /work_order_contracts/{id} GET PATCH DELETE
1.0 /work_order_contracts/sync PATCH
# Prime contracts
1.0 /prime_contracts/{prime_contract_id}/line_items GET POST
1.0 /prime_contracts/{prime_contract_id}/line_items/{id} GET PATCH DELETE
1.0 /prime_contracts/{prime_contract_id}/line_items/sync PATCH
1.0 /prime_contract GET POST
1.0 /prime_contract/{id} GET PATCH DELETE
1.0 /prime_contracts GET
# Contracts v2.0
project /commitment_contracts GET POST
project /commitment_contracts/{commitment_contract_id} GET PATCH DELETE
project /commitment_contracts/{contract_id}/summary GET
project /prime_contracts GET POST
project /prime_contracts/{contract_id}/summary GET
project /prime_contracts/{prime_contract_id} GET PATCH DELETE
# Financial markups
1.0 /financials/markups GET POST
1.0 /financials/markups/{id} GET PATCH DELETE
# Cost codes, line item types, taxes
1.0 /line_item_types GET POST
1.0 /line_item_types/{id} GET PATCH
1.0 /line_item_types/sync PATCH
1.0 /tax_codes GET POST
1.0 /tax_codes/{id} GET PATCH
1.0 /tax_codes/sync PATCH
1.0 /tax_types GET POST
1.0 /tax_types/{id} GET PATCH DELETE
1.0 /tax_types/sync PATCH
1.0 /cost_codes/copy_from_standard_list POST
1.0 /cost_codes/copy_subset_from_standard_list POST
1.0 /cost_codes GET POST
1.0 /cost_codes/{id} GET PATCH
1.0 /cost_codes/sync PATCH
# Companies, projects, people, vendors, uploads
1.0 /me GET
1.0 /companies GET
1.0 /vendors GET POST
1.0 /vendors/{id} GET PATCH
1.0 /projects GET POST
1.0 /projects/{id} GET PATCH
1.0 /projects/{project_id}/users GET POST
1.0 /projects/{project_id}/uploads POST
1.0 /projects/{project_id}/uploads/{uuid} GET PATCH
# Webhooks
1.0 /webhooks/hooks/{hook_id}/deliveries GET
1.0 /webhooks/hooks GET POST
1.0 /webhooks/hooks/{id} PATCH DELETE
1.0 /webhooks/hooks/{hook_id}/triggers/bulk POST DELETE
1.0 /webhooks/hooks/{hook_id}/triggers GET POST
1.0 /webhooks/hooks/{hook_id}/triggers/{id} DELETE
1.0 /webhooks/resources/api_versions GET
1.0 /webhooks/resources GET
project /webhooks/hooks GET POST
project /webhooks/hooks/{hook_id}/deliveries GET
project /webhooks/hooks/{hook_id}/triggers GET POST
project /webhooks/hooks/{hook_id}/triggers/bulk POST DELETE
project /webhooks/hooks/{hook_id}/triggers/{id} DELETE
project /webhooks/hooks/{id} GET PATCH DELETE
project /webhooks/resources GET
company /webhooks/hooks GET POST
company /webhooks/hooks/{hook_id}/deliveries GET
company /webhooks/hooks/{hook_id}/triggers GET POST
company /webhooks/hooks/{hook_id}/triggers/bulk POST DELETE
company /webhooks/hooks/{hook_id}/triggers/{id} DELETE
company /webhooks/hooks/{id} GET PATCH DELETE
company /webhooks/resources GET
# Budget and invoices
1.0 /budget_views/{budget_view_id}/budget_detail_columns GET
1.0 /budget_views/{budget_view_id}/budget_details POST
1.0 /budget_line_items/{id} GET PATCH
1.0 /budget_line_items POST
1.0 /budget_line_items/sync POST
1.0 /budget_views/{budget_view_id}/detail_rows GET
1.0 /budget_views/{budget_view_id}/summary_rows GET
1.0 /budget_views GET
1.0 /requisitions/{requisition_id}/add_change_order_package POST
1.0 /requisitions/{requisition_id}/remove_change_order_package DELETE
# OAuth
root /oauth/authorize GET
root /oauth/revoke POST
root /oauth/token/info GET
root /oauth/token POST
"""

NOT_YET: tuple[tuple[str, str], ...] = (
    (r"/pdf$", "forms as PDF come with the documents"),
    (r"/csv_exports", "exports come with the documents"),
    (r"/requisitions/", "invoices are not kept"),
    (r"/cost_codes/copy_", "standard lists of codes are not kept"),
)
"""Why some are not served: what their paths look like, and the reason."""

SAMPLE = "1"
VERBS: Mapping[str, str] = {
    "GET": "Show",
    "POST": "Create",
    "PATCH": "Update",
    "PUT": "Update",
    "DELETE": "Delete",
}
ODD: Mapping[str, str] = {
    "me": "Show who calls",
    "new": "Show a change event before it is made",
    "summary": "Show the summary of a contract",
    "change_event_settings": "{verb} the settings of change events",
    "info": "Show what a token stands for",
    "authorize": "Ask a person to allow a program",
    "token": "Give out tokens",
    "revoke": "End a token",
    "add_change_order_package": "Put a package on an invoice",
    "remove_change_order_package": "Take a package off an invoice",
    "budget_details": "Show budget details",
}
"""Paths that end in something else than a collection."""
DEEDS: Mapping[str, str] = {
    "sync": "Sync {}",
    "clone": "Clone one of the {}",
    "restore": "Restore one of the {}",
    "bulk": "{} many at once",
    "copy_from_standard_list": "Copy {} from the standard list",
    "copy_subset_from_standard_list": "Copy some {} from the standard list",
}


def sections() -> dict[str, list[Operation]]:
    """The operations by section, in the order of the table."""
    found: dict[str, list[Operation]] = {}
    rows: list[Operation] = []
    for line in _TABLE.strip().splitlines():
        if line.startswith("# "):
            rows = found.setdefault(line[2:], [])
            continue
        base, tail, *methods = line.split()
        rows += [(method, BASES[base] + tail) for method in methods]
    return found


def operations() -> list[Operation]:
    """Every operation, in the order of the table."""
    return [operation for rows in sections().values() for operation in rows]


def reason_of(operation: Operation) -> str | None:
    """Why an operation is not served, as far as that is known."""
    return next((reason for pattern, reason in NOT_YET if re.search(pattern, operation[1])), None)


def is_served(router: Router, operation: Operation) -> bool:
    """Whether a request of this operation finds a handler."""
    method, path = operation
    parts = [SAMPLE if part.startswith("{") else part for part in path.split("/")]
    found = router.find(method, "/".join(parts))
    return found is not None and _shape(found.endpoint.template) == _shape(path)


def _shape(path: str) -> list[str]:
    """A path with its parameters' names forgotten."""
    return ["{}" if part.startswith("{") else part for part in path.split("/")]


def title_of(operation: Operation) -> str:
    """What an operation does, in words of its path."""
    method, path = operation
    literal = [part for part in path.split("/") if re.fullmatch("[a-z_]+", part)]
    words = [part for part in literal if part not in ("rest", "companies", "projects")]
    words = words or literal[-1:]
    noun = (words[-1] if words[-1] not in DEEDS else words[-2]).replace("_", " ")
    if words[-1] in ODD:
        return ODD[words[-1]].format(verb=VERBS[method])
    if words[-1] in DEEDS:
        return DEEDS[words[-1]].format(f"{VERBS[method]} {noun}" if words[-1] == "bulk" else noun)
    if method == "GET" and path.endswith("s"):
        return f"List {noun}"
    return f"{VERBS[method]} {one_of(noun)}"


def one_of(noun: str) -> str:
    """`change order batches` → `a change order batch`."""
    single = noun.removesuffix("es") if noun.endswith(("ches", "uses")) else noun.removesuffix("s")
    return f"{'an' if single[0] in 'aeio' or single == 'upload' else 'a'} {single}"


def page(router: Router) -> str:
    """The page, in Markdown."""
    served = {operation for operation in operations() if is_served(router, operation)}
    lines = [
        "# What is served of the project financials' REST API",
        "",
        "Generated from the route rows by `python -m changewright.procore.coverage`; a test holds",
        "it up to date. Every path of v1.0 also answers under `/vapid/`.",
        "",
        f"{len(served)} of {len(operations())} operations are served.",
    ]
    for section, rows in sections().items():
        lines += ["", f"## {section}", "", "| Operation | Path | Served |", "|---|---|---|"]
        lines += [_line(operation, operation in served) for operation in rows]
    extensions = _extensions(router)
    if extensions:
        lines += ["", "## Besides", "", "Operations of this door that the list above lacks:", ""]
        lines += [f"* `{method} {path}`" for method, path in extensions]
    return "\n".join(lines) + "\n"


def _line(operation: Operation, is_there: bool) -> str:
    method, path = operation
    state = "yes" if is_there else f"not yet: {reason_of(operation) or 'no reason given'}"
    return f"| {title_of(operation)} | `{method} {path}` | {state} |"


def _extensions(router: Router) -> list[Operation]:
    """What is served beside the list; the old prefix repeats what is there."""
    known = {(method, tuple(_shape(path))) for method, path in operations()}
    found: dict[Operation, None] = {}
    for endpoint in router.endpoints:
        operation = (endpoint.route.method, endpoint.template)
        is_known = (operation[0], tuple(_shape(operation[1]))) in known
        if not is_known and not endpoint.template.startswith("/vapid/"):
            found[operation] = None
    return list(found)


def router() -> Router:
    """The router of this door alone, with its OAuth."""
    return Router((DOOR, oauth_door(PROCORE, "OAuth")))


def main(arguments: Iterable[str] = ()) -> None:
    sys.stdout.write(page(router()))


if __name__ == "__main__":
    main()
