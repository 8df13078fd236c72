"""What is hidden from an owner, in the prices of his lines: nothing is lost, nothing is left."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from changewright.core.money import Decimal, split, sum_amounts
from changewright.core.owner_prices import Hidden, prices

CENTS = st.integers(-(10**9), 10**9).map(lambda units: Decimal(units).scaleb(-2))
LINES = st.dictionaries(st.integers(1, 40), CENTS, min_size=1, max_size=8)


@given(lines=LINES, amounts=st.lists(CENTS, max_size=4), strays=st.booleans())
@settings(max_examples=200, deadline=None)
def test_prices_add_up_to_the_total(
    lines: dict[int, Decimal], amounts: list[Decimal], strays: bool
) -> None:
    """Also where a piece fell to a line that is not there (99)."""
    keys = [*lines, 99] if strays else [*lines]
    hidden = [
        Hidden(amount, dict(zip(keys, split(amount, [Decimal(1)] * len(keys), 2), strict=True)))
        for amount in amounts
    ]
    shown = {**lines, **prices(lines, hidden)}
    assert sum_amounts(shown.values()) == sum_amounts([*lines.values(), *amounts])
    assert shown.keys() == lines.keys()


def test_pieces_stay_with_their_lines() -> None:
    lines = {1: Decimal("100.05"), 2: Decimal("200.10")}
    hidden = [Hidden(Decimal("18.34"), {1: Decimal("18.34")})]
    assert prices(lines, hidden) == {1: Decimal("118.39")}
    moved = [Hidden(Decimal("18.34"), {7: Decimal("18.34")})]
    assert prices(lines, moved) == {1: Decimal("106.16"), 2: Decimal("212.33")}


def test_without_lines_or_without_anything_hidden_nothing_is_shown_otherwise() -> None:
    assert prices({}, [Hidden(Decimal(5))]) == {}
    assert prices({1: Decimal(5)}, []) == {} == prices({1: Decimal(5)}, [Hidden(Decimal(0))])
