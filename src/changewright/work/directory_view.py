"""What of the directory one person may see: their own projects, and who works in them with them.

Everything else is not there for them, whether it exists or not. Both doors show their address
books through this.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from changewright.core.people import Account, Company, Member, Person, Project
from changewright.core.roles import Role

from .directory import Directory

CONTRACTORS = "full"
"""The audience of the contractor's own people, whom every member sees, and who see everybody."""


class DirectoryView(msgspec.Struct, frozen=True, eq=False):
    """A person looking at the directory. `person` None: a program that stands for nobody."""

    directory: Directory
    person: Person | None

    def projects(self, account: Account | None = None) -> list[Project]:
        """The projects they are an active member of, oldest first."""
        if self.person is None or not self.person.active:
            return []
        found = self.directory.projects_of(self.person.id)
        return [each for each in found if account is None or each.account_id == account.id]

    def accounts(self) -> list[Account]:
        """The accounts of those projects, oldest first."""
        ids = sorted({project.account_id for project in self.projects()})
        return [account for each in ids if (account := self.directory.account(each)) is not None]

    def role(self, project: Project) -> Role | None:
        """Their part in a project."""
        if self.person is None:
            return None
        return self.directory.role_of(self.person.id, project.id)

    def configures(self, account: Account) -> bool:
        """Whether they configure a project of the account, and so what its projects share."""
        roles = (self.role(project) for project in self.projects(account))
        return any(role is not None and role.configures for role in roles)

    def members(self, project: Project) -> list[tuple[Member, Person]]:
        """Whom they see in a project: the contractor's people see all members; owners and suppliers
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
        """Everybody they see in any project of an account."""
        found = {
            person.id: person
            for project in self.projects(account)
            for _, person in self.members(project)
        }
        return [found[each] for each in sorted(found)]

    def companies(self, projects: Iterable[Project]) -> list[Company]:
        """The companies they see in projects of one account: the contractor's people see all of the
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

    def _is_contractor(self, project: Project) -> bool:
        role = self.role(project)
        return role is not None and role.audience == CONTRACTORS

    def _company_in(self, project: Project) -> Company | None:
        if self.person is None:
            return None
        return self.directory.company_of(self.person.id, project.id)


def _person_id(member: Member) -> int:
    return member.person_id
