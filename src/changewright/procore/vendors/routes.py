"""The operations on vendors (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route

from ..operations import COMPANY, Handlers, Names, operations
from . import handlers
from .shapes import VENDOR

TAGS = ("Vendors and users",)
IGNORED = (Parameter("run_configurable_validations", "boolean", "Taken: there are none."),)
_VIEW = Parameter("view", description="Taken: the answer is the whole vendor.")

ROUTES: tuple[Route, ...] = (
    *operations(
        Names(one="vendor", many="vendors of a company", operation="Vendor", operations="Vendors"),
        "/rest/v1.0/vendors",
        Handlers(
            list=handlers.list_vendors,
            show=handlers.show_vendor,
            create=handlers.create_vendor,
            update=handlers.update_vendor,
        ),
        listed=VENDOR,
        detailed=VENDOR,
        tags=TAGS,
        place=(COMPANY,),
        aliases=("/rest/v1.0/companies/{company_id}/vendors",),
        query={"create": (_VIEW, *IGNORED), "update": (_VIEW, *IGNORED)},
        create_body=Body("VendorCreate", handlers.CREATE_BODY),
        update_body=Body("VendorUpdate", handlers.UPDATE_BODY),
    ),
    *operations(
        Names(
            one="vendor of a project",
            many="vendors of a project",
            operation="ProjectVendor",
            operations="ProjectVendors",
        ),
        "/rest/v1.0/projects/{project_id}/vendors",
        Handlers(list=handlers.list_vendors, show=handlers.show_vendor),
        listed=VENDOR,
        detailed=VENDOR,
        tags=TAGS,
        place=(),
        aliases=("/rest/v1.1/projects/{project_id}/vendors",),
    ),
)
