"""Autodesk's door whole: the rows of all its resources, its two prefixes, its words for refusals.

A resource's file ends in a tuple `ROUTES`; it joins the door by a line in `RESOURCES`.
"""

from __future__ import annotations

from changewright.edge.routes import Door, Parameter, Route, rows

from .attachments.routes import ROUTES as ATTACHMENTS
from .budgets.routes import ROUTES as BUDGETS
from .change_orders.routes import ROUTES as CHANGE_ORDERS
from .comments.routes import ROUTES as COMMENTS
from .contracts.routes import ROUTES as CONTRACTS
from .cost_items.routes import ROUTES as COST_ITEMS
from .documents.routes import ROUTES as DOCUMENTS
from .errors import ERROR_SCHEMAS, refuse
from .exchange_rates.routes import ROUTES as EXCHANGE_RATES
from .expenses.routes import ROUTES as EXPENSES
from .main_contracts.routes import ROUTES as MAIN_CONTRACTS
from .markups.routes import ROUTES as MARKUPS
from .properties.routes import ROUTES as PROPERTIES
from .schedule_of_values.routes import ROUTES as SCHEDULE_OF_VALUES
from .taxes.routes import ROUTES as TAXES
from .templates.routes import ROUTES as TEMPLATES
from .tracking.routes import ROUTES as TRACKING
from .workflows.routes import ROUTES as WORKFLOWS

RESOURCES: tuple[tuple[Route, ...], ...] = (
    CHANGE_ORDERS,
    WORKFLOWS,
    COST_ITEMS,
    BUDGETS,
    CONTRACTS,
    MAIN_CONTRACTS,
    SCHEDULE_OF_VALUES,
    EXPENSES,
    EXCHANGE_RATES,
    TRACKING,
    DOCUMENTS,
    PROPERTIES,
    ATTACHMENTS,
    COMMENTS,
    TEMPLATES,
    MARKUPS,
    TAXES,
)

CONTAINER = Parameter(
    "containerId",
    "uuid",
    "The project's cost container; the same as the project's id. The prefix `b.` is accepted.",
)
REGIONS = ("US", "EMEA", "AUS", "CAN", "DEU", "GBR", "IND", "JPN", "APAC")
IF_MATCH = Parameter("If-Match", description="Refuse with 412 unless the record has this ETag.")
HEADERS = {
    "*": (
        Parameter(
            "region", description=f"Accepted and without effect: one of {', '.join(REGIONS)}."
        ),
        Parameter("x-ads-region", description="The same under its other name."),
    ),
    "GET": (Parameter("If-None-Match", description="Answer 304 while the answer has this ETag."),),
    "POST": (
        Parameter(
            "Idempotency-Key",
            description="Makes the request safe to repeat: the same key and body give the first "
            "answer again, another body is refused.",
            minimum_length=1,
            maximum_length=255,
        ),
    ),
    "PATCH": (IF_MATCH,),
    "DELETE": (IF_MATCH,),
}
SECURITY = {
    "oauth2": {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/authentication/v2/authorize",
                "tokenUrl": "/authentication/v2/token",
                "refreshUrl": "/authentication/v2/token",
                "scopes": {
                    "data:read": "See the cost data of your projects",
                    "data:write": "Change cost data and act on change orders",
                    "data:create": "Create records and attach files",
                    "account:read": "See your account's projects, companies and people",
                    "user-profile:read": "See your name and email address",
                },
            }
        },
    }
}

DOOR = Door(
    name="acc",
    title="Cost Management",
    description=(
        "Every resource is served under `/cost/v1/containers/{containerId}` and, with the same "
        "behaviour, under `/construction/cost/v1/projects/{projectId}`."
    ),
    prefixes=("/cost/v1/containers/{containerId}", "/construction/cost/v1/projects/{projectId}"),
    as_of="asOf",
    any_origin=True,
    claims=("/cost/", "/construction/cost/"),
    routes=rows(*RESOURCES),
    refuse=refuse,
    error_schemas=ERROR_SCHEMAS,
    path_parameters=(CONTAINER,),
    headers=HEADERS,
    security=SECURITY,
)
