"""The settings and the API console, as an administrator uses them; and beginning from nothing."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.app.figures import told
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)
from tests.conftest import HOME_VARIABLE

from changewright.core.choices import CHANGE_REASON

SECTIONS = (
    *("project", "numbering", "lists", "attributes", "markups", "approvals", "clocks", "people"),
    *("programs", "access"),
)


@pytest.mark.parametrize(("width", "scheme"), [(DESK_WIDTH, "light"), (PHONE_WIDTH, "dark")])
async def test_every_section_is_for_everybody(visitors: Visitors, width: int, scheme: str) -> None:
    page = await visitors.open("/settings", width=width, scheme=scheme)
    for section in (*(f"/settings/{each}" for each in SECTIONS), "/console"):
        await page.goto(visitors.url(section))
        await settled(page)
        await page.wait_for_timeout(400)  # colours that fade in are not yet what they will be
        assert await accessibility_faults(page) == [], section
        assert await overflow_pixels(page) <= 0, section


@pytest.mark.parametrize("section", ["project", "clocks", "access"])
async def test_on_a_phone_the_sections_stand_in_one_row(visitors: Visitors, section: str) -> None:
    page = await visitors.open(f"/settings/{section}", width=PHONE_WIDTH)
    await settled(page)
    row = page.get_by_role("navigation", name="Settings")
    box = await row.bounding_box()
    assert box is not None and box["height"] < 60
    for link in await row.get_by_role("link").all():
        size = await link.bounding_box()
        assert size is not None and size["height"] >= 44
    current = await row.locator("[aria-current=page]").bounding_box()
    assert current is not None
    assert current["x"] >= 0 and current["x"] + current["width"] <= PHONE_WIDTH
    # By the keys and by a finger one comes to the others, each brought into sight.
    last = row.get_by_role("link", name="Your access")
    await last.click()
    await expect(last).to_have_attribute("aria-current", "page")
    await expect(last).to_be_in_viewport(ratio=1)


async def test_a_reason_is_added_changed_and_deleted(visitors: Visitors) -> None:
    page = await visitors.open("/settings/lists")
    reasons = page.get_by_role("region", name="Reasons")
    await reasons.get_by_role("button", name="Add entry").click()
    dialog = page.get_by_role("dialog")
    visitors.expect_complaint(page, "400|409")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await expect(dialog.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_label("Name").fill("Weather")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(reasons.get_by_role("cell", name="Weather", exact=True)).to_be_visible()
    await reasons.get_by_role("button", name="Change Weather").click()
    await dialog.get_by_label("Name").fill("Bad weather")
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_text("Discard what you typed?")).to_be_visible()
    await dialog.get_by_role("button", name="Keep typing").click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(reasons.get_by_role("cell", name="Bad weather", exact=True)).to_be_visible()
    await two_who_change_it_at_once(visitors, page)
    await reasons.get_by_role("button", name="Delete Bad weather").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(reasons.get_by_role("cell", name="Bad weather", exact=True)).to_have_count(0)


async def two_who_change_it_at_once(visitors: Visitors, page: Page) -> None:
    """Theirs is taken; then mine is saved on top of theirs, which keeps what I did not touch."""
    visitors.expect_complaint(page, "412")
    reasons = page.get_by_role("region", name="Reasons")
    entry = await change_meanwhile(visitors, page, "Bad weather", "Storms", name="Foul weather")
    await page.get_by_role("dialog").get_by_role("button", name="Take theirs").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(reasons.get_by_role("cell", name="Foul weather", exact=True)).to_be_visible()
    await change_meanwhile(visitors, page, "Foul weather", "Bad weather", shown=False)
    await page.get_by_role("dialog").get_by_role("button", name="Keep mine").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    kept = (await entries(visitors, page))[entry["id"]]
    assert (kept["name"], kept["shown"]) == ("Bad weather", False)


async def change_meanwhile(
    visitors: Visitors, page: Page, before: str, mine: str, /, **theirs: Any
) -> dict[str, Any]:
    """Types a new name while somebody else changes the entry, and saves."""
    entry = next(one for one in (await entries(visitors, page)).values() if one["name"] == before)
    reasons = page.get_by_role("region", name="Reasons")
    await reasons.get_by_role("button", name=f"Change {before}").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill(mine)
    await patched(visitors, page, f"choices/{entry['id']}", theirs)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    await expect(dialog.get_by_label("Name")).to_have_value(mine)
    return entry


async def entries(visitors: Visitors, page: Page) -> dict[int, dict[str, Any]]:
    """The reasons by their ids, as the server has them."""
    lists = (await told(page, visitors.site, "choices"))["results"]
    (reasons,) = [one for one in lists if one["name"] == CHANGE_REASON]
    return {entry["id"]: entry for entry in reasons["entries"]}


async def patched(visitors: Visitors, page: Page, path: str, body: dict[str, Any]) -> None:
    """Somebody else's change: through the API, on whatever is there."""
    site = visitors.site
    session = await (await page.request.get(f"{site.address}/web/v1/session")).json()
    reply = await page.request.patch(
        f"{site.address}/web/v1/projects/{site.project}/{path}",
        data=body,
        headers={"X-CSRF-Token": session["csrfToken"], "Origin": site.address},
    )
    assert reply.ok, await reply.text()


async def test_two_who_change_the_settings_at_once(visitors: Visitors) -> None:
    mine = await visitors.open("/settings/project")
    await settled(mine)
    await expect(mine.get_by_label("Unlink first")).not_to_be_checked()
    await mine.get_by_label("Unlink first").check(force=True)
    await patched(visitors, mine, "settings", {"moneyPlaces": 3})
    visitors.expect_complaint(mine, "412")
    await mine.get_by_role("button", name="Save", exact=True).click()
    await expect(mine.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    await expect(mine.get_by_label("Unlink first")).to_be_checked()
    await mine.get_by_role("button", name="Keep mine").click()
    await expect(mine.get_by_text("Saved.")).to_be_visible()
    settings = await told(mine, visitors.site, "settings")
    assert (settings["unlinkFirst"], settings["moneyPlaces"]) == (True, 3)
    await patched(visitors, mine, "settings", {"unlinkFirst": False, "moneyPlaces": 2})


async def test_two_who_change_the_calendar_at_once(visitors: Visitors) -> None:
    mine = await visitors.open("/settings/clocks")
    await settled(mine)
    soon = mine.get_by_label("Due soon", exact=False).first
    before = await soon.input_value()
    reply = await mine.context.request.get(visitors.site.address + "/web/v1/session")
    headers = {
        "X-CSRF-Token": (await reply.json())["csrfToken"],
        "Origin": visitors.site.address,
    }
    calendar = f"{visitors.site.address}/web/v1/projects/{visitors.site.project}/clock-calendar"
    own = await (await mine.context.request.get(calendar)).json()
    await soon.fill("9")
    put = mine.context.request.put
    theirs = await put(calendar, data=own | {"holidays": ["2027-01-01"]}, headers=headers)
    assert theirs.ok, await theirs.text()
    visitors.expect_complaint(mine, "412")
    await mine.get_by_role("button", name="Save", exact=True).click()
    await expect(mine.get_by_text("Somebody else changed this meanwhile")).to_be_visible()
    await mine.get_by_role("button", name="Keep mine").click()
    await expect(mine.get_by_text("Saved.")).to_be_visible()
    now = await (await mine.context.request.get(calendar)).json()
    assert (now["dueSoonDays"], now["holidays"]) == (9, ["2027-01-01"])
    await put(calendar, data=own | {"dueSoonDays": int(before)}, headers=headers)


async def test_a_token_is_shown_once(visitors: Visitors) -> None:
    page = await visitors.open("/settings/access", role="estimator")
    await page.get_by_role("button", name="Add token").click()
    await page.get_by_label("Name").fill("Spreadsheet")
    await page.get_by_role("button", name="Save", exact=True).click()
    secret = await page.get_by_role("textbox", name="Your new token").input_value()
    me = await page.context.request.get(
        f"{visitors.site.address}/web/v1/tokens", headers={"Authorization": f"Bearer {secret}"}
    )
    assert me.ok
    await copied_without_a_clipboard(page, secret)
    await page.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("cell", name="Spreadsheet", exact=True)).to_be_visible()
    assert secret not in await page.content()
    await page.get_by_role("button", name="Delete Spreadsheet").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("cell", name="Spreadsheet", exact=True)).to_have_count(0)


CLIPBOARD = "Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard').get.call(navigator)"


async def copied_without_a_clipboard(page: Page, text: str) -> None:
    """Over plain http a page is given no clipboard: what is selected is copied all the same."""
    await page.context.grant_permissions(["clipboard-read"])
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_focused()
    assert await page.evaluate(f"{CLIPBOARD}.readText()") == text


async def test_others_look_on(visitors: Visitors) -> None:
    page = await visitors.open("/settings/numbering", role="viewer")
    await expect(page.get_by_text("Only an administrator")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Change "))).to_have_count(0)
    supplier = await visitors.open("/settings", role="supplier")
    sections = supplier.get_by_role("navigation", name="Settings")
    await expect(sections.get_by_role("link")).to_have_count(2)


@pytest.mark.parametrize("example", ["Change orders to the owner", "Commitments", "People"])
async def test_the_same_request_in_both_dialects(visitors: Visitors, example: str) -> None:
    page = await visitors.open("/console")
    await settled(page)
    await page.get_by_role("combobox", name="Example").click()
    await page.get_by_role("option", name=example).click()
    await page.get_by_role("button", name="Send both").click()
    for dialect in ("Autodesk Cost Management", "Procore"):
        pane = page.get_by_role("region", name=dialect, exact=True)
        await expect(pane.get_by_text("200 OK")).to_be_visible()
        await expect(pane.get_by_role("region", name=f"Answer of {dialect}")).to_contain_text(
            '"id"'
        )


async def test_the_console_asks_nobody_else(visitors: Visitors) -> None:
    page = await visitors.open("/console")
    pane = page.get_by_role("region", name="Procore", exact=True)
    for address in ("https://evil.example/x", "//evil.example/x", "rest/v1.0/me"):
        await pane.get_by_label("Path").fill(address)
        await pane.get_by_role("button", name="Send", exact=True).click()
        await expect(pane.get_by_role("alert")).to_contain_text("Only paths of this server")


@pytest.fixture
def empty_site(chromium: str) -> Iterator[Site]:
    """A server in whose database nobody is."""
    home = Path(tempfile.mkdtemp(prefix="empty-", dir=os.environ[HOME_VARIABLE]))
    home.chmod(0o711)
    found = Site(home)
    try:
        found.start("--no-demo")
        yield found
    finally:
        found.stop()


async def test_a_company_begins(visitors: Visitors, empty_site: Site) -> None:
    code = re.search(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", empty_site.told())
    assert code is not None, empty_site.told()
    context = await visitors.context(None)
    page: Page = await visitors.page_of(context)
    await page.goto(f"{empty_site.app}/")
    await expect(page.get_by_role("heading", name="Begin")).to_be_visible()
    assert await accessibility_faults(page) == []
    visitors.expect_complaint(page, "40[03]")
    await page.get_by_label("Set-up code").fill("AAAA-AAAA-AAAA-AAAA")
    for label, text in (
        ("Your company", "Harbour Builders"),
        ("Name", "Ada Field"),
        ("E-mail", "ada@harbour.example"),
        ("Password", "a plain long password"),
        ("Project", "Pier 9"),
    ):
        # Groups of the form have names too.
        await page.get_by_label(label).and_(page.locator("input")).first.fill(text)
    await page.get_by_role("button", name="Begin").click()
    await expect(page.get_by_text("This is not the set-up code")).to_be_visible()
    await page.get_by_label("Set-up code").fill(code[0].lower())
    await page.get_by_role("button", name="Begin").click()
    await expect(page.get_by_text("Pier 9 is there.")).to_be_visible()
    await page.get_by_role("link", name="Bring in people").click()
    await expect(page.get_by_role("cell", name="Ada Field You", exact=True)).to_be_visible()
