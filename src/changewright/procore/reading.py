"""How this door reads: a page as a bare array, one record, conditional or not (procore.md §4.3).

Under v2.0 the same stands in an envelope, which is put around it here (§4.9).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from changewright.core.errors import NotFound
from changewright.core.query import Condition, ListQuery
from changewright.core.records import ChangeOrder, Face
from changewright.edge.conditional import is_known, list_tag, not_modified
from changewright.edge.context import Answer, Context
from changewright.edge.lists import Pages, Revisions, Unchanged
from changewright.edge.reply import HeaderPairs, Reply
from changewright.edge.values import parse_whole_number

from .fields import Rendering, Resource
from .grammar import Listing, Window, read_listing, read_view, read_window
from .place import Place
from .wire import absolute, encode, enveloped, is_v2, page_headers, reply


def pages_of(context: Context) -> Pages:
    pages: Pages = context.services.extras["pages"]
    return pages


def rendering_of(context: Context, place: Place) -> Rendering:
    return Rendering(context.services.directory, place.settings, place.project.account_id)


def listing_of(context: Context, resource: Resource) -> Listing:
    """What the request asks of a resource. Raises one `Invalid` with all problems."""
    return read_listing(context.query, resource, is_v2=is_v2(context.scope["path"]))


async def list_array(
    context: Context, place: Place, listing: Listing, where: Sequence[Condition] = ()
) -> Answer:
    """The page that was asked for, with the headers that lead to its neighbours. `where` is what
    the resource asks besides."""
    resource, window = listing.resource, listing.window
    query = ListQuery(
        resource.noun,
        None,
        (*where, *listing.where),
        listing.order,
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
    results = absolute(found.results, context.base_url) if resource.has_links else found.results
    body = enveloped(context.scope["path"], b"[%b]" % results)
    return reply(body, headers=(*_tagged(tag), *headers))


Check = Callable[[bytes], bool]
"""Whether a record, as JSON, is one that the request may mean."""


async def get_one(
    context: Context,
    place: Place,
    resource: Resource,
    *,
    kinds: Sequence[str | None] = (None,),
    check: Check | None = None,
    parameter: str = "id",
) -> Answer:
    """The record whose integer the path names, in the view that is asked for, if it is of these
    kinds and passes. Raises `NotFound`."""
    record_id = parse_whole_number(context.path[parameter])
    return await get_this(context, place, resource, record_id, kinds=kinds, check=check)


async def get_this(
    context: Context,
    place: Place,
    resource: Resource,
    record_id: int | None,
    *,
    kinds: Sequence[str | None] = (None,),
    check: Check | None = None,
) -> Answer:
    """The same for a record that something else than the path names."""
    resource = read_view(context.query, resource)
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
        if found is None or (check is not None and not check(found.json)):
            continue
        tag = _tag(context, place, resource, found.revisions)
        if is_known(context.headers.get(b"if-none-match"), tag):
            return not_modified(tag)
        json = absolute(found.json, context.base_url) if resource.has_links else found.json
        return reply(enveloped(context.scope["path"], json), headers=_tagged(tag))
    raise not_found(resource)


def not_found(resource: Resource) -> NotFound:
    """What a request gets that names a record which is not there for it."""
    noun = ChangeOrder if resource.noun is Face else resource.noun  # a face is no client's word
    return NotFound(f"There is no {noun.TABLE.replace('_', ' ')} with this id here.")


def answer_json(context: Context, body: Any, *, total: int | None = None) -> Reply:
    """What is not a page of records, such as a list out of the directory: encoded, enveloped, with
    an ETag of its bytes. `total`: it is one page of so many."""
    written = enveloped(context.scope["path"], encode(body))
    tag = b'W/"%b"' % hashlib.blake2b(written, digest_size=16).hexdigest().encode()
    if is_known(context.headers.get(b"if-none-match"), tag):
        return not_modified(tag)
    headers: HeaderPairs = ()
    if total is not None:
        window = window_of(context)
        headers = page_headers(
            context.url,
            context.raw_query,
            page=window.page,
            per_page=window.per_page,
            total=total,
        )
    return reply(written, headers=(*_tagged(tag), *headers))


def window_of(context: Context) -> Window:
    """Which page a request asks for, where there is nothing to filter. Raises `Invalid`."""
    given: dict[str, list[str]] = {}
    for name, value in context.query:
        given.setdefault(name, []).append(value)
    return read_window(given, is_v2(context.scope["path"]))


class _Sorted(msgspec.Struct):
    id: int | str
    created_at: str = ""

    def key(self, attribute: str) -> int | str:
        return int(self.id) if attribute == "id" else self.created_at


_read_sorted = msgspec.json.Decoder(_Sorted).decode


def answer_page(context: Context, rows: Sequence[msgspec.Raw], listing: Listing) -> Reply:
    """A page of rows that are all at hand, written already, in an order of their own: in it unless
    another is asked for."""
    found, window = list(rows), listing.window
    *asked, _by_id = listing.order
    for order in reversed(asked):
        name = order.attribute
        found.sort(key=lambda row: _read_sorted(row).key(name), reverse=order.descending)
    shown = found[window.offset : window.offset + window.per_page]
    return answer_json(context, shown, total=len(found))


class _Contract(msgspec.Struct):
    contract_id: int | None


_read_contract = msgspec.json.Decoder(_Contract).decode


def of_contract(contract_id: int | None) -> Check:
    """The records of this contract, or of any. What belongs to no contract is not of this door
    (core-model.md §2)."""

    def check(json: bytes) -> bool:
        own = _read_contract(json).contract_id
        return own is not None and contract_id in (None, own)

    return check


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
