"""The log's grid as it is read off the screen: every line of it, not those in sight alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect
from tests.app.site import settled

GRID = "[role=grid]"
ROWS = "[role=grid] [role=row][aria-selected]"
READ = """(grid) => {
  const bare = (cell) => !cell.querySelector('input[type=checkbox]');
  const texts = (row, role) => [...row.querySelectorAll(`[role=${role}]`)]
    .filter(bare).map((cell) => cell.innerText.trim());
  const groups = [...grid.querySelectorAll(':scope > [role=rowgroup]')];
  const body = groups.find((one) => one.querySelector('[aria-rowindex]:not([aria-rowindex="1"])'));
  const rows = body ? [...body.querySelectorAll('[role=row][aria-rowindex]')] : [];
  const heads = [...grid.querySelectorAll('[role=columnheader]')].filter(bare);
  return {
    heads: heads.map((head) => head.innerText.trim()).filter(Boolean),
    rows: rows.map((row) => ({
      index: Number(row.getAttribute('aria-rowindex')),
      isGroup: row.querySelector('[aria-expanded]') !== null,
      texts: texts(row, 'gridcell'),
    })),
    totals: [...groups.at(-1).querySelectorAll('[role=row]')]
      .filter((row) => !row.hasAttribute('aria-rowindex')).map((row) => texts(row, 'gridcell')),
  };
}"""


@dataclass
class Line:
    """A row by its columns' titles. Of a group or a total `title` says which, and `cells` has its
    sums."""

    cells: dict[str, str]
    title: str = ""


@dataclass
class Screen:
    """All that the grid shows from its first line to its last."""

    heads: list[str]
    lines: list[Line]
    totals: list[Line]

    @property
    def rows(self) -> list[Line]:
        return [line for line in self.lines if not line.title]


async def ready(page: Page) -> None:
    await settled(page)
    await expect(page.locator(ROWS).first).to_be_visible()
    await expect(page.locator(f"{GRID}[aria-busy=false]")).to_be_visible()


async def screen_of(page: Page) -> Screen:
    """Scrolls the grid from top to bottom and reads it."""
    grid = page.locator(GRID)
    await grid.evaluate("grid => { grid.scrollTop = 0 }")
    count = int(await grid.get_attribute("aria-rowcount") or 1) - 1
    found: dict[int, dict[str, Any]] = {}
    while True:
        await expect(page.locator(f"{GRID} [data-waiting]")).to_have_count(0)
        read = await grid.evaluate(READ)
        found |= {row["index"]: row for row in read["rows"]}
        at_end = await grid.evaluate(
            "grid => { const before = grid.scrollTop;"
            " grid.scrollTop = before + grid.clientHeight * 0.7; return grid.scrollTop === before }"
        )
        if at_end:
            break
        await page.wait_for_timeout(50)
    assert sorted(found) == list(range(2, count + 2)), "a line was never on the screen"
    heads = read["heads"]
    return Screen(
        heads=heads,
        lines=[_line(heads, found[index]) for index in sorted(found)],
        totals=[_sums(heads, texts) for texts in read["totals"]],
    )


def _line(heads: list[str], row: dict[str, Any]) -> Line:
    if row["isGroup"]:
        return _sums(heads, row["texts"])
    return Line(dict(zip(heads, row["texts"], strict=True)))


def _sums(heads: list[str], texts: list[str]) -> Line:
    """A line whose first cell stands across the columns before its first sum."""
    title, *sums = texts
    columns = heads[len(heads) - len(sums) :]
    shown = {head: text for head, text in zip(columns, sums, strict=True) if text}
    return Line(shown, re.sub(r"\s+", " ", title))


def digits(text: str) -> str:
    """An amount as it is shown, as the API writes it: `(1,234.50)` is `-1234.50`."""
    bare = re.sub(r"[^\d.()-]", "", text)
    return f"-{bare[1:-1]}" if bare.startswith("(") else bare


def cents(amount: str | None) -> str:
    """An amount of the API with two decimals."""
    return "" if amount is None else f"{amount.partition('.')[0]}.{amount.partition('.')[2][:2]}"
