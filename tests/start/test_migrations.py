"""Bringing a schema up to date: once, by one process, never backwards, with the right grants."""

from __future__ import annotations

import shutil
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


OLDER = ("0001", "0002")
"""The migrations before projects of older attributes say that they have some."""
PROJECT = """
INSERT INTO container_settings (container_id, settings, version) VALUES (%(id)s, %(settings)s, 7)
"""
ATTRIBUTE = """
INSERT INTO property_definition (
    container_id, id, uuid, version, revision, created_at, updated_at, deleted_at,
    association_type, name, type, options, position, built_in, default_visibility,
    collaborator_access
) VALUES (
    %(id)s, %(id)s, gen_random_uuid(), 1, 1, now(), now(),
    CASE WHEN %(gone)s THEN now() END, 'FormInstance', 'Trade', 'text', '[]', 0, %(built_in)s, true,
    'none'
)
"""


def test_projects_with_older_attributes_say_so(
    empty: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path / "before"
    shutil.copytree(migrations.FOLDER, before)
    for path in (before / "versions").iterdir():
        if not path.name.startswith(OLDER):
            path.unlink() if path.is_file() else shutil.rmtree(path)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "FOLDER", before)
        assert migrate(empty) == list(OLDER)
    stored = '{"money_places": 2}'
    said = '{"money_places": 2, "custom_attributes": true}'
    projects = (
        (1, stored, (False, False), (True, 8)),
        (2, stored, None, (None, 7)),
        (3, stored, (True, False), (None, 7)),  # built in
        (4, stored, (False, True), (None, 7)),  # deleted
        (5, said, (False, False), (True, 7)),
    )
    with psycopg.connect(empty.owner) as connection:
        for each, settings, attribute, _ in projects:
            connection.execute(PROJECT, {"id": each, "settings": settings})
            if attribute is not None:
                built_in, gone = attribute
                values = {"id": each, "built_in": built_in, "gone": gone}
                connection.execute(ATTRIBUTE, values)
    assert migrate(empty)
    with psycopg.connect(empty.owner) as connection:
        rows = connection.execute(
            "SELECT container_id, settings, version FROM container_settings ORDER BY container_id"
        ).fetchall()
    found = [(row[0], row[1].get("custom_attributes"), row[2]) for row in rows]
    assert found == [(each, *expected) for each, _, _, expected in projects]
    assert all(row[1]["money_places"] == 2 for row in rows)


def test_a_start_without_migrations_does_not_load_alembic(database_urls: Urls) -> None:
    program = (
        "import sys; from changewright.store.embedded import Urls; "
        "from changewright.store.migrate import migrate; "
        "assert migrate(Urls(sys.argv[1], sys.argv[2])) == []; "
        "assert not {'alembic', 'sqlalchemy'} & set(sys.modules)"
    )
    command = [sys.executable, "-c", program, database_urls.server, database_urls.owner]
    subprocess.run(command, check=True, timeout=30)
