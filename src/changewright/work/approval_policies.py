"""Approval policies and delegations: saved, changed, ended; and whether anybody can satisfy one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from changewright.core.approval_chances import caveats, unsatisfiable
from changewright.core.approval_policy import policy_of, read_policy
from changewright.core.approvals import OPEN_STATES, Teammate, waits
from changewright.core.book import state_of
from changewright.core.errors import Conflict, Forbidden, Invalid, Problem, invalid
from changewright.core.kinds import KIND, STATES
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import ApprovalPolicy, ApprovalRun, Delegation
from changewright.core.roles import ROLE

from .approval_cases import case_of
from .approval_runs import begin_run, close_run, refresh
from .edits import differing, refuse_taken
from .permission import require_configures
from .unit import Actor, Unit

WAITING_MAXIMUM = 2000
"""How many documents that wait already a policy takes up when it is saved."""
_PENDING = tuple(state.name for state in STATES if state.phase == "pending")


async def create_policy(
    unit: Unit, fields: Mapping[str, Any], team: Mapping[int, Teammate] | None = None
) -> ApprovalPolicy:
    """A new policy, in force at once: what waits already is taken up by it. `team` are the members
    to be of a project that the directory does not know yet.

    Raises `Forbidden` for who does not configure the project, `Invalid` naming every field that
    cannot work, also where nobody can satisfy a band; `Taken` for a name in use.
    """
    require_configures(unit.actor)
    for name in ("name", "kinds", "bands"):
        if not fields.get(name):
            raise invalid(name, "missing", f"{name} is required")
    columns = read_policy(fields)
    await refuse_taken(unit, ApprovalPolicy, "name", columns["name"])
    policy = unit.new(ApprovalPolicy, **columns)
    _check_people(policy, team or await unit.read.team())
    if not unit.settings.approvals:
        unit.change_settings(approvals=True)
    await _take_up(unit)
    return policy


async def edit_policy(
    unit: Unit, policy: ApprovalPolicy, fields: Mapping[str, Any]
) -> ApprovalPolicy:
    """Change a policy; the runs under way follow it. Raises as `create_policy`."""
    require_configures(unit.actor)
    whole = {
        name: getattr(policy, name)
        for name in ("name", "kinds", "credits", "bands", "requirements", "contingency")
    }
    columns = read_policy(whole | dict(fields))
    changes = differing(policy, {name: columns[name] for name in fields})
    if not changes:
        return policy
    if "name" in changes:
        await refuse_taken(unit, ApprovalPolicy, "name", changes["name"])
    after = unit.change(policy, "updated", **changes)
    if after.active:
        _check_people(after, await unit.read.team())
    await _take_up(unit)
    return after


async def delete_policy(unit: Unit, policy: ApprovalPolicy) -> None:
    """Delete a policy: what waits under it waits under the next one that fits, or under none."""
    require_configures(unit.actor)
    unit.delete(policy)
    await _take_up(unit)


def _check_people(policy: ApprovalPolicy, team: Mapping[int, Teammate]) -> None:
    """Raise `Invalid` where these people cannot satisfy a band."""
    problems = problems_among(policy, team)
    if problems:
        detail = f"the policy cannot be satisfied: {problems[0].detail}"
        raise Invalid(detail, *problems, reason="policy_unsatisfiable")


def problems_among(policy: ApprovalPolicy, team: Mapping[int, Teammate]) -> list[Problem]:
    """The bands of a policy that these people cannot satisfy."""
    return unsatisfiable(policy_of(policy), list(team.values()))


def caveats_among(policy: ApprovalPolicy, team: Mapping[int, Teammate]) -> list[Problem]:
    """The bands that they cannot satisfy for what a certain one of them made."""
    return caveats(policy_of(policy), list(team.values()))


async def _take_up(unit: Unit) -> None:
    """Open runs follow the policies as they now are, and so does what waits without a run."""
    for run in await unit.read.where(ApprovalRun, state=OPEN_STATES):
        document = await unit.read.get(ChangeOrder, run.change_order_id)
        if document is None:
            continue
        (track,) = [each for each in KIND[document.kind].tracks if each == run.track]
        case = await case_of(unit, document, track)
        if case is None:
            close_run(unit, run, "voided", "no policy is about it any more")
        else:
            await refresh(unit, case)
    for document in await _waiting(unit):
        for track in KIND[document.kind].tracks:
            if waits(document.kind, state_of(document, track)):
                case = await case_of(unit, document, track)
                if case is not None and case.run is None:
                    await begin_run(unit, case)


async def _waiting(unit: Unit) -> list[ChangeOrder]:
    """The documents that wait for a decision, of the kinds that policies in force are about."""
    found: dict[int, ChangeOrder] = {}
    policies = await unit.definitions(ApprovalPolicy)
    kinds = sorted({kind for one in policies if one.active for kind in one.kinds})
    for kind in kinds:
        for track in KIND[kind].tracks:
            columns: dict[str, Any] = {"kind": kind, f"{track}_state": _PENDING}
            for document in await unit.read.where(ChangeOrder, limit=WAITING_MAXIMUM, **columns):
                found[document.id] = document
    await unit.reserve(2 * len(found))
    return list(found.values())[:WAITING_MAXIMUM]


# -- delegations ----------------------------------------------------------------------------------


async def create_delegation(unit: Unit, fields: Mapping[str, Any]) -> Delegation:
    """Let somebody approve in another's place. One delegates for oneself; who configures the
    project also for others.

    Raises `Forbidden`, or `Invalid` naming the field: people who are not members, the same person
    twice, one who does not see what the other decides on, an end before its begin.
    """
    from_id = fields.get("from_person_id") or unit.actor.person_id
    to_id = fields.get("to_person_id")
    if from_id is None or from_id != unit.actor.person_id:
        require_handing_on(unit.actor)
    team = await unit.read.team()
    _check_pair(team, from_id, to_id)
    valid_from: datetime = fields.get("valid_from") or unit.now
    valid_until: datetime | None = fields.get("valid_until")
    if valid_until is not None and valid_until <= max(valid_from, unit.now):
        detail = "a delegation ends after it begins, and in the future"
        raise invalid("valid_until", "range", detail)
    return unit.new(
        Delegation,
        from_person_id=from_id,
        to_person_id=to_id,
        valid_from=valid_from,
        valid_until=valid_until,
        policy_id=fields.get("policy_id"),
        note=fields.get("note"),
    )


def _check_pair(team: Mapping[int, Teammate], from_id: int | None, to_id: int | None) -> None:
    if from_id is None or from_id not in team:
        raise invalid("from_person_id", "reference", "they are no member of the project")
    if to_id is None or to_id not in team:
        raise invalid("to_person_id", "reference", "they are no member of the project")
    if from_id == to_id:
        raise invalid("to_person_id", "rule", "nobody delegates to themselves")
    if not _sees_as_much(team[to_id], team[from_id]):
        detail = "they do not see all that is decided in this place"
        raise invalid("to_person_id", "rule", detail)


def _sees_as_much(one: Teammate, other: Teammate) -> bool:
    """Whether somebody is shown what another is: the contractor's people are shown all."""
    audiences = ROLE[one.role].audience, ROLE[other.role].audience
    is_alike = audiences[0] == audiences[1] and one.company_id == other.company_id
    return audiences[0] == "full" or is_alike


def require_handing_on(actor: Actor) -> None:
    """Raise `Forbidden` for who may not delegate what is another's to decide."""
    if not _configures(actor):
        raise Forbidden("one delegates what is one's own; others' is for who configures")


async def end_delegation(unit: Unit, delegation: Delegation) -> Delegation:
    """End a delegation now; decisions taken on it stay. Raises `Forbidden`, `Conflict`."""
    if delegation.from_person_id != unit.actor.person_id and not _configures(unit.actor):
        raise Forbidden("one ends what one has delegated oneself")
    if delegation.valid_until is not None and delegation.valid_until <= unit.now:
        raise Conflict("the delegation has ended already")
    return unit.change(delegation, "ended", valid_until=unit.now)


def _configures(actor: Actor) -> bool:
    return bool(actor.role) and ROLE[actor.role].configures
