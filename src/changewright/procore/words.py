"""Procore's words for the core's states: one table, read both ways (core-model.md §6).

Packages, requests and potential change orders share the words, on either side. The classic
resources lack `pending_billable`, which is for one tier (procore.md §1.5). Several states share a
word, so sending back the word that was shown is no move; any other word enters the one state that
its row names for the kind. Where a package decides, a state may read as another
(`UNTIL_APPROVED`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from changewright.core.errors import invalid
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
pending_billable pending        pending_billable all
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
    group: {word: state for state, _, word, whose in _ROWS if whose in ("all", group)}
    for group in ("order", "others")
}
"""Whose word → word → the state it enters."""

UNTIL_APPROVED: Mapping[str, str] = {"accepted": "pending"}
"""State → the state whose word stands for it where a package decides: none is approved there before
its package is (procore.md §1.2, §1.6)."""


def package_decides(kind: str, tiers: int, in_package: bool) -> bool:
    """Whether it takes a package to approve a document: one is itself, one holds it, or its side
    has one tier, where change order and package are one. A request is no part of that one."""
    tier = KIND[kind].tier
    return tier == 3 or in_package or (tier == 1 and tiers == 1)


def read_as(kind: str, state: str | None, tiers: int, in_package: bool = False) -> str:
    """The state whose word a document shows, in a package or in none, on a side of so many tiers.
    What has no state yet is a draft."""
    state = state or "draft"
    return UNTIL_APPROVED.get(state, state) if package_decides(kind, tiers, in_package) else state


def shown_as(
    shown: Mapping[str, str], kind: str, state: str | None, tiers: int, in_package: bool = False
) -> str:
    """The word of a document, as `read_as` reads it; `shown` is CLASSIC or NEWER."""
    return shown[read_as(kind, state, tiers, in_package)]


def states_shown(
    states: Iterable[str | None], kind: str, tiers: int, in_package: bool = False
) -> tuple[str | None, ...]:
    """The states that show the words of `states` on such a document, where `states` are all of
    `states_of` for the words that are asked for."""
    found = tuple(states)
    if not package_decides(kind, tiers, in_package):
        return found
    own = tuple(state for state in found if state not in UNTIL_APPROVED)
    return own + tuple(state for state, other in UNTIL_APPROVED.items() if other in found)


def states_of(shown: Mapping[str, str]) -> dict[str, tuple[str | None, ...]]:
    """Word → the states that show it; what has no state yet shows `draft`."""
    found: dict[str, tuple[str | None, ...]] = {}
    for state, word in shown.items():
        found[word] = (*found.get(word, ()), state)
    found[shown["draft"]] = (*found[shown["draft"]], None)
    return found


ACRONYMS: Mapping[str, str] = {"oco": "PCCO", "sco": "CCO", "rco": "COR", "scr": "COR"}
"""Kind → the acronym before the number of a package or request (procore.md §1.2)."""
_NUMBERED: Mapping[str, str] = {**ACRONYMS, "rfq": "RFQ", "event": "change event"}


def document_words(kind: str, number: str, contract_number: str | None) -> str:
    """A document as this door's clients know it. A potential change has a number for each contract
    that sees it, so none is told."""
    words = _NUMBERED.get(kind)
    return "a potential change order" if words is None else f"{words} #{contract_number or number}"


CLASSIC_STATES = states_of(CLASSIC)
NEWER_STATES = states_of(NEWER)


BILLABLE = "pending_billable"
"""The word that one tier alone knows."""


def target(
    kind: str,
    shown: str | None,
    word: str,
    tiers: int = 0,
    shown_in: Mapping[str, str] = CLASSIC,
    *,
    in_package: bool = False,
) -> str | None:
    """The state that `word` asks for, where the record is in `shown`; None: no move, as it shows
    that word. `tiers` are those of its side, which say nothing of what is new; `shown_in` are the
    words that the resource shows. Raises `Invalid` for what its package alone can approve."""
    if shown is not None and shown_as(shown_in, kind, shown, tiers, in_package) == word:
        return None
    state = ENTERED["order" if KIND[kind].tier == 3 else "others"][word]
    if in_package and tiers != 1 and state in UNTIL_APPROVED:
        raise invalid("status", "rule", "it is approved with the package that it is in")
    return state


def asked(
    kind: str, shown: str | None, word: str, tiers: int, *, in_package: bool = False
) -> str | None:
    """The same of the newer resources, whose word may be one that one tier alone knows."""
    state = target(kind, shown, word, tiers, NEWER, in_package=in_package)
    if state == BILLABLE and tiers != 1:
        detail = f"{BILLABLE} is for one change order tier; here there are {tiers}"
        raise invalid("status", "rule", detail)
    return state
