"""Listing and getting potential change orders (procore.md §2.3)."""

from __future__ import annotations

from changewright.edge.context import Answer, Context

from ..grammar import one_id
from ..place import project_place
from ..reading import get_one, list_array, listing_of, of_contract, rendering_of
from ..status_filters import of_potentials
from .shapes import DETAILED, LISTED


async def list_potential(context: Context) -> Answer:
    """GET potential_change_orders: those of every contract of the project."""
    asked = listing_of(context, LISTED)
    place = await project_place(context)
    return await list_array(context, place, of_potentials(asked, rendering_of(context, place)))


async def get_potential(context: Context) -> Answer:
    """GET potential_change_orders/{id} of a contract."""
    contract_id = one_id(context.query, "contract_id", required=True)
    place = await project_place(context)
    return await get_one(context, place, DETAILED, check=of_contract(contract_id))
