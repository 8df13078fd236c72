"""A served project for whoever follows a page, and the environment its reader would have."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clients.conftest import new_project, serve
from tests.conftest import migrated_database
from tests.docs.pages import Reader
from tests.docs.ready_program import ready

from changewright.config.settings import Settings
from changewright.edge.http import Application
from changewright.store.embedded import Urls
from changewright.work.ledger import Ledger


@pytest.fixture(scope="module")
def address(database_urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server over the tests' database, which may tell hooks on this machine."""
    here = {
        "CHANGEWRIGHT_WEBHOOK_NETWORKS": "127.0.0.1/32",
        "CHANGEWRIGHT_WEBHOOK_CONNECTIONS": "2",
    }
    yield from serve(database_urls, tmp_path_factory.mktemp("documented"), **here)


@pytest.fixture(scope="session")
def changewright(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The text of the program that the pages call."""
    with ready(tmp_path_factory.mktemp("ready")) as text:
        yield text


@pytest.fixture
async def reader(
    address: str,
    changewright: str,
    application: Application,
    ledger: Ledger,
    database_urls: Urls,
    settings: Settings,
    tmp_path: Path,
) -> Reader:
    """Somebody in a new project, who has exported what the pages tell them to."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    served = await new_project(address, application, ledger)
    programs = programs_in(tmp_path, changewright)
    number = served.project_name.removeprefix("Project ")
    facts = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "ADDRESS": served.url,
        "PROJECT": served.container,
        "TOKEN": served.token,
        "EMAIL": f"admin.{number}@example.com",
        "CHANGEWRIGHT_HOME": str(settings.home),
        "CHANGEWRIGHT_DATABASE_URL": database_urls.server,
        "CHANGEWRIGHT_OWNER_DATABASE_URL": database_urls.owner,
    }
    return Reader(tmp_path, facts)


@pytest.fixture
def own_reader(
    server_urls: Urls, worker_id: str, changewright: str, tmp_path: Path
) -> Iterator[Reader]:
    """Somebody with a server over an empty database, who has a password in mind."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    urls = migrated_database(server_urls, f"own_{worker_id}")
    for address in serve(urls, tmp_path):
        facts = {
            "PATH": f"{programs_in(tmp_path, changewright)}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "ADDRESS": address,
            "FIRST_PASSWORD": "a plain long password",
            "CHANGEWRIGHT_HOME": str(tmp_path),
            "CHANGEWRIGHT_DATABASE_URL": urls.server,
            "CHANGEWRIGHT_OWNER_DATABASE_URL": urls.owner,
        }
        yield Reader(tmp_path, facts)


def programs_in(folder: Path, changewright: str) -> Path:
    """A folder with the programs that the pages call, those of this environment."""
    programs = folder / "bin"
    programs.mkdir()
    texts = {"python3": f'#!/bin/sh\nexec {sys.executable} "$@"\n', "changewright": changewright}
    for name, text in texts.items():
        program = programs / name
        program.write_text(text)
        program.chmod(0o755)
    return programs
