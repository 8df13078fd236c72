"""How a project's clocks are set: its calendar, its own rules, and the family each contract has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from changewright.core.calendar_days import Calendar, check_calendar
from changewright.core.clock_rules import FAMILY_ID, Family, Rule, with_own_rules
from changewright.core.clock_tables import check_family, read_rule, row_of
from changewright.core.clocks import Today
from changewright.core.errors import Conflict, InUse, Invalid, Problem, Taken, invalid
from changewright.core.people import Project
from changewright.core.records_clocks import ClockCalendar, ClockRule, ClockTerms
from changewright.core.records_contracts import Contract, MainContract
from changewright.store.settings_now import calendar_zones

from .clock_families.shipped import families
from .ledger import Ledger
from .permission import require_configures, require_write
from .unit import Unit

Holder: TypeAlias = Contract | MainContract
HOLDERS: Mapping[str, type[Contract] | type[MainContract]] = {
    Contract.TABLE: Contract,
    MainContract.TABLE: MainContract,
}
HOLIDAYS_MAXIMUM = 2000
DUE_SOON_DAYS_MAXIMUM = 90
EDITION_LENGTH_MAXIMUM = 200
_AMENDING = frozenset({"family", "edition"})


# -- the calendar ---------------------------------------------------------------------------------


def zone_named(name: str | None) -> tzinfo | None:
    """The zone of an IANA name such as `America/Los_Angeles`, None for any other text."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(calendar_zone: str | None, project_zone: str | None) -> tzinfo:
    """Where the days of a project are counted, all of them: as its clocks' calendar says, else in
    the project's own zone, else in UTC."""
    return zone_named(calendar_zone) or zone_named(project_zone) or UTC


async def zones_of(ledger: Ledger, projects: Collection[Project]) -> dict[int, str]:
    """The IANA name of the zone of each project's days, as it is now."""
    async with ledger.database.connection() as connection:
        told = await calendar_zones(connection, [project.id for project in projects])
    return {one.id: str(zone_of(told.get(one.id), one.time_zone)) for one in projects}


def today_of(calendar: ClockCalendar | None, project_zone: str | None, now: datetime) -> Today:
    """The present in a project: by its clocks' calendar, in their zone, else in the project's own,
    else in UTC."""
    if calendar is None:
        return Today(now, zone_of(None, project_zone))
    zone = zone_of(calendar.time_zone, project_zone)
    days = Calendar(
        weekend=frozenset(calendar.weekend),
        holidays=frozenset(date.fromisoformat(day) for day in calendar.holidays),
    )
    return Today(now, zone, days, calendar.due_soon_days)


async def set_calendar(unit: Unit, fields: Mapping[str, Any]) -> ClockCalendar:
    """Change the project's calendar. `holidays` are dates. Raises `Forbidden` for who does not
    configure the project, `Invalid` for an unknown zone, a week without a day of work, and more
    holidays than anybody has."""
    require_configures(unit.actor)
    values = dict(fields)
    zone = values.get("time_zone")
    if zone is not None and zone_named(zone) is None:
        detail = "time_zone must be an IANA name such as America/Los_Angeles"
        raise invalid("time_zone", "choice", detail)
    if "weekend" in values:
        values["weekend"] = sorted(set(values["weekend"]))
        check_calendar(Calendar(weekend=frozenset(values["weekend"])))
    if "holidays" in values:
        if len(values["holidays"]) > HOLIDAYS_MAXIMUM:
            detail = f"holidays holds more than {HOLIDAYS_MAXIMUM} days"
            raise invalid("holidays", "length", detail)
        values["holidays"] = sorted({day.isoformat() for day in values["holidays"]})
    for calendar in await unit.read.where(ClockCalendar, limit=1):
        return unit.change(calendar, "updated", **values)
    return unit.new(ClockCalendar, **values)


# -- families and own rules -----------------------------------------------------------------------


def families_with(own: Iterable[ClockRule]) -> dict[str, Family]:
    """The shipped families and the project's own, with the project's own rules in them."""
    here = dict(families())
    rules: dict[str, list[Rule]] = {}
    for record in own:
        if record.family not in here:
            edition = record.edition or ""
            here[record.family] = Family(
                id=record.family, title=record.family, edition=edition, parties={}
            )
        rules.setdefault(record.family, []).append(rule_of(record))
    for name, added in rules.items():
        here[name] = with_own_rules(here[name], added)
    return here


def rule_of(record: ClockRule) -> Rule:
    """The rule that a record holds."""
    return msgspec.convert(record.rule, Rule)


async def create_rule(unit: Unit, fields: Mapping[str, Any]) -> ClockRule:
    """A rule of the project's own: `family`, perhaps its `edition`, and a row of the format.

    In a shipped family it amends the rule of the same id, or is one more. Raises `Forbidden` for
    who does not configure the project, `Invalid` naming what the row has wrong, `Taken`.
    """
    require_configures(unit.actor)
    family, edition = _checked_family(fields)
    rule = read_rule({name: value for name, value in fields.items() if name not in _AMENDING})
    own = await unit.definitions(ClockRule)
    if any(record.rule_id == rule.id for record in own):
        detail = f"the project has a rule {rule.id} already"
        raise Taken(detail, Problem("id", "rule", detail))
    _refuse_elsewhere(rule.id, family, None)
    record = unit.new(ClockRule, family=family, rule_id=rule.id, edition=edition, rule=row_of(rule))
    check_family(families_with((*own, record))[family])
    return record


async def load_rules(unit: Unit, family: Family) -> int:
    """Make a whole table the project's own: each row is added, or stands in the place of the own
    rule of its id. Rows may name each other. Answers how many there are.

    Of the table's head only family and edition are kept. Raises as `create_rule` does.
    """
    require_configures(unit.actor)
    own = {record.rule_id: record for record in await unit.read.where(ClockRule)}
    added = {event.type for event in family.events}
    for rule in family.rules:
        _refuse_elsewhere(rule.id, family.id, own.get(rule.id))
        named = added.intersection((*rule.trigger, *rule.answers))
        declaring = msgspec.structs.replace(rule, declares=tuple(sorted({*rule.declares, *named})))
        fields = {"family": family.id, "edition": family.edition, "rule": row_of(declaring)}
        record = own.get(rule.id)
        if record is None:
            unit.new(ClockRule, rule_id=rule.id, **fields)
        else:
            unit.change(record, "updated", **fields)
    check_family(families_with(await unit.read.where(ClockRule))[family.id])
    return len(family.rules)


def _refuse_elsewhere(rule_id: str, family: str, own: ClockRule | None) -> None:
    """Raise `Invalid` for a rule whose id another family has."""
    holder = next((one.id for one in families().values() if one.rule(rule_id)), family)
    if own is not None and own.family != family:
        holder = own.family
    if holder != family:
        raise invalid("id", "rule", f"{rule_id} is the id of a rule of {holder}")


async def edit_rule(unit: Unit, record: ClockRule, fields: Mapping[str, Any]) -> ClockRule:
    """Change fields of an own rule; null takes the column's default. Its id and family stay."""
    require_configures(unit.actor)
    row = {**record.rule, **{k: v for k, v in fields.items() if k not in _AMENDING}}
    rule = read_rule({name: value for name, value in row.items() if value is not None})
    family, edition = _checked_family(
        {"family": record.family, "edition": record.edition, **fields}
    )
    for name, before, after in (
        ("id", record.rule_id, rule.id),
        ("family", record.family, family),
    ):
        if before != after:
            raise invalid(name, "rule", f"the {name} of a rule does not change; make another rule")
    changed = unit.change(record, "updated", rule=row_of(rule), edition=edition)
    own = [each for each in await unit.read.where(ClockRule) if each.id != record.id]
    check_family(families_with((*own, changed))[family])
    return changed


async def delete_rule(unit: Unit, record: ClockRule) -> None:
    """Delete an own rule; a shipped one that it amended is as it ships again. Raises `InUse` when
    others of its family build on it, or a contract has the family that it was the last of."""
    require_configures(unit.actor)
    unit.delete(record)
    left = families_with(await unit.read.where(ClockRule)).get(record.family)
    if left is None:
        if any(one.family == record.family for one in await unit.definitions(ClockTerms)):
            raise InUse(f"a contract has the family {record.family}, whose last rule this is")
        return
    try:
        check_family(left)
    except Invalid as refusal:
        raise InUse(f"other rules build on it: {refusal.detail}") from refusal


def _checked_family(fields: Mapping[str, Any]) -> tuple[str, str | None]:
    family, edition = fields.get("family"), fields.get("edition")
    if not isinstance(family, str) or not FAMILY_ID.match(family) or len(family) > 60:
        detail = "family must be words of small letters and digits, joined by hyphens"
        raise invalid("family", "format", detail)
    if edition is not None and len(edition) > EDITION_LENGTH_MAXIMUM:
        detail = f"edition must have at most {EDITION_LENGTH_MAXIMUM} characters"
        raise invalid("edition", "length", detail)
    return family, edition


# -- the family of a contract ---------------------------------------------------------------------


async def set_family(unit: Unit, holder: Holder, family: str) -> ClockTerms:
    """Say which family of rules a contract has. Raises `Forbidden`, `Invalid`."""
    require_write(unit.actor, ClockTerms.TABLE)
    if family not in families_with(await unit.definitions(ClockRule)):
        raise invalid("family", "choice", f"there is no family {family!r} here")
    terms = terms_of(await unit.read.where(ClockTerms), holder.TABLE, holder.id)
    if terms is not None:
        return unit.change(terms, "updated", family=family)
    return unit.new(ClockTerms, record_kind=holder.TABLE, record_id=holder.id, family=family)


async def clear_family(unit: Unit, holder: Holder) -> None:
    """The contract has no clocks any more; what happened stays recorded. Raises `Conflict` for a
    contract that had none."""
    require_write(unit.actor, ClockTerms.TABLE)
    terms = terms_of(await unit.read.where(ClockTerms), holder.TABLE, holder.id)
    if terms is None:
        raise Conflict("the contract has no family of rules")
    unit.delete(terms)


def terms_of(terms: Iterable[ClockTerms], kind: str, contract_id: int) -> ClockTerms | None:
    """The terms of one contract among all of them."""
    return next(
        (each for each in terms if (each.record_kind, each.record_id) == (kind, contract_id)), None
    )
