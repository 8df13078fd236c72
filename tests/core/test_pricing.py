"""Which of quantity, unit price and amount follows, for every combination of what changed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from changewright.core.errors import Invalid
from changewright.core.money import Decimal
from changewright.core.pricing import repriced, shared

BEFORE = SimpleNamespace(quantity=Decimal(10), unit_price=Decimal("2.5"), amount=Decimal("25"))
Q, P, A = "quantity", "unit_price", "amount"


@pytest.mark.parametrize(
    ("changes", "locked", "expected"),
    [
        ({Q: 4}, None, {A: "10.00"}),
        ({P: "1.005"}, None, {A: "10.05"}),
        ({A: 100}, None, {P: "10"}),
        ({Q: 4}, A, {P: "6.25"}),
        ({P: 5}, A, {Q: "5"}),
        ({A: 100}, P, {Q: "40"}),
        ({A: 100}, Q, {P: "10"}),
        ({Q: 4}, P, {A: "10"}),
        ({Q: 4, P: 3}, None, {A: "12"}),
        ({Q: 4, A: 3}, None, {P: "0.75"}),
        ({P: 4, A: 3}, None, {Q: "0.75"}),
        ({Q: 4, P: 3, A: 7}, None, {}),
        ({Q: 4, P: 3}, A, {}),
        ({}, None, {}),
        ({Q: None}, None, {}),
        ({Q: 0}, A, {}),
        ({Q: 10}, None, {}),
    ],
)
def test_what_follows_an_edit(
    changes: dict[str, object], locked: str | None, expected: dict[str, str]
) -> None:
    typed = {
        name: None if value is None else Decimal(str(value)) for name, value in changes.items()
    }
    found = repriced(BEFORE, typed, locked=locked, places=2)
    assert found == {name: Decimal(value) for name, value in expected.items()}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({Q: "3", P: "0.335"}, {A: "1.01"}),
        ({Q: "3"}, {}),
        ({A: "7"}, {}),
        ({Q: "3", A: "1"}, {P: "0.33333333"}),
        ({Q: "3", P: "0.3333", A: "1"}, {}),
        ({Q: "0", A: "1"}, {}),
    ],
)
def test_what_follows_in_a_new_record(fields: dict[str, str], expected: dict[str, str]) -> None:
    typed = {name: Decimal(value) for name, value in fields.items()}
    assert repriced(None, typed, places=2) == {
        name: Decimal(value) for name, value in expected.items()
    }


def test_rounds_only_what_it_works_out() -> None:
    typed = {Q: Decimal("3"), P: Decimal("0.3333")}
    assert repriced(None, typed, places=4) == {A: Decimal("0.9999")}
    assert repriced(None, typed, places=0) == {A: Decimal("1")}


@pytest.mark.parametrize(
    ("changes", "locked", "named"),
    [
        ({Q: "99999999999", P: "99999999999"}, None, A),
        ({A: "99999999999999", Q: "0.00000001"}, None, P),
        ({A: "99999999999999", P: "0.00000001"}, None, Q),
    ],
)
def test_refuses_what_no_column_holds(
    changes: dict[str, str], locked: str | None, named: str
) -> None:
    typed = {name: Decimal(value) for name, value in changes.items()}
    with pytest.raises(Invalid) as refusal:
        repriced(BEFORE, typed, locked=locked, places=2)
    assert [problem.field for problem in refusal.value.problems] == [named]


@pytest.mark.parametrize(
    ("price", "estimates", "places", "expected"),
    [
        ("100", "50 50 50", 2, "33.3400 33.3300 33.3300"),  # three times 33.33 is not 100.00
        ("-100.0000", "50 50 50", 2, "-33.3400 -33.3300 -33.3300"),
        ("100", "100 200", 2, "33.3300 66.6700"),
        ("100", "- - -", 2, "33.3400 33.3300 33.3300"),
        ("100", "- 200", 2, "0.0000 100.0000"),
        ("100", "-100 200", 2, "33.3300 66.6700"),
        ("100", "1 1 1", 0, "34.0000 33.0000 33.0000"),
        ("100.50", "1 1 1", 0, "33.5000 33.5000 33.5000"),
        ("100.001", "1 1 1", 2, "33.3340 33.3340 33.3330"),
        ("100.0001", "1 1 1", 2, "33.3334 33.3334 33.3333"),
        ("100", "1 1 1", 4, "33.3334 33.3333 33.3333"),
        ("99.99", "7", 0, "99.9900"),
        ("5", "", 2, ""),
    ],
)
def test_one_price_for_several_lines(
    price: str, estimates: str, places: int, expected: str
) -> None:
    words = enumerate(estimates.split())
    lines = {place: None if word == "-" else Decimal(word) for place, word in words}
    parts = shared(Decimal(price), lines, places)
    assert list(parts) == list(lines)
    assert " ".join(str(part) for part in parts.values()) == expected
