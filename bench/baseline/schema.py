"""What the baseline's own copy of the database has beyond the product's schema."""

from __future__ import annotations

from typing import Any

import msgspec
from psycopg import Connection, sql
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from changewright.core.records import ChangeOrder

from .models import AuditRow, Table

ROLE = "changewright"


def extend(connection: Connection[Any]) -> None:
    """The table of audit rows, and defaults for those columns of a change order that the API never
    shows: the product fills them in its own code, the ORM does not know them."""
    table = Table.metadata.tables[AuditRow.__tablename__]
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    connection.execute(str(CreateTable(table).compile(dialect=dialect)).encode())
    names = (sql.Identifier(table.name), sql.Identifier(f"{table.name}_id_seq"))
    connection.execute(sql.SQL("GRANT ALL ON {}, {} TO {}").format(*names, sql.Identifier(ROLE)))
    for field in msgspec.structs.fields(ChangeOrder):
        if isinstance(field.default, (bool, int, str, tuple)):
            default = "[]" if isinstance(field.default, tuple) else field.default
            connection.execute(
                sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}").format(
                    sql.Identifier(ChangeOrder.TABLE),
                    sql.Identifier(field.name),
                    sql.Literal(default),
                )
            )
