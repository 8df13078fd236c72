"""Ball in court: who must act next on a document, and since when.

A table by kind, track and state. Where a run of approval waits, its open stage says who
(`work.approvals`); else the state does. Nobody must act on what is executed or closed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from .book import state_of
from .kinds import KIND, SCOPES, TRACKS, Track, phase_of, rank_of
from .records import ChangeOrder

Court = Literal["preparer", "supplier", "owner", "decider", "approver", "signer", "mover"]
COURTS: dict[str, str] = {
    "preparer": "whoever draws it: it is being prepared, priced or revised",
    "supplier": "the supplier: a price is asked for",
    "owner": "the owner: it was submitted",
    "decider": "whoever decides here: an answer has come, or a review is on",
    "approver": "those whom the approval policy names",
    "mover": "whoever moves it: every approval it needs is given",
    "signer": "whoever signs it: it is approved and not executed",
}

# State → court, by side; a kind's own row stands before those of its side.
_BUDGET: dict[str, Court] = {
    "draft": "preparer",
    "open": "preparer",
    "pricing": "preparer",
    "not_pricing": "preparer",
    "revising": "preparer",
    "in_review": "decider",
    "pending": "owner",
    "submitted": "owner",
    "proceeding": "owner",
    "not_proceeding": "owner",
    "pending_billable": "owner",
    "accepted": "preparer",
}
_COST: dict[str, Court] = {
    "draft": "preparer",
    "open": "preparer",
    "pricing": "supplier",
    "not_pricing": "preparer",
    "revising": "preparer",
    "in_review": "decider",
    "pending": "decider",
    "proposed": "decider",
    "proceeding": "decider",
    "not_proceeding": "decider",
    "pending_billable": "decider",
    "accepted": "preparer",
}
_OWN: dict[tuple[str, str], Court | None] = {
    ("rfq", "revising"): "supplier",
    ("rfq", "accepted"): None,  # answered: what follows is its potential change's
    ("oco", "accepted"): "owner",
    ("oco", "approved"): "signer",
    ("sco", "approved"): "signer",
}
_OF_SIDE: dict[Track, dict[str, Court]] = {"budget": _BUDGET, "cost": _COST}


def court_on(kind: str, track: Track, state: str | None) -> Court | None:
    """Whose turn it is on one track; None: nobody's."""
    if state is None:
        return None
    if (kind, state) in _OWN:
        return _OWN[kind, state]
    return _OF_SIDE[track].get(state)


def court_of(document: ChangeOrder) -> tuple[Court | None, Track | None]:
    """Whose turn it is by the document's states, and on which track.

    Of two tracks that one counts which is less far; of two as far, the one that waits for somebody
    else than the preparer, and the budget's before the cost's.
    """
    found: tuple[tuple[int, bool], Court, Track] | None = None
    for track in _touched(document):
        state = state_of(document, track)
        court = court_on(document.kind, track, state)
        if court is None or state is None:
            continue
        key = (rank_of(state) or 0, court == "preparer")
        if found is None or key < found[0]:
            found = key, court, track
    return (None, None) if found is None else (found[1], found[2])


def _touched(document: ChangeOrder) -> tuple[Track, ...]:
    """The tracks that count: those of its scope where a kind has both."""
    tracks = KIND[document.kind].tracks
    if len(tracks) < 2:
        return tracks
    touched = tuple(
        track
        for track, is_touched in zip(TRACKS, SCOPES[document.scope], strict=True)
        if is_touched
    )
    live = tuple(track for track in touched if phase_of(state_of(document, track)) != "closed")
    return live or touched or tracks


def placed(document: ChangeOrder, since: datetime) -> ChangeOrder:
    """A document with the court that follows from its states alone, where it has none yet."""
    court, _ = court_of(document)
    if document.court is not None or court is None:
        return document
    return msgspec.structs.replace(document, court_since=since, **columns_of(document, court))


def columns_of(document: ChangeOrder, court: Court | None) -> dict[str, Any]:
    """The columns of a court that no approval says anything about, but for its instant."""
    is_preparer = court == "preparer"
    is_asked = court in ("supplier", "owner")
    return {
        "court": court,
        "court_person_id": (document.owner_id or document.created_by) if is_preparer else None,
        "court_company_id": document.company_id if is_asked else None,
        "court_due": document.response_due if is_asked else None,
    }


def days_in_court(since: datetime | None, now: datetime) -> int | None:
    """Whole days since then: the court's clock, counted from a given instant."""
    if since is None:
        return None
    return max(0, (now - since).days)
