"""A project as one of the contractor's own people sees it: without the private records that are
kept from him, and with sums of what he sees (core-model.md §8).

What administrators read is not touched by any of this. Others get a ledger whose readers look
through a screen (`store/screened`); inside a unit of work, which must see everything to keep the
books, what a request names by its UUID is looked for through it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from changewright.core.book import totals
from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_expenses import Expense, ExpenseItem
from changewright.core.records_markups import AppliedMarkup
from changewright.core.roles import Role, is_screened
from changewright.core.rollup import (
    Addend,
    Place,
    added,
    contract_addends,
    item_addends,
    plain_addends,
    row_addends,
)
from changewright.core.settings import ProjectSettings
from changewright.store.engine import Connection
from changewright.store.screened import Screen, Sums, screened_connection
from changewright.store.wire import Error
from changewright.store.withheld import Withheld

from .ledger import Ledger, refusal
from .past import Past, PastLedger
from .unit import Actor, Idempotency, LedgerReader, Unit

R = TypeVar("R", bound=Record)


async def screened(ledger: Ledger, container_id: int, role: Role, person_id: int) -> Ledger:
    """The ledger as somebody of this role sees it: itself where nothing is kept from him."""
    if not is_screened(role) or isinstance(ledger, ScreenedLedger):
        return ledger
    withheld = await ledger.withholding.of(container_id, person_id)
    if withheld is None:
        return ledger
    if isinstance(ledger, PastLedger):
        return PastLedger(ledger, ScreenedPast(ledger, withheld))
    return ScreenedLedger(ledger, withheld)


def keeps_back(ledger: Ledger) -> bool:
    """Whether something of its project is kept from who looks through this ledger."""
    if isinstance(ledger, PastLedger):
        return isinstance(ledger.past, ScreenedPast)
    return isinstance(ledger, ScreenedLedger)


class ScreenedLedger(Ledger):
    """The present behind a screen."""

    def __init__(self, present: Ledger, withheld: Withheld) -> None:
        super().__init__(present.database, present.clock)
        self.ids, self.lanes, self.withholding = present.ids, present.lanes, present.withholding
        self.present = present
        self.withheld = withheld
        self._screens: dict[tuple[int, int], Screen] = {}

    @asynccontextmanager
    async def opened(self, container_id: int) -> AsyncIterator[tuple[Connection, int]]:
        """A connection that sees the container through the screen, and the newest revision."""
        settings = await self.settings_of(container_id)  # not while a connection is held
        async with self.database.connection() as connection:
            try:
                read = LedgerReader(connection, container_id)
                revision = await read.revision()
                screen = self._screens.get((container_id, revision))
                if screen is None:
                    screen = await _screen(read, settings, self.withheld)
                    self._screens = {(container_id, revision): screen}
                yield screened_connection(connection, container_id, screen), revision
            except Error as error:
                raise refusal(error) from error

    @asynccontextmanager
    async def reader(self, container_id: int) -> AsyncIterator[LedgerReader]:
        """A reader of what is seen, also of what was."""
        async with self.opened(container_id) as (connection, _):
            yield LedgerReader(connection, container_id)

    async def settings_of(self, container_id: int) -> ProjectSettings:
        return await self.present.settings_of(container_id)

    async def run(
        self,
        container_id: int,
        actor: Actor,
        decide: Callable[[Unit], Awaitable[Any]],
        *,
        idempotency: Idempotency | None = None,
    ) -> Any:
        """As `Ledger.run`. What is kept back cannot be named."""

        async def behind(unit: Unit) -> Any:
            unit.read = GuardedReader(unit.read, self.withheld)
            return await decide(unit)

        return await self.present.run(container_id, actor, behind, idempotency=idempotency)


class ScreenedPast(Past):
    """A moment behind a screen: what is kept back is kept back from all of the past."""

    def __init__(self, ledger: PastLedger, withheld: Withheld) -> None:
        super().__init__(ledger.past.database, ledger.past.moment)
        self._settings = ledger.settings_of
        self._withheld = withheld
        self._screen: Screen | None = None

    @asynccontextmanager
    async def opened(self, container_id: int) -> AsyncIterator[tuple[Connection, int]]:
        settings = await self._settings(container_id)
        async with super().opened(container_id) as (connection, revision):
            if self._screen is None:
                read = LedgerReader(connection, container_id)
                self._screen = await _screen(read, settings, self._withheld)
            yield screened_connection(connection, container_id, self._screen), revision


class GuardedReader(LedgerReader):
    """A unit's reader that finds nothing by its UUID that is kept back. By its integer it finds
    everything: so the ledger itself goes from record to record."""

    def __init__(self, read: LedgerReader, withheld: Withheld) -> None:
        super().__init__(read.connection, read.container_id, read.sight)
        self.withheld = withheld

    async def by_uuid(self, noun: type[R], uuid: UUID, *, deleted: bool = False) -> R | None:
        found = await super().by_uuid(noun, uuid, deleted=deleted)
        return None if found is None or self.withheld.holds(found) else found

    async def by_uuids(self, noun: type[R], uuids: Iterable[UUID]) -> list[R]:
        found = await super().by_uuids(noun, uuids)
        return [record for record in found if not self.withheld.holds(record)]


async def named(read: LedgerReader, noun: type[R], record_id: int | None) -> R | None:
    """The record that a request names by its integer, None where it is not there for the caller."""
    found = None if record_id is None else await read.get(noun, record_id)
    if found is not None and isinstance(read, GuardedReader) and read.withheld.holds(found):
        return None
    return found


async def many_named(read: LedgerReader, noun: type[R], ids: Iterable[int]) -> list[R]:
    """The same of several; those that are not there are left out."""
    return seen(read, await read.many(noun, ids))


def seen(read: LedgerReader, records: list[R]) -> list[R]:
    """Of records that a request names in another way, those that are there for the caller."""
    if not isinstance(read, GuardedReader):
        return records
    return [record for record in records if not read.withheld.holds(record)]


async def is_partly_seen(read: object, document: ChangeOrder) -> bool:
    """Whether a document that the caller of a unit sees has lines on it that he does not."""
    if not isinstance(read, GuardedReader):
        return False
    hidden = read.withheld.ids.get(CostItem, frozenset())
    held = await read.memberships_of_documents([document.id])
    return any(each.cost_item_id in hidden for each in held)


async def as_seen(read: object, record: R) -> R:
    """A record for the answer to who wrote it: of a document the totals are of what he sees of it,
    as those are that he reads. Markups that were worked out on what he does not see are no more
    his to see."""
    if not isinstance(read, GuardedReader) or not isinstance(record, ChangeOrder):
        return record
    if not await is_partly_seen(read, record):
        return record
    held = await read.memberships_of_documents([record.id])
    made = await read.where(AppliedMarkup, change_order_id=record.id)
    hidden = {row.target_cost_item_id for row in made} | read.withheld.ids[CostItem]
    shown = [each.cost_item_id for each in held if each.cost_item_id not in hidden]
    sums = totals(await read.many(CostItem, shown), record.kind)
    return msgspec.structs.replace(record, **sums)


# -- what it is worth -----------------------------------------------------------------------------


async def _screen(read: LedgerReader, settings: ProjectSettings, withheld: Withheld) -> Screen:
    """What is kept back and what it is worth, at the reader's moment."""
    items = await read.many(CostItem, withheld.ids.get(CostItem, ()))
    return Screen(
        withheld,
        _sums([addend async for addend in _addends(read, settings, withheld, items)]),
        {ChangeOrder: await _totals(read, withheld, items)},
    )


async def _addends(
    read: LedgerReader, settings: ProjectSettings, withheld: Withheld, items: Iterable[CostItem]
) -> AsyncIterator[Addend]:
    """What is kept back adds to the sums of the project, and to those of expenses."""
    for item in items:
        for addend in item_addends(item, settings.default_main_contract_id):
            yield addend
    contracts = {
        each.id: each for each in await read.many(Contract, withheld.ids.get(Contract, ()))
    }
    rows = await read.where(ScheduleOfValue, contract_id=list(contracts)) if contracts else ()
    spent = (
        await read.where(ExpenseItem, contract_id=list(contracts), deleted=True)
        if contracts
        else ()
    )
    found: list[Iterator[Addend]] = [
        *(_expense_addends(item) for item in spent),
        *(row_addends(row, contracts[row.contract_id]) for row in rows),
        *(contract_addends(each) for each in contracts.values()),
    ]
    for main in await read.many(MainContract, withheld.ids.get(MainContract, ())):
        found.append(plain_addends(main))
    for addends in found:
        for addend in addends:
            yield addend


def _expense_addends(item: ExpenseItem) -> Iterator[Addend]:
    """What an item adds to its expense. One that is gone adds nothing, and yet the expense's
    history would tell of it, as of every sum that is not the caller's."""
    amount = ZERO if item.deleted_at is not None or item.amount is None else item.amount
    yield Addend(Place(Expense, item.expense_id, "amount"), amount, "amount")


def _sums(addends: Iterable[Addend]) -> Sums:
    """The addends by the rows that they are in."""
    found: dict[type[Record], dict[int, dict[str, Decimal | None]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for place, amount in added(addends).items():
        found[place.noun][place.id or 0][place.column] = amount
    return found


async def _totals(
    read: LedgerReader, withheld: Withheld, items: Iterable[CostItem]
) -> dict[int, dict[str, Decimal | None]]:
    """The totals of the documents that are seen and have on them what is not."""
    held = await read.memberships_of_items(item.id for item in items)
    kept_back = withheld.ids.get(ChangeOrder, frozenset())
    documents = {each.change_order_id for each in held} - kept_back
    if not documents:
        return {}
    on_them: dict[int, list[Membership]] = defaultdict(list)
    for membership in await read.memberships_of_documents(sorted(documents)):
        on_them[membership.change_order_id].append(membership)
    hidden = withheld.ids.get(CostItem, frozenset())
    found = {}
    for document in await read.many(ChangeOrder, documents):
        seen = [each.cost_item_id for each in on_them[document.id]]
        shown = await read.many(CostItem, [each for each in seen if each not in hidden])
        found[document.id] = totals(shown, document.kind)
    return found
