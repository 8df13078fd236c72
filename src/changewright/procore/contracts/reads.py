"""Listing and getting commitments (procore.md §2.11)."""

from __future__ import annotations

from changewright.core.errors import NotFound
from changewright.core.records_contracts import Contract
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.edge.values import parse_whole_number
from changewright.work.screening import named

from ..place import Place, project_place
from ..reading import get_one, list_array, listing_of
from .shapes import DETAILED, LISTED, NEWER, SUMMARY, Form


def listing(form: Form) -> Handler:
    """GET work_order_contracts, purchase_order_contracts: those of this form."""

    async def list_form(context: Context) -> Answer:
        asked = listing_of(context, form.listed)
        return await list_array(context, await project_place(context), asked, form.own)

    return list_form


def showing(form: Form) -> Handler:
    """GET …/{id}: one of this form; of the other it is not found."""

    async def get_form(context: Context) -> Answer:
        place = await project_place(context)
        await require_form(context, place, form)
        return await get_one(context, place, form.detailed)

    return get_form


async def require_form(context: Context, place: Place, form: Form) -> None:
    """Raise `NotFound` unless the path names a commitment of this form."""
    record_id = parse_whole_number(context.path["id"])
    async with context.services.ledger.reader(place.container_id) as read:
        found = await named(read, Contract, record_id)
    if found is None or found.form != form.name:
        raise not_found(form.name)


def not_found(form: str) -> NotFound:
    return NotFound(f"There is no {form.replace('_', ' ')} contract with this id here.")


async def list_any(context: Context) -> Answer:
    """GET commitments: of both forms."""
    asked = listing_of(context, LISTED)
    return await list_array(context, await project_place(context), asked)


async def get_any(context: Context) -> Answer:
    """GET commitments/{id}."""
    return await get_one(context, await project_place(context), DETAILED)


async def list_newer(context: Context) -> Answer:
    """GET v2.0 commitment_contracts."""
    asked = listing_of(context, NEWER)
    return await list_array(context, await project_place(context), asked)


async def get_newer(context: Context) -> Answer:
    """GET v2.0 commitment_contracts/{id}."""
    return await get_one(context, await project_place(context), NEWER)


async def get_summary(context: Context) -> Answer:
    """GET v2.0 commitment_contracts/{id}/summary."""
    return await get_one(context, await project_place(context), SUMMARY)
