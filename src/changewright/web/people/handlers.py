"""Who takes part in a project: shown to its members, changed by who configures it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from changewright.core.errors import NotFound, invalid
from changewright.core.people import Company, Member, Person
from changewright.core.roles import ROLE, ROLES, Role
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.work import companies, project_people
from changewright.work.directory_view import DirectoryView
from changewright.work.permission import require_configures
from changewright.work.project_people import Newcomer

from ..reading import View, answer, answer_page, encode
from ..writing import as_read, row_tag, told_with_tag


class ProjectCompanyView(View):
    """A company that a member may stand for."""

    id: UUID
    name: str
    trade: str | None


class ProjectCompanyPage(View):
    """A page of companies."""

    results: list[ProjectCompanyView]
    total: int
    limit: int
    offset: int


class ProjectMemberView(View):
    """Somebody's part in the project. `company` is whom they stand for here; `ownCompany` false:
    another one than their own. `isYou`: it is the caller. `tag` serves `If-Match`."""

    id: UUID
    name: str
    email: str
    title: str | None
    role: str
    audience: str
    company: ProjectCompanyView | None
    own_company: bool
    is_you: bool
    tag: str


class ProjectMemberPage(View):
    """A page of members."""

    results: list[ProjectMemberView]
    total: int
    limit: int
    offset: int


class RoleView(View):
    """What a role may do. `duties` are the moves it runs, by kind (`*`: all kinds); `writes` are
    the nouns it creates and changes."""

    name: str
    audience: str
    configures: bool
    duties: dict[str, list[str]]
    writes: list[str]


class RolesView(View):
    """The roles there are."""

    results: list[RoleView]


_ROLE_FIELD = Field(
    "role", "role", bodies.CHOICE, choices=tuple(ROLE), nullable=False, required=True
)
_COMPANY_FIELD = Field(
    "companyId",
    "company_id",
    bodies.UUID_TEXT,
    description="The company they stand for here, if not their own.",
)
MEMBER_FIELDS = (
    Field("email", "email", bodies.TEXT, maximum=254, nullable=False, required=True),
    _ROLE_FIELD,
    Field("name", "name", bodies.TEXT, maximum=255, description="Of who is new here."),
    Field("title", "title", bodies.TEXT, maximum=255, description="Of who is new here."),
    _COMPANY_FIELD,
    Field(
        "password",
        "password",
        bodies.TEXT,
        maximum=1024,
        description="A first password for who is new here, to be changed by them.",
    ),
)
MEMBER_UPDATE_FIELDS = (_ROLE_FIELD, _COMPANY_FIELD)
COMPANY_FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=255, nullable=False, required=True),
    Field("trade", "trade", bodies.TEXT, maximum=255),
)


async def list_people(context: Context) -> Answer:
    """GET the members whom the caller sees, by name."""
    looking = DirectoryView(context.services.directory, context.person)
    views = [member_view(context, *each) for each in looking.members(context.project)]
    return answer_page(context, sorted(views, key=lambda view: (view.name.casefold(), view.id)))


async def list_companies(context: Context) -> Answer:
    """GET the companies that the caller sees, by name."""
    looking = DirectoryView(context.services.directory, context.person)
    views = [company_view(each) for each in looking.companies([context.project])]
    return answer_page(context, sorted(views, key=lambda view: (view.name.casefold(), view.id)))


async def list_roles(context: Context) -> Answer:
    """GET what each role may do."""
    return answer(context, RolesView(results=[role_view(role) for role in ROLES]))


async def add_person(context: Context) -> Answer:
    """POST somebody into the project by their address. Raises `Forbidden`, `Invalid`, `Conflict`,
    `Taken`."""
    values = await context.values()
    require_configures(context.actor())
    values = _with_company(context, values)
    values["name"] = values.get("name") or values["email"].partition("@")[0]
    values["password"] = values.get("password") or None
    services = context.services
    person = await project_people.bring_in(
        services.ledger, services.directory, context.actor(), context.project, Newcomer(**values)
    )
    return _shown(context, person)


async def update_person(context: Context) -> Answer:
    """PATCH somebody's part. Raises `Forbidden`, `NotFound`, `Stale`, `Invalid`, `Conflict`."""
    values = await context.values()
    person = _person(context)
    require_configures(context.actor())
    values = _with_company(context, values)
    services = context.services
    await project_people.change_part(
        services.ledger,
        services.directory,
        context.actor(),
        context.project,
        person.id,
        values,
        as_read(context),
    )
    return _shown(context, person)


async def remove_person(context: Context) -> Answer:
    """DELETE somebody's part. Raises `Forbidden`, `NotFound`, `Stale`, `Conflict`."""
    person, services = _person(context), context.services
    await project_people.end_part(
        services.ledger,
        services.directory,
        context.actor(),
        context.project,
        person.id,
        as_read(context),
    )
    return Reply()


async def add_company(context: Context) -> Answer:
    """POST a company that records and members can name. Raises `Forbidden`, `Invalid`, `Taken`."""
    values = await context.values()
    require_configures(context.actor())
    company = await companies.add_company(
        context.services.ledger,
        context.services.directory,
        name=values["name"],
        trade=values.get("trade"),
        account_id=context.project.account_id,
    )
    return encode(company_view(company))


def member_view(context: Context, member: Member, person: Person) -> ProjectMemberView:
    """A member as the app shows them."""
    role: Role = ROLE[member.role]
    company = context.services.directory.company_of(person.id, context.project.id)
    return ProjectMemberView(
        id=person.uuid,
        name=person.name,
        email=person.email,
        title=person.title,
        role=role.name,
        audience=role.audience,
        company=None if company is None else company_view(company),
        own_company=member.company_id in (None, person.company_id),
        is_you=person.id == context.person.id,
        tag=row_tag(context, member).decode(),
    )


def company_view(company: Company) -> ProjectCompanyView:
    return ProjectCompanyView(id=company.uuid, name=company.name, trade=company.trade)


def role_view(role: Role) -> RoleView:
    return RoleView(
        name=role.name,
        audience=role.audience,
        configures=role.configures,
        duties={kind: sorted(duties) for kind, duties in role.duties.items()},
        writes=sorted(role.writes),
    )


def _shown(context: Context, person: Person) -> Reply:
    directory = context.services.directory
    member = directory.member(person.id, context.project.id)
    if member is None:
        raise NotFound("there is no such person in the project")
    view = member_view(context, member, directory.people[person.id])
    return told_with_tag(context, member, view)


def _person(context: Context) -> Person:
    """Whom the path names, in the same words for nobody and for who is not in the project."""
    person = context.services.directory.person(context.uuid("personId"))
    looking = DirectoryView(context.services.directory, context.person)
    if person is None or all(one.id != person.id for _, one in looking.members(context.project)):
        raise NotFound("there is no such person in the project")
    return person


def _with_company(context: Context, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the company's integer for its uuid."""
    uuid: UUID | None = values.get("company_id")
    if uuid is None:
        return values
    company = context.services.directory.company(uuid)
    if company is None or company.account_id != context.project.account_id:
        raise invalid("company_id", "reference", "there is no such company in the account")
    return values | {"company_id": company.id}
