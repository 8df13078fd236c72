"""Changes that look split to stay below a limit: a warning list, no verdict.

Alike in what the policy names (contract, supplier, reason), made close to each other, each within
a limit of amount and together above it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from .approval_limits import Facts, bound_of
from .approval_policy import Limit, Policy
from .money import Decimal, sum_amounts


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A change as the search sees it. `original` is its contract's sum, for limits in percent."""

    id: int
    amount: Decimal
    at: datetime
    contract_id: int | None
    supplier_id: int | None = None
    reason: str | None = None
    original: Decimal | None = None


class Warned(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that look split: together `total`, above `limit`, which each of them keeps."""

    ids: tuple[int, ...]
    total: Decimal
    limit: Decimal
    band: str
    first: date
    last: date


def warnings(policy: Policy, changes: Iterable[Candidate]) -> list[Warned]:
    """The groups that look split under a policy, largest total first; a group within another is
    left out. A policy without `split` warns of nothing."""
    if policy.split is None:
        return []
    found: list[Warned] = []
    for group in _alike(policy, changes):
        for limit, band in _limits(policy):
            found += _split(policy, group, limit, band)
    found.sort(key=lambda one: (-one.total, one.ids))
    kept: list[Warned] = []
    for one in found:
        if not any(set(one.ids) <= set(other.ids) for other in kept):
            kept.append(one)
    return kept


def _limits(policy: Policy) -> list[tuple[Limit, str]]:
    return [
        (limit, band.name)
        for band in policy.bands
        if band.direction != "credit"
        for limit in band.limits
        if limit.measure == "amount"
    ]


def _alike(policy: Policy, changes: Iterable[Candidate]) -> list[list[Candidate]]:
    """The changes by what the policy compares; one that has no supplier or reason is like none."""
    assert policy.split is not None
    groups: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for change in changes:
        parts = {
            "contract": change.contract_id,
            "supplier": change.supplier_id,
            "reason": change.reason,
        }
        key = tuple(parts[name] for name in policy.split.same)
        if None not in key and change.amount > 0:
            groups[key].append(change)
    return [sorted(group, key=lambda one: (one.at, one.id)) for group in groups.values()]


def _split(policy: Policy, group: Sequence[Candidate], limit: Limit, band: str) -> list[Warned]:
    """The widest runs of changes within the days, each of which keeps the limit, not their sum."""
    assert policy.split is not None
    below = [one for one in group if _within(limit, one.amount, one)]
    found = []
    start = 0
    for end, last in enumerate(below):
        while (last.at - below[start].at).days > policy.split.days:
            start += 1
        is_widest = (
            end + 1 == len(below) or (below[end + 1].at - below[start].at).days > policy.split.days
        )
        part = below[start : end + 1]
        if not is_widest or len(part) < policy.split.least:
            continue
        total = sum_amounts(one.amount for one in part)
        bound = _bound(limit, last)
        if bound is not None and not _within(limit, total, last):
            found.append(
                Warned(
                    ids=tuple(one.id for one in part),
                    total=total,
                    limit=bound,
                    band=band,
                    first=part[0].at.date(),
                    last=last.at.date(),
                )
            )
    return found


def _bound(limit: Limit, change: Candidate) -> Decimal | None:
    facts = Facts(amount=change.amount, original=change.original)
    bounds = [bound_of(each, facts) for each in limit.bounds]
    known = [Decimal(each) for each in bounds if each is not None]
    if len(known) < len(bounds):
        return None
    return min(known) if limit.combine == "lesser" else max(known)


def _within(limit: Limit, amount: Decimal, change: Candidate) -> bool:
    bound = _bound(limit, change)
    if bound is None:
        return False
    return amount <= bound if limit.inclusive else amount < bound
