"""The operations on change order packages, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.routes import Parameter, Route, Shape

from ..grammar import PROJECT, parameters
from . import reads, writes
from .shapes import DETAILED, FILTERS, LISTED

PATH = "/rest/v1.0/change_order_packages"
TAGS = ("Change order packages",)
READ, WRITE = ("data:read",), ("data:write",)
ID = Parameter("id", "integer", "The package.")
CONTRACT = Parameter("contract_id", "integer", "The contract, prime or commitment.")
DETAIL_SHAPE = Shape("ChangeOrderPackage", DETAILED.schema())
LIST_SHAPE = Shape(
    "ChangeOrderPackages",
    {"type": "array", "items": Shape("ChangeOrderPackageListItem", LISTED.schema())},
)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path=PATH,
        operation_id="listChangeOrderPackages",
        handler=reads.list_packages,
        summary="The change order packages of a project, of prime contracts and commitments.",
        scopes=READ,
        place="root",
        parameters=(PROJECT, CONTRACT, *parameters(FILTERS)),
        response=LIST_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="POST",
        path=PATH,
        operation_id="createChangeOrderPackage",
        handler=writes.create,
        summary="A new package; on a side of one tier its potential change order comes with it.",
        scopes=WRITE,
        place="root",
        body=writes.CREATE_BODY,
        status=201,
        response=DETAIL_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="GET",
        path=f"{PATH}/{{id}}",
        operation_id="showChangeOrderPackage",
        handler=reads.get_package,
        summary="One change order package.",
        scopes=READ,
        place="root",
        path_parameters=(ID,),
        parameters=(PROJECT, CONTRACT),
        response=DETAIL_SHAPE,
        tags=TAGS,
    ),
    Route(
        method="PATCH",
        path=f"{PATH}/{{id}}",
        operation_id="updateChangeOrderPackage",
        handler=writes.edit,
        summary="Change a package, its status among its fields.",
        scopes=WRITE,
        place="root",
        path_parameters=(ID,),
        body=writes.EDIT_BODY,
        response=DETAIL_SHAPE,
        tags=TAGS,
    ),
)
