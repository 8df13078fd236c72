"""Autodesk's words for the core's states, kinds and phases: one table, read both ways.

Rows follow core-model.md §6. Where several states share a word, the word of a filter means all of
them, and writing it back is no move; reading and echoing loses nothing.
"""

from __future__ import annotations

from changewright.core.kinds import ITEM_STATES, KIND, TRACKS, Track

# Path segments of the five kinds Autodesk knows, in the order its tutorial creates them.
CHANGE_ORDER_KINDS = ("pco", "rfq", "rco", "oco", "sco")

_COLUMNS = ("pco b", "pco c", "rfq c", "rco b", "oco b", "sco c", "item b", "item c")

# state: pco b, pco c, rfq, rco, oco, sco, item b, item c; `.` repeats the word to its left.
_TABLE = """
draft            draft     .        .        .         .         .         .         .
open             open      .        .        .         .         .         .         .
pricing          open      pricing  pricing  open      .         .         .         pricing
not_pricing      open      .        .        .         .         .         .         .
revising         revising  .        .        .         .         open      revising  .
pending          submitted proposed proposed submitted .         inReview  submitted proposed
in_review        submitted proposed proposed submitted inReview  inReview  submitted accepted
proposed         submitted proposed proposed submitted .         inReview  submitted proposed
submitted        submitted proposed proposed submitted .         inReview  submitted proposed
proceeding       submitted proposed proposed submitted .         inReview  submitted proposed
not_proceeding   submitted proposed proposed submitted .         inReview  submitted proposed
pending_billable submitted proposed proposed submitted .         inReview  submitted proposed
accepted         accepted  .        .        .         submitted inReview  accepted  .
answered         accepted  .        .        .         submitted inReview  accepted  .
approved         approved  .        .        .         .         sent      approved  .
executed         executed  .        accepted executed  .         .         .         .
rejected         rejected  .        .        .         .         draft     rejected  .
no_charge        rejected  .        .        .         .         draft     rejected  .
void             void      .        rejected rejected  .         draft     void      .
contracted       executed  .        .        .         .         .         .         contracted
"""


def _read(table: str) -> dict[tuple[str, Track], dict[str, str]]:
    words: dict[tuple[str, Track], dict[str, str]] = {}
    for line in table.strip().splitlines():
        state, *cells = line.split()
        shown = ""
        for column, cell in zip(_COLUMNS, cells, strict=True):
            shown = shown if cell == "." else cell
            kind, letter = column.split()
            track: Track = "budget" if letter == "b" else "cost"
            if state in _states(kind, track):
                words.setdefault((kind, track), {})[state] = shown
    return words


def _states(kind: str, track: Track) -> tuple[str, ...]:
    return ITEM_STATES[track] if kind == "item" else KIND[kind].states


WORDS: dict[tuple[str, Track], dict[str, str]] = _read(_TABLE)
"""(kind or "item", track) → state → word."""


def word(kind: str, track: Track, state: str | None) -> str | None:
    """What Autodesk shows for `state`; None on a side the kind lacks (autodesk.md §2.3 [doc])."""
    if state is None:
        return None
    return WORDS[(kind, track)][state]


STATES_OF_WORD: dict[tuple[str, Track], dict[str, tuple[str, ...]]] = {
    key: {
        shown: tuple(state for state, other in row.items() if other == shown)
        for shown in dict.fromkeys(row.values())
    }
    for key, row in WORDS.items()
}
"""(kind or "item", track) → word → the states it stands for."""

# Every status word the reference names for a filter; one that a kind lacks finds nothing.
STATUS_WORDS: dict[Track, tuple[str, ...]] = {
    track: tuple(
        dict.fromkeys(shown for key in WORDS if key[1] == track for shown in STATES_OF_WORD[key])
    )
    for track in TRACKS
}

# Association types of workflows: case-sensitive, unlike paths (autodesk.md §2.1 [live]).
KIND_OF_ASSOCIATION: dict[str, str] = {kind.upper(): kind for kind in CHANGE_ORDER_KINDS}
ANY_CHANGE_ORDER = "FormInstance"
