"""What a cost code shows (Appendix A CostCode, CostCodeTop, CostCodeCompact)."""

from __future__ import annotations

from typing import Any

from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.edge.fragments import Hop, Path

from .. import grammar
from ..budget_codes import is_money, line_item_type
from ..fields import Key, Rendering, Resource, Rows, part, values_on


def _biller(rendering: Rendering, project_id: int) -> str | None:
    project = rendering.directory.projects.get(project_id)
    return None if project is None else project.name


def _biller_origin(rendering: Rendering, project_id: int) -> str | None:
    project = rendering.directory.projects.get(project_id)
    return None if project is None else project.origin_id


def _parent(_: Rendering, parent_id: int | None) -> dict[str, Any]:
    return {"id": parent_id}


_COMPACT = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="name", column="name", nullable=False),
    Key(name="full_code", column="full_code", nullable=False),
    Key(name="origin_data", column="origin_data"),
    Key(name="origin_id", column="origin_id"),
    Key(name="standard_cost_code_id", column="standard_cost_code_id", type="integer"),
)
_REST = (
    Key(name="biller", columns=("container_id",), compose=_biller),
    Key(name="biller_id", column="container_id", type="integer", nullable=False),
    Key(name="biller_type", constant="Project", nullable=False),
    Key(name="code", column="code", nullable=False),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="deleted_at", column="deleted_at", type="instant"),
    Key(name="parent", columns=("parent_id",), compose=_parent, type="object", nullable=False),
    Key(name="position", column="position", type="integer", nullable=False),
    Key(name="sortable_code", column="full_code", nullable=False),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(
        name="budgeted",
        type="boolean",
        part="budgets",
        nullable=False,
        description="Whether a budget of this code has money.",
    ),
    Key(
        name="line_item_types",
        type="array",
        part="budgets",
        nullable=False,
        description="The types of the budget codes that are made of it.",
    ),
)


def _tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    found = (rendering.directory.choices.get(type_id or 0) for type_id, _ in rows)
    types = {choice.id: choice for choice in found if choice is not None}
    return {
        "budgeted": any(is_money(amount) for _, amount in rows),
        "line_item_types": [line_item_type(types[key]) for key in sorted(types)],
    }


PARTS = {
    "budgets": part(
        Path((Hop(Budget, "cost_code_id"),), values_on(1, ("cost_type_id", "original_amount"))),
        _tell,
    )
}
FILTERS = (
    grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    grammar.ids("id", "id"),
)
COMPACT = Resource("cost_code_compact", CostCode, _COMPACT, {}, FILTERS)
LISTED = Resource(
    "cost_code",
    CostCode,
    (
        *_COMPACT,
        *_REST,
        Key(name="biller_origin_id", columns=("container_id",), compose=_biller_origin),
    ),
    PARTS,
    FILTERS,
    views={"compact": COMPACT, "normal": None, "default": None, "extended": None},
)
DETAILED = Resource(
    "cost_code_detail",
    CostCode,
    (*_COMPACT, *_REST, Key(name="standard_cost_code_list_id", type="integer")),
    PARTS,
)
