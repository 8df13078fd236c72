"""Stories of a change's page: from idea to executed orders, a supplier's answer, two at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, Response, expect
from tests.app.site import PHONE_WIDTH, Visitors, accessibility_faults, overflow_pixels, settled

from changewright.work.demo.cast import PEOPLE

EMAIL = {person.key: person.email for person in PEOPLE}
expect.set_options(timeout=15_000)


async def made(visitors: Visitors, name: str, *lines: str) -> Page:
    """A new potential change, typed without a mouse; its page."""
    page = await visitors.open("/inbox")
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
    await expect(page.locator("li[aria-current=step]", has_text=state).first).to_be_visible()


async def decide(visitors: Visitors, path: str, role: str, email: str) -> None:
    """Somebody approves on a page of their own."""
    page = await visitors.open(path, role=role, email=email)
    await settled(page)
    await page.get_by_role("button", name="Decide").click()
    async with page.expect_response(is_decision) as answered:
        await page.get_by_role("button", name=re.compile("^Approve")).click()
    reply = await answered.value
    assert reply.ok, await reply.text()
    await expect(page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    await page.close()


def is_decision(reply: Response) -> bool:
    return reply.request.method == "POST" and reply.url.endswith("/approvals")


def path_of(page: Page) -> str:
    """The page's address within the project."""
    return re.sub(r"^.*/p/[^/]+", "", page.url).partition("?")[0]


async def test_an_idea_becomes_executed_orders(visitors: Visitors) -> None:
    page = await made(visitors, "Heavier columns at grid B", "Columns|12,500.00", "Bolts|(500)")
    await expect(page.get_by_text("12,000.00").first).to_be_visible()
    await press(page, "o", "Open")
    change = page.url
    contract = page.get_by_role("button", name=re.compile("Columns|Contract: None")).first
    await expect(contract).to_be_visible()
    await give_contract(page)
    for key, state in (("s", "Submitted"), ("a", "Accepted")):
        await press(page, key, state)
    await page.keyboard.press("n")
    await page.get_by_role("dialog").get_by_role("button", name="New owner change order").click()
    await expect(page.get_by_text("If approved now")).to_be_visible()
    await press(page, "o", "Open")
    await press(page, "s", "Submitted")
    await expect(page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    for email in (EMAIL["omar"], EMAIL["ruth"]):
        await decide(visitors, path_of(page), "owner", email)
    await expect(page.locator("li[aria-current=step]", has_text="Approved")).to_be_visible()
    await expect(page.get_by_text("As approved, no.")).to_be_visible()
    await press(page, "e", "Executed")
    await page.goto(change)
    await settled(page)
    for key, state in (("t", "Pricing"), ("p", "Proposed"), ("y", "Accepted")):
        await press(page, key, state)
    await page.keyboard.press("m")
    await page.get_by_role("dialog").get_by_role("button", name="New supplier change order").click()
    await expect(page.get_by_text("If approved now")).to_be_visible()
    await press(page, "o", "Open")
    await press(page, "i", "In review")
    await decide(visitors, path_of(page), "manager", EMAIL["teresa"])
    await decide(visitors, path_of(page), "approver", EMAIL["joan"])
    await expect(page.locator("li[aria-current=step]", has_text="Approved")).to_be_visible()
    await press(page, "e", "Executed")
    await page.goto(change)
    await settled(page)
    await expect(page.locator("li[aria-current=step]", has_text="Executed")).to_have_count(2)


async def give_contract(page: Page) -> None:
    """Every line gets the first contract that the word finds."""
    for row in range(2):
        cell = page.locator(f"td button[data-cell^='{row}-']").last
        await cell.dblclick()
        field = page.get_by_role("combobox", name=re.compile("Contract$"))
        await field.fill("structural steel")
        await page.get_by_role("option", name=re.compile("Structural steel")).first.click()
        await expect(cell).to_contain_text("Structural steel")


async def found(visitors: Visitors, page: Page, kind: str, query: str) -> dict[str, Any]:
    """The first document of the demo that fits, as the page's own person sees it."""
    site = visitors.site
    address = f"{site.address}/cost/v1/containers/{site.project}/change-orders/{kind}?{query}"
    results: list[dict[str, Any]] = (await (await page.request.get(address)).json())["results"]
    return results[0]


async def test_a_supplier_answers_a_request_and_sees_only_his(visitors: Visitors) -> None:
    page = await visitors.open("/inbox", role="supplier", email=EMAIL["henrik"], width=PHONE_WIDTH)
    rfq = await found(visitors, page, "rfq", "filter[costStatus]=pricing")
    bodies: list[str] = []
    page = await visitors.page_of(page.context)

    async def keep(response: Any) -> None:
        if "/web/v1/" in response.url and "json" in response.headers.get("content-type", ""):
            bodies.append(await response.text())

    page.on("response", keep)
    await page.goto(visitors.url(f"/changes/rfq/{rfq['id']}"))
    await settled(page)
    prices = page.get_by_role("textbox", name=re.compile("^Price of"))
    await expect(prices.first).to_be_visible()
    for place in range(await prices.count()):
        await prices.nth(place).fill("1,234.50")
    assert await overflow_pixels(page) == 0
    assert await accessibility_faults(page) == []
    await page.get_by_role("button", name=re.compile("^Send prices")).click()
    await expect(page.locator("li[aria-current=step]", has_text="Proposed")).to_be_visible()
    office = await visitors.open(f"/changes/rfq/{rfq['id']}?tab=quotes")
    await settled(office)
    await expect(office.get_by_text("1,234.50").first).to_be_visible()
    estimates = office.get_by_role("columnheader", name="Plug")
    await expect(estimates).to_be_visible()
    texts = await office.locator("tbody tr td:nth-child(3)").all_inner_texts()
    secrets = [text for text in texts if re.search(r"[1-9]", text)]
    assert secrets, "the demo's lines have estimates"
    for secret in secrets:
        plain = secret.replace(",", "")
        assert not any(plain in body or secret in body for body in bodies), secret


async def test_two_people_edit_one_change_at_once(visitors: Visitors) -> None:
    mine = await made(visitors, "Two at once", "A line|100")
    theirs = await visitors.open(path_of(mine), role="manager", email=EMAIL["teresa"])
    await settled(theirs)
    await rename(mine, "Mine")
    await rename(theirs, "Theirs")
    await theirs.keyboard.press("Enter")
    await expect(theirs.get_by_role("heading", level=1, name="Theirs")).to_be_visible()
    visitors.expect_complaint(mine, "412")
    await mine.keyboard.press("Enter")
    dialog = mine.get_by_role("dialog", name=re.compile("somebody else was quicker"))
    await expect(dialog.get_by_text("Theirs", exact=True)).to_be_visible()
    await expect(dialog.get_by_text("Mine", exact=True)).to_be_visible()
    await dialog.get_by_role("button", name="Save mine").click()
    for page in (mine, theirs):
        await expect(page.get_by_role("heading", level=1, name="Mine")).to_be_visible()
    await estimate(theirs, "250")
    await expect(mine.get_by_role("button", name="Total Estimated")).to_contain_text("250.00")


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


PARTS = ("lines", "quotes", "markups", "approvals", "files", "history", "data")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_part_is_there_for_everybody(visitors: Visitors, scheme: str) -> None:
    page = await visitors.open("/inbox", scheme=scheme)
    order = await found(visitors, page, "sco", "filter[number]=0061")
    change = await found(visitors, page, "pco", "filter[number]=0114")
    for kind, shown in (("sco", order), ("pco", change)):
        for part in PARTS:
            if kind == "sco" and part == "quotes":
                continue
            await page.goto(visitors.url(f"/changes/{kind}/{shown['id']}?tab={part}"))
            await settled(page)
            await expect(page.get_by_role("tab", selected=True)).to_be_visible()
            assert await accessibility_faults(page) == [], (kind, part)
            assert await overflow_pixels(page) == 0, (kind, part)


async def test_figures_on_the_page_are_those_of_the_api(visitors: Visitors) -> None:
    page = await visitors.open("/inbox")
    order = await found(visitors, page, "sco", "filter[number]=0061")
    await page.goto(visitors.url(f"/changes/sco/{order['id']}"))
    await settled(page)
    for column in ("estimated", "proposed", "committed"):
        digits = f"{float(order[column]):,.2f}"
        total = page.get_by_role("button", name=f"Total {column.title()}")
        await expect(total).to_contain_text(digits)
    await page.get_by_role("button", name=re.compile("Where this amount comes from")).click()
    drawer = page.get_by_role("dialog", name=re.compile("Where this amount comes from"))
    await expect(drawer.get_by_text("Total", exact=True).first).to_be_visible()


async def test_dialogs_of_a_change_are_reachable(visitors: Visitors) -> None:
    page = await visitors.open("/inbox")
    change = await found(visitors, page, "pco", "filter[number]=0135")
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
