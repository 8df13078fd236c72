"""How this door reads: views are msgspec Structs with camel-case names, lists are pages.

Amounts are strings of plain digits, instants RFC 3339, ids UUIDs. What the caller's audience may
not see is neither shown nor counted: ask `sees`, `visible` and `hidden_of` before you put it into
a view.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

import msgspec

from changewright.core.errors import NotFound, invalid
from changewright.core.records import Record
from changewright.edge.conditional import (
    content_version,
    is_known,
    not_modified,
    record_tag,
    with_tag,
)
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.edge.values import echo, parse_whole_number
from changewright.work import visibility
from changewright.work.unit import LedgerReader

from .operations import LIMIT_DEFAULT, LIMIT_MAXIMUM

R = TypeVar("R", bound=Record)

encode = msgspec.json.Encoder(decimal_format="string").encode
"""Any view as JSON bytes."""


class View(msgspec.Struct, kw_only=True, rename="camel"):
    """What a view derives from: its keys are its attributes in camel case."""


class Window(msgspec.Struct, frozen=True):
    """Which part of a list a request asks for."""

    limit: int
    offset: int


def reading(context: Context) -> AbstractAsyncContextManager[LedgerReader]:
    """The project's records as they stand, for the block."""
    return context.services.ledger.reader(context.container_id)


def window_of(context: Context) -> Window:
    """`limit` and `offset` of the query. Raises `Invalid` naming the one that is wrong."""
    return Window(
        whole_number(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAXIMUM),
        whole_number(context, "offset", 0, 0, 2**53 - 1),
    )


def query_text(context: Context, name: str) -> str | None:
    """A parameter of the query, the last one sent; None where there is none or it is empty."""
    found = [value for key, value in context.query if key == name]
    return found[-1] if found and found[-1] else None


def answer(context: Context, view: Any) -> Reply:
    """Any view, with a weak ETag of its bytes; 304 where the client has it."""
    body = encode(view)
    tag = b'W/"%b"' % hashlib.blake2b(body, digest_size=16).hexdigest().encode()
    if is_known(context.headers.get(b"if-none-match"), tag):
        return not_modified(tag)
    return with_tag(body, tag)


def answer_record(context: Context, record: Record, view: Any) -> Reply:
    """The view of one record, with the strong ETag of its version, which serves `If-Match`. Only
    for views that show nothing but the record: what hangs on it changes apart."""
    tag = record_tag(record.TABLE, record.version, context.role.audience)
    return context.tagged(tag, lambda: encode(view))


def answer_said(context: Context, noun: type[Record], record: Record | None, view: Any) -> Reply:
    """The same of what a project says once, or a contract: it may not have been said yet."""
    return context.tagged(said_tag(context, noun, record), lambda: encode(view))


def said_tag(context: Context, noun: type[Record], record: Record | None) -> bytes:
    """The tag of what is said once, which serves `If-Match`."""
    return record_tag(noun.TABLE, version_said(record), context.role.audience)


def version_said(record: Record | None) -> int:
    """The version that such a tag names: 0 of what is not there, and another one of what is said
    anew than of what was taken back, though both are the first of their record."""
    return 0 if record is None else content_version(record)


def answer_page(context: Context, views: Sequence[Any], total: int | None = None) -> Reply:
    """A page: `{"results": […], "total", "limit", "offset"}`. Without `total`, `views` are all
    there are and the window is cut from them; with it, they are the window already."""
    window = window_of(context)
    shown = views
    if total is None:
        total, shown = len(views), views[window.offset : window.offset + window.limit]
    page = {"results": shown, "total": total, "limit": window.limit, "offset": window.offset}
    return answer(context, page)


def revision_told(context: Context, revision: int) -> int | None:
    """A revision for the contractor's people; from outside none, as how often others wrote would
    be told by it."""
    return revision if context.role.audience == "full" else None


def hidden_of(context: Context, record: Record) -> frozenset[str]:
    """The columns of this record that the caller's audience must not see."""
    return visibility.view_for(context.role.name, record).hidden


async def sees(context: Context, read: visibility.Reader, record: Record) -> bool:
    """Whether the caller's audience sees this record at all."""
    if context.role.audience == "full":
        return True
    return await visibility.sees(read, context.role.name, context.company_id, record)


async def seen(context: Context, read: LedgerReader, records: Iterable[R]) -> list[R]:
    """Those of the records that the caller's audience sees."""
    if context.role.audience == "full":
        return list(records)
    return await visibility.seen(read, context.role.name, context.company_id, records)


async def visible(context: Context, read: LedgerReader, records: Iterable[R]) -> list[R]:
    """The same as the audience is shown them."""
    return [as_seen(context, record) for record in await seen(context, read, records)]


def as_seen(context: Context, record: R) -> R:
    """The record with what the caller's audience is shown in the place of some columns."""
    return visibility.as_seen(context.role.name, record)


async def require(context: Context, read: LedgerReader, noun: type[R], parameter: str) -> R:
    """The record that the path names by its UUID. Raises `NotFound`, in the same words whether it
    is not there or not for this caller."""
    record = await read.by_uuid(noun, context.uuid(parameter))
    if record is None or not await sees(context, read, record):
        name = noun.TABLE.replace("_", " ")
        raise NotFound(f"There is no {name} {context.uuid(parameter)} here.")
    return record


def whole_number(context: Context, name: str, default: int, least: int, most: int) -> int:
    """A parameter that is an integer. Raises `Invalid` naming it."""
    text = query_text(context, name)
    if text is None:
        return default
    number = parse_whole_number(text)
    if number is None:
        raise invalid(name, "format", f"{name} is not an integer: {echo(text)}")
    if not least <= number <= most:
        raise invalid(name, "range", f"{name} must lie between {least} and {most}")
    return number
