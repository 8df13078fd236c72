"""A project's changes as server-sent events.

Each event names what a committed change touched, as far as the caller sees it, never what it says:
the app reads again what it shows. A stream ends when its caller may no longer see the project, when
the server goes, and after some minutes in any case; a browser then comes back by itself and says
where it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID

from starlette.responses import StreamingResponse

from changewright.core.errors import Refusal
from changewright.edge.context import Answer, Context, Receive, Scope, Send
from changewright.edge.reply import Reply
from changewright.edge.sessions import still_calls
from changewright.work.directory_view import DirectoryView
from changewright.work.live import LiveFeed, Looker, Moved, Watcher

from ..reading import View, encode

HEARTBEAT_SECONDS = 15.0
LIFETIME_SECONDS = 600.0
RETRY_MILLISECONDS = 2000
MEDIA = "text/event-stream"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LiveChangeView(View):
    """The data of an event `change`. `ids` are the records touched and the documents whose items
    were, none where there are too many; `kinds` are nouns. `revision` is for the contractor's
    people: how often others wrote is not for everybody. `by` is a person, by uuid."""

    revision: int | None
    ids: list[UUID]
    kinds: list[str]
    by: UUID | None
    by_name: str | None


class LiveResponse(StreamingResponse):
    """A stream that lets go of what it holds, however it ends."""

    def __init__(self, events: AsyncIterator[bytes], held: ExitStack) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(events, headers=headers, media_type=MEDIA)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._held:
            await super().__call__(scope, receive, send)


async def watch_project(context: Context) -> Answer:
    """GET the stream. Raises `TooMany` for one person's ninth, `Unavailable`."""
    if context.method == "HEAD":
        return Reply(headers=((b"content-type", MEDIA.encode()),))
    feed: LiveFeed = context.services.extras["live"]
    looker = Looker(context.role.name, context.company_id, context.person.id)
    with ExitStack() as stack:
        watcher = stack.enter_context(feed.watching(context.container_id, context.person.id))
        place = await _place(context, feed, looker)
        held = stack.pop_all()
    return LiveResponse(_events(context, feed, watcher, looker, place), held)


async def _place(context: Context, feed: LiveFeed, looker: Looker) -> int:
    """The revision behind which to begin: where the client says it was, else now."""
    container_id = context.container_id
    now = await feed.head(container_id)
    said = context.header("last-event-id") or ""
    digits = said.removeprefix("t")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return now
    if said.startswith("t"):
        try:
            instant = EPOCH + timedelta(microseconds=int(digits))
        except OverflowError:
            return now
        return await feed.revision_at(container_id, instant)
    return now if looker.is_restricted else min(int(digits), now)


async def _events(
    context: Context, feed: LiveFeed, watcher: Watcher, looker: Looker, place: int
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LIFETIME_SECONDS
    beats_at = loop.time() + HEARTBEAT_SECONDS
    began = await feed.instant_of(context.container_id, place)
    yield b"retry: %d\n%b\n\n" % (RETRY_MILLISECONDS, _id(looker, place, began))
    try:
        while not feed.stopped and loop.time() < ends_at:
            head = await feed.head(context.container_id)
            if head != place:
                if not await _may_look(context, looker):
                    return
                for moved in await feed.moved(context.container_id, place, head):
                    yield await _event(context, feed, looker, moved)
                place = head
            await watcher.wait(max(0.0, beats_at - loop.time()))
            if loop.time() >= beats_at:
                if not await _may_look(context, looker):
                    return
                beats_at = loop.time() + HEARTBEAT_SECONDS
                yield b": \n\n"
    except Refusal:
        return  # the database is away; the browser comes back by itself


async def _may_look(context: Context, looker: Looker) -> bool:
    """Whether the caller is still who they were, and plays the same part for the same company."""
    directory = await context.services.directory.fresh()
    role = directory.role_of(context.person.id, context.container_id)
    company = directory.company_of(context.person.id, context.container_id)
    company_id = None if company is None else company.id
    if role is None or Looker(role.name, company_id, context.person.id) != looker:
        return False
    return await still_calls(context)


async def _event(context: Context, feed: LiveFeed, looker: Looker, moved: Moved) -> bytes:
    told = await feed.told(context.container_id, moved, looker)
    place = _id(looker, moved.revision, moved.at)
    if not told.kinds:
        return b"" if looker.is_restricted else place + b"\n\n"
    by = context.services.directory.person(moved.actor_id or 0)
    if by is not None and looker.is_restricted:
        looking = DirectoryView(context.services.directory, context.person)
        by = by if any(by == one for _, one in looking.members(context.project)) else None
    view = LiveChangeView(
        revision=None if looker.is_restricted else moved.revision,
        ids=list(told.ids),
        kinds=list(told.kinds),
        by=None if by is None else by.uuid,
        by_name=None if by is None else by.name,
    )
    return b"%b\nevent: change\ndata: %b\n\n" % (place, encode(view))


def _id(looker: Looker, revision: int, at: datetime | None) -> bytes:
    """What the browser says when it comes back: the revision, or for who must not count others'
    changes the time of this one."""
    if not looker.is_restricted:
        return b"id: %d" % revision
    return b"id: t%d" % (0 if at is None else (at - EPOCH) // timedelta(microseconds=1))
