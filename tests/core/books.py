"""A desk to tell stories at: documents and items in a `Book`, moved as the work layer moves them.

Pure: no clock, no database. Names stand for ids, revisions count the moves.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from changewright.core.book import AMOUNTS, Book, is_closed, membership_locked, rivals, state_of
from changewright.core.kinds import DUTIES, KIND, Track
from changewright.core.lifecycle import find_move, moves, target_needs, targets
from changewright.core.money import Decimal
from changewright.core.propagation import attach, detach, enter
from changewright.core.records import ChangeOrder, CostItem
from changewright.core.rules import Situation, holds, require

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def a_document(kind: str, number: int = 1, **fields: Any) -> ChangeOrder:
    """A document in draft on the tracks its kind has."""
    values: dict[str, Any] = {
        "container_id": 1,
        "id": number,
        "uuid": UUID(int=number),
        "created_at": AT,
        "updated_at": AT,
        "kind": kind,
        "number": f"{number:04d}",
        "name": kind,
    }
    values |= {f"{track}_state": "draft" for track in KIND[kind].tracks}
    return ChangeOrder(**(values | fields))


def an_item(number: int = 1, **fields: Any) -> CostItem:
    """A cost item in draft on both tracks, active on both. Amounts may be given as text."""
    values: dict[str, Any] = {
        "container_id": 1,
        "id": number,
        "uuid": UUID(int=number),
        "created_at": AT,
        "updated_at": AT,
        "number": f"{number:04d}",
        "name": "item",
    }
    for name, value in fields.items():
        is_text = isinstance(value, str) and name in AMOUNTS
        values[name] = Decimal(value) if is_text else value
    return CostItem(**values)


class Desk:
    """Documents and items by name. Each act is one revision."""

    def __init__(self, *, mirror: bool = False) -> None:
        self.book = Book([], [], [], revision=1, mirror=mirror)
        self._documents: dict[str, int] = {}
        self._items: dict[str, int] = {}

    # -- putting things on the desk ----------------------------------------------------------

    def draw(self, kind: str, name: str, *items: str, **fields: Any) -> None:
        """A new document `name`, with items attached; items named for the first time are made."""
        number = self._documents[name] = len(self._documents) + 1
        self.book.documents[number] = a_document(kind, number, **fields)
        for item in items:
            if item not in self._items:
                self.price(item)
            self.attach(name, item)

    def price(self, name: str, **fields: Any) -> None:
        """A new item `name`, or other amounts and fields on the one there is."""
        number = self._items.setdefault(name, len(self._items) + 1)
        self.book.items[number] = an_item(number, **fields)

    def attach(self, document: str, item: str) -> None:
        self.book.revision += 1
        attach(self.book, self._documents[document], self._items[item])

    def detach(self, document: str, item: str) -> None:
        self.book.revision += 1
        detach(self.book, self._documents[document], self._items[item])

    # -- moving --------------------------------------------------------------------------------

    def situation(self, document: str) -> Situation:
        number = self._documents[document]
        own = self.book.items_of[number]
        near = {other for item in own for other in self.book.documents_of[item]} - {number}
        neighbours = [self.book.documents[other] for other in sorted(near)]
        return Situation(
            document=self.book.documents[number],
            items=tuple(self.book.items[item] for item in own),
            neighbours=tuple(other for other in neighbours if not is_closed(other)),
        )

    def offered(self, document: str) -> list[str]:
        """The actions the document offers to someone with every duty."""
        from_here = self.situation(document)
        fitting = moves(self.document(document), frozenset(DUTIES))
        return [move.action for move in fitting if holds(move.needs, from_here)]

    def act(self, document: str, *actions: str) -> None:
        """Run actions one after another. Raises `MoveNotAllowed`."""
        for action in actions:
            now = self.document(document)
            move = find_move(now, action)
            require(move.needs, self.situation(document), action)
            self.book.revision += 1
            enter(self.book, now.id, targets(move, now))

    def set(self, document: str, track: Track, state: str) -> None:
        """Set a state directly, as Procore's clients do. Raises `MoveNotAllowed`."""
        now = self.document(document)
        require(target_needs(now, track, state), self.situation(document), state)
        self.book.revision += 1
        enter(self.book, now.id, {track: state})

    # -- looking --------------------------------------------------------------------------------

    def document(self, name: str) -> ChangeOrder:
        return self.book.documents[self._documents[name]]

    def item(self, name: str) -> CostItem:
        return self.book.items[self._items[name]]

    def states(self, *names: str) -> str:
        """`"open/pricing submitted"`: the states of documents or items, budget before cost."""
        return " ".join(self._state(name) for name in names)

    def _state(self, name: str) -> str:
        record = self.document(name) if name in self._documents else self.item(name)
        both = (state_of(record, "budget"), state_of(record, "cost"))
        return "/".join(state for state in both if state is not None)

    def amounts(self, name: str) -> str:
        """`"100 . . 120 ."`: estimated, proposed, submitted, approved, committed."""
        record = self.document(name) if name in self._documents else self.item(name)
        values = (getattr(record, amount) for amount in AMOUNTS)
        return " ".join("." if value is None else f"{value:f}" for value in values)

    def is_free_for(self, document: str, item: str) -> bool:
        """Whether the rules of membership let the item onto the document."""
        now, number = self.document(document), self._items[item]
        return (
            not membership_locked(now)
            and number not in self.book.items_of[now.id]
            and not rivals(self.book, now, number)
        )
