"""The log: finding, grouping and saving a view, editing, many rows at once, and what leaves it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)

GRID = "[role=grid]"
ROWS = "[role=grid] [role=row][aria-selected]"


async def rows_of(page: Page, site: Site, **query: str) -> dict[str, Any]:
    """The log as the server tells it to whoever has the page open."""
    params: dict[str, str | float | bool] = {**query}
    reply = await page.context.request.get(
        f"{site.address}/web/v1/projects/{site.project}/log", params=params
    )
    assert reply.ok, await reply.text()
    found: dict[str, Any] = await reply.json()
    return found


async def ready(page: Page) -> None:
    await settled(page)
    await expect(page.locator(ROWS).first).to_be_visible()
    await expect(page.locator(f"{GRID}[aria-busy=false]")).to_be_visible()


async def active_text(page: Page) -> str:
    """What the active cell says."""
    return str(
        await page.evaluate(
            "document.getElementById(document.querySelector('[role=grid]')"
            ".getAttribute('aria-activedescendant'))?.innerText ?? ''"
        )
    )


async def paste(page: Page, text: str) -> None:
    """As a spreadsheet's cells come out of the clipboard."""
    await page.locator(GRID).evaluate(
        """(grid, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            const more = { clipboardData, bubbles: true, cancelable: true };
            grid.dispatchEvent(new ClipboardEvent('paste', more));
        }""",
        text,
    )


def digits(text: str) -> str:
    """An amount as it is shown, as the API writes it: `(1,234.50)` is `-1234.50`."""
    bare = re.sub(r"[^\d.()-]", "", text)
    return f"-{bare[1:-1]}" if bare.startswith("(") else bare


def cents(amount: str | None) -> str:
    """An amount of the API with two decimals."""
    return "" if amount is None else f"{amount.partition('.')[0]}.{amount.partition('.')[2][:2]}"


async def test_figures_are_those_of_the_ledger(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/log?columns=number,submitted,approved")
    await ready(page)
    told = await rows_of(page, site, columns="number,submitted,approved", include="totals")
    for place, row in enumerate(told["results"][:15]):
        cells = await page.locator(ROWS).nth(place).locator("[id^=log-]").all_inner_texts()
        shown = [cells[0], *(digits(each) for each in cells[1:])]
        assert shown == [row["number"], cents(row["submitted"]), cents(row["approved"])]
    totals = page.locator(f"{GRID} > [role=rowgroup]").last.locator("[role=row]")
    assert await totals.count() == len(told["totals"])
    shown_totals = await totals.first.locator("[data-right]").all_inner_texts()
    assert [digits(each) for each in shown_totals] == [
        cents(told["totals"][0]["submitted"]),
        cents(told["totals"][0]["approved"]),
    ]


async def test_few_rows_are_in_the_page_and_none_is_blank(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/log")
    await ready(page)
    told = await rows_of(page, site, limit="1")
    grid = page.locator(GRID)
    await expect(grid).to_have_attribute("aria-rowcount", str(told["total"] + 1))
    for share in (0.25, 0.6, 1):
        await grid.evaluate(
            "(grid, share) => { grid.scrollTop = grid.scrollHeight * share }", share
        )
        await expect(page.locator(f"{GRID} [data-waiting]")).to_have_count(0)
        assert await page.locator(f"{GRID} [role=row]").count() < 80
    await expect(page.locator(ROWS).last).to_have_attribute("aria-rowindex", str(told["total"] + 1))


async def test_a_view_is_built_shared_and_exported(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/log", role="estimator")
    await ready(page)
    await page.keyboard.press("f")
    await page.get_by_label("Column to filter by").fill("phase")
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name=re.compile("^Pending")).check()
    await page.keyboard.press("Escape")
    await (
        page.get_by_role("columnheader", name=re.compile("Submitted"))
        .get_by_role("button")
        .first.click()
    )
    await page.get_by_role("button", name="Group").click()
    await page.get_by_role("menuitemcheckbox", name="Kind").click()
    await page.keyboard.press("Escape")
    await expect(page.locator(f"{GRID} [aria-expanded]").first).to_be_visible()
    query = {"filter": "phase:is:pending", "sort": "submitted", "group": "kind"}
    for name, value in query.items():
        assert f"{name}={value}".replace(":", "%3A") in page.url

    await page.get_by_role("button", name=re.compile("^View:")).click()
    await page.get_by_role("menuitem", name="Save as a new view").click()
    await page.get_by_label("Name").fill("Pending by kind")
    await page.get_by_label("Everybody in the project sees it").check()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    view = page.get_by_role("button", name="View: Pending by kind")
    await expect(view).to_be_visible()
    assert "filter=" not in page.url

    other = await visitors.open(page.url.removeprefix(site.address), role="manager")
    await ready(other)
    told = await rows_of(other, site, columns="number,submitted", **query)
    heads = await other.locator(f"{GRID} [aria-expanded]").count()
    assert heads >= 1
    shown = await other.locator(ROWS).locator("[id$='-0']").all_inner_texts()
    assert shown[:10] == [row["number"] for row in told["results"]][:10]

    await other.get_by_role("button", name="Export").click()
    link = await other.get_by_role("menuitem", name=re.compile("CSV")).get_attribute("href")
    file = await other.context.request.get(f"{site.address}{link}")
    assert file.ok
    lines = list(csv.reader(io.StringIO((await file.text()).removeprefix("\ufeff"))))
    titles = await other.get_by_role("columnheader").all_inner_texts()
    assert lines[0] == [each.strip() for each in titles if each.strip()]
    numbers = [line[0] for line in lines[1:] if line[1]]  # a group's line has no title
    assert numbers[: len(shown)] == shown
    assert len(numbers) == told["total"]


async def test_a_cell_is_edited_and_a_locked_one_says_why(visitors: Visitors, site: Site) -> None:
    page = await visitors.open(
        "/log?filter=kind:is:pco;phase:is:draft&columns=number,title,submitted"
    )
    await ready(page)
    watching = await visitors.page_of(page.context)
    await watching.goto(page.url)
    await ready(watching)
    await page.locator(GRID).focus()
    for key in ("ArrowRight", "e"):
        await page.keyboard.press(key)
    editor = page.get_by_role("textbox", name="Title")
    await editor.fill("Retitled in the log")
    await page.keyboard.press("Enter")
    await expect(page.locator(GRID)).to_be_focused()
    await expect(page.locator("#log-0-1")).to_have_text("Retitled in the log")
    await expect(watching.locator("#log-0-1")).to_have_text("Retitled in the log")
    told = await rows_of(page, site, filter="kind:is:pco;phase:is:draft", columns="title")
    assert told["results"][0]["title"] == "Retitled in the log"
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("e")
    await expect(page.get_by_text("it is not typed")).to_be_visible()


async def test_without_a_mouse(visitors: Visitors) -> None:
    page = await visitors.open("/log")
    await ready(page)
    await page.locator(GRID).focus()
    first = await active_text(page)
    await page.keyboard.press("ArrowDown")
    second = await active_text(page)
    assert first and second
    await page.keyboard.press("Control+End")
    last = await active_text(page)
    await page.keyboard.press("Control+Home")
    assert await active_text(page) == first != last
    await page.keyboard.press("x")
    await page.keyboard.press("Shift+ArrowDown")
    await expect(page.get_by_text("2 selected")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("2 selected")).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/changes/"))
    await page.go_back()
    await ready(page)


async def test_many_rows_at_once_and_each_tells_its_outcome(visitors: Visitors) -> None:
    page = await visitors.open(
        "/log?filter=kind:is:pco;phase:is:draft,approved&sort=phase&columns=number,title,phase"
    )
    await ready(page)
    await page.locator(GRID).focus()
    await page.keyboard.press("x")
    await page.keyboard.press("Control+End")
    await page.keyboard.press("x")
    await expect(page.get_by_text("2 selected")).to_be_visible()
    await page.get_by_role("button", name="Set a field").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Field").click()
    await page.get_by_role("option", name="Source reference").click()
    await dialog.get_by_label("Value").fill("RFI 88")
    await dialog.get_by_role("button", name="Apply").click()
    told = page.get_by_role("dialog", name="Source reference")
    await expect(told.get_by_text("1 done")).to_be_visible()
    await expect(told.get_by_text("1 refused")).to_be_visible()


async def test_rows_come_from_a_spreadsheet(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/log?columns=number,title,reason")
    await ready(page)
    await page.locator(GRID).focus()
    await paste(page, "Title\tReason\nPasted canopy\tDesign\nPasted bollards\t\n")
    dialog = page.get_by_role("dialog", name="Paste")
    await expect(dialog.get_by_text("2 new potential change orders")).to_be_visible()
    await dialog.get_by_role("button", name="Paste").click()
    await expect(page.get_by_text("2 rows done")).to_be_visible()
    told = await rows_of(page, site, q="pasted", columns="title,reason")
    assert {row["title"] for row in told["results"]} == {"Pasted canopy", "Pasted bollards"}


async def test_a_supplier_sees_only_what_is_his(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/log", role="supplier")
    await ready(page)
    heads = await page.get_by_role("columnheader").all_inner_texts()
    assert not {"Submitted", "Approved"} & {each.strip() for each in heads}
    told = await rows_of(page, site, columns="supplier")
    assert len({row["supplier"]["id"] for row in told["results"]}) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_log_is_for_everybody(visitors: Visitors, scheme: str) -> None:
    page = await visitors.open("/log?group=phase", scheme=scheme)
    await ready(page)
    assert await accessibility_faults(page) == []
    await page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    await expect(page.locator(GRID)).to_have_count(0)
    await expect(page.get_by_role("link", name=re.compile("^PCO|RFQ|OCO")).first).to_be_visible()
    assert await accessibility_faults(page) == []
    assert await overflow_pixels(page) <= 0
    await page.set_viewport_size({"width": DESK_WIDTH, "height": 900})
    await ready(page)
