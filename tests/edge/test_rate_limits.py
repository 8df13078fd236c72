"""Counts per caller, operation and minute; what the setting means; and the bound on memory."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from tests.edge.conftest import Clock
from tests.edge.sample_door import DOOR, ROUTES

from changewright.config.settings import SettingError
from changewright.core.errors import TooMany
from changewright.edge.rate_limits import (
    OverLimit,
    RateLimiter,
    Standing,
    check_own,
    limits_of,
    windows_of,
)
from changewright.edge.routes import Window


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
    assert len(limiter.counters[60].windows) == 100
    with pytest.raises(TooMany):
        limiter.take("x", 999, "a")
    clock.seconds += 61
    limiter.take("x", 1000, "a")
    assert len(limiter.counters[60].windows) == 1


def test_a_door_counts_all_its_calls_in_each_of_its_windows() -> None:
    clock = Clock()
    windows = {"door": (Window(3600, 5), Window(10, 2))}
    limiter = RateLimiter({"a": 100}, clock, windows=windows)
    assert limiter.take("x", 1, "a", "door") == Standing(2, 1, 10)
    clock.seconds += 4
    assert limiter.take("x", 1, "b", "door") == Standing(2, 0, 6)
    with pytest.raises(OverLimit) as caught:
        limiter.take("x", 1, "c", "door")
    assert (caught.value.standing, caught.value.retry_after_seconds) == (Standing(2, 0, 6), 6)
    assert limiter.take("x", 2, "c", "door") == Standing(2, 1, 10), "another caller"
    assert limiter.take("x", 1, "c", "other") is None, "another door"
    clock.seconds += 6
    assert limiter.take("x", 1, "a", "door") == Standing(2, 1, 10)
    clock.seconds += 10
    assert limiter.take("x", 1, "a", "door") == Standing(5, 1, 3580), "the refused call is not in"
    limiter.take("x", 1, "a", "door")
    clock.seconds += 10
    with pytest.raises(OverLimit) as caught:
        limiter.take("x", 1, "a", "door")
    assert caught.value.standing == Standing(5, 0, 3570)


def test_the_windows_of_the_setting() -> None:
    door = msgspec.structs.replace(DOOR, windows=(Window(3600, 9),))
    assert windows_of("off", (door,)) == {}
    assert windows_of("vendor", (door,)) == {door.name: (Window(3600, 9),)}
    own = json.dumps({"*": 5, door.name: {"10": 3}})
    assert windows_of(own, (door,)) == {door.name: (Window(10, 3),)}
    assert windows_of('{"*": 5}', (door,)) == {}
    assert set(limits_of(own, ROUTES).values()) == {5}


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


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ({"getWidgetts": 60}, "getWidgetts is no operation, method or *; did you mean getWidgets?"),
        ({"POTS": 60}, "POTS is no operation, method or *; did you mean POST?"),
        ({"*": 0}, "* needs whole numbers from 1, not 0."),
        ({"*": "many"}, "* needs whole numbers from 1, not 'many'."),
        ({"*": True}, "* needs whole numbers from 1, not True."),
        ({"POST": {"10": 3}}, "POST is no door."),
        ({DOOR.name: {"ten": 3}}, f"{DOOR.name} needs whole numbers from 1, not 'ten'."),
        ({DOOR.name: {"10": 0.5}}, f"{DOOR.name} needs whole numbers from 1, not 0.5."),
    ],
)
def test_own_numbers_that_would_limit_nothing_are_refused(own: object, fault: str) -> None:
    with pytest.raises(SettingError, match="CHANGEWRIGHT_RATE_LIMITS: ") as caught:
        check_own(json.dumps(own), (DOOR,))
    assert str(caught.value).endswith(fault)


def test_own_numbers_that_name_something_are_taken() -> None:
    own = {"*": 600, "POST": "120", "getWidgets": 60, DOOR.name: {"10": 3}}
    check_own(json.dumps(own), (DOOR,))
    for setting in ("off", "vendor"):
        check_own(setting, (DOOR,))
