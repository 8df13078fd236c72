"""The demo as `changewright run` loads it into an empty database, once for all who look at it.

Loading takes longer than all that is asked of it, so one worker has the tests of the demo and the
stories of the app (`TOGETHER` in tests/conftest.py).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.demo.site import Site

from changewright.store.embedded import Urls

HOME_VARIABLE = "TESTS_OF_CHANGEWRIGHT_HOME"


@dataclass(frozen=True)
class Demo:
    """A server that has loaded the demo and was stopped; `copy` is its database as it was then."""

    site: Site
    told: str
    copy: Urls


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
        finally:
            site.stop()
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier("shown_" + worker_id), sql.Identifier("demo_" + worker_id)
            )
        )
    yield Demo(site, site.told(), copy)
