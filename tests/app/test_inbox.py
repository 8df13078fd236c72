"""The inbox: an approver decides on a phone, and at a desk with the keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.app.figures import loaded, shown, told
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
)

THUMB_PIXELS = 44


async def to_approve(page: Page, site: Site) -> list[dict[str, Any]]:
    """What waits for this person's own approval and may be given."""
    rows = (await told(page, site, "inbox", limit=200))["results"]
    return [row for row in rows if row["part"] == "approver" and not row["forbidden"]]


async def approver_at_work(visitors: Visitors, site: Site, width: int = DESK_WIDTH) -> Page:
    """The approver's inbox with something in it to approve: where there is nothing left, a manager
    has given the approval before."""
    page = await visitors.open("/inbox", role="approver", width=width)
    await loaded(page)
    if not await to_approve(page, site):
        await manager_approves(visitors, site)
        await page.reload()
        await loaded(page)
    return page


async def manager_approves(visitors: Visitors, site: Site) -> None:
    manager = await visitors.open("/inbox", role="manager")
    session = await (await manager.request.get(f"{site.address}/web/v1/session")).json()
    headers = {"X-CSRF-Token": session["csrfToken"], "Origin": site.address}
    orders = [row for row in await to_approve(manager, site) if row["band"] == "project"]
    assert orders, "the demo has nothing that a manager passes on to an approver"
    for row in orders[:2]:
        path = f"projects/{site.project}/change-orders/{row['changeOrder']['id']}/approvals"
        address = f"{site.address}/web/v1/{path}"
        body = {"decision": "approve"}
        reply = await manager.request.post(address, data=body, headers=headers)
        assert reply.ok, await reply.text()


async def decisions_on(page: Page, site: Site, change: str) -> list[dict[str, Any]]:
    history = await told(page, site, f"change-orders/{change}/approvals")
    return [each for run in history["runs"] for each in run["decisions"]]


async def test_an_approver_approves_on_a_phone(visitors: Visitors, site: Site) -> None:
    page = await approver_at_work(visitors, site, PHONE_WIDTH)
    first, *_ = await to_approve(page, site)
    change = first["changeOrder"]
    await page.locator(f'[data-id="{change["id"]}"]').tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text(change["name"])
    preview = await told(page, site, f"inbox/{change['id']}")
    effect, currency = preview["effect"], preview["currency"]
    for amount in (effect["before"], effect["amount"], effect["after"]):
        await expect(page.get_by_text(shown(amount, currency), exact=True).first).to_be_visible()
    approve = page.get_by_role("button", name="Approve")
    box = await approve.bounding_box()
    assert box is not None and box["height"] >= THUMB_PIXELS
    assert await overflow_pixels(page) == 0
    assert await accessibility_faults(page) == []
    await approve.tap()
    await expect(page.get_by_text(f"{change['number']} approved")).to_be_visible()
    given = await decisions_on(page, site, change["id"])
    assert given[-1]["decision"] == "approve"
    assert given[-1]["snapshot"]["contract"]["revisedWithThis"] == effect["after"]
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")


async def test_a_return_asks_why_and_keeps_what_was_typed(visitors: Visitors, site: Site) -> None:
    page = await approver_at_work(visitors, site, PHONE_WIDTH)
    change = (await to_approve(page, site))[0]["changeOrder"]
    await page.locator(f'[data-id="{change["id"]}"]').tap()
    await page.get_by_role("button", name="Return").tap()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Return").tap()
    await expect(dialog.get_by_text("Say why, so that it can be mended.")).to_be_visible()
    await dialog.get_by_role("textbox").fill("The backup of line 2 is missing.")
    await dialog.get_by_role("button", name="Return").tap()
    await expect(page.get_by_text(f"{change['number']} returned")).to_be_visible()
    last = (await decisions_on(page, site, change["id"]))[-1]
    assert (last["decision"], last["note"]) == ("return", "The backup of line 2 is missing.")


async def test_the_keyboard_goes_through_the_list_and_decides(
    visitors: Visitors, site: Site
) -> None:
    page = await approver_at_work(visitors, site)
    rows = (await told(page, site, "inbox", limit=50))["results"]
    await expect(page.locator("[data-id][aria-current]")).to_have_count(1)
    await page.keyboard.press("j")
    second = rows[1]["changeOrder"]["id"]
    chosen = page.locator("[data-id][aria-current]")
    await expect(chosen).to_have_attribute("data-id", second)
    await page.keyboard.press("k")
    own = await to_approve(page, site)
    place = [row["changeOrder"]["id"] for row in rows].index(own[0]["changeOrder"]["id"])
    for _ in range(place):
        await page.keyboard.press("j")
    await expect(page.get_by_role("button", name="Delegate")).to_be_visible()
    await page.keyboard.press("d")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")  # the list of people that opened with it
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_amounts_of_all_cards_are_the_servers(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/inbox", role="approver")
    await loaded(page)
    rows = (await told(page, site, "inbox", limit=50))["results"]
    assert any(row["effect"] for row in rows)
    for row in rows:
        text = await page.locator(f'[data-id="{row["changeOrder"]["id"]}"]').inner_text()
        figure = row["effect"] or row
        if figure["amount"] is not None:
            assert shown(figure["amount"], figure["currency"]) in text, row


async def test_all_projects_are_one_list(visitors: Visitors) -> None:
    page = await visitors.open("/inbox?scope=all", role="approver")
    await loaded(page)
    await expect(page.get_by_role("list", name="What waits for you")).to_contain_text("Tamarack")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_use_it(visitors: Visitors, scheme: str) -> None:
    page = await visitors.open("/inbox", role="approver", width=DESK_WIDTH, scheme=scheme)
    await loaded(page)
    await expect(page.get_by_text(re.compile("What it does to the sum")).first).to_be_visible()
    assert await accessibility_faults(page) == []
