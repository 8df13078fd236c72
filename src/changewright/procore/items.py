"""The cost items of a change as Procore counts them: which of them, in what state, how much.

Rows come as lists read them, so amounts are text (core-model.md §2, §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from changewright.core.faces import shown_state
from changewright.core.kinds import Track
from changewright.core.lifecycle import STAGE
from changewright.core.money import Decimal, amount_text, sum_amounts

from .wire import decimal_text

AMOUNTS = tuple(dict.fromkeys(name for names in STAGE.values() for name in names))
COLUMNS = (
    *("id", "contract_id", "active_budget", "active_cost", "budget_state", "cost_state"),
    *("budget_state_revision", "cost_state_revision", *AMOUNTS),
)
"""What is read of an item, in the order in which `Item` takes it."""


class Item:
    """An item, out of the values of `COLUMNS`; `id` is None where a row leads to none.

    A page of a list looks at hundreds of them, so nothing is taken out of the row before it is
    asked for.
    """

    __slots__ = ("_values", "contract_id", "id")

    def __init__(self, values: Sequence[Any]) -> None:
        self.id: int | None = values[0]
        self.contract_id: int | None = values[1]
        self._values = values

    def counts_on(self, side: Track) -> bool:
        return self.id is not None and bool(self._values[_ACTIVE[side]])

    def is_on_face(self, side: Track, contract_id: int, own_contract_id: int | None) -> bool:
        """Whether a face shows it: it counts on its side, and is of its contract. An item that
        names no contract is of the PCO's own."""
        if side == "budget":
            return self.counts_on(side)
        own = self.contract_id or own_contract_id
        return self.counts_on(side) and own == contract_id

    def state(self, side: Track) -> tuple[str, int, int]:
        """Its state, the revision at which it was reached, and its id."""
        values, place = self._values, _STATE[side]
        # The revision stands two places behind.
        return (values[place] or "draft", values[place + 2] or 0, self.id or 0)

    def amount(self, side: Track) -> Decimal | None:
        """The one amount that a line shows (core-model.md §5)."""
        values = self._values
        for place in _STAGE_PLACES[side]:
            text = values[place]
            if text is not None:
                return Decimal(text)
        return None


_ACTIVE: Mapping[Track, int] = {side: COLUMNS.index(f"active_{side}") for side in STAGE}
_STATE: Mapping[Track, int] = {side: COLUMNS.index(f"{side}_state") for side in STAGE}
_STAGE_PLACES: Mapping[Track, tuple[int, ...]] = {
    side: tuple(COLUMNS.index(name) for name in names) for side, names in STAGE.items()
}


def stage_amount(side: Track, amounts: Mapping[str, str | None]) -> Decimal | None:
    """The one amount that a line shows, of an item's five as text (core-model.md §5)."""
    for name in STAGE[side]:
        text = amounts[name]
        if text is not None:
            return Decimal(text)
    return None


def distinct(items: Iterable[Item]) -> list[Item]:
    """Each item once, in order."""
    return list({item.id: item for item in items if item.id is not None}.values())


def state_of(side: Track, items: Iterable[Item], own: str | None) -> str:
    """The lowest of a face's items; without any, what is stored on the PCO."""
    states = [item.state(side) for item in items]
    if len({state for state, _, _ in states}) == 1:  # mostly: no need to look which is lowest
        return states[0][0]
    return shown_state(states) or own or "draft"


def total_of(side: Track, items: Iterable[Item]) -> str:
    """The sum of a face's or a document's items on its side, as amounts are written."""
    counted = (item.amount(side) for item in items if item.counts_on(side))
    return decimal_text(amount_text(sum_amounts(counted)))


def is_executed(budget: str | None, cost: str | None, flag: bool | None) -> bool:
    """Whether an order is executed, or was flagged so before it was approved."""
    return bool(flag) or "executed" in (budget, cost)
