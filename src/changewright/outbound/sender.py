"""Sends deliveries: one queue per hook, in the order of commits, at least once.

A commit that has something to tell hints at its hooks; a sweep finds what no hint reached: what a
process left that was killed, and what waits for its next attempt. A queue is served by whoever
holds its lease, so any number of processes may run this; a lease that nobody renews runs out, and
what was being sent is sent again. While a destination fails its queue waits, and no other does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog

from changewright.core.destinations import DestinationError, Reach
from changewright.core.errors import Refusal
from changewright.core.records_webhooks import Webhook
from changewright.work.deliveries import Attempt, Deliveries, Delivery, Key, Queue

from .patience import Patience
from .posting import Answer, Poster, PostingError

LEASE = timedelta(seconds=60)
SWEEP_SECONDS = 5.0
STOP_SECONDS = 4.0
KEPT_HEADERS_MAXIMUM = 50
KEPT_HEADER_LENGTH = 1000
KEPT_BODY_LENGTH = 4096
PRODUCT = "Changewright-Webhooks"
OUTCOMES = {
    "ok": "taken",
    "retried": "tried in vain, to be tried again",
    "failed": "not sent, as who made the hook may not hear of the project any more",
    "discarded": "given up",
}
"""What becomes of a delivery at a time, and what that means."""

Render = Callable[[Webhook, Delivery, int], bytes]
"""The body to post, in the hook's own form: made by a door, handed down by `compose`."""
MayHear = Callable[[int, int | None], Awaitable[bool]]
"""Whether hooks of a container may still tell this person anything."""

log = structlog.get_logger("changewright.webhooks")


class Sender:
    """The sending of one process. `start` it, `hint` at it, `stop` it."""

    def __init__(
        self,
        deliveries: Deliveries,
        render: Render,
        may_hear: MayHear,
        clock: Callable[[], datetime],
        *,
        reach: Reach,
        at_once: int = 8,
        poster: Poster | None = None,
        patience: Patience | None = None,
        sweep_seconds: float = SWEEP_SECONDS,
        lease: timedelta = LEASE,
    ) -> None:
        self.name: UUID = uuid4()
        self.counts: Counter[str] = Counter()
        """Attempts by their outcome, and what was given up, since this process began."""
        self._deliveries = deliveries
        self._render = render
        self._may_hear = may_hear
        self._clock = clock
        self._reach = reach
        self._poster = poster or Poster(reach)
        self.patience = patience or Patience()
        self._sweep_seconds = sweep_seconds
        self._lease = lease
        self._room = asyncio.Semaphore(max(at_once, 1))
        self._serving: dict[Key, asyncio.Task[None]] = {}
        self._again: set[Key] = set()
        self._timers: dict[Key, asyncio.TimerHandle] = {}
        self._sweeping: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def start(self) -> None:
        """Begin to sweep. Needs a running loop."""
        self._sweeping = asyncio.create_task(self._sweep())

    def let_go(self) -> None:
        """The process is going: nothing new is begun."""
        self._stopping.set()

    async def stop(self) -> None:
        """Take nothing new, let what is on the wire end for a while, and give all queues back."""
        self.let_go()
        for timer in self._timers.values():
            timer.cancel()
        tasks = [*self._serving.values()]
        if self._sweeping is not None:
            tasks.append(self._sweeping)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()  # nobody knows whether it arrived: it is sent again
        await asyncio.gather(*tasks, return_exceptions=True)

    def hint(self, container_id: int, webhook_ids: Collection[int]) -> None:
        """These hooks have something to be told. Costs no time: it is called behind a commit."""
        for webhook_id in webhook_ids:
            self._serve_soon((container_id, webhook_id))

    def _serve_soon(self, key: Key) -> None:
        if self._stopping.is_set():
            return
        if key in self._serving:
            self._again.add(key)
            return
        self._serving[key] = asyncio.create_task(self._serve(key))

    async def _sweep(self) -> None:
        while not self._stopping.is_set():
            try:
                for key in await self._deliveries.due(self._clock()):
                    self._serve_soon(key)
            except Refusal:
                pass  # the database is away: the next round asks again
            except Exception:
                log.exception("looking for deliveries failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._sweep_seconds)

    async def _serve(self, key: Key) -> None:
        try:
            async with self._room:
                await self._tell_all(key)
        except Refusal:
            pass  # the database is away: the lease runs out, and a sweep finds the queue
        except Exception:
            log.exception("sending deliveries failed", webhook=key[1])
        finally:
            del self._serving[key]
            if key in self._again:
                self._again.discard(key)
                self._serve_soon(key)

    async def _tell_all(self, key: Key) -> None:
        """Serve a queue until it is empty, fails, or the process is told to stop."""
        now = self._clock()
        queue = await self._deliveries.claim(key, now, now + self._lease, self.name)
        if queue is None:
            return
        try:
            while not self._stopping.is_set():
                hook, batch = await self._deliveries.pending(key)
                if not batch:
                    return
                if hook is None or not hook.active:
                    await self._give_up(key, "discarded")
                    return
                if not await self._may_hear(key[0], hook.created_by):
                    await self._give_up(key, "failed")
                    return
                for delivery in batch:
                    if self._stopping.is_set():
                        return
                    queue, goes_on = await self._tell(key, hook, queue, delivery)
                    if not goes_on:
                        return
        finally:
            await self._deliveries.release(key, self.name)

    async def _give_up(self, key: Key, outcome: str) -> None:
        self.counts[outcome] += await self._deliveries.give_up(key, outcome, self._clock())

    async def _tell(
        self, key: Key, hook: Webhook, queue: Queue, delivery: Delivery
    ) -> tuple[Queue, bool]:
        """One attempt; the queue after it, and whether the next one may follow at once."""
        attempt = await self._attempt(key, hook, queue, delivery)
        now, next_at = self._clock(), None
        if attempt.error is None:
            outcome, after = "ok", Queue(queue.authorization, 0, None)
        else:
            after, next_at = self.patience.failed(queue, now)
            outcome = "retried" if next_at else "discarded"
        self.counts[outcome] += 1
        await self._deliveries.attempted(
            key,
            delivery.id,
            attempt,
            outcome,
            queue=after,
            next_at=next_at,
            leased_until=now + self._lease,
            by=self.name,
        )
        if outcome == "discarded":
            await self._give_up(key, outcome)
        if next_at is not None:
            self._serve_at(key, next_at - now)
        return after, outcome == "ok"

    def _serve_at(self, key: Key, pause: timedelta) -> None:
        """A sweep would find the queue too, and later."""

        def due() -> None:
            self._timers.pop(key, None)
            self._serve_soon(key)

        earlier = self._timers.pop(key, None)
        if earlier is not None:
            earlier.cancel()
        loop = asyncio.get_running_loop()
        self._timers[key] = loop.call_later(pause.total_seconds() + 0.01, due)

    async def _attempt(self, key: Key, hook: Webhook, queue: Queue, delivery: Delivery) -> Attempt:
        body = self._render(hook, delivery, key[0])
        headers = [
            ("Content-Type", "application/json"),
            ("Accept", "*/*"),
            ("User-Agent", PRODUCT),
        ]
        if queue.authorization is not None:
            headers.append(("Authorization", queue.authorization))
        started_at = self._clock()
        try:
            answer = await self._poster.post(
                self._reach.destination(hook.destination_url),
                headers,
                body,
                connect_timeout=self.patience.connect_timeout,
                answer_timeout=self.patience.answer_timeout,
            )
        except PostingError as error:
            return Attempt(
                started_at=started_at, completed_at=self._clock(), error=_plain(str(error))
            )
        except DestinationError as error:
            text = f"destination_url {error}"
            return Attempt(started_at=started_at, completed_at=self._clock(), error=text)
        return _answered(started_at, self._clock(), answer)


def _answered(started_at: datetime, completed_at: datetime, answer: Answer) -> Attempt:
    is_success = 200 <= answer.status < 300
    kept = answer.headers[:KEPT_HEADERS_MAXIMUM]
    return Attempt(
        started_at=started_at,
        completed_at=completed_at,
        status=answer.status,
        headers={_plain(name): _plain(value)[:KEPT_HEADER_LENGTH] for name, value in kept},
        body=_plain(answer.body[:KEPT_BODY_LENGTH].decode("utf-8", "replace")),
        error=None if is_success else f"answered {answer.status}",
    )


def _plain(text: str) -> str:
    """What structured text of the database can hold."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
