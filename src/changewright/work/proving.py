"""Proving all projects from time to time, and what was found, for whoever watches the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from changewright.core.errors import NotFound
from changewright.store.engine import Database

from .directory import Directory
from .verify import verify
from .verify_findings import Finding

Tell = Callable[[str, Finding], None]

FIRST_ROUND_AFTER_SECONDS = 3600.0


class Proof:
    """What the rounds of this process came to: how many findings the last whole one had, and when
    it ended (before the first, none and never); how many came to no end."""

    def __init__(self) -> None:
        self.findings = 0
        self.ended_at: datetime | None = None
        self.failures = 0

    async def rounds(
        self,
        database: Database,
        directory: Directory,
        clock: Callable[[], datetime],
        tell: Tell,
        *,
        interval_seconds: float,
        failed: Callable[[], None],
    ) -> None:
        """One round after another, for ever, each an interval behind the one before. The first is
        soon after the start, so that a process that is started anew each day proves itself too. A
        round that comes to no end is counted, `failed` hears of it, and the next one tries again.
        """
        pause_seconds = min(interval_seconds, FIRST_ROUND_AFTER_SECONDS)
        while True:
            await asyncio.sleep(pause_seconds)
            pause_seconds = interval_seconds
            try:
                await self.run(database, directory, clock, tell)
            except Exception:
                self.failures += 1
                failed()

    async def run(
        self, database: Database, directory: Directory, clock: Callable[[], datetime], tell: Tell
    ) -> None:
        """One round over every project; `tell` gets each finding with the project's name."""
        found = 0
        for project in (await directory.fresh(now=True)).projects.values():
            try:
                findings = await verify(database, project.id)
            except NotFound:
                continue  # it has no books yet
            for finding in findings:
                tell(project.name, finding)
            found += len(findings)
        self.findings, self.ended_at = found, clock()
