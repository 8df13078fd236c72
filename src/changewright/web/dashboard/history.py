"""The parts about the past: how certain money was over time, and how contingency burnt down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from changewright.core.clocks import Today
from changewright.core.kinds import Track
from changewright.core.money import ZERO, Decimal, multiply
from changewright.core.records import Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import column_of
from changewright.edge.context import Answer, Context
from changewright.edge.values import camel_case
from changewright.work.dashboard_history import (
    POINTS_MAXIMUM,
    POOLS_MAXIMUM,
    Point,
    Pool,
    ends,
    points_at,
    pools,
    records_at,
    sums_at,
)
from changewright.work.unit import LedgerReader

from ..reading import answer, reading, whole_number
from . import filters
from .asking import (
    active_policies,
    contract_asked,
    currency_of,
    explain_address,
    holder_view,
    require_part,
    today_of,
    word_asked,
)
from .views import (
    BurnPointView,
    ContingencyBurnView,
    ExposurePointView,
    ExposureView,
    PoolView,
    SideSumsView,
)

INTERVALS = ("month", "week")
POINTS = 12
NO_CONTINGENCY = (
    "No approval policy says what contingency there is, so only what is drawn on it can be told: "
    "changes of scope contingency. Name one in a policy to see what is left."
)


def interval_asked(context: Context) -> Literal["week", "month"]:
    return "week" if word_asked(context, "interval", INTERVALS, "month") == "week" else "month"


async def show_exposure(context: Context) -> Answer:
    """GET the sums of the project, or of one contract, at the ends of the last months or weeks."""
    require_part(context, "exposure")
    interval = interval_asked(context)
    count = whole_number(context, "points", POINTS, 1, POINTS_MAXIMUM)
    currency = await currency_of(context)
    async with reading(context) as read:
        named = await contract_asked(context, read)
        today = await today_of(context, read)
        holder: Record | None = named
        if holder is None:
            holder = next(iter(await read.where(ProjectTotal, limit=1)), None)
        points = await _points(read, today, interval, count)
        views = await _sums(read, holder, points)
    own = named.currency if isinstance(named, Contract) else None
    where = "" if named is None else _filter_of(named)
    return answer(
        context,
        ExposureView(
            holder=holder_view(context, named),
            currency=currency,
            cost_currency=own or currency,
            interval=interval,
            points=views,
            filters={
                phase: filters.joined(filters.in_phase(phase), where)
                for phase in ("draft", "exposed", "pending", "approved")
            },
        ),
    )


def _filter_of(named: Contract | MainContract) -> str:
    column = "contract" if isinstance(named, Contract) else "mainContract"
    return filters.among(column, (named.uuid,))


async def _points(
    read: LedgerReader, today: Today, interval: Literal["week", "month"], count: int
) -> list[Point]:
    instants = ends(interval, count, today.day, today.now, today.zone)
    return await points_at(read, instants)


async def _sums(
    read: LedgerReader, holder: Record | None, points: Sequence[Point]
) -> list[ExposurePointView]:
    """The sums of a holder at each point; nothing before there was one."""
    rows: Sequence[Record | None] = [None] * len(points)
    if holder is not None:
        rows = await sums_at(read, holder, points)
    return [
        _point(point, type(holder) if holder is not None else ProjectTotal, row)
        for point, row in zip(points, rows, strict=True)
    ]


def _point(point: Point, noun: type[Record], row: Record | None) -> ExposurePointView:
    return ExposurePointView(
        at=point.at,
        revision=point.revision,
        original=_original(row),
        budget=_side(row, "budget"),
        cost=None if noun is MainContract else _side(row, "cost"),
    )


def _original(row: Record | None) -> Decimal | None:
    if isinstance(row, Contract):
        return row.awarded
    if isinstance(row, MainContract):
        return row.amount
    return row.main_contract_amount if isinstance(row, ProjectTotal) else None


def _side(row: Record | None, side: Track) -> SideSumsView:
    def sum_of(column: str) -> Decimal:
        found: Decimal | None = None if row is None else getattr(row, column)
        return found or ZERO

    return SideSumsView(
        draft=sum_of(column_of(side, "draft")),
        exposed=sum_of(column_of(side, "exposed")),
        pending=sum_of(column_of(side, "pending")),
        approved=sum_of(column_of(side, "approved")),
        exposed_contingency=sum_of(column_of(side, "exposed", "contingency")),
        pending_contingency=sum_of(column_of(side, "pending", "contingency")),
        approved_contingency=sum_of(column_of(side, "approved", "contingency")),
    )


# -- contingency ----------------------------------------------------------------------------------


async def show_contingency(context: Context) -> Answer:
    """GET what is drawn on contingency over time, and what is left of it where a policy says what
    there is."""
    require_part(context, "contingency")
    interval = interval_asked(context)
    count = whole_number(context, "points", POINTS, 1, POINTS_MAXIMUM)
    currency = await currency_of(context)
    async with reading(context) as read:
        today = await today_of(context, read)
        points = await _points(read, today, interval, count)
        found = await pools(read, await active_policies(read))
        burnt = await _burnt(read, found[:POOLS_MAXIMUM], points)
        total = next(iter(await read.where(ProjectTotal, limit=1)), None)
        drawn = await _sums(read, total, points)
    return answer(
        context,
        ContingencyBurnView(
            whole_known=bool(found),
            note="" if found else NO_CONTINGENCY,
            currency=currency,
            pools=[
                _pool(context, pool, currency, rows)
                for pool, rows in zip(found[:POOLS_MAXIMUM], burnt, strict=True)
            ],
            total=len(found),
            points=drawn,
            filter=filters.among("scope", ("contingency",)),
        ),
    )


async def _burnt(
    read: LedgerReader, found: Sequence[Pool], points: Sequence[Point]
) -> list[list[BurnPointView]]:
    """What was drawn on each pool at each point, by the contract's sums as they were, of what
    there is to draw on today, at today's rate."""
    nouns: tuple[type[Contract] | type[MainContract], ...] = (Contract, MainContract)
    known: dict[tuple[type[Record], int, int], Record] = {}
    for noun in nouns:
        ids = {pool.contract.id for pool in found if isinstance(pool.contract, noun)}
        wanted = [(record_id, point.revision) for record_id in sorted(ids) for point in points]
        for (record_id, revision), row in (await records_at(read, noun, wanted)).items():
            known[noun, record_id, revision] = row
    return [[_burn_point(pool, point, known) for point in points] for pool in found]


def _burn_point(
    pool: Pool, point: Point, known: dict[tuple[type[Record], int, int], Record]
) -> BurnPointView:
    row = known.get((type(pool.contract), pool.contract.id, point.revision))
    drawn = ZERO if row is None else multiply(getattr(row, _drawn_column(pool)) or ZERO, pool.rate)
    return BurnPointView(at=point.at, revision=point.revision, drawn=drawn, left=pool.whole - drawn)


def _drawn_column(pool: Pool) -> str:
    split = "contingency" if pool.drawn_by == "contingency" else ""
    return column_of(pool.track, "approved", split)


def _pool(
    context: Context, pool: Pool, currency: str | None, points: list[BurnPointView]
) -> PoolView:
    contract = pool.contract
    record = "contract" if isinstance(contract, Contract) else "main-contract"
    scope = filters.among("scope", ("contingency",)) if pool.drawn_by == "contingency" else ""
    column = camel_case(_drawn_column(pool))
    return PoolView(
        policy=pool.policy.name,
        contract=holder_view(context, contract),
        currency=currency,
        drawn_by=pool.drawn_by,
        whole=pool.whole,
        drawn=pool.drawn,
        pending=pool.pending,
        exposed=pool.exposed,
        left=pool.whole - pool.drawn,
        forecast_left=pool.whole - pool.drawn - pool.pending - pool.exposed,
        filter=filters.joined(_filter_of(contract), scope),
        explain=explain_address(context, record, contract.uuid, column),
        points=points,
    )
