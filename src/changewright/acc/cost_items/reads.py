"""Listing and getting cost items and their detail."""

from __future__ import annotations

from changewright.core.query import Condition
from changewright.core.records import CostItem
from changewright.edge.context import Answer, Context

from ..reading import get_one, list_page
from .fields import COST_ITEM, SUB_COST_ITEM


async def list_cost_items(context: Context) -> Answer:
    """GET cost-items: a page, by filters, sort and includes (§3.1)."""
    return await list_page(context, COST_ITEM)


async def get_cost_item(context: Context) -> Answer:
    """GET cost-items/{id}."""
    return await get_one(context, COST_ITEM, "costItemId")


async def list_details(context: Context) -> Answer:
    """GET cost-items/{id}/sub-cost-items."""
    async with context.services.ledger.reader(context.container_id) as read:
        item = await read.require(CostItem, context.uuid("costItemId"), "costItemId")
    return await list_page(
        context, SUB_COST_ITEM, where=(Condition("cost_item_id", "any", (item.id,)),)
    )
