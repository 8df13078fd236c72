"""Rate limits: so many calls a minute of one operation by one program for one person.

Off by default. The vendor's numbers stand on the route rows; own numbers come from the setting as
an object whose keys are operation ids, methods, or `*`. Counts are kept in each process and in
bounded memory: with several workers each counts for itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from math import ceil
from pathlib import Path

from changewright.core.errors import TooMany

from .routes import Route

WINDOW_SECONDS = 60.0
COUNTERS_MAXIMUM = 50_000

Key = tuple[str, int | None, str]


class RateLimiter:
    """Counts calls in windows of a minute that begin with a caller's first call.

    `limits` maps operation ids to calls per minute; what is not in it is not limited.
    """

    def __init__(
        self,
        limits: Mapping[str, int],
        clock_seconds: Callable[[], float],
        counters_maximum: int = COUNTERS_MAXIMUM,
    ) -> None:
        self.limits = dict(limits)
        self._clock = clock_seconds
        self._counters_maximum = counters_maximum
        # Windows in the order in which they began, which is the order in which they end.
        self._windows: dict[Key, list[float]] = {}

    def take(self, client_id: str, person_id: int | None, operation_id: str) -> None:
        """Counts one call. Raises TooMany, saying how many seconds until the next may succeed."""
        limit = self.limits.get(operation_id)
        if limit is None:
            return
        now = self._clock()
        key = (client_id, person_id, operation_id)
        window = self._windows.get(key)
        if window is None or now >= window[0]:
            self._begin(key, now)
            return
        if window[1] >= limit:
            raise TooMany("Quota limit exceeded", max(1, ceil(window[0] - now)))
        window[1] += 1

    def _begin(self, key: Key, now: float) -> None:
        self._windows.pop(key, None)
        while self._windows:
            oldest = next(iter(self._windows))
            if now < self._windows[oldest][0] and len(self._windows) < self._counters_maximum:
                break
            del self._windows[oldest]
        self._windows[key] = [now + WINDOW_SECONDS, 1]


def limits_of(setting: str, routes: Iterable[Route]) -> dict[str, int]:
    """The numbers that the setting `rate_limits` asks for.

    `off`; `vendor`; or an object as JSON text or a file's path, such as
    `{"*": 600, "POST": 60, "get-change-orders": 30}`, where the narrowest key wins.
    """
    if setting == "off":
        return {}
    if setting == "vendor":
        return {each.operation_id: each.rate_limit for each in routes if each.rate_limit}
    text = setting if setting.lstrip().startswith("{") else Path(setting).read_text("utf-8")
    own = json.loads(text)
    limits = {}
    for route in routes:
        limit = own.get(route.operation_id, own.get(route.method, own.get("*")))
        if limit is not None:
            limits[route.operation_id] = max(1, int(limit))
    return limits
