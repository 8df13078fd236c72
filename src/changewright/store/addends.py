"""What a sum is made of, cut by the database: how many addends, what they come to, and one page.

Each function answers the rows that add up to a column: the addends of `core/rollup` once more, as
`store/audit_sums` has them, but with the rows they come from. A page costs one pass over the rows
and the reading of those shown, however many there are. Who sees not all has counted, added up and
shown what he sees. Like all statements that may be asked of the past these name tables by their
bare names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from changewright.core.book import STAGE
from changewright.core.exchange import RATE_OF
from changewright.core.kinds import STATES, Phase, Track
from changewright.core.money import Decimal
from changewright.core.records import CostItem, Record, SubCostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContractItem, ScheduleOfValue
from changewright.core.records_expenses import ExpenseItem
from changewright.core.records_markups import AppliedMarkup
from changewright.core.rollup import COMMITTED, Owner

from .audit_sums import rated, staged_amount
from .row_conditions import Viewer, sight_of, sight_of_columns
from .sql_text import Draft, word, words
from .wire import Step, text

_SUM = "numeric(28,4)"


class Window(msgspec.Struct, frozen=True):
    """Which of the addends are wanted; `limit` None: all from `offset` on."""

    limit: int | None = None
    offset: int = 0


ALL = Window()


class AddendRows(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a noun that add up: `source` is FROM and WHERE, in which they are `i`. A row adds
    `amount`, and nothing where that is null; it is read from the first of `columns` that is set."""

    noun: type[Record]
    source: str
    amount: str
    columns: tuple[str, ...]


RowsOf = Callable[[Draft, Viewer], AddendRows]
"""Rows as a viewer is shown their columns."""


class Found(msgspec.Struct, frozen=True):
    """`there` are all addends; of those that are seen: how many, what they come to, the ids of the
    page."""

    there: int
    total: int
    amount: Decimal
    ids: list[int]


def addends_step(viewer: Viewer, rows_of: RowsOf, window: Window) -> tuple[type[Record], Step]:
    """Whose rows they are, and the statement that cuts a page; its one row is `found_of`."""
    draft = Draft(viewer.container_id)
    rows = rows_of(draft, viewer)
    seen = _seen(viewer, rows, draft)
    limit, offset = draft.place(window.limit, "bigint"), draft.place(window.offset, "bigint")
    return rows.noun, draft.step(
        f"WITH s AS MATERIALIZED (SELECT i.id, {rows.amount} AS amount, {seen} AS seen "
        f"{rows.source}) SELECT count(s.amount), count(s.amount) FILTER (WHERE s.seen), "
        f"COALESCE(sum(s.amount) FILTER (WHERE s.seen), 0)::{_SUM}, "
        "ARRAY(SELECT p.id FROM s p WHERE p.seen AND p.amount IS NOT NULL "
        f"ORDER BY p.id LIMIT {limit} OFFSET {offset}) FROM s"
    )


def found_of(row: Sequence[Any]) -> Found:
    return Found(*row)


def _seen(viewer: Viewer, rows: AddendRows, draft: Draft) -> str:
    """Whether the viewer sees a row, and the column that its amount is read from."""
    sight = sight_of(viewer, rows.noun, None, "i", draft)
    tests = [sight.condition] if sight.condition else []
    if not sight.hidden.isdisjoint(rows.columns):
        cases = (
            f"WHEN i.{name} IS NOT NULL THEN {name not in sight.hidden}" for name in rows.columns
        )
        tests.append(f"CASE {' '.join(cases)} END")
    return f"({' AND '.join(tests)})" if tests else "TRUE"


def _shown(viewer: Viewer, noun: type[Record]) -> Callable[[str, str], str]:
    """Where the values of columns stand that the viewer is shown."""
    return sight_of_columns(viewer, noun, None).place


def _alive(noun: type[Record], joins: str = "") -> str:
    return f"FROM {noun.TABLE} i {joins} WHERE i.container_id = $1 AND i.deleted_at IS NULL"


# -- cost items -----------------------------------------------------------------------------------


def items_of_owner(
    draft: Draft,
    viewer: Viewer,
    *,
    owner: Owner,
    owner_id: int,
    is_default: bool,
    side: Track,
    phase: Phase,
    scope: str | None,
) -> AddendRows:
    """The cost items that count in a column of an owner. `is_default`: it is the main contract of
    those that name none."""
    states = words(state.name for state in STATES if state.phase == phase)
    tests = [f"i.active_{side}", f"i.{side}_state IN ({states})"]
    if scope is not None:
        tests.append(f"i.scope = {word(scope)}")
    if owner.column:
        own = f"i.{owner.column} = {draft.place(owner_id, 'bigint')}"
        tests.append(f"({own} OR i.{owner.column} IS NULL)" if is_default else own)
    return AddendRows(
        noun=CostItem,
        source=f"{_alive(CostItem)} AND {' AND '.join(tests)}",
        amount=staged_amount(side, owner.own_currency, _shown(viewer, CostItem)),
        columns=STAGE[side],
    )


_HELD = b"""
SELECT coalesce(array_agg(m.cost_item_id), '{}') FROM membership m
WHERE m.container_id = $1 AND m.change_order_id = $2 AND m.deleted_at IS NULL
"""


def held_step(container_id: int, document_id: int) -> Step:
    """The ids of the items on a change order, in one row."""
    return _HELD, (text(container_id), text(document_id))


def items_by_id(
    draft: Draft, viewer: Viewer, *, ids: Sequence[int], column: str, converts: bool
) -> AddendRows:
    """These cost items; `converts`: they count in the project's currency.

    They are named, not joined: without statistics, as just after a container was loaded, the
    planner would look for each among all of them."""
    amount = _shown(viewer, CostItem)("i", column)
    if converts and column in RATE_OF:
        amount = rated(amount, f"i.{RATE_OF[column]}")
    return AddendRows(
        noun=CostItem,
        source=f"{_alive(CostItem)} AND i.id = ANY({draft.place(list(ids), 'bigint[]')})",
        amount=amount,
        columns=(column,),
    )


def markups_on_item(draft: Draft, viewer: Viewer, *, item_id: int, column: str) -> AddendRows:
    """The steps of markups that put their amounts on a cost item."""
    own = draft.place(item_id, "bigint")
    return AddendRows(
        noun=AppliedMarkup,
        source=f"{_alive(AppliedMarkup)} AND i.target_cost_item_id = {own}",
        amount=f"i.{column}",
        columns=(column,),
    )


def detail_of_item(draft: Draft, viewer: Viewer, *, item_id: int, amount: str) -> AddendRows:
    """The top rows of the detail below one of a cost item's amounts."""
    own = draft.place(item_id, "bigint")
    return AddendRows(
        noun=SubCostItem,
        source=f"{_alive(SubCostItem)} AND i.cost_item_id = {own} AND i.parent_id IS NULL "
        f"AND i.type = {word(amount)}",
        amount="i.value",
        columns=("value",),
    )


# -- rows of schedules, contracts, budgets --------------------------------------------------------


def _statuses(column: str) -> str:
    return words(status for status, counted in COMMITTED.items() if counted == column)


_TOP = "i.parent_id IS NULL AND i.association_id IS NULL"


def rows_on_budget(draft: Draft, viewer: Viewer, *, budget_id: int, column: str) -> AddendRows:
    """The rows of schedules of values that count in a budget's column of commitments."""
    contract = "JOIN contract c ON c.container_id = i.container_id AND c.id = i.contract_id"
    own = draft.place(budget_id, "bigint")
    rate = "COALESCE(NULLIF(i.exchange_rate, 0), NULLIF(c.exchange_rate, 0))"
    return AddendRows(
        noun=ScheduleOfValue,
        source=f"{_alive(ScheduleOfValue, contract)} AND i.budget_id = {own} AND {_TOP} "
        f"AND c.deleted_at IS NULL AND c.status IN ({_statuses(column)})",
        amount=rated("i.amount", rate),
        columns=("amount",),
    )


def commitments(draft: Draft, viewer: Viewer, *, column: str) -> AddendRows:
    """The commitments that count in the project's column."""
    return AddendRows(
        noun=Contract,
        source=f"{_alive(Contract)} AND i.status IN ({_statuses(column)})",
        amount=rated("i.awarded", "NULLIF(i.exchange_rate, 0)"),
        columns=("awarded",),
    )


def all_of(draft: Draft, viewer: Viewer, *, noun: type[Record], column: str) -> AddendRows:
    """A column of all budgets or main contracts."""
    return AddendRows(noun=noun, source=_alive(noun), amount=f"i.{column}", columns=(column,))


def rows_of_schedule(draft: Draft, viewer: Viewer, *, contract_id: int) -> AddendRows:
    """The original top rows of a commitment's schedule of values."""
    own = draft.place(contract_id, "bigint")
    return AddendRows(
        noun=ScheduleOfValue,
        source=f"{_alive(ScheduleOfValue)} AND i.contract_id = {own} AND {_TOP}",
        amount="i.amount",
        columns=("amount",),
    )


def rows_beneath(draft: Draft, viewer: Viewer, *, row_id: int) -> AddendRows:
    """The rows of a schedule of values that stand beneath one of it."""
    own = draft.place(row_id, "bigint")
    return AddendRows(
        noun=ScheduleOfValue,
        source=f"{_alive(ScheduleOfValue)} AND i.parent_id = {own}",
        amount="i.amount",
        columns=("amount",),
    )


def budgets_of_contract(draft: Draft, viewer: Viewer, *, contract_id: int) -> AddendRows:
    """The budgets allocated to a commitment."""
    link = "JOIN budget_contract l ON l.container_id = i.container_id AND l.budget_id = i.id"
    own = draft.place(contract_id, "bigint")
    return AddendRows(
        noun=Budget,
        source=f"{_alive(Budget, link)} AND l.contract_id = {own} AND l.deleted_at IS NULL",
        amount="i.original_amount",
        columns=("original_amount",),
    )


def items_of_main_contract(draft: Draft, viewer: Viewer, *, main_contract_id: int) -> AddendRows:
    """The top items of a main contract."""
    own = draft.place(main_contract_id, "bigint")
    return AddendRows(
        noun=MainContractItem,
        source=f"{_alive(MainContractItem)} AND i.main_contract_id = {own} AND i.parent_id IS NULL",
        amount="i.amount",
        columns=("amount",),
    )


def items_of_expense(draft: Draft, viewer: Viewer, *, expense_id: int) -> AddendRows:
    """The items of an expense."""
    own = draft.place(expense_id, "bigint")
    return AddendRows(
        noun=ExpenseItem,
        source=f"{_alive(ExpenseItem)} AND i.expense_id = {own}",
        amount="i.amount",
        columns=("amount",),
    )
