"""A shelf answers as a plain sort and filter of the same rows would, after any writes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reading.shapes import NAMES, STATES

from changewright.core.query import Condition, Order
from changewright.core.records import ChangeOrder
from changewright.store import ordered, words
from changewright.store.columns import NO_VALUE, types_of
from changewright.store.shelf import Shelf, can_answer
from changewright.store.slots import Rows

START = datetime(2024, 2, 29, tzinfo=UTC)
NUMBERS = ("schedule_change", "created_at")
TEXTS = ("name", "cost_state")
Row = dict[str, Any]


def random_row(chance: random.Random, record_id: int, version: int) -> Row:
    return {
        "id": record_id,
        "version": version,
        "name": chance.choice(NAMES) + chance.choice(("", "", str(chance.randrange(99)))),
        "cost_state": chance.choice((*STATES, None)),
        "schedule_change": chance.choice((None, -3, 0, 3, 7)),
        "created_at": START + timedelta(milliseconds=chance.randrange(40)),
    }


def rows_of(rows: list[Row], alive: list[bool]) -> Rows:
    types = types_of(ChangeOrder)

    def codes(name: str) -> Any:
        code_of = types[name].code_of
        assert code_of is not None
        values = [NO_VALUE if row[name] is None else code_of(row[name]) for row in rows]
        return np.array(values, np.int64)

    return Rows(
        np.array([row["id"] for row in rows], np.int64),
        np.array([row["version"] for row in rows], np.int64),
        np.array(alive, np.bool_),
        {name: codes(name) for name in NUMBERS},
        {name: [None if r[name] is None else r[name].encode() for r in rows] for name in TEXTS},
    )


def shelf_of(rows: list[Row]) -> Shelf:
    """A shelf filled as the database fills one: numbers at once, texts numbered in order."""
    shelf = Shelf(ChangeOrder, 1)
    rows = sorted(rows, key=lambda row: int(row["id"]))
    whole = rows_of(rows, [True] * len(rows))
    shelf.slots.fill(whole)
    for name in TEXTS:
        known = sorted({text for text in whole.texts[name] if text is not None})
        numbered = words.Words(b"".join(known), np.array([len(each) for each in known], np.int32))
        pairs = [
            (record_id, numbered.find(text))
            for record_id, text in zip(whole.ids.tolist(), whole.texts[name], strict=True)
            if text is not None
        ]
        ids, codes = (
            (np.array(column, np.int64) for column in zip(*pairs, strict=True))
            if pairs
            else (
                np.empty(0, np.int64),
                np.empty(0, np.int64),
            )
        )
        shelf.slots.add_column(name, ids, codes, numbered)
    return shelf


def sort_key(order: tuple[Order, ...]) -> Any:
    """By what DESIGN says: empty last ascending, first descending; texts by bytes; last the id."""

    def key(row: Row) -> tuple[Any, ...]:
        parts: list[Any] = []
        for each in order:
            value = row[each.attribute]
            if isinstance(value, str):
                value = int.from_bytes(value.encode().ljust(32, b"\0"), "big")
            if isinstance(value, datetime):
                value = (value - START) // timedelta(milliseconds=1)
            rank = (value is None, 0 if value is None else value)
            parts.append(tuple(-part for part in rank) if each.descending else rank)
        return (*parts, row["id"])

    return key


def passes(row: Row, where: tuple[Condition, ...]) -> bool:
    for each in where:
        value = row[each.attribute]
        if not TESTS[each.operator](value, each.values):
            return False
    return True


TESTS: dict[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "any": lambda value, values: value in values,
    "since": lambda value, values: value is not None and value >= values[0],
    "range": lambda value, values: (
        value is not None
        and (values[0] is None or value >= values[0])
        and (values[1] is None or value <= values[1])
    ),
    "blank": lambda value, values: value is None or value == "",
}

WHERES: tuple[tuple[Condition, ...], ...] = (
    (),
    (Condition("cost_state", "any", ("open", "draft")),),
    (Condition("cost_state", "any", ("open", None)), Condition("name", "any", ("a", "z9"))),
    (Condition("name", "blank"),),
    (Condition("cost_state", "blank"),),
    (Condition("schedule_change", "any", (3, None)),),
    (Condition("schedule_change", "range", (None, 0)),),
    (Condition("schedule_change", "range", (0, 3)),),
    (Condition("created_at", "since", (START + timedelta(milliseconds=20),)),),
    (Condition("name", "any", ("nobody has this",)),),
)
ORDERS: tuple[tuple[Order, ...], ...] = (
    (Order("created_at"),),
    (Order("name"), Order("created_at", True)),
    (Order("name", True),),
    (Order("cost_state", True), Order("schedule_change")),
    (Order("schedule_change", True), Order("id", True)),
    (Order("id"),),
)


def keep_order(shelf: Shelf, order: tuple[Order, ...]) -> None:
    sorting = shelf.begin_sorting(order)
    shelf.end_sorting(sorting, sorting.run())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60), st.integers(1, 12))
def test_a_shelf_answers_as_a_plain_sort_does(seed: int, count: int, writes: int) -> None:
    """Small blocks and hardly any room between the numbers of texts, so that all of it happens."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordered, "BLOCK", 4)
        patch.setattr(ordered, "BLOCK_MAXIMUM", 6)
        patch.setattr(words, "GAP", 5)
        ids = chance.sample(range(1, 1000), count)
        rows = {record_id: random_row(chance, record_id, 1) for record_id in ids}
        shelf = shelf_of(list(rows.values()))
        kept = [order for order in ORDERS if chance.random() < 0.7] or [ORDERS[0]]
        for order in kept:
            keep_order(shelf, order)
        for revision in range(2, 2 + writes):
            sorting = shelf.begin_sorting(ORDERS[1]) if chance.random() < 0.3 else None
            write(chance, rows, shelf, revision)
            if sorting is not None:
                shelf.end_sorting(sorting, sorting.run())
            for order in kept:
                where = chance.choice(WHERES)
                offset, limit = chance.randrange(0, 70), chance.choice((1, 7, 100))
                expected = sorted(
                    (row for row in rows.values() if passes(row, where)), key=sort_key(order)
                )
                window = shelf.window(where, order, offset, limit)
                if not shelf.is_ordered(order):
                    keep_order(shelf, order)
                    window = shelf.window(where, order, offset, limit)
                assert window is not None
                assert window.total == len(expected)
                assert window.ids == [row["id"] for row in expected[offset : offset + limit]]
                assert window.versions == [
                    row["version"] for row in expected[offset : offset + limit]
                ]


def write(chance: random.Random, rows: dict[int, Row], shelf: Shelf, revision: int) -> None:
    """Change, delete and make some rows, and tell the shelf, also of what it knows already."""
    told: dict[int, tuple[Row, bool]] = {}
    for record_id in chance.sample(sorted(rows), min(len(rows), chance.randrange(5))):
        told[record_id] = (rows[record_id], True)
        if chance.random() < 0.3:
            told[record_id] = (rows.pop(record_id), False)
        elif chance.random() < 0.8:
            rows[record_id] = random_row(chance, record_id, rows[record_id]["version"] + 1)
            told[record_id] = (rows[record_id], True)
    for _ in range(chance.randrange(4)):
        record_id = chance.choice((chance.randrange(1, 1000), chance.randrange(1000, 2000)))
        if record_id not in rows and record_id not in told and shelf.slots.find(record_id) is None:
            rows[record_id] = random_row(chance, record_id, 1)
            told[record_id] = (rows[record_id], chance.random() < 0.8)
            if not told[record_id][1]:
                del rows[record_id]
    news = list(told.values())
    shelf.apply(rows_of([row for row, _ in news], [alive for _, alive in news]), revision)


def test_what_a_shelf_cannot_hold_is_not_its_to_answer() -> None:
    assert can_answer(ChangeOrder, (Condition("name", "any", ("a",)),), (Order("created_at"),))
    assert not can_answer(ChangeOrder, (Condition("name", "contains", ("a",)),), ())
    assert not can_answer(ChangeOrder, (Condition("uuid", "any", ("a",)),), ())
    assert not can_answer(ChangeOrder, (Condition("property:1", "any", ("a",)),), ())
    assert not can_answer(ChangeOrder, (Condition("reviewer_id.name", "any", ("a",)),), ())
    assert not can_answer(ChangeOrder, (), (Order("exchange_rate"),))
    assert not can_answer(ChangeOrder, (Condition("created_at", "since", ("2024",)),), ())


def test_many_changes_at_once_drop_the_orders_least_used(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    rows = [random_row(chance, record_id, 1) for record_id in range(1, 400)]
    shelf = shelf_of(rows)
    for order in ORDERS[:4]:
        keep_order(shelf, order)
        shelf.window((), order, 0, 10)
    changed = [random_row(chance, row["id"], 2) for row in rows[:300]]
    shelf.apply(rows_of(changed, [True] * 300), 2)
    assert [shelf.is_ordered(order) for order in ORDERS[:4]] == [False, False, True, True]
    expected = sorted(changed + rows[300:], key=sort_key(ORDERS[3]))
    window = shelf.window((), ORDERS[3], 0, 1000)
    assert window is not None
    assert window.ids == [row["id"] for row in expected]


def test_a_shelf_drops_filters_and_orders() -> None:
    chance = random.Random(6)
    shelf = shelf_of([random_row(chance, record_id, 1) for record_id in range(1, 3000)])
    for order in ORDERS[:3]:
        keep_order(shelf, order)
        for where in WHERES[1:]:
            shelf.window(where, order, 0, 1)
    shelf.window((), ORDERS[0], 0, 1)
    assert [order for _, order in sorted(shelf.uses())] == [ORDERS[1], ORDERS[2], ORDERS[0]]
    sizes = [shelf.size_bytes]
    shelf.drop_masks()
    sizes.append(shelf.size_bytes)
    for order in ORDERS[:3]:
        shelf.drop_order(order)
        sizes.append(shelf.size_bytes)
    assert sizes == sorted(set(sizes), reverse=True)
    assert not shelf.slots.columns  # nothing stands on them any more
    assert shelf.window((), ORDERS[0], 0, 1) is None


def test_stamps_are_learned_only_when_they_are_still_true() -> None:
    chance = random.Random(7)
    slots = shelf_of([random_row(chance, record_id, 1) for record_id in (1, 2, 3, 4)]).slots
    every = np.arange(4, dtype=np.int32)
    assert slots.stamps_of("items", every) == [-1, -1, -1, -1]
    slots.raise_stamps("items", np.array([1, 9]), np.array([7, 7]))
    slots.learn_stamps("items", [(1, 1, 3), (2, 1, 5), (3, 2, 5), (4, 1, 11), (9, 1, 1)], 10)
    # 1 was written meanwhile, 3 is another version, 4 was read later than the shelf is.
    assert slots.stamps_of("items", every) == [7, 5, -1, -1]
    slots.forget_stamps("items")
    assert slots.stamps_of("items", every) == [-1, -1, -1, -1]
