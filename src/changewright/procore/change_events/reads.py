"""Listing and getting change events (procore.md §2.8)."""

from __future__ import annotations

from changewright.core.choices import CHANGE_EVENT_STATUS, CHANGE_TYPE
from changewright.core.errors import invalid
from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo
from changewright.work import events

from ..fields import Resource
from ..grammar import one_id
from ..place import project_place
from ..reading import answer_json, get_one, list_array, listing_of, rendering_of
from . import words
from .newer import LISTED as NEWER
from .newer import WITH_DELETED
from .shapes import KIND, LISTED, WITHOUT_RFQS

EVENTS = (Condition("kind", "any", (KIND,)),)
_YES_AND_NO = {"true": True, "1": True, "false": False, "0": False}


async def list_events(context: Context) -> Answer:
    """GET v1.0 change_events."""
    wants_rfqs = _flag(context, "include_rfqs")
    resource = WITHOUT_RFQS if wants_rfqs is False else LISTED
    return await _list(context, resource)


async def list_newer(context: Context) -> Answer:
    """GET v1.1 change_events."""
    return await _list(context, NEWER)


async def _list(context: Context, resource: Resource) -> Answer:
    listing = listing_of(context, resource)
    return await list_array(context, await project_place(context), listing, EVENTS)


async def get_event(context: Context) -> Answer:
    """GET v1.0 change_events/{id}."""
    place = await project_place(context)
    return await get_one(context, place, LISTED, kinds=(KIND,))


async def get_newer(context: Context) -> Answer:
    """GET v1.1 change_events/{id}, with lines that are deleted if that is asked."""
    wants_deleted = _flag(context, "include_deleted_change_event_line_items")
    place = await project_place(context)
    resource = WITH_DELETED if wants_deleted else NEWER
    return await get_one(context, place, resource, kinds=(KIND,))


async def get_new(context: Context) -> Answer:
    """GET v1.1 change_events/new: what a new event would begin with."""
    origin_id = one_id(context.query, "selected_origin_id")
    place = await project_place(context)
    rendering = rendering_of(context, place)
    directory, account_id = rendering.directory, rendering.account_id
    status = words.entry(directory, account_id, CHANGE_EVENT_STATUS, None)
    change_type = words.entry(directory, account_id, CHANGE_TYPE, None)
    async with context.services.ledger.reader(place.container_id) as read:
        number = await events.number_of_next(read)
    return answer_json(
        context,
        {
            "company_id": account_id,
            "project_id": place.project.id,
            "number": number,
            "scope": "tbd",
            "status": {"id": None if status is None else status.id},
            "event_origin": {"origin_id": origin_id, "origin_type": None},
            "change_type": {"id": None if change_type is None else change_type.id},
            "prime_contract_for_estimates": {"id": place.settings.default_main_contract_id},
        },
    )


def _flag(context: Context, name: str) -> bool | None:
    """A yes or no of the query; None where it says nothing."""
    texts = [value.strip() for key, value in context.query if key == name and value.strip()]
    if not texts:
        return None
    if texts[-1].lower() not in _YES_AND_NO:
        raise invalid(name, "format", f"{name} is neither true nor false: {echo(texts[-1])}")
    return _YES_AND_NO[texts[-1].lower()]
