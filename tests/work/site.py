"""A project on which a test does one unit of work after another, in any role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

import msgspec
import pytest

from changewright.core.errors import Refusal
from changewright.core.kinds import Track
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Face, Record, SubCostItem
from changewright.core.records_contracts import Contract, MainContract
from changewright.work import change_orders, cost_items, memberships, moves
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

T = TypeVar("T")
R = TypeVar("R", bound=Record)

AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")


class Site:
    """Each method is one unit of work, as the person and role given."""

    def __init__(self, ledger: Ledger, container_id: int, actor: Actor) -> None:
        self.ledger = ledger
        self.container_id = container_id
        self._actor = actor

    async def run(self, decide: Callable[[Unit], Awaitable[T]], role: str = "admin") -> T:
        actor = msgspec.structs.replace(self._actor, role=role)
        return await self.ledger.run(self.container_id, actor, decide)

    # -- doing ---------------------------------------------------------------------------------

    async def contract(self, code: str, status: str = "executed") -> Contract:
        async def decide(unit: Unit) -> Contract:
            return unit.new(Contract, code=code, name=code, status=status)

        return await self.run(decide)

    async def main_contract(self, code: str) -> MainContract:
        async def decide(unit: Unit) -> MainContract:
            return unit.new(MainContract, code=code, name=code)

        return await self.run(decide)

    async def draw(self, kind: str, *, role: str = "admin", **fields: Any) -> ChangeOrder:
        fields = {"name": f"A {kind}"} | fields

        async def decide(unit: Unit) -> ChangeOrder:
            return unit.newest(await change_orders.create(unit, kind, fields))

        return await self.run(decide, role)

    async def price(
        self, document: ChangeOrder | None = None, *, role: str = "admin", **fields: Any
    ) -> CostItem:
        fields = {"name": "An item"} | _exact(fields)

        async def decide(unit: Unit) -> CostItem:
            return unit.newest(await cost_items.create(unit, fields, document))

        return await self.run(decide, role)

    async def edit(self, record: R, *, role: str = "admin", **fields: Any) -> R:
        async def decide(unit: Unit) -> Any:
            if isinstance(record, ChangeOrder):
                return await change_orders.edit(unit, await again(unit, record), fields)
            assert isinstance(record, CostItem)
            return await cost_items.edit(unit, await again(unit, record), _exact(fields))

        edited: R = await self.run(decide, role)
        return edited

    async def delete(self, record: Record, *, role: str = "admin") -> None:
        async def decide(unit: Unit) -> None:
            if isinstance(record, ChangeOrder):
                await change_orders.delete(unit, await again(unit, record))
            elif isinstance(record, CostItem):
                await cost_items.delete(unit, await again(unit, record))

        await self.run(decide, role)

    async def act(self, document: ChangeOrder, *actions: str, role: str = "admin") -> ChangeOrder:
        """Run actions, each in a unit of its own."""
        moved = document
        for action in actions:
            moved = await self.run(partial(_act, document, action), role)
        return moved

    async def set(self, document: ChangeOrder, role: str = "admin", **states: str) -> ChangeOrder:
        wanted: dict[Track, str] = {}
        for track, state in states.items():
            wanted["budget" if track == "budget" else "cost"] = state

        async def decide(unit: Unit) -> ChangeOrder:
            return await moves.act_to(unit, await again(unit, document), wanted)

        return await self.run(decide, role)

    async def offered(self, document: ChangeOrder, role: str = "admin") -> list[str]:
        async def decide(unit: Unit) -> list[str]:
            return [m.action for m in await moves.actions(unit, await again(unit, document))]

        return await self.run(decide, role)

    async def attach(self, document: ChangeOrder, *items: CostItem, role: str = "admin") -> None:
        async def decide(unit: Unit) -> None:
            pairs = [(await again(unit, document), await again(unit, item)) for item in items]
            await memberships.attach_items(unit, pairs)

        await self.run(decide, role)

    async def detach(self, document: ChangeOrder, *items: CostItem, role: str = "admin") -> None:
        async def decide(unit: Unit) -> None:
            pairs = [(await again(unit, document), await again(unit, item)) for item in items]
            await memberships.detach_items(unit, pairs)

        await self.run(decide, role)

    async def generate(
        self, kind: str, *sources: ChangeOrder, role: str = "admin"
    ) -> list[ChangeOrder]:
        async def decide(unit: Unit) -> list[ChangeOrder]:
            found = [await again(unit, source) for source in sources]
            return [unit.newest(one) for one in await memberships.generate(unit, found, kind)]

        return await self.run(decide, role)

    async def detail(self, item: CostItem, **fields: Any) -> SubCostItem:
        fields = {"name": "A row", "type": "estimated"} | _exact(fields)

        async def decide(unit: Unit) -> SubCostItem:
            return await cost_items.create_detail(unit, await again(unit, item), fields)

        return await self.run(decide)

    async def settings(self, **fields: Any) -> None:
        async def decide(unit: Unit) -> None:
            unit.change_settings(**fields)

        await self.run(decide)

    # -- looking -------------------------------------------------------------------------------

    async def now(self, record: R) -> R:
        """The record as it is committed now; deleted ones too."""
        async with self.ledger.reader(self.container_id) as read:
            found = await read.get(type(record), record.id, deleted=True)
        assert found is not None
        return found

    async def where(self, noun: type[R], **columns: Any) -> list[R]:
        async with self.ledger.reader(self.container_id) as read:
            return await read.where(noun, **columns)

    async def states(self, *records: ChangeOrder | CostItem) -> str:
        """`"open/pricing submitted"`: budget before cost, one word where there is one track."""
        words = []
        for record in records:
            found = await self.now(record)
            both = (found.budget_state, found.cost_state)
            words.append("/".join(state for state in both if state is not None))
        return " ".join(words)

    async def amounts(self, record: ChangeOrder | CostItem) -> str:
        """`"100.0000 . . . ."`: estimated, proposed, submitted, approved, committed."""
        found = await self.now(record)
        values = (getattr(found, name) for name in AMOUNTS)
        return " ".join("." if value is None else f"{value:f}" for value in values)

    async def items_on(self, document: ChangeOrder) -> list[int]:
        async def decide(unit: Unit) -> list[int]:
            return [item.id for item in await change_orders.items_of(unit, document)]

        return await self.run(decide)

    async def faces(self, document: ChangeOrder) -> list[tuple[str, int, str]]:
        found = await self.where(Face, change_order_id=document.id)
        return sorted((face.side, face.contract_id, face.number) for face in found)

    async def revision(self) -> int:
        async with self.ledger.database.connection() as connection:
            cursor = await connection.execute(
                "SELECT revision FROM head WHERE container_id = %s", (self.container_id,)
            )
            row = await cursor.fetchone()
        assert row is not None
        return int(row[0])

    @asynccontextmanager
    async def refuses(
        self, refusal: type[Refusal], match: str | None = None
    ) -> AsyncIterator[pytest.ExceptionInfo[Refusal]]:
        """The block raises the refusal, and nothing has been written."""
        before = await self.revision()
        with pytest.raises(refusal, match=match) as caught:
            yield caught
        assert await self.revision() == before


async def _act(document: ChangeOrder, action: str, unit: Unit) -> ChangeOrder:
    return await moves.act(unit, await again(unit, document), action)


async def again(unit: Unit, record: R) -> R:
    """The record as this unit sees it; as it was passed where it is gone."""
    return await unit.read.get(type(record), record.id) or record


def _exact(fields: dict[str, Any]) -> dict[str, Any]:
    """Amounts and prices may be written as text."""
    columns = {*AMOUNTS, "quantity", "unit_price", "value", "exchange_rate"}
    return {
        name: Decimal(value) if name in columns and isinstance(value, str) else value
        for name, value in fields.items()
    }
