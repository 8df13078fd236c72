"""Reading forms: the block of an order, the change summary of a contract, the check of a schedule.

A block that was frozen is told as it was signed; one of an order that is not approved, as it would
be if it were approved now. Both take the contract's own sums and nothing of the other orders; only
what a superseded block comes to today is added up from the blocks before it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from changewright.core.book import STAGE, is_active
from changewright.core.errors import Conflict, NotFound
from changewright.core.forms import (
    Approved,
    Block,
    ChangeSummary,
    Month,
    ScheduleCheck,
    ScheduleRow,
    block,
    change_summary,
    net_before,
    schedule_check,
)
from changewright.core.kinds import KIND, Track
from changewright.core.money import Decimal, sum_amounts
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import (
    Contract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.records_forms import FormSnapshot
from changewright.core.settings import ProjectSettings
from changewright.store.read_ledger import LedgerReader

from .order_forms import (
    SIDES,
    Amended,
    amounts_of,
    approved_of,
    completion_of,
    contract_id_of,
    original_of,
    side_of,
)
from .permission import require_write
from .unit import Unit

Standing = Literal["frozen", "superseded", "if_approved"]
Counted = Literal["approved", "executed"]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """An order's form. `block` is None where what the order comes to is not the reader's to see;
    `today` is what the block of a superseded one comes to now."""

    order: ChangeOrder
    contract: Amended
    standing: Standing
    currency: str | None
    sequence: int | None
    approved_at: datetime | None
    superseded_at: datetime | None
    superseded_by: ChangeOrder | None
    block: Block | None
    today: Block | None


def track_of(contract: Amended) -> Track:
    return "cost" if isinstance(contract, Contract) else "budget"


async def form_of(
    read: LedgerReader,
    order: ChangeOrder,
    settings: ProjectSettings,
    hidden: Collection[str] = frozenset(),
) -> Form:
    """The form of an order; `hidden` are the amounts that the reader must not see. Raises
    `NotFound` for what is no order, `Conflict` for an order without a contract."""
    contract = await contract_of(read, order, settings)
    snapshots = await read.where(FormSnapshot, change_order_id=order.id)
    if snapshots and order.approval_sequence is not None:
        return await _frozen(read, order, contract, snapshots[0])
    track = side_of(order)
    shown: Block | None = None
    if order.approval_sequence is not None:
        shown = await _block_now(read, order, contract, await _amount(read, order))
    elif await _may_be_seen(read, order, hidden):
        shown = block(
            original_of(contract, track),
            approved_of(contract, track),
            await _amount(read, order),
            completion=completion_of(contract, track),
            prior_days=contract.schedule_change or 0,
            days=order.schedule_change,
        )
    is_approved = order.approval_sequence is not None
    return Form(
        order=order,
        contract=contract,
        standing="frozen" if is_approved else "if_approved",
        currency=contract.currency or settings.currency,
        sequence=order.approval_sequence,
        approved_at=order.approved_at,
        superseded_at=None,
        superseded_by=None,
        block=shown,
        today=None,
    )


async def contract_of(read: LedgerReader, order: ChangeOrder, settings: ProjectSettings) -> Amended:
    """The contract that an order amends."""
    if KIND[order.kind].tier != 3:
        raise NotFound(f"A {order.kind} has no form: only an order amends a contract.")
    contract_id = contract_id_of(order, settings.default_main_contract_id)
    contract: Amended | None = None
    if contract_id is not None:
        contract = await read.get(SIDES[side_of(order)].noun, contract_id)
    if contract is None:
        raise Conflict("the order has no contract to amend, so it has no form")
    return contract


async def _amount(read: LedgerReader, order: ChangeOrder) -> Decimal:
    return (await amounts_of(read, [order]))[order.id]


async def _may_be_seen(read: LedgerReader, order: ChangeOrder, hidden: Collection[str]) -> bool:
    """Whether none of the amounts that the order would be approved with is hidden."""
    track = side_of(order)
    if not frozenset(STAGE[track]) & frozenset(hidden):
        return True
    held = await read.memberships_of_documents([order.id])
    items = await read.many(CostItem, [one.cost_item_id for one in held])
    staged = (
        next((name for name in STAGE[track] if getattr(item, name) is not None), "")
        for item in items
        if is_active(item, track)
    )
    return all(name not in hidden for name in staged)


async def _frozen(
    read: LedgerReader, order: ChangeOrder, contract: Amended, snapshot: FormSnapshot
) -> Form:
    by = snapshot.superseded_by
    is_superseded = snapshot.superseded_at is not None
    return Form(
        order=order,
        contract=contract,
        standing="superseded" if is_superseded else "frozen",
        currency=snapshot.currency,
        sequence=snapshot.sequence,
        approved_at=snapshot.approved_at,
        superseded_at=snapshot.superseded_at,
        superseded_by=None if by is None else await read.get(ChangeOrder, by, deleted=True),
        block=Block(**{name: getattr(snapshot, name) for name in Block.__struct_fields__}),
        today=await _block_now(read, order, contract, snapshot.amount) if is_superseded else None,
    )


async def _block_now(
    read: LedgerReader, order: ChangeOrder, contract: Amended, amount: Decimal
) -> Block:
    """The block of an approved order, added up from those approved before it that still are."""
    track = side_of(order)
    prior, days = net_before(await approved_orders(read, contract), order.approval_sequence)
    return block(
        original_of(contract, track),
        prior,
        amount,
        completion=completion_of(contract, track),
        prior_days=days,
        days=order.schedule_change,
    )


async def approved_orders(read: LedgerReader, contract: Amended) -> list[Approved]:
    """The approved orders of a contract, by the sequence of their approval.

    Where their frozen blocks do not come to the contract's sums, as in what was loaded in bulk,
    those without a block are read too.
    """
    track = track_of(contract)
    named: dict[str, Any] = {SIDES[track].column: contract.id}
    snapshots = await read.where(FormSnapshot, ("sequence",), **named)
    frozen = sum_amounts(one.amount for one in snapshots), sum(one.days for one in snapshots)
    loaded: list[ChangeOrder] = []
    if frozen != (approved_of(contract, track), contract.schedule_change or 0):
        known = {one.change_order_id for one in snapshots}
        kind = "sco" if track == "cost" else "oco"
        rows = await read.where(ChangeOrder, kind=kind, **named)
        loaded = [row for row in rows if row.approval_sequence and row.id not in known]
    found = await _frozen_orders(read, snapshots) + await _loaded_orders(read, loaded)
    return sorted(found)


async def _loaded_orders(read: LedgerReader, orders: list[ChangeOrder]) -> list[Approved]:
    amounts = await amounts_of(read, orders)
    return [
        Approved(
            order.approval_sequence or 0,
            amounts[order.id],
            order.schedule_change or 0,
            _day_of(order.approved_at),
            _day_of(order.executed_at),
        )
        for order in orders
    ]


async def _frozen_orders(read: LedgerReader, snapshots: list[FormSnapshot]) -> list[Approved]:
    orders = {
        order.id: order
        for order in await read.many(ChangeOrder, [one.change_order_id for one in snapshots])
    }
    return [
        Approved(
            one.sequence,
            one.amount,
            one.days,
            one.approved_at.date(),
            _day_of(orders[one.change_order_id].executed_at),
        )
        for one in snapshots
        if one.change_order_id in orders
    ]


def _day_of(instant: datetime | None) -> date | None:
    return None if instant is None else instant.date()


# -- of a contract --------------------------------------------------------------------------------


async def summary_of(
    read: LedgerReader, contract: Amended, month: Month, counted: Counted = "approved"
) -> ChangeSummary:
    """Lines 1 to 3 and the change summary at the end of a month. `counted`: from the day on which
    an order was approved, or was executed."""
    changes = [
        (day, order.amount)
        for order in await approved_orders(read, contract)
        if (day := order.executed_on if counted == "executed" else order.approved_on) is not None
    ]
    return change_summary(original_of(contract, track_of(contract)), changes, month)


async def check_of(read: LedgerReader, contract: Amended) -> ScheduleCheck:
    """What a contract's schedule comes to against its sum: the sum that somebody stated, else the
    one that its rows were last added up to.

    The change orders of an owner's contract are no rows of it; each approved one is a line of the
    application for payment, and these are what is compared with the net change.
    """
    track = track_of(contract)
    stated = contract.stated_sum
    original = stated if stated is not None else original_of(contract, track)
    return schedule_check(original, approved_of(contract, track), await _rows(read, contract))


async def _rows(read: LedgerReader, contract: Amended) -> list[ScheduleRow]:
    if isinstance(contract, Contract):
        return [
            ScheduleRow(row.id, row.parent_id, row.amount, row.association_id is not None)
            for row in await read.where(ScheduleOfValue, contract_id=contract.id)
        ]
    items = await read.where(MainContractItem, main_contract_id=contract.id)
    found = [ScheduleRow(item.id, item.parent_id, item.amount) for item in items]
    for order in await read.where(FormSnapshot, main_contract_id=contract.id):
        found.append(ScheduleRow(order.id, None, order.amount, is_change=True))
    return found


def state_sum(unit: Unit, contract: Amended, stated: Decimal | None) -> Amended:
    """Keep the original sum that the signed contract states; None: forget it."""
    noun = "contract" if isinstance(contract, Contract) else "main_contract"
    require_write(unit.actor, noun)
    return unit.change(contract, "stated", stated_sum=stated)
