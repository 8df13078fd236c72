"""From one major version of PostgreSQL to the next, with this version's programs in both parts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from changewright.config.settings import Settings
from changewright.store import embedded, installation, upgrade_database
from changewright.store.installation import EmbeddedError


@pytest.fixture
def settings() -> Iterator[Settings]:
    """A data folder that says it is of version 17, with something in it."""
    home = Path(tempfile.mkdtemp(prefix="changewright-upgrade-"))
    home.chmod(0o711)
    settings = Settings(home=home)
    with embedded.running(settings) as urls, psycopg.connect(urls.owner) as connection:
        connection.execute("CREATE TABLE journal (id bigint GENERATED ALWAYS AS IDENTITY, e text)")
        connection.execute("INSERT INTO journal (e) SELECT 'ž' || n FROM generate_series(1, 99) n")
        connection.execute("GRANT SELECT, INSERT ON journal TO changewright")
    folder = home / "postgres"
    (folder / "data-18").rename(folder / "data-17")
    (folder / "data-18.roles").rename(folder / "data-17.roles")
    (folder / f"installation-{installation.wheel_version()}").rename(folder / "installation-17.3")
    yield settings
    shutil.rmtree(home)


def test_everything_moves_and_the_old_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is in its way first: programs that are lost, and an upgrade broken off."""
    with pytest.raises(EmbeddedError, match="upgrade-database"), embedded.running(settings):
        pass
    folder = settings.home / "postgres"
    lost_programs_are_named(settings, folder)
    broken_off_nothing_is_touched(settings, folder, monkeypatch)
    steps: list[str] = []
    done = upgrade_database.upgrade_database(settings, steps.append)
    assert done is not None
    assert (done.from_version, done.to_version, done.rows) == (17, 18, 99)
    assert (done.kept / "PG_VERSION").exists()
    assert "restoring changewright" in steps
    with embedded.running(settings) as urls, psycopg.connect(urls.server) as connection:
        connection.execute("INSERT INTO journal (e) VALUES ('next')")
        row = connection.execute("SELECT count(*), max(id), min(e) FROM journal").fetchone()
        assert row == (100, 100, "next")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM journal")
    assert upgrade_database.upgrade_database(settings) is None


def lost_programs_are_named(settings: Settings, folder: Path) -> None:
    programs = folder / "installation-17.3"
    kept = programs.rename(folder / "elsewhere")
    with pytest.raises(EmbeddedError, match="programs of PostgreSQL 17 are no longer"):
        upgrade_database.upgrade_database(settings)
    kept.rename(programs)


def broken_off_nothing_is_touched(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(*_: object) -> int:
        raise EmbeddedError("they differ")

    with monkeypatch.context() as patched:
        patched.setattr(upgrade_database, "_compare", differ)
        with pytest.raises(EmbeddedError, match="they differ"):
            upgrade_database.upgrade_database(settings)
    assert embedded.data_versions(folder) == [17]
    assert not (folder / "data-17" / "postmaster.pid").exists()


def test_a_database_in_use_is_not_upgraded(tmp_path: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="changewright-upgrade-"))
    home.chmod(0o711)
    try:
        with (
            embedded.running(Settings(home=home)),
            pytest.raises(EmbeddedError, match="in use"),
        ):
            upgrade_database.upgrade_database(Settings(home=home))
    finally:
        shutil.rmtree(home)


def test_a_server_of_ones_own_is_not_ours_to_upgrade() -> None:
    with pytest.raises(EmbeddedError, match="names a server"):
        upgrade_database.upgrade_database(Settings(database_url="postgresql://a@h/d"))
