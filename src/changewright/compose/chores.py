"""What a process does by itself: dropping what has expired, proving every project."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from changewright.edge import logs
from changewright.edge.auth import clock
from changewright.edge.context import Services
from changewright.store.engine import Database
from changewright.work.attachments import SWEPT_AFTER, AttachmentFiles
from changewright.work.attachments import sweep as sweep_attachments
from changewright.work.identity import sweep
from changewright.work.uploads import UploadTickets
from changewright.work.verify import Finding

SWEEP_SECONDS = 3600.0


async def sweep_hourly(database: Database, services: Services) -> None:
    """Drops what has expired; a failed round is told and the next one tries again."""
    settings = services.settings
    files = AttachmentFiles(settings.attachments_folder, settings.attachment_size_maximum_bytes)
    tickets = UploadTickets(settings.attachments_folder)
    while True:
        try:
            now = clock()
            await sweep(database, now)
            await sweep_attachments(services.ledger, services.directory, files, now)
            await tickets.forget_older(now - SWEPT_AFTER)
            retention = timedelta(days=settings.webhook_retention_days)
            await services.extras["deliveries"].purge(now, retention)
        except Exception:
            logs.log.exception("sweep failed")
        await asyncio.sleep(SWEEP_SECONDS)


async def prove_regularly(database: Database, services: Services) -> None:
    """Proves every project, the first time soon after the start."""
    proof = services.extras["proof"]

    def tell(project: str, finding: Finding) -> None:
        logs.log.error("verify found", project=project, finding=str(finding))

    await proof.rounds(
        database,
        services.directory,
        clock,
        tell,
        interval_seconds=services.settings.verify_interval_hours * 3600,
        failed=lambda: logs.log.exception("verify failed"),
    )


async def cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
