"""The demo as `changewright run` loads it into an empty database, once for all who look at it.

Loading takes longer than all that is asked of it, so one worker has the tests of the demo and the
stories of the app (`TOGETHER` in tests/conftest.py).
"""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from tests.demo.site import Site

from changewright.store.embedded import Urls

HOME_VARIABLE = "TESTS_OF_CHANGEWRIGHT_HOME"


@dataclass(frozen=True)
class Demo:
    """A server that has loaded the demo and was stopped; `copy` is its database as it was then.
    `answers`: what it answered, while it ran, to the requests that it had greeted with."""

    site: Site
    told: str
    copy: Urls
    answers: tuple[Any, ...]


@pytest.fixture(scope="session")
def demo(server_urls: Urls, worker_id: str) -> Iterator[Demo]:
    urls, copy = (server_urls.to_database(f"{name}_{worker_id}") for name in ("demo", "shown"))
    home = Path(tempfile.mkdtemp(prefix="demo-", dir=os.environ[HOME_VARIABLE]))
    with psycopg.connect(server_urls.owner, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {}").format(sql.Identifier("demo_" + worker_id))
        )
        site = Site(home, urls=urls)
        try:
            site.start()
            answers = tuple(_asked(line) for line in site.told().splitlines() if "curl " in line)
        finally:
            site.stop()
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier("shown_" + worker_id), sql.Identifier("demo_" + worker_id)
            )
        )
    yield Demo(site, site.told(), copy, answers)


def _asked(line: str) -> Any:
    """What is answered to a line as a shell reads it: `curl`, its headers, an address."""
    _curl, *options, address = shlex.split(line)
    assert options[::2] == ["-H"] * (len(options) // 2), line
    headers = dict(option.split(": ", 1) for option in options[1::2])
    return httpx.get(address, headers=headers, timeout=30).raise_for_status().json()
