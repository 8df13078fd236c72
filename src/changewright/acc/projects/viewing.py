"""What of the directory one caller may see: his own projects, and who works in them with him.

Everything else is not there for him, whether it exists or not.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from changewright.core.errors import NotFound, invalid
from changewright.core.people import Account, Company, Member, Person, Project
from changewright.core.roles import Role
from changewright.edge.context import Context
from changewright.edge.values import parse_project_uuid, parse_uuid
from changewright.work.directory import Directory

CONTRACTORS = "full"
"""The audience of the contractor's own people, whom every member sees, and who see everybody."""


class Viewer(msgspec.Struct, frozen=True, eq=False):
    """A person looking at the directory. `person` None: a program that stands for nobody."""

    directory: Directory
    person: Person | None

    def projects(self, account: Account | None = None) -> list[Project]:
        """The projects he is an active member of, oldest first."""
        if self.person is None or not self.person.active:
            return []
        found = self.directory.projects_of(self.person.id)
        return [each for each in found if account is None or each.account_id == account.id]

    def accounts(self) -> list[Account]:
        """The accounts of those projects, oldest first."""
        ids = sorted({project.account_id for project in self.projects()})
        return [account for each in ids if (account := self.directory.account(each)) is not None]

    def account(self, text: str, name: str) -> Account:
        """The account a path names, with `b.` before it or not. Raises `Invalid`, `NotFound`."""
        uuid = parse_project_uuid(text)
        if uuid is None:
            raise invalid(name, "format", f"{name} is not a UUID")
        for account in self.accounts():
            if account.uuid == uuid:
                return account
        raise NotFound("There is no such account")

    def project(self, text: str, name: str, account: Account | None = None) -> Project:
        """The project a path names. Raises `Invalid`, `NotFound`."""
        uuid = parse_project_uuid(text)
        if uuid is None:
            raise invalid(name, "format", f"{name} is not a UUID")
        for project in self.projects(account):
            if project.uuid == uuid:
                return project
        raise NotFound("There is no such project")

    def role(self, project: Project) -> Role | None:
        """His part in a project."""
        if self.person is None:
            return None
        return self.directory.role_of(self.person.id, project.id)

    def members(self, project: Project) -> list[tuple[Member, Person]]:
        """Whom he sees in a project: the contractor's people see all members; owners and suppliers
        see the contractor's people and those of their own company."""
        mine = self._company_in(project)
        sees_all = self._is_contractor(project)
        found = []
        for member in sorted(self.directory.members_of(project.id), key=_person_id):
            person = self.directory.person(member.person_id)
            if person is None or not person.active:
                continue
            role = self.directory.role_of(person.id, project.id)
            company = self.directory.company_of(person.id, project.id)
            colleague = mine is not None and company == mine
            contractor = role is not None and role.audience == CONTRACTORS
            if sees_all or colleague or contractor or person == self.person:
                found.append((member, person))
        return found

    def people(self, account: Account) -> list[Person]:
        """Everybody he sees in any project of an account."""
        found = {
            person.id: person
            for project in self.projects(account)
            for _, person in self.members(project)
        }
        return [found[each] for each in sorted(found)]

    def companies(self, projects: Iterable[Project]) -> list[Company]:
        """The companies he sees in projects of one account: the contractor's people see all of the
        account's, as any may be given a contract; others those of the people they see."""
        found: dict[int, Company] = {}
        for project in projects:
            if self._is_contractor(project):
                return self.directory.companies_of(project.account_id)
            for _, person in self.members(project):
                company = self.directory.company_of(person.id, project.id)
                if company is not None:
                    found[company.id] = company
        return [found[each] for each in sorted(found)]

    def find_person(self, account: Account, key: str) -> Person:
        """One of them by UUID or by the twelve characters. Raises `NotFound`."""
        uuid = parse_uuid(key)
        for person in self.people(account):
            if key == person.autodesk_id or uuid == person.uuid:
                return person
        raise NotFound("There is no such user")

    def _is_contractor(self, project: Project) -> bool:
        role = self.role(project)
        return role is not None and role.audience == CONTRACTORS

    def _company_in(self, project: Project) -> Company | None:
        if self.person is None:
            return None
        return self.directory.company_of(self.person.id, project.id)


def _person_id(member: Member) -> int:
    return member.person_id


def viewer(context: Context) -> Viewer:
    """Who is looking: the token's person; of a program for itself, its service person, if any."""
    directory, caller = context.services.directory, context.caller
    if caller is None or not caller.two_legged:
        return Viewer(directory, context.person)
    client = directory.clients.get(caller.client_id)
    stands_for = None if client is None or not client.active else client.service_person_id
    return Viewer(directory, None if stands_for is None else directory.person(stands_for))
