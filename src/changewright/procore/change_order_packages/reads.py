"""Listing and getting change order packages (procore.md §2.2)."""

from __future__ import annotations

from changewright.core.query import Condition
from changewright.edge.context import Answer, Context

from ..grammar import one_id
from ..orders import NOTHING, PACKAGES, of_contracts, side_of_contract
from ..place import Place, project_place
from ..reading import get_one, list_array, listing_of, of_contract
from .shapes import DETAILED, KINDS, LISTED


async def list_packages(context: Context) -> Answer:
    """GET change_order_packages: those of prime contracts and commitments in one array."""
    listing = listing_of(context, LISTED)
    contract_id = one_id(context.query, "contract_id")
    place = await project_place(context)
    which = await _of_contract(context, place, contract_id)
    return await list_array(context, place, listing, which)


async def _of_contract(
    context: Context, place: Place, contract_id: int | None
) -> tuple[Condition, ...]:
    """Which orders are packages: those that amend a contract, or this one.

    An order of the owner's without a contract of its own amends the default (core-model.md §2);
    an order to a supplier without one is not listed, and has no number in a contract.
    """
    if contract_id is None:
        return (Condition("kind", "any", KINDS), Condition("contract_number", "not_blank"))
    async with context.services.ledger.reader(place.container_id) as read:
        side = await side_of_contract(read, contract_id)
    if side is None:
        return (NOTHING,)
    kind = Condition("kind", "any", (PACKAGES[side],))
    return (kind, of_contracts(place, side, (contract_id,)))


async def get_package(context: Context) -> Answer:
    """GET change_order_packages/{id}."""
    contract_id = one_id(context.query, "contract_id")
    place = await project_place(context)
    return await get_one(context, place, DETAILED, kinds=KINDS, check=of_contract(contract_id))
