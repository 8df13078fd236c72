"""Deliveries for who sends and who lists them: `store/deliveries.py` on connections of its own.

Nothing here is a unit of work: a delivery is written by one, and how its sending goes is no change
of the project.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from changewright.core.records_webhooks import Webhook
from changewright.core.roles import Role
from changewright.store import deliveries as store
from changewright.store.deliveries import Asked, Attempt, Delivery, Queue
from changewright.store.engine import Database
from changewright.store.read_ledger import LedgerReader

from .directory import Directory

__all__ = ["Asked", "Attempt", "Deliveries", "Delivery", "Key", "Queue", "may_hear"]

Key = tuple[int, int]
"""A hook's queue: (container, hook)."""
BATCH = 50
FRESH = Queue(None, 0, None)


class Deliveries:
    """The queues of all hooks of a database. Whatever is asked raises `Unavailable` while the
    database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime) -> list[Key]:
        """The queues that have something to tell and may be served by anybody."""
        async with self._database.connection() as connection:
            return await store.read_due(connection, now)

    async def claim(self, key: Key, now: datetime, until: datetime, by: UUID) -> Queue | None:
        """Take a queue for a while; None where another has it, or it is not due."""
        async with self._database.connection() as connection:
            return await store.claim_queue(connection, key, now, until, by)

    async def release(self, key: Key, by: UUID) -> None:
        """Give a queue back."""
        async with self._database.connection() as connection:
            await store.release_queue(connection, key, by)

    async def pending(self, key: Key) -> tuple[Webhook | None, list[Delivery]]:
        """The hook as it is now, None once it is deleted, and what it has to be told next."""
        async with self._database.connection() as connection:
            hook = await LedgerReader(connection, key[0]).get(Webhook, key[1])
            return hook, await store.read_pending(connection, key, BATCH)

    async def attempted(
        self,
        key: Key,
        delivery_id: int,
        attempt: Attempt,
        outcome: str,
        *,
        queue: Queue,
        next_at: datetime | None,
        leased_until: datetime,
        by: UUID,
    ) -> None:
        """Keep what became of an attempt, and how its queue goes on."""
        async with self._database.connection() as connection:
            await store.write_attempt(
                connection,
                key,
                delivery_id,
                attempt,
                outcome,
                queue=queue,
                next_at=next_at,
                leased_until=leased_until,
                by=by,
            )

    async def give_up(self, key: Key, outcome: str, until: datetime) -> int:
        """Close all that a queue had to tell up to an instant, untold; how many that were."""
        async with self._database.connection() as connection:
            return await store.close_pending(connection, key, outcome, until)

    async def page(
        self, key: Key, asked: Asked, limit: int, offset: int
    ) -> tuple[list[Delivery], int]:
        """Deliveries of a hook, newest first, and how many there are."""
        async with self._database.connection() as connection:
            return await store.read_page(connection, key, asked, limit, offset)

    async def authorizations(self, container_id: int, webhook_ids: list[int]) -> dict[int, str]:
        """What hooks send along to prove who sends, where they send something."""
        if not webhook_ids:
            return {}
        async with self._database.connection() as connection:
            found = await store.read_authorizations(connection, container_id, webhook_ids)
        return {hook: value for hook, value in found.items() if value is not None}

    async def purge(self, now: datetime, retention: timedelta) -> int:
        """Drop the deliveries that are older than `retention`, of all hooks; how many."""
        dropped, after = 0, (0, 0)
        while True:
            async with self._database.connection() as connection:
                keys = await store.read_queues(connection, after)
                for key in keys:
                    dropped += await store.purge(connection, key, now - retention)
            if not keys:
                return dropped
            after = keys[-1]


async def may_hear(directory: Directory, container_id: int, person_id: int | None) -> bool:
    """Whether hooks of a project, or of a company, may tell this person anything: who may make one
    sees every record, private ones too, so that a hook tells nobody of what they may not see. One
    whose part was taken away hears no more."""
    if person_id is None:
        return False
    await directory.fresh()
    if directory.project(container_id) is not None:
        return _sees_all(directory.role_of(person_id, container_id))
    return any(
        _sees_all(directory.role_of(person_id, project.id))
        for project in directory.projects_of(person_id)
        if project.account_id == container_id
    )


def _sees_all(role: Role | None) -> bool:
    return role is not None and role.configures and role.opens_private
