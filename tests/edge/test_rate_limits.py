"""Counts per caller, operation and minute; what the setting means; and the bound on memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.edge.conftest import Clock
from tests.edge.sample_door import ROUTES

from changewright.core.errors import TooMany
from changewright.edge.rate_limits import RateLimiter, limits_of


def test_each_caller_and_operation_counts_alone() -> None:
    limiter = RateLimiter({"a": 1, "b": 1}, Clock())
    for client, person, operation in (
        ("x", 1, "a"),
        ("x", 1, "b"),
        ("x", 2, "a"),
        ("y", 1, "a"),
        ("y", None, "a"),
    ):
        limiter.take(client, person, operation)
        with pytest.raises(TooMany):
            limiter.take(client, person, operation)
    for _ in range(10):
        limiter.take("x", 1, "unlimited")


def test_refused_calls_do_not_lengthen_the_wait() -> None:
    clock = Clock()
    limiter = RateLimiter({"a": 2}, clock)
    limiter.take("x", 1, "a")
    clock.seconds += 20
    limiter.take("x", 1, "a")
    for left in (40, 20):
        with pytest.raises(TooMany) as caught:
            limiter.take("x", 1, "a")
        assert caught.value.retry_after_seconds == left
        clock.seconds += 20
    limiter.take("x", 1, "a")


def test_memory_is_bounded() -> None:
    clock = Clock()
    limiter = RateLimiter({"a": 1}, clock, counters_maximum=100)
    for person in range(1000):
        limiter.take("x", person, "a")
    assert len(limiter._windows) == 100
    with pytest.raises(TooMany):
        limiter.take("x", 999, "a")
    clock.seconds += 61
    limiter.take("x", 1000, "a")
    assert len(limiter._windows) == 1


def test_the_setting(tmp_path: Path) -> None:
    assert limits_of("off", ROUTES) == {}
    assert limits_of("vendor", ROUTES) == {"getWidgets": 60, "postWidget": 60}
    own = '{"*": 600, "POST": 30, "getWidget": 5}'
    file = tmp_path / "limits.json"
    file.write_text(own)
    for setting in (own, str(file)):
        limits = limits_of(setting, ROUTES)
        assert (limits["getWidgets"], limits["postWidget"], limits["getWidget"]) == (600, 30, 5)
    assert limits_of('{"DELETE": 1}', ROUTES) == {"deleteWidget": 1}
