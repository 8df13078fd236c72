"""Whether anybody can satisfy a policy at all: the bands for which the project lacks people."""

from __future__ import annotations

from collections.abc import Sequence

from .approval_policy import Band, Policy, Step
from .approvals import Capacity, Teammate, admits, matching, slots_of
from .errors import Problem
from .roles import may_write, view_of


def unsatisfiable(policy: Policy, members: Sequence[Teammate]) -> list[Problem]:
    """Every band that the project's people cannot satisfy, with the first step that lacks somebody:
    whoever made the document, with four eyes. Who never sees documents of a kind decides on none
    of them."""
    found = []
    for number, band in enumerate(policy.bands):
        for kind in policy.kinds:
            seeing = [one for one in members if _sees(one.role, kind)]
            lacking = _lacking_for_all(policy, band, seeing)
            if lacking is None:
                continue
            place = f"bands.{number}.steps.{band.steps.index(lacking)}.who"
            detail = f"nobody can decide {lacking.name!r} of band {band.name!r}"
            if _lacking_for_all(policy, band, members) is None:
                detail += f" on a {kind}, which they do not see"
            found.append(Problem(place, "rule", detail))
            break
    return found


def _sees(role: str, kind: str) -> bool:
    """Whether a role is ever shown documents of a kind."""
    return view_of(role, f"change_order:{kind}").rows != "none"


def _lacking_for_all(policy: Policy, band: Band, members: Sequence[Teammate]) -> Step | None:
    """The first step that lacks somebody, whoever made the document."""
    lacking = _lacking(policy, band, members, None)
    makers = _makers(policy, members)
    if lacking is None and makers:
        each = [_lacking(policy, band, members, one.person_id) for one in makers]
        lacking = each[0] if all(each) else None
    return lacking


def caveats(policy: Policy, members: Sequence[Teammate]) -> list[Problem]:
    """The bands that can be satisfied, but not of documents that a certain person made."""
    found = []
    refused = {one.field.split(".")[1] for one in unsatisfiable(policy, members)}
    for number, band in enumerate(policy.bands):
        for maker in _makers(policy, members) if str(number) not in refused else ():
            lacking = _lacking(policy, band, members, maker.person_id)
            if lacking is not None:
                place = f"bands.{number}.steps.{band.steps.index(lacking)}.who"
                detail = (
                    f"nobody can decide {lacking.name!r} of band {band.name!r} on what "
                    f"{maker.name or maker.person_id} made"
                )
                found.append(Problem(place, "rule", detail))
    return found


def _makers(policy: Policy, members: Sequence[Teammate]) -> list[Teammate]:
    """Those who draw documents, where whoever drew one does not approve it."""
    if not policy.not_creator:
        return []
    return [one for one in members if may_write(one.role, "change_order")]


def _lacking(
    policy: Policy, band: Band, members: Sequence[Teammate], maker: int | None
) -> Step | None:
    """The first step that cannot get its people, each slot by somebody of its own."""
    slots = slots_of(band)
    able = [
        [
            one.person_id
            for one in members
            if one.person_id != maker
            and admits(step, Capacity(one.person_id, None, one.role, one.company_id))
        ]
        for step in slots
    ]
    if not policy.distinct_people:
        few = (step for step, who in zip(slots, able, strict=True) if len(who) < step.people)
        return next(few, None)
    filled = matching(able)
    return next((step for place, step in enumerate(slots) if place not in filled), None)
