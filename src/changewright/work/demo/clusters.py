"""The records of synthetic change orders, cluster by cluster.

Everything about a cluster follows from the seed and its place, so each noun's records are made when
they are written, and nothing is held in memory but ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from zlib import crc32

from changewright.core.book import AMOUNTS
from changewright.core.kinds import KIND, SCOPES, phase_of
from changewright.core.money import sum_amounts
from changewright.core.numbering import (
    COST_ITEM_DIGITS,
    approval_sequence,
    container_sequence,
    contract_number,
    contract_sequence,
)
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_attached import PropertyValue
from changewright.core.uuids import RANDOM_BYTES, time_ordered
from changewright.work.layers import LAYERS

from .attributes import LIKELIHOOD, PRIORITY
from .cluster import ITEMS, Cluster, amounts_of, draw_cents, title_of
from .contracts import COMMITMENTS, PRIME
from .foundation import Names
from .patterns import OUTCOMES
from .places import PLACES
from .stories import STORIES

ITEM_NAMES = ("Labour", "Material", "Equipment and sundries")
VALUES = 2
FACES = 2
RESERVED = 3
"""Ids set aside on the faces of a change: one request for each side, one package for the cost."""
SPREAD = timedelta(days=730)
NUMBER_DIGITS = 4


class Batch:
    """All clusters of one load, told anew for each noun."""

    def __init__(
        self,
        container_id: int,
        seed: int,
        now: datetime,
        person_id: int | None,
        names: Names,
        patterns: bytes,
    ) -> None:
        self.ids: Sequence[int] = ()
        self._container_id = container_id
        self._seed = seed
        self._now = now
        self._person_id = person_id
        self._names = names
        self._patterns = patterns
        self._documents = sum(len(OUTCOMES[place].documents) for place in patterns)
        self._stretches = _stretches(self._documents, len(patterns))
        self._main_contract = names.main_contracts[PRIME.key]
        self._contracts = [names.contracts[commitment.key] for commitment in COMMITMENTS]

    # -- counting ---------------------------------------------------------------------------------

    def count_records(self) -> int:
        return self._stretches["reserved"]

    def count_ids(self) -> int:
        return self.count_records() + len(self._patterns) * RESERVED

    def sequences(self) -> dict[str, int]:
        """The last number of each sequence."""
        numbers: Counter[str] = Counter()
        for cluster in self.clusters():
            numbers = cluster.numbers
        return dict(numbers)  # the count went on behind the last cluster

    def _id(self, noun: str, place: int) -> int:
        """The id of the `place`-th record of a noun: each noun has its stretch of the ids."""
        return self.ids[self._stretches[noun] + place]

    # -- clusters ---------------------------------------------------------------------------------

    def clusters(self) -> Iterator[Cluster]:
        """Each cluster with the counts that stand before it."""
        numbers: Counter[str] = Counter()
        document = 0
        step = SPREAD / max(1, len(self._patterns))
        for place, pattern in enumerate(self._patterns):
            random = Random(self._seed * 1_000_003 + place)
            age = SPREAD - step * place
            moment = self._now - age - timedelta(minutes=random.randrange(600))
            cluster = Cluster(
                place=place,
                outcome=OUTCOMES[pattern],
                document=document,
                numbers=numbers,
                random=random,
                story=random.randrange(len(STORIES)),
                where=random.randrange(len(PLACES)),
                contract=random.randrange(len(self._contracts)),
                cents=tuple(draw_cents(random) for _ in range(ITEMS)),
                created_at=_whole(moment),
            )
            yield cluster
            self._count(numbers, cluster)
            document += len(cluster.outcome.documents)

    def _count(self, numbers: Counter[str], cluster: Cluster) -> None:
        """Add what the cluster numbered to the counts."""
        contract = self._contracts[cluster.contract]
        numbers[container_sequence("event")] += 1
        numbers[container_sequence("cost_item")] += ITEMS
        numbers[contract_sequence(self._main_contract, "budget", "pco")] += 1
        numbers[contract_sequence(contract, "cost", "pco")] += 1
        for kind, budget_state, cost_state in cluster.outcome.documents:
            numbers[container_sequence(kind)] += 1
            if KIND[kind].tier in LAYERS:
                numbers[self._layer(kind, contract)] += 1
            if KIND[kind].tier == 3 and phase_of(budget_state or cost_state) == "approved":
                numbers[self._approval(kind, contract)] += 1

    def _approval(self, kind: str, contract: int) -> str:
        side = KIND[kind].tracks[0]
        return approval_sequence(self._main_contract if side == "budget" else contract, side)

    def _layer(self, kind: str, contract: int) -> str:
        side = KIND[kind].tracks[0]
        amended = self._main_contract if side == "budget" else contract
        return contract_sequence(amended, side, LAYERS[KIND[kind].tier])

    def _stamps(self, cluster: Cluster, noun: str, place: int, at: datetime) -> dict[str, Any]:
        # Salted, because each noun's telling of a cluster draws the same.
        random = cluster.random.getrandbits(8 * RANDOM_BYTES) ^ crc32(noun.encode())
        return {
            "container_id": self._container_id,
            "id": self._id(noun, place),
            "uuid": time_ordered(at, place, random.to_bytes(RANDOM_BYTES, "big")),
            "created_at": at,
            "updated_at": at,
            "created_by": self._person_id,
        }

    # -- records ----------------------------------------------------------------------------------

    def documents(self) -> Iterator[ChangeOrder]:
        for cluster in self.clusters():
            event = self._event(cluster)
            yield event
            for offset in range(len(cluster.outcome.documents)):
                yield self._document(cluster, offset, event.id)

    def _event(self, cluster: Cluster) -> ChangeOrder:
        value = cluster.numbers[container_sequence("event")] + 1
        return ChangeOrder(
            **self._stamps(cluster, "event", cluster.place, cluster.created_at),
            kind="event",
            number=contract_number(value),
            number_value=value,
            name=title_of(cluster),
            scope=cluster.outcome.scope,
            reason=STORIES[cluster.story].reason,
        )

    def _document(self, cluster: Cluster, offset: int, event_id: int) -> ChangeOrder:
        kind, budget_state, cost_state = cluster.outcome.documents[offset]
        story = STORIES[cluster.story]
        at = min(cluster.created_at + timedelta(days=9 * offset), self._now)
        value = cluster.numbers[container_sequence(kind)] + 1
        return ChangeOrder(
            **self._stamps(cluster, "document", cluster.document + offset, at),
            kind=kind,
            number=f"{value:0{NUMBER_DIGITS}d}",
            number_value=value,
            name=title_of(cluster),
            description=story.text,
            type=KIND[kind].title,
            scope=cluster.outcome.scope,
            budget_state=budget_state,
            cost_state=cost_state,
            reason=story.reason,
            schedule_change=story.days or None,
            owner_id=self._person_id,
            source_id=None if offset == 0 else self._id("document", cluster.document),
            event_id=event_id if offset == 0 else None,
            contract_id=self._contracts[cluster.contract] if kind in ("rfq", "sco") else None,
            contract_number=self._contract_number(cluster, kind),
            company_id=self._company(cluster, kind),
            package_id=self._order(cluster, "oco") if kind == "rco" else None,
            **self._totals(cluster),
            **self._approved(cluster, kind, budget_state or cost_state, at),
        )

    def _order(self, cluster: Cluster, kind: str) -> int | None:
        """The id of the cluster's order of a kind, which holds its items."""
        kinds = [each for each, _, _ in cluster.outcome.documents]
        if kind not in kinds:
            return None
        return self._id("document", cluster.document + kinds.index(kind))

    def _contract_number(self, cluster: Cluster, kind: str) -> str | None:
        if KIND[kind].tier not in LAYERS:
            return None
        name = self._layer(kind, self._contracts[cluster.contract])
        return contract_number(cluster.numbers[name] + 1)

    def _company(self, cluster: Cluster, kind: str) -> int | None:
        if kind in ("rfq", "sco"):
            return self._names.companies.get(COMMITMENTS[cluster.contract].key)
        return self._names.companies.get("owner") if kind in ("rco", "oco") else None

    def _approved(
        self, cluster: Cluster, kind: str, state: str | None, at: datetime
    ) -> dict[str, Any]:
        """An approved order's place among the orders of its contract."""
        if KIND[kind].tier != 3 or phase_of(state) != "approved":
            return {}
        executed = state == "executed"
        name = self._approval(kind, self._contracts[cluster.contract])
        return {
            "approval_sequence": cluster.numbers[name] + 1,
            "approved_at": at,
            "executed_flag": executed,
            "executed_at": at if executed else None,
        }

    def _totals(self, cluster: Cluster) -> dict[str, Any]:
        by_item = [amounts_of(cluster, position) for position in range(ITEMS)]
        return {
            name: sum_amounts(each[name] for each in by_item)
            if name in cluster.outcome.amounts
            else None
            for name in AMOUNTS
        }

    def items(self) -> Iterator[CostItem]:
        for cluster in self.clusters():
            for position in range(ITEMS):
                yield self._item(cluster, position)

    def _item(self, cluster: Cluster, position: int) -> CostItem:
        outcome = cluster.outcome
        active_budget, active_cost = SCOPES[outcome.scope]
        commitment = COMMITMENTS[cluster.contract]
        row = commitment.rows[position % len(commitment.rows)]
        value = cluster.numbers[container_sequence("cost_item")] + position + 1
        place = PLACES[cluster.where]
        return CostItem(
            **self._stamps(cluster, "item", cluster.place * ITEMS + position, cluster.created_at),
            number=f"{value:0{COST_ITEM_DIGITS}d}",
            number_value=value,
            name=f"{ITEM_NAMES[position]}: {row.name}",
            scope=outcome.scope,
            active_budget=active_budget,
            active_cost=active_cost,
            budget_state=outcome.budget_state,
            cost_state=outcome.cost_state,
            approved_filled="approved" in outcome.filled,
            committed_filled="committed" in outcome.filled,
            budget_id=self._names.budgets[row.budget],
            contract_id=self._names.contracts[commitment.key],
            locations=(str(place.id),),
            location_paths=tuple(str(above) for above in place.path),
            **amounts_of(cluster, position),
        )

    def memberships(self) -> Iterator[Membership]:
        for cluster in self.clusters():
            for offset, (kind, _, _) in enumerate(cluster.outcome.documents):
                document = cluster.document + offset
                for position in range(ITEMS):
                    yield Membership(
                        **self._stamps(
                            cluster, "membership", document * ITEMS + position, cluster.created_at
                        ),
                        change_order_id=self._id("document", document),
                        cost_item_id=self._id("item", cluster.place * ITEMS + position),
                        kind=kind,
                        position=position + 1,
                    )

    def faces(self) -> Iterator[Face]:
        """Two of each change: the owner's, and the one supplier's (core-model.md §2, §3)."""
        for cluster in self.clusters():
            first_reserved = cluster.place * RESERVED
            cost_contract = self._contracts[cluster.contract]
            sides = (
                ("budget", "oco", self._main_contract, (first_reserved, None)),
                ("cost", "sco", cost_contract, (first_reserved + 1, first_reserved + 2)),
            )
            for offset, (side, kind, contract_id, (request, package)) in enumerate(sides):
                order = self._order(cluster, kind)
                if order is None and package is not None:
                    order = self._id("reserved", package)
                value = cluster.numbers[contract_sequence(contract_id, side, "pco")] + 1
                yield Face(
                    **self._stamps(
                        cluster, "face", cluster.place * FACES + offset, cluster.created_at
                    ),
                    change_order_id=self._id("document", cluster.document),
                    side=side,
                    contract_id=contract_id,
                    number=contract_number(value),
                    position=value,
                    request_id=self._id("reserved", request),
                    package_id=order,
                )

    def values(self) -> Iterator[PropertyValue]:
        attributes = self._names.attributes
        for cluster in self.clusters():
            for offset in range(len(cluster.outcome.documents)):
                document = cluster.document + offset
                chosen = (
                    (PRIORITY.name, PRIORITY.options[(cluster.place + offset) % 3]),
                    (LIKELIHOOD.name, str(5 * ((cluster.story + offset) % 21))),
                )
                for position, (name, value) in enumerate(chosen):
                    yield PropertyValue(
                        **self._stamps(
                            cluster, "value", document * VALUES + position, cluster.created_at
                        ),
                        record_kind=ChangeOrder.TABLE,
                        record_id=self._id("document", document),
                        definition_id=attributes[name],
                        value=value,
                    )


def _stretches(documents: int, changes: int) -> dict[str, int]:
    """Where each noun's ids begin; those that are no record's come last."""
    counts = {
        "document": documents,
        "event": changes,
        "item": changes * ITEMS,
        "membership": documents * ITEMS,
        "face": changes * FACES,
        "value": documents * VALUES,
        "reserved": 0,
    }
    return dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))


def _whole(moment: datetime) -> datetime:
    """In whole milliseconds, as the ledger keeps time."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
