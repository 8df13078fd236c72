"""Requests that come twice: one outcome, whoever asks, however they meet."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import Conflict, OutcomeDiffers
from changewright.core.records import ChangeOrder
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Idempotency, Outcome, Unit

from .stories import create_order, head_of

BODY = Idempotency("key-1", b"digest of the body")


async def create_and_answer(unit: Unit) -> Outcome:
    order = await create_order(unit)
    body = f'{{"id":{order.id},"version":{order.version}}}'.encode()
    return unit.outcome(201, {"location": f"/{order.id}", "etag": '"ä"'}, body)


async def test_a_repeat_gets_the_first_outcome(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    first = await ledger.run(container.id, actor, create_and_answer, idempotency=BODY)
    again = await ledger.run(container.id, actor, create_and_answer, idempotency=BODY)
    elsewhere = await Ledger(ledger.database).run(
        container.id, actor, create_and_answer, idempotency=BODY
    )
    assert not first.repeated
    assert again.repeated
    assert again == elsewhere
    assert (again.status, again.headers, again.body) == (first.status, first.headers, first.body)
    assert (await head_of(ledger, container)).revision == 1


async def test_another_body_under_the_same_key_is_refused(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await ledger.run(container.id, actor, create_and_answer, idempotency=BODY)
    other = Idempotency(BODY.key, b"another digest")
    with pytest.raises(OutcomeDiffers):
        await ledger.run(container.id, actor, create_and_answer, idempotency=other)
    assert (await head_of(ledger, container)).revision == 1


async def test_keys_of_other_callers_are_other_keys(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    callers = [
        actor,
        Actor(2, actor.client_id, "acc", "r", "admin"),
        Actor(actor.person_id, "other program", "acc", "r", "admin"),
        Actor(None, "tests:1", "acc", "r", "admin"),
        Actor(1, "tests", "acc", "another request", "admin"),
    ]
    outcomes = [
        await ledger.run(container.id, caller, create_and_answer, idempotency=BODY)
        for caller in callers
    ]
    assert [outcome.repeated for outcome in outcomes] == [False, False, False, False, True]


async def test_a_refusal_is_not_an_outcome(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def refuse(unit: Unit) -> Outcome:
        await create_and_answer(unit)
        raise Conflict("not now")

    with pytest.raises(Conflict):
        await ledger.run(container.id, actor, refuse, idempotency=BODY)
    outcome = await ledger.run(container.id, actor, create_and_answer, idempotency=BODY)
    assert not outcome.repeated


async def test_an_outcome_is_kept_even_if_nothing_changed(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    calls = 0

    async def look(unit: Unit) -> Outcome:
        nonlocal calls
        calls += 1
        return unit.outcome(200, {}, b"nothing to do")

    for _ in range(2):
        outcome = await ledger.run(container.id, actor, look, idempotency=BODY)
        assert outcome.body == b"nothing to do"
    assert calls == 1
    assert (await head_of(ledger, container)).revision == 0


async def test_repeats_that_meet_wait_for_the_first(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    """Within a process and between processes, which each ledger here stands for."""
    processes = [ledger, Ledger(ledger.database), Ledger(ledger.database)]
    outcomes = await asyncio.gather(
        *(
            process.run(container.id, actor, create_and_answer, idempotency=BODY)
            for process in processes
            for _ in range(4)
        )
    )
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 11
    assert len({outcome.body for outcome in outcomes}) == 1
    async with ledger.reader(container.id) as read:
        assert len(await read.where(ChangeOrder)) == 1


async def test_outcomes_are_kept_as_long_as_told(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    later = Ledger(ledger.database, clock=lambda: ledger.clock() + timedelta(hours=25))
    other = Idempotency("another", b"digest")
    first = await ledger.run(container.id, actor, create_and_answer, idempotency=BODY)
    await ledger.run(container.id, actor, create_and_answer, idempotency=other)
    await later.run(container.id, actor, create_and_answer, idempotency=Idempotency("3", b""))
    again = await ledger.run(container.id, actor, create_and_answer, idempotency=BODY)
    assert not again.repeated
    assert again.body != first.body
