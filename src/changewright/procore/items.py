"""The cost items of a change as Procore counts them: which of them, in what state, how much.

Rows come as lists read them, so amounts are text (core-model.md §2, §5). A page of a list looks at
hundreds of them, so an item stays the row that it was read as.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from changewright.core.book import STAGE
from changewright.core.exchange import ESTIMATE_RATE, RATE_OF
from changewright.core.faces import shown_state
from changewright.core.kinds import Track
from changewright.core.money import sum_of_texts

from .wire import decimal_text

Row = tuple[Any, ...]

ESTIMATED_COST = f"estimated/{ESTIMATE_RATE}"
"""What is estimated, in the currency of the supplier's contract (core/exchange.py)."""

PROPOSED_IN_PROJECT, COMMITTED_IN_PROJECT = (
    f"{name}*{RATE_OF[name]}" for name in ("proposed", "committed")
)
"""What a supplier asks and gets, in the project's currency."""

_AMOUNT: Mapping[Track, str] = {
    "budget": "|".join(STAGE["budget"]),
    "cost": "|".join(name if name in RATE_OF else ESTIMATED_COST for name in STAGE["cost"]),
}
COLUMNS = (
    *("id", "contract_id", "active_budget", "active_cost", "budget_state", "cost_state"),
    *("budget_state_revision", "cost_state_revision", *_AMOUNT.values()),
)
"""What is read of an item; of its amounts the one that a line shows on each side (core-model.md
§5). Where a row leads to no item, all of it is empty."""

_ID, _CONTRACT = COLUMNS.index("id"), COLUMNS.index("contract_id")


def _places(name: str) -> Mapping[Track, int]:
    return {side: COLUMNS.index(name.format(side)) for side in STAGE}


_ACTIVE, _STATE = _places("active_{}"), _places("{}_state")
_REACHED = _places("{}_state_revision")
_STAGED: Mapping[Track, int] = {side: COLUMNS.index(name) for side, name in _AMOUNT.items()}


def distinct(rows: Iterable[Row]) -> list[Row]:
    """Each item once, in order."""
    return list({row[_ID]: row for row in rows}.values())


def counted(side: Track, rows: Iterable[Row]) -> list[Row]:
    """The items that count on a side."""
    active = _ACTIVE[side]
    return [row for row in rows if row[active]]


def on_face(
    side: Track, contract_id: int, own_contract_id: int | None, rows: Iterable[Row]
) -> list[Row]:
    """Those that a face shows: they count on its side, and are of its contract. An item that names
    no contract is of the PCO's own."""
    if side == "budget":
        return counted(side, rows)
    active = _ACTIVE[side]
    return [
        row for row in rows if row[active] and (row[_CONTRACT] or own_contract_id) == contract_id
    ]


def state_of(side: Track, rows: list[Row], own: str | None) -> str:
    """The lowest of a face's items; without any, what is stored on the PCO."""
    state, reached = _STATE[side], _REACHED[side]
    names = {row[state] for row in rows}
    if len(names) == 1:  # mostly: no need to look which is lowest
        found: str = names.pop()
        return found
    return shown_state((row[state], row[reached], row[_ID]) for row in rows) or own or "draft"


def total_of(side: Track, rows: Iterable[Row]) -> str:
    """The sum of items on a side, as amounts are written."""
    staged = _STAGED[side]
    return decimal_text(sum_of_texts([row[staged] for row in rows if row[staged] is not None]))


def is_executed(budget: str | None, cost: str | None, flag: bool | None) -> bool:
    """Whether an order is executed, or was flagged so before it was approved."""
    return bool(flag) or "executed" in (budget, cost)
