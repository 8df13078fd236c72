"""The operations on projects, under v1.0 and v1.1 (procore.md §2.1, §4.9)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route

from ..operations import COMPANY, Handlers, Names, operations
from . import handlers
from .shapes import DETAILED, LISTED

PATH = "/rest/v1.0/projects"
TAGS = ("Companies and projects",)
IGNORED = (
    Parameter("serializer_view", description="Taken: the list has one form."),
    Parameter("run_configurable_validations", "boolean", "Taken: there are none."),
)

ROUTES: tuple[Route, ...] = operations(
    Names(one="project", many="projects", operation="Project", operations="Projects"),
    PATH,
    Handlers(
        list=handlers.list_projects,
        show=handlers.show_project,
        create=handlers.create_project,
        update=handlers.update_project,
    ),
    listed=LISTED,
    detailed=DETAILED,
    tags=TAGS,
    place=(COMPANY,),
    aliases=("/rest/v1.1/projects", "/rest/v1.0/companies/{company_id}/projects"),
    query={"list": IGNORED[:1], "create": IGNORED[1:], "update": IGNORED[1:]},
    create_body=Body("ProjectCreate", handlers.CREATE_BODY),
    update_body=Body("ProjectUpdate", handlers.UPDATE_BODY),
    summaries={
        "list": "The projects of a company in which the caller has a part.",
        "create": "A new project, which the caller administers.",
    },
)
