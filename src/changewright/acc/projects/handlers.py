"""The operations on hubs, projects, companies and people. All read the directory in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from changewright.core.errors import NotFound, invalid
from changewright.edge.conditional import list_tag
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.edge.values import echo

from ..query_text import one_boolean, one_text, one_word, split_list
from ..wire import encode, next_url
from .listing import Filter, Grammar, Row, Selected, only_fields, select, select_plainly
from .shapes import (
    HUB_EXTENSION,
    PROJECT_EXTENSION,
    admin_company,
    admin_project,
    admin_user,
    hq_company,
    hq_user,
    hub,
    hub_project,
)
from .viewing import Viewer, viewer

JSON_API_MEDIA = b"application/vnd.api+json"
REGIONS = ("us", "emea", "eu", "aus", "apac", "can", "deu", "gbr", "ind", "jpn")

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
HQ_LIMIT_DEFAULT = 10
HQ_LIMIT_MAXIMUM = 100
HUB_PAGE_MAXIMUM = 200
OPERATORS = ("OR", "AND")
COMPANY_WORDS = ("name", "trade")
USER_WORDS = ("name", "email", "company_name")


def _tagged(context: Context, who: Viewer, render: Callable[[], bytes], media: bytes) -> Reply:
    """304 while the directory, the query and the viewer are the same."""
    person_id = 0 if who.person is None else who.person.id
    tag = list_tag(
        "acc",
        context.scope["path"],
        context.raw_query,
        (who.directory.revision,),
        f"person:{person_id}",
        context.base_url,
    )
    # Made first, because it reads the query: `If-None-Match: *` must not hide that it is wrong.
    body = render()
    reply = context.tagged(tag, lambda: body)
    return Reply(reply.body, reply.status, reply.headers, media)


def _json(context: Context, who: Viewer, render: Callable[[], Any]) -> Reply:
    return _tagged(context, who, lambda: encode(render()), b"application/json")


# /project/v1


async def list_hubs(context: Context) -> Answer:
    """GET hubs: the accounts of the caller's projects. filter[id], filter[name],
    filter[extension.type]."""
    who = viewer(context)

    def render() -> bytes:
        hubs = [hub(account, context.base_url) for account in who.accounts()]
        kept = _json_api_filtered(context, hubs, HUB_EXTENSION)
        return _document(context, kept)

    return _tagged(context, who, render, JSON_API_MEDIA)


async def get_hub(context: Context) -> Answer:
    """GET hubs/{hub}."""
    who = viewer(context)
    account = who.account(context.path["hub"], "hub")
    return _tagged(
        context, who, lambda: _document(context, hub(account, context.base_url)), JSON_API_MEDIA
    )


async def list_hub_projects(context: Context) -> Answer:
    """GET hubs/{hub}/projects: those the caller is a member of, page[number] from 0."""
    who = viewer(context)
    account = who.account(context.path["hub"], "hub")

    def render() -> bytes:
        found = [hub_project(each, account, context.base_url) for each in who.projects(account)]
        kept = _json_api_filtered(context, found, PROJECT_EXTENSION)
        number = _page_number(context, "page[number]", 0, 10**9 - 1, default=0)
        size = _page_number(context, "page[limit]", 1, HUB_PAGE_MAXIMUM, default=HUB_PAGE_MAXIMUM)
        page = kept[number * size : (number + 1) * size]
        links = {}
        if (number + 1) * size < len(kept):
            query = f"page[number]={number + 1}&page[limit]={size}"
            links = {"next": {"href": f"{context.url}?{query}"}}
        return _document(context, page, links)

    return _tagged(context, who, render, JSON_API_MEDIA)


async def get_hub_project(context: Context) -> Answer:
    """GET hubs/{hub}/projects/{project}: `data.relationships.cost.data.id` is the container."""
    who = viewer(context)
    account = who.account(context.path["hub"], "hub")
    project = who.project(context.path["project"], "project", account)
    shown = hub_project(project, account, context.base_url)
    return _tagged(context, who, lambda: _document(context, shown), JSON_API_MEDIA)


def _document(context: Context, data: Any, links: Row | None = None) -> bytes:
    own = {"self": {"href": context.url}} | (links or {})
    return encode({"jsonapi": {"version": "1.0"}, "links": own, "data": data})


def _json_api_filtered(context: Context, rows: list[Row], extension: str) -> list[Row]:
    for name, key in (("filter[id]", "id"), ("filter[name]", "name")):
        words = set(split_list([text for each, text in context.query if each == name]))
        if words:
            rows = [row for row in rows if (row.get(key) or row["attributes"].get(key)) in words]
    kinds = split_list([text for each, text in context.query if each == "filter[extension.type]"])
    return rows if not kinds or extension in kinds else []


def _page_number(context: Context, name: str, least: int, most: int, *, default: int) -> int:
    text = next((value.strip() for key, value in reversed(context.query) if key == name), "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid(name, "format", f"{name} is not a number of pages: {echo(text)}")
    if not least <= int(text) <= most:
        raise invalid(name, "range", f"{name} is not from {least} to {most}: {echo(text)}")
    return int(text)


# /construction/admin/v1


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

    return _json(context, who, render)


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

    return _json(context, who, render)


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

    return _json(context, who, render)


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


# /hq/v1


def _check_region(context: Context) -> None:
    region = context.path.get("region", "us")
    if region.lower() not in REGIONS:
        raise invalid("region", "choice", f"No enum match for: {echo(region)} on region")


def _plain_page(context: Context, who: Viewer, rows: Callable[[], list[Row]]) -> Reply:
    """A bare array, ten of it unless more are asked for."""

    def render() -> list[Row]:
        return select_plainly(
            rows(),
            context.query,
            limit_default=HQ_LIMIT_DEFAULT,
            limit_maximum=HQ_LIMIT_MAXIMUM,
        )

    return _json(context, who, render)


def _found(context: Context, rows: list[Row], keys: Sequence[str]) -> list[Row]:
    """Those of the rows that a search is for: any of its words, or with `operator=AND` all of them,
    in whole or (`partial`, which it is unless said otherwise) in part. Raises `Invalid`."""
    asked = {key: one_text(context.query, key, maximum=255) for key in keys}
    wanted = {key: text.casefold() for key, text in asked.items() if text}
    together = all if one_word(context.query, "operator", OPERATORS) == "AND" else any
    partial = one_boolean(context.query, "partial", default=True)

    def matches(row: Row, key: str) -> bool:
        text = str(row[key] or "").casefold()
        return wanted[key] in text if partial else wanted[key] == text

    return [row for row in rows if not wanted or together(matches(row, key) for key in wanted)]


def _hq_companies(context: Context, *, searched: bool) -> Answer:
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")

    def rows() -> list[Row]:
        found = [hq_company(each, account) for each in who.companies(who.projects(account))]
        return _found(context, found, COMPANY_WORDS) if searched else found

    return _plain_page(context, who, rows)


async def list_hq_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/companies."""
    return _hq_companies(context, searched=False)


async def search_hq_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/companies/search."""
    return _hq_companies(context, searched=True)


async def get_hq_company(context: Context) -> Answer:
    """GET accounts/{accountId}/companies/{companyId}: what `companyUid` of a change order leads to
    (the seed page [doc]); by the twelve characters too."""
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    company = who.find_company(account, context.path["companyId"])
    return _json(context, who, lambda: hq_company(company, account))


async def list_hq_project_companies(context: Context) -> Answer:
    """GET accounts/{accountId}/projects/{projectId}/companies."""
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    project = who.project(context.path["projectId"], "projectId", account)

    def rows() -> list[Row]:
        return [hq_company(each, account, project) for each in who.companies([project])]

    return _plain_page(context, who, rows)


async def list_hq_users(context: Context) -> Answer:
    """GET accounts/{accountId}/users: those who work in a project with the caller."""
    return _hq_users(context, searched=False)


async def search_hq_users(context: Context) -> Answer:
    """GET accounts/{accountId}/users/search."""
    return _hq_users(context, searched=True)


def _hq_users(context: Context, *, searched: bool) -> Answer:
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    companies = who.directory.companies

    def rows() -> list[Row]:
        found = [
            hq_user(each, account, companies.get(each.company_id or 0))
            for each in who.people(account)
        ]
        return _found(context, found, USER_WORDS) if searched else found

    return _plain_page(context, who, rows)


async def get_hq_user(context: Context) -> Answer:
    """GET accounts/{accountId}/users/{userId}: by UUID or by the twelve characters."""
    _check_region(context)
    who = viewer(context)
    account = who.account(context.path["accountId"], "accountId")
    person = who.find_person(account, context.path["userId"])
    company = who.directory.companies.get(person.company_id or 0)
    return _json(context, who, lambda: hq_user(person, account, company))
