"""Who wrote the comments on a change: those who have left the project too.

Autodesk's door tells a comment's writer by an id, and the people of a project who are in it now.
The directory keeps everybody's name. Comments are for the contractor's people, who see everybody's
name in what happened; owners and suppliers see none, and nobody who wrote them.
"""

from __future__ import annotations

from changewright.core.records import ChangeOrder
from changewright.core.records_attached import Comment
from changewright.edge.context import Answer, Context

from ..reading import View, answer, reading, require, visible
from .looking import PARAMETER
from .names import person_reference
from .views import RecordReference


class RecordWritersView(View):
    """The people who wrote comments on a change, in the order of their first."""

    results: list[RecordReference]


async def show_writers(context: Context) -> Answer:
    """GET who wrote the comments on a change."""
    async with reading(context) as read:
        document = await require(context, read, ChangeOrder, PARAMETER)
        found = await read.where(Comment, record_kind=ChangeOrder.TABLE, record_id=document.id)
        comments = await visible(context, read, found)
    ids = dict.fromkeys(one.created_by for one in comments)
    people = (person_reference(context, each) for each in ids)
    return answer(context, RecordWritersView(results=[one for one in people if one is not None]))
