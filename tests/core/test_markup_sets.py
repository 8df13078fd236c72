"""Markups of a set as steps, and what they come to: pure (procore.md §2.10)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changewright.core.markup import evaluate
from changewright.core.markup_lines import Line
from changewright.core.markup_sets import SUBTOTAL, ids_of, meets, ordered, steps_of
from changewright.core.money import Decimal, sum_amounts
from changewright.core.records_codes import Markup

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def markup(key: int, percentage: str, markup_set: str = "horizontal", **fields: Any) -> Markup:
    stamps: dict[str, Any] = {"container_id": 1, "uuid": UUID(int=key)}
    stamps |= {"created_at": THEN, "updated_at": THEN, "created_by": None}
    named: dict[str, Any] = {"name": str(key), "position": key, "holder_kind": "face"}
    given_fields = {**stamps, **named, **fields}
    return Markup(
        id=key,
        holder_id=1,
        markup_set=markup_set,
        percentage=Decimal(percentage),
        **given_fields,
    )


def test_horizontal_ones_come_first_whatever_their_positions() -> None:
    found = ordered([markup(1, "1", "vertical"), markup(2, "1"), markup(3, "1", position=0)])
    assert [one.id for one in found] == [3, 2, 1]
    assert [step.key for step in steps_of(found, {})] == [3, 2, SUBTOTAL, 1]


def test_a_selection_below_counts_nothing() -> None:
    chosen: dict[str, Any] = {"compound_type": "selective", "compound_selections": [2]}
    lines = [Line(key=7, amount=Decimal(100))]
    outcome = evaluate(steps_of([markup(1, "10", **chosen), markup(2, "10")], {}), lines)
    assert outcome.total == Decimal(120)


@pytest.mark.parametrize(
    ("conditions", "own", "is_meant"),
    [
        ([], {1}, True),
        ([("includes", [1, 2])], {2, 9}, True),
        ([("includes", [1])], {2}, False),
        ([("includes", [])], {2}, False),
        ([("excludes", [])], {2}, True),
        ([("excludes", [1])], {1}, False),
        ([("includes", [1]), ("excludes", [5])], {1}, True),
        ([("includes", [1]), ("excludes", [5])], {1, 5}, False),
        ([("includes", [{"id": "1"}])], {1}, True),
    ],
)
def test_conditions(conditions: list[Any], own: set[int], is_meant: bool) -> None:
    rows = [{"match_type": kind, "markup_condition_items": items} for kind, items in conditions]
    assert meets(rows, own) is is_meant


@pytest.mark.parametrize(
    ("item", "ids"),
    [(4, [4]), ("4", [4]), ("x", []), (True, []), (None, []), ({"wbs_code_id": 3}, [3])],
)
def test_what_an_item_of_a_condition_names(item: object, ids: list[int]) -> None:
    assert ids_of(item) == ids


AMOUNTS = st.decimals(-10_000, 10_000, places=2).map(lambda one: Decimal(str(one)))
RATES = st.decimals(0, 40, places=3).map(str)
KINDS = st.sampled_from(["horizontal", "vertical"])
COMPOUNDS = st.sampled_from([None, "above", "selective"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(AMOUNTS, min_size=1, max_size=6),
    st.lists(st.tuples(RATES, KINDS, COMPOUNDS), max_size=5),
)
def test_pieces_add_up(amounts: list[Decimal], rows: list[tuple[str, str, str | None]]) -> None:
    every = list(range(1, len(rows) + 1))
    markups = [
        markup(place, rate, kind, compound_type=how, compound_selections=every)
        for place, (rate, kind, how) in enumerate(rows, 1)
    ]
    lines = [Line(key=100 + place, amount=amount) for place, amount in enumerate(amounts)]
    outcome = evaluate(steps_of(markups, {}), lines)
    for worked in outcome.steps:
        if worked.step.adds:
            assert sum_amounts(worked.pieces.values()) == worked.amount
    extended = [line.amount + outcome.pieces_of(line.key) for line in lines]
    assert sum_amounts(extended) == outcome.total
