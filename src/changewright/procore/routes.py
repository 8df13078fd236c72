"""Procore's door whole: the rows of all its resources, its words for refusals.

A resource's file ends in a tuple `ROUTES`; it joins the door by a line in `RESOURCES`.
"""

from __future__ import annotations

from changewright.edge.routes import Door, Parameter, Route, Window, rows

from .attachments.routes import ROUTES as ATTACHMENTS
from .batches.routes import ROUTES as BATCHES
from .budget_line_items.routes import ROUTES as BUDGET_LINE_ITEMS
from .budget_views.routes import ROUTES as BUDGET_VIEWS
from .change_events.routes import ROUTES as CHANGE_EVENTS
from .change_order_line_items.routes import ROUTES as CHANGE_ORDER_LINE_ITEMS
from .change_order_packages.routes import ROUTES as CHANGE_ORDER_PACKAGES
from .change_order_requests.routes import ROUTES as CHANGE_ORDER_REQUESTS
from .change_orders.routes import ROUTES as CHANGE_ORDERS
from .choices.routes import ROUTES as CHOICES
from .companies.routes import ROUTES as COMPANIES
from .contract_line_items.routes import ROUTES as CONTRACT_LINE_ITEMS
from .contracts.routes import ROUTES as CONTRACTS
from .cost_codes.routes import ROUTES as COST_CODES
from .errors import ERROR_SCHEMAS, refuse
from .markups.routes import ROUTES as MARKUPS
from .place import HEADER
from .potential_change_orders.routes import ROUTES as POTENTIAL_CHANGE_ORDERS
from .potential_line_items.routes import ROUTES as POTENTIAL_LINE_ITEMS
from .prime_contracts.routes import ROUTES as PRIME_CONTRACTS
from .projects.routes import ROUTES as PROJECTS
from .rfqs.routes import ROUTES as RFQS
from .settings.routes import ROUTES as SETTINGS
from .uploads.routes import ROUTES as UPLOADS
from .users.routes import ROUTES as USERS
from .vendors.routes import ROUTES as VENDORS
from .webhooks.routes import ROUTES as WEBHOOKS
from .wire import rate_headers

RESOURCES: tuple[tuple[Route, ...], ...] = (
    COMPANIES,
    PROJECTS,
    USERS,
    VENDORS,
    CHOICES,
    SETTINGS,
    CHANGE_ORDER_PACKAGES,
    POTENTIAL_CHANGE_ORDERS,
    POTENTIAL_LINE_ITEMS,
    CHANGE_ORDER_LINE_ITEMS,
    CHANGE_ORDER_REQUESTS,
    CHANGE_ORDERS,
    BATCHES,
    CONTRACTS,
    PRIME_CONTRACTS,
    CONTRACT_LINE_ITEMS,
    COST_CODES,
    BUDGET_LINE_ITEMS,
    BUDGET_VIEWS,
    MARKUPS,
    CHANGE_EVENTS,
    RFQS,
    UPLOADS,
    ATTACHMENTS,
    WEBHOOKS,
)

TOKEN = Parameter(
    "Idempotency-Token",
    description="Makes the request safe to repeat: the same token and body give the first "
    "answer again, another body is refused.",
    minimum_length=1,
    maximum_length=255,
)
HEADERS = {
    "*": (Parameter(HEADER, "integer", "The company that owns the project.", required=True),),
    "GET": (Parameter("If-None-Match", description="Answer 304 while the answer has this ETag."),),
    "POST": (TOKEN,),
    "PATCH": (TOKEN,),
}
SECURITY = {"bearer": {"type": "http", "scheme": "bearer"}}

WINDOWS = (Window(3600, 3600), Window(10, 25))
"""An hour's calls and a spike's (procore.md §4.7)."""

DOOR = Door(
    name="procore",
    title="Project financials",
    description="Procore's change orders: packages and potential change orders.",
    as_of="as_of",
    takes_forms=True,
    claims=("/rest/", "/vapid/"),
    routes=rows(*RESOURCES),
    refuse=refuse,
    error_schemas=ERROR_SCHEMAS,
    headers=HEADERS,
    security=SECURITY,
    windows=WINDOWS,
    tell_standing=rate_headers,
)
