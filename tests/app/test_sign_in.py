"""Coming in: signing in leads where one wanted to go, and a session that ends loses nothing."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect
from tests.app.grid import ready
from tests.app.site import (
    DESK_WIDTH,
    EMAIL_OF_ROLE,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)


async def sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def test_a_manager_signs_in_and_sees_the_log(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/app/", role=None)
    await expect(page).to_have_url(re.compile("/app/signin"))
    visitors.expect_complaint(page, "401")
    await sign_in(page, EMAIL_OF_ROLE["manager"], "not the password")
    await expect(page.get_by_text("do not belong together")).to_be_visible()
    await expect(page.get_by_label("E-mail")).to_have_value(EMAIL_OF_ROLE["manager"])
    await sign_in(page, EMAIL_OF_ROLE["manager"], site.password)
    await expect(page).to_have_url(re.compile(f"/app/p/{site.project}/log"))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Change orders")


async def test_one_comes_to_the_place_one_asked_for(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/inbox", role=None)
    await sign_in(page, EMAIL_OF_ROLE["approver"], site.password)
    await expect(page).to_have_url(re.compile(f"/app/p/{site.project}/inbox"))


async def test_a_session_that_ended_is_taken_up_where_one_was(
    visitors: Visitors, site: Site
) -> None:
    page = await visitors.open("/log")
    await ready(page)
    visitors.expect_complaint(page, "401|403")
    await page.context.clear_cookies()
    # The page may notice by itself before a hand is there: then the dialog stands over the link.
    await page.get_by_role("link", name="Inbox").dispatch_event("click")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    await expect(dialog).to_be_visible()
    await sign_in(page, EMAIL_OF_ROLE["admin"], site.password)
    await expect(dialog).to_be_hidden()
    await expect(page).to_have_url(re.compile(f"/app/p/{site.project}/inbox"))
    await settled(page)


@pytest.mark.parametrize("width", [DESK_WIDTH, PHONE_WIDTH])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_signing_in_is_for_everybody(visitors: Visitors, width: int, scheme: str) -> None:
    page = await visitors.open("/app/signin", role=None, width=width, scheme=scheme)
    await settled(page)
    assert await accessibility_faults(page) == []
    assert await overflow_pixels(page) <= 0
