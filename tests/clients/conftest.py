"""A served project for clients nobody here wrote."""

from __future__ import annotations

import os

import pytest
from tests.clients.preparation import Served

NAMES = ("PROOF_URL", "PROOF_TOKEN", "PROOF_CONTAINER", "PROOF_PROJECT")


@pytest.fixture
def served() -> Served:
    """The server named in `PROOF_URL`, `PROOF_TOKEN`, `PROOF_CONTAINER` and `PROOF_PROJECT`."""
    missing = [name for name in NAMES if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no server to run against: {', '.join(missing)} not set")
    url, token, container, project = (os.environ[name] for name in NAMES)
    return Served(url=url.rstrip("/"), token=token, container=container, project_name=project)
