"""An rfq as others show it, and the rows that its quotes and responses are shown from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

import msgspec

from changewright.core.records_clocks import ClockCalendar
from changewright.edge.fragments import Hop, Value
from changewright.work.clock_terms import zone_of

from ..fields import Key, Renderer, Rendering, values_on
from .words import SHOWN


def _status(_: Rendering, state: str | None) -> str:
    return SHOWN[state or "draft"]


LAST_OF_DAY = time(23, 59, 59, 999_000)


def day_of(instant: datetime, zone: tzinfo) -> date:
    """The day of an instant where the project's days are counted."""
    return _moved(instant, zone).date()


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last millisecond of a day there, as the app writes a day by which something is due."""
    return _moved(datetime.combine(day, LAST_OF_DAY, zone), UTC)


def _moved(instant: datetime, zone: tzinfo) -> datetime:
    try:
        return instant.astimezone(zone)
    except OverflowError:  # the last hours of all calendars
        return instant.replace(tzinfo=zone)


CALENDAR = Hop(ClockCalendar, "container_id", "container_id", of=1)
"""From an rfq, which is the first hop of a path, to the calendar of its project."""


def due_values(calendar: int) -> tuple[Value, ...]:
    """What an rfq's due day is made of, `DUE_WIDTH` values; `calendar` is the number of its hop."""
    due = values_on(1, ("response_due", "due_date", "container_id"))
    return (*due, *values_on(calendar, ("time_zone",)))


DUE_WIDTH = 4


def due_date(rendering: Rendering, values: Sequence[Any]) -> str | None:
    """The day by which an answer is awaited, counted as the project's clocks count theirs; rows of
    before that was one with the app's instant have a day of their own."""
    response_due, day, project_id, calendar_zone = values
    if response_due is None:
        return None if day is None else str(day)
    project = rendering.directory.projects.get(project_id)
    zone = zone_of(calendar_zone, None if project is None else project.time_zone)
    return day_of(datetime.fromisoformat(response_due), zone).isoformat()


def _section(
    _: Rendering, section_id: int | None, number: str | None, description: str | None
) -> dict[str, Any] | None:
    """Appendix A SpecSectionRef."""
    if section_id is None and number is None and description is None:
        return None
    return {
        "specification_section_id": section_id,
        "spec_section_description": description,
        "spec_section_number": number,
    }


def _files(_: Rendering, ids: Any) -> list[int]:
    """A column of ids, which is text as the database holds it."""
    return msgspec.json.decode(ids, type=list[int]) if isinstance(ids, str) else list(ids or ())


FILES = Key(
    name="prostore_file_ids",
    type="array",
    columns=("file_ids",),
    compose=_files,
    nullable=False,
)
OWN_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="commitment_contract_id", column="contract_id", type="integer"),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="description", column="description"),
    Key(name="estimated_amount", column="estimated_amount", type="number"),
    Key(name="estimated_schedule_impact", column="schedule_change", type="integer"),
    Key(name="estimated_status", column="estimated_status"),
    Key(name="intent_to_quote", type="boolean", constant=False, nullable=False),
    Key(name="number", column="number", nullable=False),
    Key(name="original_quote", column="original_quote", type="number"),
    Key(name="position", column="position", type="integer", nullable=False),
    Key(name="private", column="private", type="boolean", nullable=False),
    FILES,
    Key(name="status", columns=("cost_state",), compose=_status, nullable=False),
    Key(name="title", columns=("name",), compose=lambda _, name: name or None),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(
        name="specification_section",
        type="object",
        columns=(
            "specification_section_id",
            "spec_section_number",
            "spec_section_description",
        ),
        compose=_section,
    ),
    Key(name="created_by", column="created_by", type="user"),
    Key(name="assigned", column="contact_id", type="user"),
    Key(
        name="location",
        type="object",
        columns=("location_id",),
        compose=lambda _, location_id: None if location_id is None else {"id": location_id},
    ),
)
"""What an rfq holds itself; of its place nothing but the integer is known. The day it is due is
made of the project's calendar too."""

QUOTE_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="commitment_quote_number", column="number"),
    Key(name="cost", column="amount", type="number"),
    Key(name="schedule_impact", column="days", type="integer"),
    Key(name="description", column="description"),
    Key(name="request_for_quote_id", column="rfq_id", type="integer", nullable=False),
    Key(name="attachments_count", type="integer", constant=0, nullable=False),
    Key(name="import_origin_id"),
    Key(name="created_by_id", column="created_by", type="integer"),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(name="prostore_file_ids", type="array", constant=[], nullable=False),
    Key(name="created_by", column="created_by", type="user"),
)
RESPONSE_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="comment", column="comment"),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    FILES,
    Key(name="created_by", column="created_by", type="user"),
)

OWN, QUOTE, RESPONSE = Renderer(OWN_KEYS), Renderer(QUOTE_KEYS), Renderer(RESPONSE_KEYS)

SUMMARIES = (
    *("potential_change_orders", "change_order_packages"),
    *("commitment_potential_change_orders", "commitment_change_order_packages"),
)


def distinct_rows(rows: Iterable[Sequence[Any]], start: int, shown: Renderer) -> list[Any]:
    """The rows of one hop among those of a path, each once, by their ids."""
    place = start + shown.columns.index("id")
    found = {row[place]: row[start : start + len(shown.columns)] for row in rows}
    return [found[key] for key in sorted(key for key in found if key is not None)]
