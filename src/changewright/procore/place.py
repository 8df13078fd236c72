"""Where a request of this door is: the company its header names, the project it asks about.

procore.md §4.2: ids of projects stand in the query or the body, not in the path, so the project is
found here. Whoever is no member of it gets the same 404 whether it exists or not.
"""

from __future__ import annotations

import msgspec

from changewright.core.errors import Forbidden, NotFound, invalid
from changewright.core.people import Project
from changewright.core.roles import Role
from changewright.core.settings import ProjectSettings
from changewright.edge.context import Context
from changewright.edge.lists import Viewer
from changewright.edge.values import echo, parse_whole_number
from changewright.work.unit import Actor

HEADER = "Procore-Company-Id"
MISSING = (
    f"Missing {HEADER} header: every request names the company it is about. Send the integer id "
    "of the company that owns the project."
)


class Place(msgspec.Struct, frozen=True):
    """The project of a request, the caller's part in it, and its settings."""

    project: Project
    role: Role
    settings: ProjectSettings
    actor: Actor

    @property
    def container_id(self) -> int:
        return self.project.id

    @property
    def viewer(self) -> Viewer:
        """Who reads, for the reading engine."""
        return Viewer(self.project.id, self.role.name)


async def place_of(context: Context, project_id: int | None) -> Place:
    """The place of a request about this project. Raises `Forbidden` without the company's header
    or for a role that this door does not serve, `NotFound` for what the caller may not see."""
    company_id = read_company(context)
    directory = context.services.directory
    project = None if project_id is None else directory.project(project_id)
    role = None if project is None else directory.role_of(context.person.id, project.id)
    if project is None or role is None or not project.cost_active:
        raise _no_project()
    if project.account_id != company_id:
        raise _no_project()
    if role.audience != "full":
        raise Forbidden("You do not have access to the Change Orders tool of this project.")
    settings = await context.services.ledger.settings_of(project.id)
    actor = msgspec.structs.replace(context.actor(), role=role.name)
    return Place(project, role, settings, actor)


def read_company(context: Context) -> int:
    """The company the header names. Raises `Forbidden`, explained, where it is missing."""
    text = context.header(HEADER)
    if text is None or not text.strip():
        raise Forbidden(MISSING, reason="company_header")
    company_id = parse_whole_number(text)
    if company_id is None:
        raise invalid(HEADER, "format", f"{HEADER} is not an integer: {echo(text)}")
    return company_id


def _no_project() -> NotFound:
    """The same words for a stranger and for nothing."""
    return NotFound("There is no such project in this company.", reason="project")
