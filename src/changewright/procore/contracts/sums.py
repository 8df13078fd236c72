"""What changes make of a contract's sum, by the phases of its items (core-model.md §5).

Sums read each cost item's own state, so an item on five documents counts once. They are worked out
anew for each version of what they are made of; whoever keeps sums replaces `change_sums`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from changewright.core.kinds import phase_of
from changewright.core.lifecycle import STAGE
from changewright.core.money import ZERO, Decimal, amount_text
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.fragments import Hop, PartShape, Path

from ..fields import Rendering, Rows, part, values_on
from ..wire import decimal_text

NOTHING = "0.0"
"""What no record says anything about: payments and invoices."""

PHASES: Mapping[str, str] = {
    "draft": "draft",
    "exposed": "pending",
    "pending": "pending",
    "approved": "approved",
}
"""Phase → the sum it counts in; what is closed counts in none (procore.md §6)."""


class Sums(NamedTuple):
    """The sums of a contract."""

    original: Decimal
    approved: Decimal
    pending: Decimal
    draft: Decimal

    @property
    def revised(self) -> Decimal:
        return self.original + self.approved

    @property
    def pending_revised(self) -> Decimal:
        return self.revised + self.pending


class Counted(NamedTuple):
    """A cost item as a sum needs it: its state on the side, and its amounts of that side."""

    is_active: bool
    state: str
    amounts: tuple[str | None, ...]


def change_sums(original: str | None, items: Iterable[Counted]) -> Sums:
    """The sums of a contract whose own lines come to `original`, with these items."""
    found = {"approved": ZERO, "pending": ZERO, "draft": ZERO}
    for item in items:
        column = PHASES.get(phase_of(item.state) or "")
        if not item.is_active or column is None:
            continue
        amount = next((text for text in item.amounts if text is not None), None)
        if amount is not None:
            found[column] += Decimal(amount)
    return Sums(Decimal(original or 0), **found)


def text(amount: Decimal) -> str:
    return decimal_text(amount_text(amount))


# -- commitments ----------------------------------------------------------------------------------

_COST = ("id", "active_cost", "cost_state", *STAGE["cost"])


def _commitment_sums(rows: Rows) -> Sums:
    """Rows: the contract's own sum, then an item that names it; none where no item does."""
    counted = (
        Counted(active, state, tuple(amounts))
        for _, item_id, active, state, *amounts in rows
        if item_id is not None
    )
    return change_sums(rows[0][0] if rows else None, counted)


def _tell_commitment(rows: Rows, _: Rendering) -> dict[str, Any]:
    sums = _commitment_sums(rows)
    return {
        "grand_total": text(sums.original),
        "approved_change_orders": text(sums.approved),
        "revised_contract": text(sums.revised),
        "pending_change_orders": text(sums.pending),
        "pending_revised_contract": text(sums.pending_revised),
        "draft_change_orders_amount": text(sums.draft),
        "remaining_balance_outstanding": text(sums.revised),
    }


OF_COMMITMENT = (
    *("grand_total", "approved_change_orders", "revised_contract", "pending_change_orders"),
    *("pending_revised_contract", "draft_change_orders_amount", "remaining_balance_outstanding"),
)
# The contract itself comes first, so that its own sum is there without any item.
COMMITMENT_PATH = Path(
    (Hop(Contract, "id"), Hop(CostItem, "contract_id")),
    (*values_on(1, ("awarded",)), *values_on(2, _COST)),
    least=1,
)
COMMITMENT_SUMS = part(COMMITMENT_PATH, _tell_commitment)


def _tell_commitment_long(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    told = _tell_commitment(rows, rendering)
    original = told["grand_total"]
    return told | {"line_items_total": original, "line_items_extended_total": original}


COMMITMENT_SUMS_LONG = part(COMMITMENT_PATH, _tell_commitment_long)


# -- prime contracts ------------------------------------------------------------------------------

_BUDGET = ("id", "active_budget", "budget_state", *STAGE["budget"])
# Which of the documents that an item is on says whose it is.
_DECIDING = ("pco", "rco", "oco")


def _prime_sums(rows: Rows, rendering: Rendering) -> Sums:
    """Rows: the contract's id and own sum, then each item of the project with one of its documents.

    An item is of the main contract that its documents name, the first of pco, rco and oco that
    does; where none does, of the default (core-model.md §2).
    """
    if not rows:
        return change_sums(None, ())
    own_id, original = rows[0][:2]
    items: dict[int, Counted] = {}
    named: dict[int, dict[str, int]] = {}
    for row in rows:
        item_id, active, state, *amounts = row[2:-2]
        kind, main_contract_id = row[-2:]
        if item_id is None or not active:
            continue
        items[item_id] = Counted(active, state, tuple(amounts))
        if main_contract_id is not None:
            named.setdefault(item_id, {})[kind] = main_contract_id
    default = rendering.settings.default_main_contract_id
    return change_sums(
        original,
        (item for item_id, item in items.items() if _of(named.get(item_id), default) == own_id),
    )


def _of(named: Mapping[str, int] | None, default: int | None) -> int | None:
    found = named or {}
    return next((found[kind] for kind in _DECIDING if kind in found), default)


def _tell_prime(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    sums = _prime_sums(rows, rendering)
    original = text(sums.original)
    return {
        "grand_total": original,
        "line_items_total": original,
        "line_items_extended_total": original,
        "approved_change_orders": text(sums.approved),
        "revised_contract_amount": text(sums.revised),
        "pending_change_orders_amount": text(sums.pending),
        "pending_revised_contract_amount": text(sums.pending_revised),
        "draft_change_orders_amount": text(sums.draft),
        "outstanding_balance": text(sums.revised),
    }


OF_PRIME = (
    *("grand_total", "line_items_total", "line_items_extended_total", "approved_change_orders"),
    *("revised_contract_amount", "pending_change_orders_amount", "outstanding_balance"),
    *("pending_revised_contract_amount", "draft_change_orders_amount"),
)
PRIME_PATH = Path(
    (
        Hop(MainContract, "id"),
        Hop(CostItem, "container_id", "container_id"),
        Hop(Membership, "cost_item_id"),
        Hop(ChangeOrder, "id", "change_order_id"),
    ),
    (
        *values_on(1, ("id", "amount")),
        *values_on(2, _BUDGET),
        *values_on(4, ("kind", "main_contract_id")),
    ),
    least=1,
)
PRIME_SUMS = part(PRIME_PATH, _tell_prime)


# -- the summaries of v2.0 ------------------------------------------------------------------------


def _summary(sums: Sums) -> dict[str, Any]:
    return {
        "approved_change_total": text(sums.approved),
        "pending_revised_change_total": text(sums.pending),
        "draft_change_total": text(sums.draft),
    }


COMMITMENT_SUMMARY: PartShape = part(
    COMMITMENT_PATH, lambda rows, _: _summary(_commitment_sums(rows))
)
PRIME_SUMMARY: PartShape = part(
    PRIME_PATH, lambda rows, rendering: _summary(_prime_sums(rows, rendering))
)
