"""The words for the states of an rfq (core-model.md §6)."""

from __future__ import annotations

# state, the word that shows it, and the state that the word enters. A draft is not listed.
_ROWS = (
    ("draft", "out_for_pricing", ""),
    ("open", "out_for_pricing", ""),
    ("pricing", "out_for_pricing", "enters"),
    ("proposed", "under_review", "enters"),
    ("revising", "revise_and_resubmit", "enters"),
    ("accepted", "pending_final_approval", "enters"),
    ("answered", "closed", "enters"),
    ("rejected", "withdrawn", "enters"),
)
SHOWN: dict[str, str] = {state: word for state, word, _ in _ROWS}
ENTERED: dict[str, str] = {word: state for state, word, enters in _ROWS if enters}
WORDS: tuple[str, ...] = (
    *("out_for_pricing", "revise_and_resubmit", "under_review", "pending_final_approval"),
    *("closed", "withdrawn"),
)
LISTED: tuple[str, ...] = tuple(state for state, _, _ in _ROWS if state != "draft")
"""The states in which an rfq is listed."""
STATES: dict[str, tuple[str, ...]] = {
    word: tuple(state for state in LISTED if SHOWN[state] == word) for word in WORDS
}


def target(shown: str | None, word: str) -> str | None:
    """The state that `word` asks for; None where it is the one that is shown already."""
    return None if shown is not None and SHOWN[shown] == word else ENTERED[word]
