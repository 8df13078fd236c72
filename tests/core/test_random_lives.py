"""Random lives of a change: whatever is attached, detached, moved and edited, the books hold.

A life is a list of numbers; each picks one of all the things that people may do at that moment,
as the work layer would allow it. After each, what must always be true is checked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from changewright.core.book import (
    AMOUNTS,
    Book,
    is_active,
    is_closed,
    membership_locked,
    sides_of,
    state_of,
)
from changewright.core.errors import Conflict, Refusal
from changewright.core.kinds import DUTIES, KIND, KINDS, TRACKS, Track, phase_of, rank_of, states_on
from changewright.core.lifecycle import moves, target_needs, targets
from changewright.core.money import Decimal
from changewright.core.propagation import attach, detach, enter, revise_item
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.rules import Situation, check_activation, check_edit, holds
from changewright.work.memberships import check_attachable

from .books import a_document, an_item

Step = Callable[[], None]

EVERYBODY = frozenset(DUTIES)
SINGLE = ("pco", "rco", "scr", "oco", "sco")
ORDERS: dict[Track, str] = {"budget": "oco", "cost": "sco"}
FILLED: dict[Track, str] = {"budget": "approved", "cost": "committed"}
SIDES = ((True, True), (True, False), (False, True), (False, False))
VALUES = (None, Decimal("100.0000"), Decimal("-40.0000"), Decimal("0.0100"))
SCOPES = ("out", "out", "in", "budgetOnly")


class Life:
    """One project: a change with three items, and documents of each kind to put them on."""

    def __init__(self, mirror: bool) -> None:
        self.book = Book([], [], [], revision=1, mirror=mirror)
        for number in (1, 2, 3):
            amounts = {"estimated": VALUES[number], "submitted": VALUES[number - 1]}
            self.book.items[number] = an_item(number, **amounts)
        for kind in KINDS:
            if kind.tracks:
                self.draw(kind.name, "out")
        for number in (1, 2, 3):
            attach(self.book, 1, number)

    def draw(self, kind: str, scope: str) -> None:
        number = len(self.book.documents) + 1
        self.book.documents[number] = a_document(kind, number, scope=scope, contract_id=7)

    def live(self, choice: int) -> str:
        """Do what `choice` picks of all that is possible now; says what it was."""
        sorts = (self.acts, self.acts, self.joins, self.sets, self.acts, self.parts, self.edits)
        possible = (*sorts, self.joins, self.acts, self.drawings)[choice % 10]()
        if not possible:
            return "nothing"
        said, step = possible[choice // 10 % len(possible)]
        self.book.revision += 1
        step()
        return said

    # -- what people can do --------------------------------------------------------------------

    def acts(self) -> list[tuple[str, Step]]:
        return [
            (
                f"{_name(document)} {move.action}",
                partial(enter, self.book, document.id, targets(move, document)),
            )
            for document in self.documents()
            if self.book.items_of[document.id]
            for move in moves(document, EVERYBODY)
            if holds(move.needs, self.situation(document))
        ]

    def sets(self) -> list[tuple[str, Step]]:
        return [
            (
                f"{_name(document)} {track} := {state}",
                partial(enter, self.book, document.id, {track: state}),
            )
            for document in self.documents()
            if self.book.items_of[document.id]
            for track in KIND[document.kind].tracks
            for state in states_on(document.kind, track)
            if state != state_of(document, track)
            and holds(target_needs(document, track, state), self.situation(document))
        ]

    def joins(self) -> list[tuple[str, Step]]:
        return [
            (f"item {i.id} onto {_name(d)}", partial(attach, self.book, d.id, i.id))
            for d in self.documents()
            for i in self.items()
            if i.id not in self.book.items_of[d.id] and self.may_join(d, i)
        ]

    def may_join(self, document: ChangeOrder, item: CostItem) -> bool:
        try:
            check_attachable(self.book, document, item)
        except Conflict:
            return False
        return True

    def parts(self) -> list[tuple[str, Step]]:
        return [
            (f"item {item_id} off {_name(d)}", partial(detach, self.book, d.id, item_id))
            for d in self.documents()
            if not membership_locked(d)
            for item_id in self.book.items_of[d.id]
        ]

    def edits(self) -> list[tuple[str, Step]]:
        wanted: list[dict[str, Any]] = [
            {"active_budget": budget, "active_cost": cost} for budget, cost in SIDES
        ]
        wanted += [{name: value} for name in AMOUNTS for value in VALUES]
        return [
            (f"item {i.id} {c}", partial(revise_item, self.book, i.id, _typed(c)))
            for i in self.items()
            for c in wanted
            if self.may_edit(i, c)
        ]

    def may_edit(self, item: CostItem, wanted: dict[str, Any]) -> bool:
        changes = {name: value for name, value in wanted.items() if getattr(item, name) != value}
        try:
            check_edit(item, changes)
            check_activation(self.book, item, changes)
        except Refusal:
            return False
        return bool(changes)

    def drawings(self) -> list[tuple[str, Step]]:
        if len(self.book.documents) > 12:
            return []
        return [
            (f"draw {kind} {scope}", partial(self.draw, kind, scope))
            for kind in (*SINGLE, "rfq")
            for scope in SCOPES
        ]

    # -- what always holds ---------------------------------------------------------------------

    def check(self) -> None:
        for document in self.documents():
            self.check_totals(document)
            for track in KIND[document.kind].tracks:
                assert state_of(document, track) in states_on(document.kind, track)
                if KIND[document.kind].gathers and not is_closed(document):
                    self.check_shown(document, track)
        for item in self.items():
            self.check_places(item)
            for track in TRACKS:
                self.check_approval(item, track)

    def check_totals(self, document: ChangeOrder) -> None:
        for name in AMOUNTS:
            values = [getattr(item, name) for item in self.items_of(document)]
            given_values = [value for value in values if value is not None]
            expected = sum(given_values, Decimal(0)) if given_values else None
            assert getattr(document, name) == expected, f"{name} of {_name(document)}"

    def check_shown(self, document: ChangeOrder, track: Track) -> None:
        """A pco shows the lowest rank of its items; a request is not ahead of them."""
        states = [state_of(i, track) for i in self.items_of(document) if is_active(i, track)]
        ranks = {rank_of(state or "") for state in states}
        live = [rank for rank in ranks if rank is not None]
        shown = rank_of(state_of(document, track) or "")
        if document.kind != "pco":
            assert shown is None or not live or shown <= min(live), _name(document)
        elif live:
            assert shown == min(live), _name(document)
        elif ranks:
            assert shown is None, _name(document)

    def check_approval(self, item: CostItem, track: Track) -> None:
        """An item is approved by an approved order that holds it, and filled only then."""
        approved = [
            document
            for document in self.documents(ORDERS[track])
            if item.id in self.book.items_of[document.id]
            and phase_of(state_of(document, track)) == "approved"
        ]
        assert len(approved) <= 1
        is_approved = phase_of(state_of(item, track)) == "approved"
        assert is_approved == (bool(approved) and is_active(item, track))
        if getattr(item, f"{FILLED[track]}_filled"):
            assert is_approved
            assert getattr(item, FILLED[track]) is not None

    def check_places(self, item: CostItem) -> None:
        """An item is on one live document of a kind and side."""
        places = [
            (document.kind, side)
            for document in self.documents(*SINGLE)
            if item.id in self.book.items_of[document.id] and not is_closed(document)
            for side in sides_of(document)
        ]
        assert len(places) == len(set(places))

    # -- looking around ------------------------------------------------------------------------

    def documents(self, *kinds: str) -> list[ChangeOrder]:
        return [d for d in self.book.documents.values() if not kinds or d.kind in kinds]

    def items(self) -> list[CostItem]:
        return list(self.book.items.values())

    def items_of(self, document: ChangeOrder) -> list[CostItem]:
        return [self.book.items[item_id] for item_id in self.book.items_of[document.id]]

    def situation(self, document: ChangeOrder) -> Situation:
        own = self.book.items_of[document.id]
        near = {other for item in own for other in self.book.documents_of[item]} - {document.id}
        others = [self.book.documents[other] for other in sorted(near)]
        return Situation(
            document=document,
            items=tuple(self.book.items[item] for item in own),
            neighbours=tuple(other for other in others if not is_closed(other)),
        )


def _name(document: ChangeOrder) -> str:
    return f"{document.kind}{document.id} [{document.budget_state}/{document.cost_state}]"


def _typed(changes: dict[str, Any]) -> dict[str, Any]:
    """As in work/cost_items: a typed amount is no longer one that approval filled in."""
    marks = {f"{name}_filled": False for name in ("approved", "committed") if name in changes}
    return changes | marks


def live_and_check(mirror: bool, choices: Sequence[int]) -> Life:
    life, told = Life(mirror), []
    for choice in choices:
        told.append(life.live(choice))
        try:
            life.check()
        except AssertionError as error:
            raise AssertionError(f"{error}\nafter: " + "\n  ".join(told)) from error
    return life


@pytest.mark.parametrize("mirror", [False, True], ids=["advance", "mirror"])
@given(choices=st.lists(st.integers(0, 2**20), min_size=40, max_size=40))
@settings(max_examples=30)
def test_the_books_hold_in_a_random_life(mirror: bool, choices: list[int]) -> None:
    live_and_check(mirror, choices)


@pytest.mark.deep
@pytest.mark.parametrize("mirror", [False, True], ids=["advance", "mirror"])
@given(choices=st.lists(st.integers(0, 2**20), min_size=60, max_size=60))
@settings(max_examples=1000, derandomize=False)
def test_the_books_hold_in_many_random_lives(mirror: bool, choices: list[int]) -> None:
    live_and_check(mirror, choices)


def test_lives_are_worth_checking() -> None:
    """Plain dice lead through approvals, rejections and second documents."""
    seen: set[str] = set()
    for seed in range(12):
        choices = random.Random(seed).choices(range(2**20), k=60)
        life = live_and_check(seed % 2 == 0, choices)
        for document in life.documents():
            for track in KIND[document.kind].tracks:
                if life.book.items_of[document.id]:
                    seen.add(f"{document.kind} {phase_of(state_of(document, track))}")
        seen |= {f"item {phase_of(i.budget_state)}" for i in life.items()}
        seen |= {"filled" for i in life.items() if i.approved_filled or i.committed_filled}
    wanted = {f"{kind} closed" for kind in (*SINGLE, "rfq")} | {"filled", "item approved"}
    assert wanted | {"oco approved", "sco approved", "pco approved", "rco approved"} <= seen


def test_a_broken_book_is_noticed() -> None:
    life = Life(mirror=False)
    life.check()
    revise_item(life.book, 1, {"approved": Decimal(1), "approved_filled": True})
    with pytest.raises(AssertionError):
        life.check()
