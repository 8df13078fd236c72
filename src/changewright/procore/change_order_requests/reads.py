"""Listing and getting change order requests of a contract (procore.md §2.4)."""

from __future__ import annotations

from changewright.core.query import Condition
from changewright.edge.context import Answer, Context

from ..grammar import one_id
from ..orders import REQUESTS, no_contract, of_contracts, side_of_contract
from ..place import project_place
from ..reading import get_one, list_array, listing_of, of_contract, rendering_of
from ..status_filters import of_requests
from .shapes import DETAILED, KINDS, LISTED


async def list_requests(context: Context) -> Answer:
    """GET change_order_requests: those of one contract, prime or commitment."""
    listing = listing_of(context, LISTED)
    contract_id = one_id(context.query, "contract_id", required=True)
    assert contract_id is not None
    place = await project_place(context)
    async with context.services.ledger.reader(place.container_id) as read:
        side = await side_of_contract(read, contract_id)
    if side is None:
        raise no_contract(contract_id)
    kind = Condition("kind", "any", (REQUESTS[side],))
    listing = of_requests(listing, side, rendering_of(context, place))
    return await list_array(
        context, place, listing, (kind, of_contracts(place, side, (contract_id,)))
    )


async def get_request(context: Context) -> Answer:
    """GET change_order_requests/{id} of a contract."""
    contract_id = one_id(context.query, "contract_id", required=True)
    place = await project_place(context)
    return await get_one(context, place, DETAILED, kinds=KINDS, check=of_contract(contract_id))
