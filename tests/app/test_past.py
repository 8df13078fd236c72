"""A change that is opened from the log of a past moment is shown as of that moment."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import Page, expect
from tests.app.changes import made, path_of
from tests.app.grid import ready
from tests.app.site import (
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)

BEFORE, AFTER = "Drain at the north wall", "Drain at the south wall"
INSTANT = re.compile(r"As things stood on [A-Z][a-z]+ \d+")


async def renamed(visitors: Visitors, site: Site) -> tuple[Page, str, dict[str, str]]:
    """A change with another title since; its page, its path, and what names the moment before."""
    page = await made(visitors, BEFORE, "Pipe|100")
    path = path_of(page)
    place = f"{site.address}/web/v1/projects/{site.project}/records/{path.rpartition('/')[2]}"
    told: dict[str, Any] = await (await page.request.get(f"{place}/history")).json()
    last = max(told["results"], key=lambda each: int(each["revision"]))
    await page.wait_for_timeout(1100)
    title = page.get_by_role("heading", level=1)
    await page.get_by_role("button", name="Change the title").click()
    await page.get_by_label("Title").fill(AFTER)
    await page.keyboard.press("Enter")
    await expect(title).to_contain_text(AFTER)
    return page, path, {"revision": str(last["revision"]), "instant": str(last["at"])}


@pytest.mark.parametrize("width", [1440, PHONE_WIDTH])
async def test_a_change_is_opened_as_of_the_logs_moment(
    visitors: Visitors, site: Site, width: int
) -> None:
    page, path, moments = await renamed(visitors, site)
    await page.set_viewport_size({"width": width, "height": 900})
    for said, banner in (
        (moments["revision"], re.compile(f"As things stood at revision {moments['revision']}")),
        (moments["instant"], INSTANT),
    ):
        words = {"asOf": said, "q": BEFORE, "filter": "", "sort": "-number"}
        await page.goto(visitors.url(f"/log?{urlencode(words)}"))
        if width == PHONE_WIDTH:
            await page.get_by_role("link", name=re.compile(BEFORE)).first.click()
        else:
            await ready(page)
            await page.get_by_role("grid").focus()
            await page.keyboard.press("Enter")
        await settled(page)
        await expect(page.get_by_text(banner)).to_be_visible()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(BEFORE)
        assert path_of(page) == path
        assert await accessibility_faults(page) == []
        assert await overflow_pixels(page) <= 0
        await page.get_by_role("button", name="Back to now").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(AFTER)
        await expect(page.get_by_text(banner)).to_have_count(0)
        await expect(page).not_to_have_url(re.compile("asOf"))


async def test_a_change_that_was_not_there_yet_leads_back_to_now(
    visitors: Visitors, site: Site
) -> None:
    page, path, _ = await renamed(visitors, site)
    visitors.expect_complaint(page, "404")
    await page.goto(visitors.url(f"{path}?asOf=1"))
    await expect(page.get_by_text("As things stood at revision 1.")).to_be_visible()
    await expect(page.get_by_role("alert").first).to_be_visible()
    await page.get_by_role("button", name="Back to now").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(AFTER)
