"""The page on states, drawn from the rows: diagrams, tables of moves, who may run them. Pure.

`python -m changewright.core.diagrams > docs/states.md` prints it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence

from .courts import COURTS, court_on
from .kinds import (
    DUTIES,
    KIND,
    KINDS,
    MOVES_OF,
    SCOPES,
    STANDS_FOR,
    STATE,
    STATES,
    TARGET_NEEDS,
    Kind,
    Move,
    Phase,
    Step,
    Track,
    states_on,
)
from .roles import ROLES, duties_of
from .rules import ITEM_FREEZES, REFUSALS

INTRODUCTION = """# States and moves

This page is printed from the rows of `core/kinds.py`, `core/rules.py` and `core/roles.py`:
`python -m changewright.core.diagrams > docs/states.md`.

A document has a state on each track its kind has: what the owner pays runs on the budget track,
what a supplier is paid on the cost track. Its cost items have a state on both, and sums read the
items' states alone, so an item on five documents counts once. A move brings the document's active
items along on its track; states then travel from the items to the earlier documents that hold
them:

- a potential change order shows the lowest rank of its own active items, and within a rank the
  state reached last; closed items count only where all are closed;
- a request leads its items: it is lifted by the order that holds them and otherwise follows only
  where they step back;
- an order, and a question to a supplier, keep the state they were moved to;
- only an order brings items into approved or out of it; a question to a supplier lowers nothing;
- the project's setting `status_cascade` says whether a forward move may lower items: `advance` no,
  `mirror` yes, and an item that is attached then takes the document's state too.

Where an item enters approved, an empty amount is filled: `approved` from submitted, else
estimated; `committed` from proposed, else estimated. Leaving approved empties what was filled."""

_SOURCE = re.compile(r"\A[\w-]+\.md §[\w.]+: ")

PHASE_MEANING: dict[Phase, str] = {
    "draft": "counts as draft",
    "exposed": "counts as exposed: being estimated or priced",
    "pending": "counts as pending: asked for, or agreed but not ordered",
    "approved": "counts as approved",
    "closed": "does not count",
}
DUTY_MEANING = {
    "prepare": "prepare",
    "send": "send on",
    "answer": "answer for the supplier",
    "decide": "decide",
    "sign": "sign",
    "undo": "take back",
}


def states_page() -> str:
    """The text of docs/states.md."""
    parts = [INTRODUCTION, _phases(), _kinds(), *(_kind(kind) for kind in KINDS if kind.tracks)]
    parts += [_direct(), _roles(), _courts(), _scopes(), _locks()]
    return "\n\n".join(parts) + "\n"


# -- the parts ------------------------------------------------------------------------------------


def _phases() -> str:
    rows = (
        (
            f"`{state.name}`",
            state.phase,
            "" if state.rank is None else str(state.rank),
            "no more" if state.locks_membership or state.phase == "closed" else "yes",
            " ".join(f"`{name}`" for name in STANDS_FOR.get(state.name, ())),
        )
        for state in STATES
    )
    meanings = "\n".join(f"- {phase}: {meaning}" for phase, meaning in PHASE_MEANING.items())
    columns = ("state", "phase", "rank", "items may join and leave", "shown instead")
    return (
        f"## States\n\nEach state lies in a phase, the column of money it counts in:\n\n{meanings}"
        f"\n\n{_table(columns, rows)}\n\n"
        "“Shown instead”: what a document shows that cannot be in the state of its items."
    )


def _kinds() -> str:
    columns = ("kind", "name", "tracks", "tier", "made from", "an item is on")
    rows = (
        (
            f"`{kind.name}`",
            kind.title,
            " and ".join(kind.tracks) or "none",
            str(kind.tier or ""),
            ", ".join(_source(source) for source in kind.sources),
            _how_many(kind),
        )
        for kind in KINDS
    )
    return f"## Kinds\n\n{_table(columns, rows)}"


def _source(source: str) -> str:
    since = "accepted" if KIND[source].yields_from > 1 else "open"
    return f"`{source}` once {since}"


def _how_many(kind: Kind) -> str:
    if not kind.single:
        return "any number"
    return "one live one per side" if len(kind.tracks) > 1 else "one live one"


def _kind(kind: Kind) -> str:
    parts = [f"## {kind.title} (`{kind.name}`)"]
    for track in kind.tracks:
        title = f"On the {track} track:\n\n" if len(kind.tracks) > 1 else ""
        parts.append(title + diagram(kind.name, track))
        beside = _beside(kind.name, track)
        if beside:
            named = ", ".join(f"`{state}`" for state in beside)
            parts.append(f"Entered by no action, only directly or with the items: {named}.")
    columns = ("action", "duty", *kind.tracks, "needs")
    parts.append(_table(columns, (_row(move, kind.tracks) for move in MOVES_OF[kind.name])))
    return "\n\n".join(parts)


def diagram(kind: str, track: Track) -> str:
    """The Mermaid state diagram of a track: the states that actions reach, and those actions.

    Actions from one state to another share an arrow. A note in the arrow says where the other
    track has to be in a certain state too.
    """
    drawn = _reached(kind, track)
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in MOVES_OF[kind]:
        step = move.step(track)
        if step is None or step.target is None:
            continue
        for source in _in_order(kind, track, step):
            if source in drawn:
                arrows.setdefault((source, step.target), []).append(move.action)
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for (source, target), actions in arrows.items():
        lines.append(f"    {source} --> {target}: {', '.join(dict.fromkeys(actions))}")
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _reached(kind: str, track: Track) -> list[str]:
    steps = (move.step(track) for move in MOVES_OF[kind])
    targets = {step.target for step in steps if step is not None}
    return [state for state in states_on(kind, track) if state == "draft" or state in targets]


def _beside(kind: str, track: Track) -> list[str]:
    reached = _reached(kind, track)
    return [state for state in states_on(kind, track) if state not in reached]


def _row(move: Move, tracks: Sequence[Track]) -> tuple[str, ...]:
    steps = (_step(move.kind, track, move.step(track)) for track in tracks)
    return (f"`{move.action}`", DUTY_MEANING[move.duty], *steps, _needs(move.needs))


def _step(kind: str, track: Track, step: Step | None) -> str:
    """`open, revising → submitted`; in brackets where the track may also stand elsewhere."""
    if step is None:
        return ""
    sources = ", ".join(_in_order(kind, track, step))
    if step.target is None:
        return f"is {sources}"
    text = f"{sources} → **{step.target}**"
    return f"({text})" if step.optional else text


def _in_order(kind: str, track: Track, step: Step) -> list[str]:
    return [state for state in states_on(kind, track) if state in step.sources]


def _needs(needs: Iterable[str]) -> str:
    return "; ".join(need.replace("_", " ") for need in needs)


def _direct() -> str:
    columns = ("when", "needs")
    rows = ((when, _needs(needs)) for when, _, _, needs in TARGET_NEEDS)
    meanings = "\n".join(
        f"- {name.replace('_', ' ')}: {_first_sentence(rule.__doc__ or '')}"
        for name, rule in REFUSALS.items()
    )
    return (
        "## Setting a state directly\n\n"
        "Procore documents no machine: any state of the kind can be set directly, with these "
        f"exceptions.\n\n{_table(columns, rows)}\n\nWhat is needed means:\n\n{meanings}"
    )


def _first_sentence(text: str) -> str:
    """A rule's own words, without the source that they begin with."""
    return _SOURCE.sub("", " ".join(text.split("\n\n")[0].split()))


def _roles() -> str:
    kinds = [kind.name for kind in KINDS if MOVES_OF[kind.name]]
    rows = ((role.name, *(_duties(role.name, kind) for kind in kinds)) for role in ROLES)
    columns = ("role", *(f"`{kind}`" for kind in kinds))
    return f"## Who may move what\n\n{_table(columns, rows)}"


def _duties(role: str, kind: str) -> str:
    held = duties_of(role, kind)
    if len(held) == len(DUTIES):
        return "all"
    return ", ".join(DUTY_MEANING[duty] for duty in DUTIES if duty in held)


def _courts() -> str:
    """Whose turn it is, by state and by the kinds and tracks that can be in it."""
    shown = [(kind, track) for kind in KINDS for track in kind.tracks]
    titles = [
        f"`{kind.name}`" + (f" {track}" if len(kind.tracks) > 1 else "") for kind, track in shown
    ]
    rows = [
        (
            f"`{state.name}`",
            *(
                court_on(kind.name, track, state.name) or "nobody"
                if state.name in states_on(kind.name, track)
                else "–"
                for kind, track in shown
            ),
        )
        for state in STATES
        if any(state.name in states_on(kind.name, track) for kind, track in shown)
    ]
    meanings = "\n".join(f"- {court}: {meaning}." for court, meaning in COURTS.items())
    return (
        "## Whose turn it is\n\nWhere a run of approval is open it is the approver's turn, and the "
        "mover's once all is approved; else it follows from the state. Of two tracks the one that "
        "is less far says it.\n\n"
        f"{meanings}\n\n{_table(('state', *titles), rows)}"
    )


def _scopes() -> str:
    rows = (
        (f"`{scope}`", "yes" if on_budget else "no", "yes" if on_cost else "no")
        for scope, (on_budget, on_cost) in SCOPES.items()
    )
    columns = ("scope", "active on the budget side", "active on the cost side")
    return f"## Scopes\n\n{_table(columns, rows)}"


def _locks() -> str:
    rows = (
        (when, ", ".join(f"`{column}`" for column in sorted(columns)))
        for when, columns in ITEM_FREEZES.items()
    )
    locking = ", ".join(f"`{name}`" for name, state in STATE.items() if state.locks_membership)
    return (
        "## Locks\n\n"
        "An approved document freezes all of its fields but bookkeeping and the contract of a "
        "track that is not approved. A cost item freezes by track:\n\n"
        f"{_table(('approved track', 'frozen columns'), rows)}\n\n"
        f"Items neither join nor leave a document that is closed or, on any track, in {locking}."
    )


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(columns)
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(states_page())
