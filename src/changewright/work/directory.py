"""The directory in memory: who is who and who plays what part, looked up on every request.

A process keeps all rows and asks, at most every half second, whether the directory's revision has
risen; if so it reads the rows written since. A look-up is a dictionary's, and between two `await`s
nothing changes under its reader. Rows are never deleted, only made inactive, so what was read can
only be replaced.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from uuid import UUID

from changewright.core.people import (
    Account,
    Choice,
    Company,
    DirectoryRows,
    Member,
    OAuthClient,
    Person,
    Project,
    TaxCode,
    TaxType,
)
from changewright.core.roles import ROLE, Role
from changewright.store import directory as rows_of
from changewright.store.engine import Database

RECHECK_MILLISECONDS = 500
NEVER_READ = -1


class ListOfChoices:
    """One list of an account: what stands in it, in its order and by name."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        live = [each for each in choices if each.active]
        self.entries = tuple(sorted(live, key=lambda each: (each.position, each.id)))
        self.by_name = {each.name.casefold(): each for each in reversed(self.entries)}


NO_CHOICES = ListOfChoices(())


class Directory:
    """All accounts with their lists, companies, people, projects, members and client programs.

    Call `await directory.fresh()` once per request, then look up without waiting.
    """

    def __init__(
        self,
        database: Database,
        recheck_milliseconds: int = RECHECK_MILLISECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._recheck_seconds = recheck_milliseconds / 1000
        self._clock = clock
        self._checked_at = float("-inf")
        self._reading = asyncio.Lock()
        self.revision = NEVER_READ
        self.accounts: dict[int, Account] = {}
        self.companies: dict[int, Company] = {}
        self.people: dict[int, Person] = {}
        self.projects: dict[int, Project] = {}
        self.clients: dict[str, OAuthClient] = {}
        self.choices: dict[int, Choice] = {}
        self.tax_types: dict[int, TaxType] = {}
        self.tax_codes: dict[int, TaxCode] = {}
        self._accounts_by_uuid: dict[UUID, Account] = {}
        self._companies_by_uuid: dict[UUID, Company] = {}
        self._companies_by_autodesk_id: dict[str, Company] = {}
        self._people_by_uuid: dict[UUID, Person] = {}
        self._people_by_autodesk_id: dict[str, Person] = {}
        self._projects_by_uuid: dict[UUID, Project] = {}
        self._members: dict[tuple[int, int], Member] = {}
        self._members_of: dict[int, dict[int, Member]] = {}
        self._memberships_of: dict[int, dict[int, Member]] = {}
        self._lists: dict[tuple[int, str], ListOfChoices] = {}

    async def fresh(self, *, now: bool = False) -> Directory:
        """This directory, at most half a second old; with `now`, as it stands in the database."""
        if not now and self._clock() - self._checked_at < self._recheck_seconds:
            return self
        if not now and self._reading.locked() and self.revision != NEVER_READ:
            return self  # somebody is reading already; what we have is good meanwhile
        async with self._reading:
            if now or self._clock() - self._checked_at >= self._recheck_seconds:
                await self._read()
        return self

    async def _read(self) -> None:
        asked_at = self._clock()
        async with self._database.connection() as connection:
            head = await rows_of.head_revision(connection)
            if head != self.revision:
                head, changed = await rows_of.changed_since(connection, self.revision)
                self._take(changed)
                self.revision = head
        self._checked_at = asked_at

    def _take(self, changed: DirectoryRows) -> None:
        for account in changed.accounts:
            self.accounts[account.id] = self._accounts_by_uuid[account.uuid] = account
        for company in changed.companies:
            self.companies[company.id] = self._companies_by_uuid[company.uuid] = company
            self._companies_by_autodesk_id[company.autodesk_id] = company
        for person in changed.people:
            self.people[person.id] = self._people_by_uuid[person.uuid] = person
            self._people_by_autodesk_id[person.autodesk_id] = person
        for project in changed.projects:
            self.projects[project.id] = self._projects_by_uuid[project.uuid] = project
        for client in changed.clients:
            self.clients[client.client_id] = client
        for member in changed.members:
            self._take_member(member)
        self.tax_types |= {each.id: each for each in changed.tax_types}
        self.tax_codes |= {each.id: each for each in changed.tax_codes}
        by_list: dict[tuple[int, str], dict[int, Choice]] = {}
        for choice in changed.choices:
            self.choices[choice.id] = choice
            by_list.setdefault((choice.account_id, choice.list), {})[choice.id] = choice
        for key, newer in by_list.items():
            before = {each.id: each for each in self._lists.get(key, NO_CHOICES).entries}
            self._lists[key] = ListOfChoices((before | newer).values())

    def _take_member(self, member: Member) -> None:
        of_project = self._members_of.setdefault(member.project_id, {})
        of_person = self._memberships_of.setdefault(member.person_id, {})
        key = (member.person_id, member.project_id)
        if member.active:
            self._members[key] = member
            of_project[member.person_id] = of_person[member.project_id] = member
        else:
            self._members.pop(key, None)
            of_project.pop(member.person_id, None)
            of_person.pop(member.project_id, None)

    def account(self, key: int | UUID) -> Account | None:
        """An account by integer or UUID."""
        return self._accounts_by_uuid.get(key) if isinstance(key, UUID) else self.accounts.get(key)

    def company(self, key: int | UUID | str) -> Company | None:
        """A company by integer, UUID or its twelve characters."""
        if isinstance(key, int):
            return self.companies.get(key)
        if isinstance(key, UUID):
            return self._companies_by_uuid.get(key)
        return self._companies_by_autodesk_id.get(key)

    def person(self, key: int | UUID | str) -> Person | None:
        """A person by integer, UUID or their twelve characters."""
        if isinstance(key, int):
            return self.people.get(key)
        if isinstance(key, UUID):
            return self._people_by_uuid.get(key)
        return self._people_by_autodesk_id.get(key)

    def project(self, key: int | UUID) -> Project | None:
        """A project by its integer (the container id) or UUID."""
        return self._projects_by_uuid.get(key) if isinstance(key, UUID) else self.projects.get(key)

    def role_of(self, person_id: int, project_id: int) -> Role | None:
        """The part an active person plays in a project; None: a stranger there."""
        member = self._members.get((person_id, project_id))
        if member is None:
            return None
        person = self.people.get(person_id)
        return ROLE[member.role] if person is not None and person.active else None

    def member(self, person_id: int, project_id: int) -> Member | None:
        """The active membership, which also names the company the person stands for."""
        return self._members.get((person_id, project_id))

    def company_of(self, person_id: int, project_id: int) -> Company | None:
        """The company a member stands for in a project: the membership's, else their own."""
        member = self._members.get((person_id, project_id))
        person = self.people.get(person_id)
        if member is None or person is None:
            return None
        return self.companies.get(member.company_id or person.company_id or 0)

    def members_of(self, project_id: int) -> list[Member]:
        """The active members of a project."""
        return list(self._members_of.get(project_id, {}).values())

    def projects_of(self, person_id: int) -> list[Project]:
        """The projects a person is an active member of, oldest first. Several processes give out
        ids, each from blocks of its own, so that the ids alone do not tell which is older."""
        ids = self._memberships_of.get(person_id, {})
        found = (self.projects[each] for each in ids if each in self.projects)
        return sorted(found, key=lambda project: (project.created_at, project.id))

    def companies_of(self, account_id: int) -> list[Company]:
        """The companies of an account, oldest id first."""
        found = (each for each in self.companies.values() if each.account_id == account_id)
        return sorted(found, key=lambda company: company.id)

    def projects_in(self, account_id: int) -> list[Project]:
        """The projects of an account, oldest id first."""
        found = (each for each in self.projects.values() if each.account_id == account_id)
        return sorted(found, key=lambda project: project.id)

    def has_list(self, account_id: int, name: str) -> bool:
        """Whether an account has this list, be it an empty one by now."""
        return (account_id, name) in self._lists

    def choices_of(self, account_id: int, name: str) -> tuple[Choice, ...]:
        """The entries of an account's list (a name of `core.choices`), in their order."""
        return self._lists.get((account_id, name), NO_CHOICES).entries

    def choice_named(self, account_id: int, name: str, text: str | None) -> Choice | None:
        """The entry of a list that has this name, whatever its capitals."""
        if text is None:
            return None
        return self._lists.get((account_id, name), NO_CHOICES).by_name.get(text.casefold())

    def choice(self, account_id: int, name: str, choice_id: int | None) -> Choice | None:
        """The entry of this id, if it stands in that list of the account."""
        found = None if choice_id is None else self.choices.get(choice_id)
        if found is None or (found.account_id, found.list) != (account_id, name):
            return None
        return found if found.active else None

    def tax_types_of(self, account_id: int) -> list[TaxType]:
        """The kinds of tax of an account, oldest first."""
        found = (each for each in self.tax_types.values() if each.account_id == account_id)
        return sorted((each for each in found if each.active), key=lambda each: each.id)

    def tax_codes_of(self, account_id: int) -> list[TaxCode]:
        """The tax codes of an account, oldest first."""
        found = (each for each in self.tax_codes.values() if each.account_id == account_id)
        return sorted((each for each in found if each.active), key=lambda each: each.id)
