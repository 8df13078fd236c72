"""The site of a test's project."""

from __future__ import annotations

import httpx
import pytest
from tests.fixtures_acc import People
from tests.web.record.site import Site


@pytest.fixture
def site(acc: httpx.AsyncClient, root: str, place: str, people: People) -> Site:
    return Site(acc, root, place, people)
