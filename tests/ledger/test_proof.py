"""How a container is proved: rows by their text, the journal in one pass, several at once."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.fixtures_ledger import Container

from changewright.core.catalogue import NOUNS
from changewright.core.journal import image_of
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_approvals import Approval, ApprovalRun
from changewright.store import audit_images, audit_ledger
from changewright.store.engine import Connection
from changewright.store.tables import columns_of
from changewright.work import verify_rows
from changewright.work.anchor import anchor, verify_anchor
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit
from changewright.work.verify import read_once, verify

from .stories import create_order, head_of, item_fields
from .test_journal import TAMPERINGS, a_small_story, tamper

SECOND = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)
AWKWARD = "A \"quoted\" \\ back\nline\t\r\b\f\x01\x1f\x7f é ✓ 😀 <&'/> ' , ', null"
# For each type of column some values, the first of them awkward to write.
VALUES: dict[str, tuple[Any, ...]] = {
    "bigint": (-1, 0, 2**53),
    "boolean": (True, False),
    "text": (AWKWARD, "", "null", "{}"),
    "uuid": (UUID("0034e9c8-7fb8-564f-a6f1-004645b18e81"),),
    "date": (date(2026, 2, 28), date(987, 1, 1)),
    "timestamptz": (
        SECOND,
        SECOND + timedelta(milliseconds=120),
        SECOND + timedelta(microseconds=1),
    ),
    "numeric(18,4)": (Decimal("-1234567.8900"), Decimal("0.0000"), Decimal("99999999999999.9999")),
    "numeric(20,8)": (Decimal("1.08000000"), Decimal("0E-8"), Decimal("123456789.00000001")),
    "jsonb": ([], {}, ["a", "b-c"], [1, 22, 3]),
}


def made_up(noun: type[Record], seed: int) -> dict[str, Any]:
    """A record's values: any that a column may have, with none in some that may be empty; by the
    seed, in all or nearly all of these, or in none."""
    chance = random.Random(seed)
    share = (0.4, 0.9, 1, 0)[seed % 4]
    return {
        column.name: None
        if column.nullable and chance.random() < share
        else chance.choice(VALUES[column.bare_type])
        for column in columns_of(noun)
    }


@asynccontextmanager
async def seen(ledger: Ledger) -> AsyncIterator[Connection]:
    """A connection as a proof has it."""
    async with (
        ledger.database.connection() as connection,
        audit_ledger.one_snapshot(connection),
    ):
        yield connection


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.TABLE)
async def test_a_row_is_written_as_its_image(noun: type[Record], ledger: Ledger) -> None:
    """Of every noun: so nothing that is whole has to be looked at by itself."""
    definition = ", ".join(f"{each.name} {each.bare_type}" for each in columns_of(noun))
    written = audit_images.image_text(noun, noun.__struct_fields__)
    statement = f"SELECT {written} FROM json_to_record(%s::json) AS r ({definition})"
    async with seen(ledger) as connection:
        for seed in range(12):
            image = image_of(noun(**made_up(noun, seed)))
            cursor = await connection.execute(statement.encode(), (image.decode(),))
            row = await cursor.fetchone()
            assert row is not None and row[0] == image.decode(), (noun, seed)


async def unlike(ledger: Ledger, container: Container, noun: type[Record]) -> list[int]:
    async with seen(ledger) as connection:
        shapes = await audit_images.shapes_of(connection, container.id, noun)
        return await audit_images.rows_unlike(connection, container.id, noun, 99, shapes)


async def test_what_is_written_in_another_way_is_looked_at(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    """A list with blanks in its words, or a rate that is nearly nothing, is no fault."""

    async def price(unit: Unit) -> list[CostItem]:
        more: list[dict[str, Any]] = [
            {"location_paths": ("a", "b")},
            {"location_paths": ("a, b", "c")},
            {"quantity": Decimal("0.00000012")},
        ]
        return [
            unit.new(CostItem, **item_fields(str(number), **fields))
            for number, fields in enumerate(more)
        ]

    plain, listed, tiny = await ledger.run(container.id, actor, price)
    assert await unlike(ledger, container, CostItem) == [listed.id, tiny.id]
    assert await verify(ledger.database, container.id) == []
    # What a blank more or less would hide if texts were compared without care.
    for item, words in ((plain, '["a, b"]'), (listed, '["a,b", "c"]')):
        await tamper(
            ledger,
            "UPDATE cost_item SET location_paths = %s::jsonb WHERE container_id = %s AND id = %s",
            *(words, container.id, item.id),
        )
    found = await verify(ledger.database, container.id)
    assert [(one.check, one.record_id) for one in found] == [
        ("image", plain.id),
        ("image", listed.id),
    ]


async def test_none_is_not_the_word_null(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)
    await tamper(
        ledger, "UPDATE change_order SET note = 'null' WHERE container_id = %s", container.id
    )
    (found,) = await verify(ledger.database, container.id)
    assert (found.record_id, found.detail) == (order.id, "its row differs from its image in note")


async def test_images_older_than_a_column_are_compared_too(
    ledger: Ledger, container: Container, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lack it; the row must have its default there."""
    orders = [await ledger.run(container.id, actor, create_order) for _ in range(6)]
    await tamper(
        ledger,
        "UPDATE journal SET image = convert_to(replace(convert_from(image, 'UTF8'), "
        "',\"markups_stale\":false', ''), 'UTF8') WHERE container_id = %s AND record_id <= %s",
        *(container.id, orders[3].id),
    )
    assert await unlike(ledger, container, ChangeOrder) == []
    checks = {one.check for one in await verify(ledger.database, container.id)}
    assert checks == {"image_digest"}, "which is all that was done to them"
    await tamper(
        ledger,
        "UPDATE change_order SET markups_stale = true WHERE container_id = %s AND id = ANY(%s)",
        *(container.id, [orders[0].id, orders[5].id]),
    )
    for many in (1, 2, 9, 500):
        monkeypatch.setattr(verify_rows, "MANY", many)
        found = await verify(ledger.database, container.id)
        assert [one.record_id for one in found if one.check == "image"] == [
            orders[0].id,
            orders[5].id,
        ], many


async def test_a_row_whose_image_was_erased_is_held_against_its_digest(
    ledger: Ledger, container: Container, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be the image of today's shape or of an older one; what is not as it was is named."""
    orders = [await ledger.run(container.id, actor, create_order) for _ in range(4)]
    older, changed, other = (order.id for order in orders[1:])
    await tamper(
        ledger,
        "UPDATE journal SET image = convert_to(replace(convert_from(image, 'UTF8'), "
        "',\"markups_stale\":false', ''), 'UTF8') WHERE container_id = %s AND record_id = ANY(%s)",
        *(container.id, [older, other]),
    )
    await tamper(
        ledger, "UPDATE journal SET digest = sha256(image) WHERE container_id = %s", container.id
    )
    await tamper(
        ledger,
        "UPDATE journal SET image = NULL WHERE container_id = %s AND record_id <> %s "
        "AND noun = 'change_order'",
        *(container.id, other),
    )

    async def named() -> list[tuple[int | None, str]]:
        found = await verify(ledger.database, container.id)
        return [(one.record_id, one.detail) for one in found if one.check == "image"]

    assert await named() == []
    word = "its image was erased, and its row is not what the digest of it says"
    change = "UPDATE change_order SET {} WHERE container_id = %s AND id = %s"
    await tamper(ledger, change.format("note = 'x'"), container.id, changed)
    assert await named() == [(changed, word)]
    await tamper(ledger, change.format("markups_stale = true"), container.id, older)
    assert await named() == [(older, word), (changed, word)]
    for many in (1, 2, 3):
        monkeypatch.setattr(verify_rows, "MANY", many)
        assert await named() == [(older, word), (changed, word)]


async def test_an_image_that_is_none_is_told(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    order = await ledger.run(container.id, actor, create_order)
    for image in (b"no", b"[]", b"\xff\xfe", b'{"id":1}', b'{"id;DROP":1}'):
        await tamper(
            ledger, "UPDATE journal SET image = %s WHERE container_id = %s", image, container.id
        )
        found = await verify(ledger.database, container.id)
        assert {(one.check, one.record_id) for one in found} == {
            ("image_digest", order.id),
            ("image", order.id),
        }, image
        assert await unlike(ledger, container, ChangeOrder) == [order.id]


async def test_hashes_of_another_length_are_told(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await ledger.run(container.id, actor, create_order)
    for column, value in (("digest", b""), ("hash", b""), ("digest", b"x" * 40)):
        await tamper(
            ledger,
            f"UPDATE journal SET {column} = %s, image = NULL WHERE container_id = %s",
            *(value, container.id),
        )
        assert await verify(ledger.database, container.id) != []


def _checks() -> list[Any]:
    """Every check of a tampering, in the gate every third."""
    names = sorted({name for name, _ in TAMPERINGS})
    return [
        pytest.param(name, marks=pytest.mark.deep if place % 3 else [])
        for place, name in enumerate(names)
    ]


@pytest.mark.parametrize("check", _checks())
async def test_two_connections_find_what_one_finds(
    ledger: Ledger, container: Container, actor: Actor, check: str
) -> None:
    await a_small_story(ledger, container, actor)
    assert await verify(ledger.database, container.id, lanes=2) == []
    await tamper(ledger, dict(TAMPERINGS)[check], container.id)
    found = await verify(ledger.database, container.id, lanes=2)
    assert found == await verify(ledger.database, container.id) != []


async def test_progress_rises_to_its_end(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await a_small_story(ledger, container, actor)
    told: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: told.append((done, total))  # noqa: E731
    await verify(ledger.database, container.id, tell, lanes=2)
    assert told == sorted(told) and told[-1][0] == told[-1][1]


async def test_reading_once_reads_every_row_and_entry(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    await a_small_story(ledger, container, actor)
    # Eight entries; two orders, an item, its place on one, the project's sums.
    for lanes in (1, 2):
        amount = await read_once(ledger.database, container.id, lanes)
        assert amount.rows == 8 + 5 and amount.octets > 8 * 300


async def test_a_tail_cut_off_is_found_by_the_anchor_alone(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    """With the head and the rows put back to where they were nothing else can tell."""
    first = await ledger.run(container.id, actor, create_order)
    before = await head_of(ledger, container)
    await ledger.run(container.id, actor, create_order)
    kept = await anchor(ledger.database, container.id)
    assert await verify_anchor(ledger.database, kept) == []
    for table in ("journal", "change_order"):
        await tamper(
            ledger,
            f"DELETE FROM {table} WHERE container_id = %s AND revision > %s",
            *(container.id, before.revision),
        )
    assert {one.check for one in await verify(ledger.database, container.id)} == {"chain_end"}
    await tamper(
        ledger,
        "UPDATE head SET revision = %s, hash = %s, at = %s, counters = %s WHERE container_id = %s",
        *(before.revision, before.hash, before.at, list(before.counters), container.id),
    )
    assert await verify(ledger.database, container.id) == []
    (found,) = await verify_anchor(ledger.database, kept)
    assert (found.check, found.revision) == ("anchor", kept.revision)
    assert first.revision == before.revision


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("court", "court = 'signer'"),
        ("court", "court = NULL"),
        ("court_person_id", "court_person_id = 99"),
        ("court_company_id", "court_company_id = 99"),
        ("court_due", "court_due = now()"),
        ("court_since", "court_since = NULL"),
    ],
)
async def test_a_court_that_does_not_follow_is_named(
    ledger: Ledger, container: Container, actor: Actor, check: str, change: str
) -> None:
    order = await ledger.run(container.id, actor, create_order)
    await tamper(ledger, f"UPDATE change_order SET {change} WHERE container_id = %s", container.id)
    found = await verify(ledger.database, container.id)
    assert {one.check for one in found} >= {check, "image"}
    assert {one.record_id for one in found} == {order.id}


async def test_a_court_follows_the_company_that_is_asked(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def ask(unit: Unit) -> ChangeOrder:
        return unit.new(
            ChangeOrder, kind="rco", number="1", name="x", budget_state="submitted", company_id=5
        )

    async def ask_another(unit: Unit) -> None:
        unit.change(await unit.read.require_id(ChangeOrder, order.id), "updated", company_id=6)

    order = await ledger.run(container.id, actor, ask)
    await ledger.run(container.id, actor, ask_another)
    async with ledger.reader(container.id) as read:
        (now,) = await read.many(ChangeOrder, [order.id])
    assert (now.court, now.court_company_id) == ("owner", 6)
    assert await verify(ledger.database, container.id) == []


async def test_runs_that_cannot_be_are_named(
    ledger: Ledger, container: Container, actor: Actor
) -> None:
    async def begin(unit: Unit) -> tuple[int, int, int]:
        order, other = await create_order(unit), await create_order(unit)
        fields = {"change_order_id": order.id, "track": "budget", "policy_id": 7}
        first = unit.new(ApprovalRun, **fields)
        second = unit.new(ApprovalRun, **fields, round=2)
        ended = unit.new(ApprovalRun, **fields, round=3, state="used")
        unit.new(Approval, run_id=first.id, change_order_id=other.id, decision="approve")
        return first.id, second.id, ended.id

    first, second, ended = await ledger.run(container.id, actor, begin)
    told = {(one.check, one.record_id) for one in await verify(ledger.database, container.id)}
    assert told >= {("run_single", second), ("run_closed", ended), ("run_policy", first)}
    assert [check for check, _ in told].count("approval_run") == 1


def test_every_kind_of_column_has_values_here() -> None:
    kinds = {column.bare_type for noun in NOUNS for column in columns_of(noun)}
    assert kinds == VALUES.keys()
    assert all(msgspec.structs.fields(noun) for noun in NOUNS)
