"""The embedded database: shared, stopped by the last one out, and back after every kind of kill."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from changewright.config.settings import Settings
from changewright.store import cluster as clusters
from changewright.store import embedded
from changewright.store.cluster import SystemUser
from changewright.store.installation import EmbeddedError

HOLDER = Path(__file__).with_name("holder.py")
PATIENCE_SECONDS = 20.0


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data folder of this file's own, where the database's user can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="changewright-start-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


class Holder:
    """A process that holds the database of a data folder."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HOLDER), str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._said: dict[str, str] = {}

    def said(self) -> dict[str, str]:
        """What it printed when the database was there."""
        assert self.process.stdout is not None
        if not self._said:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(self.process.communicate()[1])
            self._said = json.loads(line)
        return self._said

    @property
    def server_pid(self) -> int:
        return int(self.said()["pid"])

    def leave(self) -> None:
        _, said = self.process.communicate(timeout=PATIENCE_SECONDS)
        assert (self.process.returncode, said) == (0, "")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def hold(home: Path) -> Iterator[Callable[[], Holder]]:
    holders: list[Holder] = []

    def start() -> Holder:
        holders.append(Holder(home))
        return holders[-1]

    yield start
    for holder in holders:
        if holder.process.poll() is None:
            holder.kill()
    with embedded.running(Settings(home=home)):
        pass  # the last one out stops what a killed holder left behind
    assert not (home / "postgres" / "data-18" / "postmaster.pid").exists()


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_two_at_once_share_one_server_and_the_last_stops_it(hold: Callable[[], Holder]) -> None:
    first, second = hold(), hold()
    assert first.server_pid == second.server_pid
    assert os.getsid(first.server_pid) not in (os.getsid(0), os.getsid(first.process.pid))
    first.leave()
    assert is_alive(second.server_pid)
    with psycopg.connect(second.said()["server"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.leave()
    wait_until(lambda: not is_alive(first.server_pid))


def test_a_killed_holder_leaves_the_server_to_the_next(hold: Callable[[], Holder]) -> None:
    first = hold()
    server = first.server_pid
    first.kill()
    assert is_alive(server)
    second = hold()
    assert second.server_pid == server
    second.leave()
    wait_until(lambda: not is_alive(server))


def test_a_killed_server_is_started_again_and_kept_what_it_acknowledged(
    hold: Callable[[], Holder],
) -> None:
    holder = hold()
    urls = holder.said()
    with psycopg.connect(urls["owner"], autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (number int)")
        for number in range(50):
            connection.execute("INSERT INTO kept VALUES (%s)", (number,))
        os.kill(holder.server_pid, signal.SIGKILL)
    assert rows_kept(urls["owner"]) == 50
    holder.leave()


def test_killing_both_loses_nothing_acknowledged(hold: Callable[[], Holder]) -> None:
    holder = hold()
    acknowledged = 0
    with (
        psycopg.connect(holder.said()["owner"], autocommit=True) as connection,
        contextlib.suppress(psycopg.OperationalError),
    ):
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (number int)")
        while True:
            connection.execute("INSERT INTO kept VALUES (%s)", (acknowledged,))
            acknowledged += 1
            if acknowledged == 200:
                holder.kill()
                os.kill(holder.server_pid, signal.SIGKILL)
    after = hold()
    assert after.server_pid != holder.server_pid
    # The one statement on its way when the server died may have been kept or not.
    assert rows_kept(after.said()["owner"]) in (acknowledged, acknowledged + 1)
    after.leave()


def rows_kept(url: str) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with psycopg.connect(url) as connection:
                row = connection.execute("SELECT count(*) FROM kept").fetchone()
                assert row is not None
                return int(row[0])
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the server did not come back"
            time.sleep(0.05)


def test_a_pid_file_that_names_another_program_is_no_hindrance(
    home: Path, hold: Callable[[], Holder]
) -> None:
    hold().leave()
    left_behind = home / "postgres" / "data-18" / "postmaster.pid"
    left_behind.write_text(f"{os.getpid()}\n/somewhere\n1\n5432\n\n\n\nready\n")
    holder = hold()
    assert holder.server_pid != os.getpid()
    holder.leave()


def test_what_is_secret_is_kept_so(home: Path, hold: Callable[[], Holder]) -> None:
    urls = hold().said()
    folder = home / "postgres"
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "sockets").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "data-18").stat().st_mode) == 0o700
    password = urls["server"].partition("changewright:")[2].partition("@")[0]
    assert len(password) > 30
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(urls["server"].replace(password, "wrong"))
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(urls["server"].replace(":" + password, ""))


def test_roles_have_no_more_rights_than_they_need(hold: Callable[[], Holder]) -> None:
    urls = hold().said()
    question = (
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
        "WHERE rolname = current_user"
    )
    with psycopg.connect(urls["server"]) as connection:
        assert connection.execute(question).fetchone() == (False,) * 5
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (number int)")
    with psycopg.connect(urls["owner"]) as connection:
        assert connection.execute(question).fetchone() == (False, False, True, False, False)


def test_text_sorts_by_code_point_and_numbers_are_exact(hold: Callable[[], Holder]) -> None:
    with psycopg.connect(hold().said()["server"]) as connection:
        row = connection.execute(
            "SELECT 'Z' < 'a', lower('ÄÉŽ'), current_setting('server_encoding'), "
            "datlocprovider::text FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == (True, "äéž", "UTF8", "b")


def test_a_long_path_gets_its_sockets_elsewhere(home: Path) -> None:
    user = SystemUser(os.geteuid(), os.getegid(), "ours")
    long = home / ("long-" * 20)
    folder = clusters.socket_folder(long, user)
    try:
        assert len(os.fsencode(folder)) < clusters.SOCKET_PATH_LIMIT
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert clusters.socket_folder(long, user) == folder
        folder.chmod(0o755)
        with pytest.raises(EmbeddedError, match="is not a private folder"):
            clusters.socket_folder(long, user)
    finally:
        folder.rmdir()


def test_a_user_without_passwd_entry_is_told_what_to_do(home: Path) -> None:
    stranger = SystemUser(uid=4_000_123, gid=4_000_123, name="with id 4000123")
    cluster = clusters.Cluster(home, home / "data", home, home / "log", stranger)
    with pytest.raises(EmbeddedError) as caught:
        clusters.initialise(cluster, "password")
    assert "CHANGEWRIGHT_DATABASE_URL" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_private_folder_keeps_another_user_out(home: Path) -> None:
    private = home / "private"
    private.mkdir(mode=0o700)
    owner = SystemUser(os.geteuid(), os.getegid(), "owner")
    other = SystemUser(os.geteuid() + 1, os.getegid() + 1, "other")
    assert owner.can_enter(private)
    assert not other.can_enter(private)
    private.chmod(0o711)
    assert other.can_enter(private)


def test_a_data_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(EmbeddedError, match="Cannot write to the data folder /dev/null/x"):
        embedded.prepare_folder(Settings(home=Path("/dev/null/x")))


@pytest.mark.parametrize(
    ("present", "words"),
    [("data-17", "upgrade-database"), ("data-99", "newer than this program's 18")],
)
def test_data_of_another_major_version_are_not_overlooked(
    tmp_path: Path, present: str, words: str
) -> None:
    (tmp_path / present).mkdir()
    with pytest.raises(EmbeddedError, match=words):
        embedded.refuse_other_versions(tmp_path, "18.6.3")
    (tmp_path / "data-18").mkdir()
    embedded.refuse_other_versions(tmp_path, "18.6.3")


def test_lost_passwords_are_named(tmp_path: Path) -> None:
    (tmp_path / "data-18").mkdir()
    with pytest.raises(EmbeddedError, match=r"secrets\.json is missing"):
        embedded.read_passwords(tmp_path)


def test_a_server_of_ones_own_is_taken_as_it_is() -> None:
    url = "postgresql://a:b@h/d"
    with embedded.running(Settings(database_url=url)) as urls:
        assert (urls.server, urls.owner, urls.has_lesser_role) == (url, url, False)
    owner = "postgresql://o:b@h/d"
    with embedded.running(Settings(database_url=url, owner_database_url=owner)) as urls:
        assert (urls.owner, urls.has_lesser_role) == (owner, True)
        assert urls.to_database("x y").owner == "postgresql://o:b@h/x%20y"
