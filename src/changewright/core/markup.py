"""Markups worked out: steps over lines become amounts, each with its base, its rate and its pieces.

Every step is rounded half-up by itself and the rounded steps are added, as contracts and their
forms do; its amount is spread over its lines by largest remainder, so that the pieces add up to it
exactly (field.md §4.1). A step with several rates (bands) rounds each portion, and is their sum.
Pure; `core.markup_steps` has the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from .errors import invalid
from .markup_caps import Ledger
from .markup_checks import check_steps
from .markup_lines import Line, holds
from .markup_rates import Portion, banded, bands_of, flat_for
from .markup_steps import CENTS, Step, Terms
from .markup_total import settle
from .money import AMOUNT_LIMIT, ZERO, Decimal, round_places, split, sum_amounts

NO_OVERRIDES: Mapping[int, Decimal] = {}


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """A step worked out.

    `computed` is what it would come to had nobody typed an amount over it; `limited_by` says what
    cut or raised it. `bases` and `pieces` are its base and its amount by line: both add up to the
    digit, except that a step without lines has none. A subtotal's amount adds nothing.
    """

    step: Step
    base: Decimal
    amount: Decimal
    computed: Decimal
    portions: tuple[Portion, ...] = ()
    is_overridden: bool = False
    limited_by: str = ""
    bases: Mapping[int, Decimal] = {}
    pieces: Mapping[int, Decimal] = {}

    @property
    def rate(self) -> Decimal | None:
        """The rate; None for a flat amount, and where several rates apply."""
        return self.portions[0].rate if len(self.portions) == 1 else None

    @property
    def added(self) -> Decimal:
        return self.amount if self.step.adds else ZERO


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """All steps worked out: `direct` is the sum of the lines, `markups` what comes on top."""

    direct: Decimal
    steps: tuple[Worked, ...]

    @property
    def markups(self) -> Decimal:
        return sum_amounts(worked.added for worked in self.steps)

    @property
    def total(self) -> Decimal:
        return self.direct + self.markups

    def pieces_of(self, line_key: int) -> Decimal:
        """What all steps together have put on one line."""
        return sum_amounts(worked.pieces.get(line_key) for worked in self.steps)


def evaluate(
    steps: Sequence[Step],
    lines: Sequence[Line],
    terms: Terms = CENTS,
    overrides: Mapping[int, Decimal] = NO_OVERRIDES,
) -> Outcome:
    """The steps, in their order, over the lines.

    `overrides` are amounts that somebody typed instead, by the key of their step. Raises `Invalid`
    naming the step that makes no sense, that is one percentage too many, whose cap refuses, or by
    which a per cent of the final total reaches 100.
    """
    check_steps(steps, terms, overrides)
    direct = sum_amounts(line.amount for line in lines)
    parts = _sides(lines) if terms.apart else [("", lines)]
    runs = [_Run(steps, part, terms, overrides, size=abs(direct)) for _, part in parts]
    _share_out(steps, runs)
    sides = [(label, run.worked()) for (label, _), run in zip(parts, runs, strict=True)]
    merged = sides[0][1] if len(sides) == 1 else _merged(sides)
    for worked in merged:
        if abs(worked.amount) >= AMOUNT_LIMIT:
            detail = f"{worked.step.name} would come to more than an amount can hold"
            raise invalid("amount", "range", detail)
    return Outcome(direct=direct, steps=tuple(merged))


def _sides(lines: Sequence[Line]) -> list[tuple[str, Sequence[Line]]]:
    """Adds and deducts; one side alone where the other has no line."""
    sides: list[tuple[str, Sequence[Line]]] = [
        ("adds", [line for line in lines if line.amount >= 0]),
        ("deducts", [line for line in lines if line.amount < 0]),
    ]
    return [side for side in sides if side[1]] or [("", lines)]


def _share_out(steps: Sequence[Step], runs: Sequence[_Run]) -> None:
    """What is said once of both sides, a flat or a typed amount, is the first's that has lines."""
    for place, run in enumerate(runs):
        run.is_first = place == 0
    for step in steps:
        owner = next((run for run in runs if run.matching[step.key]), runs[0])
        owner.owned.add(step.key)


# -- the bases ------------------------------------------------------------------------------------


class _Above:
    """The steps worked out so far, and what they have put on each line. `loose` is what steps
    without lines came to, `…_revised` how it stood at the last revising subtotal."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.done: list[Worked] = []
        self.direct = {line.key: line.amount for line in lines}
        self.running = dict(self.direct)
        self.loose = ZERO
        self.revised, self.loose_revised = self.direct, ZERO

    def take(self, worked: Worked) -> None:
        self.done.append(worked)
        if worked.step.kind == "revise":
            self.revised, self.loose_revised = dict(self.running), self.loose
        for key, piece in worked.pieces.items():
            self.running[key] += piece
        if not worked.pieces:
            self.loose += worked.added


def _direct(step: Step, above: _Above) -> tuple[Mapping[int, Decimal], Decimal]:
    return above.direct, ZERO


def _revised(step: Step, above: _Above) -> tuple[Mapping[int, Decimal], Decimal]:
    return above.revised, above.loose_revised


def _running(step: Step, above: _Above) -> tuple[Mapping[int, Decimal], Decimal]:
    return above.running, above.loose


def _selected(step: Step, above: _Above) -> tuple[Mapping[int, Decimal], Decimal]:
    named = [one for one in above.done if one.step.key in step.selected]
    per_line = {
        key: (amount if step.with_direct else ZERO)
        + sum_amounts(one.pieces.get(key) for one in named)
        for key, amount in above.direct.items()
    }
    return per_line, sum_amounts(one.amount for one in named if not one.pieces)


BASES: dict[str, Callable[[Step, _Above], tuple[Mapping[int, Decimal], Decimal]]] = {
    "direct": _direct,
    "revised": _revised,
    "running": _running,
    "selected": _selected,
    "total": _running,  # its base is the total; its lines weigh as the running subtotal
}
"""Basis → what it is on each line, and what of it is on none."""


class _Run:
    """One pass over the steps: all lines on their net, or one side of them."""

    def __init__(
        self,
        steps: Sequence[Step],
        lines: Sequence[Line],
        terms: Terms,
        overrides: Mapping[int, Decimal],
        *,
        size: Decimal,
    ) -> None:
        self.steps = steps
        self.lines = lines
        self.terms = terms
        self.overrides = overrides
        self.size = size
        self.is_first = True
        self.owned: set[int] = set()
        bearing = [line for line in lines if line.key not in terms.excluded]
        self.matching = {
            step.key: [line for line in bearing if holds(step.conditions, line)] for step in steps
        }
        self.direct = sum_amounts(line.amount for line in lines)

    def worked(self) -> list[Worked]:
        """The steps, once the final total they may ask for is the one they come to."""
        if not any(step.basis == "total" and step.kind == "rate" for step in self.steps):
            return self._walk(ZERO)
        total = settle(self._total_given, self.steps, self.terms.places)
        return self._walk(total)

    def _total_given(self, total: Decimal) -> Decimal:
        return self.direct + sum_amounts(one.added for one in self._walk(total))

    def _walk(self, total: Decimal) -> list[Worked]:
        ledger = Ledger(self.terms, self.lines, counts_already=self.is_first)
        above = _Above(self.lines)
        for step in self.steps:
            above.take(self._step(step, above, total, ledger))
        return above.done

    def _step(self, step: Step, above: _Above, total: Decimal, ledger: Ledger) -> Worked:
        if not step.adds:
            subtotal = sum_amounts(above.running.values()) + above.loose
            return Worked(step=step, base=subtotal, amount=subtotal, computed=subtotal)
        lines = self.matching[step.key]
        per_line, loose = BASES[step.basis](step, above)
        weights = {line.key: per_line[line.key] for line in lines}
        base = total if step.basis == "total" else sum_amounts(weights.values())
        if step.basis != "total" and not step.conditions:
            base += loose
        bases = _shares(base, weights)
        portions = self._portions(step, base, bases)
        natural = sum_amounts(portion.amount for portion in portions)
        computed, limited_by = _bounded(step, natural)
        computed, cut_by = ledger.within(step, computed)
        amount = self._typed(step, computed)
        ledger.count(step, amount)
        is_overridden = step.key in self.overrides
        is_natural = not is_overridden and amount == natural
        return Worked(
            step=step,
            base=base,
            amount=amount,
            computed=computed,
            portions=portions,
            is_overridden=is_overridden,
            limited_by=cut_by or limited_by,
            bases=bases,
            pieces=self._pieces(step, amount, bases, is_natural=is_natural),
        )

    def _typed(self, step: Step, computed: Decimal) -> Decimal:
        """What somebody typed over the step, else what it comes to."""
        if step.key not in self.overrides:
            return computed
        return self.overrides[step.key] if step.key in self.owned else ZERO

    def _portions(
        self, step: Step, base: Decimal, bases: Mapping[int, Decimal]
    ) -> tuple[Portion, ...]:
        if step.kind == "fixed":
            meant = bool(self.matching[step.key]) or not step.conditions
            counts = meant and step.key in self.owned
            flat = flat_for(step, self.size, base) if counts else ZERO
            return (Portion(base=base, rate=None, amount=flat),)
        bands = bands_of(step, self.size)
        if step.per_line and bases:
            each = [banded(bands, own, self.terms.places) for own in bases.values()]
            amount = sum_amounts(portion.amount for one in each for portion in one)
            rates = {portion.rate for one in each for portion in one if portion.base}
            single = next(iter(rates)) if len(rates) == 1 else None
            return (Portion(base=base, rate=single, amount=amount),)
        return banded(bands, base, self.terms.places)

    def _pieces(
        self, step: Step, amount: Decimal, bases: Mapping[int, Decimal], *, is_natural: bool
    ) -> dict[int, Decimal]:
        """The amount over the step's lines. As the rates work, in proportion to the bases; a flat,
        cut or typed amount by their sizes, since adds and deducts that nearly cancel would else
        swell the pieces."""
        if not bases:
            return {}
        places = self.terms.places
        if step.kind == "rate" and is_natural:
            if step.per_line:
                bands = bands_of(step, self.size)
                return {
                    key: sum_amounts(one.amount for one in banded(bands, base, places))
                    for key, base in bases.items()
                }
            if sum_amounts(bases.values()):
                return dict(zip(bases, split(amount, list(bases.values()), places), strict=True))
        if round_places(amount, places) != amount:
            places = 4
        sizes = [abs(base) for base in bases.values()]
        return dict(zip(bases, split(amount, sizes, places), strict=True))


def _shares(base: Decimal, weights: Mapping[int, Decimal]) -> Mapping[int, Decimal]:
    """The base by line. That of the final total, or of a step above without lines, is no sum of
    what the lines bear: it is shared by what they do."""
    if not weights or sum_amounts(weights.values()) == base:
        return weights
    sizes = [abs(weight) for weight in weights.values()]
    return dict(zip(weights, split(base, sizes), strict=True))


def _bounded(step: Step, amount: Decimal) -> tuple[Decimal, str]:
    """The amount within the step's own bounds, by its size; nothing stays nothing."""
    sign = -1 if amount < 0 else 1
    if step.maximum is not None and abs(amount) > step.maximum:
        return sign * step.maximum, "maximum"
    if step.minimum is not None and amount and abs(amount) < step.minimum:
        return sign * step.minimum, "minimum"
    return amount, ""


# -- adds and deducts apart -----------------------------------------------------------------------


def _merged(runs: Sequence[tuple[str, list[Worked]]]) -> list[Worked]:
    """The same steps worked out on each side, as one."""
    return [
        _joined([(label, worked[place]) for label, worked in runs])
        for place in range(len(runs[0][1]))
    ]


def _joined(sides: Sequence[tuple[str, Worked]]) -> Worked:
    parts = [worked for _, worked in sides]
    portions = tuple(
        msgspec.structs.replace(portion, label=f"{label} {portion.label}".strip())
        for label, worked in sides
        for portion in worked.portions
        if portion.base or portion.amount
    )
    return Worked(
        step=parts[0].step,
        base=sum_amounts(one.base for one in parts),
        amount=sum_amounts(one.amount for one in parts),
        computed=sum_amounts(one.computed for one in parts),
        portions=portions or parts[0].portions,
        is_overridden=parts[0].is_overridden,
        limited_by=next((one.limited_by for one in parts if one.limited_by), ""),
        bases={key: base for one in parts for key, base in one.bases.items()},
        pieces=_whole(
            {key: piece for one in parts for key, piece in one.pieces.items()},
            sum_amounts(one.amount for one in parts),
        ),
    )


def _whole(pieces: dict[int, Decimal], amount: Decimal) -> dict[int, Decimal]:
    """The pieces of both sides. What came up on a side of which no line bears markup falls to the
    lines of the other, by their sizes."""
    rest = amount - sum_amounts(pieces.values())
    if not pieces or not rest:
        return pieces
    shares = split(rest, [abs(piece) for piece in pieces.values()])
    return {key: pieces[key] + share for key, share in zip(pieces, shares, strict=True)}
