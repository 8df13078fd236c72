"""The journal: its chain, what tampering does to it, and how things stood at a past revision."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from tests.fixtures_ledger import Container

from changewright.core.journal import Entry, genesis, hash_of, image_of, record_of
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.settings import ProjectSettings
from changewright.store.audit_ledger import CHECKS, faults
from changewright.store.journal_read import START, Place
from changewright.store.write_ledger import create_container
from changewright.work.anchor import anchor, parse_anchor, verify_anchor
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit
from changewright.work.verify import verify
from changewright.work.verify_findings import Finding

from .stories import create_order, head_of, item_fields


async def entries_of(ledger: Ledger, container: Container) -> list[Entry]:
    async with ledger.reader(container.id) as read:
        pages = [page async for page in read.journal.pages(10**9)]
    return [entry for page in pages for entry in page]


async def a_small_story(ledger: Ledger, container: Container, actor: Actor) -> list[ChangeOrder]:
    """Two orders in one unit, one renamed, one with an item worth 5, one deleted."""

    async def two(unit: Unit) -> list[ChangeOrder]:
        return [await create_order(unit), await create_order(unit)]

    async def rename(unit: Unit) -> ChangeOrder:
        order = await unit.read.require(ChangeOrder, orders[0].uuid)
        return unit.change(order, "updated", name="Relocate two doors")

    async def fill(unit: Unit) -> None:
        order = await unit.read.require(ChangeOrder, orders[0].uuid)
        item = unit.new(CostItem, **item_fields("1", estimated=Decimal("5.0000")))
        unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind="pco")
        unit.change(order, "attached", estimated=Decimal("5.0000"))

    async def drop(unit: Unit) -> None:
        unit.delete(await unit.read.require(ChangeOrder, orders[1].uuid))

    orders = await ledger.run(container.id, actor, two)
    await ledger.run(container.id, actor, rename)
    await ledger.run(container.id, actor, fill)
    await ledger.run(container.id, actor, drop)
    return orders


async def tamper(ledger: Ledger, statement: str, *values: object) -> None:
    """What somebody with the owner's role can do; the server's own role cannot."""
    async with await psycopg.AsyncConnection.connect(
        ledger.database.urls.owner, autocommit=True
    ) as connection:
        cursor = await connection.execute(statement.encode(), values)
        assert cursor.rowcount > 0


async def test_every_entry_is_tied_to_the_one_before(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await a_small_story(ledger, container, actor)
    entries = await entries_of(ledger, container)
    places = [(entry.revision, entry.sequence) for entry in entries]
    # The fourth of the third is the project's total, which the first item begins.
    assert places == [(1, 1), (1, 2), (2, 1), (3, 1), (3, 2), (3, 3), (3, 4), (4, 1)]
    previous = genesis(container.id)
    for entry in entries:
        assert entry.hash == hash_of(previous, entry)
        previous = entry.hash
    head = await head_of(ledger, container)
    assert (head.hash, head.revision, head.at) == (previous, 4, entries[-1].at)
    assert await verify(ledger.database, container.id) == []


async def test_an_entry_says_who_did_what(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    orders = await a_small_story(ledger, container, actor)
    async with ledger.reader(container.id) as read:
        history = await read.journal.of_record(orders[1])
    made, dropped = history
    assert (made.actor_id, made.client_id, made.door, made.request_id) == (
        *(actor.person_id, actor.client_id),
        *(actor.door, actor.request_id),
    )
    assert (made.action, made.changed) == ("created", ())
    assert (dropped.action, dropped.changed) == ("deleted", ("deleted_at",))
    assert dropped.image is not None
    assert record_of(ChangeOrder, dropped.image).deleted_at == dropped.at


async def test_what_gave_a_column_its_value_is_not_what_counts_the_record_as_changed(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    """An entry that changed no column of its own made the record, or came when something of it
    changed."""
    orders = await a_small_story(ledger, container, actor)
    ids = [each.id for each in orders]

    async def touch(unit: Unit) -> None:
        for order in await unit.read.many(ChangeOrder, ids, deleted=True):
            unit.touch(order, "lines")

    await ledger.run(container.id, actor, touch)
    async with ledger.reader(container.id) as read:
        entries = await read.journal.of_record(orders[0])
        assert [each.changed == () for each in entries] == [True, False, False, True]
        for column, revisions in (("name", [2, 1]), ("estimated", [3, 1]), ("note", [1, 1])):
            found = await read.journal.last_changes(ChangeOrder, ids, [column])
            assert [(each.record_id, each.revision) for each in found] == [
                *zip(ids, revisions, strict=True)
            ]
        deciding = await read.journal.deciding(ChangeOrder, ids, ["name", "deleted_at"])
    assert [(each.record_id, each.revision) for each in deciding] == [
        *((ids[0], 1), (ids[1], 1), (ids[0], 2), (ids[1], 4))
    ]


async def test_an_image_is_the_row(ledger: Ledger, container: Container, actor: Actor) -> None:
    orders = await a_small_story(ledger, container, actor)
    async with ledger.reader(container.id) as read:
        row = await read.get(ChangeOrder, orders[0].id)
        entries = await read.journal.of_record(orders[0])
    assert row is not None
    assert entries[-1].image == image_of(row)
    assert record_of(ChangeOrder, image_of(row)) == row


TAMPERINGS = [
    (
        "image_digest",
        "UPDATE journal SET image = convert_to(replace(convert_from(image, 'UTF8'), "
        "'Relocate two doors', 'Relocate ten doors'), 'UTF8') "
        "WHERE container_id = %s AND revision = 2",
    ),
    ("chain_hash", "UPDATE journal SET actor_id = 99 WHERE container_id = %s AND revision = 2"),
    (
        "chain_hash",
        "UPDATE journal SET changed = '{note}' WHERE container_id = %s AND revision = 2",
    ),
    ("chain_gap", "DELETE FROM journal WHERE container_id = %s AND revision = 2"),
    ("chain_gap", "DELETE FROM journal WHERE container_id = %s AND revision = 3 AND sequence = 2"),
    ("chain_end", "DELETE FROM journal WHERE container_id = %s AND revision = 4"),
    (
        "chain_hash",
        "UPDATE journal SET digest = sha256('x'), image = 'x' "
        "WHERE container_id = %s AND revision = 2",
    ),
    ("chain_end", "UPDATE head SET hash = sha256('x') WHERE container_id = %s"),
    ("image", "UPDATE change_order SET name = 'Other' WHERE container_id = %s AND number = '0001'"),
    ("total_estimated", "UPDATE change_order SET estimated = 6 WHERE container_id = %s"),
    ("total_estimated", "UPDATE cost_item SET estimated = 6 WHERE container_id = %s"),
    ("membership_kind", "UPDATE membership SET kind = 'oco' WHERE container_id = %s"),
    ("membership_ends", "UPDATE cost_item SET deleted_at = now() WHERE container_id = %s"),
    ("reference_cost_item_budget_id", "UPDATE cost_item SET budget_id = 1 WHERE container_id = %s"),
    ("versions_cost_item", "UPDATE cost_item SET version = 7 WHERE container_id = %s"),
    ("times_cost_item", "UPDATE cost_item SET updated_at = now() WHERE container_id = %s"),
    ("rows_membership", "DELETE FROM membership WHERE container_id = %s"),
    (
        "image",
        "INSERT INTO membership (container_id, id, uuid, version, revision, created_at, "
        "updated_at, change_order_id, cost_item_id, kind, position, deleted_at) "
        "SELECT container_id, 1, gen_random_uuid(), 1, 1, now(), now(), change_order_id, "
        "cost_item_id, kind, 0, now() FROM membership WHERE container_id = %s",
    ),
]


@pytest.mark.parametrize(("check", "statement"), TAMPERINGS)
async def test_tampering_is_found_by_its_name(
    ledger: Ledger, container: Container, actor: Actor, check: str, statement: str
) -> None:
    await a_small_story(ledger, container, actor)
    await tamper(ledger, statement, container.id)
    found = await verify(ledger.database, container.id)
    assert check in [finding.check for finding in found], found


async def test_a_changed_image_is_named(ledger: Ledger, container: Container, actor: Actor) -> None:
    orders = await a_small_story(ledger, container, actor)
    await tamper(ledger, TAMPERINGS[0][1], container.id)
    (finding,) = await verify(ledger.database, container.id)
    assert finding == Finding(
        "image_digest",
        "its image was changed: it has another digest",
        "change_order",
        orders[0].id,
        2,
    )
    assert str(orders[0].id) in str(finding)


async def test_an_item_on_two_orders_of_a_kind_is_found(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def decide(unit: Unit) -> None:
        item = unit.new(CostItem, **item_fields("1"))
        for number in "12":
            order = unit.new(ChangeOrder, kind="oco", number=number, name="x", budget_state="open")
            unit.new(Membership, change_order_id=order.id, cost_item_id=item.id, kind="oco")

    await ledger.run(container.id, actor, decide)
    (finding,) = await verify(ledger.database, container.id)
    assert finding.check == "membership_single"


async def test_a_number_in_use_twice_is_found(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    """Which needs an index that is gone or broken: so it is, until the connection is given up."""
    check = next(one for one in CHECKS if one.name == "unique_change_order_kind_number")
    first, second = [await ledger.run(container.id, actor, create_order) for _ in range(2)]
    async with await psycopg.AsyncConnection.connect(ledger.database.urls.owner) as connection:
        assert await faults(connection, container.id, check) == []
        await connection.execute("DROP INDEX change_order_kind_number_key")
        await connection.execute(
            "UPDATE change_order SET number = %s WHERE container_id = %s AND id = %s",
            (first.number, container.id, second.id),
        )
        (found,) = await faults(connection, container.id, check)
        await connection.rollback()
    sentence = f"its kind and number is in use more than once: {first.kind}, {first.number}"
    assert (found.check, found.id, found.sentence) == (check.name, first.id, sentence)


async def test_an_image_may_be_erased(ledger: Ledger, container: Container, actor: Actor) -> None:
    orders = await a_small_story(ledger, container, actor)
    await tamper(
        ledger,
        "UPDATE journal SET image = NULL WHERE container_id = %s AND record_id = %s",
        *(container.id, orders[0].id),
    )
    assert await verify(ledger.database, container.id) == []
    async with ledger.reader(container.id) as read:
        assert await read.journal.records_at(ChangeOrder, [orders[0].id], 4) == {}


async def test_records_as_of_a_revision(ledger: Ledger, container: Container, actor: Actor) -> None:
    orders = await a_small_story(ledger, container, actor)
    async with ledger.reader(container.id) as read:
        then = [record async for page in read.journal.as_of(ChangeOrder, 1) for record in page]
        assert then == orders
        now = [record async for page in read.journal.as_of(ChangeOrder, 4) for record in page]
        assert now == await read.many(ChangeOrder, [o.id for o in orders], deleted=True)
        assert [record.name for record in now] == ["Relocate two doors", "Relocate a door"]
        assert [page async for page in read.journal.as_of(ChangeOrder, 0)] == []
        assert (await read.journal.records_at(ChangeOrder, [orders[0].id], 2))[
            orders[0].id
        ].version == 2


async def test_the_revision_of_an_instant(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    for _ in range(9):
        await ledger.run(container.id, actor, create_order)
    entries = await entries_of(ledger, container)
    tick = timedelta(milliseconds=1)
    async with ledger.reader(container.id) as read:
        for entry in entries:
            assert await read.journal.revision_at(entry.at, 9) == entry.revision
            assert await read.journal.revision_at(entry.at - tick, 9) == entry.revision - 1
        assert await read.journal.revision_at(entries[-1].at + tick, 9) == 9


async def test_pages_of_the_journal_cut_within_a_revision(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await a_small_story(ledger, container, actor)
    everything = await entries_of(ledger, container)
    async with ledger.reader(container.id) as read:
        first = await read.journal.after(START, 9, limit=4)
        rest = await read.journal.after(Place(first[-1].revision, first[-1].sequence), 9)
        assert first + rest == everything
        assert (await read.journal.after(START, 2)) == everything[:3]


async def test_an_anchor_holds_the_past(ledger: Ledger, container: Container, actor: Actor) -> None:
    empty = await anchor(ledger.database, container.id)
    await a_small_story(ledger, container, actor)
    kept = await anchor(ledger.database, container.id)
    await ledger.run(container.id, actor, create_order)
    for one in (empty, kept):
        assert parse_anchor(str(one)) == one
        assert await verify_anchor(ledger.database, one) == []
    await tamper(
        ledger,
        "UPDATE journal SET hash = sha256('x') WHERE container_id = %s AND revision = 4",
        container.id,
    )
    assert [f.check for f in await verify_anchor(ledger.database, kept)] == ["anchor"]
    assert [f.check for f in await verify_anchor(ledger.database, empty)] == ["chain_hash"] * 2


async def test_a_journal_written_anew_fails_the_anchor(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    """A forger with all rights can make a whole chain; only the kept anchor tells."""
    await ledger.run(container.id, actor, create_order)
    kept = await anchor(ledger.database, container.id)
    for table in ("journal", "change_order", "sequence", "head"):
        await tamper(ledger, f"DELETE FROM {table} WHERE container_id = %s", container.id)
    async with ledger.database.connection() as connection:
        await create_container(connection, container.id, ProjectSettings(), kept.at)
    await ledger.run(container.id, actor, create_order)
    assert await verify(ledger.database, container.id) == []
    assert [f.check for f in await verify_anchor(ledger.database, kept)] == ["anchor"]


async def test_the_servers_role_cannot_rewrite_the_journal(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await ledger.run(container.id, actor, create_order)
    async with ledger.database.connection() as connection:
        for statement in ("UPDATE journal SET action = ''", "DELETE FROM journal"):
            with pytest.raises(InsufficientPrivilege):
                await connection.execute(statement.encode())
