"""What the nouns have that the released migrations did not make: the text of the newest migration.

The migrations before the newest are frozen. A column or a noun added since stands in
`0006_ledger.sql`, which `python -m changewright.store.schema_changes --write-migration` writes anew
as the difference between the tables of today and those of the frozen texts. Columns are only ever
added, each with a value for the rows that are there; anything else needs a migration written by
hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from changewright.core.catalogue import NOUN
from changewright.core.money import Decimal
from changewright.store.tables import LEDGER_TABLES, Column, Table, create_table

VERSIONS = Path(__file__).parent / "migrations" / "versions"
FROZEN = tuple(VERSIONS / f"{number:04}_ledger.sql" for number in range(1, 6))
NEWEST = VERSIONS / "0006_ledger.sql"
HEADING = "-- Written by `python -m changewright.store.schema_changes --write-migration`.\n"

_TABLE = re.compile(r"^CREATE TABLE (\w+) \(\n(.*?)\n\);", re.MULTILINE | re.DOTALL)
_INDEX = re.compile(r"^CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+) .*;", re.MULTILINE)
_COLUMN = re.compile(r"^    ([a-z]\w*) (.*?),?$", re.MULTILINE)
_ADDED = re.compile(r"^ALTER TABLE (\w+) ADD COLUMN (\w+) (.*?)(?: DEFAULT .*)?;$", re.MULTILINE)


class SchemaChangeError(Exception):
    """A change of the nouns that adding columns and tables cannot express."""


def migration_sql(frozen: str | None = None) -> str:
    """The statements that bring a database of the frozen text to the nouns of today."""
    known = frozen_text() if frozen is None else frozen
    columns = {match[1]: dict(_COLUMN.findall(match[2])) for match in _TABLE.finditer(known)}
    for table_name, name, stored in _ADDED.findall(known):
        columns[table_name][name] = stored
    indexes = {match[1] for match in _INDEX.finditer(known)}
    parts: list[str] = []
    for table in LEDGER_TABLES:
        if table.name in columns:
            parts += _additions(table, columns[table.name], indexes)
        else:
            parts.append(create_table(table))
    return HEADING + "".join(f"\n{part}\n" for part in parts)


def frozen_text() -> str:
    """The statements of all migrations before the newest."""
    return "\n".join(path.read_text("utf-8") for path in FROZEN)


def _additions(table: Table, known: dict[str, str], indexes: set[str]) -> Iterator[str]:
    for column in table.columns:
        stored = f"{column.type}{'' if column.nullable else ' NOT NULL'}"
        if column.name not in known:
            yield from _add_column(table, column)
        elif known[column.name] != stored:
            raise SchemaChangeError(
                f"{table.name}.{column.name} is {known[column.name]} and would become {stored}"
            )
    gone = known.keys() - {column.name for column in table.columns}
    if gone:
        raise SchemaChangeError(f"{table.name} has lost {', '.join(sorted(gone))}")
    for match in _INDEX.finditer(create_table(table)):
        if match[1] not in indexes:
            yield match[0]


def _add_column(table: Table, column: Column) -> Iterator[str]:
    added = f"ALTER TABLE {table.name} ADD COLUMN {column.name} {column.type}"
    if column.nullable:
        yield f"{added};"
        return
    yield f"{added} NOT NULL DEFAULT {_default_of(table, column)};"
    yield f"ALTER TABLE {table.name} ALTER COLUMN {column.name} DROP DEFAULT;"


def _default_of(table: Table, column: Column) -> str:
    """The value that rows written before the column have: the noun's default, as a literal."""
    noun = NOUN[table.name]
    (default,) = [
        field.default for field in msgspec.structs.fields(noun) if field.name == column.name
    ]
    match default:
        case bool() | int() | Decimal():
            return str(default).lower()
        case str():
            return "'" + default.replace("'", "''") + "'"
        case () | []:
            return "'[]'"
    raise SchemaChangeError(f"{table.name}.{column.name} needs a plain default")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write-migration"]:
        NEWEST.write_text(migration_sql(), "utf-8")
    else:
        sys.stdout.write(migration_sql())
