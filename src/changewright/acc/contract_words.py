"""Autodesk's words for the states of contracts: one table for each side (core-model.md §7).

A state that Autodesk has no word for reads as the nearest one that has no more effect than it.
Writing back the word that was shown is no change, so reading and echoing loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from changewright.core.contract_states import STATES
from changewright.core.kinds import Track

# The states that are no word of Autodesk's, with the word they read as.
_READ_AS: Mapping[Track, Mapping[str, str]] = {
    "cost": {
        "partially_received": "sent",
        "received": "sent",
        "terminated": "closed",
        "void": "draft",
    },
    "budget": {"out_for_signature": "pending", "terminated": "closed"},
}

WORDS: Mapping[Track, Mapping[str, str]] = {
    side: {name: _READ_AS[side].get(name, name) for name in states}
    for side, states in STATES.items()
}
"""Side → state → word."""


def states_of(side: Track, words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Word → the states that read so, for each word of a filter."""
    return {
        word: tuple(name for name, shown in WORDS[side].items() if shown == word) for word in words
    }


def without_echo(side: Track, status: str, values: dict[str, object]) -> dict[str, object]:
    """A body's values without a status that says what was shown already."""
    if values.get("status") == WORDS[side].get(status, status):
        return {name: value for name, value in values.items() if name != "status"}
    return values
