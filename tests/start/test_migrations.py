"""Bringing a schema up to date: once, by one process, never backwards, with the right grants."""

from __future__ import annotations

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql

from changewright.store import migrate as migrations
from changewright.store.embedded import Urls
from changewright.store.migrate import SchemaError, migrate

FIRST = """
from alembic import op
revision = "0001"
down_revision = None
def upgrade() -> None:
    op.execute("CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY, entry text)")
    op.execute("CREATE TABLE record (id bigint)")
    op.execute("CREATE SEQUENCE number")
"""
SECOND = """
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade() -> None:
    op.execute("ALTER TABLE record ADD COLUMN name text")
    op.execute("{statement}")
"""


@pytest.fixture
def empty(server_urls: Urls) -> Urls:
    """A database with nothing in it."""
    name = f"migrations_{uuid.uuid4().hex}"
    with psycopg.connect(server_urls.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server_urls.to_database(name)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations of our own, so that these tests do not move with the schema."""
    versions = tmp_path / "versions"
    versions.mkdir()
    for name in ("env.py", "script.py.mako"):
        (tmp_path / name).write_text((migrations.FOLDER / name).read_text("utf-8"), "utf-8")
    (versions / "0001_first.py").write_text(FIRST)
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    return versions


def second(folder: Path, statement: str) -> None:
    (folder / "0002_second.py").write_text(SECOND.format(statement=statement))


def test_files_and_revisions_agree() -> None:
    """The quick look at the files' names must see what Alembic sees in them."""
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    scripts = ScriptDirectory.from_config(config)
    walked = [script.revision for script in scripts.walk_revisions()]
    assert walked[::-1] == migrations.revisions()
    assert len(walked) >= 1


def test_each_revision_is_applied_once(empty: Urls, folder: Path) -> None:
    assert migrate(empty) == ["0001"]
    assert migrate(empty) == []
    second(folder, "SELECT 1")
    assert migrate(empty) == ["0002"]
    with psycopg.connect(empty.server) as connection:
        connection.execute("INSERT INTO record (id, name) VALUES (nextval('number'), 'a')")


def test_of_many_at_once_one_migrates(empty: Urls, folder: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        applied = list(threads.map(lambda _: migrate(empty), range(6)))
    assert sorted(applied) == [[], [], [], [], [], ["0001"]]


def test_a_failing_revision_leaves_nothing(empty: Urls, folder: Path) -> None:
    migrate(empty)
    second(folder, "SELECT no_such_function()")
    with pytest.raises(Exception, match="no_such_function"):
        migrate(empty)
    with psycopg.connect(empty.owner) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert row == ("0001",)
        with pytest.raises(psycopg.errors.UndefinedColumn):
            connection.execute("SELECT name FROM record")


def test_a_newer_schema_is_refused(empty: Urls, folder: Path) -> None:
    migrate(empty)
    with psycopg.connect(empty.owner) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0009'")
    with pytest.raises(SchemaError, match="at version 0009, this program knows up to 0001"):
        migrate(empty)


def test_the_servers_role_may_only_add_to_the_journal(empty: Urls, folder: Path) -> None:
    migrate(empty)
    assert migrations.journal_is_protected(empty)
    forbidden = (
        "UPDATE journal SET entry = 'b'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "DROP TABLE journal",
        "ALTER TABLE journal DROP COLUMN entry",
        "UPDATE alembic_version SET version_num = '0000'",
        "CREATE TABLE another (id int)",
        "GRANT UPDATE ON journal TO changewright",
    )
    with psycopg.connect(empty.server, autocommit=True) as connection:
        connection.execute("INSERT INTO journal (entry) VALUES ('a')")
        connection.execute("UPDATE record SET id = 1")
        for statement in forbidden[:-1]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
        connection.execute(forbidden[-1].encode())  # PostgreSQL only warns
        assert connection.execute("SELECT entry FROM journal").fetchone() == ("a",)
    assert migrations.journal_is_protected(empty)


def test_a_single_role_is_not_called_protected(empty: Urls, folder: Path) -> None:
    alone = Urls(empty.owner, empty.owner)
    migrate(alone)
    assert not migrations.journal_is_protected(alone)


def test_rights_lost_outside_are_given_again(empty: Urls, folder: Path) -> None:
    migrate(empty)
    with psycopg.connect(empty.owner) as connection:
        connection.execute("GRANT DELETE ON journal TO changewright")
        connection.execute("REVOKE ALL ON record FROM changewright")
    assert not migrations.journal_is_protected(empty)
    migrate(empty, regrant=True)
    assert migrations.journal_is_protected(empty)
    with psycopg.connect(empty.server) as connection:
        connection.execute("SELECT * FROM record")


def test_a_start_without_migrations_does_not_load_alembic(database_urls: Urls) -> None:
    program = (
        "import sys; from changewright.store.embedded import Urls; "
        "from changewright.store.migrate import migrate; "
        "assert migrate(Urls(sys.argv[1], sys.argv[2])) == []; "
        "assert not {'alembic', 'sqlalchemy'} & set(sys.modules)"
    )
    command = [sys.executable, "-c", program, database_urls.server, database_urls.owner]
    subprocess.run(command, check=True, timeout=30)
