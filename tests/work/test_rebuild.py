"""A container of before is brought up to date whole, however often somebody is killed at it."""

from __future__ import annotations

from typing import Any, cast

import psycopg

from changewright.core.records import ChangeOrder, Record
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.core.records_forms import FormSnapshot
from changewright.core.records_sums import ProjectTotal
from changewright.work.ledger import Ledger
from changewright.work.rebuild import rebuild_missing
from changewright.work.unit import Unit
from changewright.work.verify import sums_begun, verify

from .site import Site
from .test_order_forms import order, supplier

UNITS_MAXIMUM = 20
STAMPS = frozenset(
    {"id", "uuid", "version", "revision", "parent_id"}
    | {"created_at", "updated_at", "changed_by", "court_since"}
)
# What somebody with the owner's role can take away, and a unit cannot.
OF_BEFORE = (
    "DELETE FROM project_total WHERE container_id = %s",
    "DELETE FROM journal WHERE container_id = %s AND noun = 'project_total'",
    "UPDATE contract SET cost_approved = 0, budget_approved = 0 WHERE container_id = %s",
    "UPDATE change_order SET court = NULL, court_since = NULL, court_person_id = NULL "
    "WHERE container_id = %s",
)


class Killed(Exception):
    """Whoever brought the container up to date is gone."""


class ShortLived:
    """A ledger whose process is killed behind so many units of work."""

    def __init__(self, ledger: Ledger, units: int) -> None:
        self.database = ledger.database
        self.units_left = units
        self._ledger = ledger

    async def run(self, *arguments: Any) -> Any:
        if not self.units_left:
            raise Killed
        self.units_left -= 1
        return await self._ledger.run(*arguments)


async def put_back(site: Site, contract: Contract) -> None:
    """The container as it was before there were sums, forms and courts."""

    async def forget(unit: Unit) -> None:
        for snapshot in await unit.read.where(FormSnapshot):
            unit.delete(snapshot)
        for row in await unit.read.where(ScheduleOfValue):
            if row.association_id is not None:
                unit.delete(row)
        found = await unit.read.require_id(Contract, contract.id)
        unit.change(found, schedule_change=None)

    await site.run(forget)
    async with await psycopg.AsyncConnection.connect(
        site.ledger.database.urls.owner, autocommit=True
    ) as connection:
        for statement in OF_BEFORE:
            await connection.execute(statement.encode(), (site.container_id,))


async def shown(site: Site) -> list[tuple[str, ...]]:
    """The records that are brought up to date, without what each writing gives anew."""
    nouns: tuple[type[Record], ...] = (
        *(ProjectTotal, Contract, ChangeOrder, FormSnapshot, ScheduleOfValue),
    )
    found = []
    for noun in nouns:
        names = sorted(set(noun.__struct_fields__) - STAMPS)
        for one in await site.where(noun):
            found.append((noun.TABLE, *(f"{name} {getattr(one, name)}" for name in names)))
    return sorted(found)


async def test_who_is_killed_in_the_middle_leaves_what_is_done_again(site: Site) -> None:
    contract = await supplier(site)
    approved = await order(site, contract, "70", schedule_change=3)
    await site.act(approved, "send")
    await site.draw("oco")
    await rebuild_missing(site.ledger)  # those of other tests
    await put_back(site, contract)
    assert await rebuild_missing(site.ledger) == 1
    whole = await shown(site)
    assert {row[0] for row in whole} == {
        *("change_order", "contract", "form_snapshot", "project_total", "schedule_of_value")
    }
    for units in range(UNITS_MAXIMUM):
        await put_back(site, contract)
        assert await shown(site) != whole
        short = ShortLived(site.ledger, units)
        try:
            await rebuild_missing(cast(Ledger, short))
        except Killed:
            assert await rebuild_missing(site.ledger) == 1, units
        assert await shown(site) == whole, units
        assert await rebuild_missing(site.ledger) == 0
        if short.units_left:
            break
    else:
        raise AssertionError("it never ended")
    assert units > 5, "the sums, the forms, the courts, and what says that they are there"
    begun = await sums_begun(site.ledger.database, site.container_id)
    async with site.ledger.reader(site.container_id) as read:
        (totals,) = await read.where(ProjectTotal)
    assert begun is not None and begun[0] == totals.revision
    # Only what was taken out of the journal by hand is amiss.
    assert {one.check for one in await verify(site.ledger.database, site.container_id)} <= {
        *("chain_gap", "chain_hash", "chain_time"),
    }
