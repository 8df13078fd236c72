"""How far a synthetic change has come, worked out once per pattern by the core itself.

A pattern is a short history of one potential change whose items move alike. Playing it through
`core.propagation` gives the states and amounts that real work would have left, so bulk data is as
consistent as work done step by step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.book import AMOUNTS, Book
from changewright.core.kinds import KIND, SCOPES
from changewright.core.lifecycle import find_move, targets
from changewright.core.money import Decimal
from changewright.core.propagation import attach, enter
from changewright.core.records import ChangeOrder, CostItem

NOWHEN = datetime(2000, 1, 1, tzinfo=UTC)
PRICED = "$"
"""`$proposed`: the items get that amount."""
NEXT = "+"
"""`+rfq`: the next document is made and takes the items."""

_QUOTED = "pco:open +rfq rfq:open rfq:submit"
_PRICED = f"{_QUOTED} $proposed rfq:submit"
_TAKEN = f"{_PRICED} rfq:accept"
_ASKED = f"{_TAKEN} +rco $submitted rco:open rco:submit"
_AGREED = f"{_ASKED} rco:accept"
_ORDERED = f"{_AGREED} +oco oco:open oco:submit oco:approve"
_SENT = f"{_ORDERED} +sco sco:open sco:send"
_LETTER = "pco:open pco:requestPricing $proposed pco:propose pco:acceptCost"

# Of a thousand changes how many, their scope, and what happened to them.
PATTERNS: tuple[tuple[int, str, str], ...] = (
    (100, "out", ""),
    (300, "out", "pco:open"),
    (80, "out", "pco:open pco:void"),
    (60, "out", _QUOTED),
    (60, "out", _PRICED),
    (50, "out", _TAKEN),
    (50, "out", _ASKED),
    (20, "out", f"{_ASKED} rco:revise"),
    (30, "out", f"{_ASKED} rco:reject"),
    (50, "out", _AGREED),
    (20, "out", f"{_AGREED} +oco oco:open oco:submit"),
    (30, "out", _ORDERED),
    (20, "out", _SENT),
    (30, "out", f"{_SENT} oco:execute sco:execute"),
    (20, "in", f"{_LETTER} +sco sco:open"),
    (30, "in", f"{_LETTER} +sco sco:open sco:send"),
    (50, "in", f"{_LETTER} +sco sco:open sco:send sco:execute"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pattern leaves: `documents` are (kind, budget state, cost state) in the order made,
    the potential change first; `amounts` the columns its items have, with `filled` those that
    approval filled in."""

    scope: str
    documents: tuple[tuple[str, str | None, str | None], ...]
    budget_state: str
    cost_state: str
    amounts: frozenset[str]
    filled: frozenset[str]


def outcome(scope: str, history: str) -> Outcome:
    """Play a history on one item."""
    book = Book((), (), (), revision=0)
    active_budget, active_cost = SCOPES[scope]
    book.items[1] = CostItem(
        **_stamps(1),
        number="1",
        name="item",
        scope=scope,
        active_budget=active_budget,
        active_cost=active_cost,
        estimated=Decimal("1.0000"),
    )
    made = {"pco": _make(book, "pco", scope, 1)}
    for word in history.split():
        book.revision += 1
        if word.startswith(NEXT):
            kind = word.removeprefix(NEXT)
            made[kind] = _make(book, kind, scope, len(made) + 1)
        elif word.startswith(PRICED):
            column = word.removeprefix(PRICED)
            book.items[1] = msgspec.structs.replace(book.items[1], **{column: Decimal("1.0000")})
        else:
            kind, _, action = word.partition(":")
            document = book.documents[made[kind]]
            enter(book, document.id, targets(find_move(document, action), document))
    item = book.items[1]
    documents = (book.documents[number] for number in made.values())
    return Outcome(
        scope=scope,
        documents=tuple((one.kind, one.budget_state, one.cost_state) for one in documents),
        budget_state=item.budget_state,
        cost_state=item.cost_state,
        amounts=frozenset(name for name in AMOUNTS if getattr(item, name) is not None),
        filled=frozenset(
            name for name in ("approved", "committed") if getattr(item, f"{name}_filled")
        ),
    )


def _make(book: Book, kind: str, scope: str, number: int) -> int:
    tracks = KIND[kind].tracks
    book.documents[number] = ChangeOrder(
        **_stamps(number),
        kind=kind,
        number=str(number),
        name=kind,
        scope=scope,
        contract_id=1,
        budget_state="draft" if "budget" in tracks else None,
        cost_state="draft" if "cost" in tracks else None,
    )
    attach(book, number, 1)
    return number


def _stamps(number: int) -> dict[str, Any]:
    return {
        "container_id": 1,
        "id": number,
        "uuid": UUID(int=number),
        "created_at": NOWHEN,
        "updated_at": NOWHEN,
    }


OUTCOMES: tuple[Outcome, ...] = tuple(outcome(scope, history) for _, scope, history in PATTERNS)
WEIGHTS: tuple[int, ...] = tuple(weight for weight, _, _ in PATTERNS)
LARGEST = max(len(each.documents) for each in OUTCOMES)
ALONE = next(place for place, each in enumerate(OUTCOMES) if len(each.documents) == 1)
"""A pattern of a single document, to come out at any size."""
