"""Rows against their images in the journal, by the database itself.

A row is written as the text that `core.journal.image_of` makes of its record, and compared with the
image byte by byte: that takes a third of the time in which images are read back into values. What
differs in its text need not differ in its values (a list may hold a blank, a number be written in
two ways), so these statements only name the rows that may be apart; `work/verify` looks at each.
"""

from __future__ import annotations

from functools import cache

import msgspec

from changewright.core.records import Record

from .past import defaults_of
from .tables import Column, columns_of
from .wire import Connection, Error, text, wire_of

Shape = tuple[str, ...]
"""The columns that an image has, in their order. One that is older lacks the younger columns."""

SHAPES_MAXIMUM = 3
SAMPLES = 24
NEVER = 2**63 - 1
"""The revision from which on a shape is written that no image has yet."""

# -- a row as the text of its image ---------------------------------------------------------------

_INSTANT = (
    "to_char({0}, CASE WHEN date_trunc('second', {0}) = {0} "
    """THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"' ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END)"""
)
# Lists of numbers and of words without blanks, which is nearly all there is: there the blanks that
# images do not have are PostgreSQL's own, behind commas. Anything else is looked at by itself.
_WORD = '("[^" \\\\]*"|[0-9]+)'
_STRUCTURED = (
    "CASE WHEN {0} IS NULL THEN NULL WHEN {0} = '[]' THEN '[]' WHEN {0} = 'null' THEN 'null' "
    f"WHEN {{0}}::text ~ '^\\[{_WORD}(, {_WORD})*\\]$' THEN replace({{0}}::text, ', ', ',') "
    "WHEN {0} = '{{}}' THEN '{{}}' ELSE '?' END"
)
# By the type of a column: its text, and whether that stands in quotes.
_WRITTEN: dict[str, tuple[str, bool]] = {
    "bigint": ("{0}", False),
    "boolean": ("{0}::text", False),
    "uuid": ("{0}", True),
    "date": ("{0}", True),
    "numeric(18,4)": ("{0}", True),
    # So a zero of eight places is written.
    "numeric(20,8)": ("CASE WHEN {0} = 0 THEN '0E-8' ELSE {0}::text END", True),
    "timestamptz": (_INSTANT, True),
    "text": ("to_json({0})", False),
    "jsonb": (_STRUCTURED, False),
}
ARGUMENTS_MAXIMUM = 90
"""Of one call, out of the hundred that PostgreSQL allows."""


def image_text(noun: type[Record], shape: Shape) -> str:
    """SQL that writes the row `r` as an image of a shape."""
    columns = {column.name: column for column in columns_of(noun)}
    arguments: list[str] = []
    between = "{"
    for name in shape:
        value, quote = _value(columns[name])
        arguments += [f"""'{between}"{name}":{quote}'""", value]
        between = f"{quote},"
    arguments.append(f"'{between[:-1]}}}'")
    calls = [
        f"concat({', '.join(arguments[start : start + ARGUMENTS_MAXIMUM])})"
        for start in range(0, len(arguments), ARGUMENTS_MAXIMUM)
    ]
    return " || ".join(calls)


def _value(column: Column) -> tuple[str, str]:
    """The text of a column's value, and the quotes to put around it: one that may be null brings
    its own."""
    pattern, is_quoted = _WRITTEN[column.bare_type]
    value = pattern.format(f"r.{column.name}")
    if not column.nullable:
        return value, '"' if is_quoted else ""
    value = f"""'"' || {value} || '"'""" if is_quoted else f"({value})::text"
    return f"COALESCE({value}, 'null')", ""


@cache
def _usual(noun: type[Record]) -> dict[str, str]:
    """Columns that an image may lack, with SQL that the row `r` has their default."""
    tests = {}
    columns = {column.name: column for column in columns_of(noun)}
    encode = msgspec.json.Encoder(decimal_format="string").encode
    for field in msgspec.structs.fields(noun):
        if field.required:
            continue
        value = field.default
        if value is msgspec.NODEFAULT:
            value = field.default_factory()
        column = columns[field.encode_name]
        if value is None:
            tests[column.name] = f"r.{column.name} IS NULL"
            continue
        written = value if isinstance(value, str) else encode(value).decode().strip('"')
        escaped = written.replace("'", "''")
        tests[column.name] = f"r.{column.name} = '{escaped}'::{column.bare_type}"
    return tests


# -- what may be apart ----------------------------------------------------------------------------

_WITH_ENTRIES = """
FROM {table} r LEFT JOIN journal j ON j.container_id = r.container_id AND j.noun = '{table}'
    AND j.record_id = r.id AND j.revision = r.revision
"""


class Shapes(msgspec.Struct, frozen=True):
    """The shapes that a noun's images have, the oldest first, and for each but the first the
    revision from which on one was seen. A noun's images change their shape when a server of
    another version begins to write, so that tells which shape to try first."""

    shapes: tuple[Shape, ...]
    since: tuple[int, ...] = ()


@cache
def _unlike(noun: type[Record], shapes: tuple[Shape, ...]) -> bytes:
    alike = [_alike(noun, shape) for shape in shapes]
    arms = []
    for number in range(len(shapes)):
        tried = " OR ".join((alike[number], *alike[:number], *alike[number + 1 :]))
        # The revisions stand behind the container and the limit.
        arms.append(f"WHEN j.revision < ${number + 3}::bigint THEN {tried}")
    arms[-1] = arms[-1].replace(f"WHEN j.revision < ${len(shapes) + 2}::bigint THEN", "ELSE")
    test = f"CASE {' '.join(arms)} END" if len(arms) > 1 else alike[0]
    return f"""
SELECT r.id {_WITH_ENTRIES.format(table=noun.TABLE)}
WHERE r.container_id = $1 AND (j.image IS NULL OR r.updated_at <> j.at OR NOT ({test}))
ORDER BY r.id LIMIT $2
""".encode()


def _alike(noun: type[Record], shape: Shape) -> str:
    """SQL that the row `r` is what the image of its entry `j`, of this shape, shows."""
    tests = [f"j.image = convert_to({image_text(noun, shape)}, 'UTF8')"]
    usual = _usual(noun)
    tests += [usual[name] for name in noun.__struct_fields__ if name in usual and name not in shape]
    return f"({' AND '.join(tests)})"


async def rows_unlike(
    connection: Connection, container_id: int, noun: type[Record], limit: int, shapes: Shapes
) -> list[int]:
    """The ids of rows that are not written as their images, which have one of these shapes, or at
    another time, or that have none; the first so many."""
    parameters = (text(container_id), text(limit), *map(text, shapes.since))
    return await wire_of(connection).rows(
        _unlike(noun, shapes.shapes), parameters, lambda row: int(row[0])
    )


@cache
def _differing(noun: type[Record]) -> bytes:
    """The same by the values in the images; columns younger than one have their defaults in it."""
    table = noun.TABLE
    return f"""
SELECT r.id {_WITH_ENTRIES.format(table=table)}
CROSS JOIN (SELECT jsonb_populate_record(NULL::{table}, {defaults_of(noun)}) AS usual) AS d
WHERE r.container_id = $1 AND (j.image IS NULL OR r.updated_at <> j.at
    OR r IS DISTINCT FROM
        json_populate_record(d.usual, convert_from(j.image, 'UTF8')::json))
ORDER BY r.id LIMIT $2
""".encode()


async def rows_differing(
    connection: Connection, container_id: int, noun: type[Record], limit: int
) -> list[int] | None:
    """The ids of rows that have other values than their images, or another time, or no image; None
    where the images cannot be read, so that each row has to be looked at by itself."""
    wire = wire_of(connection)
    await wire.run(((b"SAVEPOINT images", ()),))
    try:
        return await wire.rows(
            _differing(noun), (text(container_id), text(limit)), lambda row: int(row[0])
        )
    except Error:
        await wire.run(((b"ROLLBACK TO SAVEPOINT images", ()),))
        return None


# -- what images there are ------------------------------------------------------------------------


@cache
def _sampled(noun: type[Record]) -> bytes:
    """The images of rows all over the noun: the first at or behind each of so many places."""
    table = noun.TABLE
    return f"""
SELECT j.revision, j.image FROM (
    SELECT min(id) AS first, max(id) AS last FROM {table} WHERE container_id = $1
) AS ends
CROSS JOIN generate_series(0, {SAMPLES}) AS place
CROSS JOIN LATERAL (
    SELECT id, revision FROM {table} WHERE container_id = $1
        AND id >= ends.first + (ends.last - ends.first) * place / {SAMPLES} ORDER BY id LIMIT 1
) AS s
JOIN journal j ON j.container_id = $1 AND j.noun = '{table}' AND j.record_id = s.id
    AND j.revision = s.revision
WHERE j.image IS NOT NULL
""".encode()


async def shapes_of(connection: Connection, container_id: int, noun: type[Record]) -> Shapes:
    """The shapes of a noun's images by a sample: the most frequent ones, and that of today."""
    sampled = await wire_of(connection).rows(
        _sampled(noun), (text(container_id),), lambda row: (int(row[0]), bytes(row[1]))
    )
    seen: dict[Shape, list[int]] = {}
    for revision, image in sampled:
        shape = _shape(noun, image)
        if shape is not None:
            seen.setdefault(shape, []).append(revision)
    frequent = sorted(seen, key=lambda shape: -len(seen[shape]))[:SHAPES_MAXIMUM]
    begun = sorted((min(seen[shape]), shape) for shape in frequent)
    today = noun.__struct_fields__
    if today not in frequent:
        begun.append((NEVER, today))
    return Shapes(tuple(shape for _, shape in begun), tuple(since for since, _ in begun[1:]))


def _shape(noun: type[Record], image: bytes) -> Shape | None:
    try:
        names = tuple(msgspec.json.decode(image, type=dict[str, msgspec.Raw]))
    except msgspec.DecodeError:
        return None
    known = set(noun.__struct_fields__)
    required = known - _usual(noun).keys()
    is_shape = known.issuperset(names) and required.issubset(names)
    return names if is_shape else None
