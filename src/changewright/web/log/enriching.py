"""What rows of the log show of other records, where it is asked for: deadlines, open moves."""

from __future__ import annotations

from collections.abc import Sequence

from changewright.core.clocks import OPEN_STATES
from changewright.core.records import ChangeOrder
from changewright.core.records_clocks import ClockEvent
from changewright.edge.context import Context
from changewright.work.clocks import Standing, standing
from changewright.work.log import LogRecord
from changewright.work.log_moves import moves_of
from changewright.work.scene import Look
from changewright.work.unit import LedgerReader

from ..clocks.deadlines import sees_of
from ..reading import reading
from .known import Known
from .views import LogClock, LogMove, LogRow


async def with_clocks(
    context: Context, known: Known, records: Sequence[LogRecord], rows: Sequence[LogRow]
) -> None:
    """Write on each row the deadline that ends first of those that still run."""
    async with reading(context) as read:
        found = await clocks_of(context, known, read, [record.id for record in records])
    for record, row in zip(records, rows, strict=True):
        row.clock = found.get(record.id)


async def clocks_of(
    context: Context, known: Known, read: LedgerReader, ids: Sequence[int]
) -> dict[int, LogClock]:
    """The deadline of each of these change orders that ends first of those that still run."""
    events = await read.where(ClockEvent, record_kind=ChangeOrder.TABLE, record_id=list(ids))
    found: list[Standing] = []
    if events:
        about = {(event.record_kind, event.record_id) for event in events}
        found = await standing(read, known.today, about=about, sees=sees_of(context, read))
    first: dict[int, LogClock] = {}
    for one in found:
        if one.deadline.state in OPEN_STATES:
            first.setdefault(one.subject.id, _clock(one))
    return first


def _clock(one: Standing) -> LogClock:
    deadline = one.deadline
    return LogClock(
        rule=deadline.rule.id,
        title=deadline.rule.title,
        due=deadline.due_on,
        state=deadline.state,
        days_left=deadline.days_left,
    )


async def with_moves(
    context: Context, records: Sequence[LogRecord], rows: Sequence[LogRow]
) -> None:
    """Write on each row the moves that the caller may make now."""
    ledger = context.services.ledger
    async with reading(context) as read:
        scene = Look(
            read,
            await ledger.settings_of(context.container_id),
            context.actor(),
            ledger.clock(),
        )
        found = await moves_of(scene, [record.id for record in records])
    for record, row in zip(records, rows, strict=True):
        row.moves = [
            LogMove(action=move.action, duty=move.duty) for move in found.get(record.id, ())
        ]
