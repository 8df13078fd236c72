"""The lines that a document's markups are worked out on, with the facts conditions ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.choices import LINE_ITEM_TYPE
from changewright.core.errors import invalid
from changewright.core.exchange import counts_in_project, in_project_currency
from changewright.core.markup_lines import OWN, SUBCONTRACT, Line
from changewright.core.money import Decimal, sum_amounts
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.core.records_markups import AppliedMarkup

from .directory import Directory
from .scene import Scene

FACTS = (
    *("class", "performed_by", "code", "name", "contract", "unit", "type", "scope", "markup"),
    "amount",
)
"""What the steps of a formula may ask about a line; parts of its code as `segment:<id>`."""
SEGMENT = "segment:"

Classes = Mapping[int, str]
"""The classes of cost by the id of their cost type (`cost_classes`)."""
NO_CLASSES: Classes = {}
NOTHING_GIVEN: Mapping[int, Decimal] = {}


def cost_classes(directory: Directory) -> Classes:
    """The names of all cost types, by their ids: what a budget's cost type is called."""
    choices = directory.choices.values()
    return {one.id: one.name for one in choices if one.list == LINE_ITEM_TYPE}


class Sources(msgspec.Struct, frozen=True):
    """The items on a document that bear markups, with their facts, and the markups on it that
    documents of other tiers have put there. `converts`: the document adds up in the project's
    currency, and so do its markups; else in that of its one contract."""

    items: tuple[CostItem, ...]
    facts: Mapping[int, Mapping[str, str | None]]
    others: tuple[CostItem, ...]
    percentages_already: int
    converts: bool

    def lines(self, amount: str, given: Mapping[int, Decimal] = NOTHING_GIVEN) -> list[Line]:
        """The lines of one of the five amounts: of the items that have it, or are given it."""
        return [
            Line(key=item.id, amount=value, facts=self.facts[item.id])
            for item in self.items
            if (value := given.get(item.id, self._counted(item, amount))) is not None
        ]

    def already(self, amount: str) -> Decimal:
        return sum_amounts(self._counted(item, amount) for item in self.others)

    def _counted(self, item: CostItem, amount: str) -> Decimal | None:
        """An item's amount as the document's totals count it (`core.exchange`)."""
        value: Decimal | None = getattr(item, amount)
        if value is None or not self.converts:
            return value
        return in_project_currency(item, amount, value)


async def sources_of(
    unit: Scene,
    document: ChangeOrder,
    own_targets: frozenset[int],
    *,
    on_markups: bool,
    classes: Classes = NO_CLASSES,
) -> Sources:
    """What the document's markups are worked out on. `own_targets` are the items its own markups
    made; those of other tiers are lines only where the formula is `on_markups`."""
    memberships = await unit.read.memberships_of_documents([document.id])
    held = await unit.read.many(CostItem, [one.cost_item_id for one in memberships])
    others = [item for item in held if item.is_markup and item.id not in own_targets]
    items = [item for item in held if not item.is_markup]
    if on_markups:
        items += others
    budgets = await unit.read.many(Budget, {i.budget_id for i in items if i.budget_id is not None})
    contracts = await unit.read.many(
        Contract, {i.contract_id for i in items if i.contract_id is not None}
    )
    by_budget = {one.id: one for one in budgets}
    by_contract = {one.id: one for one in contracts}
    facts = {
        item.id: _facts(
            item,
            by_budget.get(item.budget_id or 0),
            by_contract.get(item.contract_id or 0),
            classes,
        )
        for item in items
    }
    count = 0 if not others else await _percentages(unit, {item.id for item in others})
    converts = counts_in_project(document.kind)
    return Sources(tuple(items), facts, tuple(others), count, converts)


async def _percentages(unit: Scene, targets: set[int]) -> int:
    """How many percentages made these items."""
    rows = await unit.read.where(AppliedMarkup, target_cost_item_id=targets)
    return len({one.formula_item_id for one in rows if one.step_type == "rate"})


def _facts(
    item: CostItem, budget: Budget | None, contract: Contract | None, classes: Classes
) -> dict[str, str | None]:
    cost_type = budget.cost_type_id if budget is not None else None
    facts = {
        "class": classes.get(cost_type) if cost_type is not None else item.type,
        "performed_by": OWN if item.contract_id is None else SUBCONTRACT,
        "code": item.code if budget is None else budget.code,
        "name": item.name,
        "contract": None if contract is None else contract.code,
        "unit": item.unit,
        "type": item.type,
        "scope": item.scope,
        "markup": item.name if item.is_markup else None,
    }
    segments: Any = budget.code_segment_values if budget is not None else None
    if isinstance(segments, dict):
        facts |= {f"{SEGMENT}{name}": str(part) for name, part in segments.items()}
    return facts


def check_facts(conditions: Sequence[Mapping[str, Any]], field: str) -> None:
    """Raise `Invalid` for a condition that asks what no line of the ledger answers: it would never
    hold, or always."""
    for place, row in enumerate(conditions):
        column = row["column"]
        if column not in FACTS and not column.startswith(SEGMENT):
            detail = f"{column} is none of {', '.join(FACTS)}, {SEGMENT}<id>"
            raise invalid(f"{field}[{place}].column", "choice", detail)
