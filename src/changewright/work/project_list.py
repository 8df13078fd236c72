"""The projects of an account: a new one with its container, and what is said of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from changewright.core.errors import Problem, Taken, invalid
from changewright.core.people import DirectoryNoun, Member, Project
from changewright.core.settings import ProjectSettings, check_settings

from .companies import account_of
from .directory import Directory
from .directory_changes import (
    change_directory,
    edited,
    optional_text,
    refuse_same,
    required_text,
)
from .ledger import TICK, Ledger
from .load import reserve_ids
from .people import person_of
from .projects import DEFAULT_SEGMENTS, open_project
from .unit import Actor

TEXTS = ("number", "type")
DETAILS = (
    *Project.__struct_fields__[Project.__struct_fields__.index("code") :],
    "status",
)
"""What an address book says of a project besides. Checked where it was read."""
ORIGIN_TAKEN = "origin_id has already been taken"


class NewProject(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a project that is to be opened.

    `uuid`: one that clients know already, from the system the project comes from. `main_contract`
    and `segments` are fields of the default main contract and of the segments of budget codes;
    `admin_id` is a person who administers it from the start. `details`: columns of DETAILS.
    """

    name: str
    settings: ProjectSettings
    number: str | None = None
    type: str | None = None
    account_id: int | None = None
    uuid: UUID | None = None
    main_contract: Mapping[str, Any] = {}
    segments: Sequence[Mapping[str, Any]] = ()
    admin_id: int | None = None
    details: Mapping[str, Any] = {}


async def add_project(
    ledger: Ledger, directory: Directory, actor: Actor, wanted: NewProject
) -> Project:
    """A new project with its container: the definitions of the kinds, the default main contract,
    the template of budget codes. It stands in the directory last, so one that failed halfway is
    not there.

    Raises `Invalid` (name, number, type, account, admin, uuid, a setting, `main_contract.code`,
    `main_contract.name`, a field of a segment), `Taken` (name, uuid).
    """
    check_settings(wanted.settings)
    contract = _checked_contract(wanted.main_contract)
    (project_id,) = await reserve_ids(ledger, 1)
    uuid, now = wanted.uuid or uuid4(), ledger.clock()

    def decide(there: Directory) -> tuple[Project, tuple[DirectoryNoun, ...]]:
        account = account_of(there, wanted.account_id)
        made_at = _made_at(there, account.id, now)
        project = Project(
            id=project_id,
            uuid=uuid,
            account_id=account.id,
            created_at=made_at,
            updated_at=made_at,
            **_checked(
                there, account.id, {**wanted.details, "name": wanted.name, **_texts_of(wanted)}
            ),
        )
        if there.project(uuid) is not None:
            detail = "another project has this uuid"
            raise Taken(detail, Problem("uuid", "rule", detail))
        if wanted.admin_id is None:
            return project, (project,)
        admin = person_of(there, wanted.admin_id)
        if not admin.active:
            raise invalid("admin", "rule", f"{admin.email} is disabled")
        return project, (project, Member(project_id, admin.id, "admin"))

    decide(await directory.fresh(now=True))
    segments = wanted.segments or DEFAULT_SEGMENTS
    await open_project(ledger, project_id, wanted.settings, actor, contract, segments)
    return await change_directory(ledger.database, directory, decide)


def _made_at(directory: Directory, account_id: int, now: datetime) -> datetime:
    """When a new project was made: now, but behind every project of its account. A clock that was
    set back, or another machine's, makes no project older than those before it, so that lists by
    age are in the order in which projects were made."""
    newest = max((one.created_at for one in directory.projects_in(account_id)), default=None)
    return now if newest is None else max(now, newest + TICK)


async def edit_project(
    ledger: Ledger, directory: Directory, project_id: int, fields: Mapping[str, Any]
) -> Project:
    """Change a project's `name`, `number`, `type` or a column of DETAILS. Raises `Invalid`, `Taken`
    (name, origin_id)."""
    now = ledger.clock()

    def decide(there: Directory) -> tuple[Project, tuple[DirectoryNoun, ...]]:
        project = there.project(project_id)
        if project is None:
            raise invalid("project", "reference", "there is no such project")
        changes = _checked(there, project.account_id, fields, project)
        if not edited(project, changes)[1]:
            return project, ()
        return edited(project, {**changes, "updated_at": now})

    return await change_directory(ledger.database, directory, decide)


def check_texts(directory: Directory, project: Project, fields: Mapping[str, Any]) -> None:
    """Raise what `edit_project` would raise for these fields."""
    _checked(directory, project.account_id, fields, project)


def _texts_of(wanted: NewProject) -> dict[str, str | None]:
    return {name: getattr(wanted, name) for name in TEXTS}


def _checked(
    there: Directory, account_id: int, fields: Mapping[str, Any], own: Project | None = None
) -> dict[str, Any]:
    """The columns of a project, texts trimmed; a name and an origin id are one project's in its
    account, and what a project is a part of is not a part of it."""
    checked: dict[str, Any] = {
        name: optional_text(name, fields[name]) for name in TEXTS if name in fields
    }
    if "name" in fields:
        checked["name"] = required_text("name", fields["name"])
        others = (one for one in there.projects_in(account_id) if own is None or one.id != own.id)
        refuse_same("name", checked["name"], (one.name for one in others), "Another project")
    checked |= {name: fields[name] for name in DETAILS if name in fields}
    _check_references(there, account_id, checked, own)
    return checked


def _check_references(
    there: Directory, account_id: int, fields: Mapping[str, Any], own: Project | None
) -> None:
    others = [one for one in there.projects_in(account_id) if own is None or one.id != own.id]
    origin_id = fields.get("origin_id")
    if origin_id is not None and origin_id in {one.origin_id for one in others}:
        raise Taken(ORIGIN_TAKEN, Problem("origin_id", "rule", ORIGIN_TAKEN))
    above = fields.get("parent_id")
    seen = set() if own is None else {own.id}
    while above is not None:
        parent = there.project(above)
        if parent is None or parent.account_id != account_id or above in seen:
            raise invalid("parent_id", "reference", "there is no such project to be a part of")
        seen.add(above)
        above = parent.parent_id


def _checked_contract(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the main contract, its two required texts checked where they are given."""
    return {
        name: required_text(f"main_contract.{name}", value) if name in ("code", "name") else value
        for name, value in fields.items()
    }
