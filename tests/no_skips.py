"""The rule that CI skips nothing."""

from __future__ import annotations

import os

import pytest

NO_SKIPS_VARIABLE = "TESTS_OF_CHANGEWRIGHT_NO_SKIPS"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: a missing tool must be seen."""
    if hasattr(session.config, "workerinput") or not os.environ.get(NO_SKIPS_VARIABLE):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped:
        reporter.write_line(f"{len(skipped)} skipped: in CI that is a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
