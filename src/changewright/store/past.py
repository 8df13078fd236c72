"""The past: a connection on which every statement sees a container as it was at a revision.

A statement that reads gets the tables it names shadowed by CTEs of the same names, so that lists,
records, parts and counts of every door read the past by the very statements that read the present.
A row that was not written since is as it was, so it is taken from its table, with its indexes; of
those written since, the latest image at or before the revision is taken from the journal. So a read
of the past costs what it costs now, and a little for each record that has changed since then.

Columns younger than an image have their defaults. A record whose image was erased is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache, partial
from typing import Any, cast

import msgspec
from psycopg.pq.abc import PGresult

from changewright.core.catalogue import NOUNS, SETTINGS
from changewright.core.errors import NotFound
from changewright.core.records import ChangeOrder, Record
from changewright.core.settings import ProjectSettings, settings_born

from . import statements
from .read_parts import SETTLED
from .tables import CONTAINER_SETTINGS, HEAD, JOURNAL, columns_of
from .wire import Connection, Parameter, Step, Wire, bring_wire, text, wire_of

TEXTS_REMEMBERED = 4000

_STRING = re.compile(rb"'(?:[^']|'')*'")
_WORD = re.compile(rb"[a-z_]+")
_READS = re.compile(rb"\s*(WITH|SELECT)\b", re.IGNORECASE)
# Written once: taken from the row as it is, so that the indexes on them serve the past too.
_FIXED = ("container_id", "id", "uuid", "created_at", "created_by")


class PastWire(Wire):
    """A connection's wire whose statements see one container as it was.

    Its statements are planned anew each time: how much of a container a revision leaves out is what
    decides between plans, and a plan for any revision would expect a third.
    """

    def __init__(self, connection: Connection, container_id: int, revision: int) -> None:
        super().__init__(connection)
        self.container_id = container_id
        self.seen_revision = revision
        self._container = text(container_id)
        self._revision = text(revision)

    async def run(self, steps: Sequence[Step]) -> list[PGresult]:
        return await super().run([self._then(*step) for step in steps])

    def _then(self, statement: bytes, parameters: Sequence[Parameter]) -> Step:
        shadowed = as_of(statement, len(parameters) + 1)
        if shadowed is None:
            return statement, parameters
        if parameters[0] != self._container:
            raise RuntimeError("the past was opened for another container")
        return shadowed, (*parameters, self._revision)


class PastConnection:
    """What statements of this folder need of a connection, beside its wire."""

    def __init__(self, connection: Connection) -> None:
        self.beneath = connection

    @property
    def closed(self) -> bool:
        return self.beneath.closed

    async def close(self) -> None:
        await self.beneath.close()


def past_connection(connection: Connection, container_id: int, revision: int) -> Connection:
    """A connection on which reads see the container as it was, over one that sees it as it is. A
    statement on it that writes, or that is about another container, raises RuntimeError."""
    then = cast(Connection, PastConnection(connection))
    bring_wire(then, PastWire(connection, container_id, revision))
    return then


@lru_cache(maxsize=TEXTS_REMEMBERED)
def as_of(statement: bytes, place: int) -> bytes | None:
    """The statement about the past, its revision being the parameter at this place; None where it
    names no table that has one."""
    names = names_in(statement)
    shadows = [shadow(place) for name, shadow in _SHADOWS.items() if name in names]
    if not shadows:
        return None
    return shadowed(statement, shadows)


def names_in(statement: bytes) -> set[str]:
    """The words of a statement, its strings apart: the tables it names are among them."""
    return {name.decode() for name in _WORD.findall(_STRING.sub(b"", statement))}


def shadowed(statement: bytes, shadows: list[str]) -> bytes:
    """A statement that reads, with CTEs before its own. Raises RuntimeError for one that writes."""
    if _READS.match(statement) is None:
        raise RuntimeError("what is read through shadows cannot be written")
    own = statement.lstrip()
    if own[:4].upper() == b"WITH":
        shadows.append(own[4:].lstrip().decode())
        return f"WITH {', '.join(shadows)}".encode()
    return f"WITH {', '.join(shadows)} {own.decode()}".encode()


def _shadow(noun: type[Record], place: int) -> str:
    """The noun's table as it was. Inside, its name is still the table's own.

    One join and no UNION, so that the planner merges it into the statement and takes the indexes on
    what never changes. The image is looked for behind a test on the row alone, so that a row that
    was not written since costs that test. The row of today stands in the function for its type
    alone, whose name may be taken (`line` is a geometric one).
    """
    table = noun.TABLE
    fixed = fixed_columns(noun)
    newer = f"n.revision > ${place}::bigint"
    columns = ", ".join(
        f"n.{name}"
        if name in fixed
        else f"CASE WHEN {newer} THEN r.{name} ELSE n.{name} END {name}"
        for name in (column.name for column in columns_of(noun))
    )
    return (
        f"{table} AS NOT MATERIALIZED (SELECT {columns} FROM {table} n LEFT JOIN LATERAL ("
        f"SELECT p.* FROM (SELECT j.image FROM journal j WHERE j.container_id = $1 "
        f"AND j.noun = '{table}' AND j.record_id = n.id AND j.revision <= ${place}::bigint "
        f"AND {newer} ORDER BY j.revision DESC LIMIT 1) i CROSS JOIN LATERAL "
        f"jsonb_populate_record(n, {defaults_of(noun)} || convert_from(i.image, 'UTF8')::jsonb) p "
        f"WHERE i.image IS NOT NULL) r ON TRUE "
        f"WHERE n.container_id = $1 AND (n.revision <= ${place}::bigint OR r.id IS NOT NULL))"
    )


def fixed_columns(noun: type[Record]) -> frozenset[str]:
    """The columns of a noun that never change."""
    settled = {column for owner, column in SETTLED if owner is noun}
    kind = {"kind"} if noun is ChangeOrder else set()
    return frozenset(_FIXED) | settled | kind


@cache
def defaults_of(noun: type[Record]) -> str:
    """What an image lacks that is older than a column, as a literal: all that has a default."""
    values = {}
    for field in msgspec.structs.fields(noun):
        if field.default is not msgspec.NODEFAULT:
            values[field.encode_name] = field.default
        elif field.default_factory is not msgspec.NODEFAULT:
            values[field.encode_name] = field.default_factory()
    known = {name: value for name, value in values.items() if value is not None}
    written = (
        msgspec.json.Encoder(decimal_format="string").encode(known).decode().replace("'", "''")
    )
    return f"'{written}'::jsonb"


def _head(place: int) -> str:
    return (
        f"{HEAD.name} AS NOT MATERIALIZED (SELECT n.container_id, ${place}::bigint AS revision, "
        f"n.at, n.hash, n.counters FROM {HEAD.name} n WHERE n.container_id = $1)"
    )


def _settings(place: int) -> str:
    settings = _settings_then("$1", "j.revision", f"${place}::bigint")
    return (
        f"{CONTAINER_SETTINGS.name} AS NOT MATERIALIZED (SELECT n.container_id, {settings} "
        f"AS settings, n.version FROM {CONTAINER_SETTINGS.name} n WHERE n.container_id = $1)"
    )


def _settings_then(container: str, column: str, moment: str) -> str:
    """The settings of a container, whose row is `n`, when a column of the journal was at a moment.
    Those that a project was made with stand in no entry. What the first change of them left is in
    its image, so that is shown without what it changed, until then."""
    entry = (
        f"FROM {JOURNAL.name} j WHERE j.container_id = {container} AND j.noun = '{SETTINGS}' "
        f"AND j.record_id = {container} AND {column}"
    )
    image = "convert_from(j.image, 'UTF8')::jsonb"
    return (
        f"coalesce((SELECT {image} {entry} <= {moment} ORDER BY j.revision DESC LIMIT 1), "
        f"(SELECT {image} - j.changed {entry} > {moment} ORDER BY j.revision LIMIT 1), n.settings)"
    )


_SETTINGS_AT_INSTANT = (
    f"SELECT n.container_id, {_settings_then('n.container_id', 'j.at', '$2::timestamptz')} "
    f"FROM {CONTAINER_SETTINGS.name} n WHERE n.container_id = ANY($1::bigint[])"
).encode()


def _journal(place: int) -> str:
    columns = ", ".join(f"n.{column.name}" for column in JOURNAL.columns)
    return (
        f"{JOURNAL.name} AS NOT MATERIALIZED (SELECT {columns} FROM {JOURNAL.name} n "
        f"WHERE n.container_id = $1 AND n.revision <= ${place}::bigint)"
    )


async def settings_at(connection: Connection) -> ProjectSettings:
    """The settings that a connection to the past sees. Raises `NotFound`."""
    wire = wire_of(connection)
    parameters = (text(cast(PastWire, wire).container_id),)
    rows = await wire.rows(statements.READ_SETTINGS, parameters, lambda row: row[0])
    if not rows:
        raise NotFound("There is no such container.")
    return _settings_of(rows[0])


async def settings_at_instant(
    connection: Connection, container_ids: Sequence[int], instant: datetime
) -> dict[int, ProjectSettings]:
    """The settings of several containers as they were at an instant; those that are not there are
    missing."""
    parameters = text(list(container_ids)), text(instant)
    rows = await wire_of(connection).rows(_SETTINGS_AT_INSTANT, parameters, tuple)
    return {container_id: _settings_of(kept) for container_id, kept in rows}


def _settings_of(kept: Mapping[str, Any]) -> ProjectSettings:
    """Settings as they were kept; what they lack is as it is where a project is born."""
    born = msgspec.to_builtins(settings_born(kept.get("born", "web")))
    return msgspec.convert(born | dict(kept), ProjectSettings)


def source_of(name: str, place: int) -> str | None:
    """A table as it was at the revision that the parameter at this place says, as a subquery; None
    for one that has no past."""
    shadow = _SHADOWS.get(name)
    return None if shadow is None else shadow(place).removeprefix(f"{name} AS NOT MATERIALIZED ")


def moment_of(connection: Connection) -> tuple[Connection, int | None]:
    """The connection beneath, and the revision that is seen through it, None for the present."""
    wire = wire_of(connection)
    if isinstance(wire, PastWire):
        beneath = cast(PastConnection, connection).beneath
        return beneath, wire.seen_revision
    return connection, None


# The journal last: the others read all of it.
_SHADOWS: dict[str, Callable[[int], str]] = {
    HEAD.name: _head,
    CONTAINER_SETTINGS.name: _settings,
    **{noun.TABLE: partial(_shadow, noun) for noun in NOUNS},
    JOURNAL.name: _journal,
}
