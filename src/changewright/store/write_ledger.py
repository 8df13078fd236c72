"""Writing the ledger: the statements of a unit of work as steps of its two round trips.

Used by work/ledger and work/load alone. Nothing here decides: it opens (the lock first), and closes
with everything the unit has made, in one pipeline with COMMIT.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import DataError, OperationalError
from psycopg.errors import Error, QueryCanceled, UniqueViolation

from changewright.core.catalogue import COUNTERS, NOUN
from changewright.core.errors import Invalid, NotFound, Problem, Refusal, Taken, Unavailable
from changewright.core.journal import Entry, genesis
from changewright.core.records import Record
from changewright.core.settings import ProjectSettings

from . import statements
from .rows import copy_values
from .tables import unique_name
from .wire import Connection, Step, array, text, wire_of

LOCAL_STATES = ("08", "57", "53", "58")
"""Classes of SQLSTATE that mean the server, not the statement: connection, shutdown, resources."""


class Head(msgspec.Struct, frozen=True):
    """A container's head as it was locked. `counters` is as long as COUNTERS."""

    revision: int
    at: datetime
    hash: bytes
    counters: tuple[int, ...]


class Outcome(msgspec.Struct, frozen=True):
    """The answer to a request, kept so that a repeat gets the same. `repeated`: this is one."""

    status: int
    headers: dict[str, str]
    body: bytes
    repeated: bool = False


class KeptOutcome(msgspec.Struct, frozen=True):
    """An outcome as it was stored, with the digest of the request it answered."""

    digest: bytes
    outcome: Outcome


class Opened(msgspec.Struct, frozen=True):
    """What the first round trip of a unit brings. `settings` None: not asked for."""

    head: Head
    settings: ProjectSettings | None
    kept: KeptOutcome | None


class RowsOf(msgspec.Struct, frozen=True):
    """Rows of one noun to be inserted or written anew: their ids and their images."""

    noun: type[Record]
    ids: list[int] = []
    images: list[bytes] = []


async def open_unit(
    connection: Connection,
    container_id: int,
    *,
    with_settings: bool,
    key: str | None = None,
    actor: str = "",
) -> Opened:
    """Begin, lock the head, and read under the lock what a unit needs, in one round trip.

    Raises `NotFound` when there is no such container; then and after any error the transaction is
    still open and wants `abandon`.
    """
    container = text(container_id)
    steps: list[Step] = [(statements.BEGIN, ()), (statements.LOCK_HEAD, (container,))]
    if with_settings:
        steps.append((statements.READ_SETTINGS, (container,)))
    if key is not None:
        steps.append((statements.READ_OUTCOME, (container, text(key), text(actor))))
    wire = wire_of(connection)
    results = await wire.run(steps)
    heads = wire.read(results[1], _head)
    if not heads:
        raise NotFound("There is no such container.")
    settings = wire.read(results[2], _settings)[0] if with_settings else None
    kept = wire.read(results[-1], _kept) if key is not None else []
    return Opened(heads[0], settings, kept[0] if kept else None)


async def read_head(connection: Connection, container_id: int) -> Head:
    """The head as it is now, not locked. Raises `NotFound`."""
    rows = await wire_of(connection).rows(statements.READ_HEAD, (text(container_id),), _head)
    if not rows:
        raise NotFound("There is no such container.")
    return rows[0]


async def read_settings(connection: Connection, container_id: int) -> ProjectSettings:
    """The project's settings. Raises `NotFound`."""
    rows = await wire_of(connection).rows(
        statements.READ_SETTINGS, (text(container_id),), _settings
    )
    if not rows:
        raise NotFound("There is no such container.")
    return rows[0]


async def read_changed_settings(
    connection: Connection, containers: Sequence[int], versions: Sequence[int]
) -> list[tuple[int, int, ProjectSettings | None]]:
    """The settings of some containers, with their versions; None where they are of the version that
    the caller knows."""
    parameters = (array(containers), array(versions))
    return await wire_of(connection).rows(
        statements.READ_CHANGED_SETTINGS,
        parameters,
        lambda row: (row[0], row[1], None if row[2] is None else _settings(row[2:])),
    )


async def read_sequence(connection: Connection, container_id: int, name: str) -> int | None:
    """The last value given out by a sequence of the container, None when it gave none."""
    rows = await wire_of(connection).rows(
        statements.READ_SEQUENCE, (text(container_id), text(name)), lambda row: int(row[0])
    )
    return rows[0] if rows else None


async def create_container(
    connection: Connection, container_id: int, settings: ProjectSettings, at: datetime
) -> None:
    """A container with an empty journal; does nothing if it is there already."""
    container = text(container_id)
    await wire_of(connection).run(
        (
            (statements.INSERT_HEAD, (container, text(at), text(genesis(container_id)))),
            (statements.INSERT_SETTINGS, (container, msgspec.json.encode(settings))),
        )
    )


async def abandon(connection: Connection) -> None:
    """Roll back; a connection that is lost has done so by itself."""
    if connection.closed:
        return
    try:
        await wire_of(connection).run(((statements.ROLLBACK, ()),))
    except Error:
        await connection.close()


def insert_steps(container_id: int, rows: Iterable[RowsOf]) -> list[Step]:
    """The inserts, one statement per noun."""
    container = text(container_id)
    return [
        (statements.insert_rows(group.noun), (container, _json_array(group.images)))
        for group in rows
    ]


def update_steps(container_id: int, rows: Iterable[RowsOf]) -> list[Step]:
    """The rows written anew, one statement per noun."""
    container = text(container_id)
    return [
        (
            statements.update_rows(group.noun),
            (container, array(group.ids), _json_array(group.images)),
        )
        for group in rows
    ]


def journal_step(entries: Sequence[Entry]) -> Step:
    """All entries of a unit in one statement; they share everything up to the request."""
    first = entries[0]
    return (
        statements.INSERT_ENTRIES,
        (
            *(text(first.container_id), text(first.revision), text(first.at)),
            *(text(first.actor_id), text(first.client_id), text(first.door)),
            text(first.request_id),
            array([entry.sequence for entry in entries]),
            array([entry.action for entry in entries]),
            array([entry.noun for entry in entries]),
            array([entry.record_id for entry in entries]),
            array([",".join(entry.changed) for entry in entries]),
            *(array([getattr(entry, name) for entry in entries]) for name in _BYTES),
        ),
    )


_BYTES = ("image", "digest", "hash")


def head_step(container_id: int, head: Head) -> Step:
    """The head as the unit leaves it."""
    values = (container_id, head.revision, head.at, head.hash, head.counters)
    return (statements.UPDATE_HEAD, tuple(text(value) for value in values))


def sequences_step(container_id: int, values: Mapping[str, int]) -> Step:
    """The last values given out."""
    return (
        statements.WRITE_SEQUENCES,
        (text(container_id), array(values.keys()), array(values.values())),
    )


def settings_step(container_id: int, settings: ProjectSettings) -> Step:
    """The project's settings, changed."""
    return (statements.UPDATE_SETTINGS, (text(container_id), msgspec.json.encode(settings)))


def outcome_step(
    container_id: int, key: str, actor: str, digest: bytes, outcome: Outcome, at: datetime
) -> Step:
    """The answer, kept for a repeat of its request."""
    values = (container_id, key, actor, digest, outcome.status)
    return (
        statements.INSERT_OUTCOME,
        (
            *(text(value) for value in values),
            msgspec.json.encode(outcome.headers),
            text(outcome.body),
            text(at),
        ),
    )


def forget_step(container_id: int, before: datetime) -> Step:
    """Drop the outcomes kept since before an instant."""
    return (statements.FORGET_OUTCOMES, (text(container_id), text(before)))


async def write(connection: Connection, steps: Sequence[Step]) -> None:
    """Run the steps inside the open transaction."""
    await wire_of(connection).run(steps)


async def close_unit(connection: Connection, steps: Sequence[Step]) -> None:
    """Run the steps and commit, in one round trip; all of them hold, or none."""
    await wire_of(connection).run((*steps, (statements.COMMIT, ())))


async def copy_block(
    connection: Connection,
    noun: type[Record],
    records: Sequence[Record],
    entries: Sequence[Entry],
) -> None:
    """Write new rows of one noun and their entries by COPY, inside an open transaction."""
    values_of = copy_values(noun)
    async with connection.cursor() as cursor:
        async with cursor.copy(statements.copy_rows(noun)) as copy:
            for record in records:
                await copy.write_row(values_of(record))
        async with cursor.copy(statements.COPY_ENTRIES) as copy:
            for entry in entries:
                values = list(msgspec.structs.astuple(entry))
                values[_CHANGED] = list(entry.changed)
                await copy.write_row(values)


_CHANGED = Entry.__struct_fields__.index("changed")


_UNIQUE_KEYS = {
    unique_name(noun.TABLE, key): (noun, key) for noun in NOUN.values() for key in noun.UNIQUE
}


def is_shutdown(error: Error) -> bool:
    """The server ended the session or is not up yet; nothing sent to it was done."""
    return error.sqlstate is not None and error.sqlstate.startswith("57P")


def refusal_of(error: Error) -> Refusal | None:
    """What a driver's error means to a caller; None for a mistake of ours.

    A unique key that is taken names its last column. Values that no column takes are the last
    line of defence: doors and work refuse them by field before.
    """
    if isinstance(error, UniqueViolation):
        noun, key = _UNIQUE_KEYS.get(error.diag.constraint_name or "", (None, ("id",)))
        what = noun.TABLE.replace("_", " ") if noun else "record"
        detail = f"A {what} with this {' and '.join(key)} exists already."
        return Taken(detail, Problem(key[-1], "rule", detail))
    if isinstance(error, DataError):
        return Invalid("A value is outside of what can be stored.")
    if isinstance(error, (OperationalError, QueryCanceled)) or (
        error.sqlstate is not None and error.sqlstate[:2] in LOCAL_STATES
    ):
        return Unavailable("The database is away or too busy.")
    return None


def _json_array(images: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(images) + b"]"


def _head(row: Sequence[Any]) -> Head:
    counters = tuple(row[3])
    return Head(row[0], row[1], row[2], counters + (0,) * (len(COUNTERS) - len(counters)))


def _settings(row: Sequence[Any]) -> ProjectSettings:
    return msgspec.convert(row[0], ProjectSettings)


def _kept(row: Sequence[Any]) -> KeptOutcome:
    return KeptOutcome(row[0], Outcome(row[1], row[2], row[3], repeated=True))
