"""Deadlines: each state on its boundary days, silence, extensions, answers, and chains of rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changewright.core.calendar_days import Moment
from changewright.core.clock_answers import Event
from changewright.core.clock_rules import AUTOMATIC_EVENTS, EVENT_TYPES, Rule, automatic_events
from changewright.core.clock_tables import read_rule
from changewright.core.clocks import Deadline, Extension, Today, check_extension, deadlines
from changewright.core.errors import Conflict, Invalid
from changewright.core.kinds import states_on
from changewright.work.clock_families.shipped import families

LONDON = ZoneInfo("Europe/London")
NEC4 = families()["nec4-ecc"].rules
FIDIC = families()["fidic-red-2017"].rules
A201 = families()["aia-a201-2017"].rules


def on(day: str, hour: int = 12) -> Today:
    """The day in London."""
    return Today(datetime.fromisoformat(day).replace(hour=hour, tzinfo=LONDON), LONDON)


def happened(number: int, name: str, day: str, **fields: Any) -> Event:
    about: dict[str, Any] = {"record": ("change_order", 7), "covers": frozenset({7})}
    at = fields.pop("at", None)
    moment = Moment(date.fromisoformat(day), at)
    return Event(id=number, type=name, moment=moment, order=number, **(about | fields))


def standing(rules: Any, today: Today, *events: Event, agreed: Any = ()) -> dict[str, Deadline]:
    """The deadlines by their ids without the family."""
    found = deadlines(rules, events, agreed, today)
    return {deadline.id.partition(".")[2]: deadline for deadline in found}


def a_rule(**fields: Any) -> Rule:
    row: dict[str, Any] = {
        "id": "own.rule",
        "clause": "1",
        "title": "Answer",
        "trigger": ["event_known"],
        "actor": "contractor",
        "due": "An answer",
        "answers": ["event_notified"],
        "period": 5,
        "unit": "days",
        "certainty": "general",
    }
    return read_rule(row | fields)


# -- states and boundary days ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "state", "days_left"),
    [
        ("2026-03-02", "running", 56),
        ("2026-04-19", "running", 8),
        ("2026-04-20", "due_soon", 7),
        ("2026-04-27", "due_soon", 0),
        ("2026-04-28", "silence_in_effect", -1),
    ],
)
def test_a_deadline_on_each_day(day: str, state: str, days_left: int) -> None:
    known = happened(1, "event_known", "2026-03-02")
    deadline = standing(NEC4, on(day), known)["61.3~1"]
    assert (deadline.state, deadline.days_left) == (state, days_left)
    assert deadline.silence_on == date(2026, 4, 28)
    assert deadline.court == (None if state == "silence_in_effect" else "contractor")


def test_the_last_minute_is_the_zone_s() -> None:
    """A summer's day ends at 23:00 UTC in London, which is not yet the end of it in New York."""
    known = happened(1, "event_known", "2026-03-02")
    last = datetime(2026, 4, 27, 22, 59, tzinfo=UTC)
    for minutes, zone, state in (
        (0, LONDON, "due_soon"),
        (1, LONDON, "silence_in_effect"),
        (1, ZoneInfo("America/New_York"), "due_soon"),
    ):
        today = Today(last + timedelta(minutes=minutes), zone)
        assert standing(NEC4, today, known)["61.3~1"].state == state


def test_what_has_not_happened_yet_starts_and_ends_nothing() -> None:
    events = (
        happened(1, "event_known", "2026-03-02"),
        happened(2, "event_notified", "2026-03-05"),
    )
    assert not standing(NEC4, on("2026-03-01"), *events)
    assert [*standing(NEC4, on("2026-03-04"), *events)] == ["61.3~1"]
    assert [*standing(NEC4, on("2026-03-05"), *events)] == ["61.4~2", "61.3~1"]


def test_met_on_the_last_day_and_late_the_day_after() -> None:
    known = happened(1, "event_known", "2026-03-02")
    met, late = (
        standing(NEC4, on("2026-05-30"), known, happened(2, "event_notified", day))["61.3~1"]
        for day in ("2026-04-27", "2026-04-28")
    )
    assert (met.state, met.court, met.silence_on) == ("met", None, None)
    assert (late.state, late.answered_by and late.answered_by.id) == ("silence_in_effect", 2)


def test_hours_are_met_by_the_instant() -> None:
    rules = [a_rule(period=48, unit="hours")]
    begun = datetime(2026, 3, 2, 10, tzinfo=LONDON)
    known = happened(1, "event_known", "2026-03-02", at=begun)
    for seconds, state in ((0, "met"), (1, "met_late")):
        at = begun + timedelta(hours=48, seconds=seconds)
        notified = happened(2, "event_notified", "2026-03-04", at=at)
        assert standing(rules, on("2026-03-10"), known, notified)["rule~1"].state == state


def test_an_hour_of_the_last_day_is_kept_or_missed() -> None:
    rules = [a_rule(period=1, due_time="17:00:00")]
    known = happened(1, "event_known", "2026-03-02")
    for hour, state in ((17, "met"), (18, "met_late")):
        at = datetime(2026, 3, 3, hour, tzinfo=LONDON)
        notified = happened(2, "event_notified", "2026-03-03", at=at)
        assert standing(rules, on("2026-03-10"), known, notified)["rule~1"].state == state
    assert standing(rules, on("2026-03-03", 17), known)["rule~1"].state == "due_soon"
    assert standing(rules, on("2026-03-03", 18), known)["rule~1"].state == "missed"


# -- silence --------------------------------------------------------------------------------------


def test_silence_counts_only_after_a_notice_and_a_further_period() -> None:
    """NEC4 61.4: no automatic acceptance without the notice (field.md §4.3)."""
    notified = happened(1, "event_notified", "2026-04-01")
    alone = standing(NEC4, on("2026-12-31"), notified)["61.4~1"]
    assert (alone.state, alone.court, alone.silence_on) == ("missed", "contractor", None)
    told = happened(2, "silence_noticed", "2026-04-09")
    for day, state, court in (
        ("2026-04-09", "silence_running", "administrator"),
        ("2026-04-23", "silence_running", "administrator"),
        ("2026-04-24", "silence_in_effect", None),
    ):
        deadline = standing(NEC4, on(day), notified, told)["61.4~1"]
        assert (deadline.state, deadline.court) == (state, court)
        assert deadline.silence_on == date(2026, 4, 24)


def test_a_notice_before_the_period_is_over_is_none() -> None:
    notified = happened(1, "event_notified", "2026-04-01")
    early = happened(2, "silence_noticed", "2026-04-08")
    assert standing(NEC4, on("2026-05-30"), notified, early)["61.4~1"].state == "missed"


@pytest.mark.parametrize(
    ("answered", "state"),
    [
        ("2026-04-08", "met"),
        ("2026-04-09", "met_late"),
        ("2026-04-23", "met_late"),
        ("2026-04-24", "silence_in_effect"),
    ],
)
def test_an_answer_before_silence_takes_effect_is_only_late(answered: str, state: str) -> None:
    events = (
        happened(1, "event_notified", "2026-04-01"),
        happened(2, "silence_noticed", "2026-04-09"),
        happened(3, "event_refused", answered),
    )
    assert standing(NEC4, on("2026-06-01"), *events)["61.4~1"].state == state
    without_notice = standing(NEC4, on("2026-06-01"), events[0], events[2])["61.4~1"]
    assert without_notice.state == ("met" if answered == "2026-04-08" else "met_late")


def test_an_answer_after_silence_took_effect_changes_nothing() -> None:
    events = (
        happened(1, "event_notified", "2026-04-01"),
        happened(2, "silence_noticed", "2026-04-10"),
        happened(3, "event_refused", "2026-04-25"),
    )
    found = standing(NEC4, on("2026-06-01"), *events)
    assert found["61.4~1"].state == "silence_in_effect"
    assert found["61.4~1"].silence_on == date(2026, 4, 25)


def test_silence_that_takes_effect_starts_what_follows() -> None:
    """61.4: the quotation is treated as instructed on the last day of the further period."""
    events = (
        happened(1, "event_notified", "2026-04-01"),
        happened(2, "silence_noticed", "2026-04-09"),
    )
    assert "62.3-quotation~1" not in standing(NEC4, on("2026-04-23"), *events)
    quote = standing(NEC4, on("2026-04-24"), *events)["62.3-quotation~1"]
    assert (quote.due_on, quote.court) == (date(2026, 5, 14), "contractor")


def test_a_ground_takes_the_meaning_of_silence_away() -> None:
    """61.3: no time bar for what the Project Manager should have notified."""
    grounds = frozenset({"administrator_should_have_notified"})
    known = happened(1, "event_known", "2026-03-02", grounds=grounds)
    deadline = standing(NEC4, on("2026-05-01"), known)["61.3~1"]
    assert (deadline.state, deadline.silence, deadline.silence_on) == ("missed", "nothing", None)
    assert deadline.court == "contractor"


def test_grounds_say_for_what_a_rule_runs() -> None:
    weather, strike = (
        happened(n, "event_known", "2026-03-02", grounds=frozenset({ground}))
        for n, ground in enumerate(("weather", "strike"))
    )
    today = on("2026-03-03")
    assert [*standing([a_rule(only_for=["weather"])], today, weather, strike)] == ["rule~0"]
    assert [*standing([a_rule(not_for=["weather"])], today, weather, strike)] == ["rule~1"]


def test_a_missed_period_starts_the_next() -> None:
    """FIDIC: 14 days after the 84, then the objection or the notice stands (field.md §4.4)."""
    known = happened(1, "event_known", "2026-03-02")
    lapse = standing(FIDIC, on("2026-06-09"), known)["20.2.4-lapse~1"]
    assert (lapse.due_on, lapse.state) == (date(2026, 6, 8), "silence_in_effect")
    assert "20.2.4-lapse~1" not in standing(FIDIC, on("2026-05-25"), known)
    detailed = happened(2, "claim_detailed", "2026-05-25")
    met = standing(FIDIC, on("2026-06-09"), known, detailed)
    assert "20.2.4-lapse~1" not in met
    assert met["3.7.3-agreement~2"].due_on == date(2026, 7, 6)


def test_agreement_that_is_missed_becomes_determination_and_then_rejection() -> None:
    detailed = happened(1, "claim_detailed", "2026-03-02")
    found = standing(FIDIC, on("2026-06-01"), detailed)
    assert found["3.7.3-agreement~1"].state == "missed"
    determination = found["3.7.3-determination~1"]
    assert determination.due_on == date(2026, 3, 2) + timedelta(days=84)
    assert determination.state == "silence_in_effect"


# -- whichever is later ---------------------------------------------------------------------------


def test_one_period_runs_from_the_later_of_two_events() -> None:
    recognised = happened(1, "event_recognised", "2026-03-02")
    occurred = happened(2, "event_occurred", "2026-02-20")
    today = on("2026-03-03")
    both = standing(A201, today, recognised, occurred)
    assert [*both] == ["15.1.3~1"]
    assert both["15.1.3~1"].due_on == date(2026, 3, 23)
    assert standing(A201, today, occurred)["15.1.3~2"].due_on == date(2026, 3, 13)
    other = happened(3, "event_occurred", "2026-03-01", record=("change_order", 8))
    assert len(standing(A201, today, recognised, occurred, other)) == 2


def test_or_from_the_earlier() -> None:
    rule = a_rule(trigger=["event_occurred", "event_recognised"], start="earliest")
    events = (
        happened(1, "event_recognised", "2026-03-02"),
        happened(2, "event_occurred", "2026-02-20"),
    )
    assert standing([rule], on("2026-03-03"), *events)["rule~1"].due_on == date(2026, 2, 25)


# -- which answer ends which period ---------------------------------------------------------------


def test_a_request_answers_for_each_change_in_it_but_not_the_other_way_round() -> None:
    asked = happened(1, "quotation_instructed", "2026-03-02")
    request: dict[str, Any] = {"record": ("change_order", 20), "covers": frozenset({7, 8})}
    submitted = happened(2, "quotation_submitted", "2026-03-05", **request)
    accepted = happened(3, "quotation_accepted", "2026-03-06")
    found = standing(NEC4, on("2026-03-10"), asked, submitted, accepted)
    assert found["62.3-quotation~1"].state == "met"
    assert found["62.3-reply~2"].state == "running", "only one of its two changes was accepted"
    order = happened(
        *(4, "change_approved", "2026-03-07"), record=("change_order", 30), covers=frozenset({7, 8})
    )
    found = standing(NEC4, on("2026-03-10"), asked, submitted, accepted, order)
    assert found["62.3-reply~2"].answered_by == order


def test_another_matter_or_record_answers_nothing() -> None:
    known = happened(1, "event_known", "2026-03-02", matter="crane")
    for fields in ({"matter": "scaffold"}, {"record": ("change_order", 8), "covers": frozenset()}):
        other = happened(2, "event_notified", "2026-03-03", **({"matter": "crane"} | fields))
        assert standing(NEC4, on("2026-03-04"), known, other)["61.3~1"].answered_by is None


def test_an_answer_that_names_a_period_ends_no_other() -> None:
    first = happened(1, "quotation_submitted", "2026-03-02")
    second = happened(2, "quotation_submitted", "2026-03-04")
    reply = happened(3, "revision_instructed", "2026-03-05", answers=1)
    found = standing(NEC4, on("2026-03-06"), first, second, reply)
    assert found["62.3-reply~1"].state == "met"
    assert found["62.3-reply~2"].answered_by is None
    both = happened(3, "revision_instructed", "2026-03-05")
    found = standing(NEC4, on("2026-03-06"), first, second, both)
    assert {found["62.3-reply~1"].state, found["62.3-reply~2"].state} == {"met"}


def test_what_came_before_the_event_does_not_answer_it() -> None:
    """On one day the instants decide, and where they are not known the order of recording."""
    earlier = happened(1, "quotation_submitted", "2026-03-02")
    asked = happened(2, "revision_instructed", "2026-03-02")
    found = standing(NEC4, on("2026-03-03"), earlier, asked)
    assert found["62.3-quotation~2"].answered_by is None
    morning, evening = (datetime(2026, 3, 2, hour, tzinfo=LONDON) for hour in (9, 18))
    earlier = happened(1, "quotation_submitted", "2026-03-02", at=evening)
    asked = happened(2, "revision_instructed", "2026-03-02", at=morning)
    found = standing(NEC4, on("2026-03-03"), earlier, asked)
    assert found["62.3-quotation~2"].answered_by == earlier


# -- extensions -----------------------------------------------------------------------------------


def agreed(number: int, until: str, day: str, rule_id: str = "nec4-ecc.61.4") -> Extension:
    return Extension(
        id=number,
        rule_id=rule_id,
        event_id=1,
        until=date.fromisoformat(until),
        agreed_on=date.fromisoformat(day),
    )


def test_an_extension_moves_the_day_and_the_last_one_counts() -> None:
    notified = happened(1, "event_notified", "2026-04-01")
    extensions = [agreed(2, "2026-04-20", "2026-04-10"), agreed(1, "2026-04-12", "2026-04-07")]
    found = standing(NEC4, on("2026-04-15"), notified, agreed=extensions)["61.4~1"]
    assert (found.first_due_on, found.due_on) == (date(2026, 4, 8), date(2026, 4, 20))
    assert (found.state, found.days_left) == ("due_soon", 5)
    assert [each.id for each in found.extensions] == [1, 2]
    assert found.steps[-1].detail == "extended to this day as agreed on 2026-04-10"


@pytest.mark.parametrize(
    ("until", "day", "field"),
    [
        ("2026-04-08", "2026-04-02", "until"),
        ("2026-04-20", "2026-04-09", "agreed_on"),
        ("2026-04-20", "2026-04-11", "agreed_on"),
        ("2026-04-20", "2026-03-31", "agreed_on"),
    ],
)
def test_extensions_that_are_refused(until: str, day: str, field: str) -> None:
    notified = happened(1, "event_notified", "2026-04-01")
    today = on("2026-04-10")
    deadline = standing(NEC4, today, notified)["61.4~1"]
    with pytest.raises((Conflict, Invalid)) as refused:
        check_extension(deadline, date.fromisoformat(until), date.fromisoformat(day), today)
    assert refused.value.problems[0].field == field
    check_extension(deadline, date(2026, 4, 9), date(2026, 4, 8), today)


def test_a_rule_that_lets_nothing_be_extended_and_a_period_that_is_over() -> None:
    known = happened(1, "event_known", "2026-03-02")
    today = on("2026-03-10")
    deadline = standing(NEC4, today, known)["61.3~1"]
    with pytest.raises(Conflict, match=r"61\.3"):
        check_extension(deadline, date(2026, 6, 1), date(2026, 3, 10), today)
    notified = happened(1, "event_notified", "2026-04-01")
    refused = happened(2, "event_refused", "2026-04-02")
    today = on("2026-04-03")
    met = standing(NEC4, today, notified, refused)["61.4~1"]
    with pytest.raises(Conflict, match="answered in time"):
        check_extension(met, date(2026, 6, 1), date(2026, 4, 3), today)


# -- the ledger's own moves -----------------------------------------------------------------------


def test_each_automatic_event_is_a_state_that_its_kind_can_enter() -> None:
    for row in AUTOMATIC_EVENTS:
        assert row.state in states_on(row.kind, row.track)
        assert row.type in EVENT_TYPES
        assert row.type in automatic_events(row.kind, row.track, "draft", row.state)
    keys = [(row.kind, row.track, row.state) for row in AUTOMATIC_EVENTS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("was", "now", "types"),
    [
        ("submitted", "approved", ("change_approved",)),
        ("approved", "executed", ("change_executed",)),
        ("submitted", "executed", ("change_approved", "change_executed")),
        ("executed", "approved", ()),
        ("approved", "submitted", ("quotation_submitted",)),
        ("submitted", "submitted", ()),
        ("open", "draft", ()),
        ("submitted", "void", ()),
    ],
)
def test_a_move_is_the_events_it_certainly_is(was: str, now: str, types: tuple[str, ...]) -> None:
    assert automatic_events("oco", "budget", was, now) == types


# -- properties -----------------------------------------------------------------------------------

TYPES = sorted({name for rule in (*NEC4, *FIDIC) for name in (*rule.trigger, *rule.answers)})
STORIES = st.lists(
    st.tuples(st.sampled_from(TYPES), st.integers(0, 200), st.integers(7, 9)), max_size=12
)


@given(STORIES, st.integers(0, 400), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_read_does_not_matter(
    story: list[tuple[str, int, int]], day: int, chance: Any
) -> None:
    begin = date(2026, 1, 1)
    events = [
        Event(
            id=number,
            type=name,
            moment=Moment(begin + timedelta(days=after)),
            order=number,
            record=("change_order", record),
            covers=frozenset({record}),
        )
        for number, (name, after, record) in enumerate(story)
    ]
    now = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    rules = (*NEC4, *FIDIC)
    found = deadlines(rules, events, [], Today(now, UTC))
    mixed = [*events]
    chance.shuffle(mixed)
    assert deadlines(rules, mixed, [], Today(now, UTC)) == found
    assert len({deadline.id for deadline in found}) == len(found)
    for deadline in found:
        assert deadline.event.moment.on <= now.date()
        assert deadline.due_on >= deadline.event.moment.on
        assert (deadline.court is None) == (
            deadline.state in ("met", "met_late", "silence_in_effect")
        )
        if deadline.state in ("running", "due_soon"):
            assert deadline.answered_by is None and deadline.days_left >= 0
        if deadline.state == "met":
            assert deadline.answered_by is not None
            assert deadline.answered_by.moment.on <= deadline.due_on
