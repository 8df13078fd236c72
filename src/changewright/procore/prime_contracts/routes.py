"""The operations on prime contracts: the list is plural, single records are not (§2.1)."""

from __future__ import annotations

from changewright.edge.routes import Route

from ..contracts.summary import summary_route
from ..operations import PROJECT, READ, Handlers, Names, in_project, old_spelling, operations
from ..operations import record_shape as shape_of
from . import handlers
from .shapes import DETAILED, LISTED, NEWER, SUMMARY

PATH = "/rest/v1.0/prime_contracts"
ONE = "/rest/v1.0/prime_contract"
NEWER_PATH = "/rest/v2.0/companies/{company_id}/projects/{project_id}/prime_contracts"
TAGS = ("Prime contracts",)
NAMES = Names(
    one="prime contract",
    many="prime contracts",
    operation="PrimeContract",
    operations="PrimeContracts",
)

ROUTES: tuple[Route, ...] = (
    *operations(
        NAMES,
        PATH,
        Handlers(
            list=handlers.list_contracts,
            show=handlers.get_contract,
            create=handlers.create,
            update=handlers.update,
            delete=handlers.delete,
        ),
        listed=LISTED,
        detailed=DETAILED,
        tags=TAGS,
        aliases=(in_project(PATH),),
        path_of_one=ONE,
        aliases_of_one=(PATH, in_project(PATH)),
        create_body=handlers.CREATE_BODY,
        update_body=handlers.EDIT_BODY,
        statuses={"delete": 200},
    ),
    Route(
        method="GET",
        path=ONE,
        aliases=tuple(old_spelling((ONE,))),
        operation_id="showDefaultPrimeContract",
        handler=handlers.get_default,
        summary="The project's prime contract; of several the default one.",
        scopes=READ,
        place="root",
        parameters=(PROJECT,),
        response=shape_of(NAMES.operation, DETAILED),
        tags=TAGS,
    ),
    *operations(
        Names(
            one="prime contract",
            many="prime contracts",
            operation="PrimeContractV2",
            operations="PrimeContractsV2",
        ),
        NEWER_PATH,
        Handlers(
            list=handlers.list_newer,
            show=handlers.get_newer,
            create=handlers.create_newer,
            update=handlers.update_newer,
            delete=handlers.delete,
        ),
        listed=NEWER,
        detailed=NEWER,
        tags=TAGS,
        place=(),
        create_body=handlers.NEWER_CREATE_BODY,
        update_body=handlers.NEWER_EDIT_BODY,
    ),
    summary_route(
        NEWER_PATH,
        "PrimeContract",
        "What changes make of a prime contract.",
        SUMMARY,
        TAGS,
        handlers.get_summary,
    ),
)
