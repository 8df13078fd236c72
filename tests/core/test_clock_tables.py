"""Tables of clock rules: what ships is sound, and every fault is named by file, row and field."""

from __future__ import annotations

from typing import Any

import pytest

from changewright.core.clock_rules import NOTICED, SILENCE_MEANS, Rule, with_own_rules
from changewright.core.clock_tables import read_family, read_rule, row_of
from changewright.core.errors import Invalid
from changewright.work.clock_families.shipped import families, texts

FILE = """\
format = 1
family = "own"
title = "Our own form"
edition = "3"
[[events]]
type = "crane_stopped"
title = "the crane stood still"
[[rules]]
id = "own.1"
clause = "1"
title = "Say so"
trigger = ["crane_stopped"]
actor = "contractor"
due = "Notice"
answers = ["event_notified"]
period = 2
unit = "days"
certainty = "general"
follows = ["own.2"]
[[rules]]
id = "own.2"
clause = "2"
title = "Answer"
trigger = ["event_notified"]
actor = "owner"
due = "Answer"
answers = ["claim_answered"]
period = 10
unit = "days"
days = "working"
due_time = 17:00:00
certainty = "general"
"""
TRIGGER = "own.toml: own.2: trigger"


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        read_family(text, "own.toml")
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_a_file_is_read() -> None:
    family = read_family(FILE, "own.toml")
    assert [rule.id for rule in family.rules] == ["own.1", "own.2"]
    assert family.events[0].type == "crane_stopped"
    assert family.rules[1].due_time is not None
    assert family.name_of("owner") == "Owner"


@pytest.mark.parametrize("name", texts())
def test_what_ships_is_sound_and_named_after_its_file(name: str) -> None:
    family = read_family(texts()[name], name)
    assert f"{family.id}.toml" == name
    for rule in family.rules:
        assert rule.id.startswith(f"{family.id}.")
        assert rule.clause and rule.certainty in ("published", "general")
        assert rule.source or rule.certainty == "general", "what was read says where"
        assert read_rule(row_of(rule)) == rule
    assert families()[family.id] == family


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("format = 1", "format = 2", "own.toml: format", "choice"),
        ('family = "own"', 'family = "Our Own"', "own.toml: family", "format"),
        ('title = "Our own form"\n', "", "own.toml: title", "missing"),
        ("edition", "printing", "own.toml: printing", "unknown"),
        ("period = 2", "period = 0", "own.toml: rules[0] own.1: period", "range"),
        ("period = 2", "period = -2", "own.toml: rules[0] own.1: period", "range"),
        ("period = 2", "period = 2.5", "own.toml: rules[0] own.1: period", "type"),
        ("period = 2", 'period = "2"', "own.toml: rules[0] own.1: period", "type"),
        ("period = 2", "period = true", "own.toml: rules[0] own.1: period", "type"),
        ("period = 10", "period = 99999", "own.toml: rules[1] own.2: period", "range"),
        ('actor = "owner"', 'actor = "mayor"', "own.toml: rules[1] own.2: actor", "choice"),
        ('due = "Notice"\n', "", "own.toml: rules[0] own.1: due", "missing"),
        ('due = "Notice"', 'due = " "', "own.toml: rules[0] own.1: due", "missing"),
        ('due = "Notice"', 'dew = "Notice"', "own.toml: rules[0] own.1: dew", "unknown"),
        ('unit = "days"\ndays', 'unit = "weeks"\ndays', "own.toml: rules[1] own.2: days", "rule"),
        ('"crane_stopped"]', '"Crane stops"]', "own.toml: rules[0] own.1: trigger", "format"),
        ('"crane_stopped"]', '"crane_fell"]', "own.toml: own.1: trigger", "reference"),
        ('"claim_answered"]', '"claim_won"]', "own.toml: own.2: answers", "reference"),
        ('["own.2"]', '["own.3"]', "own.toml: own.1: follows", "reference"),
        ('["own.2"]', '["own.1"]', "own.toml: own.1: follows", "rule"),
        ('id = "own.2"', 'id = "own.1"', "own.toml: id", "rule"),
        ('type = "crane_stopped"', 'type = "event_known"', "own.toml: events", "format"),
        ('["event_notified"]\nactor', '["missed:own.9"]\nactor', TRIGGER, "reference"),
        ('["event_notified"]\nactor', '["silence:own.1"]\nactor', TRIGGER, "rule"),
    ],
)  # fmt: skip
def test_a_fault_is_named(old: str, new: str, field: str, code: str) -> None:
    assert old in FILE
    assert (field, code) in faults(FILE.replace(old, new, 1))


def test_all_faults_are_named_at_once_and_text_that_is_no_toml() -> None:
    twice = FILE.replace("period = 2", "period = 0").replace("period = 10", "period = -1")
    assert faults(twice) == [
        ("own.toml: rules[0] own.1: period", "range"),
        ("own.toml: rules[1] own.2: period", "range"),
    ]
    assert faults("format = ") == [("own.toml", "format")]
    assert faults("rules = 3") == [("own.toml: rules", "type")]


def test_periods_that_start_each_other_by_being_missed() -> None:
    circle = FILE.replace('["crane_stopped"]', '["missed:own.2"]').replace(
        '"event_notified"]\nactor', '"missed:own.1"]\nactor'
    )
    assert ("own.toml: own.1: trigger", "rule") in faults(circle)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"silence": NOTICED}, "silence_notice"),
        ({"silence_period": 2}, "silence_period"),
        (
            {
                "silence": NOTICED,
                "silence_notice": "silence_noticed",
                "silence_notice_by": "owner",
                "silence_period": 0,
                "silence_unit": "weeks",
            },
            "silence_period",
        ),
        ({"late_percent_per_month": "two"}, "late_percent_per_month"),
        ({"late_percent_per_month": "-1"}, "late_percent_per_month"),
        ({"start": "latest", "trigger": ["missed:own.2"]}, "start"),
        ({"trigger": []}, "trigger"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"id": "Own Rule"}, "id"),
        ({"due_time": "25:00:00"}, "due_time"),
        ({"only_for": ["a"] * 21}, "only_for"),
    ],
)
def test_a_row_s_fault_names_its_field(fields: dict[str, Any], field: str) -> None:
    row = row_of(read_family(FILE, "own.toml").rules[0])
    with pytest.raises(Invalid) as refused:
        read_rule({**row, **fields})
    assert refused.value.problems[0].field == field


def test_an_own_rule_stands_in_the_place_of_the_shipped_one() -> None:
    nec4 = families()["nec4-ecc"]
    longer = read_rule({**row_of(nec4.rules[0]), "period": 4})
    more = read_rule({**row_of(nec4.rules[0]), "id": "own.more"})
    family = with_own_rules(nec4, [longer, more])
    assert [rule.id for rule in family.rules] == [*(rule.id for rule in nec4.rules), "own.more"]
    assert family.rules[0].period == 4
    assert nec4.rules[0].period == 8


def test_every_silence_says_what_it_means() -> None:
    rules: list[Rule] = [rule for family in families().values() for rule in family.rules]
    assert {rule.silence for rule in rules} <= set(SILENCE_MEANS)
    assert all(len(rule.meaning) > 10 for rule in rules)
