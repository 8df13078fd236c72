"""The table of words: every state has one, and reading what was shown back is no move."""

from __future__ import annotations

import pytest

from changewright.core.kinds import KIND, KINDS, STATES, phase_of
from changewright.procore.words import CLASSIC, CLASSIC_WORDS, shown_as, target

# procore.md §3: the words of the classic resources, and the phase of money each lies in.
PHASES = {
    "draft": {"draft"},
    "pending": {"exposed", "pending"},
    "pricing": {"exposed"},
    "not_pricing": {"exposed"},
    "revised": {"exposed"},
    "proceeding": {"pending"},
    "not_proceeding": {"pending"},
    "approved": {"approved", "pending"},
    "no_charge": {"closed"},
    "rejected": {"closed"},
    "void": {"closed"},
}
WITHOUT_STATES = {"rfq", "event"}


def test_the_words_are_the_documented_ones() -> None:
    assert set(CLASSIC_WORDS) == set(PHASES)
    assert set(CLASSIC) == {state.name for state in STATES}


@pytest.mark.parametrize("state", [state.name for state in STATES if state.name != "contracted"])
def test_a_word_lies_in_the_phase_of_its_state(state: str) -> None:
    assert phase_of(state) in PHASES[CLASSIC[state]]


@pytest.mark.parametrize("kind", [k.name for k in KINDS if k.name not in WITHOUT_STATES])
def test_every_word_enters_a_state_of_the_kind_and_echoing_moves_nothing(kind: str) -> None:
    for word in CLASSIC_WORDS:
        entered = target(kind, None, word)
        assert entered in KIND[kind].states
        assert CLASSIC[entered] == word
        for shown in KIND[kind].states:
            expected = None if shown_as(CLASSIC, kind, shown, 2) == word else entered
            assert target(kind, shown, word) == expected


def test_only_an_order_is_approved_by_the_word() -> None:
    assert target("sco", "draft", "approved") == "approved"
    assert target("pco", "draft", "approved") == "accepted"
