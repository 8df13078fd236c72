"""What a change order package shows: an order of a contract, prime or commitment (Appendix A)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.kinds import Track
from changewright.core.lifecycle import STAGE
from changewright.core.money import Decimal, amount_text, sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_contracts import Contract
from changewright.edge.fragments import Hop, Path

from .. import grammar
from ..fields import Key, Rendering, Resource, Rows, part, values_on
from ..wire import decimal_text
from ..words import CLASSIC

KINDS = ("oco", "sco")
"""The kinds of change order that are packages."""

TYPES: Mapping[str, str] = {
    "oco": "PrimeContractChangeOrder",
    "sco": "CommitmentContractChangeOrder",
}
SIDES: Mapping[str, Track] = {"oco": "budget", "sco": "cost"}


def contract_of(
    rendering: Rendering, kind: str, contract_id: int | None, main_contract_id: int | None
) -> int | None:
    """The contract an order amends; an owner's order without one amends the default."""
    if kind == "sco":
        return contract_id
    return main_contract_id or rendering.settings.default_main_contract_id


def _status(_: Rendering, kind: str, budget: str | None, cost: str | None) -> str:
    return CLASSIC[(budget if kind == "oco" else cost) or "draft"]


def is_executed(budget: str | None, cost: str | None, flag: bool) -> bool:
    return flag or "executed" in (budget, cost)


def _executed(_: Rendering, budget: str | None, cost: str | None, flag: bool) -> bool:
    return is_executed(budget, cost, flag)


def number_of(contract_number: str | None, number: str) -> str:
    """The number within the contract; of rows loaded without one, the container's."""
    return contract_number or number


LIST_KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(
        name="contract_id",
        type="integer",
        columns=("kind", "contract_id", "main_contract_id"),
        compose=contract_of,
        nullable=False,
    ),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="created_by_id", column="created_by", type="integer"),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="due_date", column="due_date", type="day"),
    Key(
        name="executed",
        type="boolean",
        columns=("budget_state", "cost_state", "executed_flag"),
        compose=_executed,
        nullable=False,
    ),
    Key(name="invoiced_date", column="invoiced_date", type="day"),
    Key(
        name="number",
        columns=("contract_number", "number"),
        compose=lambda _, contract_number, number: number_of(contract_number, number),
        nullable=False,
        description="The number within the contract.",
    ),
    Key(name="origin_code", column="origin_code"),
    Key(name="origin_data", column="origin_data"),
    Key(name="origin_id", column="origin_id"),
    Key(name="paid_date", column="paid_date", type="day"),
    Key(
        name="reviewed_at",
        column="approved_at",
        type="instant",
        description="When it was approved.",
    ),
    Key(name="signed_change_order_received_date", column="signed_at", type="day"),
    Key(
        name="status",
        columns=("kind", "budget_state", "cost_state"),
        compose=_status,
        nullable=False,
    ),
    Key(name="title", columns=("name",), compose=lambda _, name: name or None),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(name="revision", type="integer", constant=0, nullable=False),
    Key(name="grand_total", part="money", nullable=False, description="The sum of its lines."),
    Key(name="designated_reviewer", type="user"),
    Key(name="currency_configuration", type="object", part="contract", nullable=False),
    Key(name="contract", type="object", part="contract", nullable=False),
    Key(name="custom_fields", type="object", constant={}, nullable=False),
)
DETAIL_KEYS = (
    *LIST_KEYS,
    Key(name="description", column="description"),
    Key(name="position", column="position", type="integer", nullable=False),
    Key(name="private", type="boolean", constant=False, nullable=False),
    Key(name="review_notes"),
    Key(
        name="revised_substantial_completion_date",
        column="proposed_revised_completion_date",
        type="day",
    ),
    Key(name="schedule_impact_amount", column="schedule_change", type="integer"),
    Key(name="type", columns=("kind",), compose=lambda _, kind: TYPES.get(kind), nullable=False),
    Key(name="creator", column="created_by", type="user"),
    Key(name="reviewer", type="user"),
)

# What a sum needs of each item: whether it counts on a side, and its five amounts.
_AMOUNTS = tuple(dict.fromkeys(name for names in STAGE.values() for name in names))
_COUNTED = ("active_budget", "active_cost", *_AMOUNTS)


def stage_amount(side: Track, amounts: Mapping[str, str | None]) -> Decimal | None:
    """The one amount that a line shows, of an item's five as text (core-model.md §5)."""
    for name in STAGE[side]:
        text = amounts[name]
        if text is not None:
            return Decimal(text)
    return None


def _grand_total(rows: Rows, _: Rendering) -> dict[str, Any]:
    counted = []
    for kind, *values in rows:
        item = dict(zip(_COUNTED, values, strict=True))
        side = SIDES[kind]
        if item[f"active_{side}"]:
            counted.append(stage_amount(side, item))
    return {"grand_total": decimal_text(amount_text(sum_amounts(counted)))}


def _contract(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """The commitment's vendor, and its currency or the project's; a prime contract has neither of
    its own."""
    currency, company_id = rows[0] if rows else (None, None)
    return {
        "currency_configuration": {"currency_iso_code": currency or rendering.settings.currency},
        "contract": {"vendor": rendering.company(company_id)},
    }


MONEY = part(
    Path(
        (Hop(Membership, "change_order_id"), Hop(CostItem, "id", "cost_item_id")),
        (*values_on(0, ("kind",)), *values_on(2, _COUNTED)),
    ),
    _grand_total,
)
CONTRACT = part(
    Path((Hop(Contract, "id", "contract_id"),), values_on(1, ("currency", "company_id"))),
    _contract,
)
PARTS = {"money": MONEY, "contract": CONTRACT}

FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.instants("reviewed_at", "approved_at"),
    grammar.days("due_date", "due_date"),
    grammar.days("invoiced_date", "invoiced_date"),
    grammar.days("paid_date", "paid_date"),
    grammar.days("signed_change_order_received_date", "signed_at"),
)

LISTED = Resource("package", ChangeOrder, LIST_KEYS, PARTS, FILTERS, lists_deleted=True)
DETAILED = Resource("package_detail", ChangeOrder, DETAIL_KEYS, PARTS)
