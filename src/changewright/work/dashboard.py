"""What a project's dashboard shows of the present: value by certainty, what waits, what is asked.

Every figure is a sum that the ledger keeps, or is added up anew in one statement from what those
sums count (`store.tallies`), so that the two agree to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from changewright.core.approval_policy import Policy
from changewright.core.certainty import COVERAGE, STEP_OF, Coverage, StepName
from changewright.core.kinds import Phase, Track, phase_of
from changewright.core.money import ZERO, Decimal
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rollup import COMMITTED
from changewright.store import tallies
from changewright.store.row_conditions import Viewer
from changewright.store.tallies import BIN_PERCENT

from .unit import LedgerReader

__all__ = ["BIN_PERCENT", "Viewer"]


class Tally(msgspec.Struct, frozen=True):
    """How many, and what they come to: in their own currency and in the project's."""

    count: int = 0
    amount: Decimal = ZERO
    in_project: Decimal = ZERO

    def plus(self, other: Tally) -> Tally:
        return Tally(
            self.count + other.count,
            self.amount + other.amount,
            self.in_project + other.in_project,
        )


NOTHING = Tally()


class Valued(msgspec.Struct, frozen=True):
    """A contract with its original sum and what changes come to, by certainty. `contract` None:
    items of no contract yet. `stands`: its original sum counts among those that are agreed;
    `awaited`: it is under way to that."""

    contract: Contract | MainContract | None
    original: Decimal | None
    stands: bool
    awaited: bool
    steps: dict[StepName, Tally]


async def contract_values(read: LedgerReader, side: Track) -> list[Valued]:
    """Every contract of a side, by code, and what belongs to none at the end."""
    noun: type[Contract] | type[MainContract] = MainContract if side == "budget" else Contract
    rows = await read.tally(tallies.value_step(read.container_id, side), _value_row)
    steps: dict[int | None, dict[StepName, Tally]] = defaultdict(dict)
    for row in rows:
        name = STEP_OF[row.state].name
        held = steps[row.owner_id].get(name, NOTHING)
        steps[row.owner_id][name] = held.plus(row.tally)
    contracts: list[Contract | MainContract] = [*await read.where(noun, ("code", "id"))]
    found = [
        Valued(
            each,
            _original(each),
            _counts(each, "original_commitment"),
            _counts(each, "pending_commitment"),
            steps.pop(each.id, {}),
        )
        for each in contracts
    ]
    left: dict[StepName, Tally] = {}
    for one in steps.values():
        for name, tally in one.items():
            left[name] = left.get(name, NOTHING).plus(tally)
    if left:
        found.append(Valued(None, None, False, False, left))
    return found


def _original(contract: Contract | MainContract) -> Decimal | None:
    return contract.awarded if isinstance(contract, Contract) else contract.amount


def _counts(contract: Contract | MainContract, column: str) -> bool:
    """Whether its original sum counts in this sum of the project; that of a main contract always
    counts among those that are agreed."""
    if isinstance(contract, MainContract):
        return column == "original_commitment"
    return COMMITTED.get(contract.status) == column


class _ValueRow(NamedTuple):
    owner_id: int | None
    state: str
    tally: Tally


def _value_row(row: Sequence[object]) -> _ValueRow:
    owner_id, state, count, amount, in_project = row
    assert isinstance(state, str) and isinstance(count, int)
    tally = Tally(count, _amount(amount), _amount(in_project))
    return _ValueRow(owner_id if isinstance(owner_id, int) else None, state, tally)


def _amount(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO


# -- what waits -----------------------------------------------------------------------------------


class Aged(NamedTuple):
    """Documents of a kind in a court, in one band of days; `currency` None: the project's."""

    court: str
    kind: str
    age: int
    currency: str | None
    documents: int
    amount: Decimal


async def ageing(read: LedgerReader, today: date, zone: str) -> list[Aged]:
    """What is open by whose turn it is and for how long, in days of the project."""
    step = tallies.ageing_step(read.container_id, today, zone)
    return await read.tally(step, lambda row: Aged(*row))


# -- by reason, by vendor -------------------------------------------------------------------------


class Reasoned(NamedTuple):
    """Documents of a kind for one reason, in one phase."""

    reason: str | None
    phase: Phase
    currency: str | None
    documents: int
    amount: Decimal


async def by_reason(read: LedgerReader, kind: str) -> list[Reasoned]:
    """The documents of a kind by reason and phase."""
    counted: dict[tuple[str | None, Phase, str | None], tuple[int, Decimal]] = {}
    rows = await read.tally(tallies.reasons_step(read.container_id, kind), tuple)
    for reason, state, currency, count, amount in rows:
        key = reason, phase_of(state) or "draft", currency
        before, sum_before = counted.get(key, (0, ZERO))
        counted[key] = before + count, sum_before + amount
    return [Reasoned(*key, *value) for key, value in counted.items()]


class Vendor(NamedTuple):
    """The contracts of a supplier in one currency, by their own sums."""

    company_id: int | None
    currency: str | None
    contracts: int
    awarded: Decimal
    approved: Decimal
    pending: Decimal
    exposed: Decimal
    draft: Decimal


async def by_vendor(read: LedgerReader) -> list[Vendor]:
    """Suppliers by what their contracts come to."""
    return await read.tally(tallies.vendors_step(read.container_id), lambda row: Vendor(*row))


# -- days -----------------------------------------------------------------------------------------


class Days(NamedTuple):
    """Days that documents of a kind under a contract ask for, in one phase."""

    kind: str
    contract_id: int | None
    phase: Phase
    documents: int
    days: int


async def days(read: LedgerReader, viewer: Viewer) -> list[Days]:
    """The days of all documents that the viewer sees."""
    counted: dict[tuple[str, int | None, Phase], tuple[int, int]] = {}
    rows = await read.tally(tallies.days_step(viewer), tuple)
    for kind, contract_id, state, count, asked in rows:
        key = kind, contract_id, phase_of(state) or "draft"
        before, days_before = counted.get(key, (0, 0))
        counted[key] = before + count, days_before + asked
    return [Days(*key, *value) for key, value in counted.items()]


# -- recovery -------------------------------------------------------------------------------------


class Recovered(NamedTuple):
    """What a supplier's changes cost in one phase, by what the owner has said to them; `revenue`
    is what the owner's side of the same items comes to. In the project's currency."""

    company_id: int | None
    phase: Phase
    coverage: Coverage
    items: int
    cost: Decimal
    revenue: Decimal


async def recovery(read: LedgerReader) -> list[Recovered]:
    """Suppliers' costs by whether the owner pays them."""
    counted: dict[tuple[int | None, Phase, Coverage], tuple[int, Decimal, Decimal]] = {}
    rows = await read.tally(tallies.recovery_step(read.container_id), tuple)
    for company_id, phase, owner_state, count, cost, revenue in rows:
        key = company_id, phase, _coverage(owner_state)
        held = counted.get(key, (0, ZERO, ZERO))
        counted[key] = held[0] + count, held[1] + _amount(cost), held[2] + _amount(revenue)
    return [Recovered(*key, *value) for key, value in counted.items()]


def _coverage(owner_state: str | None) -> Coverage:
    phase = phase_of(owner_state)
    return "own" if phase is None else COVERAGE[phase]


# -- near a limit ---------------------------------------------------------------------------------


class Limited(NamedTuple):
    """A limit of amount in a band of a policy, for the documents of one kind."""

    policy: Policy
    band: str
    kind: str
    bound: Decimal
    size: bool


class Near(NamedTuple):
    """The documents whose amount lies in one bin below or above a limit; `bin` is numbered from 0,
    each BIN_PERCENT of the limit wide. `numbers` are those of the largest of them."""

    limit: Limited
    bin: int
    documents: int
    amount: Decimal
    numbers: list[str]


def limits_in(policies: Iterable[Policy]) -> list[Limited]:
    """The fixed amounts above 0 that bands are limited by; a percentage is another for each
    contract, and is left out."""
    found = []
    for policy in policies:
        for band in policy.bands:
            for limit in band.limits:
                if limit.measure != "amount":
                    continue
                for bound in limit.bounds:
                    if bound.amount is not None and bound.amount > 0:
                        size = policy.credits == "size"
                        found += [
                            Limited(policy, band.name, kind, bound.amount, size)
                            for kind in policy.kinds
                        ]
    return found


async def near_limits(read: LedgerReader, limits: Sequence[Limited]) -> list[Near]:
    """What is under approval or approved, near each limit."""
    if not limits:
        return []
    step = tallies.near_step(read.container_id, [(one.kind, one.bound, one.size) for one in limits])
    return await read.tally(step, lambda row: Near(limits[row[0]], *row[1:]))
