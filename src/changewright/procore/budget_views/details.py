"""What the rows of a budget view are made of: the budget itself, commitments, lines of changes.

A detail is one addend, or the budget's own amounts, with what it adds to each column (`budget_
details`, Appendix A). What the details of a code add to a column is what its row shows there; only
the forecasts are worked out from the whole, and are in no detail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.core.money import ZERO, Decimal
from changewright.core.records import CostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.core.rollup import Addend, figure, item_addends, row_addends
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.work.unit import LedgerReader

from ..fields import Rendering
from ..place import Place
from .columns import COLUMNS, money
from .rows import Row, id_of, name_of

DETAILS_MAXIMUM = 10_000
"""More is not answered at once: filters narrow it."""
FILTERED_MAXIMUM = 1000

BUDGET = ("budget_line_item", "Original Budget")
COMMITMENT = ("commitment", "Commitment")
PRIME_CHANGE = ("prime_contract_change_order", "Prime Contract Change Order")
COMMITMENT_CHANGE = ("commitment_change_order", "Commitment Change Order")
TYPES = (BUDGET, COMMITMENT, PRIME_CHANGE, COMMITMENT_CHANGE)
"""`detail_type`: its id, which filters name, and its name."""

_INTEGERS = bodies.Reader(
    {"type": "array", "items": {"type": "integer"}, "maxItems": FILTERED_MAXIMUM},
    lambda value, field, where: _integers(value, where),
)
_WORDS = bodies.Reader(
    {"type": "array", "items": {"type": "string", "enum": [one for one, _ in TYPES]}},
    lambda value, field, where: _types(value, where),
)
_BILLERS = bodies.Reader(
    {"type": "array", "items": {"type": "object"}},
    lambda value, field, where: _billers(value, where),
)
FILTERS = (
    Field("biller", "biller", _BILLERS),
    *(Field(name, name, _INTEGERS) for name in ("cost_code", "root_cost_code", "cost_type")),
    Field("vendor", "vendor", _INTEGERS),
    Field("detail_type", "detail_type", _WORDS),
)
FIELDS = (Field("filters", "filters", bodies.object_of(*FILTERS, partial=True)),)
BODY = bodies.Body("BudgetDetailsQuery", FIELDS, partial=True)


def _integers(value: Any, where: str) -> tuple[int, ...]:
    if not isinstance(value, list) or any(type(one) is not int for one in value):
        raise invalid(where, "type", f"{where} is an array of integers")
    return tuple(value)


def _types(value: Any, where: str) -> tuple[str, ...]:
    known = [one for one, _ in TYPES]
    if not isinstance(value, list) or any(one not in known for one in value):
        raise invalid(where, "choice", f"{where} is an array of {', '.join(known)}")
    return tuple(value)


def _billers(value: Any, where: str) -> tuple[int, ...]:
    """The projects and sub jobs that are named; there are no sub jobs."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise invalid(where, "type", f"{where} is an array of objects")
    projects = [one for one in value if one.get("type") in (None, "Project")]
    return tuple(found for one in projects for found in _integers(one.get("value"), where))


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """One source of money on a budget code; `amounts` are columns of the budget that it adds to."""

    row: Row
    key: str
    type: tuple[str, str]
    item: str | None
    description: str | None
    contract: Contract | None
    amounts: Mapping[str, Decimal]


async def details_of(
    read: LedgerReader, rows: Iterable[Row], asked: Mapping[str, Any]
) -> list[Detail]:
    """The details of these rows that the filters leave. Raises `Invalid` for more than is answered
    at once."""
    by_budget = {row.budget.id: row for row in rows if _row_fits(row, asked)}
    ids = list(by_budget)
    contracts = {one.id: one for one in await read.where(Contract)}
    lines = await _some(read, ScheduleOfValue, budget_id=ids, parent_id=None, association_id=None)
    items = await _some(read, CostItem, budget_id=ids)
    found = [_budget(row) for row in by_budget.values()]
    for line in lines:
        contract = contracts.get(line.contract_id)
        addends = row_addends(line, contract)
        found += _told(by_budget, addends, f"sov-{line.id}", lambda _: COMMITMENT, line, contract)
    for item in items:
        contract = contracts.get(item.contract_id or 0)
        addends = item_addends(item, None)
        found += _told(by_budget, addends, f"item-{item.id}", _side_of, item, contract)
    left = [one for one in found if _fits(one, asked)]
    if len(left) > DETAILS_MAXIMUM:
        raise _too_many()
    return sorted(left, key=lambda one: (one.row.budget.code or "", one.row.budget.id, one.key))


async def _some(read: LedgerReader, noun: Any, **columns: Any) -> list[Any]:
    rows = await read.where(noun, ("id",), DETAILS_MAXIMUM + 1, **columns)
    if len(rows) > DETAILS_MAXIMUM:
        raise _too_many()
    return rows


def _too_many() -> Exception:
    detail = f"there are more than {DETAILS_MAXIMUM} details; ask for some cost codes"
    return invalid("filters.cost_code", "rule", detail)


def _budget(row: Row) -> Detail:
    own = ("original_amount", "internal_adjustment")
    amounts = {name: getattr(row.budget, name) or ZERO for name in own}
    return Detail(
        row=row,
        key=f"budget-{row.budget.id}",
        type=BUDGET,
        item=None,
        description=row.budget.name,
        contract=None,
        amounts=amounts,
    )


def _side_of(column: str) -> tuple[str, str]:
    return PRIME_CHANGE if column.startswith("budget_") else COMMITMENT_CHANGE


def _told(
    by_budget: Mapping[int, Row],
    addends: Iterable[Addend],
    key: str,
    type_of: Callable[[str], tuple[str, str]],
    record: CostItem | ScheduleOfValue,
    contract: Contract | None,
) -> list[Detail]:
    """What a record adds to its budget: one detail for each side of it."""
    sides: dict[tuple[str, str], dict[str, Decimal]] = {}
    for addend in addends:
        if addend.place.noun is Budget:
            sides.setdefault(type_of(addend.place.column), {})[addend.place.column] = addend.amount
    number: str | None = getattr(record, "number", None) or record.code
    return [
        Detail(
            row=by_budget[record.budget_id or 0],
            key=f"{key}-{type_[0]}",
            type=type_,
            item=number if contract is None else f"{contract.code}: {number or record.name}",
            description=record.name,
            contract=None if type_ is PRIME_CHANGE else contract,
            amounts=amounts,
        )
        for type_, amounts in sides.items()
        if _values(amounts)
    ]


def _values(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What the amounts come to in each column of the view that they are in."""
    found = {}
    for column in COLUMNS:
        terms = {name: sign for name, sign in (column.terms or {}).items() if name in amounts}
        if terms:
            found[column.name] = figure(terms, amounts)
    return found


# -- asked for, and shown -------------------------------------------------------------------------


def _row_fits(row: Row, asked: Mapping[str, Any]) -> bool:
    own = {"cost_code": row.cost_code, "root_cost_code": row.root, "cost_type": row.category}
    return all(asked.get(name) is None or id_of(one) in asked[name] for name, one in own.items())


def _fits(detail: Detail, asked: Mapping[str, Any]) -> bool:
    vendor = None if detail.contract is None else detail.contract.company_id
    if asked.get("vendor") is not None and vendor not in asked["vendor"]:
        return False
    return asked.get("detail_type") is None or detail.type[0] in asked["detail_type"]


def _named(record_id: int | None, name: str | None) -> dict[str, Any]:
    return {"id": record_id, "name": name}


def shown(detail: Detail, place: Place, rendering: Rendering) -> dict[str, Any]:
    """A detail with what it adds to each column, by the columns' names."""
    row, contract = detail.row, detail.contract
    vendor = None if contract is None else rendering.company(contract.company_id)
    budget = row.budget
    return {
        "id": detail.key,
        "detail_type": {"id": detail.type[0], "name": detail.type[1]},
        "biller": _named(place.project.id, place.project.name),
        "root_cost_code": _named(id_of(row.root), name_of(row.root) or "None"),
        "cost_code": _named(id_of(row.cost_code), name_of(row.cost_code) or "None"),
        "cost_type": _named(id_of(row.category), name_of(row.category) or "None"),
        "contract": _named(None, None) if contract is None else _named(contract.id, contract.name),
        "vendor": vendor or _named(None, "None"),
        "item": detail.item,
        "description": detail.description,
        "link": None,
        "wbs_code": {"id": budget.id, "flat_code": budget.code, "description": budget.name},
        **{name: money(value) for name, value in _values(detail.amounts).items()},
    }
