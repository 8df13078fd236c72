"""Addends and their differences: any order of changes leaves the sums of what is there at last."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from changewright.core.exchange import in_contract_currency, in_project_currency
from changewright.core.kinds import ITEM_STATES, SCOPES
from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_contracts import Contract
from changewright.core.rollup import (
    FIGURES,
    Place,
    added,
    differences,
    figure,
    item_addends,
    prime_contract_of,
)

THEN = datetime(2026, 1, 1, tzinfo=UTC)
DEFAULT = 77

amounts = st.none() | st.integers(-10_000_000, 10_000_000).map(lambda n: Decimal(n).scaleb(-4))
rates = st.none() | st.integers(1, 300_000_000).map(lambda n: Decimal(n).scaleb(-8))
fields = st.fixed_dictionaries(
    {
        "scope": st.sampled_from(sorted(SCOPES)),
        "active_budget": st.booleans(),
        "active_cost": st.booleans(),
        "budget_state": st.sampled_from(ITEM_STATES["budget"]),
        "cost_state": st.sampled_from(ITEM_STATES["cost"]),
        **dict.fromkeys(("estimated", "proposed", "submitted", "approved", "committed"), amounts),
        "proposed_exchange_rate": rates,
        "committed_exchange_rate": rates,
        "budget_id": st.none() | st.integers(1, 2),
        "contract_id": st.none() | st.integers(3, 4),
        "prime_contract_id": st.none() | st.integers(5, 6),
        "deleted_at": st.none() | st.just(THEN),
    }
)
changes = st.lists(st.tuples(st.integers(0, 3), fields), max_size=12)


def item(number: int) -> CostItem:
    return CostItem(
        container_id=1,
        id=number,
        uuid=UUID(int=number),
        created_at=THEN,
        updated_at=THEN,
        number=str(number),
        name="Item",
    )


@settings(max_examples=300)
@given(changes)
def test_differences_add_up_to_what_is_there(story: list[tuple[int, dict[str, object]]]) -> None:
    items = [item(number) for number in range(4)]
    sums: dict[Place, Decimal] = defaultdict(lambda: ZERO)
    for number, changed in story:
        before, after = items[number], msgspec.structs.replace(items[number], **changed)
        moved = differences(item_addends(before, DEFAULT), item_addends(after, DEFAULT))
        for place, amount in moved.items():
            sums[place] += amount
        items[number] = after
    anew = added(addend for one in items for addend in item_addends(one, DEFAULT))
    assert {k: v for k, v in sums.items() if v} == {k: v for k, v in anew.items() if v}


@settings(max_examples=200)
@given(fields, fields)
def test_what_is_undone_moves_back(first: dict[str, object], second: dict[str, object]) -> None:
    one = msgspec.structs.replace(item(1), **first)
    other = msgspec.structs.replace(item(1), **second)
    forth = differences(item_addends(one, DEFAULT), item_addends(other, DEFAULT))
    back = differences(item_addends(other, DEFAULT), item_addends(one, DEFAULT))
    assert forth == {place: -amount for place, amount in back.items()}


@settings(max_examples=200)
@given(fields)
def test_what_counts_is_what_the_rates_of_the_amounts_say(changed: dict[str, object]) -> None:
    one = msgspec.structs.replace(item(1), **changed)
    for addend in item_addends(one, DEFAULT):
        value = getattr(one, addend.source)
        is_own = addend.place.noun is Contract and addend.place.column.startswith("cost")
        converted = in_contract_currency if is_own else in_project_currency
        assert addend.amount == converted(one, addend.source, value)


def test_a_mixed_figure_takes_cost_into_the_projects_currency() -> None:
    terms = {"budget_approved": 1, "cost_approved": -1}
    values = {"budget_approved": Decimal("100.0000"), "cost_approved": Decimal("50.0000")}
    assert figure(terms, values, Decimal("1.10000000")) == Decimal("45.0000")
    assert figure(terms, values) == Decimal("50.0000")
    for named in FIGURES.values():
        assert all(set(terms.values()) <= {1, -1} for terms in named.values())


def document(number: int, kind: str, main_contract_id: int | None, **fields: object) -> ChangeOrder:
    return ChangeOrder(
        container_id=1,
        id=number,
        uuid=UUID(int=number),
        created_at=THEN,
        updated_at=THEN,
        kind=kind,
        number=str(number),
        name="Document",
        main_contract_id=main_contract_id,
        **{"budget_state": "open", **fields},  # type: ignore[arg-type]
    )


def test_an_order_says_whose_an_item_is_also_by_naming_none() -> None:
    pco, rco = document(1, "pco", 5, cost_state="open"), document(2, "rco", None)
    assert prime_contract_of([]) is None
    assert prime_contract_of([pco, rco]) == 5
    assert prime_contract_of([pco, document(3, "rco", 6)]) == 6
    assert prime_contract_of([pco, document(4, "oco", None)]) is None
    assert prime_contract_of([pco, document(4, "oco", 7)]) == 7
    assert prime_contract_of([pco, document(4, "oco", None, budget_state="void")]) == 5
    assert prime_contract_of([pco, document(4, "oco", None, deleted_at=THEN)]) == 5
