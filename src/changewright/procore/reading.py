"""How this door reads: a page as a bare array, one record, conditional or not (procore.md §4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from changewright.core.errors import NotFound
from changewright.core.query import Condition, ListQuery, Order
from changewright.edge.conditional import is_known, list_tag, not_modified
from changewright.edge.context import Answer, Context
from changewright.edge.lists import Pages, Revisions, Unchanged
from changewright.edge.values import parse_whole_number

from .fields import Rendering, Resource
from .grammar import Window
from .place import Place
from .wire import page_headers, reply

BY_ID = (Order("id"),)


def pages_of(context: Context) -> Pages:
    pages: Pages = context.services.extras["pages"]
    return pages


def rendering_of(context: Context, place: Place) -> Rendering:
    return Rendering(context.services.directory, place.settings)


async def list_array(
    context: Context,
    place: Place,
    resource: Resource,
    where: Sequence[Condition],
    window: Window,
) -> Answer:
    """A page of a resource, in order of creation, with the headers that lead to its neighbours."""
    query = ListQuery(
        resource.noun,
        None,
        tuple(where),
        BY_ID,
        window.offset,
        window.per_page,
        resource.include,
    )
    known = context.headers.get(b"if-none-match")

    def tag_of(revisions: Revisions) -> bytes:
        return _tag(context, place, resource, revisions)

    found = await pages_of(context).page(
        place.viewer,
        query,
        resource.shape(place.settings),
        rendering_of(context, place),
        directory_revision=context.services.directory.revision,
        unless=(lambda revisions: is_known(known, tag_of(revisions))) if known else None,
    )
    tag = tag_of(found.revisions)
    if isinstance(found, Unchanged):
        return not_modified(tag)
    headers = page_headers(
        context.url,
        context.raw_query,
        page=window.page,
        per_page=window.per_page,
        total=found.total,
    )
    return reply(b"[%b]" % found.results, headers=(*_tagged(tag), *headers))


async def get_one(
    context: Context,
    place: Place,
    resource: Resource,
    contract_id: int | None,
    kinds: Sequence[str | None] = (None,),
) -> Answer:
    """The record whose integer the path ends in, if it is of these kinds and of this contract (of
    any, for None). Raises `NotFound`."""
    record_id = parse_whole_number(context.path["id"])
    for kind in kinds if record_id is not None else ():
        assert record_id is not None
        found = await pages_of(context).one(
            place.viewer,
            resource.shape(place.settings),
            record_id,
            rendering_of(context, place),
            kind=kind,
            include=resource.include,
            directory_revision=context.services.directory.revision,
        )
        if found is None or not _is_of(found.json, contract_id):
            continue
        tag = _tag(context, place, resource, found.revisions)
        if is_known(context.headers.get(b"if-none-match"), tag):
            return not_modified(tag)
        return reply(found.json, headers=_tagged(tag))
    raise NotFound(f"There is no {resource.noun.TABLE.replace('_', ' ')} with this id here.")


class _Contract(msgspec.Struct):
    contract_id: int | None


_read_contract = msgspec.json.Decoder(_Contract).decode


def _is_of(json: bytes, contract_id: int | None) -> bool:
    """What belongs to no contract is not of this door (core-model.md §2)."""
    own = _read_contract(json).contract_id
    return own is not None and contract_id in (None, own)


def _tag(context: Context, place: Place, resource: Resource, revisions: Revisions) -> bytes:
    return list_tag(
        context.endpoint.door.name,
        context.scope["path"],
        context.raw_query,
        revisions,
        place.role.audience,
        f"{resource.shape(place.settings).version}:{context.base_url}",
    )


def _tagged(tag: bytes) -> tuple[tuple[bytes, Any], ...]:
    return ((b"etag", tag), (b"cache-control", b"private, no-cache"))
