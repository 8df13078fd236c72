"""What a request about the log has to know before it is read: columns, names, the project's day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, tzinfo
from typing import TypeAlias
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec

from changewright.core.calendar_days import check_day
from changewright.core.clocks import Today
from changewright.core.log_columns import COLUMNS, LogColumn, attribute_columns, is_seen
from changewright.core.log_query import LogScope
from changewright.core.people import Company, Person
from changewright.core.records_attached import PropertyDefinition
from changewright.core.records_clocks import ClockCalendar
from changewright.edge.context import Context
from changewright.work.clock_terms import today_of
from changewright.work.directory import Directory
from changewright.work.directory_view import DirectoryView
from changewright.work.log import Viewer, currencies_of
from changewright.work.unit import LedgerReader
from changewright.work.visibility import is_shared

from ..clocks.deadlines import AS_OF, moment_asked

SCOPES_REMEMBERED = 256


class Known(msgspec.Struct, frozen=True):
    """`columns` are those that the caller may ask for, in the order of the table, attributes
    last."""

    columns: dict[str, LogColumn]
    definitions: dict[int, PropertyDefinition]
    scope: LogScope
    today: Today
    viewer: Viewer

    @property
    def day(self) -> date:
        return self.today.day

    @property
    def zone(self) -> tzinfo:
        return self.today.zone

    @property
    def added(self) -> tuple[LogColumn, ...]:
        """The columns that totals add up."""
        return tuple(column for column in self.columns.values() if column.total)


async def known_of(context: Context, read: LedgerReader) -> Known:
    """All that is known before the rows are. Asked for the past, the day is that of the moment:
    what was due, and what is, are then told as they were. Raises `Invalid` naming `asOf` for one
    that nobody counts from."""
    definitions = await read.where(PropertyDefinition)
    if context.role.audience != "full":
        definitions = [one for one in definitions if is_shared(one)]
    calendars = await read.where(ClockCalendar, limit=1)
    calendar = calendars[0] if calendars else None
    today = today_of(calendar, context.project.time_zone, await moment_asked(context, read))
    check_day(today.day, AS_OF)
    settings = await context.services.ledger.settings_of(context.container_id)
    role = context.role.name
    every = [*COLUMNS, *attribute_columns(definitions)]
    columns = {column.name: column for column in every if is_seen(role, column)}
    currency, foreign = await currencies_of(read, settings.currency)
    scope = scope_of(context, currency, foreign, today)
    return Known(
        columns,
        {one.id: one for one in definitions},
        scope,
        today,
        viewer_of(context),
    )


def viewer_of(context: Context) -> Viewer:
    """Who reads, as the conditions on rows need to know."""
    company_id = None if context.role.audience == "full" else context.company_id
    return Viewer(context.container_id, context.role.name, company_id)


# The names of all people and companies in order, until the directory changes.
_Names: TypeAlias = OrderedDict[tuple[object, ...], tuple[tuple[int, ...], tuple[int, ...]]]
_names: WeakKeyDictionary[Directory, _Names] = WeakKeyDictionary()


def scope_of(
    context: Context,
    currency: str | None,
    foreign: tuple[tuple[int, str], ...],
    today: Today,
) -> LogScope:
    """Whom the caller may know, in the order of their names, and what else statements need."""
    directory = context.services.directory
    is_inside = context.role.audience == "full"
    whose = None if is_inside else context.person.id
    names = _names.setdefault(directory, OrderedDict())
    key = (directory.revision, context.container_id, whose)
    if key not in names:
        people, companies = _who(context, is_inside)
        names[key] = _sorted(people), _sorted(companies)
        while len(names) > SCOPES_REMEMBERED:
            names.popitem(last=False)
    people_ids, company_ids = names[key]
    return LogScope(
        people=people_ids,
        companies=company_ids,
        person_id=context.person.id,
        company_id=context.company_id,
        currency=currency,
        foreign=foreign,
        zone=str(today.zone),
    )


def _who(context: Context, is_inside: bool) -> tuple[list[Person], list[Company]]:
    """The people and companies of the account, gone ones too; from outside, those that are seen."""
    directory, project = context.services.directory, context.project
    view = DirectoryView(directory, context.person)
    members = [person for _, person in view.members(project)]
    if not is_inside:
        return members, view.companies([project])
    companies = directory.companies_of(project.account_id)
    theirs = {company.id for company in companies}
    named = {person.id for person in members}
    people = [
        person
        for person in directory.people.values()
        if person.id in named or person.company_id in theirs
    ]
    return people, companies


def _sorted(found: Sequence[Person | Company]) -> tuple[int, ...]:
    return tuple(one.id for one in sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def person_named(context: Context, known: Known, uuid: UUID) -> int | None:
    """The integer of a person whom the caller may know."""
    person = context.services.directory.person(uuid)
    return person.id if person is not None and person.id in known.scope.people else None


def company_named(context: Context, known: Known, uuid: UUID) -> int | None:
    """The integer of a company that the caller may know."""
    company = context.services.directory.company(uuid)
    return company.id if company is not None and company.id in known.scope.companies else None
