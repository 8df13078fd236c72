"""Where a request of this door is: the company its header names, and the project it asks about.

procore.md §4.2: the project's id stands in the path, in the body or in the query, depending on the
resource; the company's in the header, and with lists of the company also in the path or the query.
Whoever is no member gets the same 404 whether there is such a thing or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.errors import Forbidden, NotFound, invalid
from changewright.core.people import Account, Project
from changewright.core.roles import Role
from changewright.core.settings import ProjectSettings
from changewright.edge.context import Context
from changewright.edge.lists import Viewer
from changewright.edge.screening import screened_services
from changewright.edge.values import echo, parse_whole_number
from changewright.work.choices import ensure_lists
from changewright.work.unit import Actor

HEADER = "Procore-Company-Id"
MISSING = (
    f"Missing {HEADER} header: every request names the company it is about. Send the integer id "
    "of the company that owns the project."
)
NAMED_BY_PATH = "/companies/{company_id}/projects"
"""The one address at which a client in the wild lets the path name the company (procore.md §7)."""


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


class CompanyPlace(msgspec.Struct, frozen=True):
    """The company of a request, the caller's parts in its projects, and whether he may change its
    lists."""

    account: Account
    configures: bool
    actor: Actor
    roles: tuple[Role, ...]


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
    await ensure_lists(context.services.ledger, directory, company_id)
    context.services = await screened_services(
        context.services, project.id, role, context.person.id
    )
    settings = await context.services.ledger.settings_of(project.id)
    actor = msgspec.structs.replace(context.actor(), role=role.name)
    return Place(project, role, settings, actor)


async def linked_place(context: Context) -> tuple[Project, Role]:
    """The project of a link in an answer, and the caller's part in it: as `place_of`, but the
    company's header may be missing, as who follows a link sends his token and no more."""
    directory = context.services.directory
    project_id = _integer(context.path.get("project_id"), "project_id")
    project = None if project_id is None else directory.project(project_id)
    role = None if project is None else directory.role_of(context.person.id, project.id)
    if project is None or role is None or not project.cost_active:
        raise _no_project()
    header = context.header(HEADER)
    if header and header.strip() and read_company(context) != project.account_id:
        raise _no_project()
    if role.audience != "full":
        raise Forbidden("You do not have access to the Change Orders tool of this project.")
    context.services = await screened_services(
        context.services, project.id, role, context.person.id
    )
    return project, role


async def project_place(context: Context, given: Mapping[str, Any] | None = None) -> Place:
    """The place of a request whose project stands in the path, in the body that was read (`given`)
    or in the query. Raises `Invalid` where it stands nowhere, and as `place_of` does."""
    return await place_of(context, project_id_of(context, given))


def project_id_of(context: Context, given: Mapping[str, Any] | None = None) -> int:
    """The project that the path, the body or the query names. Where two name one, it is the same
    one. Raises `Invalid`."""
    found = [
        _integer(context.path.get("project_id"), "project_id"),
        None if given is None else given.get("project_id"),
        _integer(_last(context, "project_id"), "project_id"),
    ]
    ids = {each for each in found if each is not None}
    if not ids:
        raise invalid("project_id", "missing", "project_id is required")
    if len(ids) > 1:
        raise invalid("project_id", "rule", "project_id names two projects in one request")
    return int(ids.pop())


async def company_place(
    context: Context, given: Mapping[str, Any] | None = None, *, writes: bool = False
) -> CompanyPlace:
    """The place of a request about lists of the company.

    Whoever has a part in one of its projects, with an audience that sees all, reads them; whoever
    configures one of its projects writes them. Raises `NotFound` for a stranger, `Forbidden` for a
    member who may not.
    """
    company_id = company_id_of(context, given)
    directory = context.services.directory
    account = directory.account(company_id)
    roles = [] if account is None else _roles_in(context, company_id)
    if account is None or not roles:
        raise no_company()
    if all(role.audience != "full" for role in roles):
        raise Forbidden("You do not have access to the lists of this company.")
    configures = any(role.configures for role in roles)
    if writes and not configures:
        raise Forbidden("You do not have permission to configure this company.")
    await ensure_lists(context.services.ledger, directory, company_id)
    actor = msgspec.structs.replace(context.actor(), role=roles[0].name)
    return CompanyPlace(account, configures, actor, tuple(roles))


def company_id_of(context: Context, given: Mapping[str, Any] | None = None) -> int:
    """The company of a request, which header, path, body and query may all name: then it is one.
    Raises `Forbidden` without the header, `NotFound` where another is named."""
    company_id = read_company(context)
    for other in (
        None if given is None else given.get("company_id"),
        _integer(_last(context, "company_id"), "company_id"),
    ):
        if other is not None and other != company_id:
            raise no_company()
    return company_id


def _roles_in(context: Context, account_id: int) -> list[Role]:
    """The caller's roles in the projects of an account."""
    directory, person_id = context.services.directory, context.person.id
    found = (
        directory.role_of(person_id, project.id)
        for project in directory.projects_of(person_id)
        if project.account_id == account_id
    )
    return [role for role in found if role is not None]


def read_company(context: Context) -> int:
    """The company the header names. Raises `Forbidden`, explained, where it is missing, `NotFound`
    where a v2.0 path names another."""
    text = context.header(HEADER)
    in_path = _integer(context.path.get("company_id"), "company_id")
    if text is None or not text.strip():
        if in_path is not None and context.endpoint.template.endswith(NAMED_BY_PATH):
            return in_path
        raise Forbidden(MISSING, reason="company_header")
    company_id = _integer(text, HEADER)
    assert company_id is not None
    if in_path is not None and in_path != company_id:
        raise no_company()
    return company_id


def _last(context: Context, name: str) -> str | None:
    """A parameter of the query; the last one sent counts."""
    return next((value for key, value in reversed(context.query) if key == name), None)


def _integer(text: str | None, name: str) -> int | None:
    if text is None or not text.strip():
        return None
    number = parse_whole_number(text)
    if number is None:
        raise invalid(name, "format", f"{name} is not an integer: {echo(text)}")
    return number


def _no_project() -> NotFound:
    """The same words for a stranger and for nothing."""
    return NotFound("There is no such project in this company.", reason="project")


def no_company() -> NotFound:
    """The same words for a stranger and for nothing."""
    return NotFound("There is no such company.", reason="company")
