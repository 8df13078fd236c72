"""The parts about time: what waits for whom, what falls due, how long stages take, days granted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from changewright.core.certainty import AGES
from changewright.core.clocks import OPEN_STATES
from changewright.core.kinds import KIND, Phase, Track
from changewright.core.records import Record
from changewright.core.records_clocks import ClockTerms
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.context import Answer, Context
from changewright.work import dashboard
from changewright.work.clocks import Standing, standing
from changewright.work.dashboard import Aged, Days
from changewright.work.dashboard_history import Stage, stages

from ..clocks.deadlines import deadline_views, sees_of
from ..reading import answer, hidden_of, query_text, reading, visible, whole_number
from . import filters
from .asking import (
    currency_of,
    holder_view,
    kind_asked,
    require_part,
    today_of,
    viewer_of,
)
from .views import (
    AgedView,
    AgeingView,
    AgeView,
    CycleTimesView,
    DaysGrantedView,
    DaysView,
    DueBandView,
    DueView,
    StageView,
)

DAY_SECONDS = 24 * 60 * 60
PERIOD_DAYS, PERIOD_DAYS_MAXIMUM = 365, 3650
DUE_SHOWN, DUE_SHOWN_MAXIMUM = 20, 100


async def show_ageing(context: Context) -> Answer:
    """GET what is open by whose turn it is and for how many days, in days of the project."""
    require_part(context, "ageing")
    kind = query_text(context, "kind") and kind_asked(context, "pco")
    currency = await currency_of(context)
    async with reading(context) as read:
        today = await today_of(context, read)
        found = await dashboard.ageing(read, today.day, str(today.zone))
    views = [
        AgedView(
            court=one.court,
            kind=one.kind,
            age=AGES[one.age].name,
            currency=one.currency,
            count=one.documents,
            amount=one.amount,
            filter=filters.joined(
                filters.among("kind", (one.kind,)),
                filters.among("court", (one.court,)),
                filters.in_age(one.age, today.day),
            ),
        )
        for one in _in_currency(found, currency)
        if kind is None or one.kind == kind
    ]
    ages = [AgeView(name=age.name, least=age.least, most=age.most) for age in AGES]
    return answer(
        context, AgeingView(today=today.day, zone=str(today.zone), ages=ages, results=views)
    )


def _in_currency(found: Iterable[Aged], currency: str | None) -> list[Aged]:
    """In order, contracts that name the project's currency together with those that name none."""
    merged: dict[tuple[str, str, int, str], Aged] = {}
    for one in found:
        named = one._replace(currency=one.currency or currency)
        key = named.court, named.kind, named.age, named.currency or ""
        held = merged.get(key)
        merged[key] = (
            named
            if held is None
            else held._replace(
                documents=held.documents + named.documents, amount=held.amount + named.amount
            )
        )
    return [merged[key] for key in sorted(merged)]


# -- deadlines ------------------------------------------------------------------------------------

BANDS: tuple[tuple[str, int | None, int | None], ...] = (
    ("over", None, -1),
    ("0-7", 0, 7),
    ("8-14", 8, 14),
    ("15-30", 15, 30),
    ("31+", 31, None),
)


async def show_deadlines(context: Context) -> Answer:
    """GET the time limits that run, by how soon they are over, the first of them in full."""
    require_part(context, "deadlines")
    shown = whole_number(context, "limit", DUE_SHOWN, 1, DUE_SHOWN_MAXIMUM)
    async with reading(context) as read:
        today = await today_of(context, read)
        clocked = bool(await read.where(ClockTerms, limit=1))
        found = [
            one
            for one in await standing(read, today, sees=sees_of(context, read))
            if one.deadline.state in OPEN_STATES
        ]
        views = await deadline_views(context, read, found[:shown])
    left = [_days_left(one, today.day.toordinal()) for one in found]
    bands = [
        DueBandView(
            name=name,
            least=least,
            most=most,
            count=sum(
                (least is None or days >= least) and (most is None or days <= most) for days in left
            ),
        )
        for name, least, most in BANDS
    ]
    return answer(
        context,
        DueView(today=today.day, clocked=clocked, total=len(found), bands=bands, results=views),
    )


def _days_left(one: Standing, today: int) -> int:
    return one.deadline.due_on.toordinal() - today


# -- cycle times ----------------------------------------------------------------------------------


async def show_cycle_times(context: Context) -> Answer:
    """GET how long documents of a kind stay in each state: median and ninth decile of the stays
    that ended in the last `days`."""
    require_part(context, "cycle-times")
    kind = kind_asked(context, "pco")
    period = whole_number(context, "days", PERIOD_DAYS, 1, PERIOD_DAYS_MAXIMUM)
    async with reading(context) as read:
        today = await today_of(context, read)
        since = today.now - timedelta(days=period)
        found = await stages(read, kind, since)
    views = [_stage(kind, one) for one in found]
    return answer(context, CycleTimesView(kind=kind, since=since, results=views))


def _stage(kind: str, one: Stage) -> StageView:
    return StageView(
        state=one.state,
        track=one.track,
        stays=one.stays,
        median_days=_as_days(one.median_seconds),
        ninth_decile_days=_as_days(one.ninth_decile_seconds),
        now=one.now,
        filter=filters.joined(
            filters.among("kind", (kind,)), filters.in_states(one.track, (one.state,))
        ),
    )


def _as_days(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / DAY_SECONDS, 2)


# -- days -----------------------------------------------------------------------------------------

# By audience and side the kind by which days are asked for; days are granted by orders.
ASKED_BY: dict[str, dict[Track, str]] = {
    "full": {"budget": "pco", "cost": "sco"},
    "owner": {"budget": "rco"},
    "supplier": {"cost": "sco"},
}
GRANTED_BY: dict[Track, str] = {"budget": "oco", "cost": "sco"}
ASKING: tuple[Phase, ...] = ("pending", "approved", "closed")


async def show_days(context: Context) -> Answer:
    """GET days asked for and days granted, contract by contract, of what the caller sees."""
    require_part(context, "days")
    asked_by = ASKED_BY[context.role.audience]
    settings = await context.services.ledger.settings_of(context.container_id)
    async with reading(context) as read:
        found = await dashboard.days(read, viewer_of(context))
        contracts: list[MainContract | Contract] = [
            *await visible(context, read, await read.where(MainContract, ("code", "id"))),
            *await visible(context, read, await read.where(Contract, ("code", "id"))),
        ]
    by_contract: dict[tuple[Track, int | None], list[Days]] = defaultdict(list)
    for one in found:
        tracks = KIND[one.kind].tracks
        by_contract["cost" if tracks == ("cost",) else "budget", one.contract_id].append(one)
    known = {(_side(each), each.id): each for each in contracts}
    for key, each in known.items():
        if "schedule_change" not in hidden_of(context, each) and each.schedule_change:
            by_contract.setdefault(key, [])
    views = []
    for (side, contract_id), rows in by_contract.items():
        if side not in asked_by:
            continue
        contract = None if contract_id is None else known.get((side, contract_id))
        is_default = contract_id == settings.default_main_contract_id
        views.append(_days(context, side, contract, rows, asked_by[side], is_default))
    views.sort(key=lambda one: (one.side, one.contract is None, one.contract and one.contract.code))
    return answer(
        context,
        DaysGrantedView(
            asked_by={str(side): kind for side, kind in asked_by.items()}, results=views
        ),
    )


def _side(contract: Record) -> Track:
    return "budget" if isinstance(contract, MainContract) else "cost"


def _days(
    context: Context,
    side: Track,
    contract: MainContract | Contract | None,
    rows: list[Days],
    asking: str,
    is_default: bool,
) -> DaysView:
    def total(kind: str, *phases: Phase) -> int:
        return sum(one.days for one in rows if one.kind == kind and one.phase in phases)

    if contract is None:
        where = ""
    elif isinstance(contract, MainContract):
        where = filters.of_main_contract(contract.uuid, is_default)
    else:
        where = filters.among("contract", (contract.uuid,))
    granting = GRANTED_BY[side]

    def listed(kind: str, *phases: Phase) -> str:
        named = filters.among("phase", phases)
        return filters.joined(filters.among("kind", (kind,)), named, where)

    hidden = frozenset() if contract is None else hidden_of(context, contract)
    is_kept = contract is not None and "schedule_change" not in hidden
    return DaysView(
        contract=None if contract is None else holder_view(context, contract),
        side=side,
        asked=total(asking, *ASKING),
        pending=total(asking, "pending"),
        refused=total(asking, "closed"),
        granted=total(granting, "approved"),
        kept=(contract.schedule_change or 0) if contract is not None and is_kept else None,
        filters={
            "asked": listed(asking, *ASKING),
            "pending": listed(asking, "pending"),
            "refused": listed(asking, "closed"),
            "granted": listed(granting, "approved"),
        },
    )
