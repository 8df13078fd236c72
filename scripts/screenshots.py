"""Pictures of every page of the web app, as a laptop and a phone show it, light and dark.

    .venv/bin/python -m scripts.screenshots FOLDER      all of them, for whoever judges the pages
    .venv/bin/python -m scripts.screenshots --docs      those the README and the docs show

It starts a server of its own with the demo project, in a folder that is gone afterwards, or looks
at one that runs: `--site ADDRESS HOME`. Needs the built app and Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import msgspec
from playwright.async_api import BrowserContext, async_playwright
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


class Shot(msgspec.Struct, frozen=True):
    """A page: its name, its address in the project, and who looks at it."""

    name: str
    path: str
    role: str | None = "admin"


# {oco} and such stand for the uuid of the first of its kind that the log names.
SHOTS = (
    Shot("signin", "/app/signin", role=None),
    Shot("log", "/log"),
    Shot("record", "/changes/oco/{oco}"),
    Shot("record-pco", "/changes/pco/{pco}"),
    Shot("create", "/create"),
    Shot("inbox", "/inbox", role="approver"),
    Shot("dashboard", "/dashboard"),
    Shot("contracts", "/contracts"),
    Shot("budgets", "/budgets"),
    Shot("settings", "/settings/tiers"),
    Shot("console", "/console"),
    Shot("log-supplier", "/log", role="supplier"),
    Shot("log-owner", "/log", role="owner"),
)
IN_THE_DOCS = (
    ("log", DESK_WIDTH, "light"),
    ("record", DESK_WIDTH, "light"),
    ("dashboard", DESK_WIDTH, "dark"),
    ("inbox", PHONE_WIDTH, "light"),
)
WIDTHS, SCHEMES = (DESK_WIDTH, PHONE_WIDTH), ("light", "dark")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folder", type=Path, nargs="?", help="where all pictures go")
    arguments.add_argument("--docs", action="store_true", help="only those of the docs, there")
    arguments.add_argument("--site", nargs=2, metavar=("ADDRESS", "HOME"), help="one that runs")
    given = arguments.parse_args()
    if not given.docs and given.folder is None:
        arguments.error("a folder, or --docs")
    folder = PICTURES if given.docs else given.folder
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (
        IN_THE_DOCS
        if given.docs
        else tuple(
            (shot.name, width, scheme) for shot, width, scheme in product(SHOTS, WIDTHS, SCHEMES)
        )
    )
    with site_of(given.site) as site:
        asyncio.run(take(site, folder, wanted, given.docs))


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
    shots = {shot.name: shot for shot in SHOTS}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_FLAGS)
        )
        visitors = Visitors(browser, site)
        records: dict[str, str] = {}
        for name, width, scheme in wanted:
            shot = shots[name]
            context = await visitors.context(shot.role, width, scheme)
            if not records and shot.role is not None:
                records = await records_of(context, site)
            page = await visitors.page_of(context)
            await page.goto(visitors.url(shot.path.format_map(records)))
            await settled(page)
            await page.wait_for_timeout(STILL_MILLISECONDS)
            file = folder / (f"{name}.png" if short else f"{name}-{width}-{scheme}.png")
            await page.screenshot(path=file)
            await context.close()
            print(file, file=sys.stderr)
        await browser.close()


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
