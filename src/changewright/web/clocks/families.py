"""Families, own rules, the project's calendar, and the family that each contract has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from changewright.core.calendar_days import WEEKDAYS, Calendar
from changewright.core.clock_rules import Family
from changewright.core.clocks import DUE_SOON_DAYS
from changewright.core.errors import Invalid, NotFound, Problem
from changewright.core.records_clocks import ClockCalendar, ClockRule, ClockTerms
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.edge.values import echo, parse_day
from changewright.work import clock_terms
from changewright.work.clock_families.shipped import families
from changewright.work.clock_terms import HOLDERS, Holder, families_with, terms_of
from changewright.work.unit import LedgerReader, Unit

from ..reading import (
    answer,
    answer_page,
    answer_record,
    answer_said,
    reading,
    said_tag,
    seen,
    version_said,
)
from ..reading import require as require_one
from ..writing import Written, changes, creates, deletes, require_version, said, write
from .family_views import (
    ClockCalendarView,
    ClockFamilyView,
    ClockFamilyWholeView,
    family_columns,
    own_rule_view,
    rule_view,
)
from .views import ClockTermsView, record_name

OUTSIDE = ("owner", "supplier")

# -- families -------------------------------------------------------------------------------------


async def list_families(context: Context) -> Answer:
    """GET the families: those that ship, and those of the project's own rules."""
    views = [
        ClockFamilyView(**family_columns(family, ships=family.id in families()))
        for family in (await _families(context)).values()
    ]
    return answer_page(context, sorted(views, key=lambda view: (not view.ships, view.id)))


async def show_family(context: Context) -> Answer:
    """GET a family with its rules."""
    family = (await _families(context)).get(context.path["familyId"])
    if family is None:
        raise NotFound("There is no such family here.")
    view = ClockFamilyWholeView(
        **family_columns(family, ships=family.id in families()),
        event_types=sorted(family.event_types()),
        rules=[rule_view(rule) for rule in family.rules],
    )
    return answer(context, view)


async def _families(context: Context) -> dict[str, Family]:
    """Whom the project sees from outside sees what ships: own rules may say what they are not to
    know."""
    if context.role.audience in OUTSIDE:
        return dict(families())
    async with reading(context) as read:
        return families_with(await read.where(ClockRule))


# -- own rules ------------------------------------------------------------------------------------


async def list_rules(context: Context) -> Answer:
    """GET the project's own rules."""
    if context.role.audience in OUTSIDE:
        return answer_page(context, [])
    async with reading(context) as read:
        records = await read.where(ClockRule, ("family", "rule_id"))
    return answer_page(context, [own_rule_view(each) for each in records])


async def show_rule(context: Context) -> Answer:
    """GET an own rule."""
    async with reading(context) as read:
        record = await require_one(context, read, ClockRule, "ruleId")
    return answer_record(context, record, own_rule_view(record))


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Without the fields that are null: they take the column's default."""
    return {name: value for name, value in values.items() if value is not None}


async def _create_rule(unit: Unit, values: dict[str, Any]) -> ClockRule:
    return await clock_terms.create_rule(unit, _given(values))


create_rule = creates(_create_rule, own_rule_view)
update_rule = changes(ClockRule, "ruleId", clock_terms.edit_rule, own_rule_view)
delete_rule = deletes(ClockRule, "ruleId", clock_terms.delete_rule)


# -- the calendar ---------------------------------------------------------------------------------


async def show_calendar(context: Context) -> Answer:
    """GET the days of the project."""
    async with reading(context) as read:
        calendar = await _calendar(read)
    return answer_said(context, ClockCalendar, calendar, calendar_view(calendar))


async def set_calendar(context: Context) -> Answer:
    """PUT the days of the project."""
    values = await context.values()
    fields = {**values, **_days(values)}

    async def decide(unit: Unit) -> Written:
        require_version(context, ClockCalendar.TABLE, version_said(await _calendar(unit.read)))
        calendar = await clock_terms.set_calendar(unit, fields)
        return said(context, unit, calendar, calendar_view(unit.newest(calendar)))

    return await write(context, decide)


def calendar_view(calendar: ClockCalendar | None) -> ClockCalendarView:
    """The calendar, or what a project has that set none."""
    days = Calendar() if calendar is None else calendar
    return ClockCalendarView(
        time_zone=None if calendar is None else calendar.time_zone,
        weekend=[WEEKDAYS[day] for day in sorted(days.weekend)],
        holidays=[date.fromisoformat(str(day)) for day in sorted(days.holidays)],
        due_soon_days=DUE_SOON_DAYS if calendar is None else calendar.due_soon_days,
    )


def _days(values: dict[str, Any]) -> dict[str, Any]:
    """The weekdays and holidays of a body as the core counts with them."""
    days: dict[str, Any] = {}
    problems = []
    for name, read, detail in _DAY_LISTS:
        for index, text in enumerate(values.get(name) or ()):
            day = read(text)
            if day is None:
                problems.append(Problem(f"{name}.{index}", "format", f"{echo(text)} {detail}"))
            days.setdefault(name, []).append(day)
        if name in values:
            days.setdefault(name, [])
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return days


def _weekday(text: str) -> int | None:
    return WEEKDAYS.index(text) if text in WEEKDAYS else None


_DAY_LISTS: tuple[tuple[str, Callable[[str], object], str], ...] = (
    ("weekend", _weekday, "is no weekday in small letters"),
    ("holidays", parse_day, "is not a date (YYYY-MM-DD)"),
)


async def _calendar(read: LedgerReader) -> ClockCalendar | None:
    found = await read.where(ClockCalendar, limit=1)
    return found[0] if found else None


# -- the family of a contract ---------------------------------------------------------------------


async def list_terms(context: Context) -> Answer:
    """GET the contracts that have clocks, each with its family."""
    async with reading(context) as read:
        here = families_with(await read.where(ClockRule))
        found = await read.where(ClockTerms)
        holders: dict[tuple[str, int], Holder] = {}
        for kind, noun in HOLDERS.items():
            named = await read.many(
                noun, [one.record_id for one in found if one.record_kind == kind]
            )
            holders |= {(kind, one.id): one for one in await seen(context, read, named)}
    views = [
        _terms_view(context, holder, terms, here[terms.family])
        for terms in found
        if (holder := holders.get((terms.record_kind, terms.record_id))) is not None
    ]
    return answer_page(context, views)


def sets_family(noun: type[Contract] | type[MainContract]) -> Handler:
    """PUT the family of a contract of this noun."""

    async def handler(context: Context) -> Answer:
        values = await context.values()

        async def decide(unit: Unit) -> Written:
            holder, terms = await _held(context, unit, noun)
            require_version(context, ClockTerms.TABLE, version_said(terms))
            terms = await clock_terms.set_family(unit, holder, values["family"])
            here = families_with(await unit.read.where(ClockRule))
            newest = unit.newest(terms)
            view = _terms_view(context, holder, newest, here[newest.family])
            return said(context, unit, terms, view)

        return await write(context, decide)

    return handler


def clears_family(noun: type[Contract] | type[MainContract]) -> Handler:
    """DELETE the family of a contract of this noun."""

    async def handler(context: Context) -> Answer:
        async def decide(unit: Unit) -> Written:
            holder, terms = await _held(context, unit, noun)
            require_version(context, ClockTerms.TABLE, version_said(terms))
            await clock_terms.clear_family(unit, holder)
            return Written()

        return await write(context, decide)

    return handler


async def _held(
    context: Context, unit: Unit, noun: type[Contract] | type[MainContract]
) -> tuple[Holder, ClockTerms | None]:
    holder: Holder = await require_one(context, unit.read, noun, "contractId")
    terms = terms_of(await unit.read.where(ClockTerms), holder.TABLE, holder.id)
    return holder, terms


def _terms_view(
    context: Context, holder: Holder, terms: ClockTerms, family: Family
) -> ClockTermsView:
    return ClockTermsView(
        contract=record_name(holder),
        family=family.id,
        family_title=family.title,
        remark=_remark(holder, family),
        tag=said_tag(context, ClockTerms, terms).decode(),
    )


def _remark(holder: Holder, family: Family) -> str | None:
    """What about the contract's date does not fit the family."""
    dated = holder.contract_date
    begins, ends = family.contracts_from, family.contracts_before
    if dated is not None and begins is not None and dated < begins:
        return f"The contract is dated {dated}; the family is for contracts from {begins} on."
    if dated is not None and ends is not None and dated >= ends:
        return f"The contract is dated {dated}; the family is for contracts before {ends}."
    return None
