"""The people of one project, changed by whoever configures it.

A project always keeps somebody who configures it: the last one can neither be given another role
nor be let go, which is decided on the directory as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from changewright.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, invalid
from changewright.core.people import DirectoryNoun, Member, Person, Project
from changewright.core.roles import ROLE

from .companies import company_of
from .directory import Directory
from .directory_changes import Check, change_directory, edited, unchecked
from .joining import join_project
from .ledger import Ledger
from .people import require_company
from .permission import require_configures
from .sign_in import hash_password
from .unit import Actor


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to join. `name`, `title` and `password` are for who is new here: nobody's own are
    changed by being brought into a project."""

    email: str
    role: str
    name: str = ""
    title: str | None = None
    company_id: int | None = None
    password: str | None = None


async def bring_in(
    ledger: Ledger, directory: Directory, actor: Actor, project: Project, wanted: Newcomer
) -> Person:
    """Somebody's part in a project, known by their address. Raises `Forbidden`, `Invalid` (email,
    name, password, company_id, role), `Conflict` (email), `Taken` (email)."""
    require_configures(actor)
    password_hash = None if wanted.password is None else await hash_password(wanted.password)
    with _naming_the_company():
        return await join_project(
            ledger,
            directory,
            project=project,
            email=wanted.email,
            role=wanted.role,
            name=wanted.name,
            company_id=wanted.company_id,
            fields={"title": wanted.title} if wanted.title else {},
            password_hash=password_hash,
        )


async def change_part(
    ledger: Ledger,
    directory: Directory,
    actor: Actor,
    project: Project,
    person_id: int,
    fields: Mapping[str, Any],
    check: Check = unchecked,
) -> Member:
    """Give a member another `role`, or another `company_id` to stand for. Raises `Forbidden`,
    `NotFound`, `Invalid` (role, company_id), `Conflict` (role) for the last who configures."""

    def decide(there: Directory) -> tuple[Member, tuple[DirectoryNoun, ...]]:
        _require_configures_now(there, actor, project)
        member = _member(there, project, person_id)
        check(member)
        after = msgspec.structs.replace(member, **fields)
        if after.role not in ROLE:
            detail = f"{after.role} is no role; there is {', '.join(ROLE)}"
            raise invalid("role", "choice", detail)
        if after.company_id is not None:
            company_of(there, after.company_id, project.account_id, "company_id")
        elif ROLE[after.role].audience != "full":
            with _naming_the_company():
                require_company(there, there.people[person_id], project.account_id, after.role)
        if not ROLE[after.role].configures:
            _require_another(there, member)
        return edited(member, fields)

    return await change_directory(ledger.database, directory, decide)


async def end_part(
    ledger: Ledger,
    directory: Directory,
    actor: Actor,
    project: Project,
    person_id: int,
    check: Check = unchecked,
) -> Member:
    """Let a member go; what they did stays. Raises `Forbidden`, `NotFound`, `Conflict` for the last
    who configures."""

    def decide(there: Directory) -> tuple[Member, tuple[DirectoryNoun, ...]]:
        _require_configures_now(there, actor, project)
        member = _member(there, project, person_id)
        check(member)
        _require_another(there, member)
        return edited(member, {"active": False})

    return await change_directory(ledger.database, directory, decide)


@contextmanager
def _naming_the_company() -> Iterator[None]:
    """A company that is missing is the field `company_id` here."""
    try:
        yield
    except Invalid as refusal:
        if [each.field for each in refusal.problems] == ["company"]:
            raise invalid("company_id", refusal.problems[0].code, refusal.detail) from refusal
        raise


def _require_configures_now(there: Directory, actor: Actor, project: Project) -> None:
    """The actor's role may have been taken away since the request began."""
    role = there.role_of(actor.person_id or 0, project.id)
    if role is None or not role.configures:
        raise Forbidden("only who configures the project changes who takes part in it")


def _member(there: Directory, project: Project, person_id: int) -> Member:
    member = there.member(person_id, project.id)
    if member is None:
        raise NotFound("there is no such person in the project")
    return member


def _require_another(there: Directory, member: Member) -> None:
    if not ROLE[member.role].configures:
        return
    for other in there.members_of(member.project_id):
        role = there.role_of(other.person_id, member.project_id)
        if other.person_id != member.person_id and role is not None and role.configures:
            return
    detail = "nobody else administers the project: make somebody else an admin first"
    raise Conflict(detail, Problem("role", "rule", detail), reason="last_admin")
