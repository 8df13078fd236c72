"""The log: finding, grouping and saving a view, editing, many rows at once, and what leaves it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, Route, expect
from python_calamine import CalamineWorkbook
from tests.app.figures import shown
from tests.app.grid import (
    GRID,
    ROWS,
    Line,
    Screen,
    cents,
    digits,
    ready,
    screen_of,
)
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)

from changewright.work.demo.time_rules import ZONE


async def rows_of(page: Page, site: Site, **query: str) -> dict[str, Any]:
    """The log as the server tells it to whoever has the page open."""
    params: dict[str, str | float | bool] = {**query}
    reply = await page.context.request.get(
        f"{site.address}/web/v1/projects/{site.project}/log", params=params
    )
    assert reply.ok, await reply.text()
    found: dict[str, Any] = await reply.json()
    return found


ACTIVE = """(grid) => {
  const cell = document.getElementById(grid.getAttribute('aria-activedescendant'));
  const row = cell?.closest('[role=row]');
  return row ? [Number(row.getAttribute('aria-rowindex')), row.innerText.trim()] : null;
}"""
LOOKS, LOOK_MILLISECONDS = 900, 50


async def active_row(page: Page) -> tuple[int, str]:
    """Which row the active cell is of, and what the row says, once it is there: a jump loads its
    rows first. Not what the cell says, which may well be empty."""
    for _ in range(LOOKS):
        found = await page.locator(GRID).evaluate(ACTIVE)
        if found is not None:
            index, text = found
            return int(index), str(text)
        await page.wait_for_timeout(LOOK_MILLISECONDS)
    raise AssertionError("the active cell's row does not come")


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


AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")
SUMMED = ("daysAsked", "daysGranted", *AMOUNTS)
WORKED_OUT = ("percentOfContract", "quotes", "quotesMissing")


async def test_figures_are_those_of_the_ledger(visitors: Visitors, site: Site) -> None:
    """Every amount of every row, from the first to the last, and what they come to."""
    columns = ",".join(("kind", "number", *WORKED_OUT, *SUMMED))
    page = await visitors.open(f"/log?columns={columns}")
    await ready(page)
    told = await rows_of(page, site, columns=columns, include="totals", limit="500")
    screen = await screen_of(page)
    assert len(screen.rows) == told["total"] == len(told["results"]) > 200
    names = dict(zip(screen.heads, columns.split(","), strict=True))
    for line, row in zip(screen.rows, told["results"], strict=True):
        assert {names[head]: as_told(text, names[head]) for head, text in line.cells.items()} == {
            name: plain(row[name], name) for name in names.values()
        }
    assert len(screen.totals) == len(told["totals"])
    for line, sums in zip(screen.totals, told["totals"], strict=True):
        assert {names[head]: as_told(text, names[head]) for head, text in line.cells.items()} == {
            name: plain(sums[name], name) for name in SUMMED
        }
    await agrees_with_autodesk(page, site, told["results"])


def as_told(text: str, name: str) -> str:
    """A cell as the API would write it. What is closed shows a dash for nothing."""
    if name in (*AMOUNTS, "percentOfContract"):
        return "" if text == "–" else digits(text)
    return text.lower() if name == "kind" else text.replace(",", "")


def plain(value: Any, name: str) -> str:
    return cents(value) if name in AMOUNTS else "" if value is None else str(value)


async def agrees_with_autodesk(page: Page, site: Site, rows: list[dict[str, Any]]) -> None:
    """The same documents at the vendor's door have the same five amounts."""
    container = f"{site.address}/cost/v1/containers/{site.project}"
    ours = {row["id"]: row for row in rows}
    compared = 0
    for kind in ("pco", "rfq", "rco", "oco", "sco"):
        address = f"{container}/change-orders/{kind}?limit=200"
        reply = await page.request.get(address)
        for theirs in (await reply.json())["results"]:
            row = ours[theirs["id"]]
            for name in AMOUNTS:
                if name in theirs:
                    same = Decimal(theirs[name] or 0) == Decimal(row[name] or 0)
                    assert same, (kind, theirs["number"], name, theirs[name], row[name])
                    compared += 1
    assert compared > len(rows)


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

    screen = await screen_of(other)
    assert len(screen.rows) == told["total"]
    for form in ("CSV", "XLSX"):
        same_as_the_screen(screen, await exported(other, site, form))


async def exported(page: Page, site: Site, form: str) -> list[list[str]]:
    """The cells of the file that the menu offers, read by another program than wrote it."""
    await page.get_by_role("button", name="Export").click()
    item = page.get_by_role("menuitem", name=re.compile(form))
    link = await item.get_attribute("href")
    await page.keyboard.press("Escape")
    reply = await page.context.request.get(f"{site.address}{link}")
    assert reply.ok
    body = await reply.body()
    if form == "CSV":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0)
    return [[written(cell) for cell in row] for row in sheet.to_python()]


def written(cell: Any) -> str:
    """A spreadsheet's cell as the CSV writes it."""
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):.2f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return str(cell)


def same_as_the_screen(screen: Screen, table: list[list[str]]) -> None:
    """Every line of the screen is the same line of the file, cell by cell, its groups and sums
    too."""
    heads, *lines = table
    assert heads == screen.heads
    seen = [*screen.lines, *screen.totals]
    assert len(lines) == len(seen)
    for line, cells in zip(seen, lines, strict=True):
        found = dict(zip(heads, cells, strict=True))
        if line.title:
            assert_same_sums(line, found)
            continue
        for head, text in line.cells.items():
            assert as_shown(head, found[head], text) == text, (head, line.cells)


def assert_same_sums(line: Line, found: dict[str, str]) -> None:
    (label,) = [text for text in found.values() if "(" in text]
    count = re.search(r"\((\d+)\)$", label)
    assert count is not None, label
    if not line.title.startswith("Total"):
        assert re.search(rf"\b{count[1]}\b", line.title), (label, line.title)
    for head, text in line.cells.items():
        assert found[head].removesuffix(".00") == digits(text).removesuffix(".00"), (head, label)


def as_shown(head: str, filed: str, text: str) -> str:
    """A cell of the file as the screen writes it: money with its commas, a moment by its day, and
    what is late by how many days."""
    if head in ("Submitted", "Approved", "Estimated", "Quoted", "Committed"):
        return shown(filed or None) if text != "–" else "–"
    if not re.match(r"\d{4}-\d{2}-\d{2}", filed):
        return filed
    day = date.fromisoformat(filed[:10])
    if re.search(r"\d{4}$", text):
        return f"{day:%b} {day.day}, {day.year}"
    days = (datetime.now(ZoneInfo(ZONE)).date() - day).days
    return re.sub(r"\d+", str(days), text)


async def test_a_cell_is_edited_and_a_locked_one_says_why(visitors: Visitors, site: Site) -> None:
    page = await visitors.open(
        "/log?filter=kind:is:pco;phase:is:draft&columns=number,title,responseDue,submitted"
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
    await a_day_is_typed_over(page, site)
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("e")
    await expect(page.get_by_text("it is not typed")).to_be_visible()


async def a_day_is_typed_over(page: Page, site: Site) -> None:
    """Its first figure opens the cell; the day is one of the project's, wherever the browser is."""
    await page.keyboard.type("+7")
    await page.keyboard.press("Enter")
    day = datetime.now(ZoneInfo(ZONE)).date() + timedelta(days=7)
    await expect(page.locator("#log-0-2")).to_have_text(f"{day:%b} {day.day}, {day.year}")
    for _ in range(100):
        told = await rows_of(
            page, site, filter="kind:is:pco;phase:is:draft", columns="title,responseDue"
        )
        due = told["results"][0]["responseDue"]
        if due is not None and datetime.fromisoformat(due).astimezone(ZoneInfo(ZONE)).date() == day:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"due {due}, not on {day}")


async def test_without_a_mouse(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/log")
    await ready(page)
    grid = page.locator(GRID)
    await grid.focus()
    first = await active_row(page)
    await page.keyboard.press("ArrowDown")
    assert [first[0], (await active_row(page))[0]] == [2, 3]
    await page.keyboard.press("Control+End")
    index, text = await active_row(page)
    assert index == int(await grid.get_attribute("aria-rowcount") or 0)
    told = await rows_of(page, site, limit="1", offset=str(index - 2))
    assert told["total"] == index - 1
    assert text.startswith(told["results"][0]["number"])
    await page.keyboard.press("Control+Home")
    assert await active_row(page) == first
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
    """Once, though the answer to the first paste is lost and the page is opened anew."""
    mark = uuid4().hex
    titles = [f"Pasted bollards {mark}", f"Pasted canopy {mark}"]
    page = await visitors.open("/log?columns=number,title,reason")
    visitors.expect_complaint(page, "ERR_FAILED")
    await ready(page)
    dialog = page.get_by_role("dialog", name="Paste")

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    async def try_it() -> None:
        await page.locator(GRID).focus()
        await paste(page, f"Title\tReason\n{titles[1]}\tDesign\n{titles[0]}\t\n")
        await expect(dialog.get_by_text("2 new potential change orders")).to_be_visible()
        await dialog.get_by_role("button", name="Paste").click()

    await page.route("**/log/edit**", lose, times=1)
    await try_it()
    await expect(dialog.get_by_role("alert")).to_be_visible()
    await page.reload()
    await ready(page)
    await try_it()
    await expect(page.get_by_text("2 rows done")).to_be_visible()
    told = await rows_of(page, site, q=mark, columns="title,reason")
    assert sorted(row["title"] for row in told["results"]) == titles


async def test_a_revisions_log_counts_to_its_own_day(visitors: Visitors, site: Site) -> None:
    """Days in court of what was then, not up to the day on which it is looked at."""
    page = await visitors.open("/log")
    await ready(page)
    then = {"asOf": "2026-06-30T23:59:59Z", "columns": "number,title,courtSince", "limit": "500"}
    past = await rows_of(page, site, filter="courtSince:filled", **then)
    assert past["results"]
    told = await page.context.request.get(
        f"{site.address}/web/v1/projects/{site.project}/log/columns?asOf={past['revision']}"
    )
    today = date.fromisoformat((await told.json())["today"])
    assert today <= date(2026, 6, 30)
    visited = f"/log?asOf={past['revision']}&filter=courtSince:filled&columns=number,courtSince"
    await page.goto(visitors.url(visited))
    await ready(page)
    days = [
        (today - datetime.fromisoformat(row["courtSince"]).astimezone(ZoneInfo(ZONE)).date()).days
        for row in past["results"]
    ]
    lines = (await screen_of(page)).rows
    assert sorted(int(digits(line.cells["In court since"])) for line in lines) == sorted(days)


SHEETS = """() => [...document.querySelectorAll('body > [data-portal] section > table')].map(
  (table) => ({
    told: table.tHead.rows[0].textContent,
    heads: [...table.tHead.rows[1].cells].map((cell) => cell.innerText.trim()),
    lines: [...table.tBodies[0].rows].map((row) => ({
      isRow: row.querySelector('td') !== null,
      texts: [...row.cells].map((cell) => cell.textContent.trim()),
    })),
  })
)"""


@pytest.mark.deep
async def test_sheets_of_paper_carry_what_they_come_to(visitors: Visitors, site: Site) -> None:
    """Each says at its foot what it and those before it come to, and the next begins with it."""
    query = {"filter": "kind:is:pco,rco,oco", "group": "kind,phase"}
    columns = "number,title,state,submitted,approved"
    page = await visitors.open(
        f"/log?columns={columns}&filter={query['filter']}&group={query['group']}"
    )
    await page.add_init_script("window.print = () => { window.isPrinted = true }")
    await page.reload()
    await ready(page)
    told = await rows_of(page, site, columns=columns, include="totals", limit="500", **query)
    await page.keyboard.press("Control+p")
    await page.wait_for_function("() => window.isPrinted")
    sheets = await page.evaluate(SHEETS)
    assert len(sheets) > 2
    carried = [Decimal(0), Decimal(0)]
    numbers, foot = [], [""]
    for place, sheet in enumerate(sheets, start=1):
        lines = sheet["lines"]
        for words in (f"sheet {place} of {len(sheets)}", "Kind Potential change order", " by Dana"):
            assert words in sheet["told"]
        if place > 1:
            assert lines[0]["texts"] == [f"Brought from sheet {place - 1}", *foot[1:]]
        for line in lines:
            if line["isRow"]:
                numbers.append(line["texts"][0])
                amounts = [digits(text) for text in line["texts"][-2:]]
                carried = [
                    before + Decimal(text or 0)
                    for before, text in zip(carried, amounts, strict=True)
                ]
        foot = lines[-1]["texts"]
        label = f"Carried to sheet {place + 1}" if place < len(sheets) else "Totals"
        assert foot[0] == label
        assert [Decimal(digits(text) or 0) for text in foot[-2:]] == carried, place
        assert not lines[-1]["isRow"]
    assert numbers == [row["number"] for row in told["results"]]
    (totals,) = told["totals"]
    assert carried == [Decimal(totals[name]) for name in ("submitted", "approved")]
    pages = re.findall(rb"/Type\s*/Page\b", await page.pdf(prefer_css_page_size=True))
    assert len(pages) == len(sheets)


async def test_a_title_that_is_cut_is_read_in_full(visitors: Visitors) -> None:
    page = await visitors.open("/log?columns=number,title,state&widths=title:120")
    await ready(page)
    title = page.locator(ROWS).first.locator("[role=gridcell]").nth(2)
    whole = await title.inner_text()
    assert await title.evaluate("cell => cell.scrollWidth > cell.clientWidth")
    await title.hover()
    await expect(title).to_have_attribute("title", whole)
    await page.locator(GRID).focus()
    await page.keyboard.press("ArrowRight")
    await expect(title).to_have_attribute("data-active", "true")
    assert await title.locator("span").evaluate(
        "text => text.scrollWidth === text.clientWidth"
        " && text.offsetWidth > text.parentElement.clientWidth"
    )
    state = page.locator(ROWS).first.locator("[role=gridcell]").nth(3)
    await state.hover()
    await expect(state).not_to_have_attribute("title", re.compile("."))


async def test_on_a_phone_the_bar_has_two_rows(visitors: Visitors) -> None:
    page = await visitors.open("/log?group=phase,kind", width=PHONE_WIDTH)
    await settled(page)
    await expect(page.get_by_role("button", name="Keep for me")).to_be_visible()
    tops = set()
    for name in ("View: Summary", "Keep for me", "Filter", "Export"):
        button = page.get_by_role("button", name=re.compile(f"^{name}"))
        box = await button.bounding_box()
        assert box is not None and box["height"] >= 44, name
        tops.add(round(box["y"] + box["height"] / 2))
    assert len(tops) == 2
    assert await accessibility_faults(page) == []
    assert await overflow_pixels(page) <= 0


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
