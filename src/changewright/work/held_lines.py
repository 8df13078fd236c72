"""Lines of a potential change that are there: what a line is, and finding one.

A line is a cost item, with a row of its side where that has something of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.faces import is_on_face
from changewright.core.records import ChangeOrder, CostItem, Face, Line, Membership
from changewright.core.records_markups import AppliedMarkup

from .unit import LedgerReader

OF_ITEM: Mapping[str, str] = {"description": "name", "quantity": "quantity", "unit": "unit"}
"""What is the item's own unless the sides differ: the line's column, and the item's."""


class Held(msgspec.Struct, frozen=True):
    """A line as it stands: its item, the row of its side if there is one, and the integer it is
    known by. `place` is what puts the item on the potential change."""

    face: Face
    item: CostItem
    row: Line | None
    place: Membership

    @property
    def id(self) -> int:
        """The row's; without one the item's on the cost side, and on the budget side that of its
        place, so that an item on both sides has two. A row that is made keeps it."""
        if self.row is not None:
            return self.row.id
        return self.item.id if self.face.side == "cost" else self.place.id

    def shown(self, column: str) -> Any:
        """A column of `OF_ITEM` or `OF_LINE` as the line shows it."""
        own = getattr(self.as_row(), column)
        if column not in OF_ITEM:
            return own
        return (getattr(self.item, OF_ITEM[column]) if own is None else own) or None

    def as_row(self) -> Line:
        """The row, or what it would be; that one is in no unit."""
        if self.row is not None:
            return self.row
        item = self.item
        return Line(
            container_id=item.container_id,
            id=self.id,
            uuid=item.uuid,
            created_at=item.created_at,
            updated_at=item.updated_at,
            created_by=item.created_by,
            cost_item_id=item.id,
            side=self.face.side,
        )


async def find(read: LedgerReader, face: Face, line_id: int) -> Held | None:
    """The line of a potential change with this integer."""
    row = await read.get(Line, line_id)
    if row is not None:
        return await _held(read, face, row.cost_item_id, row)
    if face.side == "cost":
        held = await _held(read, face, line_id)
    else:
        place = await read.get(Membership, line_id)
        held = None if place is None else await _held(read, face, place.cost_item_id)
    return held if held is not None and held.id == line_id else None


async def find_origin(read: LedgerReader, face: Face, origin_id: str) -> Held | None:
    """The line of a potential change that has this origin."""
    for row in await read.where(Line, origin_id=origin_id, side=face.side):
        held = await _held(read, face, row.cost_item_id, row)
        if held is not None:
            return held
    return None


async def _held(
    read: LedgerReader, face: Face, item_id: int, row: Line | None = None
) -> Held | None:
    """The item as a line of the potential change, if it is one."""
    item = await read.get(CostItem, item_id)
    document = await read.get(ChangeOrder, face.change_order_id)
    if item is None or document is None or (row is not None and row.side != face.side):
        return None
    if not is_on_face(face.side, face.contract_id, document.contract_id, item):
        return None
    if item.is_markup and await read.where(
        AppliedMarkup, limit=1, target_cost_item_id=item.id, formula_id=face.id
    ):
        return None
    for place in await read.memberships_of_items([item_id]):
        if place.change_order_id == document.id:
            return Held(face, item, row or await _row(read, item, face.side), place)
    return None


async def _row(read: LedgerReader, item: CostItem, side: str) -> Line | None:
    found = await read.where(Line, limit=1, cost_item_id=item.id, side=side)
    return found[0] if found else None
