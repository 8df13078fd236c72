"""Kind × state × action × role: who is offered what, against a table written by hand."""

from __future__ import annotations

import itertools

import pytest

from changewright.core.catalogue import NOUNS
from changewright.core.kinds import DUTIES, KIND, KINDS, MOVES_OF, TRACKS, states_on
from changewright.core.lifecycle import moves, targets
from changewright.core.records import CostItem, Record
from changewright.core.roles import ROLE, ROLES, VIEWS, duties_of, may_write, view_of

from .books import a_document
from .tables import read_tables

ROLES_TABLES = read_tables("roles.txt")
MOVABLE = [kind.name for kind in KINDS if MOVES_OF[kind.name]]


@pytest.mark.parametrize("kind", MOVABLE)
def test_each_role_is_offered_what_the_table_says_in_every_state(kind: str) -> None:
    table = ROLES_TABLES[kind]
    assert {name.partition("@")[0] for name in table} == {m.action for m in MOVES_OF[kind]}
    budgets = states_on(kind, "budget") or (None,)
    costs = states_on(kind, "cost") or (None,)
    everyone = frozenset(DUTIES)
    for (budget, cost), role in itertools.product(itertools.product(budgets, costs), ROLE):
        document = a_document(kind, budget_state=budget, cost_state=cost)
        offered = {move.action for move in moves(document, duties_of(role, kind))}
        possible = {move.action for move in moves(document, everyone)}
        state = budget if cost is None else cost
        allowed = {
            action
            for action in possible
            if table.get(f"{action}@{state}", table.get(action, {})).get(role) == "x"
        }
        assert offered == allowed, f"{role} at {kind} {budget}/{cost}"


def test_the_table_has_a_column_for_each_role() -> None:
    for table in ROLES_TABLES.values():
        for row in table.values():
            assert list(row) == list(ROLE)


def test_every_move_can_be_run_by_somebody_besides_the_admin() -> None:
    for kind in MOVABLE:
        for move in MOVES_OF[kind]:
            assert any(move.duty in duties_of(role, kind) for role in ROLE if role != "admin")


def test_outsiders_never_take_back_or_prepare() -> None:
    for role, kind in itertools.product(("owner", "supplier", "viewer"), MOVABLE):
        assert not duties_of(role, kind) & {"prepare", "send", "undo"}


def test_writes_name_nouns_that_exist() -> None:
    tables = set(_nouns_by_table())
    for role in ROLES:
        assert role.writes - {"*"} <= tables
    assert may_write("estimator", "change_order")
    assert not may_write("viewer", "comment")
    assert not may_write("supplier", "cost_item")


def test_views_hide_columns_that_exist_and_every_amount_of_the_other_party() -> None:
    nouns = _nouns_by_table()
    columns_of_any = {name for noun in nouns.values() for name in noun.__struct_fields__}
    for views in VIEWS.values():
        for noun, view in views.items():
            assert noun.partition(":")[0] in nouns
            assert view.hidden <= columns_of_any
    for noun in ("change_order:sco", "change_order:rfq", "cost_item"):
        assert {"submitted", "approved", "estimated"} <= view_of("supplier", noun).hidden
    for noun in ("change_order:oco", "change_order:rco", "cost_item"):
        assert {"proposed", "committed", "estimated"} <= view_of("owner", noun).hidden
    assert view_of("supplier", "change_order:pco").rows == "none"
    assert view_of("owner", "change_order:sco").rows == "none"
    assert view_of("viewer", "change_order:sco").rows == "all"


def test_a_money_column_of_an_item_is_hidden_from_one_party_at_least() -> None:
    """A new amount on the cost item must be thought about before a supplier or owner sees it."""
    decided = view_of("supplier", "cost_item").hidden | view_of("owner", "cost_item").hidden
    shared = {"quantity", "input_quantity"}
    money = {
        name
        for name, annotation in CostItem.__annotations__.items()
        if "Amount" in str(annotation) or "Price" in str(annotation)
    }
    assert money - decided <= shared


def test_both_sides_have_a_state_hidden_from_the_other_party() -> None:
    for role, track in (("supplier", "budget"), ("owner", "cost")):
        assert f"{track}_state" in view_of(role, "cost_item").hidden
    assert {*TRACKS} == {"budget", "cost"}
    assert KIND["pco"].tracks == TRACKS


def test_targets_name_the_state_each_track_enters() -> None:
    pco = a_document("pco")
    (first, *_) = moves(pco, frozenset(DUTIES))
    assert targets(first, pco) == {"budget": "open", "cost": "open"}


def _nouns_by_table() -> dict[str, type[Record]]:
    return {noun.TABLE: noun for noun in NOUNS}
