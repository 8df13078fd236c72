"""Figures about the running server, in Prometheus' text form.

They name routes and counts, nobody's records, and are shown to callers on this machine alone: a
request that came through a proxy is not one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from .reply import Reply

SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one process. `figures` are read when the page is asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        GCCollector(self.registry)
        PlatformCollector(self.registry)
        ProcessCollector(registry=self.registry)
        self._seconds = Histogram(
            "changewright_request_seconds",
            "Time from the request's head to its last byte.",
            ("door", "operation", "status"),
            buckets=SECONDS_BUCKETS,
            registry=self.registry,
        )
        self._failures = Counter(
            "changewright_failures_total",
            "Requests that ended in an error of the server's own; must stay 0.",
            ("operation",),
            registry=self.registry,
        )
        self._known: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, door: str, operation: str, status: int, seconds: float) -> None:
        """One request answered."""
        key = (door, operation, status)
        series = self._known.get(key)
        if series is None:
            series = self._known[key] = self._seconds.labels(door, operation, str(status))
        series.observe(seconds)

    def failure(self, operation: str) -> None:
        """One request that ended in an error of ours."""
        self._failures.labels(operation).inc()

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """A figure of another part of the house, read when the page is asked for."""
        Gauge(name, meaning, registry=self.registry).set_function(read)

    def page(self) -> Reply:
        return Reply(
            generate_latest(self.registry), 200, media=CONTENT_TYPE_LATEST.encode("latin-1")
        )


LOOPBACK = ("127.0.0.1", "::1", "testclient")


def is_local(client: tuple[str, int] | None, headers: Mapping[bytes, bytes]) -> bool:
    """Whether the request came from this machine itself, and not through a proxy on it."""
    if b"x-forwarded-for" in headers or b"forwarded" in headers:
        return False
    return client is None or client[0] in LOOPBACK
