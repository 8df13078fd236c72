"""A database in which nobody has done anything, and the command line over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.shell import Shell
from tests.conftest import migrated_database

from changewright.store.embedded import Urls


@pytest.fixture
def empty_urls(server_urls: Urls, worker_id: str, request: pytest.FixtureRequest) -> Urls:
    """A new database of this test's own, with the schema and nothing else."""
    made = f"empty_{worker_id}_{abs(hash(request.node.nodeid)):x}"
    return migrated_database(server_urls, made)


@pytest.fixture
def shell(
    empty_urls: Urls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    """The command line over the empty database."""
    monkeypatch.setenv("CHANGEWRIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("CHANGEWRIGHT_DATABASE_URL", empty_urls.server)
    monkeypatch.setenv("CHANGEWRIGHT_OWNER_DATABASE_URL", empty_urls.owner)
    return Shell(monkeypatch, capsys)
