"""A project's zone, and what its clocks count with."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from changewright.core.records_clocks import ClockCalendar
from changewright.work.clock_terms import today_of, zone_named

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def calendar(zone: str | None) -> ClockCalendar:
    return ClockCalendar(
        container_id=1,
        id=1,
        uuid=uuid4(),
        created_at=NOW,
        updated_at=NOW,
        time_zone=zone,
        weekend=[4, 5],
        holidays=["2026-04-03"],
        due_soon_days=3,
    )


@pytest.fixture
def without_zones() -> Iterator[None]:
    """A machine that has no list of zones of its own, as small images have none."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.usefixtures("without_zones")
def test_zones_are_known_on_a_machine_that_has_none() -> None:
    assert zone_named("America/Los_Angeles") is not None


@pytest.mark.parametrize(
    "name", [None, "", "Pacific Time (US & Canada)", "../UTC", "America", "/etc/passwd", "x" * 500]
)
def test_what_names_no_zone(name: str | None) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize(
    ("own", "project", "day"),
    [
        ("America/Los_Angeles", "Europe/Paris", date(2026, 3, 1)),
        (None, "America/Los_Angeles", date(2026, 3, 1)),
        (None, "Pacific Time (US & Canada)", date(2026, 3, 2)),
        (None, None, date(2026, 3, 2)),
    ],
)
def test_the_day_is_that_of_the_nearest_zone_named(
    own: str | None, project: str | None, day: date
) -> None:
    today = today_of(calendar(own), project, NOW)
    assert today.day == day
    assert today.calendar.weekend == {4, 5}
    assert today.calendar.holidays == {date(2026, 4, 3)}
    assert today.due_soon_days == 3


def test_a_project_that_set_no_calendar() -> None:
    today = today_of(None, "America/Los_Angeles", NOW)
    assert today.day == date(2026, 3, 1)
    assert today.calendar.weekend == {5, 6}
