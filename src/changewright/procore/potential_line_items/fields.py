"""The bodies of a change order's lines (Appendix A LineItemIn)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import invalid
from changewright.core.pricing import CALCULATED, MANUAL
from changewright.core.records_budgets import Budget
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.work.unit import Unit

from ..budget_codes import CODE_FIELDS, take_budget
from ..contract_line_items.lines import check_tax
from ..fields import Rendering
from ..place import Place
from ..wire import INTEGER, LABEL

DESCRIPTION_MAXIMUM = 1024
"""As long as the name of a cost item may be through the other door."""
LINE_MAXIMUM = 255
TEXT_MAXIMUM = 10_000

FIELDS = (
    Field("amount", "amount", bodies.AMOUNT, description="Of a calculated line it is dropped."),
    Field("description", "description", bodies.TEXT, maximum=DESCRIPTION_MAXIMUM),
    Field(
        "extended_type",
        "extended_type",
        bodies.CHOICE,
        choices=(MANUAL, CALCULATED),
        nullable=False,
        description="calculated: the amount is quantity × unit_cost.",
    ),
    Field("quantity", "quantity", bodies.PRICE),
    Field("unit_cost", "unit_cost", bodies.PRICE),
    Field("uom", "unit", bodies.TEXT, maximum=LINE_MAXIMUM),
    Field("tax_code_id", "tax_code_id", INTEGER),
    *CODE_FIELDS,
    Field("origin_data", "origin_data", bodies.TEXT, maximum=TEXT_MAXIMUM),
    Field("origin_id", "origin_id", LABEL, maximum=LINE_MAXIMUM),
)
BUDGET = Field("wbs_code_id", "budget_id", INTEGER)
"""How clients call the column that refusals from below name."""


async def columns_of(
    unit: Unit,
    rendering: Rendering,
    place: Place,
    values: Mapping[str, Any],
    budget_id: int | None,
) -> dict[str, Any]:
    """The columns of a line's body; `budget_id` is the line's budget code so far. Raises `Invalid`
    naming what is not there, or names two codes in one."""
    check_tax(rendering, place, values)
    await _check_one_code(unit, values)
    account_id = place.project.account_id
    return await take_budget(unit, rendering.directory, account_id, dict(values), budget_id)


async def _check_one_code(unit: Unit, values: Mapping[str, Any]) -> None:
    """A body that names a code whole and in parts names the same one."""
    wbs_code_id = values.get("wbs_code_id")
    named = {
        name: values[name]
        for name in ("cost_code_id", "cost_type_id")
        if values.get(name) is not None
    }
    if wbs_code_id is None or not named:
        return
    budget = await unit.read.get(Budget, wbs_code_id)
    if budget is None:
        return  # told by whoever looks it up
    for name, value in named.items():
        if getattr(budget, name) != value:
            detail = f"wbs_code_id {wbs_code_id} is another code than the one named beside it"
            raise invalid("wbs_code_id", "rule", detail)
