"""Every page in both themes on both widths, and what opens over pages: nobody is kept out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect
from tests.app.site import (
    DESK_WIDTH,
    HEIGHT,
    PHONE_WIDTH,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)

SCHEMES = ("light", "dark")
FADED_MILLISECONDS = 450
"""Colours that fade in are not yet what they will be."""

# Each has stories of its own; here they are looked at by everybody who has them.
PAGES = (
    ("/log", "admin"),
    ("/log?asOf=2026-06-30T23:59:59Z", "admin"),
    ("/log?q=there+is+nothing+like+this", "admin"),
    ("/log", "supplier"),
    ("/log", "owner"),
    ("/create", "admin"),
    ("/inbox", "approver"),
    ("/inbox", "viewer"),
    ("/dashboard", "owner"),
    ("/dashboard", "supplier"),
    ("/contracts?side=owner", "admin"),
    ("/contracts", "supplier"),
    ("/settings/lists", "admin"),
    ("/settings/access", "supplier"),
    ("/console", "admin"),
    ("/no-such-page", "admin"),
    ("/changes/pco/00000000-0000-4000-8000-000000000000", "admin"),
)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_every_page_is_for_everybody(
    visitors: Visitors, path: str, role: str, scheme: str
) -> None:
    page = await visitors.open(path, role=role, scheme=scheme)
    visitors.expect_complaint(page, "404")
    for width in (DESK_WIDTH, PHONE_WIDTH):
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await there(page)
        assert await accessibility_faults(page) == [], width
        assert await overflow_pixels(page) <= 0, width


async def there(page: Page) -> None:
    """What the page loads is there, or what it says instead."""
    said = page.locator("h1, [class*=stateTitle]").first
    await expect(said).to_be_visible()
    await expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    await page.wait_for_timeout(FADED_MILLISECONDS)


@dataclass(frozen=True)
class Opened:
    """Something over a page: where, how it opens, and what is there then."""

    path: str
    open: Callable[[Page], Awaitable[None]]
    shown: Callable[[Page], Locator]


def keys(*pressed: str) -> Callable[[Page], Awaitable[None]]:
    """On the log's grid where there is one."""

    async def press(page: Page) -> None:
        grid = page.get_by_role("grid")
        if await grid.count():
            await grid.focus()
        for key in pressed:
            await page.keyboard.press(key)

    return press


def button(name: str) -> Callable[[Page], Awaitable[None]]:
    async def click(page: Page) -> None:
        await page.get_by_role("button", name=re.compile(name)).first.click()

    return click


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog").first


def menu(page: Page) -> Locator:
    return page.get_by_role("menu").first


LOG = "/log?filter=kind:is:pco;phase:is:draft"
OPENED = {
    "palette": Opened("/log", keys("Control+k"), dialog),
    "shortcuts": Opened("/log", keys("?"), dialog),
    "account": Opened("/log", button("^Account"), menu),
    "projects": Opened("/log", button("Tamarack"), lambda page: page.get_by_role("listbox")),
    "views": Opened("/log", button("^View:"), menu),
    "columns": Opened("/log", button("^Columns$"), dialog),
    "filter": Opened("/log", keys("f"), dialog),
    "group": Opened("/log", button("^Group$"), menu),
    "export": Opened("/log", button("^Export$"), menu),
    "head": Opened("/log", keys("ArrowRight", "m"), dialog),
    "peek": Opened(
        "/log", keys("ArrowDown", "p"), lambda page: page.get_by_role("complementary", name="Peek")
    ),
    "selection": Opened(LOG, keys("x"), lambda page: page.get_by_role("toolbar", name="Actions")),
    "cell": Opened(
        f"{LOG}&columns=number,reason,contract",
        keys("ArrowRight", "e"),
        lambda page: page.get_by_role("listbox"),
    ),
    "figure": Opened("/contracts", button("Awarded of"), dialog),
    "book columns": Opened(
        "/budgets", button("^Columns$"), lambda page: dialog(page).or_(menu(page))
    ),
    "new entry": Opened("/settings/lists", button("^Add entry$"), dialog),
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", OPENED)
async def test_what_opens_is_for_everybody(visitors: Visitors, name: str, scheme: str) -> None:
    opened = OPENED[name]
    page = await visitors.open(opened.path, scheme=scheme)
    await settled(page)
    if opened.path.startswith("/log"):
        await expect(page.locator("[role=grid][aria-busy=false]")).to_be_visible()
    await opened.open(page)
    await expect(opened.shown(page)).to_be_visible()
    await page.wait_for_timeout(FADED_MILLISECONDS)
    assert await accessibility_faults(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_menu_on_a_phone_is_for_everybody(visitors: Visitors, scheme: str) -> None:
    page = await visitors.open("/log", width=PHONE_WIDTH, scheme=scheme)
    await settled(page)
    await page.get_by_role("button", name="Open navigation").click()
    await expect(page.get_by_role("navigation", name="Project")).to_be_visible()
    await page.wait_for_timeout(FADED_MILLISECONDS)
    assert await accessibility_faults(page) == []
    await page.get_by_role("link", name="Dashboard").click()
    await expect(page).to_have_url(re.compile("/dashboard"))
    await expect(page).to_have_title(re.compile("^Dashboard · Tamarack"))
