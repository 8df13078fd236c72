"""The dashboard: every figure is the server's, every mark opens the log, any day can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, expect
from tests.app.figures import loaded, shown, told
from tests.app.site import (
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    accessibility_faults,
    overflow_pixels,
)

Amounts = Iterator[tuple[str | None, str | None]]


def of_value(answer: dict[str, Any]) -> Amounts:
    own = [each for each in answer["totals"] if each["currency"] == answer["currency"]]
    value = (own or answer["totals"])[0]
    yield value["original"], value["currency"]
    yield value["projected"], value["currency"]
    for step in value["steps"]:
        yield step["amount"], value["currency"]


def of_exposure(answer: dict[str, Any]) -> Amounts:
    for point in answer["points"]:
        for phase in ("approved", "pending", "exposed", "draft"):
            yield point["budget"][phase], answer["currency"]


def of_ageing(answer: dict[str, Any]) -> Amounts:
    for row in answer["results"]:
        yield row["amount"], row["currency"]


def of_reasons(answer: dict[str, Any]) -> Amounts:
    for row in answer["results"]:
        yield row["amount"], row["currency"]
        for phase in row["phases"]:
            yield phase["amount"], row["currency"]


def of_vendors(answer: dict[str, Any]) -> Amounts:
    for row in answer["results"]:
        for column in ("awarded", "approved", "pending", "exposed"):
            yield row[column], row["currency"]


def of_recovery(answer: dict[str, Any]) -> Amounts:
    for row in answer["results"]:
        yield row["cost"], answer["currency"]
        yield row["revenue"], answer["currency"]


# Title of a card, the part it shows, and the amounts of the part.
CARDS: tuple[tuple[str, str, Callable[[dict[str, Any]], Amounts]], ...] = (
    ("Contract value", "contract-value", of_value),
    ("Exposure over time", "exposure", of_exposure),
    ("Open, by whose turn it is", "ageing", of_ageing),
    ("By reason", "reasons", of_reasons),
    ("By supplier", "vendors", of_vendors),
    ("Recovered supplier cost", "recovery", of_recovery),
)


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


async def as_table(page: Page, title: str) -> Locator:
    await card(page, title).get_by_role("button", name=re.compile("Show as a table")).click()
    return card(page, title).get_by_role("table")


async def test_every_figure_is_the_servers(visitors: Visitors, site: Site) -> None:
    page = await visitors.open("/dashboard")
    await loaded(page)
    for title, part, amounts in CARDS:
        answer = await told(page, site, f"dashboard/{part}")
        cells = await (await as_table(page, title)).get_by_role("cell").all_inner_texts()
        expected = [shown(*each) for each in amounts(answer)]
        assert expected, f"the demo has nothing for {title}"
        missing = [each for each in expected if each not in cells]
        assert missing == [], (title, missing)


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
