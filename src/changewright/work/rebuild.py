"""Sums added up anew: for containers older than their sums, and behind a bulk load.

Whoever writes through a unit needs none of this: `work/rollups` keeps the sums as it goes. A
container of before has no row of the project's totals; that is how it is known, so that row is
written last: one that was being brought up to date when somebody was killed is begun again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_sums import ProjectTotal
from changewright.store import audit_forms, audit_sums
from changewright.store.audit_sums import SUMMED
from changewright.store.engine import Connection
from changewright.store.read_ledger import LedgerReader

from .courts import place_missing
from .ledger import Ledger
from .order_forms import freeze
from .order_rows import stand
from .rollups import ACTION
from .unit import Actor, Unit

R = TypeVar("R", bound=Record)
BLOCK = 2000
FORMS_BLOCK = 200
KEEPER = Actor(person_id=None, client_id=None, door="cli", request_id="sums", role="admin")

Fields = Mapping[int, Mapping[str, Any]]


class Writing(Protocol):
    """What the sums are written through: a unit, or a load under way."""

    read: LedgerReader

    def new(self, noun: type[R], **fields: Any) -> R: ...

    def change(self, record: R, action: str = "", **fields: Any) -> R: ...


async def rebuild(ledger: Ledger, container_id: int) -> None:
    """Bring every sum of a container to what its lines come to, in units of work of its own; those
    that are right are not written. Raises `NotFound`."""
    while await ledger.run(container_id, KEEPER, assign):
        pass
    await ledger.run(container_id, KEEPER, add_up)
    while await ledger.run(container_id, KEEPER, freeze_missing):
        pass
    behind: int | None = 0
    while behind is not None:
        behind = await ledger.run(container_id, KEEPER, partial(place_missing, behind=behind))
    await ledger.run(container_id, KEEPER, complete)


async def freeze_missing(unit: Unit) -> int:
    """Freeze the forms of some of the approved orders that have none, with what they stand for in
    the schedules of values; answers of how many. Their blocks are those of today."""
    own = unit.connection, unit.container_id
    found = await audit_forms.orders_without_form(*own, FORMS_BLOCK)
    orders = await unit.read.many(ChangeOrder, found)
    await stand(unit, found, found)
    return await freeze(unit, orders, are_last=False)


async def rebuild_missing(ledger: Ledger) -> int:
    """`rebuild` every container that was written before there were sums; answers how many."""
    async with ledger.database.connection() as connection:
        missing = await audit_sums.containers_without_totals(connection)
    for container_id in missing:
        await rebuild(ledger, container_id)
    return len(missing)


async def assign(unit: Unit) -> int:
    """Write on some of the items which main contract they count in; answers on how many."""
    found = await audit_sums.prime_contracts_apart(unit.connection, unit.container_id, BLOCK)
    await write_assigned(unit, dict(found))
    return len(found)


async def write_assigned(writing: Writing, named: Mapping[int, int | None]) -> None:
    for item in await writing.read.many(CostItem, named):
        writing.change(item, ACTION, prime_contract_id=named[item.id])


async def add_up(unit: Unit) -> None:
    """Write every sum that is not what the committed lines come to, but the project's."""
    await write_sums(unit, unit.connection, unit.container_id, set(SUMMED) - {ProjectTotal})


async def complete(unit: Unit) -> None:
    """Write the project's sums, and with them that the container has all that it must have."""
    await write_sums(unit, unit.connection, unit.container_id, {ProjectTotal})


async def write_sums(
    writing: Writing,
    connection: Connection,
    container_id: int,
    nouns: Collection[type[Record]] = SUMMED,
) -> None:
    """The sums of these nouns that are apart from their lines as the connection sees these now, and
    the row of the project's totals, which says that the container has sums."""
    found: dict[type[Record], dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for apart in await audit_sums.sums_apart(connection, container_id, nouns):
        found[apart.noun][apart.id][apart.column] = apart.counted
    for noun, owners in found.items():
        for record in await writing.read.many(noun, owners, deleted=True):
            writing.change(record, ACTION, **owners[record.id])
    if ProjectTotal in nouns and not await writing.read.where(ProjectTotal, limit=1):
        writing.new(ProjectTotal, **found[ProjectTotal][0])
