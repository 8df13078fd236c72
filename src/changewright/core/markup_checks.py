"""What a set of markups is refused for, before anything is worked out. Pure.

Every refusal names the step and its part as `items[2].basis`, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from .errors import Invalid, invalid
from .markup_caps import covers
from .markup_lines import check_conditions
from .markup_steps import Basis, Cap, Step, StepKind, Terms
from .markup_total import NO_TOTAL, rates_of, reach_of
from .money import Decimal

RATE_LIMIT = Decimal(1000)
STEPS_MAXIMUM = 50
NO_OVERRIDES: Mapping[int, Decimal] = {}


def check_steps(
    steps: Sequence[Step], terms: Terms, overrides: Mapping[int, Decimal] = NO_OVERRIDES
) -> None:
    """Raise `Invalid` for the first thing wrong with the steps under these terms."""
    if len(steps) > STEPS_MAXIMUM:
        raise invalid("items", "length", f"a set of markups has at most {STEPS_MAXIMUM} steps")
    seen: dict[int, Step] = {}
    of_total: set[int] = set()
    for place, step in enumerate(steps):
        field = f"items[{place}]"
        _check_words(step, field, seen)
        _check_rates(step, field)
        _check_bounds(step, field)
        check_conditions(step.conditions, f"{field}.conditions")
        _check_total(step, field, of_total, seen)
        seen[step.key] = step
    for place, cap in enumerate(terms.caps):
        _check_cap(cap, f"caps[{place}]", steps, terms)
    if reach_of(steps, overrides) >= 100:
        raise invalid("items", "rule", NO_TOTAL)


def _check_words(step: Step, field: str, seen: Mapping[int, Step]) -> None:
    if step.kind not in get_args(StepKind):
        words = ", ".join(get_args(StepKind))
        raise invalid(f"{field}.type", "choice", f"type must be one of {words}")
    if step.basis not in get_args(Basis):
        words = ", ".join(get_args(Basis))
        raise invalid(f"{field}.basis", "choice", f"basis must be one of {words}")
    if step.key in seen:
        raise invalid(field, "rule", "two steps have the same key")
    if step.basis == "selected" and not step.selected and not step.with_direct:
        raise invalid(f"{field}.selected", "missing", "this basis names the steps it is made of")
    for key in step.selected:
        if key not in seen:
            detail = "a step builds on steps above it only"
            raise invalid(f"{field}.selected", "reference", detail)
        if not seen[key].adds:
            detail = "a subtotal is no step to build on; build on the revised subtotal"
            raise invalid(f"{field}.selected", "reference", detail)


def _check_rates(step: Step, field: str) -> None:
    if step.kind != "rate":
        if step.bands or step.per_line:
            part = "bands" if step.bands else "per_line"
            raise invalid(f"{field}.{part}", "rule", f"only a rate has {part}")
        return
    if step.bands and step.thresholds:
        detail = "a step has bands or rates by size, not both"
        raise invalid(f"{field}.thresholds", "rule", detail)
    for rate in rates_of(step):
        if abs(rate) > RATE_LIMIT:
            detail = f"a rate lies within ±{RATE_LIMIT} per cent"
            raise invalid(f"{field}.amount", "range", detail)
    lower = Decimal(0)
    for place, band in enumerate(step.bands):
        is_last = place == len(step.bands) - 1
        if (band.upto is None) != is_last:
            detail = "every band but the last ends somewhere, and the last takes the rest"
            raise invalid(f"{field}.bands[{place}].upto", "rule", detail)
        if band.upto is not None and band.upto <= lower:
            detail = "bands rise from zero"
            raise invalid(f"{field}.bands[{place}].upto", "range", detail)
        lower = lower if band.upto is None else band.upto


def _check_bounds(step: Step, field: str) -> None:
    for name in ("minimum", "maximum"):
        bound = getattr(step, name)
        if bound is not None and bound < 0:
            detail = f"{name} bounds the size of the amount and is not below zero"
            raise invalid(f"{field}.{name}", "range", detail)
    if step.minimum is not None and step.maximum is not None and step.minimum > step.maximum:
        raise invalid(f"{field}.minimum", "range", "minimum lies above maximum")
    sizes = [threshold.size for threshold in step.thresholds]
    if sizes != sorted(set(sizes)) or any(size < 0 for size in sizes):
        raise invalid(f"{field}.thresholds", "range", "sizes rise from zero")


def _check_total(step: Step, field: str, of_total: set[int], seen: Mapping[int, Step]) -> None:
    """A per cent of the final total stands on all lines, and it and what builds on it only add."""
    if step.kind != "rate":
        return
    asks = step.basis == "total"
    builds = any(key in of_total for key in step.selected) or (
        step.basis in ("running", "revised") and bool(of_total)
    )
    if not asks and not builds:
        return
    of_total.add(step.key)
    if asks and step.conditions:
        detail = "the final total has no lines of its own to leave out"
        raise invalid(f"{field}.conditions", "rule", detail)
    if asks and step.per_line:
        detail = "a per cent of the final total is not worked out line by line"
        raise invalid(f"{field}.per_line", "rule", detail)
    if any(rate < 0 for rate in rates_of(step)):
        detail = "a step that asks for the final total has no rate below zero"
        raise invalid(f"{field}.amount", "range", detail)


def _check_cap(cap: Cap, field: str, steps: Sequence[Step], terms: Terms) -> None:
    check_conditions(cap.conditions, f"{field}.conditions")
    for name in ("percent", "amount", "most_percentages"):
        bound = getattr(cap, name)
        if bound is not None and bound < 0:
            raise invalid(f"{field}.{name}", "range", f"{name} is not below zero")
    if cap.percent is None and cap.amount is None and cap.most_percentages is None:
        raise invalid(field, "missing", "a cap says a percent, an amount or most_percentages")
    if cap.most_percentages is not None:
        _check_percentages(cap, cap.most_percentages, steps, terms)


def _check_percentages(cap: Cap, most: int, steps: Sequence[Step], terms: Terms) -> None:
    """As many percentages as the contract allows, whatever the number of tiers (field.md §4.1)."""
    count = terms.percentages_already if cap.party is None else 0
    for place, step in enumerate(steps):
        if step.kind == "rate" and covers(cap, step):
            count += 1
            if count > most:
                raise _one_too_many(place, most, cap, terms)


def _one_too_many(place: int, most: int, cap: Cap, terms: Terms) -> Invalid:
    whose = "" if cap.party is None else f" of {cap.party}"
    there = ""
    if cap.party is None and terms.percentages_already:
        there = f"; {terms.percentages_already} are on the change already"
    detail = f"the contract allows at most {most} percentages{whose}{there}"
    return invalid(f"items[{place}]", "rule", detail)
