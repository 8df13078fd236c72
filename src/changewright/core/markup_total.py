"""Per cents of the final total: the total that its own markups lead back to (field.md §4.1).

T = S / (1 - sum of rates) is where one begins; with each step rounded, capped or banded the total
that holds is the one at which adding the rounded steps gives it again, to the digit. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .errors import invalid
from .markup_steps import Step
from .money import AMOUNT_LIMIT, ZERO, Decimal, divide, round_places

HUNDRED = Decimal(100)
_NEAR = 64
"""How many times the total is worked out anew from where one begins, before it is bracketed."""
_QUANTUM = Decimal("0.0001")

NO_TOTAL = "per cents of the final total reach 100: no total is large enough to contain them"


def reach_of(steps: Sequence[Step], overrides: Mapping[int, Decimal]) -> Decimal:
    """How much of each unit of the final total comes back as markup, in per cents.

    A step that builds on one that asks for the total asks for it too. Steps with conditions build
    on a part that only the lines tell, and are left to the lines.
    """
    share: dict[int, Decimal] = {}
    last_revise: list[int] = []
    above: list[Step] = []
    for step in steps:
        if step.kind == "revise":
            last_revise = [one.key for one in above]
        named: dict[str, Sequence[int]] = {
            "direct": (),
            "revised": last_revise,
            "running": [one.key for one in above],
            "selected": step.selected,
            "total": (),
        }
        base = HUNDRED if step.basis == "total" else _sum(share, named[step.basis])
        is_rate = step.kind == "rate" and step.key not in overrides and not step.conditions
        share[step.key] = base * highest_rate(step) / HUNDRED if is_rate else ZERO
        above.append(step)
    return sum(share.values(), ZERO)


def _sum(share: Mapping[int, Decimal], keys: Sequence[int]) -> Decimal:
    return sum((share.get(key, ZERO) for key in keys), ZERO)


def rates_of(step: Step) -> list[Decimal]:
    """Every rate that the step may work with."""
    if step.bands:
        pairs = [(band.rate, band.credit_rate) for band in step.bands]
    else:
        pairs = [(step.amount, step.credit_amount)]
        pairs += [(one.rate, one.credit_rate) for one in step.thresholds]
    return [rate for pair in pairs for rate in pair if rate is not None]


def highest_rate(step: Step) -> Decimal:
    return max(rates_of(step))


def settle(
    total_given: Callable[[Decimal], Decimal], steps: Sequence[Step], places: int
) -> Decimal:
    """The total T with `total_given(T) == T`, that nearest to where one begins.

    `total_given` must not fall where its argument rises. Raises `Invalid` when there is none.
    """
    without = total_given(ZERO)
    if without < 0:
        return -settle(lambda total: -total_given(-total), steps, places)
    left = 1 - reach_of(steps, {}) / HUNDRED
    total = divide(without, left, places) if left > 0 else without
    for _ in range(_NEAR):
        after = total_given(total)
        if after == total:
            return total
        total = after
    return _bracketed(total_given)


def _bracketed(total_given: Callable[[Decimal], Decimal]) -> Decimal:
    """The same by halving: where a rising function starts above its argument and ends below it,
    it meets it between."""
    low, high = ZERO, Decimal(1)
    while total_given(high) > high:
        low, high = high, high * 2
        if high > AMOUNT_LIMIT:
            raise invalid("basis", "rule", NO_TOTAL)
    while high - low > _QUANTUM:
        middle = round_places((low + high) / 2, 4)
        if middle in (low, high):
            break
        if total_given(middle) >= middle:
            low = middle
        else:
            high = middle
    for total in (low, high):
        if total_given(total) == total:
            return total
    raise invalid("basis", "rule", "these steps have no final total that holds to the digit")


def markup_of_margin(margin: Decimal, places: int = 2) -> Decimal:
    """The markup, in per cents of cost, that makes `margin` per cents of the price: m / (1 - m)."""
    if margin >= HUNDRED:
        raise invalid("margin", "range", NO_TOTAL)
    return divide(margin * HUNDRED, HUNDRED - margin, places)
