"""The SQL of units of work: constants, and texts made once per noun or shape of a question.

A statement takes the container as its first parameter and begins its condition with it, so that it
touches one node of a cluster; a test reads all of this file, and names the few of many containers.
A text depends only on the shape (which columns, lists or not, which order), never on a value, so
it stays prepared. Pages, the log, charts and proofs keep theirs beside the code that reads them
(`page_source`, `log_source`, `tallies`, `audit_*`), and hold to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from changewright.core.records import Record

from .tables import JOURNAL, columns_of

# A database may have another default, under which waiting for the head would end in an error.
BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED"
# One snapshot for all that is compared. Its statements are large joins, planned for any size:
# where the planner takes a container for small (a load it has not counted yet), nested loops would
# take hours, and each page of the journal a sort of all of it.
BEGIN_AUDIT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
AUDIT_SESSION = b"""
SELECT set_config('statement_timeout', '15min', true), set_config('enable_nestloop', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true),
       set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('max_parallel_workers_per_gather', '2', true),
       set_config('work_mem', '64MB', true),
       set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true)
"""
# For statements about rows and their entries: both have indexes in the order of ids, so that they
# are read side by side and nothing is kept, however many there are.
AUDIT_SIDE_BY_SIDE = b"""
SELECT set_config('enable_mergejoin', 'on', true), set_config('enable_hashjoin', 'off', true)
"""
# And back, for all that follows them.
AUDIT_HASHED = b"""
SELECT set_config('enable_mergejoin', 'off', true), set_config('enable_hashjoin', 'on', true)
"""
# Of all containers: what the planner thinks. A cluster keeps its rows elsewhere and says none.
READ_TABLE_SIZES = b"""
SELECT relname, greatest(reltuples, 1)::bigint FROM pg_class
WHERE relkind IN ('r', 'p') AND relname = ANY($1::text[])
"""
EXPORT_SNAPSHOT = b"SELECT pg_export_snapshot()"
COMMIT = b"COMMIT"
ROLLBACK = b"ROLLBACK"

LOCK_HEAD = b"""
SELECT revision, at, hash, counters FROM head WHERE container_id = $1 FOR UPDATE
"""
READ_HEAD = b"SELECT revision, at, hash, counters FROM head WHERE container_id = $1"
INSERT_HEAD = b"""
INSERT INTO head (container_id, revision, at, hash, counters) VALUES ($1, 0, $2, $3, '{}')
ON CONFLICT (container_id) DO NOTHING
"""
UPDATE_HEAD = b"""
UPDATE head SET revision = $2, at = $3, hash = $4, counters = $5 WHERE container_id = $1
"""

READ_SETTINGS = b"SELECT settings, version FROM container_settings WHERE container_id = $1"
READ_CHANGED_SETTINGS = b"""
SELECT s.container_id, s.version, CASE WHEN s.version <> k.version THEN s.settings END
FROM unnest($1::bigint[], $2::bigint[]) AS k (container_id, version)
JOIN container_settings s ON s.container_id = k.container_id
"""
READ_CALENDAR_ZONES = b"""
SELECT c.container_id, c.time_zone FROM unnest($1::bigint[]) AS k (container_id)
JOIN clock_calendar c ON c.container_id = k.container_id
    AND c.deleted_at IS NULL AND c.time_zone IS NOT NULL
"""
INSERT_SETTINGS = b"""
INSERT INTO container_settings (container_id, settings, version) VALUES ($1, $2, 1)
ON CONFLICT (container_id) DO NOTHING
"""
UPDATE_SETTINGS = b"""
UPDATE container_settings SET settings = $2, version = version + 1 WHERE container_id = $1
"""

READ_SEQUENCE = b"SELECT value FROM sequence WHERE container_id = $1 AND name = $2"
WRITE_SEQUENCES = b"""
INSERT INTO sequence (container_id, name, value)
SELECT $1::bigint, n.name, n.value FROM unnest($2::text[], $3::bigint[]) AS n (name, value)
ON CONFLICT (container_id, name) DO UPDATE SET value = EXCLUDED.value
"""

READ_OUTCOME = b"""
SELECT digest, status, headers, body FROM idempotency
WHERE container_id = $1 AND key = $2 AND actor = $3
"""
INSERT_OUTCOME = b"""
INSERT INTO idempotency (container_id, key, actor, digest, status, headers, body, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
FORGET_OUTCOMES = b"DELETE FROM idempotency WHERE container_id = $1 AND created_at < $2"

# One array per column that differs between the entries of a unit.
INSERT_ENTRIES = b"""
INSERT INTO journal (container_id, revision, at, actor_id, client_id, door, request_id,
    sequence, action, noun, record_id, changed, image, digest, hash)
SELECT $1::bigint, $2::bigint, $3::timestamptz, $4::bigint, $5::text, $6::text, $7::text,
    e.sequence, e.action, e.noun, e.record_id, string_to_array(e.changed, ','),
    e.image, e.digest, e.hash
FROM unnest($8::integer[], $9::text[], $10::text[], $11::bigint[], $12::text[],
    $13::bytea[], $14::bytea[], $15::bytea[])
    AS e (sequence, action, noun, record_id, changed, image, digest, hash)
"""

_ENTRY_COLUMNS = ", ".join(column.name for column in JOURNAL.columns)
READ_ENTRIES_OF_RECORD = f"""
SELECT {_ENTRY_COLUMNS} FROM journal
WHERE container_id = $1 AND noun = $2 AND record_id = $3 ORDER BY revision, sequence
""".encode()
READ_ENTRIES_OF_RECORDS = f"""
SELECT {_ENTRY_COLUMNS} FROM journal
WHERE container_id = $1 AND noun = $2 AND record_id = ANY($3) ORDER BY revision, sequence
""".encode()
# The window is cut by (revision, sequence), so that a page may end within a revision.
READ_ENTRIES_AFTER = f"""
SELECT {_ENTRY_COLUMNS} FROM journal
WHERE container_id = $1 AND (revision, sequence) > ($2, $3) AND revision <= $4
ORDER BY revision, sequence LIMIT $5
""".encode()
READ_ENTRY_AT = f"""
SELECT {_ENTRY_COLUMNS} FROM journal
WHERE container_id = $1 AND revision = $2 ORDER BY sequence DESC LIMIT 1
""".encode()
READ_INSTANT_OF = b"""
SELECT at FROM journal WHERE container_id = $1 AND revision = $2 LIMIT 1
"""
READ_LAST_REQUEST = b"""
SELECT revision, at FROM journal WHERE container_id = $1 AND door = $2 AND request_id = $3
ORDER BY revision DESC LIMIT 1
"""
READ_IMAGES_AT = b"""
SELECT record_id, image FROM (
    SELECT DISTINCT ON (record_id) record_id, image FROM journal
    WHERE container_id = $1 AND noun = $2 AND revision <= $3 AND record_id > $4
    ORDER BY record_id, revision DESC
) AS latest ORDER BY record_id LIMIT $5
"""
READ_IMAGES_OF_RECORDS_AT = b"""
SELECT wanted.id, latest.image FROM unnest($4::bigint[]) AS wanted (id), LATERAL (
    SELECT image FROM journal
    WHERE container_id = $1 AND noun = $2 AND record_id = wanted.id AND revision <= $3
    ORDER BY revision DESC LIMIT 1
) AS latest
"""
READ_ENTRIES_OF_RECORDS_AT = b"""
SELECT wanted.id, latest.at, latest.image, latest.digest
FROM unnest($4::bigint[]) AS wanted (id), LATERAL (
    SELECT at, image, digest FROM journal
    WHERE container_id = $1 AND noun = $2 AND record_id = wanted.id AND revision <= $3
    ORDER BY revision DESC LIMIT 1
) AS latest
"""


def _size_of_orders(kind: str, contract: str, state: str, amount: str, or_none: bool) -> bytes:
    """By contract and, of the orders named, by order. Parameters: the container, the contracts,
    the states, the orders that are told apart."""
    of = f"({contract} = ANY($2::bigint[]){f' OR {contract} IS NULL' if or_none else ''})"
    apart = "CASE WHEN id = ANY($4::bigint[]) THEN id END"
    return (
        f"SELECT {contract}, {apart}, COALESCE(sum(abs({amount})), 0)::numeric(28,4), "
        f"COALESCE(sum(schedule_change), 0)::bigint FROM change_order "
        f"WHERE container_id = $1 AND kind = '{kind}' AND deleted_at IS NULL AND {of} "
        f"AND {state} = ANY($3::text[]) GROUP BY 1, 2"
    ).encode()


SIZE_OF_ORDERS: dict[tuple[str, bool], bytes] = {
    (kind, or_none): _size_of_orders(kind, *columns, or_none)
    for kind, columns in {
        "oco": ("main_contract_id", "budget_state", "approved"),
        "sco": ("contract_id", "cost_state", "committed"),
    }.items()
    for or_none in (False, True)
}
"""By kind of order, and whether those without a contract count among its: the default's do."""


def _list(columns: Sequence[str], prefix: str = "") -> str:
    return ", ".join(prefix + column for column in columns)


@cache
def select(noun: type[Record]) -> str:
    """`SELECT all columns FROM table WHERE container_id = $1`, to be narrowed."""
    columns = _list(noun.__struct_fields__)
    return f"SELECT {columns} FROM {noun.TABLE} WHERE container_id = $1"


@cache
def select_by_id(noun: type[Record]) -> bytes:
    return f"{select(noun)} AND id = $2".encode()


@cache
def select_by_uuid(noun: type[Record]) -> bytes:
    return f"{select(noun)} AND uuid = $2".encode()


@cache
def select_by_ids(noun: type[Record]) -> bytes:
    return f"{select(noun)} AND id = ANY($2) ORDER BY id".encode()


@cache
def select_by_uuids(noun: type[Record]) -> bytes:
    return f"{select(noun)} AND uuid = ANY($2)".encode()


@cache
def select_after(noun: type[Record]) -> bytes:
    """The rows behind an id, in the order of ids, at most as many as the third parameter."""
    return f"{select(noun)} AND id > $2 ORDER BY id LIMIT $3".encode()


Test = tuple[str, str]
"""A column and how it is tested: one of TESTS."""

# Each test with whether it takes a parameter.
TESTS: dict[str, tuple[str, bool]] = {
    "equal": ("{column} = {place}", True),
    "any": ("{column} = ANY({place})", True),
    "any_or_null": ("({column} = ANY({place}) OR {column} IS NULL)", True),
    "null": ("{column} IS NULL", False),
}


@cache
def select_where(
    noun: type[Record], tests: tuple[Test, ...], order: tuple[str, ...], limited: bool
) -> bytes:
    """The rows that pass all tests; `order` names columns, with `-` before one that descends.

    Parameters: the container, one per test that takes one, the limit. A column that the noun does
    not have is the caller's mistake: KeyError.
    """
    narrowed, place = _narrowed(noun, tests)
    return " ".join(
        [
            select(noun),
            *narrowed,
            *_ordered(noun, order),
            *([f"LIMIT ${place + 1}"] if limited else []),
        ]
    ).encode()


@cache
def select_page(noun: type[Record], tests: tuple[Test, ...], order: tuple[str, ...]) -> bytes:
    """The same with a limit and an offset, the last two parameters."""
    narrowed, place = _narrowed(noun, tests)
    cut = f"LIMIT ${place + 1} OFFSET ${place + 2}"
    return " ".join([select(noun), *narrowed, *_ordered(noun, order), cut]).encode()


@cache
def select_first_of_each(
    noun: type[Record], column: str, tests: tuple[Test, ...], order: tuple[str, ...]
) -> bytes:
    """The first of the rows that pass all tests and have a value in a column, for each value of
    the second parameter. Those of the tests follow it."""
    narrowed, _ = _narrowed(noun, tests, 2)
    own = f"AND {column} = k.of_each"
    rows = " ".join([select(noun), own, *narrowed, *_ordered(noun, order), "LIMIT 1"])
    each = "unnest($2::bigint[]) AS k (of_each)"
    return f"SELECT f.* FROM {each} CROSS JOIN LATERAL ({rows}) f".encode()


@cache
def count_where(noun: type[Record], tests: tuple[Test, ...]) -> bytes:
    """How many rows pass all tests."""
    narrowed, _ = _narrowed(noun, tests)
    counted = f"SELECT count(*) FROM {noun.TABLE} WHERE container_id = $1"
    return " ".join([counted, *narrowed]).encode()


def _narrowed(noun: type[Record], tests: tuple[Test, ...], place: int = 1) -> tuple[list[str], int]:
    """The tests as conditions, and the number of the last parameter they take; `place` is that of
    the last before them."""
    known = {column.name for column in columns_of(noun)}
    parts: list[str] = []
    for column, test in tests:
        if column not in known:
            raise KeyError(f"{noun.TABLE} has no column {column}")
        pattern, takes_parameter = TESTS[test]
        place += takes_parameter
        parts.append("AND " + pattern.format(column=column, place=f"${place}"))
    return parts, place


def _ordered(noun: type[Record], order: tuple[str, ...]) -> list[str]:
    known = {column.name for column in columns_of(noun)}
    keys = [key.removeprefix("-") + (" DESC" if key.startswith("-") else "") for key in order]
    if missing := {key.removeprefix("-") for key in order} - known:
        raise KeyError(f"{noun.TABLE} has no column {missing}")
    return ["ORDER BY " + ", ".join(keys)] if keys else []


@cache
def _record_definition(noun: type[Record]) -> str:
    return ", ".join(
        f"{column.name} {column.bare_type}"
        for column in columns_of(noun)
        if column.name != "container_id"
    )


@cache
def insert_rows(noun: type[Record]) -> bytes:
    """Insert any number of rows. Parameters: the container, the rows as one JSON array.

    The rows come as the journal's images do, so what is journaled is what is written.
    """
    columns = [column.name for column in columns_of(noun) if column.name != "container_id"]
    return (
        f"INSERT INTO {noun.TABLE} (container_id, {_list(columns)}) "
        f"SELECT $1::bigint, {_list(columns, 'r.')} "
        f"FROM json_to_recordset($2::json) AS r ({_record_definition(noun)})"
    ).encode()


@cache
def update_rows(noun: type[Record]) -> bytes:
    """Write any number of rows anew. Parameters: the container, the ids, the rows as JSON.

    The ids are named apart so that the planner takes the primary key whatever it thinks of JSON.
    """
    columns = [
        column.name for column in columns_of(noun) if column.name not in ("container_id", "id")
    ]
    return (
        f"UPDATE {noun.TABLE} AS t SET ({_list(columns)}) = ROW({_list(columns, 'r.')}) "
        f"FROM json_to_recordset($3::json) AS r ({_record_definition(noun)}) "
        f"WHERE t.container_id = $1 AND t.id = ANY($2::bigint[]) AND t.id = r.id"
    ).encode()


@cache
def copy_rows(noun: type[Record]) -> bytes:
    """COPY for the bulk loader; each row carries its container, checked by the loader."""
    return f"COPY {noun.TABLE} ({_list(noun.__struct_fields__)}) FROM STDIN".encode()


COPY_ENTRIES = f"COPY journal ({_ENTRY_COLUMNS}) FROM STDIN".encode()
