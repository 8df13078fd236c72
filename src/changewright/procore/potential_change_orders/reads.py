"""Listing and getting potential change orders (procore.md §2.3)."""

from __future__ import annotations

from changewright.edge.context import Answer, Context

from ..grammar import one_id, read_query
from ..place import place_of
from ..reading import get_one, list_array
from .shapes import DETAILED, LISTED


async def list_potential(context: Context) -> Answer:
    """GET potential_change_orders: those of every contract of the project."""
    conditions, window = read_query(context.query, LISTED.filters)
    place = await place_of(context, one_id(context.query, "project_id", required=True))
    return await list_array(context, place, LISTED, conditions, window)


async def get_potential(context: Context) -> Answer:
    """GET potential_change_orders/{id} of a contract."""
    contract_id = one_id(context.query, "contract_id", required=True)
    place = await place_of(context, one_id(context.query, "project_id", required=True))
    return await get_one(context, place, DETAILED, contract_id)
