"""The vendor's two windows, as a client of this door sees them; without limits, no headers."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.procore.site import PACKAGES, Site

from changewright.edge.rate_limits import RateLimiter, windows_of
from changewright.edge.routes import Window
from changewright.procore.routes import DOOR

HEADERS = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")


async def test_without_limits_nothing_is_said(site: Site) -> None:
    answer = await site.procore.get(PACKAGES, params={"project_id": site.project_id})
    assert not set(HEADERS) & set(answer.headers)


async def test_every_answer_says_how_its_caller_stands(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    windows = {"procore": (Window(3600, 10), Window(10, 3))}
    limiter = RateLimiter({}, lambda: now[0], windows=windows)
    monkeypatch.setattr(site.application, "_limiter", limiter)
    query = {"project_id": site.project_id}
    asked: tuple[tuple[str, dict[str, Any], int, str], ...] = (
        (PACKAGES, query, 200, "2"),
        (PACKAGES, {}, 400, "1"),
        (f"{PACKAGES}/1", query, 404, "0"),
        (PACKAGES, query, 429, "0"),
    )
    for path, params, status, left in asked:
        answer = await site.procore.get(path, params=params)
        assert answer.status_code == status, answer.text
        assert [answer.headers[name] for name in HEADERS[:2]] == ["3", left]
        assert 9 <= int(answer.headers[HEADERS[2]]) - time.time() <= 12
    assert answer.headers["retry-after"] == "10"
    assert answer.json() == {"errors": ["Quota limit exceeded"]}
    now[0] += 10
    answer = await site.procore.get(PACKAGES, params=query)
    assert answer.status_code == 200 and answer.headers[HEADERS[1]] == "2"
    other = await site.acc.get(site.cost("change-orders/sco"))
    assert other.status_code == 200 and not set(HEADERS) & set(other.headers)


def test_the_vendors_windows_are_an_hour_and_a_spike() -> None:
    """procore.md §4.7: 3600 calls an hour by default, 25 in ten seconds in the vendor's example."""
    assert windows_of("vendor", (DOOR,)) == {"procore": (Window(3600, 3600), Window(10, 25))}


async def test_the_window_that_is_nearer_its_end_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the hour and of the spike, whichever leaves less."""
    now = [1000.0]
    windows = {"procore": (Window(3600, 4), Window(10, 3))}
    limiter = RateLimiter({}, lambda: now[0], windows=windows)
    monkeypatch.setattr(site.application, "_limiter", limiter)
    told = []
    for seconds in (0, 0, 10, 10, 10):
        now[0] += seconds
        answer = await site.procore.get(PACKAGES, params={"project_id": site.project_id})
        reset = int(answer.headers[HEADERS[2]]) - time.time()
        told.append((answer.status_code, *[answer.headers[each] for each in HEADERS[:2]]))
    assert told == [
        (200, "3", "2"),
        (200, "3", "1"),
        (200, "4", "1"),
        (200, "4", "0"),
        (429, "4", "0"),
    ]
    assert 3500 < reset <= 3600
