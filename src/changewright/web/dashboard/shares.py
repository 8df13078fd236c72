"""The parts about what changes are due to: reasons, vendors, and limits of approval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from changewright.core.kinds import PHASES
from changewright.core.money import ZERO
from changewright.edge.context import Answer, Context
from changewright.work import dashboard
from changewright.work.dashboard import (
    BIN_PERCENT,
    Limited,
    Near,
    Reasoned,
    Vendor,
    limits_in,
    near_limits,
)

from ..reading import answer, reading
from . import filters
from .asking import active_policies, currency_of, kind_asked, require_part, supplier_view
from .views import (
    NearBinView,
    NearLimitsView,
    NearLimitView,
    PhaseSumView,
    ReasonsView,
    ReasonView,
    VendorsView,
    VendorView,
)


async def show_reasons(context: Context) -> Answer:
    """GET the documents of a kind by reason, the largest first."""
    require_part(context, "reasons")
    kind = kind_asked(context, "pco")
    currency = await currency_of(context)
    async with reading(context) as read:
        found = await dashboard.by_reason(read, kind)
    groups: dict[tuple[str | None, str | None], list[Reasoned]] = defaultdict(list)
    for one in found:
        groups[one.reason, one.currency or currency].append(one)
    views = [_reason(kind, *key, rows) for key, rows in groups.items()]
    views.sort(key=lambda one: (-one.amount, one.reason or ""))
    return answer(context, ReasonsView(kind=kind, results=views))


def _reason(
    kind: str, reason: str | None, currency: str | None, rows: Sequence[Reasoned]
) -> ReasonView:
    of_kind = filters.among("kind", (kind,))
    why = filters.blank("reason") if reason is None else filters.among("reason", (reason,))
    phases = [
        PhaseSumView(
            phase=phase,
            count=sum(one.documents for one in rows if one.phase == phase),
            amount=sum((one.amount for one in rows if one.phase == phase), ZERO),
            filter=filters.joined(of_kind, why, filters.in_phase(phase)),
        )
        for phase in PHASES
        if any(one.phase == phase for one in rows)
    ]
    return ReasonView(
        reason=reason,
        currency=currency,
        count=sum(one.count for one in phases),
        amount=sum((one.amount for one in phases if one.phase != "closed"), ZERO),
        phases=phases,
        filter=filters.joined(of_kind, why),
    )


async def show_vendors(context: Context) -> Answer:
    """GET suppliers by what their contracts' changes come to, by the contracts' own sums."""
    require_part(context, "vendors")
    currency = await currency_of(context)
    async with reading(context) as read:
        found = await dashboard.by_vendor(read)
    merged: dict[tuple[int | None, str | None], Vendor] = {}
    for one in found:
        key = one.company_id, one.currency or currency
        held = merged.get(key)
        merged[key] = one if held is None else _together(held, one)
    views = [_vendor(context, key[1], one) for key, one in merged.items()]
    views.sort(key=lambda one: (-(one.approved + one.pending + one.exposed), _name(one)))
    return answer(context, VendorsView(results=views))


def _together(left: Vendor, right: Vendor) -> Vendor:
    """Contracts that name the project's currency with those that name none."""
    return Vendor(
        left.company_id,
        left.currency,
        left.contracts + right.contracts,
        left.awarded + right.awarded,
        left.approved + right.approved,
        left.pending + right.pending,
        left.exposed + right.exposed,
        left.draft + right.draft,
    )


def _name(one: VendorView) -> str:
    return "" if one.supplier is None else one.supplier.name


def _vendor(context: Context, currency: str | None, one: Vendor) -> VendorView:
    supplier = supplier_view(context, one.company_id)
    uuid = None if supplier is None else supplier.id
    return VendorView(
        supplier=supplier,
        currency=currency,
        contracts=one.contracts,
        awarded=one.awarded,
        approved=one.approved,
        pending=one.pending,
        exposed=one.exposed,
        draft=one.draft,
        filter=filters.among("supplier", (uuid,)),
    )


# -- limits ---------------------------------------------------------------------------------------


async def show_limits(context: Context) -> Answer:
    """GET how the amounts of what is approved or under approval lie about the limits of policies:
    many just below one of them are worth a look."""
    require_part(context, "limits")
    currency = await currency_of(context)
    async with reading(context) as read:
        policies = await active_policies(read)
        limits = limits_in(policies)
        found = await near_limits(read, limits)
    bounds = [
        bound
        for policy in policies
        for band in policy.bands
        for limit in band.limits
        if limit.measure == "amount"
        for bound in limit.bounds
    ]
    return answer(
        context,
        NearLimitsView(
            currency=currency,
            limited=bool(bounds),
            left_out=sum(bound.percent is not None for bound in bounds),
            results=[_limit(one, [each for each in found if each.limit is one]) for one in limits],
        ),
    )


def _limit(one: Limited, found: Sequence[Near]) -> NearLimitView:
    bins = [_bin(one, each) for each in sorted(found, key=lambda each: each.bin)]
    return NearLimitView(
        policy=one.policy.name,
        band=one.band,
        kind=one.kind,
        limit=one.bound,
        by_size=one.size,
        just_below=sum(each.count for each in bins if 90 <= each.least_percent < 100),
        just_above=sum(each.count for each in bins if 100 <= each.least_percent < 110),
        bins=bins,
    )


def _bin(limit: Limited, one: Near) -> NearBinView:
    least = one.bin * BIN_PERCENT
    return NearBinView(
        least_percent=least,
        most_percent=least + BIN_PERCENT,
        count=one.documents,
        amount=one.amount,
        filter=filters.joined(
            filters.among("kind", (limit.kind,)), filters.among("number", one.numbers)
        ),
    )
