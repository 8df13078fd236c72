"""What a line of a contract shows: a row of a schedule of values, an item of a prime contract.

Both vendors write these rows. A line is a top row that belongs to the contract itself: rows below
it are its detail, and rows that stand for change orders are those orders' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.core.query import Condition
from changewright.core.records import Record
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.edge.fragments import Hop, PartShape, Path

from .. import grammar
from ..budget_codes import CODE_HOPS, CODED_WIDTH, Coded, code_values, tell_code, wbs_code
from ..contract_words import PRIME
from ..fields import Key, Renderer, Rendering, Resource, Rows, part, values_on

HOLDERS: Mapping[str, str] = {
    WORK_ORDER: "WorkOrderContract",
    PURCHASE_ORDER: "PurchaseOrderContract",
    PRIME: "PrimeContract",
}
"""Form → what the vendor calls a contract of it."""


def project_of(rendering: Rendering, project_id: int) -> dict[str, Any] | None:
    """`{id, name}` of the project that a record is in."""
    project = rendering.directory.projects.get(project_id)
    return None if project is None else {"id": project.id, "name": project.name}


def account_of(rendering: Rendering, project_id: int) -> dict[str, Any] | None:
    """`{id, name}` of the company, in Procore's sense, whose project it is."""
    project = rendering.directory.projects.get(project_id)
    account = None if project is None else rendering.directory.accounts.get(project.account_id)
    return None if account is None else {"id": account.id, "name": account.name}


def _position(_: Rendering, position: int) -> int:
    return position + 1


_SHORT = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="amount", column="amount", type="decimal", nullable=False),
    Key(
        name="description",
        columns=("name",),
        compose=lambda _, name: name or None,
        description="The name of the row.",
    ),
    Key(
        name="position",
        columns=("position",),
        compose=_position,
        type="integer",
        nullable=False,
    ),
)
_REST = (
    Key(name="company", columns=("container_id",), compose=account_of, type="object"),
    Key(name="created_at", column="created_at", type="instant", nullable=False),
    Key(name="extended_type", column="extended_type", nullable=False),
    Key(name="origin_data", column="origin_data"),
    Key(name="origin_id", column="origin_id"),
    Key(name="project", columns=("container_id",), compose=project_of, type="object"),
    Key(name="quantity", column="quantity", type="decimal", nullable=False),
    Key(name="tax_code_id", column="tax_code_id", type="integer"),
    Key(name="total_amount", column="amount", type="decimal", nullable=False),
    Key(name="extended_amount", column="amount", type="decimal", nullable=False),
    Key(name="unit_cost", column="unit_price", type="decimal", nullable=False),
    Key(name="uom", column="unit"),
    Key(name="updated_at", column="updated_at", type="instant", nullable=False),
    Key(name="change_event_line_item", type="object"),
)
_CODED = tuple(
    Key(name=name, type="object", part="code")
    for name in ("wbs_code", "cost_code", "line_item_type")
)
_HELD = (
    Key(name="holder", type="object", part="holder", nullable=False),
    Key(name="currency_configuration", type="object", part="holder", nullable=False),
)
LINE_KEYS = (*_SHORT, *_REST, *_CODED, *_HELD)
COMPACT_KEYS = (*_SHORT, _CODED[0], _HELD[1])

NEWER_KEYS = (
    Key(name="id", column="id", type="id_text", nullable=False),
    *_SHORT[1:],
    Key(name="wbs_code_id", column="budget_id", type="id_text"),
    Key(name="tax_code_id", column="tax_code_id", type="id_text"),
    Key(name="funding_rule_id"),
    Key(name="quantity", column="quantity", type="decimal", nullable=False),
    Key(name="unit_cost", column="unit_price", type="decimal", nullable=False),
    Key(name="uom", column="unit"),
    Key(name="extended_type", column="extended_type", nullable=False),
    _CODED[0],
)
"""Under v2.0 (procore.md §2.11)."""

FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.ids("cost_code_id", "budget_id.cost_code_id"),
    grammar.ids("line_item_type_id", "budget_id.cost_type_id"),
)


def _tell_code(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    if not rows:
        return {name.name: None for name in _CODED}
    return tell_code(rendering, [Coded(*row) for row in rows])


def _tell_wbs(rows: Rows, _: Rendering) -> dict[str, Any]:
    return {"wbs_code": wbs_code(Coded(*rows[0])) if rows else None}


def _tell_newer_code(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    code = _tell_wbs(rows, rendering)["wbs_code"]
    return {"wbs_code": None if code is None else {**code, "id": str(code["id"])}}


_CODE_PATH = Path(CODE_HOPS, code_values(1), ((3, "id"),), least=1)


def holder(rendering: Rendering, contract_id: int, form: str, code: str | None) -> dict[str, Any]:
    """Whose line it is, and in what currency."""
    return {
        "holder": {"id": contract_id, "holder_type": HOLDERS[form]},
        "currency_configuration": {"currency_iso_code": code or rendering.settings.currency},
    }


class Side:
    """The lines of contracts of one side: their noun, what names their contract, their resources.

    `own` are the conditions that make a row a line.
    """

    def __init__(
        self, name: str, noun: type[Record], contract: type[Record], contract_column: str
    ) -> None:
        self.noun = noun
        self.contract = contract
        self.contract_column = contract_column
        self.is_prime = contract is MainContract
        self.own: tuple[Condition, ...] = (Condition("parent_id", "blank"),)
        if not self.is_prime:
            self.own = (*self.own, Condition("association_id", "blank"))
        columns = ("id", "currency") if self.is_prime else ("id", "currency", "form")
        path = Path((Hop(contract, "id", contract_column),), values_on(1, columns), least=1)
        parts = {"code": part(_CODE_PATH, _tell_code), "holder": part(path, self._tell_holder)}
        compact = {"code": part(_CODE_PATH, _tell_wbs), "holder": part(path, self._tell_currency)}
        self.compact = Resource(f"{name}_compact", noun, COMPACT_KEYS, compact, FILTERS)
        own = "line_item_group_id" if self.is_prime else "prime_line_item_id"
        code = {"code": part(_CODE_PATH, _tell_newer_code)}
        self.newer = Resource(f"{name}_v2", noun, (*NEWER_KEYS, Key(name=own)), code, FILTERS)
        views = {"compact": self.compact, "normal": None, "default": None, "extended": None}
        self.listed = Resource(name, noun, LINE_KEYS, parts, FILTERS, views=views)

    def _tell_holder(self, rows: Rows, rendering: Rendering) -> dict[str, Any]:
        if not rows:
            return {key.name: None for key in _HELD}
        contract_id, code, *form = rows[0]
        return holder(rendering, contract_id, form[0] if form else PRIME, code)

    def _tell_currency(self, rows: Rows, rendering: Rendering) -> dict[str, Any]:
        return {
            "currency_configuration": self._tell_holder(rows, rendering)["currency_configuration"]
        }


COMMITMENT_LINES = Side("contract_line", ScheduleOfValue, Contract, "contract_id")
PRIME_LINES = Side("prime_contract_line", MainContractItem, MainContract, "main_contract_id")


# -- inside a contract's detail -------------------------------------------------------------------

_IN_DETAIL = Renderer((*_SHORT, *_REST))


def lines_part(side: Side) -> PartShape:
    """`line_items` of a contract's detail."""
    columns = ("id", "currency") if side.is_prime else ("id", "currency", "form")
    below = ("parent_id",) if side.is_prime else ("parent_id", "association_id")
    path = Path(
        (Hop(side.noun, side.contract_column), *CODE_HOPS),
        (
            *values_on(0, columns),
            *values_on(1, below),
            *values_on(1, _IN_DETAIL.columns),
            *code_values(2),
        ),
        ((1, "id"), (4, "id")),
        least=1,
    )
    return part(path, _tell_lines(side, len(columns), len(below)))


def _tell_lines(side: Side, held: int, below: int) -> Callable[[Rows, Rendering], dict[str, Any]]:
    start = held + below
    place = start + _IN_DETAIL.columns.index("id")

    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        own = [row for row in rows if all(value is None for value in row[held:start])]
        return {"line_items": list(shown(own, rendering))}

    def shown(rows: Rows, rendering: Rendering) -> Iterable[dict[str, Any]]:
        for _, group in groupby(rows, key=lambda row: row[place]):
            found = list(group)
            contract_id, code, *form = found[0][:held]
            coded = [Coded(*row[-CODED_WIDTH:]) for row in found]
            yield {
                **_IN_DETAIL.shown(found[0][start:-CODED_WIDTH], rendering),
                **tell_code(rendering, coded),
                **holder(rendering, contract_id, form[0] if form else PRIME, code),
            }

    return tell
