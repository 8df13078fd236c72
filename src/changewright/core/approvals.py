"""The engine of approvals: who may decide a step, and what is still needed.

Pure. A run's decisions are matched with the steps that its band asks for now: when the sums around
a document move it into another band, what was given counts there as far as it fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from .approval_policy import Band, Policy, Step, Who
from .kinds import KIND, Track, phase_of, rank_of
from .records_approvals import Approval, Delegation

ACCEPTED_RANK = rank_of("accepted")
APPROVE, RETURN, REJECT, DELEGATE = DECISIONS = ("approve", "return", "reject", "delegate")
OPEN_STATES = ("open", "satisfied")


class Teammate(msgspec.Struct, frozen=True):
    """An active member of the project: the role there and the company the person stands for."""

    person_id: int
    role: str
    company_id: int | None
    name: str = ""
    company_name: str = ""


class Capacity(msgspec.Struct, frozen=True):
    """In what capacity somebody decides: as themselves, or for somebody else on a delegation."""

    person_id: int
    for_person_id: int | None
    role: str | None
    company_id: int | None

    @property
    def stands_for(self) -> int:
        """The person whose say it is."""
        return self.person_id if self.for_person_id is None else self.for_person_id

    @property
    def identities(self) -> frozenset[int]:
        return frozenset((self.person_id, self.stands_for))


class Needed(msgspec.Struct, frozen=True):
    """A step and how many persons it still waits for."""

    step: Step
    people: int


class Standing(msgspec.Struct, frozen=True):
    """Where a run stands: what the open stage still needs, and what comes after it."""

    band: Band
    stage: int | None
    needed: tuple[Needed, ...]
    later: tuple[Needed, ...] = ()

    @property
    def is_satisfied(self) -> bool:
        return not self.needed and not self.later


# -- what has to be approved ----------------------------------------------------------------------


def is_gate(kind: str, before: str | None, after: str) -> bool:
    """Whether going from `before` to `after` is what a policy approves: an order that enters
    approved, any other document that is accepted."""
    if KIND[kind].tier == 3:
        return phase_of(after) == "approved" and phase_of(before) != "approved"
    return _is_accepted(after) and not _is_accepted(before)


def _is_accepted(state: str | None) -> bool:
    rank = None if state is None else rank_of(state)
    return rank is not None and ACCEPTED_RANK is not None and rank >= ACCEPTED_RANK


def waits(kind: str, state: str | None) -> bool:
    """Whether a document in this state waits for the decision that a policy is about."""
    if phase_of(state) != "pending":
        return False
    return KIND[kind].tier == 3 or not _is_accepted(state)


# -- who may --------------------------------------------------------------------------------------


def capacities(
    person_id: int,
    members: Mapping[int, Teammate],
    delegations: Iterable[Delegation],
    handed: Iterable[Approval],
    policy_id: int,
    now: datetime,
) -> list[Capacity]:
    """As whom a person may decide now: as themselves first, then for those who delegated to them,
    by a delegation in force or in this very run (`handed`). Delegations do not chain."""
    found = []
    own = members.get(person_id)
    if own is not None:
        found.append(Capacity(person_id, None, own.role, own.company_id))
    absent = [
        one.from_person_id
        for one in delegations
        if one.to_person_id == person_id and in_force(one, policy_id, now)
    ]
    absent += [
        one.for_person_id or one.person_id
        for one in handed
        if one.to_person_id == person_id and one.person_id is not None and one.voided_at is None
    ]
    for other_id in dict.fromkeys(absent):
        other = members.get(other_id)
        if other is not None and other_id != person_id:
            found.append(Capacity(person_id, other_id, other.role, other.company_id))
    return found


def in_force(delegation: Delegation, policy_id: int | None, now: datetime) -> bool:
    """Whether a delegation counts at an instant, for this policy."""
    if delegation.policy_id is not None and delegation.policy_id != policy_id:
        return False
    until = delegation.valid_until
    return delegation.valid_from <= now and (until is None or now < until)


def admits(step: Step, capacity: Capacity) -> bool:
    """Whether somebody in this capacity is one whom the step names."""
    return any(_is_who(who, capacity) for who in step.who)


def _is_who(who: Who, capacity: Capacity) -> bool:
    return (
        who.person_id in (None, capacity.stands_for)
        and who.role in (None, capacity.role)
        and who.company_id in (None, capacity.company_id)
    )


def is_barred(policy: Policy, capacity: Capacity, creator_id: int | None) -> bool:
    """Four eyes: whoever made the document decides nothing about it, nor does anybody for them."""
    return policy.not_creator and creator_id is not None and creator_id in capacity.identities


# -- where a run stands ---------------------------------------------------------------------------


def capacity_of(approval: Approval) -> Capacity:
    """In what capacity a decision was given."""
    return Capacity(
        approval.person_id or 0, approval.for_person_id, approval.role, approval.company_id
    )


def live(approvals: Iterable[Approval]) -> list[Approval]:
    """The approvals that count, oldest first."""
    given = (one for one in approvals if one.decision == APPROVE and one.voided_at is None)
    return sorted(given, key=lambda one: (one.created_at, one.id))


class _Given(msgspec.Struct, frozen=True):
    """A decision that counts, or one that somebody might give: in what capacity, for which step."""

    capacity: Capacity
    step: str | None


def standing(policy: Policy, band: Band, approvals: Iterable[Approval]) -> Standing:
    """What is given and what is still needed under a band."""
    slots = slots_of(band)
    filled = _matched(policy, slots, _counted(policy, approvals))
    missing: dict[str, int] = {}
    for place, step in enumerate(slots):
        if place not in filled:
            missing[step.name] = missing.get(step.name, 0) + 1
    needed = [Needed(step, missing[step.name]) for step in _in_order(band) if step.name in missing]
    stage = needed[0].step.stage if needed else None
    return Standing(
        band,
        stage,
        tuple(one for one in needed if one.step.stage == stage),
        tuple(one for one in needed if one.step.stage != stage),
    )


def step_for(
    policy: Policy,
    where: Standing,
    approvals: Iterable[Approval],
    capacity: Capacity,
    creator_id: int | None,
) -> Step | None:
    """The step that somebody in this capacity may decide now, or None: one of the open stage, or
    one whose decision frees another's for the open stage."""
    if where.stage is None or is_barred(policy, capacity, creator_id):
        return None
    slots = [step for step in slots_of(where.band) if step.stage <= where.stage]
    given = _counted(policy, approvals)
    if policy.distinct_people and any(
        one.capacity.identities & capacity.identities for one in given
    ):
        return None
    before = len(_matched(policy, slots, given))
    for step in dict.fromkeys(slot for slot in slots if admits(slot, capacity)):
        twice = any(
            one.step == step.name and one.capacity.identities & capacity.identities for one in given
        )
        might = [*given, _Given(capacity, step.name)]
        if not twice and len(_matched(policy, slots, might)) > before:
            return step
    return None


def _in_order(band: Band) -> list[Step]:
    return sorted(band.steps, key=lambda step: step.stage)


def slots_of(band: Band) -> list[Step]:
    """A place for each person that a step asks for, earlier stages first."""
    return [step for step in _in_order(band) for _ in range(step.people)]


def _counted(policy: Policy, approvals: Iterable[Approval]) -> list[_Given]:
    """The decisions that count; where nobody may decide twice, each person's first one."""
    found: list[_Given] = []
    used: set[int] = set()
    for approval in live(approvals):
        capacity = capacity_of(approval)
        if policy.distinct_people and capacity.identities & used:
            continue
        used |= capacity.identities
        found.append(_Given(capacity, approval.step))
    return found


def _matched(policy: Policy, slots: Sequence[Step], given: Sequence[_Given]) -> dict[int, int]:
    """As many slots as can be filled by the decisions, earlier ones first: slot → decision."""
    able = []
    for step in slots:
        fitting = [place for place, one in enumerate(given) if _counts_for(policy, one, step)]
        own = [place for place in fitting if given[place].step == step.name]
        able.append(list(dict.fromkeys([*own, *fitting])))
    return matching(able)


def _counts_for(policy: Policy, given: _Given, step: Step) -> bool:
    """Whoever may decide several steps has decided the one they named, and no other."""
    if not policy.distinct_people and given.step is not None and given.step != step.name:
        return False
    return admits(step, given.capacity)


def matching(able: Sequence[Sequence[int]]) -> dict[int, int]:
    """A largest matching of slots with those able to fill them, no earlier slot given up for a
    later one (Kuhn): slot → one of those able."""
    taken: dict[int, int] = {}
    for place in range(len(able)):
        _place_somebody(place, able, taken, set())
    return {place: one for one, place in taken.items()}


def _place_somebody(
    place: int, able: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]
) -> bool:
    """Find somebody for a slot, moving others to slots that they can fill as well."""
    for one in able[place]:
        if one in tried:
            continue
        tried.add(one)
        holder = taken.get(one)
        if holder is None or _place_somebody(holder, able, taken, tried):
            taken[one] = place
            return True
    return False


def due_of(where: Standing, since: datetime) -> datetime | None:
    """By when the open stage should be decided: the earliest of its steps' dates."""
    days = [one.step.due_days for one in where.needed if one.step.due_days is not None]
    return since + timedelta(days=min(days)) if days else None


def told(needed: Iterable[Needed], team: Mapping[int, Teammate]) -> str:
    """Who is still needed, in words: `Superintendent (Ann Lee)`."""
    parts = []
    for one in needed:
        who = " or ".join(_named(each, team) for each in one.step.who)
        count = f"{one.people} of " if one.people > 1 else ""
        parts.append(f"{one.step.name} ({count}{who})")
    return ", ".join(parts)


def _named(who: Who, team: Mapping[int, Teammate]) -> str:
    if who.person_id is not None:
        person = team.get(who.person_id)
        return "somebody who is not here any more" if person is None else person.name
    role = f"any {who.role}" if who.role is not None else "anybody"
    if who.company_id is None:
        return role
    names = (one.company_name for one in team.values() if one.company_id == who.company_id)
    return f"{role} of {next(names, 'a company nobody here is of')}"


def track_of(kind: str, track: str) -> Track:
    """The track of a run, as one of the kind's. ValueError for another word."""
    for each in KIND[kind].tracks:
        if each == track:
            return each
    raise ValueError(f"a {kind} has no {track} track")
