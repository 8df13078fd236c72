"""The web app's door whole: the rows of all its resources, its prefix, its words for refusals.

A resource's folder ends in a tuple `ROUTES`; it joins the door by a line in `RESOURCES`.
"""

from __future__ import annotations

from changewright.edge.routes import Door, Parameter, Route, rows

from .access.routes import ROUTES as ACCESS
from .approvals.routes import ROUTES as APPROVALS
from .books.routes import ROUTES as BOOKS
from .choices.routes import ROUTES as CHOICES
from .clocks.routes import ROUTES as CLOCKS
from .dashboard.routes import ROUTES as DASHBOARD
from .errors import ERROR_SCHEMAS, refuse
from .explain.routes import ROUTES as EXPLAIN
from .forms.routes import ROUTES as FORMS
from .inbox.routes import ROUTES as INBOX
from .live.routes import ROUTES as LIVE
from .log.routes import ROUTES as LOG
from .markups.routes import ROUTES as MARKUPS
from .people.routes import ROUTES as PEOPLE
from .project.routes import ROUTES as PROJECT
from .record.routes import ROUTES as RECORD
from .session.routes import ROUTES as SESSION
from .setup.routes import ROUTES as SETUP
from .views.routes import ROUTES as VIEWS

RESOURCES: tuple[tuple[Route, ...], ...] = (
    PROJECT,
    EXPLAIN,
    FORMS,
    CLOCKS,
    APPROVALS,
    MARKUPS,
    RECORD,
    SESSION,
    LIVE,
    PEOPLE,
    ACCESS,
    CHOICES,
    SETUP,
    DASHBOARD,
    BOOKS,
    INBOX,
    LOG,
    VIEWS,
)

PROJECT_ID = Parameter("projectId", description="The project, by its UUID or its integer.")
HEADERS = {
    "GET": (Parameter("If-None-Match", description="Answer 304 while the answer has this ETag."),),
}
SECURITY = {"token": {"type": "http", "scheme": "bearer"}}

DOOR = Door(
    name="web",
    title="Changewright",
    description="What the vendors' APIs lack, under `/web/v1/projects/{projectId}`. Refusals are "
    "problem documents (RFC 9457) whose `problems` name the fields.",
    prefixes=("/web/v1/projects/{projectId}",),
    as_of="asOf",
    integer_projects=True,
    claims=("/web/",),
    routes=rows(*RESOURCES),
    refuse=refuse,
    error_schemas=ERROR_SCHEMAS,
    path_parameters=(PROJECT_ID,),
    headers=HEADERS,
    security=SECURITY,
)
