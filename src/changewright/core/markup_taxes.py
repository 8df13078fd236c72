"""Taxes: worked out after the markups, on what of lines and markups is taxable. Pure.

A set of taxes is a set of steps as markups are, over the lines of cost and, as lines of their own,
the markups. A line says that it is not taxable by the fact `taxable: no`, a markup by its step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from .markup import Outcome, evaluate
from .markup_lines import Line
from .markup_steps import CENTS, Step, Terms
from .money import ZERO, Decimal, percent_of, sum_amounts

NOT_TAXABLE = "no"


def taxed(
    taxes: Sequence[Step], lines: Sequence[Line], outcome: Outcome, terms: Terms = CENTS
) -> Outcome:
    """The taxes over `lines` and the markups of `outcome`; its `direct` is all before taxes.

    Lines that are not taxable count in `direct` and bear nothing. Raises as `evaluate` does.
    """
    first = max((line.key for line in lines), default=0) + 1
    bases = [*lines, *_markups_as_lines(outcome, first)]
    exempt = {line.key for line in bases if line.fact("taxable") == NOT_TAXABLE}
    plain = Terms(places=terms.places, apart=False, excluded=frozenset(exempt))
    worked = evaluate(taxes, bases, plain)
    return msgspec.structs.replace(worked, direct=sum_amounts(line.amount for line in bases))


class Coded(msgspec.Struct, frozen=True):
    """An amount and the codes of the taxes on it."""

    amount: Decimal
    codes: tuple[int, ...]


def tax_by_codes(coded: Iterable[Coded], rates: Mapping[int, Decimal], places: int) -> Decimal:
    """What the taxes of some codes come to: each is worked out once, on all that has it, lines and
    markups alike, and rounded; a code without a rate adds nothing."""
    bases: dict[int, Decimal] = {}
    for one in coded:
        for code in dict.fromkeys(one.codes):
            bases[code] = bases.get(code, ZERO) + one.amount
    return sum_amounts(
        percent_of(base, rates[code], places) for code, base in bases.items() if code in rates
    )


def _markups_as_lines(outcome: Outcome, first: int) -> list[Line]:
    return [
        Line(
            key=first + place,
            amount=worked.amount,
            facts={
                "class": "markup",
                "markup": worked.step.name,
                "name": worked.step.name,
                "taxable": None if worked.step.taxable else NOT_TAXABLE,
            },
        )
        for place, worked in enumerate(outcome.steps)
        if worked.step.adds
    ]
