"""The catalogue: every table has its class, and a migrated database is what the nouns say."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import psycopg
import pytest

from changewright.core.catalogue import COUNTED_KINDS, COUNTER, COUNTERS, NOUN, NOUNS
from changewright.core.kinds import KIND
from changewright.core.records import ChangeOrder, Record
from changewright.store import statements, wire, write_ledger
from changewright.store.engine import Database
from changewright.store.schema_changes import (
    NEWEST,
    SchemaChangeError,
    frozen_text,
    migration_sql,
)
from changewright.store.sql_text import words
from changewright.store.tables import (
    LEDGER_TABLES,
    NAME_LENGTH_MAXIMUM,
    TABLES,
    Table,
    columns_of,
    table_of,
)

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       CASE WHEN a.attcollation <> 0 THEN c.collname END
FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
INDEXES = """
SELECT i.relname, x.indisunique, x.indisprimary, pg_get_expr(x.indpred, x.indrelid),
       array(SELECT pg_get_indexdef(x.indexrelid, n, true)
             FROM generate_series(1, x.indnkeyatts) AS n)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = %s::regclass
"""
SHORT_NAMES = {"timestamp with time zone": "timestamptz"}
ALIVE = "(deleted_at IS NULL)"


async def rows(database: Database, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    async with database.connection() as connection:
        return await (await connection.execute(statement.encode(), values)).fetchall()


def test_every_noun_is_listed_once() -> None:
    def below(noun: type[Record]) -> set[type[Record]]:
        found = {noun} if noun.TABLE else set()
        return found.union(*(below(child) for child in noun.__subclasses__()), found)

    assert below(Record) == set(NOUNS)
    assert len(NOUN) == len(NOUNS)


def test_counters_cover_every_noun_and_every_kind() -> None:
    wanted = {f"change_order:{kind}" for kind in KIND}
    wanted |= {noun.TABLE for noun in NOUNS if noun is not ChangeOrder}
    assert set(COUNTERS) == wanted | {"container_settings"}
    assert set(COUNTED_KINDS) == set(KIND)
    assert len(COUNTER) == len(COUNTERS)


def test_the_newest_migration_is_the_difference_to_the_nouns() -> None:
    """While it may still change; once released it is frozen as the one before."""
    assert NEWEST.read_text("utf-8") == migration_sql(), (
        "run: python -m changewright.store.schema_changes --write-migration"
    )


def test_a_column_index_or_table_that_is_missing_is_added() -> None:
    text = frozen_text()
    shorter = text.replace("    is_markup boolean NOT NULL,\n", "")
    shorter = re.sub(r"CREATE INDEX membership_cost_item_id_idx .*;", "", shorter)
    shorter = re.sub(r"CREATE TABLE comment \(.*?\);", "", shorter, flags=re.DOTALL)
    added = migration_sql(shorter)
    assert "ALTER TABLE cost_item ADD COLUMN is_markup boolean NOT NULL DEFAULT false;" in added
    assert "ALTER TABLE cost_item ALTER COLUMN is_markup DROP DEFAULT;" in added
    assert "CREATE INDEX membership_cost_item_id_idx ON membership" in added
    assert "CREATE TABLE comment (" in added


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    is_markup boolean NOT NULL,", "    is_markup boolean,"),
        ("    is_markup boolean NOT NULL,", "    is_markup boolean NOT NULL,\n    lost text,"),
    ],
)
def test_what_adding_cannot_express_is_refused(old: str, new: str) -> None:
    with pytest.raises(SchemaChangeError):
        migration_sql(frozen_text().replace(old, new))


async def test_every_table_has_a_class(database: Database) -> None:
    found = await rows(
        database,
        "SELECT relname FROM pg_class "
        "WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')",
    )
    assert {row[0] for row in found} == set(TABLES)


@pytest.mark.parametrize("table", LEDGER_TABLES, ids=lambda table: table.name)
async def test_a_tables_columns_and_keys(database: Database, table: Table) -> None:
    found = await rows(database, COLUMNS, table.name)
    assert [(name, SHORT_NAMES.get(kind, kind), nullable) for name, kind, nullable, _ in found] == [
        (column.name, column.bare_type, column.nullable) for column in table.columns
    ]
    assert {collation for _, _, _, collation in found} <= {"C", None}

    indexes = await rows(database, INDEXES, table.name)
    (primary,) = [row[4] for row in indexes if row[2]]
    assert tuple(primary) == table.primary_key
    assert {(row[0], tuple(row[4]), row[3]) for row in indexes if row[1] and not row[2]} == {
        (unique.name, unique.columns, ALIVE if unique.alive else None) for unique in table.uniques
    }
    assert sorted(tuple(row[4]) for row in indexes if not row[1]) == sorted(table.indexes)
    assert all(len(row[0]) < NAME_LENGTH_MAXIMUM for row in indexes)


async def test_keys_of_container_tables_begin_with_the_container(database: Database) -> None:
    """What a cluster that distributes by container asks for; and it knows no triggers."""
    for name, table_class in TABLES.items():
        if table_class != "container":
            continue
        for index in await rows(database, INDEXES, name):
            assert index[4][0] == "container_id", index
        foreign = await rows(
            database,
            "SELECT confrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype = 'f'",
            name,
        )
        for target, definition in foreign:
            assert TABLES[target] == "container"
            assert definition.startswith("FOREIGN KEY (container_id, ")
        assert not await rows(
            database,
            "SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            name,
        )


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.TABLE)
def test_columns_follow_the_fields(noun: type[Record]) -> None:
    fields = msgspec.structs.fields(noun)
    assert [column.name for column in columns_of(noun)] == [field.name for field in fields]
    for column, field in zip(columns_of(noun), fields, strict=True):
        assert column.nullable == (field.default is None), column
    assert table_of(noun).primary_key == ("container_id", "id")
    known = {column.name for column in columns_of(noun)}
    for key in (*noun.UNIQUE, *noun.INDEXES):
        assert set(key) <= known


def all_statements() -> dict[str, bytes]:
    """Every statement of store/statements.py: constants, and builders for every noun."""
    found = {
        name: text
        for name, text in vars(statements).items()
        if isinstance(text, bytes) and not name.startswith("_")
    }
    builders = (
        *(statements.select_by_id, statements.select_by_uuid, statements.select_by_ids),
        *(statements.select_by_uuids, statements.select_after),
        *(statements.insert_rows, statements.update_rows, statements.copy_rows),
    )
    for noun in NOUNS:
        for builder in builders:
            found[f"{builder.__name__} {noun.TABLE}"] = builder(noun)
        for test in statements.TESTS:
            text = statements.select_where(noun, (("revision", test),), ("-id",), True)
            found[f"where {test} {noun.TABLE}"] = text
        each = statements.select_first_of_each(noun, "id", (("revision", "equal"),), ("-id",))
        found[f"first of each {noun.TABLE}"] = each
    return found


OF_MANY_CONTAINERS = {"READ_CALENDAR_ZONES", "READ_CHANGED_SETTINGS"}
"""What asks for several containers at once names them all, and joins by them."""
WITHOUT_CONTAINER = {
    *("BEGIN", "BEGIN_AUDIT", "COMMIT", "ROLLBACK", "EXPORT_SNAPSHOT", "READ_TABLE_SIZES"),
    *("AUDIT_SESSION", "AUDIT_SIDE_BY_SIDE", "AUDIT_HASHED"),
}


@pytest.mark.parametrize(
    "name", sorted(all_statements().keys() - WITHOUT_CONTAINER - OF_MANY_CONTAINERS)
)
def test_every_statement_takes_the_container_first(name: str) -> None:
    text = " ".join(all_statements()[name].decode().split())
    if text.startswith("COPY"):
        assert "(container_id, " in text
    elif text.startswith("INSERT"):
        assert "(container_id, " in text
        assert "VALUES ($1, " in text or "SELECT $1::bigint, " in text
    else:
        conditions = text.count("WHERE")
        assert conditions == 1, "each FROM narrows by container"
        assert "WHERE container_id = $1" in text or "WHERE t.container_id = $1" in text


@pytest.mark.parametrize("name", sorted(OF_MANY_CONTAINERS))
def test_what_asks_for_many_containers_joins_by_them(name: str) -> None:
    text = " ".join(all_statements()[name].decode().split())
    assert "unnest($1::bigint[]" in text
    assert text.count("JOIN") == text.count(".container_id = k.container_id")


async def test_every_statement_is_accepted_by_the_database(database: Database) -> None:
    async with database.connection() as connection:
        for name, text in all_statements().items():
            if not text.startswith((b"COPY", b"BEGIN", b"COMMIT", b"ROLLBACK", b"SET")):
                result = connection.pgconn.prepare(b"", text)
                assert not result.error_message, (name, result.error_message)


async def test_a_unit_finds_its_rows_by_the_primary_key(database: Database) -> None:
    """With a plan for any container, of a table of which the planner knows nothing: one that
    grows is planned while it is small, and the plan is kept."""
    async with database.connection() as connection, connection.transaction():
        await connection.execute(
            "CREATE TEMPORARY TABLE change_order (LIKE change_order INCLUDING ALL) ON COMMIT DROP"
        )
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        text = statements.update_rows(ChangeOrder).decode()
        await connection.execute(f"PREPARE shown (bigint, bigint[], json) AS {text}".encode())
        plan = await (await connection.execute("EXPLAIN EXECUTE shown (1, '{1}', '[]')")).fetchall()
        lines = "\n".join(row[0] for row in plan)
        assert "change_order_pkey" in lines, lines


def test_a_column_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        statements.select_where(ChangeOrder, (("nmae", "equal"),), (), False)
    with pytest.raises(KeyError):
        statements.select_where(ChangeOrder, (), ("id; DROP TABLE head",), False)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("22003", "Invalid"),
        ("57014", "Unavailable"),
        ("55P03", "Unavailable"),
        ("57P01", "Unavailable"),
        ("53300", "Unavailable"),
        ("08006", "Unavailable"),
        ("42601", None),
        ("23503", None),
    ],
)
def test_what_an_error_of_the_database_means(state: str, refusal: str | None) -> None:
    error = psycopg.errors.lookup(state)("text")
    error.sqlstate = state
    found = write_ledger.refusal_of(error)
    assert (type(found).__name__ if found else None) == refusal


def test_lists_are_written_as_arrays() -> None:
    assert wire.array([1, None, 'a"b\\c,{}', b"\x00\xff"]) == (
        b'{1,NULL,"a\\"b\\\\c,{}","\\\\x00ff"}'
    )
    assert wire.array([]) == b"{}"
    assert [wire.text(value) for value in (None, True, 7, "x", b"\x01", (1, 2))] == [
        *(None, b"t", b"7", b"x", b"\\x01", b"{1,2}"),
    ]


@pytest.mark.parametrize("wrong", ["it's", "two words", "", "Draft", "a;b", "é"])
def test_what_is_no_word_of_ours_stays_out_of_statements(wrong: str) -> None:
    assert words(("in_review", "inReview", "change_order:pco")) == (
        "'in_review', 'inReview', 'change_order:pco'"
    )
    with pytest.raises(ValueError, match="is not a word of the ledger"):
        words(("draft", wrong))
