"""The rates of a step: which of its bands and thresholds count, and what they make of a base.

A base is cut into the bands that it reaches into, each at its own rate; credits have another rate
where the step says one.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .markup_steps import Band, Step
from .money import AMOUNT_PLACES, ZERO, Decimal, percent_of, round_places


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a step with one rate; `label` says which part, empty where there is but one."""

    label: str = ""
    base: Decimal
    rate: Decimal | None
    amount: Decimal


def bands_of(step: Step, size: Decimal) -> tuple[Band, ...]:
    """The bands of a step for a change of this size; one that has all, where there are none."""
    if step.bands:
        return step.bands
    band = Band(upto=None, rate=step.amount, credit_rate=step.credit_amount)
    for one in step.thresholds:
        if size > one.size or (one.inclusive and size == one.size):
            band = Band(upto=None, rate=one.rate, credit_rate=one.credit_rate)
    return (band,)


def flat_for(step: Step, size: Decimal, base: Decimal) -> Decimal:
    """The flat amount: that of credits where the base is below zero. It is kept with the places of
    a rate, and counts with those of an amount."""
    return round_places(_rate_of(bands_of(step, size)[0], base), AMOUNT_PLACES)


def _rate_of(band: Band, base: Decimal) -> Decimal:
    return band.credit_rate if base < 0 and band.credit_rate is not None else band.rate


def banded(bands: Sequence[Band], base: Decimal, places: int) -> tuple[Portion, ...]:
    """The base cut into the bands it reaches into, each at its rate; from zero, either way."""
    sign = -1 if base < 0 else 1
    left, lower = abs(base), ZERO
    portions: list[Portion] = []
    for band in bands:
        width = left if band.upto is None else min(left, band.upto - lower)
        if portions and not width:
            break
        rate = _rate_of(band, base)
        label = "" if len(bands) == 1 else _label(lower, band.upto)
        part = sign * width
        amount = percent_of(part, rate, places)
        portions.append(Portion(label=label, base=part, rate=rate, amount=amount))
        left -= width
        lower = lower if band.upto is None else band.upto
    return tuple(portions)


def _label(lower: Decimal, upto: Decimal | None) -> str:
    if upto is None:
        return f"above {lower.normalize():f}"
    return f"{lower.normalize():f} to {upto.normalize():f}"
