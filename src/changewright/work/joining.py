"""Bringing somebody into a project by their email address: the person, if there is none yet, and
their part, in one change."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from changewright.core.errors import Conflict, Problem, Taken, invalid
from changewright.core.people import (
    DirectoryNoun,
    Member,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.core.roles import ROLE

from .companies import ORIGIN_TAKEN, RANDOM_BYTES, company_of
from .directory import Directory
from .directory_changes import NO_PROOFS, Proofs, change_directory, required_text
from .ledger import Ledger
from .load import reserve_ids
from .people import check_email, require_company

DETAILS = Person.__struct_fields__[Person.__struct_fields__.index("given_name") : -2]
"""What an address book says of a person besides. Checked where it was read."""


async def join_project(
    ledger: Ledger,
    directory: Directory,
    *,
    project: Project,
    email: str,
    role: str,
    name: str,
    company_id: int | None = None,
    fields: Mapping[str, Any] | None = None,
    password_hash: str | None = None,
) -> Person:
    """Somebody's part in a project, known by their email address.

    Who is new gets this name, company, `title` and columns of DETAILS (`fields`), and this
    password; nobody's own is written over, whoever made them meanwhile. Who works in the
    account already keeps what is said of them; who works elsewhere is not brought in from here, nor
    named. Raises `Invalid` (email, name, company_id, origin_id, role), `Conflict` (email), `Taken`
    (email) for somebody who has a part already.
    """
    (own_id,) = await reserve_ids(ledger, 1)
    own_uuid, letters = uuid4(), autodesk_id_from(secrets.token_bytes(RANDOM_BYTES))
    now = ledger.clock()

    def decide(there: Directory) -> tuple[Person, tuple[DirectoryNoun, ...]]:
        account_id = project.account_id
        wanted = check_email(email)
        if role not in ROLE:
            raise invalid("role", "choice", f"{role} is no role; there is {', '.join(ROLE)}")
        if company_id is not None:
            company_of(there, company_id, account_id, "company_id")
        known = next((one for one in there.people.values() if one.email == wanted), None)
        if known is not None:
            _require_here(there, known, project)
        person = known or Person(
            id=own_id,
            uuid=own_uuid,
            autodesk_id=letters,
            email=wanted,
            name=required_text("name", name),
            company_id=company_id,
            created_at=now,
            updated_at=now,
            **_details(there, account_id, fields or {}),
        )
        if ROLE[role].audience != "full" and company_id is None:
            require_company(there, person, account_id, role)
        if known is None:
            return person, (person, Member(project.id, person.id, role, None))
        return person, (Member(project.id, person.id, role, company_id),)

    proofs = NO_PROOFS if password_hash is None else Proofs(passwords={own_id: password_hash})
    return await change_directory(ledger.database, directory, decide, proofs)


def works_in(directory: Directory, person: Person, account_id: int) -> bool:
    """Whether somebody is known to an account: by their company, or by a part in a project."""
    company = directory.company(person.company_id or 0)
    if company is not None and company.account_id == account_id:
        return True
    return any(each.account_id == account_id for each in directory.projects_of(person.id))


def _require_here(directory: Directory, person: Person, project: Project) -> None:
    if not works_in(directory, person, project.account_id) or not person.active:
        # In the same words for both, and without a name: an address must not tell whose it is.
        detail = "this person cannot be added from here: ask whoever administers the server"
        raise Conflict(detail, Problem("email", "rule", detail))
    if directory.member(person.id, project.id) is not None:
        detail = "this person has a part in the project already"
        raise Taken(detail, Problem("email", "rule", detail))


def _details(directory: Directory, account_id: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: fields[name] for name in ("title", *DETAILS) if name in fields}
    origin_id = found.get("origin_id")
    if origin_id is not None:
        for one in directory.people.values():
            if one.origin_id == origin_id and works_in(directory, one, account_id):
                raise Taken(ORIGIN_TAKEN, Problem("origin_id", "rule", ORIGIN_TAKEN))
    return found
