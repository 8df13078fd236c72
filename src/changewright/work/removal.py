"""Deleting a potential change with the items that are its own."""

from __future__ import annotations

from changewright.core.book import state_of
from changewright.core.errors import InUse
from changewright.core.faces import items_on_face
from changewright.core.kinds import TRACKS, Phase
from changewright.core.propagation import revise_item
from changewright.core.records import ChangeOrder, CostItem, Face, Line

from . import change_orders, cost_items
from .change_orders import items_of
from .neighbourhood import keep, load_book
from .placing import side_track
from .unit import Unit

LOCKED_PHASES: tuple[Phase, ...] = ("approved",)
"""What keeps a document from being deleted as Procore's clients do; pending ones may go."""


async def remove_potential(unit: Unit, face: Face, document: ChangeOrder) -> None:
    """Delete a potential change and the items on nothing else; those of the other side's potential
    change stay there. Raises `Locked` once approved, `InUse` while linked, or of several contracts.
    """
    others = await unit.read.where(Face, change_order_id=document.id)
    if len(others) > 1:
        raise InUse("it is a change of several contracts; it is deleted where it was made")
    items = items_on_face(face, document, await items_of(unit, document))
    await change_orders.delete(unit, document, locked_phases=LOCKED_PHASES)
    for item in items:
        await drop_item(unit, unit.newest(item), side_track(face))


async def drop_item(unit: Unit, item: CostItem, side: str) -> None:
    """An item that left the potential change of a side: gone if on nothing else, else no longer
    active on that side."""
    held = await unit.read.memberships_of_items([item.id])
    if not held:
        if all(state_of(item, track) != "contracted" for track in TRACKS):
            await cost_items.delete(unit, item)
        return
    if any(one.kind in ("pco", "event") for one in held):
        await deactivate(unit, item, side)


async def deactivate(unit: Unit, item: CostItem, side: str) -> None:
    """Let an item count on one side no more; the line it had there goes."""
    book = await load_book(unit, (), [item.id])
    changes = {f"active_{side}": False}
    revise_item(book, item.id, changes)
    keep(unit, book, edited=item.id)
    for line in await unit.read.where(Line, cost_item_id=item.id, side=side):
        unit.delete(line)
