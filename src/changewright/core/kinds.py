"""The grid: kinds, tracks, states and their phases, moves, and what follows what.

Read this file as the page on statuses. A change order is one cell of a grid of two sides (the
budget side, where the owner pays, and the cost side, where a supplier is paid) and three tiers
(potential, request, order). A document has a state on each track its kind has; its cost items have
one on both. Sums never read states, only phases; doors never show states, only their own words.

Everything that lists, offers, draws or tests moves reads MOVES, and nothing else does.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

Track = Literal["budget", "cost"]
TRACKS: tuple[Track, Track] = ("budget", "cost")

Phase = Literal["draft", "exposed", "pending", "approved", "closed"]
PHASES: tuple[Phase, ...] = ("draft", "exposed", "pending", "approved", "closed")


class State(msgspec.Struct, frozen=True):
    """A state, the column of money it counts in, and how far along it is.

    Closed states have no rank: they count only where all items are closed.
    """

    name: str
    phase: Phase
    rank: int | None
    locks_membership: bool = False


STATES: tuple[State, ...] = (
    State("draft", "draft", 0),
    State("open", "exposed", 1),
    State("pricing", "exposed", 1),
    State("not_pricing", "exposed", 1),
    State("revising", "exposed", 1),
    State("pending", "pending", 2),
    State("in_review", "pending", 2, locks_membership=True),
    State("proposed", "pending", 2, locks_membership=True),
    State("submitted", "pending", 2, locks_membership=True),
    State("proceeding", "pending", 2),
    State("not_proceeding", "pending", 2),
    State("pending_billable", "pending", 2),
    State("accepted", "pending", 3, locks_membership=True),
    State("answered", "pending", 3, locks_membership=True),
    State("approved", "approved", 4, locks_membership=True),
    State("executed", "approved", 5, locks_membership=True),
    State("rejected", "closed", None),
    State("no_charge", "closed", None),
    State("void", "closed", None),
    State("contracted", "closed", None),
)
STATE: dict[str, State] = {state.name: state for state in STATES}

# A document that gathers its items and cannot be in their state shows the first of these it can
# be in: the nearest of the same rank (core-model.md §6).
STANDS_FOR: dict[str, tuple[str, ...]] = {
    "in_review": ("submitted", "proposed", "pending"),
    "proposed": ("pending",),
    "submitted": ("pending",),
    "pending_billable": ("pending",),
}


class Kind(msgspec.Struct, frozen=True):
    """A kind of document. `tier` is 1 potential, 2 request, 3 order, 0 beside the grid.

    `gathers`: it follows its own active items (`core.propagation.reflect`).
    `single`: a cost item is on at most one live document of this kind; on one per side for a pco,
    whose sides its scope names.
    `sources`: the kinds it can be generated from, and `yields_from` the rank from which on a
    document of this kind lets others be generated (autodesk.md §2.4 [doc]).
    """

    name: str
    title: str
    tracks: tuple[Track, ...]
    tier: int
    gathers: bool
    single: bool
    sources: tuple[str, ...]
    states: tuple[str, ...]
    yields_from: int = 1


KINDS: tuple[Kind, ...] = (
    Kind(
        "pco",
        "Potential Change Order",
        ("budget", "cost"),
        1,
        gathers=True,
        single=True,
        sources=(),
        states=(
            *("draft", "open", "pricing", "not_pricing", "revising", "pending", "proposed"),
            *("submitted", "proceeding", "not_proceeding", "pending_billable", "accepted"),
            *("approved", "executed", "rejected", "no_charge", "void"),
        ),
    ),
    Kind(
        "rfq",
        "Request for Quote",
        ("cost",),
        0,
        gathers=False,
        single=False,
        sources=("pco",),
        states=(
            *("draft", "open", "pricing", "proposed", "revising", "accepted", "answered"),
            "rejected",
        ),
    ),
    Kind(
        "rco",
        "Request for Change Order",
        ("budget",),
        2,
        gathers=True,
        single=True,
        sources=("pco",),
        states=(
            *("draft", "open", "pricing", "not_pricing", "revising", "pending", "submitted"),
            *("proceeding", "not_proceeding", "accepted", "approved", "executed"),
            *("rejected", "no_charge", "void"),
        ),
        yields_from=3,
    ),
    Kind(
        "scr",
        "Supplier Change Request",
        ("cost",),
        2,
        gathers=True,
        single=True,
        sources=("pco",),
        states=(
            *("draft", "open", "pricing", "not_pricing", "revising", "pending", "proceeding"),
            *("not_proceeding", "accepted", "approved", "executed"),
            *("rejected", "no_charge", "void"),
        ),
    ),
    Kind(
        "oco",
        "Owner Change Order",
        ("budget",),
        3,
        gathers=False,
        single=True,
        sources=("pco", "rco"),
        states=(
            *("draft", "open", "pricing", "not_pricing", "revising", "pending", "in_review"),
            *("submitted", "proceeding", "not_proceeding", "pending_billable", "accepted"),
            *("approved", "executed", "rejected", "no_charge", "void"),
        ),
    ),
    Kind(
        "sco",
        "Supplier Change Order",
        ("cost",),
        3,
        gathers=False,
        single=True,
        sources=("pco", "rco", "oco"),
        states=(
            *("draft", "open", "pricing", "not_pricing", "revising", "pending", "in_review"),
            *("proceeding", "not_proceeding", "pending_billable"),
            *("approved", "executed", "rejected", "no_charge", "void"),
        ),
    ),
    Kind(
        "event",
        "Change Event",
        (),
        0,
        gathers=False,
        single=False,
        sources=(),
        states=(),
    ),
)
KIND: dict[str, Kind] = {kind.name: kind for kind in KINDS}

ITEM_STATES: dict[Track, tuple[str, ...]] = {
    "budget": (
        *("draft", "open", "pricing", "not_pricing", "revising", "pending", "in_review"),
        *("submitted", "proceeding", "not_proceeding", "pending_billable", "accepted"),
        *("approved", "executed", "rejected", "no_charge", "void"),
    ),
    "cost": (
        *("draft", "open", "pricing", "not_pricing", "revising", "pending", "in_review"),
        *("proposed", "proceeding", "not_proceeding", "pending_billable", "accepted"),
        *("approved", "executed", "rejected", "no_charge", "void", "contracted"),
    ),
}


@cache
def states_on(kind: str, track: Track) -> tuple[str, ...]:
    """The states a document of `kind` can have on `track`, () on a track it lacks.

    A kind with two tracks has on each the states its items can have there, e.g. a pco is
    `submitted` to the owner and `proposed` by a supplier, never the other way round.
    """
    row = KIND[kind]
    if track not in row.tracks:
        return ()
    if len(row.tracks) == 1:
        return row.states
    return tuple(state for state in row.states if state in ITEM_STATES[track])


# -- duties: what kind of responsibility a move is; core.roles says who carries which -------------

Duty = Literal["prepare", "send", "answer", "decide", "sign", "undo"]
DUTIES: tuple[Duty, ...] = ("prepare", "send", "answer", "decide", "sign", "undo")


class Step(msgspec.Struct, frozen=True):
    """What a move does on one track. `optional`: a track in none of `sources` just stays.

    Without a target the track must be in one of `sources` and stays there.
    """

    sources: frozenset[str]
    target: str | None
    optional: bool = False


class Move(msgspec.Struct, frozen=True):
    """One row of the machine: an action of a kind, offered where every step's source matches.

    `needs` are names of predicates in `core.rules`. The order of rows is the order in which
    actions are listed: forward first, since clients of Autodesk's tutorial run the first one.
    """

    kind: str
    action: str
    duty: Duty
    budget: Step | None
    cost: Step | None
    needs: tuple[str, ...] = ()

    def step(self, track: Track) -> Step | None:
        return self.budget if track == "budget" else self.cost


_WAITING = "pending|in_review|submitted|proceeding|not_proceeding|pending_billable"
_PRICED = "pending|in_review|proposed|proceeding|not_proceeding|pending_billable"
_EXPOSED = "open|not_pricing|revising"
_REFUSED = "rejected|no_charge"
_UNSIGNED = f"draft|pricing|{_EXPOSED}|{_PRICED}|submitted|accepted"
_NOT_ASKED = f"draft|pricing|{_EXPOSED}|approved|executed"


def _step(kind: str, track: Track, text: str) -> Step | None:
    """`"draft|open > void"`; a leading `?` makes it optional; no `>`: the track must be there.

    Of the sources named, those count which the kind can be in. An unknown word is an error.
    """
    if not text:
        return None
    named, _, target = text.removeprefix("?").partition(" > ")
    sources = frozenset(STATE[name].name for name in named.split("|"))
    possible = sources & frozenset(states_on(kind, track))
    return Step(possible, target or None, text.startswith("?"))


def _moves(*rows: tuple[str, str, Duty, str, str, str]) -> tuple[Move, ...]:
    return tuple(
        Move(
            kind,
            action,
            duty,
            _step(kind, "budget", budget),
            _step(kind, "cost", cost),
            tuple(needs.split()),
        )
        for kind, action, duty, budget, cost, needs in rows
    )


# kind, action, duty, budget track, cost track, needs. Names marked in docs/compatibility.md as
# "inferred" are ours; the vendor publishes no full list (autodesk.md §2.5).
MOVES: tuple[Move, ...] = _moves(
    ("pco", "open", "prepare", "draft > open", "draft > open", ""),
    ("pco", "budgetOpen", "prepare", "draft > open", "", ""),
    ("pco", "costOpen", "prepare", "", "draft > open", ""),
    ("pco", "acceptedToSubmit", "undo", "accepted > submitted", "", ""),
    (
        *("pco", "forceResubmit", "send", f"{_REFUSED} > submitted"),
        *(f"?{_REFUSED} > open", "items_free"),
    ),
    ("pco", "reopen", "undo", "void > open", "?void > open", "items_free"),
    ("pco", "submit", "send", f"{_EXPOSED}|pricing|pending > submitted", "", ""),
    ("pco", "accept", "decide", f"{_WAITING} > accepted", "", ""),
    (
        *("pco", "forceResubmit", "send", f"{_NOT_ASKED}|{_WAITING}|accepted"),
        *(f"{_REFUSED} > open", "items_free"),
    ),
    ("pco", "requestPricing", "send", "", f"{_EXPOSED} > pricing", ""),
    ("pco", "propose", "answer", "", "pricing|pending > proposed", ""),
    ("pco", "acceptCost", "decide", "", f"{_PRICED} > accepted", ""),
    ("pco", "revise", "decide", f"{_WAITING} > revising", "", ""),
    ("pco", "reject", "decide", f"{_WAITING}|accepted > rejected", f"?{_UNSIGNED} > rejected", ""),
    ("pco", "reject", "decide", _NOT_ASKED, f"{_PRICED}|accepted > rejected", ""),
    ("pco", "reviseCost", "decide", "", f"{_PRICED}|accepted > revising", ""),
    (
        *("pco", "void", "undo", f"draft|pricing|{_EXPOSED}|{_REFUSED} > void"),
        *(f"draft|pricing|{_EXPOSED}|{_PRICED}|{_REFUSED} > void", "no_associations"),
    ),
    ("rfq", "open", "prepare", "", "draft > open", ""),
    ("rfq", "submit", "send", "", "open > pricing", ""),
    ("rfq", "submit", "answer", "", "pricing|revising > proposed", ""),
    ("rfq", "accept", "decide", "", "proposed > accepted", ""),
    ("rfq", "revise", "decide", "", "proposed > revising", ""),
    ("rfq", "forceResubmit", "send", "", "rejected > pricing", ""),
    (
        *("rfq", "reject", "decide", ""),
        *("open|pricing|proposed|revising|accepted|answered > rejected", ""),
    ),
    ("rco", "open", "prepare", "draft > open", "", ""),
    ("rco", "acceptedToSubmit", "undo", "accepted > submitted", "", ""),
    ("rco", "submit", "send", f"{_EXPOSED}|pricing|pending > submitted", "", ""),
    ("rco", "accept", "decide", f"{_WAITING} > accepted", "", ""),
    ("rco", "revise", "decide", f"{_WAITING} > revising", "", ""),
    ("rco", "forceResubmit", "send", f"{_REFUSED}|void > submitted", "", "items_free"),
    ("rco", "reject", "decide", f"{_WAITING}|accepted > rejected", "", ""),
    ("scr", "open", "prepare", "", "draft > open", ""),
    ("scr", "submit", "send", "", f"{_EXPOSED}|pricing > pending", ""),
    ("scr", "accept", "decide", "", f"{_PRICED} > accepted", ""),
    ("scr", "revise", "decide", "", f"{_PRICED} > revising", ""),
    ("scr", "reject", "decide", "", f"{_PRICED}|accepted > rejected", ""),
    ("oco", "open", "prepare", "draft > open", "", ""),
    ("oco", "submit", "send", f"draft|{_EXPOSED}|pricing|pending|in_review > submitted", "", ""),
    ("oco", "approve", "decide", f"{_WAITING}|accepted > approved", "", ""),
    ("oco", "execute", "sign", "approved > executed", "", ""),
    ("oco", "revise", "decide", f"{_WAITING} > revising", "", ""),
    ("oco", "forceResubmit", "send", f"{_REFUSED}|void > submitted", "", "items_free"),
    ("oco", "approvedToSubmit", "undo", "approved > submitted", "", "latest_approved"),
    ("oco", "reject", "decide", f"{_WAITING}|accepted > rejected", "", ""),
    ("sco", "open", "prepare", "", f"draft|{_REFUSED}|void > open", "items_free"),
    (
        *("sco", "send", "decide", "", f"{_EXPOSED}|pricing|{_PRICED} > approved"),
        "has_contract commitment_approved",
    ),
    ("sco", "submit", "send", "", f"{_EXPOSED}|pricing > in_review", ""),
    ("sco", "execute", "sign", "", "approved > executed", ""),
    ("sco", "reject", "decide", "", "in_review > revising", ""),
    ("sco", "recall", "undo", "", "in_review > open", ""),
    ("sco", "sentToOpen", "undo", "", "approved > open", "latest_approved"),
)

# Moves without an action: any state of the kind may be set directly where the vendor documents no
# machine (procore.md §3). What each needs, by the phases it leaves and enters; None is any other.
TARGET_NEEDS: tuple[tuple[str, Phase | None, Phase | None, tuple[str, ...]], ...] = (
    ("within approved", "approved", "approved", ("is_order",)),
    ("leaving approved", "approved", None, ("is_order", "latest_approved")),
    ("entering approved", None, "approved", ("is_order", "has_contract", "commitment_approved")),
    ("leaving closed", "closed", None, ("items_free",)),
)

MOVES_OF: dict[str, tuple[Move, ...]] = {
    kind.name: tuple(move for move in MOVES if move.kind == kind.name) for kind in KINDS
}

# -- scope: which sides a change touches (autodesk.md §2.7, core-model.md §2) ---------------------

SCOPES: dict[str, tuple[bool, bool]] = {
    "out": (True, True),
    "in": (False, True),
    "budgetOnly": (True, False),
    "contingency": (True, True),
    "tbd": (False, False),
}
"""Scope to (active on the budget side, active on the cost side)."""


def phase_of(state: str | None) -> Phase | None:
    return None if state is None else STATE[state].phase


def rank_of(state: str) -> int | None:
    return STATE[state].rank
