"""The first company, person and project of an empty server, all at once.

Whoever does this administers the server's first project, so it must be somebody who may: they bring
the set-up code, which the server tells where it was started and nowhere else. The code is worked
out from the key that signs tokens, so every process knows the same one and none is kept. It is of
use only while there is nobody; that, too, is decided on the directory's revision as it is written.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from uuid import uuid4

import msgspec

from changewright.core.errors import Conflict, Forbidden
from changewright.core.people import (
    Account,
    Company,
    DirectoryNoun,
    Member,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.core.settings import ProjectSettings, check_settings

from .companies import RANDOM_BYTES
from .directory import Directory
from .directory_changes import Proofs, change_directory, optional_text, required_text
from .keys import KeyRing
from .ledger import Ledger
from .load import reserve_ids
from .people import check_email
from .projects import open_project
from .sign_in import hash_password
from .unit import Actor

CODE_BYTES = 10
GROUP_LETTERS = 4
PURPOSE = "set-up code"
SOMEBODY = "There is somebody here already. Sign in, or ask who administers the server."
WRONG_CODE = "This is not the set-up code. The server tells it where it was started."


class FirstRun(msgspec.Struct, frozen=True, kw_only=True):
    """Who begins, and with what."""

    code: str
    company_name: str
    name: str
    email: str
    password: str
    project_name: str
    project_number: str | None = None
    time_zone: str | None = None
    settings: ProjectSettings = ProjectSettings()


def is_untouched(directory: Directory) -> bool:
    """Whether nobody has begun, here or on the command line."""
    return not directory.people and not directory.accounts


def set_up_code(keys: KeyRing) -> str:
    """The code, in groups that can be read out: 80 bits, so that guessing is hopeless."""
    letters = base64.b32encode(keys.derived(PURPOSE)[:CODE_BYTES]).decode()
    groups = (letters[at : at + GROUP_LETTERS] for at in range(0, len(letters), GROUP_LETTERS))
    return "-".join(groups)


def _is_code(keys: KeyRing, text: str) -> bool:
    given, wanted = (
        "".join(each.split()).replace("-", "").upper() for each in (text, set_up_code(keys))
    )
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


async def begin(
    ledger: Ledger, directory: Directory, keys: KeyRing, actor: Actor, wanted: FirstRun
) -> tuple[Person, Project]:
    """The first person and project. Raises `Conflict` where somebody is already, `Forbidden` for
    another code, `Invalid` (company_name, name, email, password, project_name, project_number, a
    setting). Nothing is in the directory unless all of it is."""
    if not is_untouched(directory) or not is_untouched(await directory.fresh(now=True)):
        raise Conflict(SOMEBODY, reason="begun")
    if not _is_code(keys, wanted.code):
        raise Forbidden(WRONG_CODE, reason="code")
    check_settings(wanted.settings)
    rows = _rows(wanted, await reserve_ids(ledger, 4), ledger)
    person, project = rows[2], rows[3]
    assert isinstance(person, Person) and isinstance(project, Project), "in this order above"
    password_hash = await hash_password(wanted.password)
    acting = msgspec.structs.replace(actor, person_id=person.id, role="admin")
    await open_project(ledger, project.id, wanted.settings, acting)

    def decide(there: Directory) -> tuple[Project, tuple[DirectoryNoun, ...]]:
        if not is_untouched(there):
            raise Conflict(SOMEBODY, reason="begun")
        return project, rows

    proofs = Proofs(passwords={person.id: password_hash})
    await change_directory(ledger.database, directory, decide, proofs)
    return person, project


def _rows(wanted: FirstRun, ids: list[int], ledger: Ledger) -> tuple[DirectoryNoun, ...]:
    now = ledger.clock()
    called = required_text("company_name", wanted.company_name)
    account = Account(ids[0], uuid4(), called)
    company = Company(
        id=ids[1],
        uuid=uuid4(),
        account_id=account.id,
        autodesk_id=autodesk_id_from(secrets.token_bytes(RANDOM_BYTES)),
        name=called,
        created_at=now,
        updated_at=now,
    )
    person = Person(
        id=ids[2],
        uuid=uuid4(),
        autodesk_id=autodesk_id_from(secrets.token_bytes(RANDOM_BYTES)),
        email=check_email(wanted.email),
        name=required_text("name", wanted.name),
        company_id=company.id,
        created_at=now,
        updated_at=now,
    )
    project = Project(
        id=ids[3],
        uuid=uuid4(),
        account_id=account.id,
        name=required_text("project_name", wanted.project_name),
        number=optional_text("project_number", wanted.project_number),
        time_zone=wanted.time_zone,
        created_at=now,
        updated_at=now,
        created_by=person.id,
    )
    return account, company, person, project, Member(project.id, person.id, "admin")
