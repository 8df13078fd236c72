"""Saved views of the log as the answers show them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from changewright.core.errors import NotFound
from changewright.core.log_views import READY_VIEW, LogDefinition, ReadyView
from changewright.core.records_views import SavedView
from changewright.edge.context import Context
from changewright.work.views import Views, may_write_over

from ..log.grammar import Words
from ..log.known import Known
from ..log.views import LogParty
from ..reading import View


class LogViewColumn(View):
    """A column of a view; without a width it is as wide as it is by itself."""

    name: str
    width: int | None


class LogDefinitionView(View):
    """What a view says, in the words of the log's address."""

    columns: list[LogViewColumn]
    filter: str
    q: str
    sort: str
    group: str
    row_height: str


class LogViewCopy(View):
    """What the caller made of a view for himself."""

    id: UUID
    definition: LogDefinitionView


class LogView(View):
    """A saved view. `may_edit`: the caller may write over it."""

    id: UUID
    name: str
    sharing: str
    locked: bool
    owner: LogParty | None
    may_edit: bool
    is_default: bool
    definition: LogDefinitionView
    temporary: LogViewCopy | None
    version: int
    created_at: datetime | None
    updated_at: datetime | None


class LogViewPage(View):
    """A page of views."""

    results: list[LogView]
    total: int
    limit: int
    offset: int


def words_of(definition: LogDefinition | LogDefinitionView) -> Words:
    """A view's parts as the log's grammar reads them."""
    return Words(
        filter=definition.filter,
        q=definition.q,
        sort=definition.sort,
        group=definition.group,
        columns=",".join(column.name for column in definition.columns),
    )


def definition_of(view: SavedView) -> LogDefinition:
    """A kept definition read."""
    return msgspec.convert(view.definition or {}, LogDefinition)


def is_for(known: Known, ready: ReadyView) -> bool:
    return all(name in known.columns for name in ready.asks)


def saved_words(context: Context, known: Known, views: Views, uuid: UUID) -> Words:
    """What a view says, for a request that names it: the caller's copy where he has one."""
    view = view_of(context, known, views, uuid)
    shown = view.definition if view.temporary is None else view.temporary.definition
    return words_of(shown)


def view_of(context: Context, known: Known, views: Views, uuid: UUID) -> LogView:
    """The view of this id as the caller has it. Raises `NotFound`."""
    saved = views.find(uuid)
    if saved is not None:
        return saved_view(context, known, views, saved)
    ready = READY_VIEW.get(uuid)
    if ready is None or not is_for(known, ready):
        raise nothing(uuid)
    return ready_view(known, views, ready)


def nothing(uuid: UUID) -> NotFound:
    return NotFound(f"There is no view {uuid} here.")


def ready_view(known: Known, views: Views, ready: ReadyView) -> LogView:
    return LogView(
        id=ready.uuid,
        name=ready.name,
        sharing="ready",
        locked=True,
        owner=None,
        may_edit=False,
        is_default=views.default == ready.uuid,
        definition=_definition(known, ready.definition),
        temporary=_copy(known, views, ready.uuid),
        version=0,
        created_at=None,
        updated_at=None,
    )


def saved_view(context: Context, known: Known, views: Views, view: SavedView) -> LogView:
    owner = context.services.directory.people.get(view.person_id)
    return LogView(
        id=view.uuid,
        name=view.name,
        sharing=view.sharing,
        locked=view.locked,
        owner=None if owner is None else LogParty(id=owner.uuid, name=owner.name),
        may_edit=may_write_over(context.actor(), view),
        is_default=views.default == view.uuid,
        definition=_definition(known, definition_of(view)),
        temporary=_copy(known, views, view.uuid),
        version=view.version,
        created_at=view.created_at,
        updated_at=view.updated_at,
    )


def _copy(known: Known, views: Views, uuid: UUID) -> LogViewCopy | None:
    copy = views.copies.get(uuid)
    if copy is None:
        return None
    return LogViewCopy(id=copy.uuid, definition=_definition(known, definition_of(copy)))


def _definition(known: Known, definition: LogDefinition) -> LogDefinitionView:
    """Without columns that are gone, or are not the caller's to see."""
    return LogDefinitionView(
        columns=[
            LogViewColumn(name=one.name, width=one.width)
            for one in definition.columns
            if one.name in known.columns
        ],
        filter=definition.filter,
        q=definition.q,
        sort=definition.sort,
        group=definition.group,
        row_height=definition.row_height,
    )
