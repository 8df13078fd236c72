"""What changes make of a contract's sum, under this door's names (procore.md §6).

The sums are columns of the contract, kept with every change (`core.rollup`); what is made of
several of them is written here as it is made everywhere. A sum that the caller may not see shows as
nothing, as every amount does that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from changewright.core.money import Decimal, amount_text
from changewright.core.records import Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.rollup import FIGURES, Terms, figure

from ..fields import Key, Rendering
from ..wire import decimal_text

NOTHING = "0.0"
"""What no record says anything about: payments and invoices."""

_COST, _BUDGET = FIGURES[Contract], FIGURES[MainContract]

COMMITMENT_SUMS: Mapping[str, Terms] = {
    "grand_total": {"awarded": 1},
    "approved_change_orders": _COST["approved_change_orders"],
    "revised_contract": _COST["revised_commitment"],
    "pending_change_orders": _COST["pending_changes"],
    "pending_revised_contract": _COST["projected_cost"],
    "draft_change_orders_amount": {"cost_draft": 1},
    # Of an unpaid contract, which all are here, it is the revised sum.
    "remaining_balance_outstanding": _COST["revised_commitment"],
}
PRIME_SUMS: Mapping[str, Terms] = {
    "grand_total": {"amount": 1},
    "line_items_total": {"amount": 1},
    "line_items_extended_total": {"amount": 1},
    "approved_change_orders": _BUDGET["approved_owner_changes"],
    "revised_contract_amount": _BUDGET["revised"],
    "pending_change_orders_amount": _BUDGET["pending_owner_changes"],
    "pending_revised_contract_amount": _BUDGET["projected"],
    "draft_change_orders_amount": {"budget_draft": 1},
    "outstanding_balance": _BUDGET["revised"],
}


def summary_of(noun: type[Record]) -> Mapping[str, Terms]:
    """What the summary of v2.0 shows of a contract."""
    is_prime = noun is MainContract
    return {
        "approved_change_total": {"budget_approved" if is_prime else "cost_approved": 1},
        "pending_revised_change_total": (
            _BUDGET["pending_owner_changes"] if is_prime else _COST["pending_changes"]
        ),
        "draft_change_total": {"budget_draft" if is_prime else "cost_draft": 1},
    }


def sum_keys(sums: Mapping[str, Terms], described: str = "") -> tuple[Key, ...]:
    """A key for each sum."""
    return tuple(
        Key(
            name=name,
            columns=tuple(terms),
            compose=composed_of(terms),
            nullable=False,
            description=described or described_by(terms),
        )
        for name, terms in sums.items()
    )


def composed_of(
    terms: Terms, show: Callable[[str | None], Any] = decimal_text
) -> Callable[..., Any]:
    """Writes a figure from its columns, as lists read them."""
    names = tuple(terms)

    def compose(_: Rendering, *values: str | None) -> Any:
        return show(amount_text(figure(terms, dict(zip(names, exact(values), strict=True)))))

    return compose


def exact(values: Iterable[str | None]) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def described_by(terms: Terms) -> str:
    told = " ".join(f"{'+' if sign > 0 else '−'} {column}" for column, sign in terms.items())
    return f"Rolled up: {told.removeprefix('+ ')}."
