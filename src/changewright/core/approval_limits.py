"""What an approver is asked about, measured: the facts of a document against a policy's limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from .approval_policy import MEASURES, Band, Bound, Limit, Policy
from .money import ZERO, Decimal, multiply, round_places

HUNDREDTH = Decimal("0.01")
EXACT_PLACES = 12


class LineFact(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it is judged: its amount on the document's track, and the column that is from."""

    id: int
    number: str
    name: str
    amount: Decimal | None
    scope: str = "out"
    source: str = ""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that limits are measured on. `amount` is the document's on its track, in the project's
    currency; `before_net` and `before_size` are the approved changes of its contract without it,
    added up with their signs and by their size. `contingency_used` and `budget_free` likewise leave
    it out; None where nothing is known of them."""

    amount: Decimal
    days: int = 0
    lines: tuple[LineFact, ...] = ()
    contract_id: int | None = None
    original: Decimal | None = None
    before_net: Decimal = ZERO
    before_size: Decimal = ZERO
    before_days: int = 0
    drawn_before: Decimal = ZERO
    drawn: Decimal = ZERO
    budget_free: Decimal | None = None
    revision: int = 0

    @property
    def revised(self) -> Decimal:
        """The contract's sum before this document."""
        return (self.original or ZERO) + self.before_net


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A limit held against the facts; `bound` and `value` None where they are not known."""

    measure: str
    value: Decimal | int | None
    bound: Decimal | int | None
    inclusive: bool
    holds: bool


def material_digest(facts: Facts) -> str:
    """The digest of what is being approved: an edit that leaves it alone is no edit of it."""
    told = [f"{facts.amount:f}", str(facts.days), str(facts.contract_id)]
    told += [
        f"{line.id}:{'' if line.amount is None else format(line.amount, 'f')}:{line.scope}"
        for line in sorted(facts.lines, key=lambda line: line.id)
    ]
    return sha256("|".join(told).encode()).hexdigest()[:32]


def _amount(policy: Policy, facts: Facts) -> Decimal:
    return abs(facts.amount) if policy.credits == "size" else facts.amount


def _cumulative_net(policy: Policy, facts: Facts) -> Decimal:
    return facts.before_net + facts.amount


def _cumulative_size(policy: Policy, facts: Facts) -> Decimal:
    return facts.before_size + abs(facts.amount)


def _days(policy: Policy, facts: Facts) -> int:
    return facts.days


def _cumulative_days(policy: Policy, facts: Facts) -> int:
    return facts.before_days + facts.days


def _contingency_left(policy: Policy, facts: Facts) -> Decimal | None:
    if policy.contingency is None:
        return None
    whole = bound_of(policy.contingency.bound, facts)
    if whole is None:
        return None
    return Decimal(whole) - facts.drawn_before - facts.drawn


def _budget_left(policy: Policy, facts: Facts) -> Decimal | None:
    return None if facts.budget_free is None else facts.budget_free - facts.amount


VALUES: Mapping[str, Callable[[Policy, Facts], Decimal | int | None]] = {
    "amount": _amount,
    "cumulative_net": _cumulative_net,
    "cumulative_size": _cumulative_size,
    "days": _days,
    "cumulative_days": _cumulative_days,
    "contingency_left": _contingency_left,
    "budget_left": _budget_left,
}
assert VALUES.keys() == MEASURES.keys()


def bound_of(bound: Bound, facts: Facts) -> Decimal | int | None:
    """A bound as a number, a percentage exactly; None of a contract whose sum nobody gave."""
    if bound.days is not None:
        return bound.days
    if bound.percent is None:
        return bound.amount
    if facts.original is None:
        return None
    whole = facts.original if bound.of == "original" else facts.revised
    return multiply(multiply(whole, bound.percent, EXACT_PLACES), HUNDREDTH, EXACT_PLACES)


def measure(policy: Policy, limit: Limit, facts: Facts) -> Measured:
    """One limit held against the facts. What is not known keeps no limit."""
    value = VALUES[limit.measure](policy, facts)
    known = [found for each in limit.bounds if (found := bound_of(each, facts)) is not None]
    bound: Decimal | int | None = None
    if len(known) == len(limit.bounds):
        bound = min(known) if limit.combine == "lesser" else max(known)
    return Measured(
        measure=limit.measure,
        value=value,
        bound=bound,
        inclusive=limit.inclusive,
        holds=_holds(MEASURES[limit.measure][0], value, bound, limit.inclusive),
    )


def _holds(
    sense: str, value: Decimal | int | None, bound: Decimal | int | None, inclusive: bool
) -> bool:
    if value is None or bound is None:
        return False
    if value == bound:
        return inclusive
    return value < bound if sense == "at_most" else value > bound


def keeps(policy: Policy, limits: Iterable[Limit], facts: Facts) -> bool:
    """Whether the facts keep all of these limits."""
    return all(measure(policy, limit, facts).holds for limit in limits)


def direction_of(facts: Facts) -> str:
    """A credit is an amount below nothing; one of nothing is a change like any other."""
    return "credit" if facts.amount < 0 else "increase"


def band_of(policy: Policy, facts: Facts) -> Band:
    """The first band that the facts fall into; a policy that was saved has one for all."""
    for band in policy.bands:
        fits = policy.credits != "apart" or band.direction in ("any", direction_of(facts))
        if fits and keeps(policy, band.limits, facts):
            return band
    return policy.bands[-1]


def forbidden_by(policy: Policy, facts: Facts) -> Measured | None:
    """The first requirement that does not hold; None where all of them do."""
    for limit in policy.requirements:
        found = measure(policy, limit, facts)
        if not found.holds:
            return found
    return None


def told(found: Measured) -> str:
    """A limit that does not hold, in words."""
    sense, _, name = MEASURES[found.measure]
    if found.value is None or found.bound is None:
        return f"{name} is not known"
    most = "at most" if sense == "at_most" else "at least"
    if not found.inclusive:
        most = "less than" if sense == "at_most" else "more than"
    return f"{name} is {_number(found.value)}, allowed is {most} {_number(found.bound)}"


def _number(value: Decimal | int) -> str:
    if isinstance(value, int):
        return f"{value} days"
    return f"{value:.2f}" if value == round_places(value, 2) else f"{value.normalize():f}"


def shown(facts: Facts) -> dict[str, Any]:
    """The facts as JSON, for the snapshot that is kept with a decision."""
    return {
        "revision": facts.revision,
        "amount": f"{facts.amount:f}",
        "days": facts.days,
        "contract": None
        if facts.contract_id is None
        else {
            "id": facts.contract_id,
            "original": None if facts.original is None else f"{facts.original:f}",
            "approvedChanges": f"{facts.before_net:f}",
            "approvedChangesBySize": f"{facts.before_size:f}",
            "approvedDays": facts.before_days,
            "revised": f"{facts.revised:f}",
            "revisedWithThis": f"{facts.revised + facts.amount:f}",
        },
        "lines": [
            {
                "id": line.id,
                "number": line.number,
                "name": line.name,
                "scope": line.scope,
                "amount": None if line.amount is None else f"{line.amount:f}",
            }
            for line in facts.lines
        ],
    }
