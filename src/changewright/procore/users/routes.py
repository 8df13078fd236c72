"""The operations on users and permission templates (procore.md, Appendix A)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Parameter, Route

from ..operations import Handlers, Names, operations
from . import handlers
from .shapes import TEMPLATE, USER

TAGS = ("Vendors and users",)
IGNORED = (Parameter("run_configurable_validations", "boolean", "Taken: there are none."),)
OF_PROJECT = "/rest/v1.0/projects/{project_id}"
OF_COMPANY = "/rest/v1.0/companies/{company_id}"
NEWER_SPELLINGS = tuple(
    OF_COMPANY.replace("v1.0", version) + "/users" for version in ("v1.1", "v1.2", "v1.3")
)


def _templates(words: str, name: str, path: str) -> tuple[Route, ...]:
    return operations(
        Names(
            one="permission template",
            many=f"permission templates of a {words}",
            operation=f"{name}PermissionTemplate",
            operations=f"{name}PermissionTemplates",
        ),
        f"{path}/permission_templates",
        Handlers(list=handlers.list_templates),
        listed=TEMPLATE,
        detailed=TEMPLATE,
        tags=TAGS,
        place=(),
        summaries={"list": "The parts that somebody can have in a project, as templates."},
    )


ROUTES: tuple[Route, ...] = (
    *operations(
        Names(
            one="user of a project",
            many="users of a project",
            operation="ProjectUser",
            operations="ProjectUsers",
        ),
        f"{OF_PROJECT}/users",
        Handlers(list=handlers.list_users, show=handlers.show_user, create=handlers.create_user),
        listed=USER,
        detailed=USER,
        tags=TAGS,
        place=(),
        query={"create": IGNORED},
        create_body=Body("ProjectUserCreate", handlers.CREATE_BODY),
    ),
    *operations(
        Names(
            one="user of a company",
            many="users of a company",
            operation="CompanyUser",
            operations="CompanyUsers",
        ),
        f"{OF_COMPANY}/users",
        Handlers(list=handlers.list_users, show=handlers.show_user),
        listed=USER,
        detailed=USER,
        tags=TAGS,
        place=(),
        aliases=NEWER_SPELLINGS,
    ),
    *_templates("company", "Company", OF_COMPANY),
    *_templates("project", "Project", OF_PROJECT),
)
