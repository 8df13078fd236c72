"""Deliveries are the unit's: written with it, gone with it, and nothing where nobody listens."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fixtures_ledger import ACTOR, Container, make_container
from tests.webhooks.receiver import HERE
from tests.webhooks.site import Wired

from changewright.core.records import ChangeOrder
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.store import wire
from changewright.store.engine import Database
from changewright.work import webhooks
from changewright.work.ledger import Ledger
from changewright.work.unit import Idempotency, Outcome, Unit
from changewright.work.verify import verify

URL = "https://hooks.example/"
EVERY = tuple(("order", event) for event in ("create", "update", "delete"))


async def test_a_delivery_for_each_trigger_and_each_thing(wired: Wired) -> None:
    await wired.hook(URL, EVERY)
    order = await wired.order("1")

    async def rename(unit: Unit) -> None:
        one = await unit.read.require_id(ChangeOrder, order.id)
        unit.change(one, "updated", name="Windows")
        unit.new(ChangeOrder, kind="oco", number="2", name="Locks")
        unit.new(ChangeOrder, kind="pco", number="1", name="Perhaps")

    async def drop(unit: Unit) -> None:
        unit.delete(await unit.read.require_id(ChangeOrder, order.id))

    await wired.ledger.run(wired.container_id, ACTOR, rename)
    await wired.ledger.run(wired.container_id, ACTOR, drop)
    rows = await wired.rows()
    assert [(row.event, row.record_id == order.id) for row in rows] == [
        ("create", True),
        ("update", True),
        ("create", False),
        ("delete", True),
    ]
    assert [(row.actor_id, row.client_id, row.request_id) for row in rows] == [
        (ACTOR.person_id, ACTOR.client_id, ACTOR.request_id)
    ] * 4
    assert len({row.uuid for row in rows}) == 4
    assert [row.uuid for row in rows] == sorted(row.uuid for row in rows)


async def test_a_delivery_tells_an_entry_of_the_journal(wired: Wired, database: Database) -> None:
    await wired.hook(URL, EVERY)
    order = await wired.order("1")
    async with database.connection() as connection:
        cursor = await connection.execute(
            "SELECT j.noun, j.record_id, j.at = d.created_at FROM delivery d JOIN journal j "
            "USING (container_id, revision, sequence) WHERE d.container_id = %s",
            (wired.container_id,),
        )
        assert await cursor.fetchall() == [("change_order", order.id, True)]


@pytest.mark.parametrize("change", ["sequence = 9", "created_at = now()"])
async def test_a_delivery_of_nothing_that_was_is_found(
    wired: Wired, database: Database, change: str
) -> None:
    await wired.hook(URL, EVERY)
    await wired.order("1")
    assert await verify(database, wired.container_id) == []
    async with database.connection() as connection:
        statement = f"UPDATE delivery SET {change} WHERE container_id = %s"
        await connection.execute(statement.encode(), (wired.container_id,))
    (finding,) = await verify(database, wired.container_id)
    assert (finding.check, finding.record_id) == ("delivery", wired.hook_id)


async def test_a_unit_that_is_refused_leaves_none(wired: Wired) -> None:
    await wired.hook(URL, EVERY)

    async def fail(unit: Unit) -> None:
        unit.new(ChangeOrder, kind="oco", number="1", name="Doors")
        raise LookupError

    async def fail_at_the_database(unit: Unit) -> None:
        """The same number twice is refused by a key of the table, in the commit's own trip."""
        unit.new(ChangeOrder, kind="oco", number="1", name="Doors")
        unit.new(ChangeOrder, kind="oco", number="1", name="Doors")

    for decide in (fail, fail_at_the_database):
        with pytest.raises(Exception):  # noqa: B017
            await wired.ledger.run(wired.container_id, ACTOR, decide)
    assert await wired.rows() == []


async def test_a_part_that_is_taken_back_is_not_told(wired: Wired) -> None:
    await wired.hook(URL, EVERY)

    async def half(unit: Unit) -> None:
        unit.new(ChangeOrder, kind="oco", number="1", name="Doors")
        with pytest.raises(LookupError), unit.attempt():
            unit.new(ChangeOrder, kind="oco", number="2", name="Windows")
            raise LookupError

    await wired.ledger.run(wired.container_id, ACTOR, half)
    assert len(await wired.rows()) == 1


async def test_a_repeat_tells_nothing_again(wired: Wired) -> None:
    await wired.hook(URL, EVERY)

    async def draw(unit: Unit) -> Outcome:
        unit.new(ChangeOrder, kind="oco", number="1", name="Doors")
        return unit.outcome(201, {}, b"{}")

    key = Idempotency("once", b"digest")
    for _ in range(2):
        await wired.ledger.run(wired.container_id, ACTOR, draw, idempotency=key)
    assert len(await wired.rows()) == 1


async def test_another_project_is_not_heard(wired: Wired, ledger: Ledger) -> None:
    await wired.hook(URL, EVERY)
    other = Wired(ledger, (await make_container(ledger)).id)
    await other.hook(URL, EVERY)
    order = await other.order("1")
    assert await wired.rows() == []
    assert [row.record_id for row in await other.rows()] == [order.id]
    other.container_id = wired.container_id
    assert await other.rows() == []


class Counted:
    """Counts the statements of every wire, for the block."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[bytes] = []
        run = wire.Wire.run

        async def counting(own: wire.Wire, steps: Any) -> Any:
            self.texts += [step[0] for step in steps]
            return await run(own, steps)

        monkeypatch.setattr(wire.Wire, "run", counting)

    def taken(self) -> list[bytes]:
        texts, self.texts = self.texts, []
        return texts


async def test_where_nobody_listens_not_one_statement_more(
    database: Database, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same unit in a project without hooks, with a hook for something else, and with one for
    this: nothing more, nothing more, and the deliveries' own insert."""
    wired = Wired(Ledger(database), container.id)
    counted = Counted(monkeypatch)

    async def costs(number: str) -> list[bytes]:
        await wired.order(number)  # what is read once and kept is known then
        counted.taken()
        await wired.order(f"{number}-again")
        return counted.taken()

    without = await costs("1")
    assert not any(b"webhook" in text or b"delivery" in text for text in without)
    await wired.hook(URL, [("cost_code", "create")])
    assert await costs("2") == without
    await wired.hook(URL, EVERY)
    extra = list(await costs("3"))
    for text in without:
        extra.remove(text)
    assert [text.split()[:3] for text in extra] == [[b"INSERT", b"INTO", b"delivery"]]


async def test_a_secret_stands_in_no_journal_and_goes_with_the_hook(
    wired: Wired, database: Database
) -> None:
    await wired.hook(URL, EVERY, authorization="Bearer SECRET-OF-THE-HOOK")

    async def change(unit: Unit) -> None:
        hook = await webhooks.find(unit.read, wired.hook_id)
        await webhooks.edit(unit, hook, {"authorization": "Bearer SECRET-TOO"}, HERE)

    await wired.ledger.run(wired.container_id, ACTOR, change)
    known = await wired.deliveries.authorizations(wired.container_id, [wired.hook_id])
    assert known == {wired.hook_id: "Bearer SECRET-TOO"}
    async with database.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE position('SECRET'::bytea IN image) > 0) "
            "FROM journal WHERE container_id = %s AND noun = 'webhook'",
            (wired.container_id,),
        )
        assert await cursor.fetchone() == (2, 0)


async def test_a_hook_takes_its_triggers_along(wired: Wired) -> None:
    await wired.hook(URL, EVERY)

    async def remove(unit: Unit) -> None:
        await webhooks.remove(unit, await webhooks.find(unit.read, wired.hook_id))

    await wired.ledger.run(wired.container_id, ACTOR, remove)
    async with wired.ledger.reader(wired.container_id) as read:
        assert await read.where(Webhook) == []
        assert await read.where(WebhookTrigger) == []
