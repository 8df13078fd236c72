"""The engine over the grid: which moves a document offers, and which states they lead to.

What a move then does to the items and to the other documents is `propagation`'s; both are pure.
"""

from __future__ import annotations

from .book import state_of
from .errors import MoveNotAllowed
from .kinds import MOVES_OF, TARGET_NEEDS, TRACKS, Duty, Move, Phase, Track, phase_of, states_on
from .records import ChangeOrder


def fits(move: Move, document: ChangeOrder) -> bool:
    """Whether the states of `document` let `move` run; needs and duties are asked elsewhere."""
    moved = False
    for track in TRACKS:
        step = move.step(track)
        if step is None:
            continue
        if state_of(document, track) in step.sources:
            moved = moved or step.target is not None
        elif not step.optional:
            return False
    return moved


def moves(document: ChangeOrder, duties: frozenset[Duty]) -> list[Move]:
    """The moves with an action that the states allow to someone with `duties`, in table order."""
    return [
        move for move in MOVES_OF[document.kind] if move.duty in duties and fits(move, document)
    ]


def find_move(document: ChangeOrder, action: str) -> Move:
    """The row for `action` from here. Raises `MoveNotAllowed`, naming what could be done."""
    for move in MOVES_OF[document.kind]:
        if move.action == action and fits(move, document):
            return move
    offered = [move.action for move in MOVES_OF[document.kind] if fits(move, document)]
    raise MoveNotAllowed(
        f"{action} is not possible on this {document.kind} now; possible: "
        + (", ".join(dict.fromkeys(offered)) or "nothing")
    )


def targets(move: Move, document: ChangeOrder) -> dict[Track, str]:
    """The state each track enters by `move`; a track that does not move is left out."""
    entered: dict[Track, str] = {}
    for track in TRACKS:
        step = move.step(track)
        if step is None or step.target is None:
            continue
        if state_of(document, track) in step.sources:
            entered[track] = step.target
    return entered


def target_needs(document: ChangeOrder, track: Track, target: str) -> tuple[str, ...]:
    """What a direct change of state needs. Raises `MoveNotAllowed` for a state the kind lacks."""
    if target not in states_on(document.kind, track):
        raise MoveNotAllowed(f"a {document.kind} cannot be {target} on its {track} side")
    left, entered = phase_of(state_of(document, track)), phase_of(target)
    return tuple(
        need
        for _, leaves, enters, needs in TARGET_NEEDS
        if _is_phase(left, leaves, enters) and _is_phase(entered, enters, leaves)
        for need in needs
    )


def _is_phase(found: Phase | None, named: Phase | None, other: Phase | None) -> bool:
    """Whether a row of TARGET_NEEDS means the phase found: None is any but the row's other one."""
    return found != other if named is None else found == named
