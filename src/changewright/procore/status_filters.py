"""Filters by status where the same word is of other states in a package, or on a side of one tier.

A filter is read before the project is known, so it names the states that show its words in no
package at more tiers; here they become those that show them in this project (`words.states_shown`),
each with where it is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from changewright.core.kinds import TRACKS, Track
from changewright.core.query import Condition

from .fields import Rendering
from .grammar import Listing
from .orders import PACKAGES, REQUESTS
from .words import states_shown

STATE = "shown_state"
"""The state that a potential change shows."""
EITHER_STATE = "budget_state|cost_state"
"""The state of a request."""
PLACED_STATE = "placed_state"
"""Either of them and whether it is in a package, a blank between; a potential change's side first.
"""
PLACES: Mapping[bool, str] = {False: "alone", True: "packaged"}
"""In a package or not → its word in `PLACED_STATE`."""


def of_batches(where: Iterable[Condition], side: Track, tiers: int) -> tuple[Condition, ...]:
    """Conditions of a list of packages of one side."""
    state, kind = f"{side}_state", PACKAGES[side]
    return tuple(
        _among(one, kind, tiers, in_package=False) if one.attribute == state else one
        for one in where
    )


def of_requests(asked: Listing, side: Track, rendering: Rendering) -> Listing:
    """What was asked of the requests of one side."""
    kind, tiers = REQUESTS[side], rendering.tiers(side)
    where = tuple(
        _placed(one, {"": (kind, tiers)}) if one.attribute == EITHER_STATE else one
        for one in asked.where
    )
    return msgspec.structs.replace(asked, where=where)


def of_potentials(asked: Listing, rendering: Rendering, sides: Iterable[Track] = TRACKS) -> Listing:
    """What was asked of the potential changes of these sides."""
    of_side = {f"{side} ": ("pco", rendering.tiers(side)) for side in sides}
    where = tuple(_placed(one, of_side) if one.attribute == STATE else one for one in asked.where)
    return msgspec.structs.replace(asked, where=where)


def _among(condition: Condition, kind: str, tiers: int, *, in_package: bool) -> Condition:
    states = (None if one is None else str(one) for one in condition.values)
    return msgspec.structs.replace(condition, values=states_shown(states, kind, tiers, in_package))


def _placed(condition: Condition, of_side: Mapping[str, tuple[str, int]]) -> Condition:
    """The condition by states alone, where they are the same on every side and in every place."""
    found = {
        (side, place): _among(condition, kind, tiers, in_package=in_package)
        for side, (kind, tiers) in of_side.items()
        for in_package, place in PLACES.items()
    }
    first = next(iter(found.values()))
    if all(set(one.values) == set(first.values) for one in found.values()):
        return first
    values = (
        f"{side}{state} {place}"
        for (side, place), one in found.items()
        for state in one.values
        if state
    )
    return Condition(PLACED_STATE, "any", tuple(values))
