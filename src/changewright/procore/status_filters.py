"""Filters by status where the same word is of other states on a side of one tier.

A filter is read before the project is known, so it names the states that show its words at more
tiers; here they become those of the project (`words.states_shown`), side by side where they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from changewright.core.kinds import TRACKS, Track
from changewright.core.query import Condition

from .fields import Rendering
from .grammar import Listing
from .words import states_shown

STATE = "shown_state"
"""The state that a potential change shows."""
SIDE_AND_STATE = "side_and_state"
"""Its side, a blank and that state."""


def on_side(where: Iterable[Condition], attribute: str, tiers: int) -> tuple[Condition, ...]:
    """Conditions of a list of one side, where `attribute` is the state."""
    return tuple(_among(one, tiers) if one.attribute == attribute else one for one in where)


def of_side(asked: Listing, side: Track, rendering: Rendering) -> Listing:
    """What was asked of the potential changes of one side."""
    where = on_side(asked.where, STATE, rendering.tiers(side))
    return msgspec.structs.replace(asked, where=where)


def of_both_sides(asked: Listing, rendering: Rendering) -> Listing:
    """What was asked of the potential changes of both sides."""
    tiers = {side: rendering.tiers(side) for side in TRACKS}
    where = tuple(_on_both(one, tiers) if one.attribute == STATE else one for one in asked.where)
    return msgspec.structs.replace(asked, where=where)


def _among(condition: Condition, tiers: int) -> Condition:
    states = (None if one is None else str(one) for one in condition.values)
    return msgspec.structs.replace(condition, values=states_shown(states, tiers))


def _on_both(condition: Condition, tiers: Mapping[Track, int]) -> Condition:
    found = {side: _among(condition, each) for side, each in tiers.items()}
    budget, cost = found["budget"], found["cost"]
    if set(budget.values) == set(cost.values):
        return budget
    pairs = (f"{side} {state}" for side, one in found.items() for state in one.values if state)
    return Condition(SIDE_AND_STATE, "any", tuple(pairs))
