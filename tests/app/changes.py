"""What people do on a change's page, for the stories that are about more than one of them."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Page, Response, expect
from tests.app.site import DESK_WIDTH, Visitors, settled

from changewright.work.demo.cast import PEOPLE

EMAIL = {person.key: person.email for person in PEOPLE}
ROLE_OF = {person.key: person.role for person in PEOPLE}
APPROVE = re.compile(r"^Approve\b")


async def page_of(visitors: Visitors, person: str, path: str, width: int = DESK_WIDTH) -> Page:
    """A page of somebody of the demo's cast, with all that it shows."""
    page = await visitors.open(path, role=ROLE_OF[person], width=width, email=EMAIL[person])
    await settled(page)
    return page


async def made(visitors: Visitors, name: str, *lines: str, person: str = "miles") -> Page:
    """A new potential change by a project manager; its page. A line is `Name|amount`."""
    page = await page_of(visitors, person, "/inbox")
    await expect(page.get_by_role("link", name=re.compile("^New change"))).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.get_by_label("What changes?")).to_be_focused()
    await page.keyboard.type(name)
    for row, line in enumerate(lines, 1):
        text, amount = line.split("|")
        await page.get_by_label(f"Line {row} Name").fill(text)
        await page.get_by_label(f"Line {row} Estimated").fill(amount)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    await settled(page)
    return page


async def press(page: Page, key: str, state: str) -> None:
    """A move by its letter, and the state that it leads to."""
    await page.keyboard.press(key)
    await in_state(page, state)


async def in_state(page: Page, state: str) -> None:
    await expect(page.locator("li[aria-current=step]", has_text=state).first).to_be_visible()


async def decide(visitors: Visitors, person: str, path: str) -> None:
    """Somebody approves on a page of their own, and is asked no more."""
    page = await page_of(visitors, person, path)
    await page.get_by_role("button", name="Decide").click()
    async with page.expect_response(is_decision) as answered:
        await page.get_by_role("button", name=APPROVE).click()
    reply = await answered.value
    assert reply.ok, await reply.text()
    await expect(page.get_by_role("button", name=APPROVE)).to_have_count(0)
    await page.close()


async def sign(visitors: Visitors, person: str, path: str) -> None:
    """Somebody executes an approved order on a page of their own."""
    page = await page_of(visitors, person, path)
    await press(page, "e", "Executed")
    await page.close()


def is_decision(reply: Response) -> bool:
    return reply.request.method == "POST" and reply.url.endswith("/approvals")


def path_of(page: Page) -> str:
    """The page's address within the project."""
    return re.sub(r"^.*/p/[^/]+", "", page.url).partition("?")[0]


async def found(visitors: Visitors, page: Page, kind: str, query: str) -> list[dict[str, Any]]:
    """The documents of the demo that fit, as the page's own person sees them at Autodesk's door."""
    site = visitors.site
    address = f"{site.address}/cost/v1/containers/{site.project}/change-orders/{kind}?{query}"
    reply = await page.request.get(address)
    assert reply.ok, await reply.text()
    results: list[dict[str, Any]] = (await reply.json())["results"]
    return results
