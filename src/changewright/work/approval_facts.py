"""What a policy judges, read under the unit's lock: the document, its lines, and the sums around.

Sums are the columns that `work.rollups` keeps, as they were before the unit, with what the unit
itself has written since: so of two orders approved in one request the second sees the first.
Everything is in the project's currency; a contract in another one counts at its own rate.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from changewright.core.approval_limits import Facts, LineFact
from changewright.core.approval_policy import Limit, Policy, governs, policy_of
from changewright.core.book import is_active, state_of
from changewright.core.errors import Conflict
from changewright.core.exchange import ONE
from changewright.core.kinds import KIND, STATES, Track, phase_of
from changewright.core.money import ZERO, Decimal, multiply, sum_amounts
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_approvals import ApprovalPolicy
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import Addend, Place, column_of, figures_of, item_addends

if TYPE_CHECKING:
    from .scene import Scene

APPROVED_STATES = tuple(state.name for state in STATES if state.phase == "approved")
PLAIN_COLUMNS = frozenset(
    column_of(side, phase)
    for side in ("budget", "cost")
    for phase in ("draft", "exposed", "pending", "approved")
)
ORDER_OF_SIDE: dict[Track, str] = {"budget": "oco", "cost": "sco"}


async def policies_of(scene: Scene) -> list[Policy]:
    """The project's policies that are in force, in the order in which they are asked."""
    if not scene.settings.approvals:
        return []
    found = [policy_of(one) for one in await scene.definitions(ApprovalPolicy) if one.active]
    return sorted(found, key=lambda one: (one.position, one.id))


def contract_of(scene: Scene, document: ChangeOrder, track: Track) -> int | None:
    """The contract that a document is about on a track."""
    if track == "cost":
        return document.contract_id
    return document.main_contract_id or scene.settings.default_main_contract_id


async def policy_for(scene: Scene, document: ChangeOrder, track: Track) -> Policy | None:
    """The policy that governs a document on a track; None: nobody has to approve it."""
    contract_id = contract_of(scene, document, track)
    for policy in await policies_of(scene):
        if governs(policy, document.kind, contract_id):
            return policy
    return None


async def facts_of(scene: Scene, document: ChangeOrder, track: Track, policy: Policy) -> Facts:
    """What the policy's limits are measured on. Raises `Conflict` (reason rate_missing) where the
    contract has another currency than the project, and no rate."""
    items = await _items_on(scene, document, track)
    contract_id = contract_of(scene, document, track)
    contract = await _contract(scene, contract_id, track)
    rate = _rate(scene, contract)
    approved = _Sums(scene, contract, contract_id, track, items)
    addends = {item.id: _addend(scene, item, track) for item in items}
    amounts = {key: None if one is None else one.amount for key, one in addends.items()}
    measures = {limit.measure for limit in _limits(policy)}
    before_size, before_days = ZERO, 0
    if measures & {"cumulative_size", "cumulative_days"}:
        before_size, before_days = await _orders_before(scene, document, track, contract_id)
    drawn_before, drawn = approved.net(), sum_amounts(amounts.values())
    if policy.contingency is not None and policy.contingency.drawn_by == "contingency":
        drawn_before = approved.net("contingency")
        drawn = sum_amounts(amounts[item.id] for item in items if item.scope == "contingency")
    return Facts(
        amount=sum_amounts(amounts.values()),
        days=document.schedule_change or 0,
        lines=tuple(
            LineFact(
                id=item.id,
                number=item.number,
                name=item.name,
                amount=amounts[item.id],
                scope=item.scope,
                source="" if (addend := addends[item.id]) is None else addend.source,
            )
            for item in items
        ),
        contract_id=contract_id,
        original=_times(_original(contract), rate),
        before_net=multiply(approved.net(), rate),
        before_size=multiply(before_size, rate),
        before_days=before_days,
        drawn_before=multiply(drawn_before, rate),
        drawn=drawn,
        budget_free=await _budget_free(scene, items) if "budget_left" in measures else None,
        revision=scene.revision,
    )


def _limits(policy: Policy) -> Iterable[Limit]:
    yield from policy.requirements
    for band in policy.bands:
        yield from band.limits


# -- the document's own ---------------------------------------------------------------------------


async def _items_on(scene: Scene, document: ChangeOrder, track: Track) -> list[CostItem]:
    held = await scene.read.memberships_of_documents([document.id])
    items = await scene.read.many(CostItem, [one.cost_item_id for one in held])
    return [item for item in items if is_active(item, track)]


def _addend(scene: Scene, item: CostItem, track: Track) -> Addend | None:
    """What a line comes to on a track in the project's currency, whatever state it is in."""
    as_asked = msgspec.structs.replace(item, **{f"{track}_state": "pending"})
    column = column_of(track, "pending")
    for addend in item_addends(as_asked, scene.settings.default_main_contract_id):
        if addend.place == Place(ProjectTotal, None, column):
            return addend
    return None


# -- the contract's -------------------------------------------------------------------------------


async def _contract(
    scene: Scene, contract_id: int | None, track: Track
) -> Contract | MainContract | None:
    if contract_id is None:
        return None
    noun: type[Contract] | type[MainContract] = Contract if track == "cost" else MainContract
    return await scene.read.get(noun, contract_id)


def _original(contract: Contract | MainContract | None) -> Decimal | None:
    if contract is None:
        return None
    return contract.awarded if isinstance(contract, Contract) else contract.amount


def _rate(scene: Scene, contract: Contract | MainContract | None) -> Decimal:
    """What the contract's own sums are multiplied by to be in the project's currency."""
    if not isinstance(contract, Contract):
        return ONE
    currency, own = contract.currency, scene.settings.currency
    if contract.exchange_rate is None and None not in (currency, own) and currency != own:
        raise Conflict(
            f"contract {contract.code} is in {currency} and has no exchange rate to {own}, so "
            "nobody can tell who must approve it",
            reason="rate_missing",
        )
    return contract.exchange_rate or ONE


def _times(value: Decimal | None, rate: Decimal) -> Decimal | None:
    return None if value is None else multiply(value, rate)


class _Sums:
    """What a contract's approved changes come to without the items of one document."""

    def __init__(
        self,
        scene: Scene,
        contract: Contract | MainContract | None,
        contract_id: int | None,
        track: Track,
        own: Iterable[CostItem],
    ) -> None:
        self._scene = scene
        self._contract = None if contract is None else scene.original(contract) or contract
        self._contract_id = contract_id
        self._track = track
        self._own = list(own)

    def net(self, split: str = "") -> Decimal:
        """The net of them, or of those of a scope, in the contract's own currency."""
        if self._contract is None:
            return ZERO
        column = column_of(self._track, "approved", split)
        noun: type[Contract] | type[MainContract] = (
            Contract if self._track == "cost" else MainContract
        )
        place = Place(noun, self._contract_id, column)
        total: Decimal = getattr(self._contract, column)
        for before, after in self._scene.written(CostItem):
            total += self._at(place, after) - (ZERO if before is None else self._at(place, before))
        return total - sum_amounts(self._at(place, item) for item in self._own)

    def _at(self, place: Place, item: CostItem) -> Decimal:
        default = self._scene.settings.default_main_contract_id
        return sum_amounts(one.amount for one in item_addends(item, default) if one.place == place)


async def _orders_before(
    scene: Scene, document: ChangeOrder, track: Track, contract_id: int | None
) -> tuple[Decimal, int]:
    """The contract's approved orders by size and in days, without the document."""
    if contract_id is None:
        return ZERO, 0
    kind = ORDER_OF_SIDE[track]
    is_default = track == "budget" and contract_id == scene.settings.default_main_contract_id
    contracts = [contract_id, None] if is_default else [contract_id]
    written = [after for _, after in scene.written(ChangeOrder)]
    left_out = {one.id for one in written}
    if _is_approved(document, track):  # any other is not among them
        left_out.add(document.id)
    size, days = await scene.read.approved_orders(kind, contracts, APPROVED_STATES, left_out)
    for order in written:
        about = order.contract_id if track == "cost" else order.main_contract_id
        is_counted = order.kind == kind and about in contracts and order.id != document.id
        if is_counted and order.deleted_at is None and _is_approved(order, track):
            amount = order.committed if track == "cost" else order.approved
            size += abs(amount or ZERO)
            days += order.schedule_change or 0
    return size, days


def _is_approved(order: ChangeOrder, track: Track) -> bool:
    return phase_of(state_of(order, track)) == "approved"


async def _budget_free(scene: Scene, items: Iterable[CostItem]) -> Decimal | None:
    """What is left of the budgets of these items before them: revised, less what is committed.
    None where an item has no budget."""
    own = list(items)
    if any(item.budget_id is None for item in own):
        return None
    default = scene.settings.default_main_contract_id
    free = ZERO
    for budget in await scene.read.many(Budget, {item.budget_id or 0 for item in own}):
        before = scene.original(budget) or budget
        free += figures_of(before)["revised"] - before.original_commitment - before.cost_approved
        places = {
            Place(Budget, budget.id, "budget_approved"): 1,
            Place(Budget, budget.id, "cost_approved"): -1,
        }
        for was, now in scene.written(CostItem):
            for item, sign in ((now, 1), (was, -1)):
                for addend in item_addends(item, default) if item is not None else ():
                    free += addend.amount * places.get(addend.place, 0) * sign
        cost = Place(Budget, budget.id, "cost_approved")
        for item in own:
            free += sum_amounts(
                one.amount for one in item_addends(item, default) if one.place == cost
            )
    return free


assert all(len(KIND[kind].tracks) == 1 for kind in ORDER_OF_SIDE.values())
