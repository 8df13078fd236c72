"""The dashboard: every figure is the server's, every mark opens the log, any day can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect
from tests.app.figures import day, loaded, shown, told
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
)

Rows = Iterator[list[str]]
"""The figures of each row of a card's table."""


def whole(amount: str | None, currency: str | None) -> str:
    return shown(amount or "0", currency)


def of_value(answer: dict[str, Any]) -> Rows:
    own = [each for each in answer["totals"] if each["currency"] == answer["currency"]]
    value = (own or answer["totals"])[0]
    currency = value["currency"]
    yield ["", "", whole(value["original"], currency)]
    for is_projected in (True, False):
        for step in value["steps"]:
            if step["projected"] is is_projected:
                after = whole(step["after"], currency) if is_projected else ""
                items = "" if step["count"] is None else f"{step['count']:,}"
                yield [items, whole(step["amount"], currency), after]
        if is_projected:
            yield ["", "", whole(value["projected"], currency)]


def of_exposure(answer: dict[str, Any]) -> Rows:
    for point in answer["points"]:
        phases = (point["budget"][name] for name in ("approved", "pending", "exposed", "draft"))
        yield [whole(each, answer["currency"]) for each in phases]


def of_ageing(answer: dict[str, Any]) -> Rows:
    for row in answer["results"]:
        yield [f"{row['count']:,}", whole(row["amount"], row["currency"])]


def of_stages(answer: dict[str, Any]) -> Rows:
    for row in answer["results"]:
        times = [days(row["medianDays"]), days(row["ninthDecileDays"])]
        yield [*times, f"{row['stays']:,}", f"{row['now']:,}"]


def days(value: float | None) -> str:
    """To one decimal, which is left out where it is 0."""
    if value is None:
        return ""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,.1f}".removesuffix(".0")


def of_contingency(answer: dict[str, Any]) -> Rows:
    for pool in answer["pools"]:
        amounts = (pool[name] for name in ("whole", "drawn", "left", "forecastLeft"))
        yield [whole(each, pool["currency"]) for each in amounts]
    if not answer["pools"]:
        for point in answer["points"]:
            cost = point["cost"] or {}
            names = ("approvedContingency", "pendingContingency", "exposedContingency")
            yield [whole(cost.get(name), answer["currency"]) for name in names]


def of_reasons(answer: dict[str, Any]) -> Rows:
    for row in answer["results"]:
        phases = {
            phase["phase"]: whole(phase["amount"], row["currency"]) for phase in row["phases"]
        }
        names = ("approved", "pending", "exposed", "draft", "closed")
        amounts = [phases.get(name, "") for name in names]
        yield [f"{row['count']:,}", whole(row["amount"], row["currency"]), *amounts]


def of_vendors(answer: dict[str, Any]) -> Rows:
    for row in answer["results"]:
        amounts = (row[name] for name in ("awarded", "approved", "pending", "exposed"))
        yield [f"{row['contracts']:,}", *(whole(each, row["currency"]) for each in amounts)]


def of_recovery(answer: dict[str, Any]) -> Rows:
    currency = answer["currency"]
    for row in answer["results"]:
        amounts = (whole(row["cost"], currency), whole(row["revenue"], currency))
        yield [f"{row['count']:,}", *amounts]
    for row in answer["suppliers"]:
        yield ["", whole(row["unrecovered"], currency), ""]


def of_days(answer: dict[str, Any]) -> Rows:
    for row in answer["results"]:
        if row["asked"] or row["granted"]:
            yield [f"{row[name]:,}" for name in ("asked", "pending", "refused", "granted")]


def of_limits(answer: dict[str, Any]) -> Rows:
    for each in answer["results"][0]["bins"]:
        yield [f"{each['count']:,}", whole(each["amount"], answer["currency"])]


# Title of a card, the part it shows, and the figures of the part.
CARDS: tuple[tuple[str, str, Callable[[dict[str, Any]], Rows]], ...] = (
    ("Contract value", "contract-value", of_value),
    ("Exposure over time", "exposure", of_exposure),
    ("Open, by whose turn it is", "ageing", of_ageing),
    ("How long stages take", "cycle-times", of_stages),
    ("Contingency", "contingency", of_contingency),
    ("By reason", "reasons", of_reasons),
    ("By supplier", "vendors", of_vendors),
    ("Recovered supplier cost", "recovery", of_recovery),
    ("Days asked and granted", "days", of_days),
    ("Near approval limits", "limits", of_limits),
)


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


async def as_table(page: Page, title: str) -> Locator:
    await card(page, title).get_by_role("button", name=re.compile("Show as a table")).click()
    return card(page, title).get_by_role("table")


FIGURES = """rows => rows.map(row =>
  [...row.querySelectorAll('td.cw-number')].map(cell => cell.innerText.trim()))"""


async def test_every_figure_is_the_servers(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/dashboard")
    await loaded(page)
    for title, part, rows in CARDS:
        answer = await told(page, site, f"dashboard/{part}")
        table = await as_table(page, title)
        written = await table.locator("tbody tr").evaluate_all(FIGURES)
        expected = list(rows(answer))
        assert expected, f"the demo has nothing for {title}"
        assert written == expected, title
    await ends_of_periods_are_the_projects(page, site)
    await deadlines_are_the_servers(page, site)


async def ends_of_periods_are_the_projects(page: Page, site: Site) -> None:
    """A month ends with its last day where the project is, whatever the day is elsewhere."""
    zone = ZoneInfo((await told(page, site, ""))["timeZone"])
    points = (await told(page, site, "dashboard/exposure"))["points"]
    ends = [datetime.fromisoformat(point["at"]) - timedelta(seconds=1) for point in points]
    heads = card(page, "Exposure over time").get_by_role("rowheader")
    assert await heads.all_inner_texts() == [day(end.astimezone(zone).date()) for end in ends]


async def deadlines_are_the_servers(page: Page, site: Site) -> None:
    """How many fall due in which days, and each with its day."""
    answer = await told(page, site, "dashboard/deadlines")
    due = card(page, "Deadlines due")
    counts = [f"{band['count']:,}" for band in answer["bands"]]
    assert await due.locator(".cw-number").all_inner_texts() == counts
    lines = await due.get_by_role("listitem").all_inner_texts()
    assert len(lines) == len(answer["results"]) > 0
    today = date.fromisoformat(answer["today"])
    for line, each in zip(lines, answer["results"], strict=True):
        on = date.fromisoformat(each["dueOn"])
        left = (on - today).days
        words = "left" if left > 0 else "over"
        said = f"{abs(left)} day{'s' * (abs(left) != 1)} {words}" if left else "Due today"
        assert said in line and day(on) in line, each
        assert each["record"]["number"] in line, each


async def test_figures_above_the_charts_are_the_servers(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/dashboard")
    await loaded(page)
    answer = await told(page, site, "dashboard/contract-value")
    written = await page.locator("dl dd").all_inner_texts()
    (value,) = [one for one in answer["totals"] if one["currency"] == answer["currency"]]
    steps = [step["amount"] for step in value["steps"] if step["projected"]]
    amounts = [value["original"], *steps, value["projected"]]
    assert written == [shown(amount, value["currency"]) for amount in amounts]


async def test_a_mark_opens_the_log_that_lists_it(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/dashboard")
    await loaded(page)
    bar = card(page, "Contract value").locator('svg path[fill="#0a5a56"]').first
    await bar.click()
    await expect(page).to_have_url(re.compile("/log\\?"))
    answer = await told(page, site, "dashboard/contract-value")
    executed = next(one for one in answer["totals"][0]["steps"] if one["step"] == "executed")
    assert parse_qs(urlsplit(page.url).query)["filter"] == [executed["filter"]]


async def test_filters_of_figures_are_what_the_log_understands(
    visitors: Visitors, site: Site
) -> None:
    page = await visitors.open("/dashboard")
    ageing = await told(page, site, "dashboard/ageing")
    assert ageing["results"]
    for row in ageing["results"]:
        listed = await told(page, site, "log", filter=row["filter"], limit=1)
        assert listed["total"] == row["count"], row
    for row in (await told(page, site, "dashboard/reasons"))["results"]:
        listed = await told(page, site, "log", filter=row["filter"], limit=1)
        assert listed["total"] == row["count"], row
    for row in (await told(page, site, "dashboard/limits"))["results"]:
        for heap in row["bins"]:
            listed = await told(page, site, "log", filter=heap["filter"], limit=1)
            assert listed["total"] == heap["count"], heap
    overview = await told(page, site, "dashboard")
    for part in overview["parts"]:
        answer = await told(page, site, f"dashboard/{part['name']}")
        for found in set(filters_in(answer)):
            await told(page, site, "log", filter=found, limit=1)


def filters_in(answer: Any) -> Iterator[str]:
    """Every filter of an answer, wherever it stands."""
    if isinstance(answer, list):
        for each in answer:
            yield from filters_in(each)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if name == "filter":
                yield value
            elif name == "filters":
                yield from value.values()
            else:
                yield from filters_in(value)


async def test_any_past_day_can_be_seen(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/dashboard?asOf=2026-06-30")
    await loaded(page)
    await expect(page.get_by_text("As it stood at the end of Jun 30, 2026")).to_be_visible()
    link = card(page, "Contract value").get_by_role("button", name=re.compile("Show as a table"))
    await link.click()
    now = await told(page, site, "dashboard/contract-value")
    cells = await card(page, "Contract value").get_by_role("cell").all_inner_texts()
    assert shown(now["totals"][0]["projected"]) not in cells
    await page.get_by_role("button", name="Back to today").click()
    projected = shown(now["totals"][0]["projected"], now["totals"][0]["currency"])
    await expect(page.locator("dl dd").last).to_have_text(projected)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK_WIDTH, PHONE_WIDTH])
async def test_everybody_can_use_it(visitors: Visitors, width: int, scheme: str) -> None:
    page = await visitors.open("/dashboard", width=width, scheme=scheme)
    await loaded(page)
    await expect(page.locator("svg[width] path").first).to_be_visible()
    assert await accessibility_faults(page) == []
    assert await overflow_pixels(page) == 0


async def test_an_owner_sees_his_own(visitors: Visitors) -> None:
    page = await visitors.open("/dashboard", role="owner")
    await loaded(page)
    await expect(card(page, "Contract value")).to_be_visible()
    await expect(page.get_by_text("By supplier")).to_have_count(0)
