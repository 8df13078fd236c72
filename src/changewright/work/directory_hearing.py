"""What a change of the directory tells the hooks of a company.

The directory has no journal and its changes are no units of work, but they are written in one
transaction too, and their deliveries with them. Who made a hook is told of projects he takes part
in, of people he meets in one, and of what the whole company shares.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from changewright.core.choices import CHANGE_REASON, CHANGE_TYPE, LINE_ITEM_TYPE
from changewright.core.occurrences import Event, happened
from changewright.core.people import Choice, Company, DirectoryNoun, Member, Person, Project
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.core.uuids import RANDOM_BYTES, time_ordered
from changewright.store import deliveries
from changewright.store.deliveries import NewDelivery
from changewright.store.engine import Connection
from changewright.store.read_ledger import LedgerReader

from .directory import Directory

LISTS: Mapping[str, str] = {
    CHANGE_REASON: "change_reason",
    CHANGE_TYPE: "change_type",
    LINE_ITEM_TYPE: "line_item_type",
}
"""The lists of which hooks are told, and the subjects of their entries."""


class Doing:
    """One row that is written: what it is to hooks, of which company, and what happened to it."""

    __slots__ = ("account_id", "event", "row", "subject")

    def __init__(
        self, subject: str, account_id: int, event: Event, row: Project | Person | Company | Choice
    ) -> None:
        self.subject, self.account_id, self.event, self.row = subject, account_id, event, row


class DirectoryHearing:
    """The rows that are about to be written over `directory`, for the hooks of their companies."""

    def __init__(self, directory: Directory, rows: Iterable[DirectoryNoun]) -> None:
        self._directory = directory
        self._rows = tuple(rows)
        self._members = {
            (row.project_id, row.person_id) for row in self._rows if isinstance(row, Member)
        }

    async def write(self, connection: Connection, revision: int) -> None:
        """Write the deliveries, in the transaction that writes the rows. A company without hooks
        costs one statement, a change that no hook can be told of none."""
        doings: dict[int, list[Doing]] = {}
        for doing in filter(None, map(self._doing, self._rows)):
            doings.setdefault(doing.account_id, []).append(doing)
        for account_id, of_account in doings.items():
            read = LedgerReader(connection, account_id)
            hooks = {hook.id: hook for hook in await read.where(Webhook) if hook.active}
            triggers = await read.where(WebhookTrigger) if hooks else []
            wanted = [
                (trigger, doing)
                for doing in of_account
                for trigger in triggers
                if (trigger.subject, trigger.event) == (doing.subject, doing.event)
                and trigger.webhook_id in hooks
                and self._sees(hooks[trigger.webhook_id].created_by, doing.row)
            ]
            if wanted:
                await _insert(connection, account_id, revision, wanted)

    def _doing(self, row: DirectoryNoun) -> Doing | None:
        directory = self._directory
        match row:
            case Project():
                event = _written(row.id in directory.projects)
                return Doing("project", row.account_id, event, row)
            case Company():
                event = _written(row.id in directory.companies)
                return Doing("vendor", row.account_id, event, row)
            case Person():
                account_id = self._account_of(row)
                event = _written(row.id in directory.people)
                return None if account_id is None else Doing("user", account_id, event, row)
            case Choice() if row.list in LISTS:
                before = directory.choices.get(row.id)
                found = happened(before is not None and before.active, row.active)
                subject = LISTS[row.list]
                return None if found is None else Doing(subject, row.account_id, found, row)
        return None

    def _account_of(self, person: Person) -> int | None:
        """The account of the company somebody stands for, else of a project they take part in."""
        directory = self._directory
        companies = {row.id: row for row in self._rows if isinstance(row, Company)}
        projects = {row.id: row for row in self._rows if isinstance(row, Project)}
        of_company = person.company_id or 0
        company = companies.get(of_company) or directory.companies.get(of_company)
        if company is not None:
            return company.account_id
        joined = [
            projects.get(project_id) or directory.projects.get(project_id)
            for project_id, person_id in sorted(self._members)
            if person_id == person.id
        ]
        found = (each for each in (*joined, *directory.projects_of(person.id)) if each is not None)
        return next((project.account_id for project in found), None)

    def _sees(self, person_id: int | None, row: DirectoryNoun) -> bool:
        """Whether who made a hook may know of a row at all."""
        if person_id is None:
            return False
        match row:
            case Project():
                return self._takes_part(person_id, row.id)
            case Person():
                shared = {project.id for project in self._directory.projects_of(person_id)}
                shared |= {project for project, member in self._members if member == person_id}
                return any(self._takes_part(row.id, project_id) for project_id in shared)
        return True

    def _takes_part(self, person_id: int, project_id: int) -> bool:
        return (project_id, person_id) in self._members or (
            self._directory.member(person_id, project_id) is not None
        )


def _written(was_there: bool) -> Event:
    return "update" if was_there else "create"


async def _insert(
    connection: Connection,
    account_id: int,
    revision: int,
    wanted: Iterable[tuple[WebhookTrigger, Doing]],
) -> None:
    first_id, now = await deliveries.next_moment(connection)
    rows = [
        NewDelivery(
            first_id + place,
            time_ordered(now, place, os.urandom(RANDOM_BYTES)),
            trigger.webhook_id,
            trigger.id,
            0,
            doing.subject,
            doing.row.id,
            doing.event,
            None,
        )
        for place, (trigger, doing) in enumerate(wanted)
    ]
    await deliveries.insert(connection, account_id, revision, now, rows)
