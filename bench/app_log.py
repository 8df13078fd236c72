"""Measures the web app's log with 25,000 change orders, in a real Chromium.

    python bench/app_log.py [--size 25000] [--home FOLDER] [--rounds 7] [--write]

From navigation to the first rows beside the API's own time for the same page, a filter until its
rows are painted, rows in the page's tree while scrolling from top to bottom, blank rows where
scrolling rests, memory of the tab. The server is the product with its default settings, as the
other benches start it; the app must be built. `--write` puts the tables into docs/performance.md.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import shutil
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from load import DEFAULT_HOME, EMAIL, Size, bench_settings, origin, today
from machine import CHECKOUT, commit, load_average, machine
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from servers import Server, product

from changewright.compose.application import APP
from changewright.store import embedded
from changewright.store.embedded import Urls
from changewright.work.sign_in import hash_password

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
SERVER_SETTINGS = {"shared_buffers": "512MB"}
WIDTH, HEIGHT = 1440, 900
PIXELS_A_FRAME = 4000
RESTS = 12
API_REQUESTS = 30
BEGIN, END = "<!-- app_log.py -->", "<!-- /app_log.py -->"
REPORT = CHECKOUT / "docs" / "performance.md"

# Runs in each page before its own code: tells when rows of the log were painted.
WATCH = """
window.benchFirst = new Promise((done) => {
  const look = () => {
    const rows = document.querySelectorAll('[role=grid] [role=row] input[type=checkbox]');
    if (rows.length < 3) requestAnimationFrame(look);
    else requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
  };
  requestAnimationFrame(look);
});
"""
# Until the grid shows other rows than before, none of them waiting; in milliseconds.
UNTIL_PAINTED = """
(before) => new Promise((done) => {
  const began = performance.now();
  const look = () => {
    const grid = document.querySelector('[role=grid]');
    const lines = [...(grid?.querySelectorAll('[role=rowgroup] [role=row]') ?? [])];
    const isWaiting = lines.some((line) => line.hasAttribute('data-waiting'));
    const text = lines.map((line) => line.textContent).join('|');
    if (grid && grid.getAttribute('aria-busy') !== 'true' && !isWaiting && text !== before) {
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - began), 0));
    } else requestAnimationFrame(look);
  };
  look();
})
"""
SHOWN = """
() => [...document.querySelectorAll('[role=grid] [role=rowgroup] [role=row]')]
  .map((line) => line.textContent).join('|')
"""
# From top to bottom without a rest; what was in the tree, and how long frames took.
SCROLL = """
(pixels) => new Promise((done) => {
  const grid = document.querySelector('[role=grid]');
  const height = grid.scrollHeight;
  const told = { rowsMost: 0, elementsMost: 0, frames: 0, framesLong: 0, longest: 0, height };
  let before = performance.now();
  let at = 0;
  const step = (now) => {
    const took = now - before;
    before = now;
    told.frames += 1;
    if (took > 50) told.framesLong += 1;
    told.longest = Math.max(told.longest, took);
    const rows = grid.querySelectorAll('[role=rowgroup] [role=row]').length;
    told.rowsMost = Math.max(told.rowsMost, rows);
    told.elementsMost = Math.max(told.elementsMost, grid.getElementsByTagName('*').length);
    grid.scrollTop = at;
    if (at > height) { done(told); return; }
    at += pixels;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""
# Jumps to a part of the way and rests there: until no row that is looked at waits, and whether the
# screen is full of rows.
REST = """
(part) => new Promise((done) => {
  const grid = document.querySelector('[role=grid]');
  grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
  const began = performance.now();
  const look = () => {
    const box = grid.getBoundingClientRect();
    const lines = [...grid.querySelectorAll('[role=rowgroup] [role=row]')].filter((line) => {
      const at = line.getBoundingClientRect();
      return at.bottom > box.top && at.top < box.bottom;
    });
    const blank = lines.filter((line) => line.hasAttribute('data-waiting')).length;
    const took = performance.now() - began;
    if ((blank === 0 && lines.length > 10) || took > 5000) done({ took, blank });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The server, the project on it, and who signs in."""

    server: Server
    project: str
    password: str

    @property
    def log(self) -> str:
        return f"{self.server.address}/app/p/{self.project}/log"


Row = tuple[str, str]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--size", type=int, default=25_000)
    arguments.add_argument("--home", type=Path, default=DEFAULT_HOME)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    chromium = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        raise SystemExit("Chromium is missing (Debian: apt install chromium).")
    if not (APP / "index.html").is_file():
        raise SystemExit("The app is not built: python scripts/build_app.py")
    settings = bench_settings(given.home)
    with embedded.running(settings, SERVER_SETTINGS) as urls:
        site = origin(urls, settings, Size(given.size, 200, 1))
        copy = today(urls, settings, site)
        password = secrets.token_urlsafe()
        asyncio.run(_give_password(copy, password))
        with product(settings, copy, given.home / "app-log.log", public_url="") as server:
            rows = asyncio.run(measured(chromium, Site(server, site.large, password), given.rounds))
    text = table(given.size, rows)
    print(text)
    if given.write:
        write(text)


def say(what: str) -> None:
    """What goes on, for who waits."""
    print(f"{what} ...", file=sys.stderr, flush=True)


async def _give_password(urls: Urls, password: str) -> None:
    hashed = await hash_password(password)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("UPDATE person SET password_hash = %s WHERE email = %s", (hashed, EMAIL))


async def measured(chromium: str, site: Site, rounds: int) -> list[Row]:
    """Everything, a row each: what it is, and what it came to."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=list(CHROMIUM_FLAGS)
        )
        try:
            say("navigating")
            cold = await first_rows(browser, site, rounds)
            context = await signed_in(browser, site)
            page = await context.new_page()
            address = await _address_of_page(page, site)
            rows = await api_times(context, address)
            rows += cold
            rows += await warm_rows(page, site, rounds)
            say("filtering")
            rows += await filters(page, rounds)
            say("scrolling")
            rows += await scrolling(browser, page)
        finally:
            await browser.close()
    return rows


async def signed_in(browser: Browser, site: Site) -> BrowserContext:
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US", timezone_id="UTC"
    )
    await context.add_init_script(WATCH)
    reply = await context.request.post(
        f"{site.server.address}/web/v1/session",
        data={"email": EMAIL, "password": site.password},
        headers={"Origin": site.server.address},
    )
    if not reply.ok:
        raise SystemExit(f"Signing in was refused: {reply.status} {await reply.text()}")
    return context


async def _address_of_page(page: Page, site: Site) -> str:
    """The address of the first page of rows, as the app asks for it."""
    async with page.expect_request(re.compile(r"/web/v1/projects/[^/]+/log\?")) as asked:
        await page.goto(site.log)
    await _first(page)
    return (await asked.value).url


async def _first(page: Page) -> float:
    """When the first rows were painted, since the page's navigation began."""
    found: float = await asyncio.wait_for(page.evaluate("() => window.benchFirst"), 60)
    return found


async def api_times(context: BrowserContext, address: str) -> list[Row]:
    """The server's own time for the first page of rows, asked as the app asks."""
    times = []
    size = 0
    for _ in range(API_REQUESTS):
        began = time.perf_counter()
        reply = await context.request.get(address)
        body = await reply.body()
        times.append((time.perf_counter() - began) * 1000)
        size = len(body)
        if reply.status != 200:
            raise SystemExit(f"The API answered {reply.status}")
    return [
        (f"the API's answer for the first page ({size / 1024:.0f} KiB)", spread(times)),
    ]


async def first_rows(browser: Browser, site: Site, rounds: int) -> list[Row]:
    """Navigation to first rows in a browser that has never seen the app."""

    async def once() -> float:
        context = await signed_in(browser, site)
        try:
            page = await context.new_page()
            await page.goto(site.log)
            return await _first(page)
        finally:
            await context.close()

    return [("navigation to first rows, nothing in the cache", spread(await _many(rounds, once)))]


async def warm_rows(page: Page, site: Site, rounds: int) -> list[Row]:
    async def once() -> float:
        await page.goto("about:blank")
        await page.goto(site.log)
        return await _first(page)

    return [("navigation to first rows, the app in the cache", spread(await _many(rounds, once)))]


async def filters(page: Page, rounds: int) -> list[Row]:
    """From the last key of a word typed into the search until its rows are painted."""
    search = page.get_by_label("Find by number or title")
    words = ["1", "22", "3", "41", "5", "61", "7", "82", "9", "10"]
    times = []
    for number in range(rounds):
        before = await page.evaluate(SHOWN)
        painted = asyncio.ensure_future(page.evaluate(UNTIL_PAINTED, before))
        await search.fill(words[number % len(words)])
        times.append(await painted)
    before = await page.evaluate(SHOWN)
    painted = asyncio.ensure_future(page.evaluate(UNTIL_PAINTED, before))
    await search.fill("")
    await painted
    return [("a word typed into the search to its rows painted, waiting included", spread(times))]


async def scrolling(browser: Browser, page: Page) -> list[Row]:
    session = await page.context.new_cdp_session(page)
    before = await _heap(session)
    say("from top to bottom")
    told = await page.evaluate(SCROLL, PIXELS_A_FRAME)
    say("resting")
    rests = [await page.evaluate(REST, (place + 0.5) / RESTS) for place in range(RESTS)]
    after = await _heap(session)
    total = await page.get_by_role("grid").get_attribute("aria-rowcount")
    return [
        ("lines of the grid", f"{int(total or 0) - 1:,} ({told['height']:,} pixels)"),
        ("rows in the tree at most, scrolling from top to bottom", str(told["rowsMost"])),
        ("elements in the grid at most", f"{told['elementsMost']:,}"),
        (
            f"frames over 50 ms at {PIXELS_A_FRAME:,} pixels a frame",
            f"{told['framesLong']} of {told['frames']}, the longest {told['longest']:.0f} ms",
        ),
        (
            f"blank rows at rest, {RESTS} places over the whole height",
            str(sum(rest["blank"] for rest in rests)),
        ),
        ("from stopping to full rows", spread([rest["took"] for rest in rests])),
        ("JavaScript memory of the tab before and after", f"{before:.0f} MiB, {after:.0f} MiB"),
        ("memory of the tab's process", await _process_memory(browser)),
    ]


async def _heap(session: Any) -> float:
    """The JavaScript heap in MiB, swept."""
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"]) / 2**20


async def _process_memory(browser: Browser) -> str:
    """The largest renderer's proportional share."""
    session = await browser.new_browser_cdp_session()
    found = await session.send("SystemInfo.getProcessInfo")
    renderers = [each["id"] for each in found["processInfo"] if each["type"] == "renderer"]
    return f"{max(_share(each) for each in renderers):.0f} MiB"


def _share(process: int) -> float:
    text = Path("/proc", str(process), "smaps_rollup").read_text("ascii")
    match = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(match[1]) / 1024 if match else 0.0


async def _many(rounds: int, once: Callable[[], Awaitable[float]]) -> list[float]:
    return [await once() for _ in range(rounds)]


def spread(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"


def table(size: int, rows: Sequence[Row]) -> str:
    """The report as Markdown."""
    lines = [
        f"{size:,} change orders in the project; {machine()}; commit {commit()}; load average "
        f"{load_average()} at the end. Medians, with the least and the most.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows),
    ]
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the table into the page on performance, where it was or at its end."""
    page = REPORT.read_text("utf-8")
    block = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in page:
        before, _, rest = page.partition(BEGIN)
        page = before + block + rest.partition(END)[2]
    else:
        page = f"{page.rstrip()}\n\n## The web app's log\n\n{block}\n"
    REPORT.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
