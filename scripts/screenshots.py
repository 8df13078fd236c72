"""Pictures of every page of the web app, as a laptop and a phone show it, light and dark.

    .venv/bin/python -m scripts.screenshots FOLDER      all of them, for whoever judges the pages
    .venv/bin/python -m scripts.screenshots --docs      those the README and the docs show
    .venv/bin/python -m scripts.screenshots FOLDER --only log states    those named so

Also of what a page shows when it is empty, waits, fails, is offline, or has a dialog open: the
shots with a `before` or an `act`. Printed pages are PDF files.

It starts a server of its own with the demo project, in a folder that is gone afterwards, or looks
at one that runs: `--site ADDRESS HOME`. Needs the built app and Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright, expect
from playwright.async_api import Error as PlaywrightError
from tests.app.site import (
    CHROMIUM_FLAGS,
    DESK_WIDTH,
    PHONE_WIDTH,
    Site,
    Visitors,
    chromium_path,
    settled,
)

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "docs" / "images"
STILL_MILLISECONDS = 700
"""How long a page moves after its figures are there: charts grow, skeletons fade."""


DOCS_HEIGHTS = {DESK_WIDTH: 720, PHONE_WIDTH: 780}
DOCS_SCALE = 1.25
"""As sharp as screens of many points draw a page of the docs, where no picture is above 350 kB."""
SLOW_MILLISECONDS = 60_000
"""How long a busy machine may take for a page."""

Act = Callable[[Page], Awaitable[None]]


async def waiting(page: Page) -> None:
    """What waits for an answer is drawn in the frame."""
    asked = page.get_by_role("main").get_by_role("status", name="Loading")
    await expect(asked.first).to_be_visible()


async def refused(page: Page) -> None:
    """What could not be read is said in the frame."""
    await expect(page.get_by_role("main").get_by_role("alert").first).to_be_visible()


class Shot(msgspec.Struct, frozen=True):
    """A page: its name, its address in the project, and who looks at it. `before` prepares the
    page, `act` does something on it once it is there. A sheet is printed, once."""

    name: str
    path: str
    role: str | None = "admin"
    before: Act | None = None
    act: Act | None = None
    until: Act = settled
    """What the page comes to: to have all that it asked for, unless something is in its way. A busy
    machine draws nothing for longer than any fixed time."""
    sheet: bool = False
    widths: tuple[int, ...] = (DESK_WIDTH, PHONE_WIDTH)
    """A phone has cards in place of tables, and so none of their states."""


def answered(status: int, body: str) -> Act:
    """What the page asks of the project is answered so."""

    async def answer(route: Route) -> None:
        await route.fulfill(status=status, body=body, content_type="application/problem+json")

    async def prepare(page: Page) -> None:
        await page.route(_OF_A_PROJECT, answer)

    return prepare


async def unanswered(page: Page) -> None:
    """What the page asks of the project is never answered."""

    async def wait(route: Route) -> None:
        pass

    await page.route(_OF_A_PROJECT, wait)


async def unbegun(page: Page) -> None:
    """The server says that nobody is there yet."""

    async def answer(route: Route) -> None:
        reply = await route.fetch()
        await route.fulfill(response=reply, json={**await reply.json(), "firstRun": True})

    await page.route("**/web/v1/session", answer)


async def offline(page: Page) -> None:
    await page.context.set_offline(True)
    await page.get_by_role("link", name="Dashboard").or_(page.get_by_role("button")).first.focus()
    await page.evaluate("() => fetch('/web/v1/session').catch(() => undefined)")
    await page.keyboard.press("g")
    await page.keyboard.press("d")


def pressing(*keys: str) -> Act:
    """Presses keys one after another, on the log's grid where there is one."""

    async def press(page: Page) -> None:
        grid = page.get_by_role("grid")
        if await grid.count():
            await grid.focus()
        for key in keys:
            await page.keyboard.press(key)

    return press


def clicking(role: Any, name: str) -> Act:
    """Presses a button, a tab, a link by its name."""

    async def click(page: Page) -> None:
        await page.get_by_role(role, name=name).first.click()

    return click


async def printing(page: Page) -> None:
    """The log's own sheets, once every row is read and has its place on one."""
    await page.get_by_role("button", name="Export").click()
    await page.get_by_role("menuitem", name="Print").click()
    sheets = page.locator("body > [data-portal] section > table")
    await sheets.last.wait_for(state="attached", timeout=120_000)


async def drawn(page: Page) -> None:
    """Charts are there, not only their figures."""
    for place in range(await page.get_by_role("img").count()):
        await page.get_by_role("img").nth(place).locator("path").first.wait_for(state="attached")


# Every request of a project but the list of projects and the stream of changes.
_OF_A_PROJECT = re.compile(r"/web/v1/projects/[^/]+/(?!live)")
_FAILED = (
    '{"type":"about:blank","title":"Not available","status":503,"detail":"The database is away"}'
)
_EMPTY = "?q=there+is+nothing+like+this"
SECTIONS = (
    *("project", "numbering", "lists", "attributes", "markups", "approvals", "clocks", "people"),
    *("programs", "access"),
)
TABS = ("quotes", "markups", "approvals", "files", "history", "data")

# {oco} and such stand for the uuid of the first of its kind that the log names.
SHOTS = (
    Shot("signin", "/app/signin", role=None),
    Shot("start-first", "/app/start", role=None, before=unbegun),
    Shot("start", "/app/start"),
    Shot("log", "/log"),
    Shot("log-groups", "/log?group=phase,kind&columns=number,title,state,submitted,approved,due"),
    Shot("log-waiting", "/log?filter=court:filled;submitted:range:1..&sort=-submitted"),
    Shot("log-past", "/log?asOf=2026-06-30T23:59:59Z"),
    Shot("log-supplier", "/log", role="supplier"),
    Shot("log-owner", "/log", role="owner"),
    Shot("record", "/changes/oco/{oco}"),
    Shot("record-pco", "/changes/pco/{pco}"),
    Shot("record-sco", "/changes/sco/{sco}"),
    *(Shot(f"record-{tab}", f"/changes/pco/{{pco}}?tab={tab}") for tab in TABS),
    Shot("create", "/create"),
    Shot("inbox", "/inbox", role="approver"),
    Shot("dashboard", "/dashboard"),
    Shot("contracts", "/contracts"),
    Shot("contracts-owner", "/contracts?side=owner"),
    Shot("budgets", "/budgets"),
    *(Shot(f"settings-{section}", f"/settings/{section}") for section in SECTIONS),
    Shot("console", "/console"),
)
DESK = (DESK_WIDTH,)
STATES = (
    Shot("states-empty-log", f"/log{_EMPTY}"),
    Shot("states-empty-book", f"/contracts{_EMPTY}"),
    Shot("states-empty-inbox", "/inbox", role="viewer"),
    Shot(
        "states-missing",
        "/changes/pco/00000000-0000-4000-8000-000000000000",
        until=refused,
    ),
    Shot("states-loading-log", "/log", before=unanswered, until=waiting),
    Shot("states-loading-dashboard", "/dashboard", before=unanswered, until=waiting),
    Shot("states-failed-log", "/log", before=answered(500, _FAILED), until=refused),
    Shot("states-failed-books", "/budgets", before=answered(500, _FAILED), until=refused),
    Shot("states-failed-board", "/dashboard", before=answered(500, _FAILED), until=refused),
    Shot("states-offline", "/log", act=offline),
    Shot("states-peek", "/log", act=pressing("ArrowDown", "ArrowDown", "p"), widths=DESK),
    Shot("states-selected", "/log", act=pressing("x", "ArrowDown", "x"), widths=DESK),
    Shot("states-locked", "/log", act=pressing("ArrowRight", "e"), widths=DESK),
    Shot("states-help", "/log", act=pressing("?")),
    Shot("states-palette", "/log", act=pressing("Control+k")),
    Shot("states-columns", "/log", act=clicking("button", "Columns"), widths=DESK),
    Shot("states-filter", "/log", act=pressing("f")),
    Shot("states-views", "/log", act=clicking("button", "View: Summary")),
    Shot("states-account", "/log", act=clicking("button", "Account")),
    Shot("states-actions", "/changes/pco/{pco}", act=clicking("button", "Actions")),
    Shot("states-explain", "/contracts", act=clicking("button", "Awarded of"), widths=DESK),
)
SHEETS = (
    Shot("sheet-log", "/log", act=printing, sheet=True),
    Shot("sheet-record", "/changes/oco/{oco}", sheet=True),
    Shot("sheet-contracts", "/contracts", sheet=True),
    Shot("sheet-dashboard", "/dashboard", act=drawn, sheet=True),
)
IN_THE_DOCS = (
    ("log-waiting", DESK_WIDTH, "light"),
    ("record-pco", DESK_WIDTH, "light"),
    ("dashboard", DESK_WIDTH, "dark"),
    ("inbox", PHONE_WIDTH, "light"),
)
SCHEMES = ("light", "dark")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folder", type=Path, nargs="?", help="where all pictures go")
    arguments.add_argument("--docs", action="store_true", help="only those of the docs, there")
    arguments.add_argument("--only", nargs="+", help="those whose names begin so")
    arguments.add_argument("--site", nargs=2, metavar=("ADDRESS", "HOME"), help="one that runs")
    given = arguments.parse_args()
    if not given.docs and given.folder is None:
        arguments.error("a folder, or --docs")
    folder = PICTURES if given.docs else given.folder
    folder.mkdir(parents=True, exist_ok=True)
    wanted = IN_THE_DOCS if given.docs else tuple(all_of(given.only))
    with site_of(given.site) as site:
        asyncio.run(take(site, folder, wanted, given.docs))


def all_of(begun: list[str] | None) -> Iterator[tuple[str, int, str]]:
    """Every page on both widths in both themes, and every sheet once; those whose files' names
    begin so, where any are named."""
    shots = [
        (shot.name, *ways) for shot in (*SHOTS, *STATES) for ways in product(shot.widths, SCHEMES)
    ]
    shots += [(shot.name, DESK_WIDTH, "dark") for shot in SHEETS]
    for name, width, scheme in shots:
        if begun is None or f"{name}-{width}-{scheme}".startswith(tuple(begun)):
            yield name, width, scheme


@contextmanager
def site_of(running: list[str] | None) -> Iterator[Site]:
    """The server to look at."""
    if running:
        yield Site(Path(running[1]), running[0])
        return
    home = Path(tempfile.mkdtemp(prefix="changewright-screenshots-"))
    home.chmod(0o711)
    site = Site(home)
    try:
        site.start()
        yield site
    finally:
        site.stop()
        shutil.rmtree(home, ignore_errors=True)


async def take(
    site: Site, folder: Path, wanted: tuple[tuple[str, int, str], ...], short: bool
) -> None:
    """Take the wanted pictures; `short` names them by their page alone."""
    expect.set_options(timeout=SLOW_MILLISECONDS)
    shots = {shot.name: shot for shot in (*SHOTS, *STATES, *SHEETS)}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_FLAGS)
        )
        visitors = Guests(browser, site)
        records = await records_of(await visitors.context("admin"), site)
        for name, width, scheme in wanted:
            shot = shots[name]
            scale = DOCS_SCALE if short else 1
            context = await visitors.context(shot.role, width, scheme, scale=scale)
            page = await visitors.page_of(context)
            page.set_default_timeout(SLOW_MILLISECONDS)
            if short:
                await page.set_viewport_size({"width": width, "height": DOCS_HEIGHTS[width]})
            file = folder / (name if short else f"{name}-{width}-{scheme}")
            try:
                await show(page, shot, visitors.url(shot.path.format_map(records)))
                print(await keep(page, shot, file), file=sys.stderr)
            except (PlaywrightError, AssertionError) as problem:
                print(f"{file}: {str(problem).splitlines()[0]}", file=sys.stderr)
            await context.close()
        await browser.close()


class Guests(Visitors):
    """Each signs in once, however many pages he looks at: a server counts sign-ins."""

    def __init__(self, browser: Browser, site: Site) -> None:
        super().__init__(browser, site)
        self._cookies: dict[str, list[Any]] = {}

    async def _sign_in(self, context: BrowserContext, email: str) -> None:
        if email not in self._cookies:
            await super()._sign_in(context, email)
            self._cookies[email] = list(await context.cookies())
        await context.add_cookies(self._cookies[email])


async def show(page: Page, shot: Shot, address: str) -> None:
    """Bring the page to what the shot is of."""
    if shot.before is not None:
        await shot.before(page)
    await page.goto(address)
    await shot.until(page)
    await page.wait_for_timeout(STILL_MILLISECONDS)
    if shot.act is not None:
        await shot.act(page)
        await page.wait_for_timeout(STILL_MILLISECONDS)


async def keep(page: Page, shot: Shot, file: Path) -> Path:
    """The picture, or the sheets."""
    if shot.sheet:
        kept = file.with_suffix(".pdf")
        await page.pdf(path=kept, prefer_css_page_size=True, print_background=True)
    else:
        kept = file.with_suffix(".png")
        await page.screenshot(path=kept)
    return kept


async def records_of(context: BrowserContext, site: Site) -> dict[str, str]:
    """The uuid of the change order of each kind that has the largest approved amount."""
    found = {}
    for kind in ("pco", "rfq", "rco", "oco", "sco"):
        reply = await context.request.get(
            f"{site.address}/web/v1/projects/{site.project}/log",
            params={
                "filter": f"kind:is:{kind};approved:range:1..",
                "sort": "-approved",
                "limit": "1",
            },
        )
        rows = (await reply.json())["results"]
        if rows:
            found[kind] = rows[0]["id"]
    return found


if __name__ == "__main__":
    main()
