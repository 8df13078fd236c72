"""Procore's words for the core's states: one table, read both ways (core-model.md §6).

Packages, requests and potential change orders share the words, on either side. The classic
resources lack `pending_billable`. Several states share a word, so sending back the word that was
shown is no move; any other word enters the one state that its row names for the kind.
"""

from __future__ import annotations

from collections.abc import Mapping

from changewright.core.kinds import KIND, STATE

# state, word of the classic resources, word of the newer ones, and whose word enters it:
# `all` kinds, `order`s alone, the `others`, or nobody's (`-`).
_TABLE = """
draft            draft          draft            all
pending          pending        pending          all
open             pending        pending          -
in_review        pending        pending          -
proposed         pending        pending          -
submitted        pending        pending          -
pending_billable pending        pending_billable -
pricing          pricing        pricing          all
not_pricing      not_pricing    not_pricing      all
revising         revised        revised          all
proceeding       proceeding     proceeding       all
not_proceeding   not_proceeding not_proceeding   all
accepted         approved       approved         others
answered         approved       approved         -
approved         approved       approved         order
executed         approved       approved         -
no_charge        no_charge      no_charge        all
rejected         rejected       rejected         all
void             void           void             all
contracted       approved       approved         -
"""

_ROWS = tuple(tuple(line.split()) for line in _TABLE.strip().splitlines())

CLASSIC: dict[str, str] = {STATE[state].name: word for state, word, _, _ in _ROWS}
"""State → word on packages, potential change orders and requests."""
NEWER: dict[str, str] = {STATE[state].name: word for state, _, word, _ in _ROWS}
"""State → word on prime and commitment change orders and on batches."""
CLASSIC_WORDS: tuple[str, ...] = tuple(dict.fromkeys(CLASSIC.values()))
NEWER_WORDS: tuple[str, ...] = tuple(dict.fromkeys(NEWER.values()))

ENTERED: dict[str, dict[str, str]] = {
    group: {word: state for state, word, _, whose in _ROWS if whose in ("all", group)}
    for group in ("order", "others")
}
"""Whose word → word → the state it enters."""


def states_of(shown: Mapping[str, str]) -> dict[str, tuple[str | None, ...]]:
    """Word → the states that show it; what has no state yet shows `draft`."""
    found: dict[str, tuple[str | None, ...]] = {}
    for state, word in shown.items():
        found[word] = (*found.get(word, ()), state)
    found[shown["draft"]] = (*found[shown["draft"]], None)
    return found


CLASSIC_STATES = states_of(CLASSIC)
NEWER_STATES = states_of(NEWER)


def target(kind: str, shown: str | None, word: str) -> str | None:
    """The state that `word` asks for, where the record shows the word of `shown`; None: no move."""
    if shown is not None and CLASSIC[shown] == word:
        return None
    return ENTERED["order" if KIND[kind].tier == 3 else "others"][word]
