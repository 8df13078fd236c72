"""The hubs and their projects as the Data Management API has them (`/project/v1`), in JSON:API.

All read the directory in memory.
"""

from __future__ import annotations

from typing import Any

from changewright.core.errors import invalid
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo

from ..query_text import split_list
from ..wire import encode
from .answers import tagged
from .listing import Row
from .shapes import HUB_EXTENSION, PROJECT_EXTENSION, hub, hub_project
from .viewing import viewer

JSON_API_MEDIA = b"application/vnd.api+json"
HUB_PAGE_MAXIMUM = 200


async def list_hubs(context: Context) -> Answer:
    """GET hubs: the accounts of the caller's projects. filter[id], filter[name],
    filter[extension.type]."""
    who = viewer(context)

    def render() -> bytes:
        hubs = [hub(account, context.base_url) for account in who.accounts()]
        kept = _json_api_filtered(context, hubs, HUB_EXTENSION)
        return _document(context, kept)

    return tagged(context, who, render, JSON_API_MEDIA)


async def get_hub(context: Context) -> Answer:
    """GET hubs/{hub}."""
    who = viewer(context)
    account = who.account(context.path["hub"], "hub")
    return tagged(
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

    return tagged(context, who, render, JSON_API_MEDIA)


async def get_hub_project(context: Context) -> Answer:
    """GET hubs/{hub}/projects/{project}: `data.relationships.cost.data.id` is the container."""
    who = viewer(context)
    account = who.account(context.path["hub"], "hub")
    project = who.project(context.path["project"], "project", account)
    shown = hub_project(project, account, context.base_url)
    return tagged(context, who, lambda: _document(context, shown), JSON_API_MEDIA)


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
