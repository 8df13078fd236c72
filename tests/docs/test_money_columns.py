"""The page on money names every column of sums, and every figure that is made of them."""

from __future__ import annotations

import re

from tests.docs.pages import CHECKOUT

from changewright.acc.rolled_up import FIGURE_NAMES
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import COMMITTED, FIGURES, columns_of_side
from changewright.edge.values import camel_case
from changewright.procore.contracts.sums import COMMITMENT_SUMS, PRIME_SUMS

PAGE = (CHECKOUT / "docs" / "money.md").read_text("utf-8")
EXAMPLE = (CHECKOUT / "docs" / "money-columns.md").read_text("utf-8")
TOLD = set(re.findall(r"`(\w+)`", PAGE))
# Of what is no sum of changes, or the whole of what is told under another name.
TOLD_ELSEWHERE = {
    *("line_items_total", "line_items_extended_total", "remaining_balance_outstanding"),
    *("outstanding_balance", "pending_revised_contract_amount"),
}


def test_every_column_of_sums_is_on_the_page() -> None:
    columns = {*columns_of_side("budget"), *columns_of_side("cost")}
    own = set(ProjectTotal.__struct_fields__) - set(MainContract.__struct_fields__) - {"name"}
    assert columns | own <= TOLD | set(Budget.__struct_fields__) & TOLD
    for noun in (Budget, Contract, ProjectTotal):
        assert columns <= set(noun.__struct_fields__)


def test_every_figure_of_both_doors_is_on_the_page() -> None:
    assert set(FIGURE_NAMES) <= TOLD
    assert {*COMMITMENT_SUMS, *PRIME_SUMS} - TOLD_ELSEWHERE <= TOLD


def test_the_example_fills_every_column() -> None:
    """Its values are held against the server's with all other examples."""
    shown = set(re.findall(r'"(\w+)":', EXAMPLE))
    own = {"original_amount", "internal_adjustment", "actual_cost", "awarded", "original_budget"}
    columns = {*columns_of_side("budget"), *columns_of_side("cost"), *COMMITTED.values(), *own}
    figures = {name for terms in FIGURES.values() for name in terms}
    assert {camel_case(name) for name in columns | figures} - shown == set()
