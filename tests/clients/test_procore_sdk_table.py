"""The table of what is called through `procore_sdk` is whole; this needs no client.

So the gate tells when an operation is served that `test_procore_sdk.py` does not call.
"""

from __future__ import annotations

import re

from tests.clients.procore_sdk_ways import NOT_IN_CLIENT, OPERATIONS, RAW

from changewright.procore import coverage


def test_the_table_has_all_that_is_served() -> None:
    """All of the vendor's operations that the client has, as far as they are served."""
    router = coverage.router()
    served = [each for each in coverage.operations() if coverage.is_served(router, each)]
    known = {re.sub(r"\{\w+\}", "{}", operation) for operation in OPERATIONS}
    shaped = [f"{method} " + re.sub(r"\{\w+\}", "{}", path) for method, path in served]
    assert [
        operation
        for operation in shaped
        if operation not in known and not any(part in operation for part in NOT_IN_CLIENT)
    ] == []
    assert all(RAW.values())
