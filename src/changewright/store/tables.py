"""Every table of the database, with its class; the ledger's tables are derived from the nouns.

A table is of one of three classes: *container* tables begin every key with the container and are
distributed by it; *directory* tables are small reference tables; *local* tables stay on one node.
The first migration's text was made from these tables and is frozen; what came since is added by
`store/schema_changes.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from changewright.core.catalogue import NOUNS
from changewright.core.people import DIRECTORY_NOUNS
from changewright.core.records import (
    ChangeOrder,
    CostItem,
    Face,
    Line,
    Membership,
    Record,
    SubCostItem,
)

TableClass = Literal["container", "directory", "local"]

ID_BLOCK = 1000
"""How many ids one value of the sequence `record_id` stands for: that many from the value on."""
NAME_LENGTH_MAXIMUM = 63

_TYPES: dict[Any, str] = {
    int: "bigint",
    str: 'text COLLATE "C"',
    bool: "boolean",
    bytes: "bytea",
    UUID: "uuid",
    datetime: "timestamptz",
    date: "date",
    list[int]: "bigint[]",
    list[str]: 'text[] COLLATE "C"',
}


class Column(msgspec.Struct, frozen=True):
    """`type` as in CREATE TABLE, with its collation."""

    name: str
    type: str
    nullable: bool = False

    @property
    def bare_type(self) -> str:
        """The type without its collation, for casts and record definitions."""
        return self.type.partition(" COLLATE")[0]


class Unique(msgspec.Struct, frozen=True):
    """A unique index; `alive` means among the rows that are not deleted."""

    name: str
    columns: tuple[str, ...]
    alive: bool = True


class Reference(msgspec.Struct, frozen=True):
    """A foreign key (container_id, column) to (container_id, id) of another table."""

    column: str
    table: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the ledger, all that its DDL says."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    references: tuple[Reference, ...] = ()


# The foreign keys worth their price: what money hangs on. Others are by convention, and `verify`
# finds what dangles.
REFERENCES: dict[type[Record], tuple[Reference, ...]] = {
    Membership: (
        Reference("change_order_id", ChangeOrder.TABLE),
        Reference("cost_item_id", CostItem.TABLE),
    ),
    Face: (Reference("change_order_id", ChangeOrder.TABLE),),
    Line: (Reference("cost_item_id", CostItem.TABLE),),
    SubCostItem: (Reference("cost_item_id", CostItem.TABLE),),
}


def _column(name: str, hint: Any) -> Column:
    """A field's annotation as a column: `int | None` is a bigint that may be null."""
    members = [member for member in get_args(hint) if member is not type(None)]
    nullable = get_origin(hint) is not Annotated and type(None) in get_args(hint)
    kind = members[0] if nullable else hint
    if get_origin(kind) is Annotated:
        return Column(name, str(kind.__metadata__[0]), nullable)
    return Column(name, _TYPES[kind], nullable)


@cache
def columns_of(noun: type[Record]) -> tuple[Column, ...]:
    """The columns of a noun, in the order of its fields. Json may be null where it is by default:
    nobody asks its type whether it may."""
    hints = get_type_hints(noun, include_extras=True)
    null_json = {field.name for field in msgspec.structs.fields(noun) if field.default is None}
    columns = [_column(name, hints[name]) for name in noun.__struct_fields__]
    return tuple(
        Column(column.name, column.type, column.type == "jsonb" and column.name in null_json)
        if column.type == "jsonb" and not column.nullable
        else column
        for column in columns
    )


def _named(*words: str) -> str:
    """A name of an index or constraint, cut to what PostgreSQL keeps, still one of its own."""
    name = "_".join(words)
    if len(name) <= NAME_LENGTH_MAXIMUM:
        return name
    mark = sha256(name.encode()).hexdigest()[:8]
    return f"{name[: NAME_LENGTH_MAXIMUM - 9]}_{mark}"


def unique_name(table: str, columns: tuple[str, ...]) -> str:
    return _named(table, *columns, "key")


def _indexes_of(noun: type[Record]) -> tuple[tuple[str, ...], ...]:
    """The noun's own, and one that tells what was written since a revision: pages are kept up to
    date by asking that of every noun they show."""
    if any(index[-1] == "revision" for index in noun.INDEXES):
        return noun.INDEXES
    return (*noun.INDEXES, ("revision",))


@cache
def table_of(noun: type[Record]) -> Table:
    """The table of a noun."""
    uniques = [Unique(unique_name(noun.TABLE, key), ("container_id", *key)) for key in noun.UNIQUE]
    uuid = Unique(unique_name(noun.TABLE, ("uuid",)), ("container_id", "uuid"), alive=False)
    return Table(
        name=noun.TABLE,
        columns=columns_of(noun),
        primary_key=("container_id", "id"),
        uniques=(uuid, *uniques),
        indexes=tuple(("container_id", *index) for index in _indexes_of(noun)),
        references=REFERENCES.get(noun, ()),
    )


def _columns(*rows: tuple[str, Any]) -> tuple[Column, ...]:
    return tuple(_column(name, hint) for name, hint in rows)


_JSONB = Annotated[Any, "jsonb"]
_INTEGER = Annotated[int, "integer"]

HEAD = Table(
    name="head",
    columns=_columns(
        ("container_id", int),
        ("revision", int),
        ("at", datetime),
        ("hash", bytes),
        ("counters", list[int]),
    ),
    primary_key=("container_id",),
)
SEQUENCE = Table(
    name="sequence",
    columns=_columns(("container_id", int), ("name", str), ("value", int)),
    primary_key=("container_id", "name"),
)
CONTAINER_SETTINGS = Table(
    name="container_settings",
    columns=_columns(("container_id", int), ("settings", _JSONB), ("version", int)),
    primary_key=("container_id",),
)
JOURNAL = Table(
    name="journal",
    columns=_columns(
        ("container_id", int),
        ("revision", int),
        ("sequence", _INTEGER),
        ("at", datetime),
        ("actor_id", int | None),
        ("client_id", str | None),
        ("door", str),
        ("request_id", str),
        ("action", str),
        ("noun", str),
        ("record_id", int),
        ("changed", list[str]),
        ("image", bytes | None),
        ("digest", bytes),
        ("hash", bytes),
    ),
    primary_key=("container_id", "revision", "sequence"),
    indexes=(("container_id", "noun", "record_id", "revision"),),
)
IDEMPOTENCY = Table(
    name="idempotency",
    columns=_columns(
        ("container_id", int),
        ("key", str),
        ("actor", str),
        ("digest", bytes),
        ("status", _INTEGER),
        ("headers", _JSONB),
        ("body", bytes),
        ("created_at", datetime),
    ),
    primary_key=("container_id", "key", "actor"),
    indexes=(("container_id", "created_at"),),
)

DELIVERY = Table(
    name="delivery",
    columns=_columns(
        ("container_id", int),
        ("id", int),
        ("uuid", UUID),
        ("webhook_id", int),
        ("trigger_id", int),
        ("revision", int),
        ("sequence", _INTEGER),
        ("created_at", datetime),
        ("subject", str),
        ("record_id", int),
        ("event", str),
        ("parent_id", int | None),
        ("pending", bool),
        ("outcome", str | None),
        ("attempts", _JSONB),
    ),
    primary_key=("container_id", "id"),
    indexes=(
        ("container_id", "webhook_id", "pending", "created_at", "sequence"),
        ("container_id", "webhook_id", "created_at", "sequence"),
    ),
)
WEBHOOK_QUEUE = Table(
    name="webhook_queue",
    columns=_columns(
        ("container_id", int),
        ("webhook_id", int),
        ("authorization_header", str | None),
        ("failing_since", datetime | None),
        ("failures", _INTEGER),
        ("next_at", datetime | None),
        ("leased_until", datetime | None),
        ("leased_by", UUID | None),
    ),
    primary_key=("container_id", "webhook_id"),
)

LEDGER_TABLES: tuple[Table, ...] = (
    HEAD,
    SEQUENCE,
    CONTAINER_SETTINGS,
    JOURNAL,
    IDEMPOTENCY,
    DELIVERY,
    WEBHOOK_QUEUE,
    *(table_of(noun) for noun in NOUNS),
)

_LOCAL = (
    "alembic_version",
    "oauth_code",
    "oauth_grant",
    "oauth_token",
    "sign_in_attempt",
    "signing_key",
    "web_session",
)

TABLES: dict[str, TableClass] = {
    **{table.name: "container" for table in LEDGER_TABLES},
    **{noun.TABLE: "directory" for noun in DIRECTORY_NOUNS},
    "directory_head": "directory",
    **dict.fromkeys(_LOCAL, "local"),
}
"""Every table there is, and its class. A test compares it with the database."""


def create_table(table: Table) -> str:
    """The DDL of a table with its indexes."""
    lines = [
        f"    {column.name} {column.type}{'' if column.nullable else ' NOT NULL'}"
        for column in table.columns
    ]
    lines.append(f"    PRIMARY KEY ({', '.join(table.primary_key)})")
    lines += [
        f"    FOREIGN KEY (container_id, {reference.column}) "
        f"REFERENCES {reference.table} (container_id, id)"
        for reference in table.references
    ]
    statements = [f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n);"]
    statements += [
        f"CREATE UNIQUE INDEX {unique.name} ON {table.name} ({', '.join(unique.columns)})"
        + (" WHERE deleted_at IS NULL;" if unique.alive else ";")
        for unique in table.uniques
    ]
    statements += [
        f"CREATE INDEX {_named(table.name, *index[1:], 'idx')} "
        f"ON {table.name} ({', '.join(index)});"
        for index in table.indexes
    ]
    return "\n".join(statements)
