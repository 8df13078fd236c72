"""The log: its columns, a part of its rows, its groups."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from changewright.core.errors import invalid
from changewright.core.log_columns import LogColumn
from changewright.edge.conditional import is_known, list_tag, not_modified, with_tag
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.edge.values import echo, parse_uuid
from changewright.work.log import Asking, read_log, read_sections, revision_now
from changewright.work.unit import LedgerReader
from changewright.work.views import views_of

from ..reading import View, answer, encode, query_text, reading, revision_told
from ..reading import whole_number as whole
from ..views.showing import saved_words
from .enriching import with_clocks, with_moves
from .grammar import Reading, Words, query_of
from .known import Known, known_of
from .rows import group_view, row_view, totals_view
from .views import (
    LogChoiceView,
    LogColumnsView,
    LogColumnView,
    LogGroupsView,
    LogPageView,
)

LIMIT_DEFAULT, LIMIT_MAXIMUM = 100, 500
DEFAULT_COLUMNS = (
    *("number", "title", "kind", "state", "phase", "reason", "scope", "contract", "supplier"),
    *("estimated", "submitted", "approved", "committed", "court", "courtSince", "due", "updated"),
)
INCLUDES = ("totals", "moves", "clocks")
PARTS = ("filter", "q", "sort", "group", "columns")


async def show_columns(context: Context) -> Answer:
    """GET the columns that the caller may ask for."""
    async with reading(context) as read:
        known = await known_of(context, read)
    return answer(
        context,
        LogColumnsView(
            columns=[_column_view(column) for column in known.columns.values()],
            today=known.day,
            time_zone=known.scope.zone,
            currency=known.scope.currency,
        ),
    )


def _column_view(column: LogColumn) -> LogColumnView:
    choices = [LogChoiceView(value=one, title=word_title(one)) for one in column.choices]
    if column.definition_id is not None:
        choices = [LogChoiceView(value=one, title=one) for one in column.choices]
    return LogColumnView(
        name=column.name,
        title=column.title,
        type=column.type,
        kinds=list(column.kinds),
        operators=list(column.operators),
        sortable=column.sortable,
        groupable=column.groupable,
        total=column.total,
        width=column.width,
        lock=column.lock,
        choices=choices or None,
    )


def word_title(name: str) -> str:
    """A word of the ledger as a text: `in_review` is `In review`."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


async def list_rows(context: Context) -> Answer:
    """GET a part of the log."""
    included = includes_of(context)
    async with reading(context) as read:
        revision = await revision_now(read)
        asking, known = await asking_of(context, read)
        tag = _tag(context, asking, known, revision)
    if tag and is_known(context.headers.get(b"if-none-match"), tag):
        return not_modified(tag)
    found = await read_log(context.services.ledger, asking, totals="totals" in included)
    query = asking.query
    rows = [row_view(context, query.columns, record) for record in found.rows]
    if "clocks" in included and "clock" in known.columns:
        await with_clocks(context, known, found.rows, rows)
    if "moves" in included:
        await with_moves(context, found.rows, rows)
    page = LogPageView(
        results=rows,
        total=found.total,
        limit=query.limit,
        offset=query.offset,
        totals=None if found.sums is None else totals_view(known, found.sums),
        columns=[column.name for column in query.columns],
        revision=revision_told(context, found.revision),
    )
    return _told(context, page, tag)


async def list_groups(context: Context) -> Answer:
    """GET the groups of the log, on all levels."""
    async with reading(context) as read:
        revision = await revision_now(read)
        asking, known = await asking_of(context, read)
        tag = _tag(context, asking, known, revision)
    if tag and is_known(context.headers.get(b"if-none-match"), tag):
        return not_modified(tag)
    shown, sections, sums = await read_sections(context.services.ledger, asking)
    levels = [key.column for key in asking.query.group]
    view = LogGroupsView(
        groups=[group_view(context, known, levels, one) for one in sections],
        levels=[level.name for level in levels],
        total=sum(one.count for one in sums),
        totals=totals_view(known, sums),
        revision=revision_told(context, shown),
    )
    return _told(context, view, tag)


# -- what is asked --------------------------------------------------------------------------------


async def asking_of(context: Context, read: LedgerReader) -> tuple[Asking, Known]:
    """The request's query, with what it needs to be read. What a saved view says stands where the
    request says nothing."""
    known = await known_of(context, read)
    words = await words_of(context, read, known)
    query = query_of(
        Reading(context, known),
        words,
        default_columns(known),
        whole(context, "offset", 0, 0, 2**53 - 1),
        whole(context, "limit", LIMIT_DEFAULT, 1, LIMIT_MAXIMUM),
    )
    return Asking(known.viewer, query, known.scope, known.added), known


async def words_of(context: Context, read: LedgerReader, known: Known) -> Words:
    """The parts of the query as they came; what is left out is as the view says, if it names one.
    Raises `NotFound` for a view that is not there for the caller."""
    found = {name: _part(context, name) for name in PARTS}
    given = {name: value for name, value in found.items() if value is not None}
    named = query_text(context, "view")
    if named is None:
        return Words(**given)
    uuid = parse_uuid(named)
    if uuid is None:
        raise invalid("view", "format", f"view is not a UUID: {echo(named)}")
    views = await views_of(read, context.person.id, context.role.name)
    return msgspec.structs.replace(saved_words(context, known, views, uuid), **given)


def _part(context: Context, name: str) -> str | None:
    """The last value of a parameter; an empty one says that nothing is wanted, whatever the view
    says."""
    found = [value for key, value in context.query if key == name]
    return found[-1] if found else None


def default_columns(known: Known) -> Sequence[LogColumn]:
    return [known.columns[name] for name in DEFAULT_COLUMNS if name in known.columns]


def includes_of(context: Context) -> frozenset[str]:
    """The words of `include`. Raises `Invalid` for one that is none."""
    words = [word for word in (query_text(context, "include") or "").split(",") if word]
    for word in words:
        if word not in INCLUDES:
            raise invalid("include", "choice", f"include is of {', '.join(INCLUDES)}")
    return frozenset(words)


def _told(context: Context, view: View, tag: bytes) -> Reply:
    return with_tag(encode(view), tag) if tag else answer(context, view)


def _tag(context: Context, asking: Asking, known: Known, revision: int) -> bytes:
    """Of all that an answer hangs on; what `me` and `t` mean today is in the query as read. The
    revision is one from before anything was read, so that no answer has a tag newer than it is.
    None for those outside: theirs is of what they are shown, or it would change with all that is
    not for them."""
    if context.role.audience != "full":
        return b""
    directory = context.services.directory
    scope = asking.scope
    meant = (asking.query, asking.viewer, scope.person_id, scope.currency, scope.zone, known.day)
    return list_tag(
        "web",
        context.scope["path"],
        context.raw_query,
        (revision, directory.revision),
        context.role.name,
        repr(meant),
    )
