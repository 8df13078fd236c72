"""Reading the directory: what changed since a revision, and the few facts that are never cached.

Statements are made from the nouns' fields, once, so their text is stable. Directory tables have no
container: they are the small reference tables that say which containers there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import msgspec

from changewright.core.approvals import Teammate
from changewright.core.people import (
    DIRECTORY_NOUNS,
    Account,
    Choice,
    Company,
    DirectoryNoun,
    DirectoryRows,
    Member,
    OAuthClient,
    Person,
    Project,
    ServiceKey,
    TaxCode,
    TaxType,
)

from .engine import Connection


def columns(noun: type[DirectoryNoun]) -> str:
    """The noun's columns in the order of its fields."""
    return ", ".join(noun.__struct_fields__)


READ_HEAD = b"SELECT revision FROM directory_head WHERE id = 1"

# The order lets a reader see a row's references before the row, and makes a load repeatable.
READ_CHANGED: dict[type[DirectoryNoun], bytes] = {
    noun: (
        f"SELECT {columns(noun)} FROM {noun.TABLE} WHERE revision > %s "
        f"ORDER BY {', '.join(noun.KEY)}"
    ).encode()
    for noun in DIRECTORY_NOUNS
}

READ_CREDENTIALS = f"SELECT {columns(Person)}, password_hash FROM person WHERE email = %s".encode()

READ_PERSON = f"SELECT {columns(Person)} FROM person WHERE id = %s".encode()

READ_CLIENT = f"SELECT {columns(OAuthClient)}, secret_hash FROM oauth_client WHERE client_id = %s"

READ_SERVICE_KEYS = (
    f"SELECT {columns(ServiceKey)} FROM service_key WHERE client_id = %s AND active ORDER BY key_id"
)

READ_ALL_SERVICE_KEYS = (
    f"SELECT {columns(ServiceKey)} FROM service_key WHERE active ORDER BY client_id, key_id"
)


# Who takes part in a project now, read under its lock: a copy in memory may be half a second old.
READ_TEAM = b"""
SELECT m.person_id, m.role, COALESCE(m.company_id, p.company_id), p.name, c.name
FROM member m JOIN person p ON p.id = m.person_id
LEFT JOIN company c ON c.id = COALESCE(m.company_id, p.company_id)
WHERE m.project_id = $1 AND m.active AND p.active ORDER BY m.person_id
"""


def teammate(row: Sequence[Any]) -> Teammate:
    """A row of READ_TEAM."""
    return Teammate(row[0], row[1], row[2], row[3], row[4] or "")


class Credentials(msgspec.Struct, frozen=True):
    """A person with what proves who they are. `password_hash` None: cannot sign in by password."""

    person: Person
    password_hash: str | None


class ClientCredentials(msgspec.Struct, frozen=True):
    """A client program with the digest of its secret, None for a public one."""

    client: OAuthClient
    secret_hash: bytes | None
    service_keys: tuple[ServiceKey, ...]


N = TypeVar("N", bound=DirectoryNoun)


def _row(noun: type[N], row: tuple[Any, ...]) -> N:
    """A row as its noun; lists of the database are tuples of the noun."""
    return noun(*(tuple(each) if isinstance(each, list) else each for each in row))


async def head_revision(connection: Connection) -> int:
    """The directory's revision, raised by every write into it."""
    row = await (await connection.execute(READ_HEAD)).fetchone()
    assert row is not None, "the first migration writes the directory's head"
    return cast("int", row[0])


async def changed_since(connection: Connection, revision: int) -> tuple[int, DirectoryRows]:
    """The head's revision and every row written after `revision`, seen at one instant."""

    async def read(noun: type[N]) -> tuple[N, ...]:
        rows = await (await connection.execute(READ_CHANGED[noun], (revision,))).fetchall()
        return tuple(_row(noun, row) for row in rows)

    async with connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        head = await head_revision(connection)
        if head == revision:
            return head, DirectoryRows()
        return head, DirectoryRows(
            accounts=await read(Account),
            companies=await read(Company),
            people=await read(Person),
            projects=await read(Project),
            members=await read(Member),
            clients=await read(OAuthClient),
            service_keys=await read(ServiceKey),
            choices=await read(Choice),
            tax_types=await read(TaxType),
            tax_codes=await read(TaxCode),
        )


async def credentials_of(connection: Connection, email: str) -> Credentials | None:
    """The person with this (normal) address, with the hash of their password."""
    row = await (await connection.execute(READ_CREDENTIALS, (email,))).fetchone()
    return None if row is None else Credentials(Person(*row[:-1]), row[-1])


async def person_of(connection: Connection, person_id: int) -> Person | None:
    """One person as of now."""
    row = await (await connection.execute(READ_PERSON, (person_id,))).fetchone()
    return None if row is None else Person(*row)


async def service_keys(connection: Connection) -> list[ServiceKey]:
    """Every key of a service account that is good still."""
    rows = await (await connection.execute(READ_ALL_SERVICE_KEYS.encode())).fetchall()
    return [ServiceKey(*row) for row in rows]


async def client_of(connection: Connection, client_id: str) -> ClientCredentials | None:
    """One client program as of now, with the digest of its secret and its service keys."""
    row = await (await connection.execute(READ_CLIENT.encode(), (client_id,))).fetchone()
    if row is None:
        return None
    keys = await (await connection.execute(READ_SERVICE_KEYS.encode(), (client_id,))).fetchall()
    client = _row(OAuthClient, row[:-1])
    return ClientCredentials(client, row[-1], tuple(ServiceKey(*key) for key in keys))
