"""Keeping the directory: accounts, companies, people, projects, members and client programs.

Ids, uuids and times are given by the caller; passwords and secrets come in as text and are kept as
hashes. Each function is one transaction and raises the directory's revision by one, which is how
every process learns of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from changewright.core.errors import invalid
from changewright.core.people import DirectoryRows, OAuthClient, Person, normal_email
from changewright.core.roles import ROLE
from changewright.store import grants, write_identity
from changewright.store.engine import Database
from changewright.store.write_identity import NO_PROOFS, Proofs

from .keys import key_from
from .sign_in import hash_password, verify_password
from .tokens import digest, issue_personal_token

__all__ = [
    "add_client",
    "add_person",
    "add_rows",
    "check_rows",
    "issue_personal_token",
    "save_rows",
    "set_password",
    "sign_out_everywhere",
    "sweep",
    "verify_password",
]

SECRET_BYTES = 32
SECRET_LENGTH_MINIMUM = 16
KEPT_DAYS = 1


def check_rows(rows: DirectoryRows) -> None:
    """Raise `Invalid` for a row that no table can refuse and nobody may write."""
    for person in rows.people:
        if person.email != normal_email(person.email) or "@" not in person.email:
            raise invalid("email", "format", f"{person.email!r} is not a normal email address.")
    for member in rows.members:
        if member.role not in ROLE:
            raise invalid("role", "choice", f"{member.role!r} is not a role.")
    for client in rows.clients:
        for address in client.redirect_uris:
            if ":" not in address or "#" in address:
                raise invalid("redirect_uris", "format", f"{address!r} is not an absolute address.")
    for key in rows.service_keys:
        try:
            private = key_from(key.public_jwk, key.key_id).is_private
        except ValueError as error:
            raise invalid("public_jwk", "format", f"{key.key_id}: {error}.") from error
        if private:
            raise invalid("public_jwk", "rule", "Only the public half of a key belongs here.")


async def add_rows(database: Database, rows: DirectoryRows, proofs: Proofs = NO_PROOFS) -> int:
    """Add many rows at once, with what they prove themselves by; returns the directory's revision.
    Raises Taken, Invalid."""
    check_rows(rows)
    async with database.connection() as connection:
        return await write_identity.write_directory(connection, rows, proofs=proofs)


async def save_rows(database: Database, rows: DirectoryRows) -> int:
    """Add rows or write over those of the same key. Raises Taken, Invalid."""
    check_rows(rows)
    async with database.connection() as connection:
        return await write_identity.write_directory(connection, rows, replace=True)


async def add_person(database: Database, person: Person, password: str | None = None) -> None:
    """Add one person, with a password if they shall sign in. Raises Taken, Invalid."""
    password_hash = None if password is None else await hash_password(password)
    proofs = Proofs() if password_hash is None else Proofs(passwords={person.id: password_hash})
    await add_rows(database, DirectoryRows(people=(person,)), proofs)


async def set_password(database: Database, person_id: int, password: str) -> None:
    """Give a person a password and end their sessions. Raises Invalid."""
    await set_password_hashes(database, {person_id: await hash_password(password)})


async def set_password_hashes(database: Database, hashes: Mapping[int, str]) -> None:
    """Give people (by id) passwords hashed before: one `hash_password` serves a whole demo."""
    async with database.connection() as connection:
        await write_identity.set_passwords(connection, list(hashes.items()))


async def add_client(database: Database, client: OAuthClient, secret: str | None = None) -> str:
    """Register a program and return its secret, made here unless given ("" for a public one).

    The secret is not kept and cannot be shown again. Raises Taken, Invalid.
    """
    if not client.client_id.isascii() or not client.client_id.isprintable():
        raise invalid("client_id", "format", "A client id is plain printable text.")
    if secret is not None and (client.public or len(secret) < SECRET_LENGTH_MINIMUM):
        detail = f"A secret has {SECRET_LENGTH_MINIMUM} characters or more; a public program none."
        raise invalid("client_secret", "length", detail)
    if not client.public:
        secret = secret or secrets.token_urlsafe(SECRET_BYTES)
    proofs = Proofs(client_secrets={client.client_id: digest(secret)} if secret else {})
    await add_rows(database, DirectoryRows(clients=(client,)), proofs)
    return secret or ""


async def set_client_secrets(database: Database, by_client: Mapping[str, str]) -> None:
    """Give programs (by client id) new secrets; the old ones stop working at once."""
    hashes = [(client_id, digest(secret)) for client_id, secret in by_client.items()]
    async with database.connection() as connection:
        await write_identity.set_client_secrets(connection, hashes)


async def sign_out_everywhere(database: Database, person_ids: Iterable[int], now: datetime) -> None:
    """End all sessions and authorizations of people."""
    async with database.connection() as connection, connection.transaction():
        for person_id in person_ids:
            await write_identity.delete_sessions_of(connection, person_id)
            await grants.revoke_grants_of(connection, person_id, now)


async def sweep(database: Database, now: datetime) -> None:
    """Drop what has been dead for a day: sessions, codes, tokens, counters of attempts."""
    before = now - timedelta(days=KEPT_DAYS)
    async with database.connection() as connection:
        await write_identity.delete_expired(connection, before)
        await grants.delete_dead_grants(connection, before)
