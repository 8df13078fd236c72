"""Amounts as the app writes them for a reader of American English, and what the server says."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from playwright.async_api import Page, expect
from tests.app.site import Site

LOADED_MILLISECONDS = 60_000
SIGNS = {"USD": "$", "EUR": "€"}


def shown(amount: str | None, currency: str | None = None) -> str:
    """`-7420.1300` in USD is `($7,420.13)`; without a currency `(7,420.13)`."""
    if amount is None:
        return ""
    value = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    text = f"{SIGNS.get(currency or '', '')}{abs(value):,.2f}"
    return f"({text})" if value < 0 else text


def day(value: date) -> str:
    """2026-03-02 is `Mar 2, 2026`."""
    return f"{value:%b} {value.day}, {value.year}"


async def told(page: Page, site: Site, path: str, **query: Any) -> Any:
    """What the server says to whoever looks at the page, under `/web/v1/projects/{project}`."""
    address = f"{site.address}/web/v1/projects/{site.project}/{path}".rstrip("/")
    reply = await page.request.get(address, params=query)
    assert reply.ok, (path, reply.status, await reply.text())
    return await reply.json()


async def loaded(page: Page) -> None:
    """Wait until all that the page shows is there: a dozen answers on a machine of two cores."""
    await expect(page.locator("h1").first).to_be_visible(timeout=LOADED_MILLISECONDS)
    waiting = page.get_by_role("status", name="Loading")
    await expect(waiting).to_have_count(0, timeout=LOADED_MILLISECONDS)
