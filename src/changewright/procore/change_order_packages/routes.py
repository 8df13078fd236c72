"""The operations on change order packages, one row each (procore.md §2.1)."""

from __future__ import annotations

import msgspec

from changewright.edge.routes import Route

from ..operations import CONTRACT, Handlers, Names, in_project, operations
from . import reads, writes
from .shapes import DETAILED, LISTED

PATH = "/rest/v1.0/change_order_packages"
NAMES = Names(
    one="change order package",
    many="change order packages",
    operation="ChangeOrderPackage",
    operations="ChangeOrderPackages",
)
ANY_CONTRACT = msgspec.structs.replace(
    CONTRACT, required=False, description="The contract, prime or commitment."
)

ROUTES: tuple[Route, ...] = operations(
    NAMES,
    PATH,
    Handlers(
        list=reads.list_packages,
        create=writes.create,
        show=reads.get_package,
        update=writes.edit,
    ),
    listed=LISTED,
    detailed=DETAILED,
    tags=("Change order packages",),
    aliases=(in_project(PATH),),
    query={"list": (ANY_CONTRACT,), "show": (ANY_CONTRACT,)},
    create_body=writes.CREATE_BODY,
    update_body=writes.EDIT_BODY,
    summaries={
        "list": "The change order packages of a project, of prime contracts and commitments.",
        "create": "A new package; at one tier its potential change order comes with it.",
        "update": "Change a package, its status among its fields.",
    },
)
