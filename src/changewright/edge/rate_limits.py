"""Rate limits: so many calls in so many seconds by one program for one person.

Off by default. One vendor limits each operation by the minute, and its numbers stand on the route
rows; the other limits all calls to its door in windows of its own, which stand on the door. Own
numbers come from the setting as an object whose keys are operation ids, methods, `*`, or a door's
name with its windows. Counts are kept in each process and in bounded memory: with several workers
each counts for itself.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from math import ceil
from pathlib import Path
from typing import Any

import msgspec

from changewright.config.settings import SettingError, variable
from changewright.core.errors import TooMany

from .routes import ALL_METHODS, Door, Route, Window

WINDOW_SECONDS = 60
COUNTERS_MAXIMUM = 50_000

Key = tuple[str, int | None, str]


class Standing(msgspec.Struct, frozen=True):
    """How a caller stands after a call, in the window that is nearest to its limit: how many calls
    it allows, how many are left, and in how many seconds it begins anew."""

    limit: int
    remaining: int
    reset_seconds: float


class OverLimit(TooMany):
    """A call beyond a limit."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("Quota limit exceeded", max(1, ceil(standing.reset_seconds)))
        self.standing = standing


class Counters:
    """Counts by key in windows of one length, each of which begins with its key's first call."""

    def __init__(self, length_seconds: float, maximum: int) -> None:
        self._length = length_seconds
        self._maximum = maximum
        # Windows in the order in which they began, which is the order in which they end.
        self.windows: dict[Key, list[float]] = {}

    def left(self, key: Key, limit: int, now: float) -> tuple[int, float]:
        """How many calls are left, and for how many seconds the window goes on."""
        window = self.windows.get(key)
        if window is None or now >= window[0]:
            return limit, self._length
        return max(0, limit - int(window[1])), window[0] - now

    def count(self, key: Key, now: float) -> None:
        """One call more."""
        window = self.windows.get(key)
        if window is None or now >= window[0]:
            self._begin(key, now)
        else:
            window[1] += 1

    def _begin(self, key: Key, now: float) -> None:
        self.windows.pop(key, None)
        while self.windows:
            oldest = next(iter(self.windows))
            if now < self.windows[oldest][0] and len(self.windows) < self._maximum:
                break
            del self.windows[oldest]
        self.windows[key] = [now + self._length, 1]


class RateLimiter:
    """Counts calls. `limits` maps operation ids to calls per minute, `windows` names of doors to
    windows in which all calls to the door count; what is in neither is not limited."""

    def __init__(
        self,
        limits: Mapping[str, int],
        clock_seconds: Callable[[], float],
        counters_maximum: int = COUNTERS_MAXIMUM,
        windows: Mapping[str, tuple[Window, ...]] | None = None,
    ) -> None:
        self.limits = dict(limits)
        self.windows = dict(windows or {})
        self._clock = clock_seconds
        lengths = {WINDOW_SECONDS: None} | {
            each.seconds: None for found in self.windows.values() for each in found
        }
        self.counters = {length: Counters(length, counters_maximum) for length in lengths}

    def take(
        self, client_id: str, person_id: int | None, operation_id: str, door: str = ""
    ) -> Standing | None:
        """Counts one call; None where nothing limits it. Raises OverLimit, saying how many seconds
        until the next may succeed; a refused call is not counted anywhere."""
        limit, windows = self.limits.get(operation_id), self.windows.get(door, ())
        if limit is None and not windows:
            return None
        now = self._clock()
        asked: list[tuple[int, Key, int]] = [
            (each.seconds, (client_id, person_id, f"door:{door}"), each.calls) for each in windows
        ]
        if limit is not None:
            asked.append((WINDOW_SECONDS, (client_id, person_id, operation_id), limit))
        found = []
        for length, key, calls in asked:
            left, ends = self.counters[length].left(key, calls, now)
            if left == 0:
                raise OverLimit(Standing(calls, 0, ends))
            found.append(Standing(calls, left - 1, ends))
        for length, key, _ in asked:
            self.counters[length].count(key, now)
        return min(found, key=lambda each: (each.remaining, -each.reset_seconds))


def check_own(setting: str, doors: Iterable[Door]) -> None:
    """Raise SettingError for a key of one's own numbers that names nothing, and for what is no
    number of calls: a misspelt limit must not silently limit nothing."""
    if setting in ("off", "vendor"):
        return
    known = {door.name: door for door in doors}
    keys = {"*", *ALL_METHODS}
    keys |= {route.operation_id for door in known.values() for route in door.routes}
    for key, value in _own(setting).items():
        of_door = isinstance(value, dict)
        windows = value if of_door else {WINDOW_SECONDS: value}
        names = known.keys() if of_door else keys
        if key not in names:
            what = "door" if of_door else "operation, method or *"
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else "."
            raise SettingError(f"{variable('rate_limits')}: {key} is no {what}{hint}")
        for number in (*windows, *windows.values()):
            if not _is_count(number):
                raise SettingError(
                    f"{variable('rate_limits')}: {key} needs whole numbers from 1, not {number!r}."
                )


def _is_count(value: object) -> bool:
    text = "" if isinstance(value, bool) else str(value)
    return text.isascii() and text.isdigit() and int(text[:10]) > 0


def limits_of(setting: str, routes: Iterable[Route]) -> dict[str, int]:
    """The numbers per operation and minute that the setting `rate_limits` asks for.

    `off`; `vendor`; or an object as JSON text or a file's path, such as
    `{"*": 600, "POST": 60, "get-change-orders": 30}`, where the narrowest key wins.
    """
    if setting == "off":
        return {}
    if setting == "vendor":
        return {each.operation_id: each.rate_limit for each in routes if each.rate_limit}
    own = _own(setting)
    limits = {}
    for route in routes:
        limit = own.get(route.operation_id, own.get(route.method, own.get("*")))
        if limit is not None:
            limits[route.operation_id] = max(1, int(limit))
    return limits


def windows_of(setting: str, doors: Iterable[Door]) -> dict[str, tuple[Window, ...]]:
    """The windows per door that the same setting asks for: with `vendor` the door's own; else those
    under the door's name, such as `{"procore": {"3600": 7200, "10": 50}}`."""
    if setting == "off":
        return {}
    if setting == "vendor":
        return {door.name: door.windows for door in doors if door.windows}
    own = _own(setting)
    return {
        door.name: tuple(
            Window(max(1, int(seconds)), max(1, int(calls)))
            for seconds, calls in own[door.name].items()
        )
        for door in doors
        if isinstance(own.get(door.name), dict)
    }


def _own(setting: str) -> dict[str, Any]:
    text = setting if setting.lstrip().startswith("{") else Path(setting).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
