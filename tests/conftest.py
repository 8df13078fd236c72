"""What every test may ask for: the database.

One embedded server serves the whole run, however many workers (`-n 2`) it has: they share a data
folder, and the product's own locks decide who starts it and who stops it. Each worker has a
database of its own in it. Only tests that ask for the database start it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from changewright.config.settings import Settings
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.store.engine import Database
from changewright.store.migrate import migrate

pytest_plugins = (
    "tests.no_skips",
    "tests.fixtures_ledger",
    "tests.fixtures_acc",
    "tests.fixtures_demo",
)

# Not CHANGEWRIGHT_…: those are the product's settings, and an unknown one is refused.
HOME_VARIABLE = "TESTS_OF_CHANGEWRIGHT_HOME"
# What starts or loads something that takes long, once: all of a row goes to one worker.
TOGETHER = (
    ("tests/app/", "tests/demo/test_install.py"),
    ("tests/demo/test_timeline.py",),
    ("tests/procore/door/",),
    ("tests/badinput/",),
    ("tests/openapi/",),
    ("tests/clients/test_procore_sdk.py",),
    ("tests/docs/test_examples.py",),
)


def scope_of(nodeid: str) -> str:
    """What a test shares with those that must go to the worker it goes to: often itself alone."""
    return next((row[0] for row in TOGETHER if nodeid.startswith(row)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """By path. xdist's own groups are lost: it writes them into ids as pytest 9.2 no longer has
    them."""
    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = scope_of
    return scheduling


def pytest_configure(config: pytest.Config) -> None:
    """The controller makes the run's data folder; its workers find it in their environment."""
    for name in [name for name in os.environ if name.startswith("CHANGEWRIGHT_")]:
        del os.environ[name]  # a developer's own database is not for tests
    if not hasattr(config, "workerinput"):
        # Not pytest's own temporary folder, which only its owner may enter: as root the database
        # runs as another user.
        os.environ[HOME_VARIABLE] = tempfile.mkdtemp(prefix="changewright-tests-")
        Path(os.environ[HOME_VARIABLE]).chmod(0o711)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and HOME_VARIABLE in os.environ:
        shutil.rmtree(os.environ.pop(HOME_VARIABLE), ignore_errors=True)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The run's settings: everything by default but the data folder, and that what is written for
    hooks is left to the tests that send it."""
    return Settings(home=Path(os.environ[HOME_VARIABLE]), webhook_connections=0)


@pytest.fixture(scope="session")
def server_urls(settings: Settings) -> Iterator[Urls]:
    """The run's one database server, at its own empty-to-begin-with database."""
    with embedded.running(settings) as urls:
        yield urls


@pytest.fixture(scope="session")
def database_urls(server_urls: Urls, worker_id: str) -> Urls:
    """This worker's database, migrated."""
    return migrated_database(server_urls, f"tests_{worker_id}")


@pytest.fixture(scope="session")
async def database(database_urls: Urls, settings: Settings) -> AsyncIterator[Database]:
    """This worker's database, opened. What a test writes stays: one container per test."""
    opened = Database(database_urls, settings)
    await opened.open()
    yield opened
    await opened.close()


def migrated_database(server_urls: Urls, name: str) -> Urls:
    """A new database of the run's server, with the schema in it."""
    create_database(server_urls, name, template=migrated_template(server_urls))
    return server_urls.to_database(name)


@cache
def migrated_template(server_urls: Urls) -> str:
    """What this process copies its databases from: a copy takes a tenth of a migration."""
    name = f"template_{os.getpid()}"
    create_database(server_urls, name)
    migrate(server_urls.to_database(name))
    return name


def create_database(server_urls: Urls, name: str, template: str = "template1") -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(server_urls.owner, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
