"""kill -9 of server and database in the middle: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from changewright.config.settings import Settings
from changewright.core.records import ChangeOrder
from changewright.store import embedded
from changewright.store.engine import Database
from changewright.work.ledger import Ledger
from changewright.work.verify import verify

from . import writer

CONTAINER_ID = 5
ROUNDS = 6
SECONDS_PER_ROUND = 2.0


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder of its own: the run's other tests do not want their server killed."""
    folder = Path(tempfile.mkdtemp(prefix="changewright-kill-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def acknowledged(log: Path) -> list[str]:
    lines = log.read_text().splitlines()
    return [line.removeprefix("done ") for line in lines if line.startswith("done ")]


def wait_for_writes(log: Path, process: subprocess.Popen[bytes], more_than: int) -> None:
    until = time.monotonic() + 60
    while len(acknowledged(log)) <= more_than:
        assert process.poll() is None, "the writer died by itself"
        assert time.monotonic() < until, "nothing is written"
        time.sleep(0.05)


def postmaster(home: Path) -> int:
    (pid_file,) = (home / "postgres").glob("data-*/postmaster.pid")
    return int(pid_file.read_text().split()[0])


def write_and_kill(home: Path, log: Path) -> None:
    """Rounds of writing, each ended by killing the database, the writer, or both in turn."""
    command = [sys.executable, "-m", "tests.ledger.writer"]
    for number in range(ROUNDS):
        before = len(acknowledged(log))
        process = subprocess.Popen([*command, str(home), str(CONTAINER_ID), str(log)])
        wait_for_writes(log, process, before)
        time.sleep(random.Random(number).uniform(0.3, SECONDS_PER_ROUND))
        if number % 3 != 1:  # the database
            os.kill(postmaster(home), signal.SIGKILL)
            if number % 3 == 2:  # and the writer lives on: it retries until the database is back
                wait_for_writes(log, process, len(acknowledged(log)) + writer.WRITERS)
        process.kill()  # the writer
        process.wait()


@pytest.mark.deep
async def test_kills_in_the_middle(home: Path) -> None:
    log = home / "log"
    log.touch()
    write_and_kill(home, log)
    settings = Settings(home=home)
    with embedded.running(settings) as urls:
        database = Database(urls, settings)
        await database.open()
        with contextlib.closing(log.open("ab", 0)) as handle:
            ledger = Ledger(database)
            rest = iter(writer.unfinished(log))
            await writer.write(ledger, CONTAINER_ID, handle.fileno(), rest)
        done = acknowledged(log)
        async with ledger.reader(CONTAINER_ID) as read:
            orders = await read.where(ChangeOrder, ("number_value",))
        findings = await verify(database, CONTAINER_ID)
        await database.close()
    assert len(done) == len(set(done)) > ROUNDS * writer.WRITERS
    assert sorted(order.name for order in orders) == sorted(done)
    assert [order.number_value for order in orders] == list(range(1, len(done) + 1))
    assert findings == []
