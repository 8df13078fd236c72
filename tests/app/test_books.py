"""Contracts and budgets: every figure is the one that both doors serve, and explains itself."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
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

FIGURE = "cell.querySelector('.cw-number').innerText"
"""The amount, without the words for who hears it."""


async def figures_on(page: Page) -> dict[tuple[str, str], str]:
    """What stands in the table, by the row's code and the column's name."""
    found: dict[tuple[str, str], str] = {}
    for row in await page.locator("tr[data-row]").all():
        code = await row.get_attribute("data-row") or ""
        cells = await row.locator("td[data-column]").evaluate_all(
            f"cells => cells.map(cell => [cell.dataset.column, {FIGURE}])"
        )
        found |= {(code, column): text for column, text in cells}
    return found


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/contracts", "contracts"),
        ("/contracts?side=owner", "main-contracts"),
        ("/budgets?layout=list", "budgets"),
    ],
)
async def test_every_figure_is_the_servers(
    visitors: Visitors, site: Site, path: str, name: str
) -> None:
    page = await visitors.open(path)
    await loaded(page)
    await expect(page.locator("tr[data-row]").first).to_be_visible()
    book = await told(page, site, f"books/{name}")
    rows = {row["code"]: row["sums"] for row in book["rows"]}
    seen = await figures_on(page)
    assert {code for code, _ in seen} == rows.keys()
    for (code, column), text in seen.items():
        amount = rows[code][column]
        quiet = amount is None or not Decimal(amount)
        assert text == ("–" if quiet else shown(amount)), (code, column)
    await agrees_with_autodesk(page, site, name, rows)
    totals = await page.locator("tfoot td[data-total]").evaluate_all(
        "cells => cells.map(cell => [cell.dataset.total, cell.innerText])"
    )
    assert len(book["totals"]) == 1 and totals
    for column, text in totals:
        assert text == shown(book["totals"][0]["sums"][column]), column


async def agrees_with_autodesk(
    page: Page, site: Site, name: str, rows: dict[str, dict[str, Any]]
) -> None:
    address = f"{site.address}/cost/v1/containers/{site.project}/{name}"
    reply = await page.request.get(address, params={"limit": 100})
    for theirs in (await reply.json())["results"]:
        for column, amount in rows[theirs["code"]].items():
            if column in theirs:
                assert Decimal(amount or 0) == Decimal(theirs[column] or 0), (
                    theirs["code"],
                    column,
                )


async def test_a_figure_opens_down_to_the_change_orders_behind_it(
    visitors: Visitors, site: Site
) -> None:
    page = await visitors.open("/contracts?columns=costApproved")
    await loaded(page)
    row = page.locator("tr[data-row]").first
    amount = await row.locator("td[data-column] .cw-number").inner_text()
    await row.get_by_role("button").click()
    drawer = page.get_by_role("dialog")
    await expect(drawer.get_by_text(re.compile(r"\d+ addends?")).locator("..")).to_contain_text(
        amount.strip("()")
    )
    await drawer.get_by_role("button", name="Its change orders").first.click()
    change = drawer.locator("abbr").first
    await expect(change).to_be_visible()
    assert await accessibility_faults(page) == []


async def test_the_file_is_what_the_screen_shows(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/contracts?q=protection&columns=awarded,varianceTotal")
    await loaded(page)
    await expect(page.locator("tr[data-row]").first).to_be_visible()
    async with page.expect_download() as started:
        await page.get_by_role("button", name="Export CSV").click()
    path = await (await started.value).path()
    lines = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    seen = await figures_on(page)
    assert {line["Code"] for line in lines} == {code for code, _ in seen}
    for line in lines:
        assert shown(line["Awarded"]) == seen[line["Code"], "awarded"]
        assert shown(line["Variance"]) == seen[line["Code"], "varianceTotal"]


async def test_columns_are_chosen_and_stay_in_the_address(visitors: Visitors) -> None:
    page = await visitors.open("/contracts")
    await loaded(page)
    await page.get_by_role("button", name="Columns").click()
    await page.get_by_role("checkbox", name="Uncommitted").check()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("columnheader", name="Uncommitted")).to_be_visible()
    assert "uncommitted" in page.url
    await page.reload()
    await expect(page.get_by_role("columnheader", name="Uncommitted")).to_be_visible()


async def test_budgets_stand_in_a_tree_with_their_sums(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/budgets?columns=revised")
    await loaded(page)
    button = page.get_by_role("button", name="Close the rows of 03")
    head = page.locator("tr", has=button)
    book = await told(page, site, "books/budgets")
    below = [row for row in book["rows"] if re.split(r"\W", row["code"])[0] == "03"]
    total = sum(Decimal(row["sums"]["revised"]) for row in below)
    await expect(head).to_contain_text(shown(str(total)))
    first = page.locator(f'tr[data-row="{below[0]["code"]}"]')
    await expect(first).to_be_visible()
    await button.click()
    await expect(first).to_have_count(0)


SHADE = "frame => getComputedStyle(frame, '::after').opacity"


@pytest.mark.parametrize("path", ["/budgets", "/contracts"])
async def test_a_shade_says_that_there_is_more_until_there_is_not(
    visitors: Visitors, path: str
) -> None:
    page = await visitors.open(path, width=1000)
    await loaded(page)
    book = page.locator("section[tabindex='0']", has=page.get_by_role("table"))
    frame = book.locator("xpath=..")
    await expect(frame).to_have_attribute("data-right", "true")
    await page.wait_for_timeout(300)
    assert await frame.evaluate(SHADE) == "1"
    # It lies on every cell, those of heads with a ground of their own too.
    order = await frame.evaluate("frame => Number(getComputedStyle(frame, '::after').zIndex)")
    over = await book.locator("th, td").evaluate_all(
        "cells => Math.max(...cells.map(cell => Number(getComputedStyle(cell).zIndex) || 0))"
    )
    assert order > over
    await book.evaluate("book => { book.scrollLeft = book.scrollWidth }")
    # What was scrolled past is under the codes, and the total keeps its name.
    edges = await book.locator("tr > .mantine-Table-th:first-child").evaluate_all(
        "heads => heads.map(head => Math.round(head.getBoundingClientRect().right))"
    )
    assert len(set(edges)) == 1
    await expect(book.get_by_role("rowheader", name="Total").first).to_be_in_viewport()
    await expect(frame).not_to_have_attribute("data-right", "true")
    await page.wait_for_timeout(300)
    assert await frame.evaluate(SHADE) == "0"
    await book.evaluate("book => { book.scrollLeft = 0 }")
    await expect(frame).to_have_attribute("data-right", "true")


async def test_one_contract_has_all_of_its_figures(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/contracts")
    book = await told(page, site, "books/contracts")
    row = book["rows"][0]
    await page.goto(visitors.url(f"/contracts/{row['id']}"))
    await loaded(page)
    cells = await page.locator("tr[data-figure]").evaluate_all(
        f"rows => rows.map(cell => [cell.dataset.figure, {FIGURE}])"
    )
    assert {name for name, _ in cells} == row["sums"].keys()
    for name, text in cells:
        quiet = row["sums"][name] is None or not Decimal(row["sums"][name])
        assert text == ("–" if quiet else shown(row["sums"][name])), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK_WIDTH, PHONE_WIDTH])
@pytest.mark.parametrize("path", ["/contracts", "/budgets"])
async def test_everybody_can_use_them(
    visitors: Visitors, path: str, width: int, scheme: str
) -> None:
    page = await visitors.open(path, width=width, scheme=scheme)
    await loaded(page)
    await expect(page.get_by_text(re.compile(r"^\d+ rows$"))).to_be_visible()
    assert await accessibility_faults(page) == []
    assert await overflow_pixels(page) == 0


async def test_a_supplier_sees_his_contracts_alone(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/contracts", role="supplier")
    await loaded(page)
    await expect(page.locator("tr[data-row]").first).to_be_visible()
    parties = set(await page.locator("tr[data-row] td:nth-child(3)").all_inner_texts())
    assert len(parties) == 1
    heads = await page.get_by_role("columnheader").all_inner_texts()
    assert not any("Variance" in head or "Pending" in head for head in heads)
