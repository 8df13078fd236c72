"""The rows of a set of markups: its steps, and the terms of the contract it is worked out under.

A step says what it comes to (a percentage, bands of them, a flat amount), on what, and where the
result goes. Every base and modifier of these rows is attested in a contract (field.md §4.1).
`core.markup` works them out, `core.markup_checks` refuses what makes no sense. Pure.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .markup_lines import Condition
from .money import ZERO, Decimal

StepKind = Literal["rate", "fixed", "revise", "info"]
ADDING: tuple[StepKind, ...] = ("rate", "fixed")
"""The kinds that add to the total; the others show the subtotal so far."""

Basis = Literal["direct", "revised", "running", "selected", "total"]


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a base up to `upto` (None: all the rest) at its own rate: marginal, as tax
    brackets are. `credit_rate` None: the same on a base below zero."""

    upto: Decimal | None
    rate: Decimal
    credit_rate: Decimal | None = None


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """The rate of a change whose direct cost is larger than `size`, or `inclusive`: as large."""

    size: Decimal
    rate: Decimal
    credit_rate: Decimal | None = None
    inclusive: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a set of markups.

    `kind`: `rate` adds per cents of a base, `fixed` a flat amount; `revise` is a subtotal that the
    steps below build on, `info` one that is only shown. `amount` is the per cents or the flat
    amount, `credit_amount` the same where the base is below zero (None: as it is; 0: nothing).

    `basis`: `direct` is the lines; `revised` the lines and all steps above the last `revise`;
    `running` the lines and all steps above; `selected` the steps named by key, with the lines too
    where `with_direct`; `total` the final total, so that T = S / (1 - sum of rates). `conditions`
    say which lines count; of steps above, what was spread over those lines counts.

    `per_line`: worked out and rounded on each line, then added up (a horizontal markup).
    `minimum` and `maximum` bound the step's size, on a credit too. `party` is whose percentage it
    is, for caps. `destination` is the budget its amount goes to (None: the lines' own). `hidden`
    from the owner. `taxable`: taxes are worked out on it.
    """

    key: int
    name: str
    kind: StepKind = "rate"
    amount: Decimal = ZERO
    credit_amount: Decimal | None = None
    basis: Basis = "revised"
    selected: tuple[int, ...] = ()
    with_direct: bool = False
    conditions: tuple[Condition, ...] = ()
    bands: tuple[Band, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    per_line: bool = False
    party: str | None = None
    destination: int | None = None
    hidden: bool = False
    taxable: bool = True

    @property
    def adds(self) -> bool:
        return self.kind in ADDING


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """What markups may come to: those of one party, or of all tiers together where it is None.

    `percent` of the direct cost of the lines that meet `conditions`, `amount`, or the number of
    percentages. What is beyond is cut off, the last steps first; with `refuses` it is an error,
    as too many percentages always are.
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    most_percentages: int | None = None
    party: str | None = None
    conditions: tuple[Condition, ...] = ()
    refuses: bool = False


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the contract says about all steps.

    `places`: of the amounts worked out; 2 for cents, 0 for whole dollars as public owners want.
    `apart`: adds and deducts are each worked out on their own, else on their net. `excluded`: keys
    of lines that bear no markup. `already` and `percentages_already`: what documents of other tiers
    have put on the same change.
    """

    places: int = 2
    apart: bool = False
    caps: tuple[Cap, ...] = ()
    excluded: frozenset[int] = frozenset()
    already: Decimal = ZERO
    percentages_already: int = 0


CENTS = Terms()
