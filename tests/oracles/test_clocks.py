"""The worked figures about clocks: each through the engine, by the rules that ship."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from changewright.core.calendar_days import Moment, shifted
from changewright.core.clock_answers import Event
from changewright.core.clock_rules import Family
from changewright.core.clocks import Deadline, Today, deadlines, late_charge
from changewright.core.money import Decimal
from changewright.work.clock_families.shipped import families

ORACLES: dict[int | str, str] = {
    34: "field.md §5.2 [V]: days to a completion date",
    "5.3": "field.md §5.3 [D]: calendar arithmetic on the rules of §4.3 and §4.4",
}

KNOWN = date(2026, 3, 2)


def due(family: str, rule_id: str, *happened: tuple[str, date]) -> Deadline:
    """The rule's deadline on the day of the last event."""
    events = [
        Event(id=n, type=name, moment=Moment(day), order=n, record=("change_order", 7))
        for n, (name, day) in enumerate(happened)
    ]
    rules = shipped(family).rules
    last = max(day for _, day in happened)
    today = Today(datetime(last.year, last.month, last.day, 12, tzinfo=UTC), UTC)
    found = deadlines(rules, events, [], today)
    (deadline,) = [each for each in found if each.rule.id == f"{family}.{rule_id}"]
    return deadline


def shipped(name: str) -> Family:
    return families()[name]


@pytest.mark.parametrize(
    ("family", "rule_id", "happened", "expected"),
    [
        pytest.param(
            *("nec4-ecc", "61.3", [("event_known", KNOWN)], date(2026, 4, 27)),
            id="5.3: NEC4 61.3, notify in eight weeks",
        ),
        pytest.param(
            *("nec4-ecc", "61.4", [("event_notified", date(2026, 4, 1))], date(2026, 4, 8)),
            id="5.3: NEC4 61.4, the Project Manager answers in a week",
        ),
        pytest.param(
            *("nec4-ecc", "62.3-quotation", [("quotation_instructed", date(2026, 4, 1))]),
            date(2026, 4, 22),
            id="5.3: NEC4 62.3, quote in three weeks of the instruction",
        ),
        pytest.param(
            *("california-sb-440", "response", [("event_notified", KNOWN)], date(2026, 4, 1)),
            id="5.3: SB 440, answer a claim in 30 days",
        ),
        pytest.param(
            *("california-sb-440", "payment"),
            [("event_notified", KNOWN), ("claim_answered", date(2026, 4, 1))],
            date(2026, 5, 31),
            id="5.3: SB 440, pay what is undisputed 60 days after that",
        ),
        pytest.param(
            *("jct-2016", "schedule-2-quotation", [("quotation_instructed", KNOWN)]),
            date(2026, 3, 23),
            id="5.3: JCT, quotation in 21 days",
        ),
        # The other numbers of §4.3 and §4.4, from the same day.
        pytest.param(
            *("nec4-ecc", "62.3-reply", [("quotation_submitted", KNOWN)], date(2026, 3, 16)),
            id="4.3: NEC4 62.3, reply in two weeks",
        ),
        pytest.param(
            *("fidic-red-2017", "13.3.1", [("change_instructed", KNOWN)], date(2026, 3, 30)),
            id="4.4: FIDIC 13.3.1, particulars in 28 days",
        ),
        pytest.param(
            *("fidic-red-2017", "20.2.1", [("event_known", KNOWN)], date(2026, 3, 30)),
            id="4.4: FIDIC 20.2.1, notice of claim in 28 days",
        ),
        pytest.param(
            *("fidic-red-2017", "20.2.4", [("event_known", KNOWN)], date(2026, 5, 25)),
            id="4.4: FIDIC 20.2.4, detailed claim in 84 days",
        ),
        pytest.param(
            *("fidic-red-2017", "20.2.4-lapse"),
            [("event_known", KNOWN), ("notice_objected", date(2026, 6, 2))],
            date(2026, 6, 8),
            id="4.4: FIDIC 20.2.4, lapse notified 14 days after the 84",
        ),
        pytest.param(
            *("jct-2016", "schedule-2-acceptance", [("quotation_submitted", KNOWN)]),
            date(2026, 3, 9),
            id="4.4: JCT, open for acceptance for 7 days",
        ),
        pytest.param(
            *("jct-2016", "verbal-instruction", [("verbal_instruction_given", KNOWN)]),
            date(2026, 3, 9),
            id="4.4: JCT, confirm a verbal instruction in 7 days",
        ),
        pytest.param(
            *("aia-a201-2017", "15.1.3"),
            [("event_occurred", date(2026, 2, 20)), ("event_recognised", KNOWN)],
            date(2026, 3, 23),
            id="4.4: A201 15.1.3, 21 days after event or recognition, whichever is later",
        ),
        pytest.param(
            *("consensusdocs-200", "8.4-notice", [("event_occurred", KNOWN)], date(2026, 3, 16)),
            id="4.4: ConsensusDocs 8.4, notice in 14 days",
        ),
        pytest.param(
            *("consensusdocs-200", "8.4-documentation", [("event_notified", KNOWN)]),
            date(2026, 3, 23),
            id="4.4: ConsensusDocs 8.4, documentation 21 days later",
        ),
        pytest.param(
            *("ejcdc-c700", "11.09-proposal", [("event_occurred", KNOWN)], date(2026, 4, 1)),
            id="4.4: EJCDC, change proposal in 30 days",
        ),
        pytest.param(
            *("ejcdc-c700", "11.09-decision", [("event_notified", KNOWN)], date(2026, 4, 1)),
            id="4.4: EJCDC, the engineer decides in 30 days",
        ),
        pytest.param(
            *("california-sb-440", "conference", [("conference_demanded", KNOWN)]),
            date(2026, 4, 1),
            id="4.4: SB 440, conference in 30 days of the demand",
        ),
        pytest.param(
            *("california-sb-440", "statement", [("conference_held", KNOWN)], date(2026, 3, 16)),
            id="4.4: SB 440, statement 10 business days after",
        ),
        pytest.param(
            *("orange-county-nc", "notice", [("event_known", KNOWN)], date(2026, 3, 5)),
            id="4.4: Orange County, written notice in 3 days",
        ),
        pytest.param(
            *("subcontract-48-hours", "notice", [("event_known", KNOWN)], date(2026, 3, 4)),
            id="4.4: subcontracts, as low as 48 hours",
        ),
    ],
)
def test_5_3_a_deadline_is_the_worked_one(
    family: str, rule_id: str, happened: list[tuple[str, date]], expected: date
) -> None:
    assert due(family, rule_id, *happened).due_on == expected


def test_oracle_5_3_two_percent_a_month_simple() -> None:
    """50,000 three months late at 2 % a month: 3,000; a day less is two months."""
    payment = due("california-sb-440", "payment", ("claim_answered", date(2026, 4, 1)))
    three_months_late = date(2026, 8, 31)
    amount = Decimal(50_000)
    assert late_charge(payment.rule, amount, payment.due_on, three_months_late) == Decimal(3000)
    day_less = three_months_late - timedelta(days=1)
    assert late_charge(payment.rule, amount, payment.due_on, day_less) == Decimal(2000)
    assert late_charge(payment.rule, amount, payment.due_on, payment.due_on) == 0


def test_oracle_34_days_move_a_date_both_ways() -> None:
    assert shifted(date(2025, 6, 1), 30) == date(2025, 7, 1)
    assert shifted(date(2025, 6, 1), -15) == date(2025, 5, 17)


def test_every_family_of_the_field_ships() -> None:
    assert {
        *("nec4-ecc", "fidic-red-2017", "aia-a201-2017", "jct-2016", "consensusdocs-200"),
        *("ejcdc-c700", "california-sb-440", "orange-county-nc", "subcontract-48-hours"),
    } == set(families())
