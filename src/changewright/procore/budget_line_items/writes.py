"""Making and changing budget lines (procore.md Appendix A): a cost code with a line item type, and
its money.

The code alone may be there already, since a line of a contract or change makes the codes it names;
putting money on it makes it a budget line here.
"""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound, invalid
from changewright.core.money import ZERO
from changewright.core.records_budgets import Budget
from changewright.edge import bodies
from changewright.edge.bodies import Field, objects_of
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import budgets
from changewright.work.screening import named
from changewright.work.unit import Unit

from ..budget_codes import take_budget
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..place import Place
from ..reading import rendering_of
from ..wire import INTEGER
from ..writing import PROJECT_FIELD, read_placed, render, render_many, wrapped, write
from .shapes import AUTOMATIC, BUDGET_LINE_ITEM, MANUAL, SYNCED

WRAPPER, SYNC_WRAPPER = "budget_line_item", "budget_line_items"
SYNC_MAXIMUM = 1000
IDS_PER_LINE = 4

MONEY = (
    Field("original_budget_amount", "original_amount", bodies.AMOUNT),
    Field("uom", "unit", bodies.TEXT, maximum=255),
    Field("quantity", "quantity", bodies.PRICE),
    Field("unit_cost", "unit_price", bodies.PRICE),
    Field(
        "calculation_strategy",
        "strategy",
        bodies.CHOICE,
        choices=(AUTOMATIC, MANUAL),
        nullable=False,
        description="automatic: the amount is quantity × unit_cost. manual: it is as sent.",
    ),
)
PAIR = (
    Field("cost_code_id", "cost_code_id", INTEGER, required=True, nullable=False),
    Field("line_item_type_id", "cost_type_id", INTEGER, required=True, nullable=False),
)
FIELDS = (*PAIR, *MONEY)
EDIT = (
    *FIELDS,
    Field(
        "direct_costs",
        "direct_costs",
        bodies.AMOUNT,
        description="Not kept here: nothing but 0 is taken.",
    ),
)
WHOLE = Field("wbs_code_id", "wbs_code_id", INTEGER, required=True, nullable=False)
SYNC = (Field("id", "id", INTEGER), WHOLE, *MONEY)
CREATE_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, FIELDS, partial=False))
EDIT_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, EDIT, partial=True))
SYNC_FIELDS = (
    PROJECT_FIELD,
    Field(
        SYNC_WRAPPER,
        "lines",
        objects_of(*SYNC),
        required=True,
        nullable=False,
        maximum=SYNC_MAXIMUM,
    ),
)


async def create_line(context: Context) -> Answer:
    """POST budget_line_items: money on a code that has none yet."""
    place, given = await read_placed(context, CREATE_FIELDS, writes=Budget)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        line = await _made(unit, place, rendering, given["values"])
        return await render(unit, BUDGET_LINE_ITEM, line, rendering)

    return await write(context, place, decide)


async def update_line(context: Context) -> Answer:
    """PATCH budget_line_items/{id}."""
    place, given = await read_placed(context, EDIT_FIELDS, writes=Budget)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        line_id = parse_whole_number(context.path["id"])
        line = await named(unit.read, Budget, line_id)
        if line is None:
            raise NotFound("There is no budget line item with this id here.")
        values = given["values"]
        if values.pop("direct_costs", None):
            raise invalid("direct_costs", "rule", "Direct costs are not kept here")
        _refuse_other_code(line, values)
        return await render(unit, BUDGET_LINE_ITEM, await _priced(unit, line, values), rendering)

    return await write(context, place, decide)


async def sync_lines(context: Context) -> Answer:
    """POST budget_line_items/sync: money on codes, all or none, answered as a bare array."""
    place, given = await read_placed(context, SYNC_FIELDS, writes=Budget)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        await unit.reserve(IDS_PER_LINE * len(given["lines"]))
        lines = []
        for number, values in enumerate(given["lines"]):
            line = await _line_of(unit, values, number)
            money = {name: each for name, each in values.items() if name not in ("id", WHOLE.name)}
            lines.append(await _priced(unit, line, money))
        return b"[%b]" % b",".join(await render_many(unit, SYNCED, lines, rendering))

    return await write(context, place, decide)


async def _made(unit: Unit, place: Place, rendering: Rendering, values: dict[str, Any]) -> Budget:
    pair = {field.column: values.pop(field.column) for field in PAIR}
    found = await take_budget(unit, rendering.directory, place.project.account_id, pair)
    line = await unit.read.require_id(Budget, found["budget_id"])
    if (line.original_amount or ZERO) != ZERO:
        detail = "This cost code has a budget line item with this line item type already"
        raise invalid("cost_code_id", "rule", detail)
    return await _priced(unit, line, values)


async def _line_of(unit: Unit, values: dict[str, Any], number: int) -> Budget:
    """The line that an element of a sync means: `wbs_code_id`, which is its `id` too."""
    wanted = values["wbs_code_id"]
    line = await unit.read.get(Budget, wanted)
    field = f"{SYNC_WRAPPER}.{number}"
    if line is None:
        raise invalid(f"{field}.wbs_code_id", "reference", f"There is no budget code {wanted} here")
    if values.get("id") not in (None, line.id):
        raise invalid(f"{field}.id", "reference", "This is not the line of that budget code")
    return line


def _refuse_other_code(line: Budget, values: dict[str, Any]) -> None:
    """A line keeps its code: another code is another line. Raises `Invalid`."""
    for field in PAIR:
        if values.pop(field.column, None) not in (None, getattr(line, field.column)):
            raise invalid(field.name, "rule", f"The {field.name} of a budget line does not change")


async def _priced(unit: Unit, line: Budget, values: dict[str, Any]) -> Budget:
    """The line with its money. By hand the amount stands as it was sent and there is no unit cost;
    else it is quantity times unit cost, whatever was sent."""
    changes = {name: value for name, value in values.items() if name != "strategy"}
    strategy = values.get("strategy") or _strategy_of(changes)
    with as_sent(MONEY):
        if strategy == MANUAL:
            if "original_amount" in changes or line.unit_price is not None:
                changes["unit_price"] = None
            return await budgets.edit(unit, line, changes, locked="unit_price")
        if strategy == AUTOMATIC:
            changes.pop("original_amount", None)
            for column in ("quantity", "unit_price"):
                if changes.get(column, getattr(line, column)) is None:
                    raise invalid(column, "missing", f"{column} is what the amount is made of")
        return await budgets.edit(unit, line, changes)


def _strategy_of(changes: dict[str, Any]) -> str | None:
    """What a request that names no strategy means: an amount alone is typed by hand."""
    if changes.get("unit_price") is not None:
        return AUTOMATIC
    return MANUAL if changes.get("original_amount") is not None else None
