"""The grid: kinds, tracks, states and their phases, moves, and what follows what.

Read this file as the page on statuses. A change order is one cell of a grid of two sides (the
budget side, where the owner pays, and the cost side, where a supplier is paid) and three tiers
(potential, request, order). A document has a state on each track its kind has; its cost items have
one on both. Sums never read states, only phases; doors never show states, only their own words.

Everything that lists, offers, draws or tests moves reads MOVES, and nothing else does.
"""

from __future__ import annotations

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


class Kind(msgspec.Struct, frozen=True):
    """A kind of document. `tier` is 1 potential, 2 request, 3 order, 0 beside the grid.

    `gathers`: it shows the lowest rank of its own active items rather than a state of its own.
    `single`: a cost item is on at most one live document of this kind.
    `sources`: the kinds it can be generated from.
    """

    name: str
    title: str
    tracks: tuple[Track, ...]
    tier: int
    gathers: bool
    single: bool
    sources: tuple[str, ...]
    states: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind(
        "pco",
        "Potential Change Order",
        ("budget", "cost"),
        1,
        gathers=True,
        single=False,
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

# -- duties: what kind of responsibility a move is; core.roles says who carries which -------------

Duty = Literal["prepare", "send", "answer", "decide", "sign", "undo"]
DUTIES: tuple[Duty, ...] = ("prepare", "send", "answer", "decide", "sign", "undo")


class Step(msgspec.Struct, frozen=True):
    """What a move does on one track. `optional`: a track in none of `sources` just stays."""

    sources: frozenset[str]
    target: str
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
_UNSIGNED = f"draft|pricing|{_EXPOSED}|{_PRICED}|submitted|accepted"


def _step(text: str) -> Step | None:
    """`"draft|open > void"`; a leading `?` makes it optional; empty: the track is not touched."""
    if not text:
        return None
    sources, target = text.removeprefix("?").split(" > ")
    return Step(frozenset(sources.split("|")), target, text.startswith("?"))


def _moves(*rows: tuple[str, str, Duty, str, str, str]) -> tuple[Move, ...]:
    return tuple(
        Move(kind, action, duty, _step(budget), _step(cost), tuple(needs.split()))
        for kind, action, duty, budget, cost, needs in rows
    )


# kind, action, duty, budget track, cost track, needs. Names marked in docs/compatibility.md as
# "inferred" are ours; the vendor publishes no full list (autodesk.md §2.5).
MOVES: tuple[Move, ...] = _moves(
    ("pco", "open", "prepare", "draft > open", "draft > open", ""),
    ("pco", "budgetOpen", "prepare", "draft > open", "", ""),
    ("pco", "costOpen", "prepare", "", "draft > open", ""),
    ("pco", "acceptedToSubmit", "undo", "accepted > submitted", "", ""),
    ("pco", "forceResubmit", "send", "rejected|no_charge > submitted", "?rejected > open", ""),
    ("pco", "reopen", "undo", "void > open", "?void > open", ""),
    ("pco", "submit", "send", f"{_EXPOSED}|pricing|pending > submitted", "", ""),
    ("pco", "accept", "decide", f"{_WAITING} > accepted", "", ""),
    ("pco", "requestPricing", "send", "", f"{_EXPOSED} > pricing", ""),
    ("pco", "propose", "answer", "", "pricing|pending > proposed", ""),
    ("pco", "acceptCost", "decide", "", f"{_PRICED} > accepted", ""),
    ("pco", "revise", "decide", f"{_WAITING} > revising", "", ""),
    ("pco", "reviseCost", "decide", "", f"{_PRICED}|accepted > revising", ""),
    ("pco", "reject", "decide", f"{_WAITING}|accepted > rejected", f"?{_UNSIGNED} > rejected", ""),
    (
        *("pco", "void", "undo", f"draft|pricing|{_EXPOSED} > void"),
        *(f"draft|pricing|{_EXPOSED}|proposed > void", "no_associations"),
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
    ("rco", "forceResubmit", "send", "rejected|no_charge|void > submitted", "", "items_free"),
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
    ("oco", "forceResubmit", "send", "rejected|no_charge|void > submitted", "", "items_free"),
    ("oco", "approvedToSubmit", "undo", "approved > submitted", "", "latest_approved"),
    ("oco", "reject", "decide", f"{_WAITING}|accepted > rejected", "", ""),
    ("sco", "open", "prepare", "", "draft|rejected|no_charge|void > open", "items_free"),
    (
        *("sco", "send", "decide", "", f"{_EXPOSED}|pricing|{_PRICED} > approved"),
        "has_contract commitment_approved",
    ),
    ("sco", "submit", "send", "", f"{_EXPOSED}|pricing > in_review", ""),
    ("sco", "execute", "sign", "", "approved > executed", ""),
    ("sco", "recall", "undo", "", "in_review > open", ""),
    ("sco", "sentToOpen", "undo", "", "approved > open", "latest_approved"),
)

# Moves without an action: any state of the kind may be set directly where the vendor documents no
# machine (procore.md §3). What each needs, by what it leaves and what it enters.
TARGET_NEEDS: tuple[tuple[str, Phase | None, Phase | None, tuple[str, ...]], ...] = (
    ("leaving approved", "approved", None, ("latest_approved",)),
    ("entering approved", None, "approved", ("commitment_approved",)),
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
