"""Which of quantity, unit price and amount follows, for every combination of what changed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from changewright.core.errors import Invalid
from changewright.core.money import Decimal, percent_of
from changewright.core.pricing import direct_within, repriced, shared

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


@pytest.mark.parametrize(
    ("price", "rate", "flat", "places", "expected"),
    [
        ("1100", "10", "0", 2, "1000.00"),
        ("-1100", "10", "0", 2, "-1000.00"),
        ("1000", "10", "0", 2, "909.09"),
        ("0.05", "10", "0", 2, "0.04"),  # 0.05 and its markup are 0.06
        ("1000.0001", "10", "0", 2, "909.0901"),
        ("1000", "-20", "0", 2, "1250.00"),  # a discount: the lines come to more
        ("1000", "0", "250", 0, "750"),
        ("100", "10", "210", 2, "-100.00"),  # the flat markup alone comes to more
        ("0", "10", "0", 2, "0.00"),
    ],
)
def test_what_of_a_price_is_the_lines(
    price: str, rate: str, flat: str, places: int, expected: str
) -> None:
    def whole(direct: Decimal) -> Decimal:
        return direct + percent_of(direct, Decimal(rate), 2) + Decimal(flat)

    assert str(direct_within(Decimal(price), whole, places)) == expected


@pytest.mark.parametrize("whole", [Decimal(0), Decimal(2)])
def test_a_price_that_no_lines_come_to(whole: Decimal) -> None:
    with pytest.raises(Invalid):
        direct_within(Decimal(1), lambda direct: whole, 2)
