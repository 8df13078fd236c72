"""What a project's dashboard shows of the past: sums as they were, and how long stages took.

Sums as they were are read from the images that the journal keeps of the rows that hold them, so
that each point is what the server answers when it is asked for that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple, TypeVar

import msgspec

from changewright.core.approval_policy import Bound, Policy
from changewright.core.exchange import ONE
from changewright.core.journal import record_of
from changewright.core.kinds import TRACKS, Track, states_on
from changewright.core.money import ZERO, Decimal, multiply, percent_of
from changewright.core.records import Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rollup import column_of
from changewright.store import tallies

from .unit import LedgerReader

R = TypeVar("R", bound=Record)
Interval = Literal["week", "month"]
POINTS_MAXIMUM = 60
POOLS_MAXIMUM = 50


class Point(msgspec.Struct, frozen=True):
    """A moment, and the newest revision then; 0 before the first."""

    at: datetime
    revision: int


def ends(
    interval: Interval, count: int, today: date, now: datetime, zone: tzinfo
) -> list[datetime]:
    """The ends of the last periods, oldest first, in a zone; the newest has come to `now`."""
    found = [now]
    day = today.replace(day=1) if interval == "month" else today - timedelta(days=today.weekday())
    while len(found) < count:
        found.append(datetime.combine(day, time(), zone).astimezone(UTC))
        back = day - timedelta(days=1)
        day = back.replace(day=1) if interval == "month" else day - timedelta(days=7)
    return found[::-1]


async def points_at(read: LedgerReader, instants: Sequence[datetime]) -> list[Point]:
    """The newest revision at or before each instant. Times rise with revisions, so all of them are
    found in twenty steps among a million, each step one statement for all."""
    rows = await read.tally(tallies.head_step(read.container_id), tuple)
    newest = rows[0][0] if rows else 0
    bounds = [(0, newest) for _ in instants]
    while True:
        middles = [(low + high + 1) // 2 for low, high in bounds]
        asked = {middle for middle, (low, high) in zip(middles, bounds, strict=True) if low < high}
        if not asked:
            return [Point(at, low) for at, (low, _) in zip(instants, bounds, strict=True)]
        step = tallies.instants_step(read.container_id, sorted(asked))
        known: dict[int, datetime | None] = dict(await read.tally(step, tuple))
        bounds = [
            _halved(bound, middle, known.get(middle), at)
            for bound, middle, at in zip(bounds, middles, instants, strict=True)
        ]


def _halved(
    bound: tuple[int, int], middle: int, made: datetime | None, at: datetime
) -> tuple[int, int]:
    low, high = bound
    if low >= high:
        return bound
    return (middle, high) if made is not None and made <= at else (low, middle - 1)


async def records_at(
    read: LedgerReader, noun: type[R], wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], R]:
    """Records of a noun by (id, revision), as they were then; those not yet made are missing."""
    asked = list(dict.fromkeys(wanted))
    if not asked:
        return {}
    step = tallies.images_step(read.container_id, noun.TABLE, asked)
    rows = await read.tally(step, tuple)
    return {
        (record_id, revision): record_of(noun, image)
        for record_id, revision, image in rows
        if image is not None
    }


async def sums_at(read: LedgerReader, holder: R, points: Sequence[Point]) -> list[R | None]:
    """A row that holds sums as it was at each point, None before there was one."""
    wanted = [(holder.id, point.revision) for point in points]
    found = await records_at(read, type(holder), wanted)
    return [found.get(key) for key in wanted]


# -- contingency ----------------------------------------------------------------------------------


class Pool(msgspec.Struct, frozen=True):
    """What a policy lets be drawn on under one contract, and what draws on it, in the project's
    currency, as policies measure: a contract in another counts at its `rate`. `drawn` is approved;
    `pending` and `exposed` may follow."""

    policy: Policy
    contract: Contract | MainContract
    track: Track
    drawn_by: str
    whole: Decimal
    drawn: Decimal
    pending: Decimal
    exposed: Decimal
    rate: Decimal = ONE


async def pools(read: LedgerReader, policies: Iterable[Policy]) -> list[Pool]:
    """The contingencies that policies name, under each contract that they are for; those of which
    the most is drawn come first."""
    mains = await read.where(MainContract)
    contracts = await read.where(Contract)
    found = []
    for policy in policies:
        if policy.contingency is None:
            continue
        for track in _tracks_of(policy):
            holders: Sequence[Contract | MainContract] = mains if track == "budget" else contracts
            for holder in holders:
                if policy.contract_ids and holder.id not in policy.contract_ids:
                    continue
                whole = _whole(policy.contingency.bound, holder)
                if whole is not None:
                    found.append(_pool(policy, policy.contingency.drawn_by, holder, track, whole))
    return sorted(found, key=lambda pool: (_left_share(pool), pool.contract.code))


def _tracks_of(policy: Policy) -> list[Track]:
    """The sides whose contracts a policy's documents amend."""
    return [track for track in TRACKS if any(states_on(kind, track) for kind in policy.kinds)]


def _whole(bound: Bound, holder: Contract | MainContract) -> Decimal | None:
    """What there is to draw on under a contract; None of one whose sum nobody gave."""
    if bound.amount is not None:
        return bound.amount
    original = holder.awarded if isinstance(holder, Contract) else holder.amount
    if bound.percent is None or original is None:
        return None
    if bound.of == "revised":
        column = column_of("cost" if isinstance(holder, Contract) else "budget", "approved")
        original += getattr(holder, column)
    return percent_of(multiply(original, _rate(holder)), bound.percent)


def _rate(holder: Contract | MainContract) -> Decimal:
    """What the holder's own sums are multiplied by to be in the project's currency."""
    return (holder.exchange_rate or ONE) if isinstance(holder, Contract) else ONE


def _pool(
    policy: Policy,
    drawn_by: str,
    holder: Contract | MainContract,
    track: Track,
    whole: Decimal,
) -> Pool:
    split = "contingency" if drawn_by == "contingency" else ""
    rate = _rate(holder)
    drawn, pending, exposed = (
        multiply(getattr(holder, column_of(track, phase, split)), rate)
        for phase in ("approved", "pending", "exposed")
    )
    return Pool(policy, holder, track, drawn_by, whole, drawn, pending, exposed, rate)


def _left_share(pool: Pool) -> Decimal:
    if pool.whole == ZERO:
        return ZERO
    return (pool.whole - pool.drawn) / pool.whole


# -- stages ---------------------------------------------------------------------------------------


class Stage(NamedTuple):
    """How long documents of a kind stayed in a state, in seconds: of the stays that ended since.
    `now` is how many are in it."""

    state: str
    track: Track
    stays: int
    median_seconds: float | None
    ninth_decile_seconds: float | None
    now: int


async def stages(read: LedgerReader, kind: str, since: datetime) -> list[Stage]:
    """The stages of a kind on each of its tracks, in the order of its states."""
    found = []
    for track in TRACKS:
        if not states_on(kind, track):
            continue
        rows = await read.tally(tallies.stages_step(read.container_id, kind, track, since), tuple)
        ended = {row[0]: row[1:] for row in rows}
        present: dict[str, int] = dict(
            await read.tally(tallies.now_in_stages_step(read.container_id, kind, track), tuple)
        )
        for state in states_on(kind, track):
            stays, median, ninth = ended.get(state, (0, None, None))
            if stays or present.get(state):
                found.append(Stage(state, track, stays, median, ninth, present.get(state, 0)))
    return found
