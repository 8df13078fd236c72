"""The web app in a real Chromium, against the real server with the demo project.

`visitors.open("/log", role="approver", width=390, scheme="dark")` is a page of somebody who is
signed in. A test fails when a page's console complained. Where Chromium or the built app is missing
the tests are skipped, which in CI is a failure.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from tests.app.site import CHROMIUM_FLAGS, Site, Visitors, chromium_path
from tests.fixtures_demo import Demo

from changewright.compose.application import APP

HERE = Path(__file__).parent
IN_THE_GATE = frozenset(
    {
        "test_a_manager_signs_in_and_sees_the_log",
        "test_figures_are_those_of_the_ledger",
        "test_a_view_is_built_shared_and_exported",
        "test_without_a_mouse",
        "test_the_log_is_for_everybody[light]",
        "test_a_supplier_answers_a_request_and_sees_only_his",
        "test_an_approver_approves_on_a_phone",
        "test_figures_above_the_charts_are_the_servers",
    }
)
# A slow machine is not a fault of the app.
expect.set_options(timeout=45_000)
# "http://127.0.0.1:8000 /its/home": a server of one's own to try a story on, again and again.
SITE_VARIABLE = "TESTS_OF_CHANGEWRIGHT_SITE"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A page of a real browser takes seconds: the gate hears one story of each kind, the full proof
    all of them."""
    for item in items:
        if HERE in item.path.parents and item.name not in IN_THE_GATE:
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="session")
def chromium() -> str:
    path = chromium_path()
    if path is None:
        pytest.skip("chromium is not installed")
    if not (APP / "index.html").is_file():
        pytest.skip("the web app is not built (python scripts/build_app.py)")
    return path


@pytest.fixture(scope="session")
def site(chromium: str, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The server with the demo project. What a story changes stays for those after it."""
    if SITE_VARIABLE in os.environ:
        address, own_home = os.environ[SITE_VARIABLE].split()
        yield Site(Path(own_home), address)
        return
    demo: Demo = request.getfixturevalue("demo")
    demo.site.start()
    yield demo.site
    demo.site.stop()


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_FLAGS)
        )
        yield launched
        await launched.close()


@pytest.fixture
async def visitors(browser: Browser, site: Site) -> AsyncIterator[Visitors]:
    found = Visitors(browser, site)
    yield found
    complaints = [each.unexpected() for each in found.watched]
    await found.close()
    assert [each for each in complaints if each] == []


@pytest.fixture
async def page(visitors: Visitors) -> Page:
    """The log, open for the administrator."""
    return await visitors.open()
