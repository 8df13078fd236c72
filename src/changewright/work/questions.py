"""Questions to suppliers as one contract asks them: an rfq with the items it is about.

An rfq of a change event asks about lines of the event; another has an item of its own, which
counts on no side until a change order takes it (core-model.md §6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.exchange import ONE
from changewright.core.kinds import Phase
from changewright.core.money import multiply
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.core.records_events import EventLine

from . import change_orders, cost_items, events, moves, quotes
from .codes import budget_of_line
from .memberships import INHERITED, attach_items, would_generate
from .neighbourhood import load_book
from .unit import LedgerReader, Unit

LOCKED_PHASES: tuple[Phase, ...] = ("approved",)


async def create(
    unit: Unit, contract: Contract, fields: Mapping[str, Any], state: str
) -> ChangeOrder:
    """A new rfq to the supplier of `contract`, in `state`. `fields` are columns of ChangeOrder.

    Raises `Taken` for a number in use, `Invalid` for an event that is not there.
    """
    event = None
    if fields.get("event_id") is not None:
        event = await events.named(unit.read, fields["event_id"], "event_id")
    rfq = await change_orders.create(
        unit,
        "rfq",
        {
            "scope": "in",
            "company_id": contract.company_id,
            **fields,
            "contract_id": contract.id,
        },
    )
    await _ask(unit, rfq, event, contract)
    return await moves.act_to(unit, unit.newest(rfq), {"cost": state})


async def ask_about(
    unit: Unit,
    source: ChangeOrder,
    items: Sequence[CostItem],
    fields: Mapping[str, Any],
    sent: bool,
) -> ChangeOrder:
    """A question to one supplier about items of a potential change; `fields` name his contract, or
    his company where there is none yet. Open, or `sent` out for prices. Others may be asked about
    the same items.

    Raises `Conflict` for a source that is not that far, `Forbidden`.
    """
    book = await load_book(unit, [source.id])
    would_generate(book, [source], "rfq")
    inherited = {name: getattr(source, name) for name in INHERITED}
    rfq = await change_orders.create(
        unit,
        "rfq",
        {**inherited, "name": source.name, "source_id": source.id, "scope": "in", **fields},
    )
    await attach_items(unit, [(unit.newest(rfq), unit.newest(item)) for item in items])
    for action in ("open", "submit") if sent else ("open",):
        rfq = await moves.act(unit, unit.newest(rfq), action)
    return unit.newest(rfq)


async def _ask(unit: Unit, rfq: ChangeOrder, event: ChangeOrder | None, contract: Contract) -> None:
    """Put on a new rfq what it asks about. What it estimates is in the currency of its contract,
    as its prices are; estimates of items are in the project's."""
    items = [] if event is None else await _lines_for(unit.read, event, rfq)
    if event is not None and items:
        await events.hold(unit, event, rfq, items)
        return
    budget = await budget_of_line(unit, cost_code_id=rfq.cost_code_id)
    estimated = rfq.estimated_amount
    if estimated is not None:
        estimated = multiply(estimated, contract.exchange_rate or ONE)
    line: dict[str, Any] = {
        "estimated": estimated,
        "budget_id": None if budget is None else budget.id,
    }
    if event is not None:
        line |= {"description": rfq.name, "proposed_contract_id": rfq.contract_id}
        item = await events.create_line(unit, event, line)
        await events.hold(unit, event, rfq, [item])
    else:
        own = {"name": rfq.name, "scope": events.SCOPE_OF_LINES, **line}
        await cost_items.create(unit, own, unit.newest(rfq))


async def _lines_for(read: LedgerReader, event: ChangeOrder, rfq: ChangeOrder) -> list[CostItem]:
    """The lines of an event that an rfq asks about: those of its cost code if it has one; else
    those meant for its contract; else all that are meant for none."""
    items = await events.items_of(read, event)
    if rfq.cost_code_id is not None:
        budgets = await read.where(Budget, cost_code_id=rfq.cost_code_id)
        of_code = {budget.id for budget in budgets}
        return [item for item in items if item.budget_id in of_code]
    rows = await read.where(EventLine, cost_item_id=[item.id for item in items])
    proposed = {row.cost_item_id: row.proposed_contract_id for row in rows}
    meant = {item.id: item.contract_id or proposed.get(item.id) for item in items}
    own = [item for item in items if meant[item.id] == rfq.contract_id]
    return own or [item for item in items if meant[item.id] is None]


async def edit(
    unit: Unit, rfq: ChangeOrder, fields: Mapping[str, Any], state: str | None
) -> ChangeOrder:
    """Change an rfq's fields, and its state where one is given. Raises as `create`."""
    if fields.get("event_id") is not None:
        await events.named(unit.read, fields["event_id"], "event_id")
    rfq = await change_orders.edit(unit, rfq, dict(fields))
    if state is not None:
        rfq = await moves.act_to(unit, rfq, {"cost": state})
    return unit.newest(rfq)


async def delete(unit: Unit, rfq: ChangeOrder) -> None:
    """Delete an rfq with its quotes and responses; items that are on nothing else go too."""
    items = await quotes.items_of(unit, rfq)
    await change_orders.delete(unit, rfq, locked_phases=LOCKED_PHASES)
    for item in items:
        if not await unit.read.memberships_of_items([item.id]):
            await cost_items.delete(unit, unit.newest(item))
