"""The demo's steps carried out in memory, on the core alone: what no database is needed to prove.

Knows what `work` knows about moves and membership, and nothing of numbers, faces or journals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from changewright.core.book import AMOUNTS, Book, is_active, is_closed, membership_locked
from changewright.core.clock_rules import EVENT_TYPES
from changewright.core.kinds import KIND, SCOPES
from changewright.core.lifecycle import find_move, targets
from changewright.core.markup import evaluate
from changewright.core.markup_lines import Line
from changewright.core.markup_steps import Step as MarkupStep
from changewright.core.money import ZERO, Decimal
from changewright.core.propagation import attach, detach, enter, retotal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.roles import ROLE, duties_of, may_write
from changewright.core.rules import Situation, check_edit, require
from changewright.work.demo.cast import PERSON_BY_KEY
from changewright.work.demo.markups import STEPS
from changewright.work.demo.steps import (
    Act,
    Adopt,
    Create,
    Delete,
    Describe,
    Detach,
    Edit,
    Endorse,
    Generate,
    Happen,
    Let,
    MarkUp,
    NewItem,
    Price,
    Say,
    Step,
)

NOWHEN = datetime(2000, 1, 1, tzinfo=UTC)
SOME_CONTRACT = 1


class Shadow:
    """A project in memory. `document(name)` and `item(name)` answer the newest state."""

    def __init__(self) -> None:
        self.book = Book((), (), (), revision=0)
        self.ids: dict[str, int] = {}
        self.let: set[str] = set()

    def play(self, step: Step) -> None:
        self.book.revision += 1
        role = PERSON_BY_KEY[step.actor].role
        for deed in step.deeds:
            getattr(self, f"_{type(deed).__name__.lower()}")(deed, role)

    def document(self, name: str) -> ChangeOrder:
        return self.book.documents[self.ids[name]]

    def item(self, name: str) -> CostItem:
        return self.book.items[self.ids[name]]

    def _new_id(self, name: str) -> int:
        assert name not in self.ids, f"{name} is made twice"
        self.ids[name] = len(self.ids) + 1
        return self.ids[name]

    def _make(self, name: str, kind: str, role: str) -> ChangeOrder:
        assert may_write(role, "change_order"), f"a {role} makes {name}"
        tracks = KIND[kind].tracks
        document = ChangeOrder(
            container_id=1,
            id=self._new_id(name),
            uuid=UUID(int=len(self.ids)),
            created_at=NOWHEN,
            updated_at=NOWHEN,
            kind=kind,
            number=name,
            name=name,
            budget_state="draft" if "budget" in tracks else None,
            cost_state="draft" if "cost" in tracks else None,
            contract_id=SOME_CONTRACT,
        )
        self.book.documents[document.id] = document
        return document

    def _create(self, deed: Create, role: str) -> None:
        document = self._make(deed.document, deed.kind, role)
        for new in deed.items:
            attach(self.book, document.id, self._new_item(new).id)

    def _new_item(self, new: NewItem) -> CostItem:
        assert new.contract is None or new.contract in self.let, f"{new.contract} is not let yet"
        estimated = Decimal(new.estimated_cents).scaleb(-2)
        return self._item(new.item, new.name, new.scope, {"estimated": estimated})

    def _item(
        self, key: str, name: str, scope: str, amounts: Mapping[str, Decimal | None]
    ) -> CostItem:
        active_budget, active_cost = SCOPES[scope]
        item = CostItem(
            container_id=1,
            id=self._new_id(key),
            uuid=UUID(int=len(self.ids)),
            created_at=NOWHEN,
            updated_at=NOWHEN,
            number=key,
            name=name,
            scope=scope,
            active_budget=active_budget,
            active_cost=active_cost,
        )
        item = msgspec.structs.replace(item, **amounts)
        self.book.items[item.id] = item
        return item

    def _generate(self, deed: Generate, role: str) -> None:
        sources = [self.document(name) for name in deed.sources]
        track = KIND[deed.kind].tracks[0]
        for source in sources:
            assert source.kind in KIND[deed.kind].sources, deed
            assert not is_closed(source), f"{deed.document} from closed {source.name}"
        held = {item for source in sources for item in self.book.items_of[source.id]}
        wanted = [self.ids[name] for name in deed.items] if deed.items else sorted(held)
        assert set(wanted) <= held, f"{deed.document} takes items its sources do not hold"
        taken = [item for item in wanted if is_active(self.book.items[item], track)]
        assert taken, f"{deed.document} would be empty"
        document = self._make(deed.document, deed.kind, role)
        for item in taken:
            for other in map(self.book.documents.__getitem__, self.book.documents_of[item]):
                free = other.kind != deed.kind or is_closed(other)
                assert free or not KIND[deed.kind].single, f"{item} is on {other.name} already"
            attach(self.book, document.id, item)

    def _price(self, deed: Price, role: str) -> None:
        assert may_write(role, "cost_item")
        for amount in deed.amounts:
            item = self.item(amount.item)
            changes: dict[str, object] = {amount.column: Decimal(amount.cents).scaleb(-2)}
            check_edit(item, changes)
            self.book.items[item.id] = msgspec.structs.replace(item, **changes)
            retotal(self.book, self.book.documents_of[item.id])

    def _markup(self, deed: MarkUp, role: str) -> None:
        """Each step becomes an item of the owner's side, of as many amounts as the lines have."""
        assert may_write(role, "change_order")
        document = self.document(deed.document)
        bearing = [self.book.items[item] for item in self.book.items_of[document.id]]
        steps = [
            MarkupStep(
                key=place,
                name=step.name,
                amount=Decimal(step.percent),
                credit_amount=ZERO,
                basis="running",
            )
            for place, step in enumerate(STEPS)
        ]
        worked: dict[str, dict[str, Decimal | None]] = {step.name: {} for step in STEPS}
        for column in AMOUNTS:
            values = [(item.id, getattr(item, column)) for item in bearing]
            lines = [Line(key=key, amount=value) for key, value in values if value is not None]
            for outcome in evaluate(steps, lines).steps if lines else ():
                worked[outcome.step.name][column] = outcome.amount
        for name, amounts in worked.items():
            item = self._item(f"{deed.document}/{name}", name, "budgetOnly", amounts)
            attach(self.book, document.id, item.id)

    def _edit(self, deed: Edit, role: str) -> None:
        assert may_write(role, "change_order")
        check_edit(self.document(deed.document), dict(deed.fields))

    def _act(self, deed: Act, role: str) -> None:
        document = self.document(deed.document)
        move = find_move(document, deed.action)
        assert move.duty in duties_of(role, document.kind), f"a {role} may not {deed}"
        items = self.book.items_of[document.id]
        others = {other for item in items for other in self.book.documents_of[item]}
        situation = Situation(
            document=document,
            items=tuple(self.book.items[item] for item in items),
            neighbours=tuple(self.book.documents[other] for other in others - {document.id}),
        )
        require(move.needs, situation, deed.action)
        enter(self.book, document.id, targets(move, document))

    def _detach(self, deed: Detach, role: str) -> None:
        assert may_write(role, "membership")
        document = self.document(deed.document)
        assert not membership_locked(document), f"{deed.document} keeps its items"
        for name in deed.items:
            detach(self.book, document.id, self.ids[name])

    def _delete(self, deed: Delete, role: str) -> None:
        assert may_write(role, "change_order")
        document = self.document(deed.document)
        for item in tuple(self.book.items_of[document.id]):
            detach(self.book, document.id, item)
        del self.book.documents[document.id]

    def _let(self, deed: Let, role: str) -> None:
        assert may_write(role, "contract")
        assert deed.contract not in self.let
        self.let.add(deed.contract)

    def _happen(self, deed: Happen, role: str) -> None:
        assert may_write(role, "clock_event")
        assert deed.document in self.ids and deed.type in EVENT_TYPES
        assert deed.contract is None or deed.contract in self.let

    def _adopt(self, deed: Adopt, role: str) -> None:
        assert ROLE[role].configures
        assert deed.policy["bands"]

    def _endorse(self, deed: Endorse, role: str) -> None:
        assert not is_closed(self.document(deed.document)), f"{deed.document} waits for nobody"

    def _say(self, deed: Say, role: str) -> None:
        assert may_write(role, "comment"), f"a {role} may not comment on {deed.document}"
        assert deed.text and deed.document in self.ids

    def _describe(self, deed: Describe, role: str) -> None:
        assert may_write(role, "property_value")
        assert deed.values and deed.document in self.ids
