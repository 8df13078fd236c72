"""Pages of a real browser at the real server with the demo project."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from tests.demo.site import Site as Site

from changewright.work.demo.cast import PEOPLE

CHROMIUM_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE_WIDTH = 390
DESK_WIDTH = 1440
HEIGHT = 900
SERIOUS = frozenset({"serious", "critical"})

EMAIL_OF_ROLE: Mapping[str, str] = MappingProxyType(
    {person.role: person.email for person in reversed(PEOPLE)}
)
"""The first of the demo's cast who has the role."""


def chromium_path() -> str | None:
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@dataclass
class Watched:
    """A page and what its console complained of, for the test's end."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Patterns of complaints that belong to the story, such as a refusal's status."""

    def unexpected(self) -> list[str]:
        return [
            each
            for each in self.complaints
            if not any(re.search(pattern, each) for pattern in self.expected)
        ]


class Visitors:
    """Opens pages for people of the demo, signed in, each in a browser context of its own."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.watched: list[Watched] = []
        self._contexts: list[BrowserContext] = []

    async def open(
        self,
        path: str = "/log",
        role: str | None = "admin",
        width: int = DESK_WIDTH,
        scheme: str = "light",
        email: str | None = None,
    ) -> Page:
        """A page at `path` of the demo project; a path that begins with `/app` is taken whole.
        `role` None is nobody."""
        context = await self.context(role, width, scheme, email)
        page = await self.page_of(context)
        await page.goto(self.url(path))
        return page

    async def context(
        self,
        role: str | None,
        width: int = DESK_WIDTH,
        scheme: str = "light",
        email: str | None = None,
        scale: float = 1,
    ) -> BrowserContext:
        """`scale`: how many points of the screen a pixel of the page is drawn with."""
        wish: Any = {"color_scheme": scheme, "device_scale_factor": scale}
        context = await self.browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            has_touch=width == PHONE_WIDTH,
            locale="en-US",
            timezone_id="America/New_York",
            **wish,
        )
        self._contexts.append(context)
        if role is not None:
            await self._sign_in(context, email or EMAIL_OF_ROLE[role])
        return context

    async def page_of(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        page.set_default_timeout(45_000)
        watched = Watched(page)
        self.watched.append(watched)

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error":
                watched.complaints.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        return page

    def url(self, path: str) -> str:
        if path.startswith("/app"):
            return self.site.address + path
        return f"{self.site.app}/p/{self.site.project}{path}"

    def expect_complaint(self, page: Page, pattern: str) -> None:
        """The console may say this: it belongs to the story."""
        for each in self.watched:
            if each.page is page:
                each.expected.append(pattern)

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    async def _sign_in(self, context: BrowserContext, email: str) -> None:
        reply = await context.request.post(
            f"{self.site.address}/web/v1/session",
            data={"email": email, "password": self.site.password},
            headers={"Origin": self.site.address},
        )
        assert reply.ok, (reply.status, await reply.text())


async def settled(page: Page) -> None:
    """Wait until what the page loads is there."""
    await expect(page.locator("h1").first).to_be_visible()
    await expect(page.get_by_role("status", name="Loading")).to_have_count(0)


async def accessibility_faults(page: Page) -> list[str]:
    """What axe finds that is serious or worse, a line each."""
    results = await Axe().run(page)
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: "
        + "; ".join(node["html"][:160] for node in each["nodes"][:3])
        for each in results.response["violations"]
        if each["impact"] in SERIOUS
    ]


async def overflow_pixels(page: Page) -> int:
    """How much wider than the screen the page is; more than nothing scrolls sideways."""
    return int(
        await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )
