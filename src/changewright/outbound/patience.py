"""How long a destination is waited for. Pure.

A hook's queue pauses while its destination fails: one second after the first failure, twice as long
after each more, an hour at most. After twelve hours of nothing but failures all that waits is
discarded, and what comes after it is tried at once (procore.md §5 and the vendor's guide [doc]).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from changewright.work.deliveries import Queue


class Patience(msgspec.Struct, frozen=True):
    """`answer_timeout`: from the connection to the answer's head and body."""

    first_pause: timedelta = timedelta(seconds=1)
    longest_pause: timedelta = timedelta(hours=1)
    given_up_after: timedelta = timedelta(hours=12)
    connect_timeout: timedelta = timedelta(seconds=5)
    answer_timeout: timedelta = timedelta(seconds=5)

    def failed(self, queue: Queue, now: datetime) -> tuple[Queue, datetime | None]:
        """A queue after one more failure, and when it is tried again; None: it is given up, and
        begins anew."""
        since = queue.failing_since or now
        if now - since >= self.given_up_after:
            return Queue(queue.authorization, 0, None), None
        failures = queue.failures + 1
        # Beyond a day of seconds the power is of no interest, and of no use to timedelta.
        pause = min(self.first_pause * 2 ** min(queue.failures, 16), self.longest_pause)
        return Queue(queue.authorization, failures, since), now + pause
