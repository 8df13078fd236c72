"""The frame: the palette, shortcuts and their help, colours, and what is not there."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect
from tests.app.changes import made, path_of
from tests.app.grid import ready
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)


async def test_the_palette_goes_everywhere(visitors: Visitors) -> None:
    page = await visitors.open("/log")
    await settled(page)
    await page.keyboard.press("Control+k")
    await page.get_by_placeholder(re.compile("Type a command")).fill("dashb")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/dashboard"))


async def test_two_letters_go_to_a_page_and_a_question_mark_tells_them(visitors: Visitors) -> None:
    page = await visitors.open("/log")
    await settled(page)
    await page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(shortcuts.get_by_text("Inbox")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(shortcuts).to_be_hidden()
    await page.keyboard.press("g")
    await page.keyboard.press("i")
    await expect(page).to_have_url(re.compile("/inbox"))


async def test_colours_are_kept(visitors: Visitors) -> None:
    page = await visitors.open("/log")
    await settled(page)
    await page.get_by_role("button", name=re.compile("^Account")).click()
    await page.get_by_role("menuitemradio", name="Dark").click()
    root = page.locator("html")
    await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    await page.reload()
    await expect(root).to_have_attribute("data-mantine-color-scheme", "dark")


async def test_a_supplier_is_offered_what_he_has(visitors: Visitors) -> None:
    page = await visitors.open("/log", role="supplier")
    await settled(page)
    navigation = page.get_by_role("navigation", name="Project")
    await expect(navigation.get_by_role("link", name="Log")).to_be_visible()
    await expect(navigation.get_by_role("link", name="Budgets")).to_have_count(0)
    await expect(navigation.get_by_role("link", name="New change")).to_have_count(0)


async def test_what_is_not_there_says_so(visitors: Visitors) -> None:
    page = await visitors.open("/no-such-page")
    await expect(page.get_by_text("There is no such page")).to_be_visible()
    navigation = page.get_by_role("navigation", name="Project")
    await expect(navigation.get_by_role("link", name="Log")).to_be_visible()
    await page.goto(visitors.url("/app/p/00000000-0000-4000-8000-000000000000/log"))
    await expect(page.get_by_text("not a member of it")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(DESK_WIDTH, "light"), (PHONE_WIDTH, "dark")])
async def test_what_is_in_no_project_has_a_frame_too(
    visitors: Visitors, width: int, scheme: str
) -> None:
    page = await visitors.open("/app/no/such/page", width=width, scheme=scheme)
    for text, path in (
        ("There is no such page", "/app/no/such/page"),
        ("not a member of it", "/app/p/00000000-0000-4000-8000-000000000000/log"),
    ):
        await page.goto(visitors.url(path))
        await expect(page.get_by_text(text)).to_be_visible()
        assert await accessibility_faults(page) == []
        assert await overflow_pixels(page) <= 0
        await page.get_by_role("button", name=re.compile("^Account")).click()
        await expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("banner").get_by_role("link", name="Changewright").click()
        await expect(page).to_have_url(re.compile("/log"))
    stranger = await visitors.open("/app/no/such/page", role=None, width=width, scheme=scheme)
    await expect(stranger.get_by_text("There is no such page")).to_be_visible()
    await expect(stranger.get_by_role("button", name=re.compile("^Account"))).to_have_count(0)


async def test_a_lost_connection_is_said_and_found_again(visitors: Visitors) -> None:
    page = await visitors.open("/log")
    await settled(page)
    visitors.expect_complaint(page, "ERR_INTERNET_DISCONNECTED|Failed to fetch")
    await ready(page)
    await page.context.set_offline(True)
    await page.keyboard.press("/")
    await page.keyboard.type("steel")
    await expect(page.get_by_text("The server cannot be reached").first).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("Connected again")).to_be_visible()
    await ready(page)


async def test_a_page_not_yet_fetched_comes_with_the_connection(visitors: Visitors) -> None:
    """Its code is missing, which is said within the app; nobody has to press anything."""
    page = await visitors.open("/log")
    await settled(page)
    visitors.expect_complaint(page, "ERR_INTERNET_DISCONNECTED|Failed to fetch|No code|preload CSS")
    await page.context.set_offline(True)
    link = page.get_by_role("navigation", name="Project").get_by_role("link", name="Dashboard")
    await link.click()
    await expect(page.get_by_text("This page's code could not be fetched")).to_be_visible()
    await page.get_by_role("button", name="Retry").click()
    await expect(page.get_by_text("The server cannot be reached").first).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", level=1, name="Dashboard")).to_be_visible()
    await expect(page.get_by_role("region", name="Contract value", exact=True)).to_be_visible()


HIDE = """(isHidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


async def test_a_hidden_tab_lets_go_of_its_stream_and_catches_up(visitors: Visitors) -> None:
    """A browser has six connections to a server; tabs that nobody looks at hold none of them."""
    theirs = await made(visitors, "Seen by two", "A line|100")
    context = await visitors.context("manager")
    page = await visitors.page_of(context)
    async with page.expect_request(lambda asked: asked.url.endswith("/live")) as begun:
        await page.goto(visitors.url(path_of(theirs)))
    stream = await begun.value
    await settled(page)
    async with page.expect_event("requestfailed", lambda each: each == stream):
        await page.evaluate(HIDE, True)
    await theirs.get_by_role("button", name="Change the title").click()
    await theirs.get_by_role("textbox", name="Title").fill("Seen later")
    await theirs.keyboard.press("Enter")
    await expect(theirs.get_by_role("heading", level=1, name="Seen later")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Seen by two")
    async with page.expect_request(lambda asked: asked.url.endswith("/live")):
        await page.evaluate(HIDE, False)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Seen later")
