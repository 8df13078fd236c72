"""Every kind, every state, every action, against tables written by hand; and what every row is."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from changewright.core.errors import MoveNotAllowed
from changewright.core.kinds import (
    DUTIES,
    ITEM_STATES,
    KIND,
    KINDS,
    MOVES,
    MOVES_OF,
    STANDS_FOR,
    STATE,
    STATES,
    TARGET_NEEDS,
    TRACKS,
    Move,
    Track,
    phase_of,
    rank_of,
    states_on,
)
from changewright.core.lifecycle import find_move, moves, target_needs, targets
from changewright.core.propagation import enter
from changewright.core.records import ChangeOrder
from changewright.core.rules import REFUSALS

from .books import Desk, a_document
from .tables import REFUSED, Table, read_tables

MOVES_TABLES = read_tables("moves.txt")
PCO_TABLES = read_tables("moves_pco.txt")

SINGLE_TRACK = [title.split() for title in MOVES_TABLES]
GROUPS = {
    "draft": ("draft",),
    "exposed": ("open", "pricing", "not_pricing", "revising"),
    "waiting": (
        *("pending", "proposed", "submitted", "proceeding", "not_proceeding"),
        "pending_billable",
    ),
    "accepted": ("accepted",),
    "signed": ("approved", "executed"),
    "refused": ("rejected", "no_charge"),
    "void": ("void",),
}
GROUP_OF = {state: group for group, states in GROUPS.items() for state in states}


def in_state(kind: str, budget: str | None = None, cost: str | None = None) -> ChangeOrder:
    return a_document(kind, budget_state=budget, cost_state=cost)


def outcome(document: ChangeOrder, action: str) -> str:
    """`"open"`, `"open/="` or `.`: what the action does here."""
    try:
        entered = targets(find_move(document, action), document)
    except MoveNotAllowed:
        return REFUSED
    if len(KIND[document.kind].tracks) == 1:
        return next(iter(entered.values()))
    return "/".join(entered.get(track, "=") for track in TRACKS)


# -- the tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "track"), SINGLE_TRACK, ids=lambda part: str(part))
def test_each_state_of_a_kind_with_one_track_offers_what_the_table_says(
    kind: str, track: Track
) -> None:
    table = MOVES_TABLES[f"{kind} {track}"]
    assert tuple(table) == KIND[kind].states
    assert set(_columns(table)) == {move.action for move in MOVES_OF[kind]}
    for state, row in table.items():
        document = in_state(kind, **{track: state})
        for action, expected in row.items():
            assert outcome(document, action) == expected, f"{kind} {state} {action}"


def test_each_pair_of_states_of_a_pco_offers_what_the_tables_say() -> None:
    actions = set()
    for title, table in PCO_TABLES.items():
        actions |= {title.split()[1]} if title.startswith("both") else set(_columns(table))
    assert actions == {move.action for move in MOVES_OF["pco"]}
    assert tuple(PCO_TABLES["budget"]) == states_on("pco", "budget")
    assert tuple(PCO_TABLES["cost"]) == states_on("pco", "cost")
    for budget, cost in itertools.product(states_on("pco", "budget"), states_on("pco", "cost")):
        document = in_state("pco", budget, cost)
        for title, table in PCO_TABLES.items():
            if title == "budget":
                expected = {a: f"{to}/=" for a, to in table[budget].items() if to != REFUSED}
                named = _columns(table)
            elif title == "cost":
                expected = {a: f"=/{to}" for a, to in table[cost].items() if to != REFUSED}
                named = _columns(table)
            else:
                action = title.split()[1]
                expected = {action: table[GROUP_OF[budget]][GROUP_OF[cost]]}
                named = [action]
            for action in named:
                found = outcome(document, action)
                assert found == expected.get(action, REFUSED), f"pco {budget}/{cost} {action}"


def test_an_unknown_action_is_refused_naming_what_is_possible() -> None:
    with pytest.raises(MoveNotAllowed, match="possible: submit"):
        find_move(in_state("rco", budget="open"), "approve")
    with pytest.raises(MoveNotAllowed, match="possible: nothing"):
        find_move(in_state("rco", budget="approved"), "submit")
    with pytest.raises(MoveNotAllowed):
        find_move(in_state("event"), "open")


def _columns(table: Table) -> list[str]:
    return list(next(iter(table.values())))


# -- what every row is ----------------------------------------------------------------------------


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.kind}-{move.action}")
def test_a_move_names_states_its_kind_has_and_needs_that_exist(move: Move) -> None:
    assert move.duty in DUTIES
    assert set(move.needs) <= set(REFUSALS)
    assert any(step is not None and step.target for step in (move.budget, move.cost))
    for track in TRACKS:
        step = move.step(track)
        if step is None:
            continue
        assert step.sources, f"{move.action} starts nowhere on {track}"
        assert step.sources <= set(states_on(move.kind, track))
        assert step.target is None or step.target in states_on(move.kind, track)
        assert step.target not in step.sources


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_an_action_means_one_thing_wherever_a_document_stands(kind: str) -> None:
    for document in every_document(kind):
        offered = Counter(move.action for move in moves(document, frozenset(DUTIES)))
        assert set(offered.values()) <= {1}, f"{document.budget_state}/{document.cost_state}"


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_only_an_order_has_an_action_to_approved_or_out_of_it(kind: str) -> None:
    for move in MOVES_OF[kind]:
        for track in TRACKS:
            step = move.step(track)
            if step is None or step.target is None or KIND[kind].tier == 3:
                continue
            assert phase_of(step.target) != "approved"
            assert all(phase_of(source) != "approved" for source in step.sources)


# Reached by target status alone (Procore's words, core-model.md §6), by following items, or by
# the supplier's answer being used; no action leads there.
ONLY_BY_TARGET = {
    **dict.fromkeys(("pricing", "not_pricing", "pending", "proceeding"), "a word of Procore's"),
    **dict.fromkeys(("not_proceeding", "pending_billable", "no_charge"), "a word of Procore's"),
    "answered": "a quote was used: Procore's closed",
    "in_review": "an approval workflow runs on the order",
}
ONLY_BY_TARGET_OF_KIND = {
    "pco": {
        "approved": "its order is approved",
        "executed": "its order is executed",
    },
    "rco": {
        "approved": "its order is approved",
        "executed": "its order is executed",
        "void": "a word of Procore's",
    },
    "scr": {
        "approved": "its order is approved",
        "executed": "its order is executed",
        "void": "a word of Procore's",
    },
    "oco": {"accepted": "a word of Procore's", "void": "a word of Procore's"},
    "sco": {"void": "a word of Procore's", "rejected": "a word of Procore's"},
}


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_state_is_reached_by_an_action_or_listed_as_reached_otherwise(kind: str) -> None:
    for track in KIND[kind].tracks:
        reached = {"draft"}
        for move in MOVES_OF[kind]:
            step = move.step(track)
            if step is not None and step.target is not None:
                reached.add(step.target)
        rest = set(states_on(kind, track)) - reached
        listed = set(ONLY_BY_TARGET_OF_KIND.get(kind, {})) | set(ONLY_BY_TARGET)
        assert rest <= listed
        unused = set(ONLY_BY_TARGET_OF_KIND.get(kind, {})) - rest
        assert not unused, f"{unused} of {kind} {track} are reached by an action after all"


def test_states_have_a_rank_unless_closed_and_ranks_follow_phases() -> None:
    order = {"draft": 0, "exposed": 1, "pending": 2, "approved": 4}
    for state in STATES:
        if state.phase == "closed":
            assert state.rank is None
        else:
            assert state.rank is not None
            assert state.rank >= order[state.phase]
    assert [rank_of(name) for name in ("accepted", "approved", "executed")] == [3, 4, 5]
    assert [s.name for s in STATES if s.locks_membership] == [
        *("in_review", "proposed", "submitted", "accepted", "answered", "approved", "executed"),
    ]


def test_kinds_and_items_use_known_states_and_each_state_is_used() -> None:
    used: set[str] = set()
    for kind in KINDS:
        assert set(kind.states) <= set(STATE)
        used |= set(kind.states)
        for track in kind.tracks:
            beyond = set(states_on(kind.name, track)) - set(ITEM_STATES[track])
            assert beyond <= {"answered"}, "an item could not follow there"
    assert used | {"contracted"} == set(STATE)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.gathers])
def test_a_gathering_kind_can_show_every_state_of_its_items(kind: str) -> None:
    for track in KIND[kind].tracks:
        possible = states_on(kind, track)
        for state in set(ITEM_STATES[track]) - {"contracted"}:
            shown = next((s for s in (state, *STANDS_FOR.get(state, ())) if s in possible), None)
            assert shown is not None, f"a {kind} shows nothing for {state} on {track}"
            assert rank_of(shown) == rank_of(state)


def test_needs_of_targets_exist() -> None:
    for _, _, _, needs in TARGET_NEEDS:
        assert set(needs) <= set(REFUSALS)


# -- forward first --------------------------------------------------------------------------------

TUTORIAL_STOPS = ("reject", "acceptedToSubmit", "forceResubmit")


def every_document(kind: str) -> list[ChangeOrder]:
    """One document in each (pair of) state of the kind; its contract is there to be amended."""
    budgets = states_on(kind, "budget") or (None,)
    costs = states_on(kind, "cost") or (None,)
    return [
        a_document(kind, budget_state=budget, cost_state=cost, contract_id=7)
        for budget, cost in itertools.product(budgets, costs)
    ]


@pytest.mark.parametrize("contract_id", [7, None], ids=["with contract", "without contract"])
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_running_the_first_action_ends_from_every_state(kind: str, contract_id: int | None) -> None:
    """Clients of Autodesk's tutorial loop until nothing or a known step back comes first."""
    for document in every_document(kind):
        desk = Desk()
        desk.draw(
            kind,
            "it",
            budget_state=document.budget_state,
            cost_state=document.cost_state,
            contract_id=contract_id,
        )
        path = [desk.states("it")]
        while (offered := desk.offered("it")) and offered[0] not in TUTORIAL_STOPS:
            desk.act("it", offered[0])
            path.append(f"{offered[0]} {desk.states('it')}")
            assert len(path) < 12, f"{kind} goes in a circle: {path}"


@pytest.mark.parametrize("mirror", [False, True], ids=["advance", "mirror"])
@pytest.mark.parametrize("scope", ["out", "in", "budgetOnly", "contingency", "tbd"])
def test_the_tutorial_ends_with_one_item_on_all_five_documents(scope: str, mirror: bool) -> None:
    """autodesk.md §2.2: for each type create, attach the same item, run the first action."""
    sides = {"out": (True, True), "in": (False, True), "budgetOnly": (True, False)}
    active_budget, active_cost = sides.get(scope, (scope != "tbd", scope != "tbd"))
    desk = Desk(mirror=mirror)
    desk.price("item", scope=scope, active_budget=active_budget, active_cost=active_cost)
    ends = {}
    for kind in ("pco", "rfq", "rco", "oco", "sco"):
        desk.draw(kind, kind, scope="in", contract_id=7)
        assert desk.is_free_for(kind, "item")
        desk.attach(kind, "item")
        steps = 0
        while (offered := desk.offered(kind)) and offered[0] not in TUTORIAL_STOPS:
            desk.act(kind, offered[0])
            steps += 1
            assert steps < 10
        ends[kind] = (desk.states(kind), offered[:1])
    assert ends["rfq"] == ("accepted", ["reject"])
    assert ends["rco"] == ("accepted", ["acceptedToSubmit"])
    assert ends["oco"] == ("executed", [])
    assert ends["sco"] == ("executed", [])
    assert ends["pco"] == ("accepted/open", ["acceptedToSubmit"])


def test_entering_a_state_of_the_other_track_is_refused() -> None:
    pco = in_state("pco", "open", "open")
    for track, state in (("budget", "proposed"), ("cost", "submitted"), ("budget", "contracted")):
        with pytest.raises(MoveNotAllowed):
            target_needs(pco, track, state)  # type: ignore[arg-type]
    with pytest.raises(MoveNotAllowed):
        target_needs(in_state("rco", budget="open"), "cost", "open")


def test_a_document_without_items_moves_all_the_same() -> None:
    desk = Desk()
    desk.draw("pco", "PCO")
    desk.act("PCO", "open", "submit", "accept")
    assert desk.states("PCO") == "accepted/open"
    assert desk.amounts("PCO") == ". . . . ."
    enter(desk.book, desk.document("PCO").id, {"cost": "pricing"})
    assert desk.states("PCO") == "accepted/pricing"
