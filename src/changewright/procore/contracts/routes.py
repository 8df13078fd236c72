"""The operations on commitments, of v1.0 and v2.0."""

from __future__ import annotations

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.edge.routes import Route

from ..operations import Handlers, Names, in_project, operations
from . import reads, writes
from .fields import FIELDS
from .shapes import DETAILED, FORMS, LISTED, NEWER, SUMMARY
from .summary import summary_route

COMMITMENTS = "/rest/v1.0/commitments"
PATHS = {
    WORK_ORDER: "/rest/v1.0/work_order_contracts",
    PURCHASE_ORDER: "/rest/v1.0/purchase_order_contracts",
}
NEWER_PATH = "/rest/v2.0/companies/{company_id}/projects/{project_id}/commitment_contracts"
TAGS = ("Commitments",)

NAMES = {
    WORK_ORDER: Names(
        one="work order contract",
        many="work order contracts",
        operation="WorkOrderContract",
        operations="WorkOrderContracts",
    ),
    PURCHASE_ORDER: Names(
        one="purchase order contract",
        many="purchase order contracts",
        operation="PurchaseOrderContract",
        operations="PurchaseOrderContracts",
    ),
}


def _of_form(name: str) -> tuple[Route, ...]:
    form, names, path = FORMS[name], NAMES[name], PATHS[name]
    return operations(
        names,
        path,
        Handlers(
            list=reads.listing(form),
            show=reads.showing(form),
            create=writes.creating(form),
            update=writes.updating(form),
            delete=writes.deleting(form),
            sync=writes.syncing(form),
        ),
        listed=form.listed,
        detailed=form.detailed,
        synced=form.listed,
        tags=TAGS,
        aliases=(in_project(path),),
        create_body=writes.body(name, f"{names.operation}Create", partial=False),
        update_body=writes.body(name, f"{names.operation}Update", partial=True),
        sync_fields=FIELDS[name],
        statuses={"delete": 200},
    )


ROUTES: tuple[Route, ...] = (
    *operations(
        Names(
            one="commitment",
            many="commitments",
            operation="Commitment",
            operations="Commitments",
        ),
        COMMITMENTS,
        Handlers(list=reads.list_any, show=reads.get_any),
        listed=LISTED,
        detailed=DETAILED,
        tags=TAGS,
        aliases=(in_project(COMMITMENTS), "/rest/v1.0/projects/{project_id}/commitment_contracts"),
    ),
    *_of_form(WORK_ORDER),
    *_of_form(PURCHASE_ORDER),
    *operations(
        Names(
            one="commitment contract",
            many="commitment contracts",
            operation="CommitmentContract",
            operations="CommitmentContracts",
        ),
        NEWER_PATH,
        Handlers(
            list=reads.list_newer,
            show=reads.get_newer,
            create=writes.create_newer,
            update=writes.update_newer,
            delete=writes.delete_newer,
        ),
        listed=NEWER,
        detailed=NEWER,
        tags=TAGS,
        place=(),
        create_body=writes.NEWER_CREATE_BODY,
        update_body=writes.NEWER_EDIT_BODY,
    ),
    summary_route(
        NEWER_PATH,
        "CommitmentContract",
        "What changes make of a commitment.",
        SUMMARY,
        TAGS,
        reads.get_summary,
    ),
)
