"""The rows of the address books, and the door they make: its refusals have shapes of their own.

A user is not required (autodesk.md §7.2): a program for itself sees what its service person sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from changewright.edge.routes import Door, Handler, Parameter, Route, Shape

from ..routes import HEADERS, SECURITY
from . import account, admin, hubs, shapes
from .admin import COMPANIES, PROJECTS, USERS
from .errors import ERROR_SCHEMAS, refuse

READ_DATA, READ_ACCOUNT = ("data:read",), ("account:read",)
HUB = Parameter("hub", description="The account's id with `b.` before it.")
HUB_PROJECT = Parameter("project", description="The project's id with `b.` before it.")
ACCOUNT = Parameter("accountId", description="The account's id, with `b.` before it or not.")
PROJECT = Parameter("projectId", description="The project's id, with `b.` before it or not.")
USER = Parameter("userId", description="The user's UUID or twelve-character id.")
COMPANY = Parameter("companyId", description="The company's UUID or twelve-character id.")
REGION = Parameter("region", description="Accepted and without effect.", enum=account.REGIONS)

_TEXT = {"type": ["string", "null"]}


def _object(name: str, /, **properties: Any) -> Shape:
    return Shape(name, {"type": "object", "properties": properties, "required": list(properties)})


def _flat(name: str, keys: Sequence[str], /, **more: Any) -> Shape:
    """An object of texts, some of them otherwise."""
    return _object(name, **(dict.fromkeys(keys, _TEXT) | more))


_LINKS = {"type": "object"}
HUB_SHAPE = _object(
    "Hub",
    type={"type": "string"},
    id={"type": "string"},
    attributes={"type": "object"},
    links=_LINKS,
    relationships={"type": "object"},
)
HUB_PROJECT_SHAPE = _object(
    "HubProject",
    type={"type": "string"},
    id={"type": "string"},
    attributes={"type": "object"},
    links=_LINKS,
    relationships={
        "type": "object",
        "description": "`cost.data.id` is the cost container, where Cost is activated.",
    },
)


def _document(name: str, data: Any) -> Shape:
    return _object(name, jsonapi={"type": "object"}, links=_LINKS, data=data)


_COUNT = {"type": "integer"}
_LIST = {"type": "array", "items": {"type": "object"}}
PROJECT_SHAPE = _flat(
    "Project",
    (
        *("id", "name", "type", "classification", "status", "jobNumber", "platform", "accountId"),
        *("createdAt", "updatedAt", "startDate", "endDate", "latitude", "longitude"),
        *shapes.PROJECT_COLUMNS,
        *shapes.PROJECT_NULLS,
    ),
    products=_LIST,
    companyCount=_COUNT,
    memberCount=_COUNT,
)
USER_SHAPE = _flat(
    "ProjectUser",
    (
        *("id", "email", "name", "firstName", "lastName", "autodeskId", "jobTitle", "companyId"),
        *("companyName", "status", *shapes.USER_NULLS),
    ),
    accessLevels={"type": "object"},
    roleIds={"type": "array", "items": {"type": "string"}},
    roles=_LIST,
    products=_LIST,
)
COMPANY_SHAPE = _flat(
    "AccountCompany",
    (
        *("id", "accountId", "name", "trade", "status", "memberGroupId", "websiteUrl"),
        *("createdAt", "updatedAt", *shapes.COMPANY_NULLS),
    ),
    addresses=_LIST,
)
HQ_COMPANY_SHAPE = _flat(
    "HqCompany",
    (
        *("id", "account_id", "name", "trade", "member_group_id"),
        *shapes.HQ_COMPANY_COLUMNS,
        *shapes.HQ_COMPANY_NULLS,
    ),
)
HQ_USER_SHAPE = _flat(
    "HqUser",
    (
        *("id", "account_id", "role", "status", "company_id", "company_name", "email", "name"),
        *("first_name", "last_name", "uid", "company", "job_title", *shapes.HQ_USER_NULLS),
    ),
)
PAGINATION_SHAPE = _object(
    "AdminPagination",
    limit=_COUNT,
    offset=_COUNT,
    totalResults=_COUNT,
    nextUrl={"type": "string"},
    previousUrl={"type": "string"},
)


def _page(item: Shape) -> Shape:
    results = {"type": "array", "items": _partial(item)}
    return _object(f"{item.name}Page", pagination=PAGINATION_SHAPE, results=results)


def _partial(item: Shape) -> Shape:
    """The same where `fields` may have left some out."""
    schema = {key: value for key, value in item.schema.items() if key != "required"}
    return Shape(f"{item.name}Fields", schema | {"required": ["id"]})


def _array(item: Shape) -> Shape:
    return Shape(f"{item.name}Array", {"type": "array", "items": _partial(item)})


def _route(
    path: str,
    operation_id: str,
    handler: Handler,
    summary: str,
    response: Shape,
    *path_parameters: Parameter,
    parameters: tuple[Parameter, ...] = (),
    tag: str = "Account administration",
) -> Route:
    json_api = path.startswith("/project/")
    return Route(
        method="GET",
        path=path,
        operation_id=operation_id,
        handler=handler,
        summary=summary,
        scopes=READ_DATA if json_api else READ_ACCOUNT,
        user_context=False,
        place="root",
        path_parameters=path_parameters,
        parameters=parameters,
        response=response,
        response_media="application/vnd.api+json" if json_api else "application/json",
        errors=(400, 401, 403, 404, 429, 500, 503),
        tags=(tag,),
    )


HUB_FILTERS = (
    Parameter("filter[id]", repeated=True),
    Parameter("filter[name]", repeated=True),
    Parameter("filter[extension.type]", repeated=True),
)
HUB_PAGES = (
    Parameter("page[number]", "integer", minimum=0, default=0),
    Parameter("page[limit]", "integer", minimum=1, maximum=hubs.HUB_PAGE_MAXIMUM),
)
HQ_WINDOW = (
    Parameter("limit", "integer", minimum=1, default=account.HQ_LIMIT_DEFAULT),
    Parameter("offset", "integer", minimum=0, default=0),
    Parameter("sort", description="Fields by commas, `-` before one for descending."),
    Parameter("field", repeated=True, description="The fields to answer; all if absent."),
)
HQ_SEARCH = (
    Parameter("operator", description="Any of the words, or all.", enum=account.OPERATORS),
    Parameter("partial", "boolean", "false: the whole text must be the same.", default=True),
    *HQ_WINDOW,
)


def _words(names: Sequence[str]) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(name, description="A part of it, capitals or not.", maximum_length=255)
        for name in names
    )


HUBS = "Hubs and projects"
ADMIN = "/construction/admin/v1"

_HUB_ROUTES = (
    _route(
        "/project/v1/hubs",
        "getHubs",
        hubs.list_hubs,
        "The accounts you work in.",
        _document("Hubs", {"type": "array", "items": HUB_SHAPE}),
        parameters=HUB_FILTERS,
        tag=HUBS,
    ),
    _route(
        "/project/v1/hubs/{hub}",
        "getHub",
        hubs.get_hub,
        "One account.",
        _document("HubDocument", HUB_SHAPE),
        HUB,
        tag=HUBS,
    ),
    _route(
        "/project/v1/hubs/{hub}/projects",
        "getHubProjects",
        hubs.list_hub_projects,
        "Your projects in an account.",
        _document("HubProjects", {"type": "array", "items": HUB_PROJECT_SHAPE}),
        HUB,
        parameters=(*HUB_FILTERS, *HUB_PAGES),
        tag=HUBS,
    ),
    _route(
        "/project/v1/hubs/{hub}/projects/{project}",
        "getHubProject",
        hubs.get_hub_project,
        "One project, with its cost container.",
        _document("HubProjectDocument", HUB_PROJECT_SHAPE),
        HUB,
        HUB_PROJECT,
        tag=HUBS,
    ),
)
_ADMIN_ROUTES = (
    _route(
        ADMIN + "/accounts/{accountId}/projects",
        "getProjects",
        admin.list_projects,
        "Your projects in an account.",
        _page(PROJECT_SHAPE),
        ACCOUNT,
        parameters=PROJECTS.parameters(),
    ),
    _route(
        ADMIN + "/accounts/{accountId}/companies",
        "getAccountCompanies",
        admin.list_account_companies,
        "The companies of an account.",
        _page(COMPANY_SHAPE),
        ACCOUNT,
        parameters=COMPANIES.parameters(),
    ),
    _route(
        ADMIN + "/projects/{projectId}",
        "getProject",
        admin.get_project,
        "One project.",
        _partial(PROJECT_SHAPE),
        PROJECT,
        parameters=(Parameter("fields", repeated=True),),
    ),
    _route(
        ADMIN + "/projects/{projectId}/users",
        "getProjectUsers",
        admin.list_project_users,
        "The people of a project.",
        _page(USER_SHAPE),
        PROJECT,
        parameters=USERS.parameters(),
    ),
    _route(
        ADMIN + "/projects/{projectId}/users/{userId}",
        "getProjectUser",
        admin.get_project_user,
        "One of them.",
        _partial(USER_SHAPE),
        PROJECT,
        USER,
        parameters=(Parameter("fields", repeated=True),),
    ),
    _route(
        ADMIN + "/projects/{projectId}/companies",
        "getProjectCompanies",
        admin.list_project_companies,
        "The companies of a project.",
        _page(COMPANY_SHAPE),
        PROJECT,
        parameters=COMPANIES.parameters(),
    ),
)


def _hq_routes(prefix: str, suffix: str, *regions: Parameter) -> tuple[Route, ...]:
    """The older address book, at one of its two prefixes."""
    return (
        _route(
            prefix + "/companies",
            "getHqCompanies" + suffix,
            account.list_hq_companies,
            "The companies of an account.",
            _array(HQ_COMPANY_SHAPE),
            *regions,
            ACCOUNT,
            parameters=HQ_WINDOW,
        ),
        _route(
            prefix + "/companies/search",
            "searchHqCompanies" + suffix,
            account.search_hq_companies,
            "Those of them whose name or trade has a word.",
            _array(HQ_COMPANY_SHAPE),
            *regions,
            ACCOUNT,
            parameters=(*_words(account.COMPANY_WORDS), *HQ_SEARCH),
        ),
        _route(
            prefix + "/companies/{companyId}",
            "getHqCompany" + suffix,
            account.get_hq_company,
            "One of them, such as a change order's `companyUid` names.",
            HQ_COMPANY_SHAPE,
            *regions,
            ACCOUNT,
            COMPANY,
        ),
        _route(
            prefix + "/projects/{projectId}/companies",
            "getHqProjectCompanies" + suffix,
            account.list_hq_project_companies,
            "The companies of a project.",
            _array(HQ_COMPANY_SHAPE),
            *regions,
            ACCOUNT,
            PROJECT,
            parameters=HQ_WINDOW,
        ),
        _route(
            prefix + "/users",
            "getHqUsers" + suffix,
            account.list_hq_users,
            "The people you work with in an account.",
            _array(HQ_USER_SHAPE),
            *regions,
            ACCOUNT,
            parameters=HQ_WINDOW,
        ),
        _route(
            prefix + "/users/search",
            "searchHqUsers" + suffix,
            account.search_hq_users,
            "Those of them whose name, email or company has a word.",
            _array(HQ_USER_SHAPE),
            *regions,
            ACCOUNT,
            parameters=(*_words(account.USER_WORDS), *HQ_SEARCH),
        ),
        _route(
            prefix + "/users/{userId}",
            "getHqUser" + suffix,
            account.get_hq_user,
            "One of them.",
            HQ_USER_SHAPE,
            *regions,
            ACCOUNT,
            USER,
        ),
    )


ROUTES: tuple[Route, ...] = (
    *_HUB_ROUTES,
    *_ADMIN_ROUTES,
    *_hq_routes("/hq/v1/accounts/{accountId}", ""),
    *_hq_routes("/hq/v1/regions/{region}/accounts/{accountId}", "OfRegion", REGION),
)

DOOR = Door(
    name="projects",
    title="Accounts and projects",
    description="How clients find the cost container of a project, its companies and its people.",
    any_origin=True,
    claims=("/project/", "/hq/", "/construction/"),
    routes=ROUTES,
    refuse=refuse,
    error_schemas=ERROR_SCHEMAS,
    headers=HEADERS,
    security=SECURITY,
)
