"""An approval policy as data: bands, the limits of each, and the steps that it asks for.

A policy is a table. A document is governed by the first band all of whose limits it keeps; the
band says who approves. Bounds that equal the value are a matter of the row (`inclusive`), never of
the code. What is written here is refused at once where it could not work (`read_policy`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from .errors import Invalid, Problem, invalid
from .kinds import KIND
from .money import AMOUNT_LIMIT, Decimal, round_places
from .records_approvals import ApprovalPolicy
from .roles import ROLE

Measure = Literal[
    "amount",
    "cumulative_net",
    "cumulative_size",
    "days",
    "cumulative_days",
    "contingency_left",
    "budget_left",
]
MEASURES: dict[str, tuple[str, str, str]] = {
    "amount": ("at_most", "money", "its amount"),
    "cumulative_net": ("at_most", "money", "the net of the contract's changes with it"),
    "cumulative_size": ("at_most", "money", "the contract's changes with it, credits added up too"),
    "days": ("at_most", "days", "its days"),
    "cumulative_days": ("at_most", "days", "the contract's days with it"),
    "contingency_left": ("at_least", "money", "the contingency it leaves"),
    "budget_left": ("at_least", "money", "the budget it leaves"),
}
"""What can be limited: in which sense, in what unit, and how it is called."""

KINDS = ("pco", "rfq", "rco", "scr", "oco", "sco")
BANDS_MAXIMUM, STEPS_MAXIMUM, LIMITS_MAXIMUM, PEOPLE_PER_STEP_MAXIMUM = 20, 10, 10, 5
DAYS_MAXIMUM = 3650


class Bound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of: an amount, days, or a percentage of the contract's sum, `of` the original or the
    revised one."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    of: Literal["original", "revised"] = "original"
    days: int | None = None


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A measure against the lesser or the greater of its bounds. `inclusive`: a value equal to the
    bound keeps the limit."""

    measure: Measure
    bounds: tuple[Bound, ...]
    combine: Literal["lesser", "greater"] = "lesser"
    inclusive: bool = True


class Who(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who may decide: all that is named must fit. Integers of the directory."""

    person_id: int | None = None
    role: str | None = None
    company_id: int | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision asked for, of `people` persons among `who`. Steps of one `stage` run side by
    side, later stages wait. `due_days` from when the stage begins to wait."""

    name: str
    who: tuple[Who, ...]
    stage: int = 1
    people: int = 1
    due_days: int | None = None


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who approves what keeps these limits. `direction`: credits apart from the rest."""

    name: str
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...] = ()
    direction: Literal["any", "increase", "credit"] = "any"


class Contingency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What there is to draw on: an amount, or a percentage of the original sum; by which changes,
    all of them or those of scope contingency."""

    bound: Bound
    drawn_by: Literal["all", "contingency"] = "all"


class Split(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When changes look split: `least` of them within `days`, alike in what `same` names."""

    days: int = 30
    least: int = 2
    same: tuple[Literal["contract", "supplier", "reason"], ...] = ("contract",)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy's columns with its JSON read."""

    id: int
    name: str
    kinds: tuple[str, ...]
    contract_ids: tuple[int, ...]
    credits: str
    on_edit: str
    not_creator: bool
    distinct_people: bool
    requirements: tuple[Limit, ...]
    bands: tuple[Band, ...]
    contingency: Contingency | None
    split: Split | None
    position: int = 0


_PARTS: dict[str, Any] = {
    "kinds": tuple[str, ...],
    "contract_ids": tuple[int, ...],
    "requirements": tuple[Limit, ...],
    "bands": tuple[Band, ...],
    "contingency": Contingency | None,
    "split": Split | None,
}
CREDITS = ("signed", "size", "apart")
ON_EDIT = ("void", "keep")


def policy_of(record: ApprovalPolicy) -> Policy:
    """A stored policy, read. What is stored was checked when it was saved."""
    parts = {
        name: msgspec.convert(getattr(record, name), kind, strict=False)
        for name, kind in _PARTS.items()
    }
    return Policy(
        id=record.id,
        name=record.name,
        credits=record.credits,
        on_edit=record.on_edit,
        not_creator=record.not_creator,
        distinct_people=record.distinct_people,
        position=record.position,
        **parts,
    )


def read_policy(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a policy as they are stored, whole and in order. Raises `Invalid` naming every
    field that is wrong, with its place (`bands.0.steps.1.who`)."""
    values = dict(columns)
    for name, words in (("credits", CREDITS), ("on_edit", ON_EDIT)):
        if name in values and values[name] not in words:
            raise invalid(name, "choice", f"{name} must be one of {', '.join(words)}")
    read: dict[str, Any] = {}
    for name, kind in _PARTS.items():
        if name in values:
            read[name] = _read(name, values[name], kind)
            values[name] = plain(read[name])
    if isinstance(values.get("name"), str) and not values["name"].strip():
        raise invalid("name", "missing", "a policy has a name")
    problems = [
        *_faults_of_kinds(read.get("kinds")),
        *_faults_of_limits("requirements", read.get("requirements", ())),
        *_faults_of_bands(read.get("bands"), values.get("credits", "signed")),
        *_faults_of_contingency(read),
        *_faults_of_split(read.get("split")),
    ]
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return values


def plain(part: Any) -> Any:
    """A part of a policy as JSON for its column: exact numbers are texts, empty members left."""
    return _shortened(msgspec.to_builtins(part, builtin_types=(), str_keys=True))


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(each) for name, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [_shortened(each) for each in value]
    return value


def _read(name: str, given: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(_exact(given), kind, strict=False)
    except (msgspec.ValidationError, ValueError, ArithmeticError) as error:
        text = str(error)
        said, _, place = text.partition(" - at `$")
        field = name + place.rstrip("`").replace("[", ".").replace("]", "")
        raise invalid(field, "format", f"{field}: {said}") from error


def _exact(value: Any) -> Any:
    """JSON numbers with a fraction as the texts they came as, so that no float is made."""
    if isinstance(value, dict):
        return {name: _exact(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(each) for each in value]
    return str(value) if isinstance(value, (str, Decimal)) else value


# -- what cannot work -----------------------------------------------------------------------------


def _fault(field: str, detail: str, code: str = "rule") -> Problem:
    return Problem(field, code, detail)


def _faults_of_kinds(kinds: tuple[str, ...] | None) -> list[Problem]:
    if kinds is None:
        return []
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        return [_fault("kinds", f"kinds must be some of {', '.join(KINDS)}", "choice")]
    return []


def _faults_of_limits(place: str, limits: tuple[Limit, ...]) -> list[Problem]:
    found = []
    if len(limits) > LIMITS_MAXIMUM:
        found.append(_fault(place, f"at most {LIMITS_MAXIMUM} limits", "range"))
    for number, limit in enumerate(limits):
        here = f"{place}.{number}"
        unit = MEASURES[limit.measure][1]
        if not limit.bounds:
            found.append(_fault(f"{here}.bounds", f"{limit.measure} needs a bound", "missing"))
        for which, bound in enumerate(limit.bounds):
            found += _faults_of_bound(f"{here}.bounds.{which}", bound, unit)
    return found


def _faults_of_bound(place: str, bound: Bound, unit: str) -> list[Problem]:
    given = [name for name in ("amount", "percent", "days") if getattr(bound, name) is not None]
    fitting = ("days",) if unit == "days" else ("amount", "percent")
    if len(given) != 1 or given[0] not in fitting:
        return [_fault(place, f"a bound of this measure has one of {', '.join(fitting)}")]
    value = getattr(bound, given[0])
    if isinstance(value, int):
        return []
    if not value.is_finite() or abs(value) >= AMOUNT_LIMIT:
        return [_fault(place, f"{given[0]} is out of bounds", "range")]
    if value != round_places(value, 4):
        return [_fault(place, f"{given[0]} has more than 4 decimal places", "range")]
    return []


def _faults_of_bands(bands: tuple[Band, ...] | None, credits: str) -> list[Problem]:
    if bands is None:
        return []
    if not 1 <= len(bands) <= BANDS_MAXIMUM:
        return [_fault("bands", f"a policy has 1 to {BANDS_MAXIMUM} bands", "range")]
    found: list[Problem] = []
    names = [band.name for band in bands]
    for number, band in enumerate(bands):
        place = f"bands.{number}"
        if not band.name.strip() or names.count(band.name) > 1:
            found.append(_fault(f"{place}.name", "each band has a name of its own"))
        if band.direction != "any" and credits != "apart":
            found.append(
                _fault(f"{place}.direction", "credits are told apart where they are apart")
            )
        found += _faults_of_limits(f"{place}.limits", band.limits)
        found += _faults_of_steps(place, band.steps)
    return found or _faults_of_reach(bands)


def _faults_of_reach(bands: tuple[Band, ...]) -> list[Problem]:
    """Every document falls into a band, and every band has documents that can fall into it."""
    found = []
    for direction in ("increase", "credit"):
        fitting = [
            number for number, band in enumerate(bands) if band.direction in ("any", direction)
        ]
        endless = [number for number in fitting if not bands[number].limits]
        if not endless:
            what = "credits" if direction == "credit" else "changes"
            detail = f"nobody can approve {what} above the limits: the last band has none"
            found.append(_fault("bands", detail))
        for number in fitting:
            if endless and number > endless[0] and bands[number].direction != "any":
                found.append(_fault(f"bands.{number}", "no document reaches this band"))
    ends = [number for number, band in enumerate(bands) if not band.limits]
    if ends and bands[ends[0]].direction == "any" and ends[0] < len(bands) - 1:
        found.append(_fault(f"bands.{ends[0] + 1}", "no document reaches this band"))
    return list(dict.fromkeys(found))


def _faults_of_steps(place: str, steps: tuple[Step, ...]) -> list[Problem]:
    if not 1 <= len(steps) <= STEPS_MAXIMUM:
        return [_fault(f"{place}.steps", f"a band has 1 to {STEPS_MAXIMUM} steps", "range")]
    found = []
    names = [step.name for step in steps]
    for number, step in enumerate(steps):
        here = f"{place}.steps.{number}"
        if not step.name.strip() or names.count(step.name) > 1:
            found.append(_fault(f"{here}.name", "each step has a name of its own"))
        if not step.who:
            found.append(_fault(f"{here}.who", "a step is somebody's", "missing"))
        for which, who in enumerate(step.who):
            found += _faults_of_who(f"{here}.who.{which}", who)
        if not 1 <= step.people <= PEOPLE_PER_STEP_MAXIMUM:
            most = PEOPLE_PER_STEP_MAXIMUM
            found.append(_fault(f"{here}.people", f"1 to {most} persons decide a step", "range"))
        if not 1 <= step.stage <= STEPS_MAXIMUM:
            found.append(_fault(f"{here}.stage", f"stage lies in 1 to {STEPS_MAXIMUM}", "range"))
        if step.due_days is not None and not 0 <= step.due_days <= DAYS_MAXIMUM:
            found.append(_fault(f"{here}.due_days", f"at most {DAYS_MAXIMUM} days", "range"))
    return found


def _faults_of_who(place: str, who: Who) -> list[Problem]:
    if who == Who():
        return [_fault(place, "somebody is a person, a role or a company", "missing")]
    if who.role is not None and who.role not in ROLE:
        return [_fault(f"{place}.role", f"role must be one of {', '.join(ROLE)}", "choice")]
    return []


def _faults_of_contingency(read: Mapping[str, Any]) -> list[Problem]:
    contingency = read.get("contingency")
    if contingency is not None:
        return _faults_of_bound("contingency.bound", contingency.bound, "money")
    if "bands" not in read:
        return []
    limits = [
        *read.get("requirements", ()),
        *(one for band in read["bands"] for one in band.limits),
    ]
    if any(limit.measure == "contingency_left" for limit in limits):
        return [_fault("contingency", "contingency_left needs a contingency", "missing")]
    return []


def _faults_of_split(split: Split | None) -> list[Problem]:
    if split is None:
        return []
    found = []
    if not 0 <= split.days <= DAYS_MAXIMUM:
        found.append(_fault("split.days", f"days lie in 0 to {DAYS_MAXIMUM}", "range"))
    if not 2 <= split.least <= 100:
        found.append(_fault("split.least", "at least 2 changes make a split", "range"))
    return found


def governs(policy: Policy, kind: str, contract_id: int | None) -> bool:
    """Whether a policy is for a document of this kind that is about this contract."""
    if kind not in policy.kinds:
        return False
    return not policy.contract_ids or contract_id in policy.contract_ids


assert set(KINDS) < set(KIND), "a policy is about documents that have states"
