"""The bulk loader: the same traces as units, all or nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import NotFound, Taken
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.work.ledger import Ledger
from changewright.work.load import BLOCK, Stream, load, reserve_ids
from changewright.work.unit import Actor
from changewright.work.verify import verify

from .stories import create_order, head_of

MADE = datetime(2025, 5, 1, tzinfo=UTC)


def orders(container: Container, ids: list[int], numbers: range) -> list[ChangeOrder]:
    return [
        ChangeOrder(
            container_id=container.id,
            id=record_id,
            uuid=uuid4(),
            created_at=MADE,
            updated_at=MADE,
            kind="pco",
            number=f"{number:04}",
            number_value=number,
            name="Tab\there \\ and ✓",
            estimated=Decimal("2.0000"),
            contacts=("a", {"b": None}),
        )
        for record_id, number in zip(ids, numbers, strict=True)
    ]


async def streams(ledger: Ledger, container: Container, count: int) -> list[Stream]:
    ids = await reserve_ids(ledger, 3 * count)
    documents = orders(container, ids[:count], range(1, count + 1))
    shared: dict[str, Any] = {"container_id": container.id, "created_at": MADE, "updated_at": MADE}
    items: list[Record] = []
    memberships: list[Record] = []
    for document, item_id, membership_id in zip(
        documents, ids[count : 2 * count], ids[2 * count :], strict=True
    ):
        items.append(
            CostItem(
                **shared,
                id=item_id,
                uuid=uuid4(),
                number=document.number,
                name="Item",
                estimated=Decimal("2.0000"),
            )
        )
        memberships.append(
            Membership(
                **shared,
                id=membership_id,
                uuid=uuid4(),
                change_order_id=document.id,
                cost_item_id=item_id,
                kind="pco",
            )
        )
    return [(ChangeOrder, documents), (CostItem, items), (Membership, memberships)]


async def test_loaded_records_are_like_others(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    count = BLOCK + 10
    told: list[int] = []
    loading = await streams(ledger, container, count)
    loaded = await load(
        ledger,
        container.id,
        actor,
        loading,
        sequences={"number:pco": count},
        progress=told.append,
    )
    assert loaded == 3 * count == told[-1]
    assert await verify(ledger.database, container.id) == []
    assert (await head_of(ledger, container)).revision == 7, "six blocks, and their sums"
    async with ledger.reader(container.id) as read:
        found = await read.where(ChangeOrder, ("number_value",), limit=1)
        (entry,) = await read.journal.of_record(found[0])
    assert (found[0].created_at, found[0].version, found[0].revision) == (MADE, 1, 1)
    assert found[0].contacts == ("a", {"b": None})
    assert (entry.action, entry.actor_id) == ("created", actor.person_id)
    order = await ledger.run(container.id, actor, create_order)
    assert (order.number, order.revision) == (f"{count + 1:04}", 8)
    assert await verify(ledger.database, container.id) == []


async def test_a_load_is_all_or_nothing(ledger: Ledger, container: Container, actor: Actor) -> None:
    documents, *_ = await streams(ledger, container, BLOCK)
    again = orders(container, await reserve_ids(ledger, 1), range(7, 8))
    with pytest.raises(Taken):
        await load(ledger, container.id, actor, [documents, (ChangeOrder, again)])
    assert (await head_of(ledger, container)).revision == 0
    async with ledger.reader(container.id) as read:
        assert await read.where(ChangeOrder) == []
    assert (await ledger.run(container.id, actor, create_order)).revision == 1


async def test_loading_nothing_changes_nothing(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    assert await load(ledger, container.id, actor, [(ChangeOrder, [])]) == 0
    assert (await head_of(ledger, container)).revision == 0


async def test_records_of_elsewhere_are_not_loaded(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    other = Container(container.id + 10**9, uuid4())
    strangers = orders(other, await reserve_ids(ledger, 1), range(1, 2))
    with pytest.raises(ValueError, match="of container"):
        await load(ledger, container.id, actor, [(ChangeOrder, strangers)])
    with pytest.raises(NotFound):
        await load(ledger, other.id, actor, [(ChangeOrder, strangers)])
