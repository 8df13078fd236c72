"""How this door reads: a page of a resource, one record, and what includes add to them.

What is asked comes from the resource's grammar, what may be seen from the table of roles; the
reading itself is the edge's (`edge.lists`), the same for every door.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence

import msgspec

from changewright.core.errors import NotFound
from changewright.core.query import Condition, ListQuery
from changewright.edge.conditional import is_known, list_tag, not_modified, record_tag, with_tag
from changewright.edge.context import Answer, Context
from changewright.edge.lists import Page, Pages, Revisions, Unchanged, Viewer
from changewright.edge.routes import Handler

from .grammar import references
from .query_text import read_include
from .resolve import resolve_query
from .resource import Resource, rendering_of
from .wire import array, cursor_page, next_cursor_url, next_url, page, read_cursor

__all__ = ["get_one", "gets", "list_array", "list_cursor_page", "list_page", "lists"]


ARRAY_MAXIMUM = 10_000

Meaning = Callable[[Context, ListQuery], Awaitable[ListQuery]]
"""What a list's query means beyond the columns it names."""


def pages_of(context: Context) -> Pages:
    pages: Pages = context.services.extras["pages"]
    return pages


def viewer_of(context: Context) -> Viewer:
    """Who reads, as the row conditions need to know him."""
    role = context.role
    company_id = None if role.audience == "full" else context.company_id
    return Viewer(context.container_id, role.name, company_id)


async def list_page(
    context: Context,
    resource: Resource,
    where: Sequence[Condition] = (),
    *,
    meaning: Meaning | None = None,
) -> Answer:
    """A page of a resource in the vendor's wrapper (§1.4); `where` narrows it beyond the query."""
    query = await _query(context, resource, where)
    if meaning is not None:
        query = await meaning(context, query)
    tag, found = await _page(context, resource, query)
    if isinstance(found, Unchanged):
        return not_modified(tag)
    following = next_url(
        context.url,
        context.raw_query,
        offset=query.offset,
        limit=query.limit,
        total=found.total,
    )
    body = page(
        [found.results],
        limit=query.limit,
        offset=query.offset,
        total=found.total,
        next_url=following,
    )
    return with_tag(body, tag)


async def list_array(
    context: Context, resource: Resource, where: Sequence[Condition] = ()
) -> Answer:
    """The records of a resource that the query asks for, as a bare array: all of them, as such
    lists have no pages, unless the query itself sets a limit."""
    query = await _query(context, resource, where)
    if all(name != "limit" for name, _ in context.query):
        query = msgspec.structs.replace(query, limit=ARRAY_MAXIMUM)
    tag, found = await _page(context, resource, query)
    if isinstance(found, Unchanged):
        return not_modified(tag)
    return with_tag(array([found.results]), tag)


async def list_cursor_page(
    context: Context, resource: Resource, where: Sequence[Condition] = ()
) -> Answer:
    """A page of a list that is read by a cursor."""
    texts = [value for name, value in context.query if name == "cursorState"]
    offset = read_cursor(texts[-1] if texts else None)
    query = msgspec.structs.replace(await _query(context, resource, where), offset=offset)
    tag, found = await _page(context, resource, query)
    if isinstance(found, Unchanged):
        return not_modified(tag)
    window = {"limit": query.limit, "offset": offset, "total": found.total}
    following = next_cursor_url(context.url, context.raw_query, **window)
    return with_tag(cursor_page([found.results], **window, next_url=following), tag)


async def get_one(
    context: Context, resource: Resource, parameter: str, include: Iterable[str] | None = None
) -> Answer:
    """One record by the UUID in the path, with its includes. Raises `NotFound`.

    Its ETag is its version's, and serves `If-Match`, only without includes: they change apart.
    """
    if include is None:
        words = [value for name, value in context.query if name == "include"]
        include = read_include(words, resource.grammar.includes)
    rendering = rendering_of(context)
    found = await pages_of(context).one(
        viewer_of(context),
        resource.shape(rendering.money),
        context.uuid(parameter),
        rendering,
        kind=resource.kind,
        include=include,
        directory_revision=context.services.directory.revision,
    )
    if found is None:
        raise NotFound(f"There is no {resource.spoken} {context.uuid(parameter)} here.")
    if include:
        return with_tag(found.json, _list_tag(context, found.revisions))
    tag = record_tag(resource.noun.TABLE, found.version, context.role.audience)
    return context.tagged(tag, lambda: found.json)


def lists(resource: Resource) -> Handler:
    """The handler of a list that is only that."""

    async def handle(context: Context) -> Answer:
        return await list_page(context, resource)

    return handle


def gets(resource: Resource, parameter: str) -> Handler:
    """The handler of a single record by its id, with nothing special about it."""

    async def handle(context: Context) -> Answer:
        return await get_one(context, resource, parameter)

    return handle


async def _page(
    context: Context, resource: Resource, query: ListQuery
) -> tuple[bytes, Page | Unchanged]:
    """The page and its weak tag; `Unchanged` when the client has it."""
    rendering = rendering_of(context)
    known = context.headers.get(b"if-none-match")

    def client_has(revisions: Revisions) -> bool:
        return is_known(known, _list_tag(context, revisions))

    found = await pages_of(context).page(
        viewer_of(context),
        query,
        resource.shape(rendering.money),
        rendering,
        directory_revision=context.services.directory.revision,
        unless=client_has if known else None,
    )
    return _list_tag(context, found.revisions), found


def _list_tag(context: Context, revisions: Revisions) -> bytes:
    role = context.role
    company_id = None if role.audience == "full" else context.company_id
    settings = f"{context.settings.money_as_numbers}:{context.base_url}"
    return list_tag(
        context.endpoint.door.name,
        context.scope["path"],
        context.raw_query,
        revisions,
        f"{role.audience}:{company_id}",
        settings,
    )


async def _query(context: Context, resource: Resource, where: Sequence[Condition]) -> ListQuery:
    """The request's query, its references resolved. A column hidden from the caller's audience is
    unknown to it: it can be neither filtered nor sorted by."""
    query = resource.grammar.read(
        context.raw_query,
        limit_maximum=context.settings.page_limit_maximum,
        hidden=resource.view_for(context.role).hidden,
    )
    if references(query):
        query = await _resolved(context, query)
    if where:
        query = msgspec.structs.replace(query, where=(*query.where, *where))
    return query


_RESOLVED: OrderedDict[tuple[int, ListQuery], ListQuery] = OrderedDict()
"""Queries whose UUIDs were all found: which integer a UUID stands for never changes."""
RESOLVED_MAXIMUM = 4096


async def _resolved(context: Context, query: ListQuery) -> ListQuery:
    key = (context.container_id, query)
    sees_all = context.role.audience == "full"
    known = _RESOLVED.get(key) if sees_all else None
    if known is not None:
        return known
    async with context.services.ledger.reader(context.container_id) as read:
        resolved, is_complete = await resolve_query(read, query, shared_only=not sees_all)
    if is_complete and sees_all:
        _RESOLVED[key] = resolved
        if len(_RESOLVED) > RESOLVED_MAXIMUM:
            _RESOLVED.popitem(last=False)
    return resolved
