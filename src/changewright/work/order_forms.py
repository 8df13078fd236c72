"""What an approved order does to its contract's form: the frozen block, and the days.

The unit asks here at its very end, when every sum stands: an order that entered approved has its
block frozen (`FormSnapshot`) and its days added to its contract's completion; one that left loses
both. It reads the contracts of those orders and nothing of the other orders, so that it costs the
same however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import msgspec

from changewright.core.forms import block, order_amount, revised_completion
from changewright.core.kinds import KIND, Track
from changewright.core.money import ZERO, Decimal, sum_amounts
from changewright.core.numbering import approval_sequence
from changewright.core.order_rows import ORDER_ROW
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_forms import FormSnapshot
from changewright.core.settings import ProjectSettings
from changewright.store.read_ledger import LedgerReader

from .workspace import Workspace

R = TypeVar("R", bound=Record)
Amended = Contract | MainContract
ACTION = "followed"


class Side(msgspec.Struct, frozen=True):
    """How a side's contracts tell what a form needs: the noun, the column of a snapshot that names
    the contract, and the contract's columns of the original sum, of the approved changes and of the
    completion date as it was signed (the first that is set)."""

    noun: type[Contract] | type[MainContract]
    column: str
    original: str
    approved: str
    completions: tuple[str, ...]


SIDES: Mapping[Track, Side] = {
    "budget": Side(
        MainContract,
        "main_contract_id",
        "amount",
        "budget_approved",
        ("planned_completion_date", "substantial_completion_date"),
    ),
    "cost": Side(
        Contract, "contract_id", "awarded", "cost_approved", ("estimated_completion_date",)
    ),
}


def side_of(order: ChangeOrder) -> Track:
    """The one side of an order."""
    return KIND[order.kind].tracks[0]


def contract_id_of(order: ChangeOrder, default_main_contract_id: int | None) -> int | None:
    """The contract that an order amends; an owner's that names none amends the default one."""
    if order.kind == "sco":
        return order.contract_id
    return order.main_contract_id or default_main_contract_id


def original_of(contract: Amended, track: Track) -> Decimal:
    original: Decimal | None = getattr(contract, SIDES[track].original)
    return original if original is not None else ZERO


def approved_of(contract: Amended, track: Track) -> Decimal:
    """The net change of all approved orders of a contract."""
    approved: Decimal = getattr(contract, SIDES[track].approved)
    return approved


def completion_of(contract: Amended, track: Track) -> date | None:
    """The completion date that the contract was signed with."""
    found = (getattr(contract, name) for name in SIDES[track].completions)
    day: date | None = next((each for each in found if each is not None), None)
    return day


def rescheduled(contract: Amended, track: Track, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The revised completion date of a contract of which these columns are about to change, if it
    moves with them; one that is among them stays as it was typed."""
    if "revised_completion_date" in changes:
        return {}
    after = msgspec.structs.replace(contract, **changes)
    revised = revised_completion(
        contract.revised_completion_date,
        planned=(completion_of(contract, track), completion_of(after, track)),
        days=(contract.schedule_change, after.schedule_change),
    )
    if revised == contract.revised_completion_date:
        return {}
    return {"revised_completion_date": revised}


class Unit(Protocol):
    """The unit whose orders are settled."""

    read: LedgerReader
    settings: ProjectSettings
    now: datetime

    def new(self, noun: type[R], **fields: Any) -> R: ...

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...

    def delete(self, record: Record, action: str = "deleted") -> None: ...

    async def reserve(self, count: int) -> None: ...

    async def last_number(self, name: str) -> int | None: ...


async def settle_forms(unit: Unit, workspace: Workspace) -> None:
    """Freeze the blocks of orders that entered approved and drop those of orders that left.

    An order is in approved while it has an approval sequence.
    """
    entered: list[ChangeOrder] = []
    left: list[ChangeOrder] = []
    settled = workspace.forms_settled
    written = [*settled.values(), *workspace.changed(ChangeOrder)]
    for order in {one.id: workspace.newest(one) for one in written}.values():
        if KIND[order.kind].tier != 3:
            continue
        before = settled.get(order.id) or workspace.original(order)
        settled[order.id] = order
        was = before.approval_sequence if before is not None else None
        if was == order.approval_sequence:
            continue
        if before is not None and was is not None:
            left.append(before)
        if order.approval_sequence is not None:
            entered.append(order)
    if left:
        await _leave(unit, left)
    if entered:
        await freeze(unit, entered, amounts=_amounts_of_rows(workspace))


# -- leaving --------------------------------------------------------------------------------------


async def _leave(unit: Unit, orders: list[ChangeOrder]) -> None:
    """Take back the days and the blocks; what was approved later stays and is superseded."""
    held = await unit.read.where(FormSnapshot, change_order_id=[order.id for order in orders])
    frozen = {one.change_order_id: one for one in held}
    for order in orders:
        track = side_of(order)
        snapshot = frozen.get(order.id)
        days = order.schedule_change if snapshot is None else snapshot.days
        contract_id = contract_id_of(order, unit.settings.default_main_contract_id)
        if snapshot is not None:
            contract_id = getattr(snapshot, SIDES[track].column)
            unit.delete(snapshot, ACTION)
        if contract_id is None:
            continue
        await _add_days(unit, track, contract_id, -(days or 0))
        await _supersede(unit, track, contract_id, order)


async def _supersede(unit: Unit, track: Track, contract_id: int, left: ChangeOrder) -> None:
    """Mark the blocks of orders approved after the one that left."""
    sequence = left.approval_sequence or 0
    last = await unit.last_number(approval_sequence(contract_id, track))
    if unit.settings.lifo or last is None or last <= sequence:
        return
    named: dict[str, Any] = {SIDES[track].column: contract_id}
    for later in await unit.read.where(FormSnapshot, superseded_at=None, **named):
        if later.sequence > sequence:
            unit.change(later, "superseded", superseded_at=unit.now, superseded_by=left.id)


# -- entering -------------------------------------------------------------------------------------


def _amounts_of_rows(workspace: Workspace) -> dict[int, Decimal]:
    """What orders come to by the rows that this unit has made for them already."""
    return {
        row.association_id: row.amount
        for row in workspace.changed(ScheduleOfValue)
        if row.association_type == ORDER_ROW
        and row.deleted_at is None
        and row.association_id is not None
        and row.amount is not None
    }


async def freeze(
    unit: Unit,
    orders: list[ChangeOrder],
    *,
    amounts: Mapping[int, Decimal] = {},
    are_last: bool = True,
) -> int:
    """Freeze each block in the order of approval; the contract's sums count all of them already.
    Answers how many were frozen: an order whose contract is gone is not.

    `amounts` are what is known of some orders already. `are_last`: no other order of their
    contracts was approved after them. Otherwise what comes before them is added up from the blocks
    there are.
    """
    count = 0
    await unit.reserve(len(orders))
    unknown = [order for order in orders if order.id not in amounts]
    amounts = {**amounts, **await amounts_of(unit.read, unknown)}
    of_contract: dict[tuple[Track, int], list[ChangeOrder]] = defaultdict(list)
    for order in orders:
        contract_id = contract_id_of(order, unit.settings.default_main_contract_id)
        if contract_id is not None:
            of_contract[side_of(order), contract_id].append(order)
    for (track, contract_id), entered in of_contract.items():
        contract = await unit.read.get(SIDES[track].noun, contract_id)
        if contract is None:
            continue
        if are_last:
            sums = sum_amounts(amounts[order.id] for order in entered)
            prior = approved_of(contract, track) - sums
        else:
            named: dict[str, Any] = {SIDES[track].column: contract_id}
            frozen = await unit.read.where(FormSnapshot, **named)
            prior = sum_amounts(one.amount for one in frozen)
        for order in sorted(entered, key=lambda each: each.approval_sequence or 0):
            contract = await _freeze(unit, contract, order, prior, amounts[order.id])
            prior += amounts[order.id]
            count += 1
    return count


async def _freeze(
    unit: Unit, contract: Amended, order: ChangeOrder, prior: Decimal, amount: Decimal
) -> Amended:
    """Keep one block, and add its days to its contract; answers the contract."""
    track = side_of(order)
    frozen = block(
        original_of(contract, track),
        prior,
        amount,
        completion=completion_of(contract, track),
        prior_days=contract.schedule_change or 0,
        days=order.schedule_change,
    )
    unit.new(
        FormSnapshot,
        change_order_id=order.id,
        sequence=order.approval_sequence,
        approved_at=order.approved_at,
        currency=contract.currency or unit.settings.currency,
        **{SIDES[track].column: contract.id},
        **msgspec.structs.asdict(frozen),
    )
    return await _add_days(unit, track, contract.id, order.schedule_change or 0)


async def amounts_of(read: LedgerReader, orders: Iterable[ChangeOrder]) -> dict[int, Decimal]:
    """What each order comes to, or would if it were approved now."""
    wanted = list(orders)
    if not wanted:
        return {}
    memberships = await read.memberships_of_documents([order.id for order in wanted])
    found = await read.many(CostItem, [one.cost_item_id for one in memberships])
    items = {item.id: item for item in found}
    held: dict[int, list[CostItem]] = {order.id: [] for order in wanted}
    for one in memberships:
        if one.cost_item_id in items:
            held[one.change_order_id].append(items[one.cost_item_id])
    return {
        order.id: order_amount(
            held[order.id], side_of(order), is_approved=order.approval_sequence is not None
        )
        for order in wanted
    }


async def _add_days(unit: Unit, track: Track, contract_id: int, days: int) -> Amended:
    """Move a contract's completion by approved days; days that come to none are none."""
    contract: Amended = await unit.read.require_id(SIDES[track].noun, contract_id)
    if days == 0:
        return contract
    changes = {"schedule_change": (contract.schedule_change or 0) + days or None}
    return unit.change(contract, ACTION, **changes, **rescheduled(contract, track, changes))
