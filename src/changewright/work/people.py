"""People, and the parts they play in projects.

A person is one wherever they work and is known by their email address. What they may do is said by
their part in a project (core/roles.py). Nobody is deleted, since records name people: a person is
made inactive, a member's part ends.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec

from changewright.core.errors import NotFound, Problem, Taken, invalid
from changewright.core.people import (
    DirectoryNoun,
    Member,
    Person,
    autodesk_id_from,
    normal_email,
)
from changewright.core.roles import ROLE

from .companies import RANDOM_BYTES, company_of
from .directory import Directory
from .directory_changes import (
    NO_PROOFS,
    Proofs,
    change_directory,
    edited,
    optional_text,
    required_text,
)
from .identity import sign_out_everywhere
from .ledger import Ledger
from .load import reserve_ids
from .sign_in import hash_password

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
EMAIL_LENGTH_MAXIMUM = 254


async def add_person(
    ledger: Ledger,
    directory: Directory,
    *,
    email: str,
    name: str,
    company_id: int | None = None,
    title: str | None = None,
    password: str | None = None,
) -> Person:
    """Somebody new; without a password they cannot sign in at a browser.

    Raises `Invalid` (email, name, company, title, password), `Taken` (email).
    """
    password_hash = None if password is None else await hash_password(password)
    (own_id,) = await reserve_ids(ledger, 1)
    own_uuid, letters = uuid4(), autodesk_id_from(secrets.token_bytes(RANDOM_BYTES))
    now = ledger.clock()

    def decide(there: Directory) -> tuple[Person, tuple[DirectoryNoun, ...]]:
        person = Person(
            id=own_id,
            uuid=own_uuid,
            autodesk_id=letters,
            email=_free_email(there, email),
            name=required_text("name", name),
            company_id=None if company_id is None else company_of(there, company_id).id,
            title=optional_text("title", title),
            created_at=now,
            updated_at=now,
        )
        return person, (person,)

    proofs = NO_PROOFS if password_hash is None else Proofs(passwords={own_id: password_hash})
    return await change_directory(ledger.database, directory, decide, proofs)


async def edit_person(
    ledger: Ledger, directory: Directory, person_id: int, fields: Mapping[str, Any]
) -> Person:
    """Change a person's `email`, `name`, `company_id` or `title`. Raises `Invalid`, `Taken`."""

    def decide(there: Directory) -> tuple[Person, tuple[DirectoryNoun, ...]]:
        person = person_of(there, person_id)
        changes: dict[str, Any] = {}
        if "email" in fields:
            changes["email"] = _free_email(there, fields["email"], person)
        if "name" in fields:
            changes["name"] = required_text("name", fields["name"])
        if "title" in fields:
            changes["title"] = optional_text("title", fields["title"])
        if "company_id" in fields:
            wanted = fields["company_id"]
            changes["company_id"] = None if wanted is None else company_of(there, wanted).id
        if not edited(person, changes)[1]:
            return person, ()
        return edited(person, {**changes, "updated_at": ledger.clock()})

    return await change_directory(ledger.database, directory, decide)


async def set_active(
    ledger: Ledger, directory: Directory, person_id: int, *, active: bool
) -> Person:
    """Let a person act again, or no more: then their sessions and tokens end too, their parts in
    projects stay. Raises `Invalid` (person)."""

    def decide(there: Directory) -> tuple[Person, tuple[DirectoryNoun, ...]]:
        return edited(person_of(there, person_id), {"active": active})

    person = await change_directory(ledger.database, directory, decide)
    if not active:
        await sign_out_everywhere(ledger.database, [person.id], ledger.clock())
    return person


async def add_member(
    ledger: Ledger,
    directory: Directory,
    *,
    project_id: int,
    person_id: int,
    role: str,
    company_id: int | None = None,
) -> Member:
    """A person's part in a project; one who has a part already has this one from now on.

    `company_id`: the company they stand for there, if not their own. Raises `Invalid` (role,
    project, person, company): owners and suppliers see what is their company's, so they need one.
    """

    def decide(there: Directory) -> tuple[Member, tuple[DirectoryNoun, ...]]:
        project = there.project(project_id)
        if project is None:
            raise invalid("project", "reference", "there is no such project")
        person = person_of(there, person_id)
        if not person.active:
            raise invalid("person", "rule", f"{person.email} is disabled")
        if role not in ROLE:
            raise invalid("role", "choice", f"{role} is no role; there is {', '.join(ROLE)}")
        if company_id is not None:
            company_of(there, company_id, project.account_id)
        elif ROLE[role].audience != "full":
            require_company(there, person, project.account_id, role)
        member = Member(project.id, person.id, role, company_id)
        return member, () if there.member(person.id, project.id) == member else (member,)

    return await change_directory(ledger.database, directory, decide)


async def remove_member(
    ledger: Ledger, directory: Directory, *, project_id: int, person_id: int
) -> Member:
    """End a person's part in a project. Raises `NotFound` for somebody who has none."""

    def decide(there: Directory) -> tuple[Member, tuple[DirectoryNoun, ...]]:
        member = there.member(person_id, project_id)
        if member is None:
            detail = "this person has no part in the project"
            raise NotFound(detail, Problem("person", "reference", detail))
        ended = msgspec.structs.replace(member, active=False)
        return ended, (ended,)

    return await change_directory(ledger.database, directory, decide)


def person_of(directory: Directory, person_id: int) -> Person:
    """The person of this id. Raises `Invalid` (person)."""
    person = directory.person(person_id)
    if person is None:
        raise invalid("person", "reference", "there is no such person")
    return person


def require_company(directory: Directory, person: Person, account_id: int, role: str) -> None:
    """Raise `Invalid` (company) for somebody whose role sees what is their company's, without a
    company in the account."""
    company = directory.company(person.company_id or 0)
    if company is None or company.account_id != account_id:
        detail = f"a member who is {role} sees what is their company's: name their company"
        raise invalid("company", "missing", detail)


def check_email(text: str) -> str:
    """An address in its normal form. Raises `Invalid` (email)."""
    email = normal_email(text)
    if not EMAIL.fullmatch(email) or not email.isprintable():
        raise invalid("email", "format", f"{text!r} is not an email address")
    if len(email) > EMAIL_LENGTH_MAXIMUM:
        raise invalid("email", "length", "the email address is too long")
    return email


def _free_email(directory: Directory, text: str, own: Person | None = None) -> str:
    """The address in its normal form. Raises `Invalid`, or `Taken` for somebody else's."""
    email = check_email(text)
    for person in directory.people.values():
        if person.email == email and (own is None or person.id != own.id):
            detail = f"{email} is {person.name}'s already"
            raise Taken(detail, Problem("email", "rule", detail))
    return email
