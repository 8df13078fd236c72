"""The rows of a budget view: a project's budget codes with their money, filtered, sorted, grouped.

A project's budget is some hundreds of codes, and its figures are worked out from kept sums, so a
view is read whole and its page cut from what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.money import Decimal
from changewright.core.people import Choice
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.edge.values import echo, parse_whole_number
from changewright.work.unit import LedgerReader

from ..budget_codes import line_item_type
from ..fields import Rendering
from ..place import Place
from .columns import COLUMNS, money, told, total, values_of


class Row(msgspec.Struct, frozen=True):
    """A budget code with its cost code, the top one of its tree, its type and its figures."""

    budget: Budget
    cost_code: CostCode | None
    root: CostCode | None
    category: Choice | None
    values: dict[str, Decimal]


async def rows_of(read: LedgerReader, rendering: Rendering) -> list[Row]:
    """Every row of the project's budget, by code."""
    budgets = await read.where(Budget, ("code", "id"))
    codes = {one.id: one for one in await read.where(CostCode)}
    found = []
    for budget in budgets:
        cost_code = codes.get(budget.cost_code_id or 0)
        category = rendering.directory.choices.get(budget.cost_type_id or 0)
        found.append(Row(budget, cost_code, _root(cost_code, codes), category, values_of(budget)))
    return found


def _root(cost_code: CostCode | None, codes: Mapping[int, CostCode]) -> CostCode | None:
    """The top of a cost code's tree; itself where nothing stands above it."""
    top = above = cost_code
    for _ in codes:
        if above is None:
            break
        top, above = above, codes.get(above.parent_id or 0)
    return top


# -- asked for ------------------------------------------------------------------------------------


def id_of(record: CostCode | Choice | None) -> int | None:
    """The id of a code or a type, None for none."""
    return None if record is None else record.id


def name_of(record: CostCode | Choice | None) -> str | None:
    """What a row calls a code or a type."""
    if record is None:
        return None
    return f"{record.full_code} - {record.name}" if isinstance(record, CostCode) else record.name


INTEGERS: Mapping[str, Callable[[Row], int | None]] = {
    "cost_code_id": lambda row: id_of(row.cost_code),
    "root_cost_code_id": lambda row: id_of(row.root),
    "category_id": lambda row: id_of(row.category),
    "budget_line_item_id": lambda row: row.budget.id,
}
TEXTS: Mapping[str, Callable[[Row], str | None]] = {
    "cost_code_name": lambda row: None if row.cost_code is None else row.cost_code.name,
    "root_cost_code_name": lambda row: None if row.root is None else row.root.name,
}
GROUPS: Mapping[str, Callable[[Row], tuple[str, str]]] = {
    "root_cost_code": lambda row: (str(id_of(row.root)), name_of(row.root) or "None"),
    "cost_code": lambda row: (str(id_of(row.cost_code)), name_of(row.cost_code) or "None"),
    "category": lambda row: (str(id_of(row.category)), name_of(row.category) or "None"),
}
"""What rows can be gathered by: the words of `group_by`, beside the biller (the project)."""
BILLER = "biller"
_BY_WORDS: Mapping[str, Callable[[Row], Any]] = {
    "id": lambda row: row.budget.id,
    "cost_code": lambda row: row.budget.code,
    "root_cost_code": lambda row: name_of(row.root) or "",
    "category": lambda row: name_of(row.category) or "",
}


def narrowed(query: Iterable[tuple[str, str]], rows: list[Row], biller: str) -> list[Row]:
    """The rows that a query asks for; lists are repeated (`name[]=1`) or parted by commas. Raises
    one `Invalid` with all problems."""
    given: dict[str, list[str]] = {}
    for key, text in query:
        name = key.removesuffix("[]")
        given.setdefault(name, []).extend(word.strip() for word in text.split(",") if word.strip())
    problems: list[Problem] = []
    for name, value in INTEGERS.items():
        wanted = {parse_whole_number(word) for word in given.get(name, ())}
        if None in wanted:
            problems.append(Problem(name, "format", f"{name} must be integers"))
        elif wanted:
            rows = [row for row in rows if value(row) in wanted]
    if problems:
        raise Invalid(problems[0].detail, *problems)
    for name, text_of in TEXTS.items():
        if given.get(name):
            rows = [row for row in rows if text_of(row) in given[name]]
    if given.get(BILLER) and biller not in given[BILLER]:
        return []
    return rows


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """Rows by a column of the view, by its id or its name, or by what they are about; `-` before it
    is the other way. Without one, by code. Raises `Invalid`."""
    if not sort:
        return list(rows)
    word, is_down = sort.removeprefix("-").strip(), sort.startswith("-")
    by_figure = {name: one.id for one in COLUMNS for name in (one.id, one.name)}
    if word in by_figure:
        column = by_figure[word]
        return sorted(rows, key=lambda row: row.values[column], reverse=is_down)
    if word not in _BY_WORDS:
        words = ", ".join((*_BY_WORDS, *(one.id for one in COLUMNS)))
        raise invalid("sort", "choice", f"sort must be one of {words}, not {echo(word)}")
    return sorted(rows, key=_BY_WORDS[word], reverse=is_down)


# -- shown ----------------------------------------------------------------------------------------


def shown(row: Row, place: Place, rendering: Rendering) -> dict[str, Any]:
    """A detail row: what the vendor fixes, and a key for each column by its name."""
    budget, category = row.budget, line_item_type(row.category)
    account = rendering.directory.account(place.project.account_id)
    forecast = row.values["forecast_to_complete"]
    return {
        "id": budget.id,
        "deletable": False,
        "company_id": place.project.account_id,
        "company": None if account is None else account.name,
        "project_id": place.project.id,
        "wbs_code_id": budget.id,
        "biller_id": place.project.id,
        "root_cost_code_id": id_of(row.root),
        "cost_code_id": id_of(row.cost_code),
        "cost_code_origin_id": None if row.cost_code is None else row.cost_code.origin_id,
        "category_id": id_of(row.category),
        "project": place.project.name,
        "biller": place.project.name,
        "biller_type": "Project",
        "root_cost_code": name_of(row.root),
        "cost_code": name_of(row.cost_code),
        "category": None if category is None else category["name"],
        "budget_modifications": money(row.values["budget_modifications"]),
        "original_budget_amount": money(row.values["original_budget_amount"]),
        "budget_forecast": {
            "id": budget.id,
            "manual_amount": None,
            "automatic_amount": money(forecast),
            "amount": money(forecast),
            "automatically_calculated": True,
            "calculation_strategy": "automatic",
            "notes": None,
        },
        "currency_configuration": _currency(rendering),
        "unbudgeted_reason": None,
        **told(row.values),
    }


def summed(
    rows: Sequence[Row], group_by: str, place: Place, rendering: Rendering
) -> list[dict[str, Any]]:
    """What rows come to, group by group in the order of their names; without `group_by`, and by the
    biller, the project is the one group. Raises `Invalid`."""
    groups: dict[tuple[str, str], list[Mapping[str, Decimal]]] = {}
    if group_by in ("", BILLER):
        groups[str(place.project.id), place.project.name] = [row.values for row in rows]
    elif group_by in GROUPS:
        for row in rows:
            groups.setdefault(GROUPS[group_by](row), []).append(row.values)
    else:
        words = ", ".join((BILLER, *GROUPS))
        raise invalid("group_by", "choice", f"group_by must be one of {words}")
    found = []
    for (group_id, name), values in sorted(groups.items(), key=lambda group: group[0][1]):
        sums = total(values)
        found.append(
            {
                "id": group_id,
                "name": name,
                "biller_type": "Project",
                "original_budget_amount": money(sums["original_budget_amount"]),
                "budget_modifications": money(sums["budget_modifications"]),
                "budget_forecast": {"amount": money(sums["forecast_to_complete"])},
                "currency_configuration": _currency(rendering),
                **told(sums),
            }
        )
    return found


def _currency(rendering: Rendering) -> dict[str, Any]:
    return {"currency_iso_code": rendering.settings.currency}
