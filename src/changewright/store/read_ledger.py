"""Reading the nouns of one container: by id, by UUID, by columns.

Inside a unit of work the reader answers through the unit's own sight, so that a record the unit
has already changed is seen as changed, whatever the database still says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, Protocol, TypeVar
from uuid import UUID

from changewright.core.approvals import Teammate
from changewright.core.errors import NotFound, Problem
from changewright.core.money import ZERO, Decimal
from changewright.core.records import Membership, Record

from . import statements
from .directory import READ_TEAM, teammate
from .journal_read import JournalReader
from .rows import record_maker
from .wire import Connection, Parameter, Step, text, wire_of

R = TypeVar("R", bound=Record)
T = TypeVar("T")

OrdersOf = tuple[tuple[int | None, ...], frozenset[int]]
"""Orders of a contract, by the contracts that they name, without some."""


class UnitSight(Protocol):
    """How a unit sees records: what it has read or put stands before what a statement returns."""

    def known(self, noun: type[R], record_id: int) -> R | None:
        """The record as the unit has it, None if it has not met it."""

    def known_by_uuid(self, noun: type[R], uuid: UUID) -> R | None: ...

    def met(self, record: R) -> R:
        """Remember a record just read; answers it as the unit has it."""

    def changed(self, noun: type[R]) -> Collection[R]:
        """The records of a noun that the unit has put, in their newest state."""


class LedgerReader:
    """The records of one container. Deleted ones are not there unless asked for by `deleted`.

    `journal` reads what happened to them; it shows what is committed, also inside a unit.
    """

    def __init__(
        self, connection: Connection, container_id: int, sight: UnitSight | None = None
    ) -> None:
        self.container_id = container_id
        self.connection = connection
        self.journal = JournalReader(connection, container_id)
        self._wire = wire_of(connection)
        self._container = text(container_id)
        self._sight = sight

    @property
    def sight(self) -> UnitSight | None:
        """How the unit sees whose reader this is."""
        return self._sight

    async def get(self, noun: type[R], record_id: int, *, deleted: bool = False) -> R | None:
        """The record with this integer id, or None."""
        if self._sight is not None:
            known = self._sight.known(noun, record_id)
            if known is not None:
                return _alive(known, deleted)
        if not 0 <= record_id < 1 << 63:
            return None
        found = await self._rows(noun, statements.select_by_id(noun), text(record_id))
        return _alive(found[0], deleted) if found else None

    async def by_uuid(self, noun: type[R], uuid: UUID, *, deleted: bool = False) -> R | None:
        """The record with this UUID, or None."""
        if self._sight is not None:
            known = self._sight.known_by_uuid(noun, uuid)
            if known is not None:
                return _alive(known, deleted)
        found = await self._rows(noun, statements.select_by_uuid(noun), text(uuid))
        return _alive(found[0], deleted) if found else None

    async def require(self, noun: type[R], uuid: UUID, field: str = "id") -> R:
        """The record with this UUID; raises `NotFound` naming `field` when it is not there, is
        deleted, or is another container's."""
        record = await self.by_uuid(noun, uuid)
        if record is None:
            raise _not_found(noun, uuid, field)
        return record

    async def require_id(self, noun: type[R], record_id: int, field: str = "id") -> R:
        """The same by the integer id."""
        record = await self.get(noun, record_id)
        if record is None:
            raise _not_found(noun, record_id, field)
        return record

    async def many(self, noun: type[R], ids: Iterable[int], *, deleted: bool = False) -> list[R]:
        """The records with these ids, in the order asked, once each; those missing are left out."""
        wanted = dict.fromkeys(ids)
        found: dict[int, R] = {}
        if self._sight is not None:
            for record_id in wanted:
                known = self._sight.known(noun, record_id)
                if known is not None:
                    found[record_id] = known
        unknown = [record_id for record_id in wanted if record_id not in found]
        if unknown:
            statement = statements.select_by_ids(noun)
            for record in await self._rows(noun, statement, text(unknown)):
                found[record.id] = record
        return [
            found[record_id]
            for record_id in wanted
            if record_id in found and (deleted or found[record_id].deleted_at is None)
        ]

    async def by_uuids(self, noun: type[R], uuids: Iterable[UUID]) -> list[R]:
        """The records with these UUIDs, in the order asked, once each; missing left out."""
        wanted = dict.fromkeys(uuids)
        found: dict[UUID, R] = {}
        if self._sight is not None:
            for uuid in wanted:
                known = self._sight.known_by_uuid(noun, uuid)
                if known is not None:
                    found[uuid] = known
        unknown = [uuid for uuid in wanted if uuid not in found]
        if unknown:
            statement = statements.select_by_uuids(noun)
            for record in await self._rows(noun, statement, text(unknown)):
                found[record.uuid] = record
        return [found[uuid] for uuid in wanted if uuid in found and found[uuid].deleted_at is None]

    async def where(
        self,
        noun: type[R],
        order: tuple[str, ...] = ("id",),
        limit: int | None = None,
        *,
        deleted: bool = False,
        **columns: Any,
    ) -> list[R]:
        """The records whose columns equal the values given.

        A list, tuple or set means any of its members, None means empty. `order` names columns,
        `-name` descending; empty values come last ascending and first descending.
        """
        if not deleted:
            columns.setdefault("deleted_at", None)
        tests, parameters = _tests_of(columns)
        changed = self._sight.changed(noun) if self._sight is not None else ()
        if limit is not None:
            # Each record changed here may drop out of what the database returns.
            parameters.append(text(limit + len(changed)))
        statement = statements.select_where(noun, tests, order, limit is not None)
        found = await self._rows(noun, statement, *parameters)
        if not changed:
            return found
        return _seen(found, changed, columns, order)[:limit]

    async def first_of_each(
        self, noun: type[R], order: tuple[str, ...], column: str, values: Iterable[int], **more: Any
    ) -> list[R]:
        """For each of some values of a column the first of the records that `where` finds by it and
        by the others. Not for a unit, which may see others."""
        assert self._sight is None, "a unit reads with `where`"
        tests, parameters = _tests_of({"deleted_at": None} | more)
        statement = statements.select_first_of_each(noun, column, tests, order)
        return await self._rows(noun, statement, text(list(values)), *parameters)

    async def page(
        self, noun: type[R], order: tuple[str, ...], limit: int, offset: int, **columns: Any
    ) -> tuple[list[R], int]:
        """One page of the same records, and how many there are, cut by the database. Not for a
        unit, which may see others."""
        assert self._sight is None, "a unit reads with `where`"
        columns.setdefault("deleted_at", None)
        tests, parameters = _tests_of(columns)
        statement = statements.select_page(noun, tests, order)
        found = await self._rows(noun, statement, *parameters, text(limit), text(offset))
        counted = statements.count_where(noun, tests)
        rows = await self._wire.rows(counted, (self._container, *parameters), tuple)
        return found, int(rows[0][0])

    async def memberships_of_documents(self, ids: Iterable[int]) -> list[Membership]:
        """What is on these change orders, in the order of their positions."""
        wanted = list(ids)
        if not wanted:
            return []
        return await self.where(Membership, ("position", "id"), change_order_id=wanted)

    async def memberships_of_items(self, ids: Iterable[int]) -> list[Membership]:
        """What these cost items are on, oldest first."""
        wanted = list(ids)
        return await self.where(Membership, cost_item_id=wanted) if wanted else []

    async def after(self, noun: type[R], record_id: int, limit: int) -> list[R]:
        """The records behind an id, deleted ones too, in the order of ids, at most so many."""
        wanted = text(record_id), text(limit)
        return await self._rows(noun, statements.select_after(noun), *wanted)

    async def last_number(self, name: str) -> int | None:
        """What a sequence of the container gave out last, None when it gave none."""
        wanted = self._container, text(name)
        found = await self._wire.rows(statements.READ_SEQUENCE, wanted, lambda row: int(row[0]))
        return found[0] if found else None

    async def team(self) -> dict[int, Teammate]:
        """Who takes part in the project at this moment, by their integers."""
        found = await self._wire.rows(READ_TEAM, (self._container,), teammate)
        return {one.person_id: one for one in found}

    async def approved_orders(
        self,
        kind: str,
        contract_ids: Sequence[int | None],
        states: Sequence[str],
        but: Iterable[int],
    ) -> tuple[Decimal, int]:
        """What the orders of a contract in these states come to, by size and in days, those in
        `but` left out: they stand in the unit otherwise than in the database."""
        asked = [(tuple(contract_ids), frozenset(but))]
        return (await self.approved_orders_of_each(kind, states, asked))[0]

    async def approved_orders_of_each(
        self, kind: str, states: Sequence[str], asked: Sequence[OrdersOf]
    ) -> list[tuple[Decimal, int]]:
        """The same for each of several contracts, in one statement."""
        contracts = {one for contract_ids, _ in asked for one in contract_ids}
        apart = {one for _, but in asked for one in but}
        names = text([one for one in contracts if one is not None])
        statement = statements.SIZE_OF_ORDERS[kind, None in contracts]
        wanted = self._container, names, text(list(states)), text(list(apart))
        of_contract: dict[int | None, list[tuple[int | None, Decimal, int]]] = {}
        for contract_id, order_id, size, days in await self._wire.rows(statement, wanted, tuple):
            of_contract.setdefault(contract_id, []).append((order_id, size, days))
        answers = []
        for contract_ids, but in asked:
            rows = [row for one in contract_ids for row in of_contract.get(one, ())]
            counted = [row for row in rows if row[0] not in but]
            answers.append((sum((row[1] for row in counted), ZERO), sum(row[2] for row in counted)))
        return answers

    async def tally(self, step: Step, make: Callable[[Sequence[Any]], T]) -> list[T]:
        """The rows of a count over the container (`store.tallies`). It shows what is committed,
        also inside a unit."""
        return await self._wire.rows(*step, make)

    async def revision(self) -> int:
        """The newest revision that is seen; 0 before the first."""
        rows = await self._wire.rows(statements.READ_HEAD, (self._container,), tuple)
        return int(rows[0][0]) if rows else 0

    async def _rows(self, noun: type[R], statement: bytes, *parameters: Parameter) -> list[R]:
        rows = await self._wire.rows(statement, (self._container, *parameters), record_maker(noun))
        if self._sight is None:
            return rows
        return [self._sight.met(record) for record in rows]


def _alive(record: R, deleted: bool) -> R | None:
    return record if deleted or record.deleted_at is None else None


def _not_found(noun: type[Record], name: object, field: str) -> NotFound:
    detail = f"There is no {noun.TABLE.replace('_', ' ')} {name} here."
    return NotFound(detail, Problem(field, "reference", detail))


def _tests_of(columns: dict[str, Any]) -> tuple[tuple[statements.Test, ...], list[Parameter]]:
    """How columns are tested for their values, and the parameters that the tests take."""
    tests: list[statements.Test] = []
    parameters: list[Parameter] = []
    for name, value in columns.items():
        test, parameter = _test_of(value)
        tests.append((name, test))
        if statements.TESTS[test][1]:
            parameters.append(parameter)
    return tuple(tests), parameters


def _test_of(value: Any) -> tuple[str, Parameter]:
    """How a column is tested for a value, and the parameter if it takes one."""
    if value is None:
        return "null", None
    if isinstance(value, (list, tuple, set, frozenset)):
        present = [member for member in value if member is not None]
        return ("any" if len(present) == len(value) else "any_or_null"), text(present)
    return "equal", text(value)


def _seen(
    found: Iterable[R],
    changed: Collection[R],
    columns: dict[str, Any],
    order: tuple[str, ...],
) -> list[R]:
    """What a unit sees: what was found, less what no longer fits, with what now does, in order."""
    rows = {record.id: record for record in found if _fits(record, columns)}
    rows |= {record.id: record for record in _narrowed(changed, columns) if _fits(record, columns)}
    fits = list(rows.values())
    for key in reversed(order):
        fits.sort(key=_sort_key(key.removeprefix("-")), reverse=key.startswith("-"))
    return fits


def _narrowed(changed: Collection[R], columns: dict[str, Any]) -> Collection[R]:
    """Those of the records that have the value of the first column that is one value. A unit that
    writes a thousand looks through them for each."""
    for name, value in columns.items():
        if value is not None and not isinstance(value, (list, tuple, set, frozenset)):
            own = attrgetter(name)
            return [record for record in changed if own(record) == value]
    return changed


def _fits(record: Record, columns: dict[str, Any]) -> bool:
    for name, value in columns.items():
        own = getattr(record, name)
        if isinstance(value, (list, tuple, set, frozenset)):
            if own not in value:
                return False
        elif own != value:
            return False
    return True


def _sort_key(column: str) -> Callable[[Record], tuple[bool, Any]]:
    def key(record: Record) -> tuple[bool, Any]:
        value = getattr(record, column)
        return (value is None, 0 if value is None else value)

    return key
