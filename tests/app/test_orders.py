"""A project manager takes an idea to executed orders, and both contracts' sums follow."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.async_api import Page, expect
from tests.app.changes import decide, in_state, made, path_of, press, sign
from tests.app.figures import told
from tests.app.site import Site, Visitors, settled

STEEL = "SC-117-05"
CHANGE = Decimal(12_000)


async def sums_of(page: Page, site: Site) -> tuple[Decimal, Decimal]:
    """Approved changes: of the contract with the owner, and of the steel's."""
    (main,) = (await told(page, site, "books/main-contracts"))["rows"]
    rows = (await told(page, site, "books/contracts"))["rows"]
    steel = next(row for row in rows if row["code"] == STEEL)
    return Decimal(main["sums"]["budgetApproved"]), Decimal(steel["sums"]["costApproved"])


async def test_an_idea_becomes_executed_orders(visitors: Visitors, site: Site) -> None:
    page = await made(visitors, "Heavier columns at grid B", "Columns|12,500.00", "Bolts|(500)")
    await expect(page.get_by_text("$12,000.00").first).to_be_visible()
    owed, paid = await sums_of(page, site)
    await press(page, "o", "Open")
    change = page.url
    await give_contract(page)
    for key, state in (("s", "Submitted"), ("a", "Accepted")):
        await press(page, key, state)
    await ordered_by_the_owner(visitors, page)
    assert await sums_of(page, site) == (owed + CHANGE, paid)
    await page.goto(change)
    await settled(page)
    for key, state in (("t", "Pricing"), ("p", "Proposed"), ("y", "Accepted")):
        await press(page, key, state)
    await ordered_from_the_supplier(visitors, page)
    assert await sums_of(page, site) == (owed + CHANGE, paid + CHANGE)
    await page.goto(change)
    await settled(page)
    await expect(page.locator("li[aria-current=step]", has_text="Executed")).to_have_count(2)
    chain = page.get_by_role("region", name="Related changes")
    await expect(chain.get_by_role("link", name=re.compile(r"\$12,000\.00"))).to_have_count(3)


async def give_contract(page: Page) -> None:
    """Every line gets the contract that the word finds."""
    for row in range(2):
        cell = page.locator(f"td button[data-cell^='{row}-']").last
        await cell.dblclick()
        field = page.get_by_role("combobox", name=re.compile("Contract$"))
        await field.fill("structural steel")
        await page.get_by_role("option", name=re.compile("Structural steel")).first.click()
        await expect(cell).to_contain_text("Structural steel")


async def generated(page: Page, key: str, name: str) -> None:
    """The order made from the change that is shown, with its lines, sent on its way."""
    await page.keyboard.press(key)
    await page.get_by_role("dialog").get_by_role("button", name=f"New {name}").click()
    await expect(page.get_by_text("If approved now")).to_be_visible()
    await settled(page)
    await expect(page.locator("tbody tr:has([data-cell])")).to_have_count(2)
    await press(page, "o", "Open")


async def ordered_by_the_owner(visitors: Visitors, page: Page) -> None:
    """Asked for by the manager, approved by the owner's people in turn, signed by their officer.
    The manager's own page, left open, shows each step of it."""
    await generated(page, "n", "owner change order")
    await press(page, "s", "Submitted")
    await expect(page.get_by_role("button", name="Decide")).to_have_count(0)
    for person in ("omar", "ruth"):
        await decide(visitors, person, path_of(page))
    await in_state(page, "Approved")
    await expect(page.get_by_text("As approved, no.")).to_be_visible()
    await sign(visitors, "elliot", path_of(page))
    await in_state(page, "Executed")


async def ordered_from_the_supplier(visitors: Visitors, page: Page) -> None:
    """Reviewed in the house by two people, then executed by the second."""
    await generated(page, "m", "supplier change order")
    await press(page, "i", "In review")
    for person in ("teresa", "joan"):
        await decide(visitors, person, path_of(page))
    await in_state(page, "Approved")
    await sign(visitors, "joan", path_of(page))
    await in_state(page, "Executed")
