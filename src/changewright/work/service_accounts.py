"""Service accounts: people whom a program may act as by a key, with no browser and no password.

Only the public half of a key is kept. The private half is made here or elsewhere, is written where
the operator says, and signs the program's assertions (`edge.oauth.assertions`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec

from changewright.core.errors import NotFound, invalid
from changewright.core.people import DirectoryRows, OAuthClient, Person, ServiceKey
from changewright.store import directory as stored
from changewright.store.engine import Database

from .identity import add_rows, save_rows
from .keys import new_key_pair, public_jwk_of

KEY_ID_BYTES = 10
TEXT_MAXIMUM = 20_000

__all__ = ["add_key", "new_key_pair", "service_keys", "stop_key"]


async def add_key(
    database: Database, program: OAuthClient, person: Person, key_text: str, key_id: str = ""
) -> ServiceKey:
    """Let a program act as a person by assertions that this key signs. `key_text` is its public
    half as PEM or JWK. Raises `Invalid` (client, public_key, key_id), `Taken` (key_id)."""
    if program.public:
        detail = "a public program has no secret, which goes with every assertion"
        raise invalid("client", "rule", detail)
    if key_id and not (key_id.isascii() and key_id.isprintable() and len(key_id) <= 255):
        raise invalid("key_id", "format", "a key's id is plain printable text")
    if len(key_text) > TEXT_MAXIMUM:
        raise invalid("public_key", "length", "this is longer than a key can be")
    try:
        jwk = public_jwk_of(key_text)
    except ValueError as error:
        raise invalid("public_key", "format", str(error)) from error
    key = ServiceKey(
        key_id=key_id or secrets.token_hex(KEY_ID_BYTES),
        client_id=program.client_id,
        person_id=person.id,
        public_jwk=jwk,
    )
    await add_rows(database, DirectoryRows(service_keys=(key,)))
    return key


async def service_keys(database: Database) -> Sequence[ServiceKey]:
    """Every key that is good still, by program and key."""
    async with database.connection() as connection:
        return await stored.service_keys(connection)


async def stop_key(database: Database, key_id: str) -> ServiceKey:
    """No assertion that this key signs is taken any more; tokens given out end by their time.
    Raises `NotFound`."""
    found = next((key for key in await service_keys(database) if key.key_id == key_id), None)
    if found is None:
        raise NotFound(f"There is no key {key_id}.")
    stopped = msgspec.structs.replace(found, active=False)
    await save_rows(database, DirectoryRows(service_keys=(stopped,)))
    return stopped
