"""Keeping the sums: what a unit wrote, as differences of the columns that add it up.

The unit asks here at its end, whichever door or function wrote. It reads the rows of the owners
whose sums move and what decides about a record that moved, and nothing else, so that it costs the
same however many orders a contract has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import (
    DECIDING,
    PLAIN,
    Addend,
    Place,
    contract_addends,
    differences,
    item_addends,
    names_main_contract,
    plain_addends,
    prime_contract_of,
    row_addends,
)
from changewright.store.read_ledger import LedgerReader

from .workspace import Workspace

R = TypeVar("R", bound=Record)
ACTION = "summed"


class Summing(Protocol):
    """The unit whose sums are brought up to date."""

    read: LedgerReader

    def new(self, noun: type[R], **fields: Any) -> R: ...

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...


class RollUp:
    """The roll-up of one unit. `defaults` are the default main contract before and after it."""

    def __init__(
        self, unit: Summing, workspace: Workspace, defaults: tuple[int | None, int | None]
    ) -> None:
        self._unit = unit
        self._workspace = workspace
        self._defaults = defaults

    async def run(self) -> None:
        """Bring every sum to what the unit's records add up to."""
        await self._assign()
        before: list[Addend] = []
        after: list[Addend] = []
        default_before, default_after = self._defaults
        for was, now in await self._moved_items():
            if was is not None:
                before += item_addends(was, default_before)
            after += item_addends(now, default_after)
        await self._count_rows(before, after)
        summed: tuple[type[Record], ...] = (Contract, *PLAIN)
        for noun in summed:
            for old, new in self._written(noun):
                if old is not None:
                    before += _own_addends(old)
                after += _own_addends(new)
        await self._apply(differences(before, after))

    # -- whose an item is ------------------------------------------------------------------------

    async def _assign(self) -> None:
        """Write on each item whose documents changed which main contract it counts in."""
        items = await self._reassigned()
        if not items:
            return
        read = self._unit.read
        memberships = await read.memberships_of_items(items)
        wanted = {one.change_order_id for one in memberships if one.kind in DECIDING}
        documents = {one.id: one for one in await read.many(ChangeOrder, wanted)}
        of_item: dict[int, list[ChangeOrder]] = defaultdict(list)
        for one in memberships:
            if one.change_order_id in documents:
                of_item[one.cost_item_id].append(documents[one.change_order_id])
        for item in await read.many(CostItem, items):
            contract_id = prime_contract_of(of_item[item.id])
            if contract_id != item.prime_contract_id:
                self._unit.change(item, ACTION, prime_contract_id=contract_id)

    async def _reassigned(self) -> list[int]:
        """The items that came onto or off a document that names a main contract, or one of whose
        documents names another than before."""
        found: dict[int, None] = {}
        joined: dict[int, list[int]] = defaultdict(list)
        for was, now in self._written(Membership):
            if now.kind in DECIDING and (was is None or was.deleted_at != now.deleted_at):
                joined[now.change_order_id].append(now.cost_item_id)
        for document in await self._unit.read.many(ChangeOrder, joined, deleted=True):
            was_named = self._workspace.original(document)
            named = names_main_contract(document) or (
                was_named is not None and names_main_contract(was_named)
            )
            if named:
                found.update(dict.fromkeys(joined[document.id]))
        renamed = [
            now.id
            for was, now in self._written(ChangeOrder)
            if was is not None and names_main_contract(was) != names_main_contract(now)
        ]
        if renamed:
            held = await self._unit.read.memberships_of_documents(renamed)
            found.update(dict.fromkeys(one.cost_item_id for one in held))
        return list(found)

    # -- what was, and what is -------------------------------------------------------------------

    def _written(self, noun: type[R]) -> Iterator[tuple[R | None, R]]:
        """The unit's records of a noun as they were before it (None: not there) and are now."""
        for record in list(self._workspace.changed(noun)):
            yield self._workspace.original(record), record

    async def _moved_items(self) -> list[tuple[CostItem | None, CostItem]]:
        """The items that were written; where the default main contract changed, all that count in
        the default's sums too."""
        moved = {now.id: (was, now) for was, now in self._written(CostItem)}
        if self._defaults[0] != self._defaults[1]:
            for item in await self._unit.read.where(CostItem, prime_contract_id=None):
                moved.setdefault(item.id, (item, item))
        return list(moved.values())

    async def _count_rows(self, before: list[Addend], after: list[Addend]) -> None:
        """Rows of schedules that were written, and all original rows of contracts that came to
        stand, ceased to, or have another rate."""
        read = self._unit.read
        rows = {now.id: (was, now) for was, now in self._written(ScheduleOfValue)}
        turned = [now.id for was, now in self._written(Contract) if was and _turned(was, now)]
        if turned:
            for row in await read.where(
                ScheduleOfValue, contract_id=turned, parent_id=None, association_id=None
            ):
                rows.setdefault(row.id, (row, row))
        if not rows:
            return
        wanted = {one.contract_id for was, now in rows.values() for one in (was or now, now)}
        contracts = {one.id: one for one in await read.many(Contract, wanted, deleted=True)}
        for was, now in rows.values():
            if was is not None:
                contract = contracts.get(was.contract_id)
                before += row_addends(was, contract and self._workspace.original(contract))
            after += row_addends(now, contracts.get(now.contract_id))

    # -- writing ---------------------------------------------------------------------------------

    async def _apply(self, moved: dict[Place, Decimal]) -> None:
        by_noun: dict[type[Record], dict[int, dict[str, Decimal]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        project: dict[str, Decimal] = {}
        summed, self._workspace.summed = self._workspace.summed, moved
        for place in dict.fromkeys((*moved, *summed)):
            amount = moved.get(place, ZERO) - summed.get(place, ZERO)
            if not amount:
                continue
            if place.id is None:
                project[place.column] = amount
            else:
                by_noun[place.noun][place.id][place.column] = amount
        for noun, owners in by_noun.items():
            for record in await self._unit.read.many(noun, owners, deleted=True):
                self._add(record, owners[record.id])
        if project:
            found = await self._unit.read.where(ProjectTotal, limit=1)
            self._add(found[0] if found else self._unit.new(ProjectTotal), project)

    def _add(self, record: Record, moved: dict[str, Decimal]) -> None:
        sums = {name: (getattr(record, name) or ZERO) + moved[name] for name in moved}
        self._unit.change(record, ACTION, **sums)


def _own_addends(record: Record) -> Iterable[Addend]:
    return contract_addends(record) if isinstance(record, Contract) else plain_addends(record)


def _turned(was: Contract, now: Contract) -> bool:
    """Whether a contract's rows count otherwise than before, though no row was written."""
    return (was.status, was.exchange_rate, was.deleted_at) != (
        now.status,
        now.exchange_rate,
        now.deleted_at,
    )
