"""The rates of cost items: what they get of their contract, what documents add up at, and what
detail is copied at.

Cost items get their contract's rate when they come to it, and keep theirs once their cost is
approved. The unit asks here at its end, whichever door or function wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from changewright.core.book import totals
from changewright.core.exchange import (
    IN_PROJECT,
    ONE,
    RATE_OF,
    RATES_OF_ITEM,
    Counting,
    counting_of,
    counts_in_project,
)
from changewright.core.kinds import phase_of
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Record, SubCostItem
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.store.read_ledger import LedgerReader

from .workspace import Workspace

R = TypeVar("R", bound=Record)
ACTION = "followed"


class Writing(Protocol):
    """The unit whose items are brought up to date."""

    read: LedgerReader

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...


async def rates_for(
    read: LedgerReader, contract_id: int | None, given: Mapping[str, Any]
) -> dict[str, Decimal]:
    """The rates that a cost item gets of its contract where nobody gives one."""
    contract = await read.get(Contract, contract_id) if contract_id is not None else None
    if contract is None or contract.exchange_rate in (None, ONE):
        return {}
    return {column: contract.exchange_rate for column in RATES_OF_ITEM if given.get(column) is None}


async def countings(read: LedgerReader, rows: Sequence[Record]) -> dict[int, Counting]:
    """What the money of each row is counted in: detail as the amount of its item that it is below,
    a row of a schedule of values as its contract, a budget as the project."""
    details = [row for row in rows if isinstance(row, SubCostItem)]
    values = [row for row in rows if isinstance(row, ScheduleOfValue)]
    found = await read.many(CostItem, {row.cost_item_id for row in details})
    items = {item.id: item for item in found}
    wanted = {item.contract_id for item in found if item.contract_id is not None}
    wanted |= {row.contract_id for row in values}
    contracts = {one.id: one for one in await read.many(Contract, wanted)}
    counted: dict[int, Counting] = {row.id: IN_PROJECT for row in rows}
    for row in details:
        item = items[row.cost_item_id]
        contract = contracts.get(item.contract_id or 0)
        counted[row.id] = counting_of(item, row.type, contract.currency if contract else None)
    for value in values:
        of = contracts[value.contract_id]
        rate = of.exchange_rate or ONE
        counted[value.id] = Counting(("contract", of.id), rate, of.currency)
    return counted


async def counting_at(read: LedgerReader, item: CostItem, amount: str) -> Counting:
    """What one of an item's amounts is counted in."""
    contract = None if item.contract_id is None else await read.get(Contract, item.contract_id)
    return counting_of(item, amount, None if contract is None else contract.currency)


async def follow_rates(unit: Writing, workspace: Workspace) -> None:
    """At the end of a unit: items that came to a contract have its rate, those of a contract whose
    rate changed follow unless their cost is approved, and documents add up at the rates there are.
    """
    await _follow_contracts(unit, workspace)
    await _follow_items(unit, workspace)
    moved = [
        now.id
        for was, now in _written(workspace, CostItem)
        if any(
            getattr(now, amount) is not None
            and (getattr(was, rate, None) or ONE) != (getattr(now, rate) or ONE)
            for amount, rate in RATE_OF.items()
        )
    ]
    if moved:
        await _retotal(unit, moved)


async def _follow_contracts(unit: Writing, workspace: Workspace) -> None:
    for was, now in _written(workspace, Contract):
        if was is None or was.exchange_rate == now.exchange_rate:
            continue
        for item in await unit.read.where(CostItem, contract_id=now.id):
            if phase_of(item.cost_state) != "approved":
                _change_rates(unit, item, was.exchange_rate, now.exchange_rate)


async def _follow_items(unit: Writing, workspace: Workspace) -> None:
    came = [
        (None if was is None else was.contract_id, now)
        for was, now in _written(workspace, CostItem)
        if now.contract_id != (None if was is None else was.contract_id)
    ]
    wanted = {each for left, item in came for each in (left, item.contract_id)} - {None}
    if not wanted:
        return
    found = await unit.read.many(Contract, [each for each in wanted if each is not None])
    rates = {contract.id: contract.exchange_rate for contract in found}
    for left, item in came:
        _change_rates(unit, item, rates.get(left or 0), rates.get(item.contract_id or 0))


def _change_rates(unit: Writing, item: CostItem, old: Decimal | None, new: Decimal | None) -> None:
    """Give an item the new rate where it had the old one, or none."""
    follows = {
        column: None if new == ONE else new
        for column in RATES_OF_ITEM
        if getattr(item, column) in (None, ONE, old)
    }
    unit.change(item, ACTION, **follows)


async def _retotal(unit: Writing, item_ids: Iterable[int]) -> None:
    """Add up anew the documents that count these items in the project's currency."""
    held = await unit.read.memberships_of_items(item_ids)
    ids = {one.change_order_id for one in held if counts_in_project(one.kind)}
    memberships = await unit.read.memberships_of_documents(ids)
    items = await unit.read.many(CostItem, [one.cost_item_id for one in memberships])
    found = {item.id: item for item in items}
    for document in await unit.read.many(ChangeOrder, ids):
        own = [
            found[one.cost_item_id]
            for one in memberships
            if one.change_order_id == document.id and one.cost_item_id in found
        ]
        unit.change(document, ACTION, **totals(own, document.kind))


def _written(workspace: Workspace, noun: type[R]) -> Iterator[tuple[R | None, R]]:
    """The unit's records of a noun as they were before it (None: not there) and are now."""
    for record in list(workspace.changed(noun)):
        yield workspace.original(record), record
