"""The way of a document: its steps, the moves on it, and the one thing to do next.

All of it is read off the rows of `core.kinds`: the way follows the first forward move from draft
on; what the kind can still become beyond it (by the order of its items) stands at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import msgspec

from changewright.core.book import state_of
from changewright.core.kinds import (
    KIND,
    MOVES_OF,
    STATE,
    TRACKS,
    Move,
    Track,
    phase_of,
    rank_of,
    states_on,
)
from changewright.core.lifecycle import targets
from changewright.core.records import ChangeOrder
from changewright.core.settings import TIERS, ProjectSettings

from .views import RecordChangeOfState, RecordDeedView, RecordGenerationView, RecordStepView

BACKWARD = frozenset({"undo"})
NAMED_AT_MOST = 5
"""Of so many states a sentence still names each."""


def way_of(kind: str, track: Track) -> list[str]:
    """The states of a document that nothing holds up, from draft on."""
    possible, state = states_on(kind, track), "draft"
    way = [state] if state in possible else []
    while (following := _following(kind, track, state)) is not None and following not in way:
        way.append(following)
        state = following
    beyond = ("approved", "executed")
    reached = rank_of(state) or 0
    way += [one for one in beyond if one in possible and (rank_of(one) or 0) > reached]
    return way


def _following(kind: str, track: Track, state: str) -> str | None:
    """Where the first forward move leads from a state."""
    rank = rank_of(state)
    for move in MOVES_OF[kind]:
        step = move.step(track)
        if step is None or step.target is None or state not in step.sources or step.optional:
            continue
        entered = rank_of(step.target)
        if entered is None or rank is None or entered < rank or move.duty in BACKWARD:
            continue
        if move.action.startswith("force") or step.target == "revising":
            continue
        return step.target
    return None


def steps_of(document: ChangeOrder, track: Track) -> list[RecordStepView]:
    """The way with the document on it. A state beside the way stands where its rank is; a closed
    one at the end, in the place of all that can no longer be reached."""
    now = state_of(document, track) or ""
    way = way_of(document.kind, track)
    rank = rank_of(now)
    if now not in way:
        if rank is None:
            way = [way[0], now]
        else:
            place = sum((rank_of(one) or 0) <= rank for one in way)
            way.insert(place, now)
    at = way.index(now)
    return [
        RecordStepView(
            state=one,
            phase=STATE[one].phase,
            standing="done" if place < at else "now" if place == at else "ahead",
        )
        for place, one in enumerate(way)
    ]


# -- moves ----------------------------------------------------------------------------------------


def changes_of(document: ChangeOrder, move: Move) -> list[RecordChangeOfState]:
    """What a move that fits does now."""
    return [
        RecordChangeOfState(track=track, before=state_of(document, track) or "", after=after)
        for track, after in targets(move, document).items()
    ]


def direction_of(document: ChangeOrder, move: Move) -> str:
    """`forward`, `back` or `close`: how a button looks."""
    for track in TRACKS:
        step = move.step(track)
        if step is None or step.target is None:
            continue
        if phase_of(step.target) == "closed":
            return "close"
        if move.duty in BACKWARD or step.target == "revising":
            return "back"
        left, entered = rank_of(state_of(document, track) or ""), rank_of(step.target)
        if left is not None and entered is not None and entered < left:
            return "back"
    return "forward"


def from_where(move: Move) -> str:
    """The states that a move can be run from, in words."""
    told = []
    for track in TRACKS:
        step = move.step(track)
        if step is None or step.optional:
            continue
        names = [name for name in states_on(move.kind, track) if name in step.sources]
        words = " or ".join(name.replace("_", " ") for name in names)
        words = words if len(names) <= NAMED_AT_MOST else "most states"
        told.append(words if len(KIND[move.kind].tracks) == 1 else f"{words} on its {track} side")
    return " and ".join(told)


# -- the one thing to do next ---------------------------------------------------------------------


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the choice looks at: the document, who may do what, how the project is set up."""

    document: ChangeOrder
    sides: tuple[Track, ...]
    settings: ProjectSettings
    possible: Collection[str]
    generations: Mapping[str, RecordGenerationView]
    decides: bool
    quotes: bool


class Row(msgspec.Struct, frozen=True):
    """A row of the table: of this kind ("*" any), with a side in one of these states, do this."""

    kind: str
    track: Track | None
    states: frozenset[str]
    what: str
    name: str = ""
    when: Callable[[Standing], bool] | None = None


def _three_tiers(standing: Standing) -> bool:
    return standing.settings.tiers_budget == max(TIERS)


def _three_cost_tiers(standing: Standing) -> bool:
    return standing.settings.tiers_cost == max(TIERS)


_BEFORE_SENT = "open|not_pricing|revising|pricing"
_ANSWERED = "accepted|approved|executed"


def _rows(
    *rows: tuple[str, Track | None, str, str, str, Callable[[Standing], bool] | None],
) -> tuple[Row, ...]:
    return tuple(
        Row(kind, track, frozenset(states.split("|")), what, name, when)
        for kind, track, states, what, name, when in rows
    )


# kind, track, states, what, name, only when. The first row that holds, and that the caller can do.
PRIMARY: tuple[Row, ...] = _rows(
    ("rfq", "cost", "draft", "move", "open", None),
    ("rfq", "cost", "pricing|revising", "quote", "", None),
    ("rfq", "cost", "open|pricing|revising", "move", "submit", None),
    ("rfq", "cost", "proposed", "move", "accept", None),
    ("pco", "budget", "draft", "move", "open", None),
    ("pco", "cost", "draft", "move", "open", None),
    ("pco", "cost", "draft", "move", "costOpen", None),
    ("pco", "budget", _ANSWERED, "generate", "rco", _three_tiers),
    ("pco", "budget", _ANSWERED, "generate", "oco", None),
    ("pco", "budget", f"{_BEFORE_SENT}|pending", "move", "submit", None),
    ("pco", "budget", "pending|submitted|proceeding|not_proceeding", "move", "accept", None),
    ("pco", "cost", _ANSWERED, "generate", "scr", _three_cost_tiers),
    ("pco", "cost", _ANSWERED, "generate", "sco", None),
    ("pco", "cost", "open|not_pricing|revising", "move", "requestPricing", None),
    ("pco", "cost", "pricing|pending", "move", "propose", None),
    ("pco", "cost", "pending|proposed", "move", "acceptCost", None),
    ("*", "budget", "draft", "move", "open", None),
    ("*", "cost", "draft", "move", "open", None),
    ("rco", "budget", "accepted", "generate", "oco", None),
    ("sco", "cost", "open|not_pricing|revising|pricing|pending|in_review", "move", "send", None),
    ("oco", "budget", "pending|in_review|submitted|accepted|proceeding", "move", "approve", None),
    ("*", "budget", f"{_BEFORE_SENT}|pending|in_review", "move", "submit", None),
    ("*", "cost", _BEFORE_SENT, "move", "submit", None),
    ("*", "budget", "pending|submitted|proceeding|not_proceeding", "move", "accept", None),
    ("*", "cost", "pending|proposed|proceeding|not_proceeding", "move", "accept", None),
    ("*", "budget", "approved", "move", "execute", None),
    ("*", "cost", "approved", "move", "execute", None),
)


def primary_of(standing: Standing) -> RecordDeedView | None:
    """The one thing to do next, or None where there is nothing for this caller."""
    if standing.decides:
        return RecordDeedView(what="decide", action=None, kind=None)
    for row in PRIMARY:
        if _holds(row, standing):
            is_move = row.what == "move"
            return RecordDeedView(
                what=row.what,
                action=row.name if is_move else None,
                kind=row.name if row.what == "generate" else None,
            )
    return None


def _holds(row: Row, standing: Standing) -> bool:
    document = standing.document
    if row.kind not in ("*", document.kind):
        return False
    track = row.track
    if track is not None and (
        track not in standing.sides or state_of(document, track) not in row.states
    ):
        return False
    if row.when is not None and not row.when(standing):
        return False
    if row.what == "move":
        return row.name in standing.possible
    if row.what == "generate":
        found = standing.generations.get(row.name)
        return found is not None and found.possible
    return standing.quotes
