"""How long a failing destination is waited for, by the vendor's numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from changewright.outbound.patience import Patience
from changewright.work.deliveries import Queue

BEGUN = datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_pauses_double_from_a_second_to_an_hour_and_end_after_twelve_hours() -> None:
    patience, queue, now = Patience(), Queue("secret", 0, None), BEGUN
    pauses = []
    while True:
        queue, next_at = patience.failed(queue, now)
        assert queue.authorization == "secret"
        if next_at is None:
            break
        assert queue.failing_since == BEGUN
        pauses.append((next_at - now).total_seconds())
        now = next_at
    doubled = [float(2**power) for power in range(12)]
    assert pauses[:12] == doubled and set(pauses[12:]) == {3600.0}
    assert timedelta(hours=12) <= now - BEGUN < timedelta(hours=13)
    assert (queue.failures, queue.failing_since) == (0, None)


def test_a_long_row_of_failures_is_no_trouble() -> None:
    queue = Queue(None, 10**6, BEGUN)
    after, next_at = Patience().failed(queue, BEGUN + timedelta(hours=1))
    assert next_at == BEGUN + timedelta(hours=2)
    assert after.failures == 10**6 + 1
