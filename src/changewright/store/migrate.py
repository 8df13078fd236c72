"""Bringing the database's schema to the version this code wants.

Migrations are Alembic's, in `migrations/versions`, one file each: `0001_ledger.py` holds revision
`0001`, and they follow one another by number. A normal start compares two numbers and never
imports Alembic. All of an upgrade is one transaction under an advisory lock: of many processes
started at once one migrates, the others wait and find it done.
"""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from changewright.store.embedded import Urls

FOLDER = Path(__file__).parent / "migrations"
FILE_PATTERN = re.compile(r"(\d{4})_\w+\.py\Z")
OLDEST_SERVER = 150_000
LOCK_KEY = 0x6368_616E_6765  # "change"
VERSION_TABLE = "alembic_version"
# Tables the server's role may add to and read, and nothing else.
APPEND_ONLY = ("journal",)


class SchemaError(Exception):
    """The database's schema cannot be used; the message is one line for the user."""


def revisions() -> list[str]:
    """The revisions this code knows, oldest first."""
    matches = (FILE_PATTERN.match(path.name) for path in (FOLDER / "versions").iterdir())
    return sorted(match[1] for match in matches if match)


def migrate(urls: Urls, *, regrant: bool = False) -> list[str]:
    """Bring the schema up to date; answers the revisions applied, none when it was.

    Raises SchemaError for a schema newer than the code, for a server older than 15, and for one
    that does not answer. `regrant` gives the server's role its rights again, for when the role
    was changed outside.
    """
    with _connected(urls) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise SchemaError(
                f"The database is PostgreSQL {connection.info.server_version // 10_000}; "
                "15 or newer is needed."
            )
        missing = _missing(_version(connection))
    if missing:
        missing = _upgrade(urls)
    if missing or regrant:
        grant(urls)
    return missing


def _connected(urls: Urls) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(urls.owner, autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).partition("\n")[0]
        raise SchemaError(f"The database does not answer: {reason}") from error


def _version(connection: psycopg.Connection[tuple[object, ...]]) -> str | None:
    known = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (VERSION_TABLE,)).fetchone()
    if known is None or not known[0]:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _missing(version: str | None) -> list[str]:
    """The revisions between the database's version and the code's newest."""
    known = revisions()
    if version is not None and version not in known:
        raise SchemaError(
            f"The database's schema is at version {version}, this program knows up to "
            f"{known[-1] if known else 'none'}: use a newer changewright."
        )
    return [revision for revision in known if version is None or revision > version]


def _upgrade(urls: Urls) -> list[str]:
    # Loaded only now: Alembic and SQLAlchemy cost a third of a second that most starts need not
    # pay.
    import sqlalchemy
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.pool import NullPool

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(urls.owner), poolclass=NullPool
    )
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("migrations run on psycopg alone")
        missing = _missing(_version(driver))
        if missing:
            config = Config()
            config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return missing


def grant(urls: Urls) -> None:
    """Give the server's role its rights: all rows of all tables, but the journal only to add to.

    With a single role there is nothing to grant, and nothing to withhold: then `verify` says that
    the journal is not protected by a role.
    """
    if not urls.has_lesser_role:
        return
    role = sql.Identifier(str(conninfo_to_dict(urls.server)["user"]))
    with psycopg.connect(urls.owner) as connection:
        present = connection.execute(
            "SELECT current_schema(), array_agg(relname::text) FROM pg_class "
            "WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
        ).fetchone()
        if present is None:
            return
        schema = sql.Identifier(present[0])
        for template in (
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        ):
            connection.execute(sql.SQL(template).format(schema=schema, role=role))
        for table in present[1] or ():
            withheld = {VERSION_TABLE: "INSERT, UPDATE, DELETE"}
            withheld |= dict.fromkeys(APPEND_ONLY, "UPDATE, DELETE, TRUNCATE")
            if table in withheld:
                connection.execute(
                    sql.SQL("REVOKE {rights} ON {table} FROM {role}").format(
                        rights=sql.SQL(withheld[table]), table=sql.Identifier(table), role=role
                    )
                )


def journal_is_protected(urls: Urls) -> bool:
    """Whether the server's role is kept from changing or deleting what the journal holds."""
    with psycopg.connect(urls.server) as connection:
        row = connection.execute(
            "SELECT bool_or(has_table_privilege(name, 'UPDATE') "
            "OR has_table_privilege(name, 'DELETE') OR has_table_privilege(name, 'TRUNCATE') "
            "OR pg_has_role(current_user, (SELECT relowner FROM pg_class "
            "WHERE oid = name::regclass), 'MEMBER')) FROM unnest(%s::text[]) AS name",
            (list(APPEND_ONLY),),
        ).fetchone()
    return row is not None and not row[0]
