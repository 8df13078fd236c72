"""The code of a line of money: `wbs_code`, `cost_code` and `line_item_type`, read and shown.

A line hangs on a budget row, which is a budget code; that has a cost code and maybe a cost type
(core-model.md §7). A line names the row (`wbs_code_id`), or the pair, whose row is made where it is
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from changewright.core.choices import LINE_ITEM_TYPE
from changewright.core.errors import invalid
from changewright.core.people import Choice
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.edge.bodies import Field
from changewright.edge.fragments import Hop, Value
from changewright.work import codes
from changewright.work.directory import Directory
from changewright.work.unit import Unit

from .fields import Rendering, values_on
from .wire import INTEGER, seconds

GIVEN = ("wbs_code_id", "cost_code_id", "cost_type_id")
"""The columns of `CODE_FIELDS` that name a line's code."""

CODE_FIELDS = (
    Field("wbs_code_id", "wbs_code_id", INTEGER, description="The budget code, whole."),
    Field("cost_code_id", "cost_code_id", INTEGER),
    Field(
        "line_item_type_id",
        "cost_type_id",
        INTEGER,
        description="The cost type, an entry of the company's line item types.",
    ),
)


async def take_budget(
    unit: Unit,
    directory: Directory,
    account_id: int,
    values: dict[str, Any],
    before: int | None = None,
) -> dict[str, Any]:
    """The values of a line with `budget_id` in place of what named its code; unchanged where
    nothing did. `before` is the line's budget so far. Raises `Invalid` naming the id that is not
    there."""
    given = {name: values[name] for name in GIVEN if name in values}
    rest = {name: value for name, value in values.items() if name not in GIVEN}
    if not given:
        return rest
    code = cost_type_code(directory, account_id, given.get("cost_type_id"))
    if given.keys() <= {"cost_code_id"} and before is not None:
        # The type stays, so its abbreviation is needed for the new pair's row.
        budget = await unit.read.get(Budget, before)
        kept = None if budget is None else directory.choices.get(budget.cost_type_id or 0)
        code = "" if kept is None else abbreviation(kept)
    found = await codes.budget_after(unit, before, given, cost_type_code=code)
    return {**rest, "budget_id": None if found is None else found.id}


def cost_type_code(directory: Directory, account_id: int, cost_type_id: int | None) -> str:
    """The abbreviation of a cost type of this account. Raises `Invalid` for none of its."""
    if cost_type_id is None:
        return ""
    choice = directory.choice(account_id, LINE_ITEM_TYPE, cost_type_id)
    if choice is None:
        detail = f"There is no line item type {cost_type_id} in this company"
        raise invalid("line_item_type_id", "reference", detail)
    return abbreviation(choice)


def abbreviation(choice: Choice) -> str:
    return choice.abbreviation or choice.name


# -- shown ----------------------------------------------------------------------------------------

CODE_HOPS = (
    Hop(Budget, "id", "budget_id"),
    Hop(CostCode, "id", "cost_code_id"),
    Hop(Budget, "cost_code_id"),
)
"""From a row with `budget_id` to its code, its cost code, and all codes made of that. A part that
ends in them needs `least` such that lines without a code are shown too."""

_BUDGET = ("id", "code", "name", "cost_type_id")
_COST_CODE = (
    *("id", "container_id", "code", "full_code", "name", "position", "parent_id"),
    *("standard_cost_code_id", "origin_id", "origin_data", "created_at", "updated_at"),
    "deleted_at",
)
_SIBLING = ("cost_type_id", "original_amount")


class Coded(NamedTuple):
    """The values of `CODE_HOPS`: a line's budget code, its cost code, one code made of that."""

    budget_id: int | None
    budget_code: str | None
    budget_name: str | None
    cost_type_id: int | None
    cost_code_id: int | None
    project_id: int | None
    code: str | None
    full_code: str | None
    name: str | None
    position: int | None
    parent_id: int | None
    standard_cost_code_id: int | None
    origin_id: str | None
    origin_data: str | None
    created_at: str | None
    updated_at: str | None
    deleted_at: str | None
    sibling_type_id: int | None
    sibling_amount: str | None


def code_values(hop: int) -> tuple[Value, ...]:
    """What is read of `CODE_HOPS`, whose first is the hop of this number."""
    return (*values_on(hop, _BUDGET), *cost_code_values(hop + 1))


def cost_code_values(hop: int) -> tuple[Value, ...]:
    """The same of what names a cost code alone: `hop` leads to it, the next to its budget codes."""
    return (*values_on(hop, _COST_CODE), *values_on(hop + 1, _SIBLING))


CODED_WIDTH = len(Coded._fields)
"""How many values `code_values` are: the end of a part's row."""
COST_CODE_WIDTH = CODED_WIDTH - len(_BUDGET)


def coded_alone(values: Iterable[Any]) -> Coded:
    """A row of `cost_code_values`, which is of no budget code."""
    return Coded(None, None, None, None, *values)


def tell_code(rendering: Rendering, rows: Sequence[Coded]) -> dict[str, Any]:
    """What a line shows of its code, from its rows: one for each code made of its cost code."""
    first = rows[0]
    return {
        "wbs_code": wbs_code(first),
        "cost_code": cost_code(rendering, rows),
        "line_item_type": line_item_type(rendering.directory.choices.get(first.cost_type_id or 0)),
    }


def wbs_code(row: Coded) -> dict[str, Any] | None:
    """`{id, flat_code, description}` of a budget code."""
    if row.budget_id is None:
        return None
    return {"id": row.budget_id, "flat_code": row.budget_code, "description": row.budget_name}


def taken_apart(rendering: Rendering, row: Coded) -> dict[str, Any] | None:
    """The same with what it is made of, as `segment_items`: a cost code, and maybe a type."""
    whole = wbs_code(row)
    if whole is None:
        return None
    items = []
    if row.cost_code_id is not None:
        items.append(_segment(row.cost_code_id, row.code, row.name, "cost_code"))
    kind = rendering.directory.choices.get(row.cost_type_id or 0)
    if kind is not None:
        items.append(_segment(kind.id, abbreviation(kind), kind.name, "line_item_type"))
    return {**whole, "segment_items": items}


def _segment(item_id: int, code: str | None, name: str | None, kind: str) -> dict[str, Any]:
    return {
        "id": item_id,
        "code": code,
        "name": name,
        "path_codes": [code],
        "path_ids": [item_id],
        "segment_type": kind,
        "segment_id": None,
    }


def cost_code(rendering: Rendering, rows: Sequence[Coded]) -> dict[str, Any] | None:
    """A cost code as lines and lists of cost codes show it (Appendix A CostCode)."""
    first = rows[0]
    if first.cost_code_id is None:
        return None
    project = rendering.directory.projects.get(first.project_id or 0)
    found = (rendering.directory.choices.get(row.sibling_type_id or 0) for row in rows)
    types = {choice.id: choice for choice in found if choice is not None}
    return {
        "id": first.cost_code_id,
        "biller": None if project is None else project.name,
        "biller_id": first.project_id,
        "biller_type": "Project",
        "biller_origin_id": None if project is None else project.origin_id,
        "budgeted": any(is_money(row.sibling_amount) for row in rows),
        "code": first.code,
        "created_at": seconds(first.created_at),
        "deleted_at": seconds(first.deleted_at),
        "full_code": first.full_code,
        "name": first.name,
        "origin_data": first.origin_data,
        "origin_id": first.origin_id,
        "parent": {"id": first.parent_id},
        "position": first.position,
        "sortable_code": first.full_code,
        "standard_cost_code_id": first.standard_cost_code_id,
        "standard_cost_code_list_id": None,
        "updated_at": seconds(first.updated_at),
        "line_item_types": [line_item_type(types[key]) for key in sorted(types)],
    }


def is_money(amount: str | None) -> bool:
    return amount is not None and amount.strip("-0.") != ""


def line_item_type(choice: Choice | None) -> Mapping[str, Any] | None:
    """A cost type as lines show it (Appendix A LineItemType)."""
    if choice is None:
        return None
    return {
        "id": choice.id,
        "name": choice.name,
        "code": abbreviation(choice),
        "base_type": choice.mapped_to,
        "origin_data": choice.origin_data,
        "origin_id": choice.origin_id,
    }
