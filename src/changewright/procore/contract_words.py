"""Procore's words for the states of contracts: one table, read both ways (core-model.md §7).

A form is work_order, purchase_order or prime. Several states may share a word: the word enters the
first of them, and sending back the word that was shown is no change. `executed` is a word beside
them: true on an approved contract is the state executed, elsewhere it is a flag that is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.core.errors import invalid

PRIME = "prime"

_COMMITMENTS = """
draft               | Draft             | Draft
pending             | Out For Bid       | Processing
inReview            | Out For Bid       | Processing
submitted           | Out For Bid       | Submitted
revise              | Out For Bid       | Processing
sent                | Out For Signature | Submitted
partially_received  | Out For Signature | Partially Received
received            | Out For Signature | Received
signed              | Approved          | Approved
executed            | Approved          | Approved
closed              | Complete          | Closed
terminated          | Terminated        | Closed
void                | Void              | Draft
"""
_PRIME = """
draft               | Draft
pending             | Out For Bid
review              | Out For Bid
out_for_signature   | Out For Signature
approved            | Approved
signed              | Approved
executed            | Approved
closed              | Complete
terminated          | Terminated
"""


def _read(table: str, *forms: str) -> dict[str, dict[str, str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return {form: {row[0]: row[place] for row in rows} for place, form in enumerate(forms, 1)}


WORDS: Mapping[str, Mapping[str, str]] = {
    **_read(_COMMITMENTS, WORK_ORDER, PURCHASE_ORDER),
    **_read(_PRIME, PRIME),
}
"""Form → state → word."""


def states_of(form: str) -> dict[str, tuple[str, ...]]:
    """Word → the states that it is shown for, for filters and bodies."""
    found: dict[str, tuple[str, ...]] = {}
    for state, word in WORDS[form].items():
        found[word] = (*found.get(word, ()), state)
    return found


STATES_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {form: states_of(form) for form in WORDS}
ENTERED: Mapping[str, Mapping[str, str]] = {
    form: {word: states[0] for word, states in rows.items()} for form, rows in STATES_OF.items()
}
"""Form → word → the state it enters."""

EVERY_COMMITMENT: Mapping[str, tuple[str, ...]] = {
    word: tuple(
        dict.fromkeys(
            state
            for form in (WORK_ORDER, PURCHASE_ORDER)
            for state in STATES_OF[form].get(word, ())
        )
    )
    for word in dict.fromkeys((*ENTERED[WORK_ORDER], *ENTERED[PURCHASE_ORDER]))
}
"""The words of both forms, for lists of both."""


def newer_word(word: str) -> str:
    """A word as v2.0 also writes it: `out_for_bid`."""
    return word.lower().replace(" ", "_")


def newer_words(states: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The words of a list under v2.0, in either spelling."""
    return {**states, **{newer_word(word): found for word, found in states.items()}}


EXECUTED = "executed"


def word_of(form: str, status: str) -> str:
    """What is shown for a state; a text that is no state is shown as a draft."""
    return WORDS[form].get(status, "Draft")


def entering(form: str, status: str | None, flag: bool, values: dict[str, Any]) -> dict[str, Any]:
    """A body's values with its status word and `executed` as columns.

    `status` and `flag` are the contract's as it stands; None: it is new. The caller has checked
    that the form has the word.
    """
    word = values.get("status")
    state = status or "draft"
    if word is not None and (status is None or word != word_of(form, status)):
        state = ENTERED[form][word]
    approved = ENTERED[form]["Approved"]
    executed = bool(values.get("executed_flag", flag or status == EXECUTED))
    if word_of(form, state) == "Approved":
        state = EXECUTED if executed else (approved if state == EXECUTED else state)
    rest = {name: value for name, value in values.items() if name != "status"}
    if state != status:
        rest |= {"status": state, "executed_flag": executed}
    elif "executed_flag" in rest:
        rest["executed_flag"] = executed
    return rest


def refuse_word(form: str, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` for a status that contracts of another form have."""
    word = values.get("status")
    if word is not None and word not in ENTERED[form]:
        words = ", ".join(ENTERED[form])
        raise invalid("status", "choice", f"status of a {form.replace('_', ' ')} is one of {words}")
