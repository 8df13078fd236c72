"""Listing and getting prime and commitment change orders (procore.md §2.5)."""

from __future__ import annotations

import msgspec

from changewright.core.kinds import Track
from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler

from ..orders import NOTHING
from ..place import project_place
from ..reading import Check, get_one, list_array, listing_of, not_found, rendering_of
from ..status_filters import of_potentials
from .shapes import DETAILED, LISTED, TYPES

BATCH_FILTER = "filters[batch_id]"


def listing(side: Track) -> Handler:
    """GET prime_change_orders, commitment_change_orders; nothing at three tiers, where the vendor
    does not offer them, nor in a batch at one, where there is none."""

    async def list_change_orders(context: Context) -> Answer:
        asked = listing_of(context, LISTED)
        place = await project_place(context)
        rendering = rendering_of(context, place)
        tiers = rendering.tiers(side)
        own = Condition("side", "any", (side,))
        if tiers > 2 or (tiers == 1 and _names_batch(context)):
            own = NOTHING
        return await list_array(context, place, of_potentials(asked, rendering, (side,)), (own,))

    return list_change_orders


def _names_batch(context: Context) -> bool:
    names = (BATCH_FILTER, f"{BATCH_FILTER}[]")
    return any(key in names and value.strip() for key, value in context.query)


def showing(side: Track) -> Handler:
    """GET …/{id}; the other side's are not found here."""

    async def get_change_order(context: Context) -> Answer:
        place = await project_place(context)
        if rendering_of(context, place).tiers(side) > 2:
            raise not_found(DETAILED)
        return await get_one(context, place, DETAILED, check=_of_side(side))

    return get_change_order


class _Type(msgspec.Struct):
    type: str


_read_type = msgspec.json.Decoder(_Type).decode


def _of_side(side: Track) -> Check:
    wanted = TYPES[side]
    return lambda json: _read_type(json).type == wanted
