"""Two furnished projects, one's own and another's, for the whole of this folder."""

from __future__ import annotations

import pytest
from tests.badinput.yard import Yard
from tests.openapi.site import furnished

from changewright.edge.http import Application


@pytest.fixture(scope="session")
async def yard(application: Application) -> Yard:
    """An own project, whose administrator is `client`, and another where he is a stranger."""
    return Yard(application, await furnished(application), await furnished(application))
