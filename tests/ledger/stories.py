"""What the tests of the ledger do over and over."""

from __future__ import annotations

from typing import Any

from tests.fixtures_ledger import Container

from changewright.core.records import ChangeOrder
from changewright.store.write_ledger import Head, read_head
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit


async def create_order(unit: Unit) -> ChangeOrder:
    """A potential change order under the next number, in whose court the unit would put it."""
    number = await unit.next_number("number:pco")
    return unit.new(
        ChangeOrder,
        kind="pco",
        number=f"{number:04}",
        number_value=number,
        name="Relocate a door",
        budget_state="draft",
        cost_state="draft",
        court="preparer",
        court_person_id=unit.actor.person_id,
        court_since=unit.now,
    )


def item_fields(number: str, **fields: Any) -> dict[str, Any]:
    """The least a cost item needs, and what the test wants."""
    return {"number": number, "name": f"Item {number}", **fields}


async def head_of(ledger: Ledger, container: Container) -> Head:
    async with ledger.database.connection() as connection:
        return await read_head(connection, container.id)
