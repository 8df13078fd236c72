"""Words for roles, records, documents and moves, as refusals tell them to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from .errors import Mention, Problem, Refusal
from .kinds import KIND
from .records import ChangeOrder

NAMED: Mapping[str, str] = {
    "face": "potential change order",
    "line": "line item",
    "main_contract_item": "line item",
    "schedule_of_value": "line item",
    "property_definition": "attribute",
    "property_value": "value of an attribute",
}
"""Tables whose rows people call otherwise."""

SET: Mapping[str, str] = {
    "accepted": "accept",
    "approved": "approve",
    "executed": "execute",
    "rejected": "reject",
    "void": "void",
}
"""What is done to a document that is set to a state, where one word says it."""


R = TypeVar("R", bound=Refusal)


def article(words: str) -> str:
    """The words with `a` or `an` before them."""
    return f"{'an' if words[:1] in tuple('aeiou') else 'a'} {words}"


def record_name(table: str) -> str:
    """What a row of this table is called."""
    return NAMED.get(table, table.replace("_", " "))


def document_name(kind: str) -> str:
    """What a document of this kind is called."""
    return KIND[kind].title.lower()


def mention(document: ChangeOrder) -> Mention:
    """A document as refusals name it: `OCO 0001`."""
    text = f"{document.kind.upper()} {document.number}"
    return Mention(text, document.kind, document.number, document.contract_number)


def naming(make: Callable[..., R], *pieces: str | ChangeOrder, field: str = "") -> R:
    """A refusal of a sentence in pieces, documents among them, so that each door can name those as
    its clients know them; about `field`, where one is given."""
    told = [piece if isinstance(piece, str) else mention(piece) for piece in pieces]
    detail = "".join(one if isinstance(one, str) else one.text for one in told)
    problems = (Problem(field, "rule", detail),) if field else ()
    return make(detail, *problems, mentions=tuple(one for one in told if isinstance(one, Mention)))


def moving(kind: str, state: str) -> str:
    """To set a document of this kind to a state, as what somebody does."""
    if state in SET:
        return f"{SET[state]} {article(document_name(kind))}"
    return f"set {article(document_name(kind))} to {state.replace('_', ' ')}"


def acting(kind: str, action: str) -> str:
    """To execute an action on a document of this kind; not all of their names are verbs."""
    if action.isalpha() and action.islower():
        return f"{action} {article(document_name(kind))}"
    return f"do {action} on {article(document_name(kind))}"
