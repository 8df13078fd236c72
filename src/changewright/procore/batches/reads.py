"""Listing and getting batches (procore.md §2.6)."""

from __future__ import annotations

from collections.abc import Iterator

from changewright.core.kinds import Track
from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler

from ..grammar import Listing
from ..orders import COLUMNS, NOTHING, PACKAGES, of_contracts
from ..place import Place, project_place
from ..reading import get_one, list_array, listing_of, of_contract, rendering_of
from ..status_filters import of_batches
from .shapes import DETAILED, LISTED


def listing(side: Track) -> Handler:
    """GET …_change_order_batches: the packages of a side; nothing at three tiers, where the vendor
    does not offer them."""

    async def list_batches(context: Context) -> Answer:
        asked = listing_of(context, LISTED[side])
        place = await project_place(context)
        tiers = rendering_of(context, place).tiers(side)
        where = (Condition("kind", "any", (PACKAGES[side],)), *_conditions(side, place, asked))
        where = (NOTHING,) if tiers > 2 else of_batches(where, side, tiers)
        asked = Listing(asked.resource, where, asked.order, asked.window)
        return await list_array(context, place, asked)

    return list_batches


def _conditions(side: Track, place: Place, asked: Listing) -> Iterator[Condition]:
    """Those of the query; of the default prime contract are also orders that name none."""
    yield Condition("contract_number", "not_blank")
    for each in asked.where:
        if each.attribute == COLUMNS[side]:
            yield of_contracts(place, side, tuple(int(str(one)) for one in each.values))
        else:
            yield each


def showing(side: Track) -> Handler:
    """GET …_change_order_batches/{id}."""

    async def get_batch(context: Context) -> Answer:
        place = await project_place(context)
        return await get_one(
            context, place, DETAILED, kinds=(PACKAGES[side],), check=of_contract(None)
        )

    return get_batch
