"""Stories of a change's page: a supplier's answer, two who edit at once, a spreadsheet's rows."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page, Response, expect
from tests.app.changes import found, made, page_of, path_of
from tests.app.figures import told
from tests.app.site import (
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)

from changewright.work.demo.cast import COMPANIES, COMPANY_BY_KEY

PRICE = "1,234.50"


class Heard:
    """All that the server has told a page, whatever the page showed of it."""

    def __init__(self, page: Page) -> None:
        self.bodies: list[str] = []
        page.on("response", self._keep)

    async def _keep(self, reply: Response) -> None:
        if "json" in reply.headers.get("content-type", ""):
            # What comes for a page that was left meanwhile is shown to nobody, and not kept.
            with suppress(PlaywrightError):
                self.bodies.append(await reply.text())

    def holding(self, text: str) -> list[str]:
        return [body[:300] for body in self.bodies if text in body]


async def test_a_supplier_answers_a_request_and_sees_only_his(
    visitors: Visitors, site: Site
) -> None:
    phone = await page_of(visitors, "henrik", "/log", PHONE_WIDTH)
    (rfq, *_) = await found(visitors, phone, "rfq", "filter[costStatus]=pricing")
    page = await visitors.page_of(phone.context)
    heard = Heard(page)
    await page.goto(visitors.url(f"/changes/rfq/{rfq['id']}"))
    await settled(page)
    prices = page.get_by_role("textbox", name=re.compile("^Price of"))
    await expect(prices.first).to_be_visible()
    typed = await prices.count()
    await takes_a_price_back(page, prices.first)
    for place in range(typed):
        await prices.nth(place).fill(PRICE)
    assert await overflow_pixels(page) == 0
    assert await accessibility_faults(page) == []
    await page.get_by_role("button", name=re.compile("^Send prices")).click()
    await expect(page.locator("li[aria-current=step]", has_text="Proposed")).to_be_visible()
    for tab in ("lines", "quotes", "approvals", "files", "history"):
        await page.goto(visitors.url(f"/changes/rfq/{rfq['id']}?tab={tab}"))
        await settled(page)
    for path in ("/log", "/inbox", "/contracts"):
        await page.goto(visitors.url(path))
        await settled(page)
    office = await page_of(visitors, "miles", f"/changes/rfq/{rfq['id']}?tab=quotes")
    await nothing_of_the_house_was_told(heard, office)
    nothing_of_others_was_told(heard, COMPANY_BY_KEY["mechanical"].name)
    quotes = await told(office, site, f"records/{rfq['id']}/quotes")
    own = next(one for one in quotes["suppliers"] if one["rfqId"] == rfq["id"])
    sent = [bid["amount"] for bid in own["bids"] if bid["amount"] is not None]
    assert sent == ["1234.5000"] * typed > []
    await others_are_not_there(visitors, page, office)


async def takes_a_price_back(page: Page, price: Locator) -> None:
    """One that was kept, by emptying its cell; with nothing left there is nothing to send."""
    keep = page.get_by_role("button", name="Keep for later")
    await price.fill(PRICE)
    await keep.click()
    await expect(page.get_by_text("Prices kept")).to_be_visible()
    await page.reload()
    await expect(price).to_have_value(PRICE.replace(",", ""))
    await price.press("Control+a")
    await price.press("Delete")
    await expect(page.get_by_text("Will be withdrawn")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Send prices")).click()
    await expect(page.get_by_text("Type at least one price.")).to_be_visible()
    assert await accessibility_faults(page) == []
    await keep.click()
    await expect(page.get_by_text("Prices withdrawn")).to_be_visible()
    await page.reload()
    await expect(price).to_have_value("")


async def nothing_of_the_house_was_told(heard: Heard, office: Page) -> None:
    """No estimate of a line, which the house has and its own page shows."""
    await expect(office.get_by_text(PRICE).first).to_be_visible()
    await expect(office.get_by_role("columnheader", name="Plug")).to_be_visible()
    texts = await office.locator("tbody tr td:nth-child(3)").all_inner_texts()
    secrets = [text for text in texts if re.search(r"[1-9]", text)]
    assert secrets, "the demo's lines have estimates"
    assert heard.bodies
    for secret in secrets:
        assert heard.holding(secret) == heard.holding(secret.replace(",", "")) == [], secret


def nothing_of_others_was_told(heard: Heard, own: str) -> None:
    """No other supplier's name was in any answer."""
    others = [one.name for one in COMPANIES if one.part == "supplier" and one.name != own]
    assert len(others) > 10
    assert heard.holding(own)
    for name in others:
        assert heard.holding(name) == [], name


async def others_are_not_there(visitors: Visitors, page: Page, office: Page) -> None:
    """What another was asked, and the change itself, is nothing to him."""
    mine = {one["id"] for one in await found(visitors, page, "rfq", "limit=100")}
    everything = await found(visitors, office, "rfq", "limit=100")
    foreign = next(one for one in everything if one["id"] not in mine)
    (change, *_) = await found(visitors, office, "pco", "limit=1")
    visitors.expect_complaint(page, "404")
    for kind, one in (("rfq", foreign), ("pco", change)):
        await page.goto(visitors.url(f"/changes/{kind}/{one['id']}"))
        await expect(page.get_by_role("alert").first).to_be_visible()
        await expect(page.get_by_text(one["name"])).to_have_count(0)


async def test_two_people_edit_one_change_at_once(visitors: Visitors, site: Site) -> None:
    mine = await made(visitors, "Two at once", "A line|100")
    theirs = await page_of(visitors, "teresa", path_of(mine))
    await rename(mine, "Mine")
    await rename(theirs, "Theirs")
    await theirs.keyboard.press("Enter")
    await expect(theirs.get_by_role("heading", level=1, name="Theirs")).to_be_visible()
    for page in (mine, theirs):
        visitors.expect_complaint(page, "412")
    refused: list[str] = []
    mine.on("response", lambda one: refused.append(one.url) if one.status == 412 else None)
    await mine.keyboard.press("Enter")
    dialog = mine.get_by_role("dialog", name=re.compile("somebody else was quicker"))
    await expect(dialog.get_by_text("Theirs", exact=True)).to_be_visible()
    await expect(dialog.get_by_text("Mine", exact=True)).to_be_visible()
    await dialog.get_by_role("button", name="Save mine").click()
    for page in (mine, theirs):
        await expect(page.get_by_role("heading", level=1, name="Mine")).to_be_visible()
    assert len(refused) == 1, "the dialog takes the focus from what was typed: it is sent once"
    await expect(dialog).to_be_hidden()
    await estimate(theirs, "250")
    await expect(mine.get_by_role("button", name="Total Estimated")).to_contain_text("250.00")
    await two_fields_at_once(mine, theirs)
    await theirs_is_kept(mine, theirs)
    history = await told(mine, site, f"records/{path_of(mine).rpartition('/')[2]}/history")
    assert '"Theirs"' in str(history).replace("'", '"'), "what was overwritten is still told"


async def two_fields_at_once(mine: Page, theirs: Page) -> None:
    """Each changes a field of their own, both begun before either was saved: both stay."""
    await begun(mine, "Description", "Of the one")
    await begun(theirs, "Source", "Of the other")
    for page in (mine, theirs):
        await page.keyboard.press("Control+Enter")
    for page in (mine, theirs):
        for text in ("Of the one", "Of the other"):
            await expect(page.get_by_role("button", name=text).first).to_be_visible()


async def theirs_is_kept(mine: Page, theirs: Page) -> None:
    """Who was slower may also leave what the other saved."""
    await rename(mine, "Mine again")
    await rename(theirs, "Theirs again")
    await theirs.keyboard.press("Enter")
    await expect(theirs.get_by_role("heading", level=1, name="Theirs again")).to_be_visible()
    await mine.keyboard.press("Enter")
    await mine.get_by_role("dialog").get_by_role("button", name=re.compile("theirs")).click()
    await expect(mine.get_by_role("heading", level=1, name="Theirs again")).to_be_visible()


async def begun(page: Page, label: str, text: str) -> None:
    """Typing into one of the change's fields has begun."""
    details = page.get_by_role("region", name="Details")
    term = details.locator("dt", has_text=re.compile(f"^{label}$"))
    await term.locator("xpath=following-sibling::dd").get_by_role("button").click()
    await page.keyboard.type(text)


async def rename(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Change the title").click()
    await page.get_by_role("textbox", name="Title").fill(name)


async def estimate(page: Page, amount: str) -> None:
    """Types an estimate into the first line with the keyboard alone."""
    cell = page.locator("td button[data-cell='0-3']")
    await cell.focus()
    await page.keyboard.type(amount)
    await page.keyboard.press("Enter")
    await expect(cell).to_contain_text(amount)


async def test_rows_of_a_spreadsheet_become_lines(visitors: Visitors) -> None:
    page = await made(visitors, "Pasted from a spreadsheet")
    await page.keyboard.press("l")
    first = page.get_by_label("Line 1 Name")
    await first.focus()
    await paste(page, "Beam\t2\tpc\t1,200.50\nBolt\t40\tpc\t(15.25)")
    await expect(page.get_by_label("Line 2 Estimated")).to_have_value("(15.25)")
    await page.get_by_role("button", name=re.compile("^Add 2 lines")).click()
    await expect(page.get_by_role("button", name="Total Estimated")).to_contain_text("1,185.25")
    await page.locator("td button[data-cell='0-3']").focus()
    await paste(page, "2000\n-5")
    await expect(page.get_by_role("button", name="Total Estimated")).to_contain_text("1,995.00")


async def paste(page: Page, text: str) -> None:
    """A paste onto what has the focus, as a spreadsheet's clipboard makes it."""
    await page.evaluate(
        """(text) => {
          const held = new DataTransfer();
          held.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
        }""",
        text,
    )


async def first(page: Page, site: Site, which: str) -> dict[str, Any]:
    """The first document of the log that fits."""
    row: dict[str, Any] = (await told(page, site, "log", filter=which, limit=1))["results"][0]
    return row


PARTS = ("lines", "quotes", "markups", "approvals", "files", "history", "data")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_part_is_there_for_everybody(
    visitors: Visitors, site: Site, scheme: str
) -> None:
    page = await visitors.open("/inbox", scheme=scheme)
    order = await first(page, site, "kind:is:sco;costState:is:executed")
    change = await first(page, site, "kind:is:pco;budgetState:is:executed;costState:is:executed")
    for kind, shown in (("sco", order), ("pco", change)):
        for part in PARTS:
            if kind == "sco" and part == "quotes":
                continue
            await page.goto(visitors.url(f"/changes/{kind}/{shown['id']}?tab={part}"))
            await settled(page)
            await expect(page.get_by_role("tab", selected=True)).to_be_visible()
            assert await accessibility_faults(page) == [], (kind, part)
            assert await overflow_pixels(page) == 0, (kind, part)


async def test_dialogs_of_a_change_are_reachable(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/inbox")
    change = await first(page, site, "kind:is:pco;budgetState:is:open;costState:is:open")
    await page.goto(visitors.url(f"/changes/pco/{change['id']}"))
    await settled(page)
    await page.keyboard.press("q")
    dialog = page.get_by_role("dialog", name="New request for quote")
    await expect(dialog.get_by_label("Suppliers")).to_be_focused()
    assert await accessibility_faults(page) == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await page.get_by_role("button", name="Total Estimated").press("Enter")
    drawer = page.get_by_role("dialog", name="Total Estimated")
    await expect(drawer.get_by_text("Total", exact=True)).to_be_visible()
    assert await accessibility_faults(page) == []
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
