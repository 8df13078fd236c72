"""The engine of approvals: who may decide, what is still needed, whether anybody can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from changewright.core.approval_chances import caveats, unsatisfiable
from changewright.core.approval_policy import Band, Policy, Step, Who
from changewright.core.approvals import (
    Capacity,
    Teammate,
    admits,
    capacities,
    due_of,
    is_barred,
    is_gate,
    standing,
    step_for,
    told,
    waits,
)
from changewright.core.courts import COURTS, court_of, court_on, days_in_court, placed
from changewright.core.kinds import KIND, STATE, phase_of, states_on
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval, Delegation

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STAMPS: dict[str, Any] = {
    "container_id": 1,
    "uuid": UUID(int=1),
    "created_at": NOW,
    "updated_at": NOW,
}
ANN, BEN, CID, DAN = 1, 2, 3, 4
TEAM = [
    Teammate(ANN, "manager", 10, "Ann"),
    Teammate(BEN, "approver", 10, "Ben"),
    Teammate(CID, "approver", 20, "Cid", "Cid & Co"),
    Teammate(DAN, "estimator", 10, "Dan"),
]
MEMBERS = {one.person_id: one for one in TEAM}


def person(*ids: int) -> tuple[Who, ...]:
    return tuple(Who(person_id=each) for each in ids)


def policy(*steps: Step, **more: Any) -> Policy:
    fields: dict[str, Any] = {
        "id": 1,
        "name": "P",
        "kinds": ("sco",),
        "contract_ids": (),
        "credits": "signed",
        "on_edit": "void",
        "not_creator": True,
        "distinct_people": True,
        "requirements": (),
        "bands": (Band(name="all", steps=steps),),
        "contingency": None,
        "split": None,
    }
    return Policy(**(fields | more))


def given(step: str, person_id: int, place: int = 1, **more: Any) -> Approval:
    own = MEMBERS[more.get("for_person_id") or person_id]
    return Approval(
        **STAMPS,
        id=place,
        run_id=1,
        change_order_id=1,
        decision=more.pop("decision", "approve"),
        person_id=person_id,
        step=step,
        role=own.role,
        company_id=own.company_id,
        **more,
    )


def as_(person_id: int, stands_for: int | None = None) -> Capacity:
    own = MEMBERS[stands_for or person_id]
    return Capacity(person_id, stands_for, own.role, own.company_id)


def may(rule: Policy, who: Capacity, *approvals: Approval, creator: int | None = DAN) -> str | None:
    where = standing(rule, rule.bands[0], approvals)
    step = step_for(rule, where, approvals, who, creator)
    return None if step is None else step.name


def needed(rule: Policy, *approvals: Approval) -> list[tuple[str, int]]:
    where = standing(rule, rule.bands[0], approvals)
    return [(one.step.name, one.people) for one in (*where.needed, *where.later)]


FIRST, SECOND = Step(name="first", who=person(ANN)), Step(name="second", who=person(BEN), stage=2)


def test_stages_wait_and_steps_of_one_run_side_by_side() -> None:
    in_order = policy(FIRST, SECOND)
    assert needed(in_order) == [("first", 1), ("second", 1)]
    assert (may(in_order, as_(ANN)), may(in_order, as_(BEN))) == ("first", None)
    done = given("first", ANN)
    assert (needed(in_order, done), may(in_order, as_(BEN), done)) == ([("second", 1)], "second")
    beside = policy(FIRST, Step(name="second", who=person(BEN)))
    assert (may(beside, as_(ANN)), may(beside, as_(BEN))) == ("first", "second")
    assert standing(beside, beside.bands[0], [done, given("second", BEN, 2)]).is_satisfied


def test_a_step_may_ask_for_several_persons() -> None:
    two = policy(Step(name="board", who=(Who(role="approver"),), people=2))
    one = given("board", BEN)
    assert needed(two, one) == [("board", 1)]
    assert (may(two, as_(BEN), one), may(two, as_(CID), one)) == (None, "board")
    assert needed(two, one, given("board", BEN, 2)) == [("board", 1)], "nobody counts twice"


def test_whoever_fits_two_steps_makes_room_for_another() -> None:
    """Ben has decided the first; only he can decide the second, and Cid could the first."""
    both = policy(
        Step(name="any", who=(Who(role="approver"),)), Step(name="Ben's", who=person(BEN))
    )
    done = given("any", BEN)
    assert may(both, as_(CID), done) == "any"
    assert needed(both, done, given("any", CID, 2)) == []


@pytest.mark.parametrize("distinct", [True, False])
def test_twice_by_one_person_is_a_choice_of_the_policy(distinct: bool) -> None:
    rule = policy(FIRST, Step(name="second", who=person(ANN), stage=2), distinct_people=distinct)
    done = given("first", ANN)
    assert may(rule, as_(ANN), done) == (None if distinct else "second")
    assert needed(rule, done) == [("second", 1)], "the first was not given for the second"


def test_whoever_made_it_decides_nothing_nor_does_their_delegate() -> None:
    rule = policy(Step(name="any", who=person(ANN, BEN)))
    assert may(rule, as_(ANN), creator=ANN) is None
    assert may(rule, as_(CID, stands_for=ANN), creator=ANN) is None
    assert may(rule, as_(ANN, stands_for=BEN), creator=ANN) is None
    assert may(rule, as_(CID, stands_for=BEN), creator=ANN) == "any"
    assert may(policy(FIRST, not_creator=False), as_(ANN), creator=ANN) == "first"
    assert is_barred(rule, as_(ANN), ANN) and not is_barred(rule, as_(ANN), None)


def test_a_delegate_and_who_delegated_count_as_one_person() -> None:
    rule = policy(FIRST, Step(name="second", who=person(BEN, CID), stage=2))
    done = given("first", BEN, for_person_id=ANN)
    assert needed(rule, done) == [("second", 1)]
    assert may(rule, as_(BEN), done) is None
    assert may(rule, as_(CID), done) == "second"


def test_delegations_count_in_their_time_for_their_policy() -> None:
    def delegation(place: int, **more: Any) -> Delegation:
        return Delegation(**STAMPS, id=place, from_person_id=ANN, to_person_id=CID, **more)

    day = timedelta(days=1)
    rows = (
        ({"valid_from": NOW}, True),
        ({"valid_from": NOW + day}, False),
        ({"valid_from": NOW - day, "valid_until": NOW}, False),
        ({"valid_from": NOW - day, "valid_until": NOW + day, "policy_id": 1}, True),
        ({"valid_from": NOW - day, "policy_id": 2}, False),
    )
    for columns, counts in rows:
        found = capacities(CID, MEMBERS, [delegation(1, **columns)], [], 1, NOW)
        assert [one.for_person_id for one in found] == ([None, ANN] if counts else [None])
    handed = given("first", BEN, decision="delegate", to_person_id=CID)
    assert [one.stands_for for one in capacities(CID, MEMBERS, [], [handed], 1, NOW)] == [CID, BEN]
    assert capacities(99, MEMBERS, [], [], 1, NOW) == []


def test_who_is_meant_by_person_role_and_company() -> None:
    cids = Step(name="x", who=(Who(role="approver", company_id=20),))
    assert (admits(cids, as_(CID)), admits(cids, as_(BEN))) == (True, False)
    either = Step(name="x", who=(Who(person_id=ANN), Who(role="approver")))
    assert [admits(either, as_(each)) for each in (ANN, BEN, DAN)] == [True, True, False]
    needed_now = standing(policy(cids), Band(name="all", steps=(cids,)), []).needed
    assert told(needed_now, MEMBERS) == "x (any approver of Cid & Co)"


def test_voided_and_other_decisions_count_for_nothing() -> None:
    rule = policy(FIRST)
    assert needed(rule, given("first", ANN, voided_at=NOW)) == [("first", 1)]
    assert needed(rule, given("first", ANN, decision="return")) == [("first", 1)]


def test_what_was_given_counts_in_another_band_as_far_as_it_fits() -> None:
    higher = Band(name="high", steps=(FIRST, Step(name="board", who=person(CID), stage=2)))
    rule = policy(FIRST)
    where = standing(rule, higher, [given("first", ANN)])
    assert [one.step.name for one in where.needed] == ["board"]
    renamed = Band(name="new", steps=(Step(name="renamed", who=person(ANN, BEN)),))
    assert standing(rule, renamed, [given("first", ANN)]).is_satisfied


def test_a_stage_is_due_with_its_earliest_step() -> None:
    rule = policy(
        Step(name="a", who=person(ANN), due_days=5), Step(name="b", who=person(BEN), due_days=3)
    )
    assert due_of(standing(rule, rule.bands[0], []), NOW) == NOW + timedelta(days=3)
    done = standing(rule, rule.bands[0], [given("b", BEN)])
    assert due_of(done, NOW) == NOW + timedelta(days=5)
    assert due_of(standing(policy(FIRST), policy(FIRST).bands[0], []), NOW) is None


@pytest.mark.parametrize(
    ("steps", "more", "problems"),
    [
        ((FIRST, SECOND), {}, []),
        ((Step(name="nobody", who=person(99)),), {}, ["bands.0.steps.0.who"]),
        ((FIRST, Step(name="again", who=person(ANN), stage=2)), {}, ["bands.0.steps.1.who"]),
        ((FIRST, Step(name="again", who=person(ANN), stage=2)), {"distinct_people": False}, []),
        ((Step(name="two", who=(Who(role="approver"),), people=2),), {}, []),
        ((Step(name="three", who=(Who(role="approver"),), people=3),), {}, ["bands.0.steps.0.who"]),
        (
            (Step(name="Ben or Cid", who=person(BEN, CID)), Step(name="Ben", who=person(BEN))),
            {},
            [],
        ),
    ],
)
def test_a_policy_that_nobody_can_satisfy(
    steps: tuple[Step, ...], more: dict[str, Any], problems: list[str]
) -> None:
    assert [one.field for one in unsatisfiable(policy(*steps, **more), TEAM)] == problems


def test_who_never_sees_a_kind_decides_on_none_of_it() -> None:
    """An owner is shown no order to a supplier; a step of his there would wait for ever."""
    team = [*TEAM, Teammate(99, "owner", 7, "Olga")]
    step = Step(name="Owner", who=(Who(role="owner"),))
    assert unsatisfiable(policy(step, kinds=("rco", "oco")), team) == []
    for kinds in (("sco",), ("oco", "sco")):
        assert [one.detail for one in unsatisfiable(policy(step, kinds=kinds), team)] == [
            "nobody can decide 'Owner' of band 'all' on a sco, which they do not see"
        ]
    assert unsatisfiable(policy(step, FIRST), TEAM)[0].field == "bands.0.steps.0.who"


def test_makers_who_stop_their_own_documents_are_told() -> None:
    """Ann may draw documents and is the only one who approves: hers are stuck, others' are not."""
    rule = policy(FIRST)
    assert unsatisfiable(rule, TEAM) == []
    assert [one.detail for one in caveats(rule, TEAM)] == [
        "nobody can decide 'first' of band 'all' on what Ann made"
    ]
    alone = [one for one in TEAM if one.person_id != DAN]
    assert [one.field for one in unsatisfiable(rule, alone)] == ["bands.0.steps.0.who"]
    assert caveats(policy(FIRST, not_creator=False), TEAM) == []


# -- gates and courts -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KIND if KIND[kind].tracks])
def test_every_way_into_approval_is_a_gate_and_no_other(kind: str) -> None:
    for track in KIND[kind].tracks:
        for before in states_on(kind, track):
            for after in states_on(kind, track):
                was, now = phase_of(before) == "approved", phase_of(after) == "approved"
                if KIND[kind].tier < 3:
                    was = was or before in ("accepted", "answered")
                    now = now or after in ("accepted", "answered")
                assert is_gate(kind, before, after) == (now and not was), (kind, before, after)
            assert not (waits(kind, before) and is_gate(kind, None, before))
            assert not waits(kind, before) or STATE[before].phase == "pending"


@pytest.mark.parametrize("kind", [kind for kind in KIND if KIND[kind].tracks])
def test_somebody_must_act_on_every_document_that_is_not_done(kind: str) -> None:
    for track in KIND[kind].tracks:
        for state in states_on(kind, track):
            court = court_on(kind, track, state)
            is_done = STATE[state].phase == "closed" or state in ("executed", "answered")
            is_done = is_done or (kind, state) == ("rfq", "accepted")
            is_led = state == "approved" and KIND[kind].tier < 3
            assert (court is None) == (is_done or is_led), (kind, track, state)
            assert court is None or court in COURTS


@pytest.mark.parametrize(
    ("scope", "budget", "cost", "court"),
    [
        ("out", "draft", "draft", "preparer"),
        ("out", "open", "pricing", "supplier"),
        ("out", "submitted", "proposed", "owner"),
        ("out", "accepted", "proposed", "decider"),
        ("out", "accepted", "accepted", "preparer"),
        ("in", "draft", "pricing", "supplier"),
        ("budgetOnly", "submitted", "draft", "owner"),
        ("out", "rejected", "proposed", "decider"),
        ("out", "approved", "approved", None),
        ("out", "void", "void", None),
    ],
)
def test_of_two_tracks_the_less_far_one_says_whose_turn_it_is(
    scope: str, budget: str, cost: str, court: str | None
) -> None:
    document = ChangeOrder(
        **STAMPS,
        id=1,
        kind="pco",
        number="1",
        name="n",
        scope=scope,
        budget_state=budget,
        cost_state=cost,
        owner_id=ANN,
    )
    assert court_of(document)[0] == court
    found = placed(document, NOW)
    assert (found.court, found.court_since) == (court, NOW if court else None)
    assert found.court_person_id == (ANN if court == "preparer" else None)
    assert placed(found, NOW + timedelta(days=1)) == found


def test_days_in_court_are_whole_days_from_a_given_instant() -> None:
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for hours, days in ((0, 0), (23, 0), (24, 1), (47, 1), (48, 2), (-5, 0)):
        assert days_in_court(since, since + timedelta(hours=hours)) == days
    assert days_in_court(None, NOW) is None
