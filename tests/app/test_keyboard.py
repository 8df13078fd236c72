"""A morning's work with the keyboard alone: nothing here clicks, and nothing is put into a field
but by the key that types it. What has the focus can be seen at every stop."""

from __future__ import annotations

import re
from secrets import token_hex

from playwright.async_api import Locator, Page, expect
from tests.app.changes import EMAIL, in_state
from tests.app.figures import told
from tests.app.site import Site, Visitors, settled

STOPS_MAXIMUM = 80
KEY_MILLISECONDS = 60
TITLE = f"Handrail at the ramp {token_hex(4)}"
SEEN = """() => {
  const active = document.activeElement;
  if (active === document.body) return null;
  // A radio is drawn by its label.
  const element = active.type === 'radio' ? active.labels[0] : active;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const marked = (each) => {
    const own = getComputedStyle(each);
    return (own.outlineStyle !== 'none' && parseFloat(own.outlineWidth) > 0)
      || own.boxShadow !== 'none';
  };
  const inGrid = document.getElementById(active.getAttribute('aria-activedescendant'));
  const around = [element, element.parentElement, inGrid];
  return {
    name: (element.getAttribute('aria-label') || element.innerText || element.id).slice(0, 60),
    isThere: box.width > 0 && box.height > 0 && style.visibility !== 'hidden',
    isMarked: around.some((each) => each && marked(each))
      || ['INPUT', 'TEXTAREA'].includes(active.tagName) && active.type !== 'radio',
  };
}"""


async def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus; every stop on the way can be seen."""
    for _ in range(STOPS_MAXIMUM):
        if await wanted.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Tab")
        stop = await page.evaluate(SEEN)  # None: behind the last, where the browser's own are
        assert stop is None or (stop["isThere"] and stop["isMarked"]), stop
    raise AssertionError(f"{wanted} is not reached by Tab")


async def command(page: Page, words: str) -> None:
    """A command from the palette, which hears the keys until it is gone."""
    palette = page.get_by_placeholder(re.compile("Type a command"))
    await page.keyboard.press("Control+k")
    await expect(palette).to_be_focused()
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")
    await expect(palette).to_be_hidden()


async def signed_in(page: Page, site: Site, person: str) -> None:
    await expect(page.get_by_label("E-mail")).to_be_focused()
    await page.keyboard.type(EMAIL[person])
    await page.keyboard.press("Tab")
    await page.keyboard.type(site.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Change orders")
    await settled(page)


async def test_a_morning_without_a_mouse(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/app/", role=None)
    await signed_in(page, site, "teresa")
    await drawn_up(page)
    await priced(page)
    await found_again_in_the_log(page)
    await decided_in_the_inbox(page, site)


async def drawn_up(page: Page) -> None:
    """A new change with one line."""
    await page.keyboard.press("c")
    await expect(page.get_by_label("What changes?")).to_be_focused()
    await page.keyboard.type(TITLE)
    await tab_to(page, page.get_by_label("Line 1 Name"))
    await page.keyboard.type("Handrail, 14 m")
    await tab_to(page, page.get_by_label("Line 1 Estimated"))
    await page.keyboard.type("2,400")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await settled(page)


async def priced(page: Page) -> None:
    """Its amount typed over in the grid, a second line added, and the change opened."""
    await tab_to(page, page.locator("[data-cell='0-0']"))
    for column in (1, 2, 3):
        await page.keyboard.press("ArrowRight")
        await expect(page.locator(f"[data-cell='0-{column}']")).to_be_focused()
    await page.keyboard.type("2650.50", delay=KEY_MILLISECONDS)
    await page.keyboard.press("Enter")
    total = page.get_by_role("button", name="Total Estimated")
    await expect(total).to_contain_text("2,650.50")
    await tab_to(page, page.get_by_role("tab", name=re.compile("^Lines")))
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", selected=True)).not_to_have_text(re.compile("^Lines"))
    await page.keyboard.press("1")
    await expect(total).to_be_visible()
    await tab_to(page, total)
    await page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Total Estimated")
    await expect(drawer.get_by_text("Total", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(drawer).to_be_hidden()
    await expect(total).to_be_focused()
    await page.keyboard.press("o")
    await in_state(page, "Open")


async def found_again_in_the_log(page: Page) -> None:
    """A filter by the column's name and a word, then the row is opened."""
    await page.keyboard.press("g")
    await page.keyboard.press("l")
    await expect(page.locator("[role=grid][aria-busy=false]")).to_be_visible()
    await page.keyboard.press("/")
    search = page.get_by_role("searchbox").or_(page.get_by_role("textbox", name="Find"))
    await expect(search.first).to_be_focused()
    await page.keyboard.type(TITLE.lower())
    grid = page.locator("[role=grid]")
    await expect(grid).to_have_attribute("aria-rowcount", "2")
    await tab_to(page, grid)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


async def decided_in_the_inbox(page: Page, site: Site) -> None:
    """What waits longest is approved, or sent on, with a letter."""
    await command(page, "inbox")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    await settled(page)
    chosen = page.locator("[data-id][aria-current]")
    await expect(chosen).to_have_count(1)
    approve = page.get_by_role("button", name=re.compile("^Approve"))
    for _ in range(STOPS_MAXIMUM):
        if await approve.count():
            break
        before = await chosen.get_attribute("data-id")
        await page.keyboard.press("j")
        await expect(chosen).not_to_have_attribute("data-id", before or "")
        await settled(page)
    decided = await chosen.get_attribute("data-id")
    await page.keyboard.press("a")
    await expect(page.get_by_text(re.compile(r" approved$")).first).to_be_visible()
    (run, *_) = (await told(page, site, f"change-orders/{decided}/approvals"))["runs"]
    assert run["decisions"][-1]["person"]["name"] == "Teresa Lindgren"
