"""A change's page, one of each kind: every amount that it shows is the one that the server tells,
and the waterfall of its markups adds up from its lines to its total."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.async_api import Page, expect
from tests.app.changes import found
from tests.app.figures import shown, told
from tests.app.site import (
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
    settled,
)

AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")
MARKED = "kind:is:rco;title:contains:Foam suppression"
# A kind, and which of its documents: on each side, and in each state that shows another form.
WALKED = (
    "kind:is:pco;budgetState:is:executed;costState:is:executed",
    "kind:is:rfq;state:is:proposed",
    MARKED,
    "kind:is:oco;state:is:submitted",
    "kind:is:oco;state:is:executed",
    "kind:is:sco;state:is:executed",
)


def quiet(amount: str | None) -> str:
    """An amount as the lines show it: a dash for nothing."""
    return "–" if amount is None or not Decimal(amount) else shown(amount)


async def opened(page: Page, visitors: Visitors, site: Site, which: str, tab: str) -> str:
    row = (await told(page, site, "log", filter=which, limit=1, sort="-submitted"))["results"][0]
    await page.goto(visitors.url(f"/changes/{row['kind']}/{row['id']}?tab={tab}"))
    await settled(page)
    return str(row["id"])


@pytest.mark.parametrize("which", WALKED)
async def test_every_figure_of_a_change_is_the_servers(
    visitors: Visitors, site: Site, which: str
) -> None:
    page = await visitors.open("/inbox", role="manager")
    change = await opened(page, visitors, site, which, "lines")
    record = await told(page, site, f"records/{change}")
    await head_is_told(page, record)
    lines = await told(page, site, f"records/{change}/lines", limit=1000)
    await lines_are_told(page, lines)
    if record["kind"] in ("oco", "sco"):
        form = await told(page, site, f"change-orders/{change}/form")
        await form_is_told(page, form)
    await chain_is_told(page, await told(page, site, f"records/{change}/chain"))
    (theirs,) = [
        one
        for one in await found(visitors, page, record["kind"], "limit=200")
        if one["id"] == change
    ]
    for name in AMOUNTS:
        if name in theirs:
            assert Decimal(theirs[name] or 0) == Decimal(record["amounts"][name] or 0), name


async def head_is_told(page: Page, record: dict[str, Any]) -> None:
    """Each side's amount, the margin and the days."""
    texts = [text.split("\n")[0] for text in await page.locator("header dl dd").all_inner_texts()]
    expected = [
        "–" if track["amount"] is None else shown(track["amount"], track["currency"])
        for track in record["tracks"]
    ]
    if record["margin"] is not None and len(record["tracks"]) > 1:
        expected.append(shown(record["margin"], record["currency"]))
    expected.append("–" if record["days"] is None else str(record["days"]))
    assert texts[: len(expected)] == expected


async def lines_are_told(page: Page, lines: dict[str, Any]) -> None:
    """Every amount of every line, and the totals below them."""
    grid = page.get_by_role("table", name="Lines")
    rows = grid.locator("tbody tr")
    await expect(rows).to_have_count(lines["total"])
    heads = [text.strip() for text in await grid.locator("thead th").all_inner_texts()]
    for place, line in enumerate(lines["results"]):
        cells = await rows.nth(place).locator("th, td").all_inner_texts()
        # Below an amount that is worked out stands what opens its explanation.
        texts = {head: text.split("\n")[0].strip() for head, text in zip(heads, cells, strict=True)}
        assert texts[heads[0]] == line["number"]
        for name, amount in line["amounts"].items():
            assert texts[name.title()] == quiet(amount), (line["number"], name)
    for name, amount in lines["amounts"].items():
        total = grid.locator("tfoot").get_by_role("button", name=f"Total {name.title()}")
        assert (await total.inner_text()).split("\n")[0].strip() == quiet(amount), name


async def form_is_told(page: Page, form: dict[str, Any]) -> None:
    """The arithmetic of the order's form."""
    block, currency = form["block"], form["currency"]
    texts = await page.get_by_role("region", name="Form").locator("dd").all_inner_texts()
    amounts = [text.split("\n")[0].strip() for text in texts]
    assert amounts[:5] == [
        shown(block[name], currency)
        for name in ("originalSum", "priorChange", "priorSum", "change", "newSum")
    ]
    assert Decimal(block["priorSum"]) + Decimal(block["change"]) == Decimal(block["newSum"])


async def chain_is_told(page: Page, chain: dict[str, Any]) -> None:
    """Each document around it with what it comes to, in one way of writing money."""
    if len(chain["nodes"]) < 2:
        return
    region = page.get_by_role("region", name="Related changes")
    for node in chain["nodes"]:
        assert node["currency"] == "USD"
        link = region.locator(f"a[href*='{node['id']}']")
        assert shown(node["amount"], node["currency"]) in await link.inner_text()


@pytest.mark.parametrize("width", [1440, PHONE_WIDTH])
async def test_markups_add_up_from_the_lines_to_the_total(
    visitors: Visitors, site: Site, width: int
) -> None:
    page = await visitors.open("/inbox", role="manager", width=width)
    change = await opened(page, visitors, site, MARKED, "markups")
    record = await told(page, site, f"records/{change}")
    lines = (await told(page, site, f"records/{change}/lines", limit=1000))["results"]
    markups = (await told(page, site, f"change-orders/{change}/markups"))["markups"]
    own = [one["amounts"]["submitted"] for one in lines if not one["isMarkup"]]
    total = sum(Decimal(amount) for amount in own)
    table = page.get_by_role("table", name="Markups, step by step")
    currency = record["currency"]
    start = table.locator("[data-step=start] td").first
    await expect(start).to_have_text(shown(str(total), currency))
    assert [one["name"] for one in markups] == ["Overhead", "Profit", "Insurance", "Bond"]
    for markup in markups:
        working = markup["workings"]["submitted"]
        assert Decimal(working["stepBase"]) == total, "each is on all above it"
        total += Decimal(working["amount"])
        cells = await table.locator(f"[data-step='{markup['name']}'] td").all_inner_texts()
        rate = f"{Decimal(working['stepRate']).normalize():f}%"
        assert cells[:4] == [
            *(shown(working["stepBase"]), rate, shown(working["amount"]), shown(str(total))),
        ]
    assert total == Decimal(record["amounts"]["submitted"])
    await expect(table.locator("[data-step=total] td").first).to_have_text(
        shown(str(total), currency)
    )
    assert await accessibility_faults(page) == []
    assert await overflow_pixels(page) <= 0
