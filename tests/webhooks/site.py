"""A project with a hook that leads to a receiver, and a sender of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.fixtures_ledger import ACTOR
from tests.webhooks.receiver import HERE, Receiver

from changewright.core.records import ChangeOrder
from changewright.core.records_webhooks import Webhook
from changewright.outbound.patience import Patience
from changewright.outbound.posting import Poster
from changewright.outbound.sender import Sender
from changewright.work import webhooks
from changewright.work.deliveries import Asked, Deliveries, Delivery
from changewright.work.ledger import Ledger, read_clock
from changewright.work.unit import Unit

HURRIED = Patience(
    first_pause=timedelta(milliseconds=20),
    connect_timeout=timedelta(seconds=2),
    answer_timeout=timedelta(milliseconds=400),
)


async def everybody(_container_id: int, _person_id: int | None) -> bool:
    return True


async def nobody(_container_id: int, _person_id: int | None) -> bool:
    return False


def plain(hook: Webhook, delivery: Delivery, container_id: int) -> bytes:
    """A body in no vendor's form."""
    return (
        f'{{"id":{delivery.id},"record":{delivery.record_id},"subject":"{delivery.subject}",'
        f'"event":"{delivery.event}","container":{container_id},"form":"{hook.payload}"}}'
    ).encode()


@dataclass
class Wired:
    """One project's hook, by the ledger's own hand."""

    ledger: Ledger
    container_id: int
    hook_id: int = 0
    senders: list[Sender] = field(default_factory=list)

    @property
    def key(self) -> tuple[int, int]:
        return self.container_id, self.hook_id

    @property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.ledger.database)

    async def hook(
        self,
        url: str,
        triggers: Iterable[tuple[str, str]] = (("order", "create"),),
        **fields: Any,
    ) -> int:
        """A hook that leads to `url`, told of these; the one later calls are about."""

        async def make(unit: Unit) -> int:
            values = {"namespace": "tests", "destination_url": url, "payload": "v2.0", **fields}
            made = await webhooks.create(unit, values, HERE)
            for subject, event in triggers:
                await webhooks.add_trigger(unit, made, subject, event)
            return made.id

        self.hook_id = await self.ledger.run(self.container_id, ACTOR, make)
        return self.hook_id

    async def order(self, number: str) -> ChangeOrder:
        """A new owner's order: one thing to tell."""

        async def draw(unit: Unit) -> ChangeOrder:
            return unit.new(ChangeOrder, kind="oco", number=number, name="Doors")

        return await self.ledger.run(self.container_id, ACTOR, draw)

    async def rows(self, asked: Asked | None = None) -> list[Delivery]:
        """The hook's deliveries, oldest first."""
        found, _ = await self.deliveries.page(self.key, asked or Asked(), 1000, 0)
        return found[::-1]

    @contextlib.asynccontextmanager
    async def sending(self, **other: Any) -> AsyncIterator[Sender]:
        """A sender for the block, which serves only this project's hooks, and no sweep of which
        is waited for unless it is asked to sweep."""
        may_hear = other.pop("may_hear", everybody)
        clock: Callable[[], datetime] = other.pop("clock", read_clock)
        settings: dict[str, Any] = {"reach": HERE, "patience": HURRIED, "sweep_seconds": 0.05}
        deliveries = OfOne(self.ledger, self.container_id)
        sender = Sender(deliveries, plain, may_hear, clock, **{**settings, **other})
        sender.start()
        try:
            yield sender
        finally:
            await sender.stop()


class OfOne(Deliveries):
    """The deliveries of one container: the tests of one run share a database."""

    def __init__(self, ledger: Ledger, container_id: int) -> None:
        super().__init__(ledger.database)
        self._only = container_id

    async def due(self, now: datetime) -> list[tuple[int, int]]:
        return [key for key in await super().due(now) if key[0] == self._only]


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 20.0) -> None:
    """Wait until something holds; fails after so long."""
    ends = asyncio.get_running_loop().time() + seconds
    while True:
        found = holds()
        if found if isinstance(found, bool) else await found:
            return
        assert asyncio.get_running_loop().time() < ends, "it never came to hold"
        await asyncio.sleep(0.02)


def told(receiver: Receiver) -> list[int]:
    """The records that a receiver was told of, in order."""
    return [one.body["record"] for one in receiver.got]


def resolving(*addresses: str) -> Poster:
    """A poster for which every name has these addresses."""

    async def resolve(_host: str, _port: int) -> tuple[str, ...]:
        return addresses

    return Poster(HERE, resolve)
