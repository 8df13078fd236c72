"""Caps on markups while they are worked out: how much room each has left.

A cap speaks of one party's markups or of those of all tiers together; what goes beyond it is cut
off the step that goes beyond, or refused (field.md §4.1). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .errors import invalid
from .markup_lines import Line, holds
from .markup_steps import Cap, Step, Terms
from .money import ZERO, Decimal, percent_of, sum_amounts


class Ledger:
    """What the caps of some terms have let through so far, over these lines."""

    def __init__(self, terms: Terms, lines: Sequence[Line], *, counts_already: bool) -> None:
        caps = [cap for cap in terms.caps if cap.percent is not None or cap.amount is not None]
        self._limits = [(cap, _limit(cap, lines, terms.places)) for cap in caps]
        already = terms.already if counts_already else ZERO
        self._used = [already if cap.party is None else ZERO for cap in caps]

    def within(self, step: Step, amount: Decimal) -> tuple[Decimal, str]:
        """As much of the amount as every cap leaves room for, and which one cut it.

        Raises `Invalid` where a cap refuses instead.
        """
        cut_by = ""
        for place, (cap, limit) in enumerate(self._limits):
            if not covers(cap, step):
                continue
            used = self._used[place]
            room = max(ZERO, limit - used) if amount > 0 else min(ZERO, -limit - used)
            if abs(amount) > abs(room):
                if cap.refuses:
                    detail = f"{step.name} goes beyond the {told(cap)}"
                    raise invalid("caps", "rule", detail)
                amount, cut_by = room, told(cap)
        return amount, cut_by

    def count(self, step: Step, amount: Decimal) -> None:
        for place, (cap, _) in enumerate(self._limits):
            if covers(cap, step):
                self._used[place] += amount


def most_percentages(terms: Terms) -> int | None:
    """How many percentages of all tiers together the contract allows; None where it does not
    say."""
    said = [cap.most_percentages for cap in terms.caps if cap.party is None]
    return min((most for most in said if most is not None), default=None)


def of_amounts(terms: Terms) -> Terms:
    """The terms without what they say of the number of percentages."""
    caps = (cap for cap in terms.caps if cap.percent is not None or cap.amount is not None)
    kept = tuple(msgspec.structs.replace(cap, most_percentages=None) for cap in caps)
    return msgspec.structs.replace(terms, caps=kept)


def covers(cap: Cap, step: Step) -> bool:
    return cap.party is None or cap.party == step.party


def _limit(cap: Cap, lines: Sequence[Line], places: int) -> Decimal:
    limits = [] if cap.amount is None else [cap.amount]
    if cap.percent is not None:
        base = sum_amounts(
            line.amount
            for line in lines
            if line.fact("markup") is None and holds(cap.conditions, line)
        )
        limits.append(percent_of(abs(base), cap.percent, places))
    return min(limits)


def told(cap: Cap) -> str:
    """The cap in words."""
    whose = "" if cap.party is None else f" of {cap.party}"
    parts = []
    if cap.percent is not None:
        parts.append(f"{cap.percent.normalize():f} %")
    if cap.amount is not None:
        parts.append(f"{cap.amount.normalize():f}")
    return f"cap{whose} of {' or '.join(parts)}"
