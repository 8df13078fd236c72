"""What of the directory a request may see, by the ids that this door's addresses name it with."""

from __future__ import annotations

from changewright.core.errors import NotFound, invalid
from changewright.core.people import Account, Company, Person, Project
from changewright.edge.context import Context
from changewright.edge.values import parse_project_uuid, parse_uuid
from changewright.work.directory_view import DirectoryView


class Viewer(DirectoryView, frozen=True, eq=False):
    """A person looking at the directory."""

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

    def find_person(self, account: Account, key: str) -> Person:
        """One of them by UUID or by the twelve characters. Raises `NotFound`."""
        uuid = parse_uuid(key)
        for person in self.people(account):
            if key == person.autodesk_id or uuid == person.uuid:
                return person
        raise NotFound("There is no such user")

    def find_company(self, account: Account, key: str) -> Company:
        """A company they see in an account, by UUID or by the twelve characters. Raises
        `NotFound`."""
        uuid = parse_uuid(key)
        for company in self.companies(self.projects(account)):
            if key == company.autodesk_id or uuid == company.uuid:
                return company
        raise NotFound("There is no such company")


def viewer(context: Context) -> Viewer:
    """Who is looking: the token's person; of a program for itself, its service person, if any."""
    directory, caller = context.services.directory, context.caller
    if caller is None or not caller.two_legged:
        return Viewer(directory, context.person)
    client = directory.clients.get(caller.client_id)
    stands_for = None if client is None or not client.active else client.service_person_id
    return Viewer(directory, None if stands_for is None else directory.person(stands_for))
