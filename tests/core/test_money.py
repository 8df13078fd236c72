"""Exact amounts: splitting, reading and rounding."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changewright.core.errors import Invalid
from changewright.core.money import (
    AMOUNT_LIMIT,
    ZERO,
    Decimal,
    Digits,
    amount_text,
    divide,
    multiply,
    parse_amount,
    parse_price,
    price_text,
    round_places,
    split,
    sum_amounts,
    sum_of_texts,
)

CENTS = st.integers(-(10**14), 10**14).map(lambda units: Decimal(units).scaleb(-2))
WEIGHTS = st.lists(
    st.integers(-(10**9), 10**12).map(lambda units: Decimal(units).scaleb(-4)),
    min_size=1,
    max_size=20,
)
POSITIVE = st.lists(st.integers(0, 10**6).map(Decimal), min_size=1, max_size=20)


# -- splitting ------------------------------------------------------------------------------------


@given(total=CENTS, weights=WEIGHTS)
def test_the_parts_of_a_split_add_up_exactly(total: Decimal, weights: list[Decimal]) -> None:
    parts = split(total, weights, 2)
    assert len(parts) == len(weights)
    assert sum(parts, Decimal(0)) == total
    assert all(part == round_places(part, 2) for part in parts)
    assert not any(part == 0 and part.is_signed() for part in parts)


@given(total=CENTS, weights=POSITIVE)
def test_no_part_is_a_cent_or_more_from_its_exact_share(
    total: Decimal, weights: list[Decimal]
) -> None:
    whole = sum(weights, Decimal(0))
    shares = weights if whole else [Decimal(1)] * len(weights)
    for part, weight in zip(split(total, weights, 2), shares, strict=True):
        exact = Fraction(total) * Fraction(weight) / Fraction(sum(shares, Decimal(0)))
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


@given(total=CENTS, weights=WEIGHTS)
def test_a_credit_cancels_the_charge_part_by_part(total: Decimal, weights: list[Decimal]) -> None:
    back = split(-total, weights, 2)
    assert [-part for part in back] == split(total, weights, 2)


@given(total=CENTS, weights=POSITIVE)
def test_the_missing_cents_go_to_the_largest_remainders_and_the_earlier_of_equals(
    total: Decimal, weights: list[Decimal]
) -> None:
    whole = Fraction(sum(weights, Decimal(0)))
    if whole == 0:
        weights, whole = [Decimal(1)] * len(weights), Fraction(len(weights))
    exact = [abs(Fraction(total)) * 100 * Fraction(weight) / whole for weight in weights]
    remainders = [value - value.__floor__() for value in exact]
    raised = {
        index
        for index, part in enumerate(split(total, weights, 2))
        if abs(Fraction(part)) * 100 > exact[index].__floor__()
    }
    for index in raised:
        for other in set(range(len(exact))) - raised:
            assert (remainders[index], -index) > (remainders[other], -other)


@pytest.mark.parametrize(
    ("total", "weights", "places", "expected"),
    [
        ("116.66", "1 1 1", 2, "38.89 38.89 38.88"),  # field.md §4.1: not 116.67
        ("-116.66", "1 1 1", 2, "-38.89 -38.89 -38.88"),
        ("100.00", "1 1 1 1 1 1 1", 2, "14.29 14.29 14.29 14.29 14.28 14.28 14.28"),
        ("0.01", "5 5", 2, "0.01 0.00"),
        ("10.00", "0 0 0", 2, "3.34 3.33 3.33"),
        ("10.00", "5 -5", 2, "5.00 5.00"),
        ("10.00", "5 -3", 2, "25.00 -15.00"),
        ("10.00", "-1 -3", 2, "2.50 7.50"),
        ("0.00", "1 2", 2, "0.00 0.00"),
        ("100", "1 1 1", 0, "34 33 33"),
        ("0.0001", "1 1", 4, "0.0001 0.0000"),
    ],
)
def test_splits_worked_by_hand(total: str, weights: str, places: int, expected: str) -> None:
    parts = split(Decimal(total), [Decimal(weight) for weight in weights.split()], places)
    assert " ".join(str(part) for part in parts) == expected


def test_a_split_of_nothing_and_of_what_has_more_places() -> None:
    assert split(Decimal(5), []) == []
    with pytest.raises(ValueError, match="more than 2"):
        split(Decimal("1.005"), [Decimal(1)], 2)
    with pytest.raises(ValueError, match="no weight"):
        split(Decimal(1), [Decimal("NaN")])


# -- rounding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # field.md §5.1 no. 21; binary floats give 1.00 for the last.
        ("10.005", "10.01"),
        ("10.004", "10.00"),
        ("10.015", "10.02"),
        ("12345.6789", "12345.68"),
        ("1.005", "1.01"),
        ("-1.005", "-1.01"),
        ("2.675", "2.68"),
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
    ],
)
def test_cents_are_rounded_half_up_away_from_zero(value: str, expected: str) -> None:
    assert str(round_places(Decimal(value), 2)) == expected


def test_products_and_quotients_round_once() -> None:
    assert multiply(Decimal(100), Decimal("10.01"), 2) == Decimal("1001.00")  # no. 20
    # no. 8: ten footings of 4.5 × 4.5 × 36 feet
    assert multiply(Decimal("20.25"), Decimal(360)) == Decimal("7290.0000")
    assert multiply(Decimal("99999999.99999999"), Decimal("99999999.99999999"), 2) == Decimal(
        "9999999999999998.00"
    )
    assert divide(Decimal(100), Decimal(3)) == Decimal("33.33333333")
    assert divide(Decimal(200), Decimal(3)) == Decimal("66.66666667")


def test_lines_add_up_as_on_paper() -> None:
    lines = ["1500.00", "2750.50", "890.25", "3200.00"]  # no. 20
    assert sum_amounts([Decimal(line) for line in lines]) == Decimal("8340.75")
    assert sum_amounts([Decimal(5000), None, Decimal(-1200), Decimal(800)]) == Decimal(4600)
    assert sum_amounts([]) == ZERO


@pytest.mark.parametrize(
    ("base", "rates", "expected"),
    [
        ("10000", "10 5 1 1", "1000.00 550.00 115.50 116.66"),  # no. 1, each on all above
        ("10000", "10 10", "1000.00 1100.00"),  # no. 4
        ("5000", "15 10", "750.00 575.00"),  # no. 5
        ("1195", "20", "239.00"),  # no. 7
    ],
)
def test_markups_of_the_field_come_out_to_the_cent(base: str, rates: str, expected: str) -> None:
    total, steps = Decimal(base), []
    for rate in rates.split():
        steps.append(multiply(total, Decimal(rate) / 100, 2))
        total += steps[-1]
    assert " ".join(str(step) for step in steps) == expected


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (None, None),
        ("", None),
        (0, "0.0000"),
        (150, "150.0000"),
        (-7, "-7.0000"),
        ("150", "150.0000"),
        ("1000.0000", "1000.0000"),
        ("1000.00000000", "1000.0000"),
        ("+1.5", "1.5000"),
        (".5", "0.5000"),
        ("5.", "5.0000"),
        ("1e3", "1000.0000"),
        ("1.5E-3", "0.0015"),
        ("-0", "0.0000"),
        ("-0.0000", "0.0000"),
        (Digits("-0.00001"), "0.0000"),
        (Digits("0.30000000000000004"), "0.3000"),
        (Digits("0.00005"), "0.0001"),
        (Digits("-0.00005"), "-0.0001"),
        (Digits("2.00015"), "2.0002"),
        (Digits("1E2"), "100.0000"),
        (Decimal("1.25"), "1.2500"),
        ("99999999999999.9999", "99999999999999.9999"),
        ("-99999999999999.9999", "-99999999999999.9999"),
    ],
)
def test_an_amount_is_read_exactly(given_value: object, expected: str | None) -> None:
    assert amount_text(parse_amount(given_value, "estimated")) == expected


@pytest.mark.parametrize(
    ("given_value", "code"),
    [
        (True, "type"),
        (1.5, "type"),
        ([], "type"),
        ({"amount": 1}, "type"),
        ("1.00005", "range"),
        ("0.00001", "range"),
        ("1e-5", "range"),
        ("1e400", "range"),
        (Digits("1e400"), "range"),
        (Digits("1e14"), "range"),
        (10**14, "range"),
        (-(10**14), "range"),
        (Digits("99999999999999.99996"), "range"),
        ("1e-400", "range"),
        ("NaN", "format"),
        ("sNaN", "format"),
        ("Infinity", "format"),
        ("-Infinity", "format"),
        (Decimal("NaN"), "format"),
        (Decimal("Infinity"), "format"),
        ("1,000.00", "format"),
        ("$5", "format"),
        (" 5", "format"),
        ("5 ", "format"),
        ("5\n", "format"),
        ("1_000", "format"),
        ("0x10", "format"),
        ("1e", "format"),
        ("1e9999", "format"),
        ("--5", "format"),
        (".", "format"),
        ("٣", "format"),
        ("１２", "format"),
        ("5\x00", "format"),
        ("1" * 65, "format"),
        (Digits("1" + "0" * 70), "format"),
    ],
)
def test_what_is_no_exact_amount_is_refused_by_field(given_value: object, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_amount(given_value, "estimated")
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("estimated", code)


def test_an_integer_of_thousands_of_digits_is_out_of_range() -> None:
    """Python itself refuses to write it as text; to us that must be a refusal like any other."""
    with pytest.raises(Invalid) as refusal:
        parse_amount(10**5000, "estimated")
    assert refusal.value.problems[0].code == "range"


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_amount_survives_the_way_out_and_back(units: int) -> None:
    amount = Decimal(units).scaleb(-4)
    text = amount_text(amount)
    assert text is not None
    assert parse_amount(text, "x") == amount
    assert parse_amount(Digits(text), "x") == amount
    assert abs(amount) < AMOUNT_LIMIT


@given(units=st.lists(st.integers(1 - 10**18, 10**18 - 1), max_size=8))
def test_a_sum_of_texts_is_written_as_the_sum_of_the_amounts(units: list[int]) -> None:
    amounts = [Decimal(each).scaleb(-4) for each in units]
    texts = [amount_text(each) or "" for each in amounts]
    assert sum_of_texts(texts) == amount_text(sum_amounts(amounts))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_json_numbers_round_half_up_from_their_digits(value: float) -> None:
    digits = Digits(repr(value))
    found = parse_amount(digits, "x")
    assert found is not None
    exact, read = Fraction(str(digits)), Fraction(found)
    assert abs(read - exact) <= Fraction(1, 20_000)
    if abs(read - exact) == Fraction(1, 20_000):
        assert abs(read) > abs(exact)


def test_prices_have_eight_places() -> None:
    assert price_text(parse_price("1", "rate")) == "1.00000000"
    assert price_text(parse_price(Digits("0.123456785"), "rate")) == "0.12345679"
    assert price_text(None) is None
    with pytest.raises(Invalid):
        parse_price("0.123456785", "rate")
    with pytest.raises(Invalid):
        parse_price(10**12, "rate")
