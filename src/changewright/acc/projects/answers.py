"""How the address books answer, with a tag that holds as long as what they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from changewright.edge.conditional import list_tag
from changewright.edge.context import Context
from changewright.edge.reply import Reply

from ..wire import encode
from .viewing import Viewer


def tagged(context: Context, who: Viewer, render: Callable[[], bytes], media: bytes) -> Reply:
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


def answer_json(context: Context, who: Viewer, render: Callable[[], Any]) -> Reply:
    """The same of what is told as plain JSON."""
    return tagged(context, who, lambda: encode(render()), b"application/json")
