"""Reading tables of clock rules: every fault is named by its file, row and field.

The format is TOML: a head (`format`, `family`, `title`, `edition`, `parties`, …), then `[[events]]`
for types of events that the family adds, then `[[rules]]`, whose fields are those of
`core.clock_rules.Rule`. A project's own rule is one such row as JSON, with its `family`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from .calendar_days import faults_of
from .clock_rules import (
    EVENT_TYPES,
    FAMILY_ID,
    MISSED,
    NOTICED,
    RULE_ID,
    SILENT,
    WORD,
    EventType,
    Family,
    Party,
    Rule,
)
from .errors import Invalid, Problem, Refusal
from .money import ZERO, parse_price

Row = TypeVar("Row")

FORMAT = 1
TEXT_LENGTH_MAXIMUM = 2000
RULES_MAXIMUM = 200
LIST_LENGTH_MAXIMUM = 20
_TEXTS = ("clause", "title", "due", "silence_means", "source", "note")
_NOT_EMPTY = ("clause", "title", "due")
_LISTS = (
    *("trigger", "answers", "follows", "only_for", "not_for", "silence_not_for"),
    "declares",
)


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands above a file's rows."""

    format: int
    family: str
    title: str
    edition: str
    parties: dict[Party, str] = {}
    contracts_from: date | None = None
    contracts_before: date | None = None
    note: str = ""


def read_family(text: str, name: str) -> Family:
    """The family that a file holds. Raises `Invalid` whose problems name the file, the row and the
    field, as `nec4.toml: rules[2] nec4-ecc.61.4: period`; all of them, not the first."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            f"{name} is not TOML: {error}", Problem(name, "format", str(error))
        ) from error
    problems: list[Problem] = []
    rows, types = _rows_of(table, "rules", name), _rows_of(table, "events", name)
    head = _head_of(table, name)
    events = []
    for index, row in enumerate(types):
        events += _gathered(problems, row, EventType, f"{name}: events[{index}]")
    rules = []
    for index, row in enumerate(rows):
        where = f"{name}: rules[{index}] {row.get('id', '')}".rstrip()
        try:
            rules.append(read_rule(row, where))
        except Invalid as refusal:
            problems += refusal.problems
    if problems:
        raise _refused(problems)
    family = Family(
        id=head.family,
        title=head.title,
        edition=head.edition,
        parties=dict(head.parties),
        contracts_from=head.contracts_from,
        contracts_before=head.contracts_before,
        note=head.note,
        events=tuple(events),
        rules=tuple(rules),
    )
    check_family(family, name)
    return family


def read_rule(row: Mapping[str, Any], where: str = "") -> Rule:
    """One row as a rule. Raises `Invalid`, each field named as `<where>: <field>`, or alone."""
    prefix = f"{where}: " if where else ""
    try:
        rule = msgspec.convert(dict(row), Rule)
    except msgspec.ValidationError as error:
        field, code, detail = _fault_of(error)
        raise _refused([Problem(f"{prefix}{field}", code, detail)]) from error
    problems = [
        Problem(f"{prefix}{problem.field}", problem.code, problem.detail)
        for problem in _faults_of_rule(rule)
    ]
    if problems:
        raise _refused(problems)
    return rule


def row_of(rule: Rule) -> dict[str, Any]:
    """The rule as a row of the format, only with what differs from a column's default."""
    row: dict[str, Any] = msgspec.to_builtins(rule)
    return {
        field.name: row[field.name]
        for field in msgspec.structs.fields(Rule)
        if getattr(rule, field.name) != field.default
    }


def check_family(family: Family, name: str = "") -> None:
    """Raise `Invalid` unless the rows fit one another: ids once, events declared, what a row says
    to follow started by it, and no circle of periods that start each other by being missed."""
    problems = [
        Problem(f"{name}: {field}" if name else field, code, detail)
        for field, code, detail in _faults_of_family(family)
    ]
    if problems:
        raise _refused(problems)


# -- the file -------------------------------------------------------------------------------------


def _rows_of(table: Mapping[str, Any], key: str, name: str) -> list[Mapping[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise _refused([Problem(f"{name}: {key}", "type", f"{key} must be a list of rows")])
    if len(rows) > RULES_MAXIMUM:
        detail = f"{key} has {len(rows)} rows, more than {RULES_MAXIMUM}"
        raise _refused([Problem(f"{name}: {key}", "length", detail)])
    return rows


def _head_of(table: Mapping[str, Any], name: str) -> Head:
    fields = {key: value for key, value in table.items() if key not in ("rules", "events")}
    found: list[Problem] = []
    heads = _gathered(found, fields, Head, name)
    if not heads:
        raise _refused(found)
    (head,) = heads
    if head.format != FORMAT:
        detail = f"format is {head.format}; this version reads format {FORMAT}"
        found.append(Problem(f"{name}: format", "choice", detail))
    if not FAMILY_ID.match(head.family):
        detail = "family must be words of small letters and digits, joined by hyphens"
        found.append(Problem(f"{name}: family", "format", detail))
    if found:
        raise _refused(found)
    return head


def _gathered(
    problems: list[Problem], row: Mapping[str, Any], shape: type[Row], where: str
) -> list[Row]:
    """The row as a struct, in a list; an empty one where it has a fault, which is noted."""
    try:
        return [msgspec.convert(dict(row), shape)]
    except msgspec.ValidationError as error:
        field, code, detail = _fault_of(error)
        problems.append(Problem(f"{where}: {field}", code, detail))
        return []


# The beginnings of msgspec's sentences, and what they are in our words.
_CODES = (
    ("Object missing required field", "missing"),
    ("Object contains unknown field", "unknown"),
    ("Invalid enum value", "choice"),
    ("Invalid RFC3339", "format"),
    ("Invalid ISO8601", "format"),
    ("Expected", "type"),
)


def _fault_of(error: msgspec.ValidationError) -> tuple[str, str, str]:
    """The field, the code and the sentence of what a row's reader complained about."""
    text, _, path = str(error).partition(" - at `")
    code = next((code for begin, code in _CODES if text.startswith(begin)), "type")
    field = path.rstrip("`").removeprefix("$").removeprefix(".")
    if code in ("missing", "unknown"):
        field = text.split("`")[1]
    return field or "row", code, text


def _refused(problems: list[Problem]) -> Invalid:
    first = problems[0]
    return Invalid(f"{first.field}: {first.detail}", *problems)


# -- one row --------------------------------------------------------------------------------------


def _faults_of_rule(rule: Rule) -> Iterator[Problem]:
    if not RULE_ID.match(rule.id) or len(rule.id) > 100:
        detail = "id must be small letters and digits, joined by dots or hyphens"
        yield Problem("id", "format", detail)
    for field in _TEXTS:
        value = getattr(rule, field) or ""
        if len(value) > TEXT_LENGTH_MAXIMUM or "\0" in value:
            detail = f"{field} must be text of at most {TEXT_LENGTH_MAXIMUM} characters"
            yield Problem(field, "length", detail)
        elif field in _NOT_EMPTY and not value.strip():
            yield Problem(field, "missing", f"{field} must say something")
    yield from _faults_of_lists(rule)
    yield from faults_of(rule.length, rule.convention)
    yield from _faults_of_silence(rule)
    yield from _faults_of_rate(rule)


def _faults_of_lists(rule: Rule) -> Iterator[Problem]:
    for field in ("trigger", "answers"):
        if not getattr(rule, field):
            yield Problem(field, "missing", f"{field} must name an event")
    for field in _LISTS:
        values = getattr(rule, field)
        if len(values) > LIST_LENGTH_MAXIMUM:
            detail = f"{field} has more than {LIST_LENGTH_MAXIMUM} entries"
            yield Problem(field, "length", detail)
        for value in values:
            bare = value.removeprefix(MISSED).removeprefix(SILENT) if field == "trigger" else value
            form = RULE_ID if bare != value or field == "follows" else WORD
            if not form.match(bare):
                yield Problem(field, "format", f"{value!r} is not a name that {field} can hold")
    made = [name for name in rule.trigger if name.startswith((MISSED, SILENT))]
    if made and rule.start != "each":
        detail = "start can be chosen among events that happen, not among periods that end"
        yield Problem("start", "rule", detail)


def _faults_of_silence(rule: Rule) -> Iterator[Problem]:
    fields = ("silence_notice", "silence_notice_by", "silence_period", "silence_unit")
    given = [field for field in fields if getattr(rule, field) is not None]
    if rule.silence != NOTICED:
        for field in given:
            yield Problem(field, "rule", f"{field} belongs to silence {NOTICED!r} alone")
        return
    for field in fields:
        if field not in given:
            yield Problem(field, "missing", f"silence {NOTICED!r} needs {field}")
    if rule.silence_notice is not None and not WORD.match(rule.silence_notice):
        yield Problem("silence_notice", "format", "silence_notice must name an event")
    if rule.further_length is not None:
        for problem in faults_of(rule.further_length, rule.convention):
            field = {"period": "silence_period"}.get(problem.field, problem.field)
            yield Problem(field, problem.code, problem.detail)


def _faults_of_rate(rule: Rule) -> Iterator[Problem]:
    if rule.late_percent_per_month is None:
        return
    field = "late_percent_per_month"
    try:
        rate = parse_price(rule.late_percent_per_month, field)
    except Refusal as refusal:
        yield from refusal.problems
        return
    if rate is None or not ZERO < rate <= 100:
        yield Problem(field, "range", f"{field} must lie above 0 and not above 100")


# -- rows among each other ------------------------------------------------------------------------

Fault = tuple[str, str, str]


def _faults_of_family(family: Family) -> Iterator[Fault]:
    known = {rule.id: rule for rule in family.rules}
    if len(known) != len(family.rules):
        ids = [rule.id for rule in family.rules]
        twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
        yield "id", "rule", f"more than one row has the id {', '.join(twice)}"
    declared = family.event_types()
    for event in family.events:
        if not WORD.match(event.type) or event.type in EVENT_TYPES:
            detail = f"{event.type!r} must be a new name of small letters, digits and underscores"
            yield "events", "format", detail
    for rule in family.rules:
        yield from _faults_among(rule, known, declared)
    yield from _circles(known)


def _faults_among(
    rule: Rule, known: Mapping[str, Rule], declared: Collection[str]
) -> Iterator[Fault]:
    named = [("trigger", name) for name in rule.trigger] + [("answers", n) for n in rule.answers]
    if rule.silence_notice is not None:
        named.append(("silence_notice", rule.silence_notice))
    for field, name in named:
        if name.startswith((MISSED, SILENT)):
            before = known.get(name.partition(":")[2])
            if before is None:
                yield f"{rule.id}: {field}", "reference", f"{name!r} names no rule of the family"
            elif name.startswith(SILENT) and before.silence == "nothing":
                detail = f"silence means nothing in {before.id}, so it never takes effect"
                yield f"{rule.id}: {field}", "rule", detail
        elif name not in declared:
            yield f"{rule.id}: {field}", "reference", f"no event of the type {name!r} is declared"
    for name in rule.follows:
        after = known.get(name)
        starts = {*rule.answers, f"{MISSED}{rule.id}", f"{SILENT}{rule.id}"}
        if after is None:
            yield f"{rule.id}: follows", "reference", f"{name!r} names no rule of the family"
        elif not starts & set(after.trigger):
            detail = f"no answer to this rule starts {name}"
            yield f"{rule.id}: follows", "rule", detail


def _circles(known: Mapping[str, Rule]) -> Iterator[Fault]:
    """Rules that start each other by being missed would run for ever without anybody acting."""
    before = {
        rule.id: [
            name.partition(":")[2] for name in rule.trigger if name.startswith((MISSED, SILENT))
        ]
        for rule in known.values()
    }
    for start in before:
        seen: set[str] = set()
        waiting = list(before[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                yield f"{start}: trigger", "rule", "it would start itself by being missed"
                break
            if name not in seen:
                seen.add(name)
                waiting += before.get(name, [])
