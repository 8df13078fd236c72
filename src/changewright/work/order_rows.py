"""Keeping the rows that approved orders have in the schedule of values of their contract.

The unit asks here at its end, whichever door or function wrote: rows are made when an order enters
approved, go when it leaves, and in between follow what they stand for. It costs the same however
many orders and rows a contract has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from changewright.core.order_rows import (
    ORDER_ROW,
    SHOWN_OF_ITEM,
    SHOWN_OF_ORDER,
    is_row_item,
    is_row_order,
    item_row,
    order_row,
)
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.store.read_ledger import LedgerReader

from .workspace import Workspace

R = TypeVar("R", bound=Record)
ACTION = "followed"


class Writing(Protocol):
    """The unit whose rows are brought up to date."""

    read: LedgerReader

    def new(self, noun: type[R], **fields: Any) -> R: ...

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...

    def delete(self, record: Record, action: str = "deleted") -> None: ...

    async def reserve(self, count: int) -> None: ...


async def follow_orders(unit: Writing, workspace: Workspace) -> None:
    """Bring the rows of every order that the unit touched to what they stand for."""
    entered, known = [], _orders_with_rows(workspace)
    made = set(known)
    for was, now in _written(workspace, ChangeOrder):
        stood = was is not None and is_row_order(was)
        if now.id in made:
            continue
        if stood and _differs(was, now, ("cost_state", "deleted_at", *SHOWN_OF_ORDER)):
            known.append(now.id)
        elif not stood and is_row_order(now):
            entered.append(now.id)
    known += await _orders_of_items(unit, workspace, {*entered, *known})
    known += await _orders_of_contracts(unit, workspace, {*entered, *known})
    if not entered and not known:
        return
    await stand(unit, [*entered, *known], known)


def _orders_with_rows(workspace: Workspace) -> list[int]:
    """The orders for which this unit has made or written a row of their own already."""
    rows = workspace.changed(ScheduleOfValue)
    return [
        row.association_id
        for row in rows
        if row.association_type == ORDER_ROW and row.association_id is not None
    ]


async def stand(unit: Writing, order_ids: Iterable[int], known: Iterable[int]) -> None:
    """Bring the rows of these orders to what they stand for; `known` may have some already."""
    rows = await _rows_of(unit, known)
    for order in await unit.read.many(ChangeOrder, order_ids):
        await _follow(unit, order, rows.pop(order.id, []))


async def _orders_of_items(unit: Writing, workspace: Workspace, met: set[int]) -> list[int]:
    """The other orders that stand with a row of an item which now shows something else."""
    changed = [
        now.id
        for was, now in _written(workspace, CostItem)
        if was is not None
        and (is_row_item(was) or is_row_item(now))
        and _differs(was, now, SHOWN_OF_ITEM)
    ]
    if not changed:
        return []
    held = await unit.read.memberships_of_items(changed)
    wanted = {one.change_order_id for one in held if one.kind == "sco"} - met
    return [order.id for order in await unit.read.many(ChangeOrder, wanted) if is_row_order(order)]


async def _orders_of_contracts(unit: Writing, workspace: Workspace, met: set[int]) -> list[int]:
    """The other orders of contracts that went to another supplier, who sees other rows."""
    turned = [
        now.id
        for was, now in _written(workspace, Contract)
        if was is not None and was.company_id != now.company_id
    ]
    if not turned:
        return []
    orders = await unit.read.where(ChangeOrder, kind="sco", contract_id=turned)
    return [order.id for order in orders if is_row_order(order) and order.id not in met]


async def _rows_of(unit: Writing, order_ids: Iterable[int]) -> dict[int, list[ScheduleOfValue]]:
    """The rows there are of these orders: each order's own first, then those beneath it."""
    wanted = list(order_ids)
    if not wanted:
        return {}
    found: dict[int, list[ScheduleOfValue]] = {}
    for row in await unit.read.where(ScheduleOfValue, association_id=wanted):
        found[row.association_id or 0] = [row]
    own = {rows[0].id: rows for rows in found.values()}
    for row in await unit.read.where(ScheduleOfValue, parent_id=list(own)) if own else ():
        own[row.parent_id or 0].append(row)
    return found


async def _follow(unit: Writing, order: ChangeOrder, rows: list[ScheduleOfValue]) -> None:
    if not is_row_order(order):
        for row in rows:
            unit.delete(row, ACTION)
        return
    contract = await unit.read.get(Contract, order.contract_id or 0, deleted=True)
    if contract is None:
        return
    items = await _items_of(unit, order)
    await unit.reserve(max(0, 1 + len(items) - len(rows)))
    own = _kept(unit, rows[0] if rows else None, order_row(order, contract, items))
    beneath = {row.association_id: row for row in rows[1:]}
    for position, item in enumerate(items):
        columns = item_row(order, contract, item, position) | {"parent_id": own.id}
        _kept(unit, beneath.pop(item.id, None), columns)
    for row in beneath.values():
        unit.delete(row, ACTION)


async def _items_of(unit: Writing, order: ChangeOrder) -> list[CostItem]:
    memberships = await unit.read.memberships_of_documents([order.id])
    items = await unit.read.many(CostItem, [one.cost_item_id for one in memberships])
    return [item for item in items if is_row_item(item)]


def _kept(unit: Writing, row: ScheduleOfValue | None, columns: dict[str, Any]) -> ScheduleOfValue:
    if row is None:
        return unit.new(ScheduleOfValue, **columns)
    return unit.change(row, ACTION, **columns)


def _written(workspace: Workspace, noun: type[R]) -> Iterator[tuple[R | None, R]]:
    """The unit's records of a noun as they were before it (None: not there) and are now."""
    for record in list(workspace.changed(noun)):
        yield workspace.original(record), record


def _differs(was: Record | None, now: Record, columns: Iterable[str]) -> bool:
    return any(getattr(was, name) != getattr(now, name) for name in columns)
