"""Carries the steps of a narrative out on a ledger, at their times and by their people.

Each step is one unit of work through the same functions the doors use, so roles, locks, numbers,
faces and the journal are as they would be had it all happened.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from changewright.core.kinds import KIND
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_attached import Comment, PropertyDefinition
from changewright.core.records_clocks import ClockCalendar
from changewright.core.records_contracts import Contract
from changewright.core.records_markups import MarkupFormula
from changewright.work import change_orders, cost_items, markup_application, memberships, moves
from changewright.work.approval_cases import case_of
from changewright.work.approval_decisions import approve
from changewright.work.approval_inbox import may_decide
from changewright.work.approval_policies import create_policy
from changewright.work.attributes import Assignment, assign
from changewright.work.clock_events import record_event
from changewright.work.clock_terms import today_of
from changewright.work.ledger import Ledger
from changewright.work.permission import require_write
from changewright.work.unit import Actor, Unit

from . import foundation
from .attributes import ASSOCIATION
from .cast import PERSON_BY_KEY
from .foundation import Names
from .places import PLACE_BY_KEY
from .steps import (
    REFERENCES,
    Act,
    Adopt,
    Create,
    Delete,
    Describe,
    Detach,
    Edit,
    Endorse,
    FieldValues,
    Generate,
    Happen,
    Let,
    MarkUp,
    NewItem,
    Price,
    Say,
    Step,
)

CENT_PLACES = 2


class DemoClock:
    """The time of the step being played."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Player:
    """Plays steps into one container. `ledger` reads `clock`."""

    def __init__(self, ledger: Ledger, clock: DemoClock, names: Names) -> None:
        self.names = names
        self._ledger = ledger
        self._clock = clock
        self._documents: dict[str, int] = {}
        self._items: dict[str, int] = {}
        self._played = 0

    async def play(self, step: Step) -> None:
        """One unit of work. Any refusal is the narrative's fault and is raised."""
        self._played += 1
        self._clock.now = step.when

        async def decide(unit: Unit) -> None:
            for deed in step.deeds:
                await DEEDS[type(deed)](self, unit, deed)

        await self._ledger.run(self.names.project_id, self._actor(step.actor), decide)

    def _actor(self, key: str) -> Actor:
        person = PERSON_BY_KEY[key]
        return Actor(
            person_id=self.names.people[key],
            client_id=None,
            door="web",
            request_id=f"demo-{self._played:05d}",
            role=person.role,
        )

    # -- names ------------------------------------------------------------------------------------

    async def document(self, unit: Unit, name: str) -> ChangeOrder:
        found = await unit.read.get(ChangeOrder, self._documents[name])
        assert found is not None, f"{name} is gone"
        return found

    async def items(self, unit: Unit, names: tuple[str, ...]) -> list[CostItem]:
        return await unit.read.many(CostItem, [self._items[name] for name in names])

    def resolved(self, fields: FieldValues) -> dict[str, Any]:
        """Columns with the demo's keys replaced by this installation's integers."""
        known: Mapping[str, Mapping[str, int]] = {
            "person": self.names.people,
            "company": self.names.companies,
            "contract": self.names.contracts,
            "main_contract": self.names.main_contracts,
        }
        return {
            name: value
            if value is None or name not in REFERENCES
            else known[REFERENCES[name]][str(value)]
            for name, value in fields.items()
        }

    # -- deeds ------------------------------------------------------------------------------------

    async def create(self, unit: Unit, deed: Create) -> None:
        document = await change_orders.create(unit, deed.kind, self.resolved(deed.fields))
        self._documents[deed.document] = document.id
        for new in deed.items:
            item = await cost_items.create(unit, self._item_fields(new), unit.newest(document))
            self._items[new.item] = item.id

    def _item_fields(self, new: NewItem) -> dict[str, Any]:
        place = PLACE_BY_KEY[new.place]
        quantity = None if new.quantity is None else Decimal(new.quantity)
        return {
            "name": new.name,
            "scope": new.scope,
            "budget_id": self.names.budgets[new.budget],
            "contract_id": None if new.contract is None else self.names.contracts[new.contract],
            "estimated": amount(new.estimated_cents),
            "quantity": quantity,
            "input_quantity": quantity,
            "unit": new.unit,
            "locations": [str(place.id)],
            "location_paths": [str(above) for above in place.path],
        }

    async def generate(self, unit: Unit, deed: Generate) -> None:
        """All free items of the sources, or those named: an order to one supplier of several."""
        sources = [await self.document(unit, name) for name in deed.sources]
        fields = self.resolved(deed.fields)
        if deed.items:
            made = await change_orders.create(
                unit, deed.kind, fields | {"source_id": sources[0].id}
            )
            items = await self.items(unit, deed.items)
            await memberships.attach_items(unit, [(made, item) for item in items])
        else:
            (made,) = await memberships.generate(unit, sources, deed.kind)
            await change_orders.edit(unit, made, fields)
        self._documents[deed.document] = made.id

    async def price(self, unit: Unit, deed: Price) -> None:
        for each in deed.amounts:
            (item,) = await self.items(unit, (each.item,))
            await cost_items.edit(unit, item, {each.column: amount(each.cents)})

    async def mark_up(self, unit: Unit, deed: MarkUp) -> None:
        document = await self.document(unit, deed.document)
        formula = await unit.read.get(MarkupFormula, self.names.formula_id)
        assert formula is not None
        await markup_application.apply(unit, document, formula)

    async def edit(self, unit: Unit, deed: Edit) -> None:
        document = await self.document(unit, deed.document)
        await change_orders.edit(unit, document, self.resolved(deed.fields))

    async def act(self, unit: Unit, deed: Act) -> None:
        await moves.act(unit, await self.document(unit, deed.document), deed.action)

    async def detach(self, unit: Unit, deed: Detach) -> None:
        document = await self.document(unit, deed.document)
        items = await self.items(unit, deed.items)
        await memberships.detach_items(unit, [(document, item) for item in items])

    async def delete(self, unit: Unit, deed: Delete) -> None:
        await change_orders.delete(unit, await self.document(unit, deed.document))

    async def say(self, unit: Unit, deed: Say) -> None:
        require_write(unit.actor, Comment.TABLE)
        document = await self.document(unit, deed.document)
        unit.new(
            Comment,
            record_kind=ChangeOrder.TABLE,
            record_id=document.id,
            record_uuid=document.uuid,
            association_type=ASSOCIATION,
            association_kind=document.kind,
            content=deed.text,
        )
        unit.touch(document, "commented")

    async def describe(self, unit: Unit, deed: Describe) -> None:
        document = await self.document(unit, deed.document)
        known = {each.name: each for each in await unit.definitions(PropertyDefinition)}
        await assign(
            unit,
            [Assignment(document, known[name], value) for name, value in deed.values.items()],
        )

    async def let(self, unit: Unit, deed: Let) -> None:
        await foundation.let(unit, self.names, deed.contract)
        await foundation.set_clock_of(unit, self.names, deed.contract)

    async def happen(self, unit: Unit, deed: Happen) -> None:
        document = await self.document(unit, deed.document)
        key = deed.contract
        under = None if key is None else await unit.read.get(Contract, self.names.contracts[key])
        calendars = await unit.definitions(ClockCalendar)
        today = today_of(calendars[0], None, unit.now)
        fields = {"type": deed.type, "occurred_at": deed.at, "person_id": unit.actor.person_id}
        await record_event(unit, document, fields, today=today, holder=under)

    async def adopt(self, unit: Unit, deed: Adopt) -> None:
        team = foundation.team(self.names)
        await create_policy(unit, self._with_people(deed.policy), team)

    def _with_people(self, value: Any) -> Any:
        """A part of a policy with its keys replaced by this installation's integers."""
        known = {"person": self.names.people, "company": self.names.companies}
        if isinstance(value, Mapping):
            return {
                f"{name}_id" if name in known else name: known[name][each]
                if name in known
                else self._with_people(each)
                for name, each in value.items()
            }
        return [self._with_people(each) for each in value] if isinstance(value, list) else value

    async def endorse(self, unit: Unit, deed: Endorse) -> None:
        document = await self.document(unit, deed.document)
        (track,) = KIND[document.kind].tracks
        case = await case_of(unit, document, track)
        if case is not None and await may_decide(unit, case, unit.actor.person_id):
            await approve(unit, document, track)


def amount(cents: int) -> Decimal:
    """An exact amount of whole cents."""
    return Decimal(cents).scaleb(-CENT_PLACES)


DEEDS: Mapping[type, Callable[[Player, Unit, Any], Awaitable[None]]] = {
    Create: Player.create,
    Generate: Player.generate,
    Price: Player.price,
    MarkUp: Player.mark_up,
    Edit: Player.edit,
    Act: Player.act,
    Detach: Player.detach,
    Delete: Player.delete,
    Say: Player.say,
    Describe: Player.describe,
    Let: Player.let,
    Happen: Player.happen,
    Adopt: Player.adopt,
    Endorse: Player.endorse,
}
