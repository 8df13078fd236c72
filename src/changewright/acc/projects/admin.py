"""Projects, their users and companies as the Admin API has them (`/construction/admin/v1`).

All read the directory in memory.
"""

from __future__ import annotations

from collections.abc import Callable

from changewright.core.errors import NotFound
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply

from ..wire import next_url
from .answers import answer_json
from .listing import Filter, Grammar, Row, Selected, only_fields, select
from .shapes import admin_company, admin_project, admin_user
from .viewing import Viewer, viewer

PROJECTS = Grammar(
    filters=(
        Filter("id", "id"),
        Filter("name", "name", "text"),
        Filter("jobNumber", "jobNumber", "text"),
        Filter("type", "type"),
        Filter("status", "status"),
        Filter("platform", "platform"),
        Filter("classification", "classification"),
        Filter("products", "products"),
        Filter("businessUnitId", "businessUnitId"),
        Filter("updatedAt", "updatedAt", "range"),
    ),
    sorts=(
        *("name", "startDate", "endDate", "type", "status", "jobNumber", "constructionType"),
        *("businessUnitId", "classification", "platform", "createdAt", "updatedAt"),
    ),
)
USERS = Grammar(
    filters=(
        Filter("id", "id"),
        Filter("autodeskId", "autodeskId"),
        Filter("name", "name", "text"),
        Filter("email", "email", "text"),
        Filter("companyId", "companyId"),
        Filter("companyName", "companyName", "text"),
        Filter("status", "status"),
        Filter("roleId", "roleIds"),
        Filter("roleIds", "roleIds"),
        Filter("products", "products"),
    ),
    sorts=("name", "email", "firstName", "lastName", "companyName", "status", "jobTitle"),
)
COMPANIES = Grammar(
    filters=(
        Filter("id", "id"),
        Filter("name", "name", "text"),
        Filter("trade", "trade", "text"),
        Filter("erpId", "erpId", "text"),
        Filter("taxId", "taxId", "text"),
        Filter("updatedAt", "updatedAt", "range"),
    ),
    sorts=("name", "trade", "status", "createdAt", "updatedAt"),
)


async def list_projects(context: Context) -> Answer:
    """GET accounts/{accountId}/projects: those of the account that the caller is a member of."""
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")

    def rows() -> list[Row]:
        return [admin_project(each, account, who) for each in who.projects(account)]

    return _page(context, who, rows, PROJECTS)


async def get_project(context: Context) -> Answer:
    """GET projects/{projectId}."""
    who = viewer(context)
    project = who.project(context.path["projectId"], "projectId")
    account = who.directory.accounts[project.account_id]

    def render() -> Row:
        return only_fields([admin_project(project, account, who)], context.query, "fields")[0]

    return answer_json(context, who, render)


async def list_project_users(context: Context) -> Answer:
    """GET projects/{projectId}/users: the members the caller sees."""
    who = viewer(context)
    project = who.project(context.path["projectId"], "projectId")

    def rows() -> list[Row]:
        return [
            admin_user(member, person, who.directory.company_of(person.id, project.id), project)
            for member, person in who.members(project)
        ]

    return _page(context, who, rows, USERS)


async def get_project_user(context: Context) -> Answer:
    """GET projects/{projectId}/users/{userId}: by UUID or by the twelve characters."""
    who = viewer(context)
    project = who.project(context.path["projectId"], "projectId")
    account = who.directory.accounts[project.account_id]
    wanted = who.find_person(account, context.path["userId"])
    member = next((one for one, person in who.members(project) if person == wanted), None)
    if member is None:
        raise NotFound("There is no such user")

    def render() -> Row:
        company = who.directory.company_of(wanted.id, project.id)
        row = admin_user(member, wanted, company, project)
        return only_fields([row], context.query, "fields")[0]

    return answer_json(context, who, render)


async def list_project_companies(context: Context) -> Answer:
    """GET projects/{projectId}/companies."""
    who = viewer(context)
    project = who.project(context.path["projectId"], "projectId")
    account = who.directory.accounts[project.account_id]

    def rows() -> list[Row]:
        return [admin_company(each, account, project) for each in who.companies([project])]

    return _page(context, who, rows, COMPANIES)


async def list_account_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/companies."""
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")

    def rows() -> list[Row]:
        return [admin_company(each, account) for each in who.companies(who.projects(account))]

    return _page(context, who, rows, COMPANIES)


def _page(context: Context, who: Viewer, rows: Callable[[], list[Row]], grammar: Grammar) -> Reply:
    """`{pagination: {…, previousUrl}, results}`."""

    def render() -> Row:
        selected = select(rows(), context.query, grammar)
        return {"pagination": _pagination(context, selected), "results": selected.rows}

    return answer_json(context, who, render)


def _pagination(context: Context, selected: Selected) -> Row:
    offset, limit, total = selected.offset, selected.limit, selected.total
    before = max(0, offset - limit)
    previous = ""
    if offset > 0:
        previous = next_url(
            context.url, context.raw_query, offset=before - limit, limit=limit, total=before + 1
        )
    following = next_url(context.url, context.raw_query, offset=offset, limit=limit, total=total)
    return {
        "limit": limit,
        "offset": offset,
        "totalResults": total,
        "nextUrl": following,
        "previousUrl": previous,
    }
