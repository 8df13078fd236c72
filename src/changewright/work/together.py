"""Deciding about many records with as few statements as about one.

What decides about a record reads what is around it. For a thousand records it would read a thousand
times. Here each is decided about until it waits for something to be read; when all wait, what they
wait for is read at once, each kind of question in one statement, and all go on from there. One
after another, on one connection: nothing runs beside anything else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator, Hashable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, Generic, TypeVar

import msgspec

from changewright.core.approvals import Teammate
from changewright.core.money import Decimal
from changewright.core.records import Record
from changewright.store.read_ledger import LedgerReader, OrdersOf

from .scene import Look

A = TypeVar("A")
R = TypeVar("R", bound=Record)
S = TypeVar("S")
T = TypeVar("T")

Ids = tuple[int, ...]
BIGINT_LIMIT = 1 << 63


async def together(
    read: LedgerReader,
    judge: Callable[[LedgerReader, S], Coroutine[Any, Any, T]],
    subjects: Iterable[S],
) -> list[T]:
    """What `judge` finds about each, in their order. It reads through the reader it is given, whose
    answers are those of `read`. Raises what it raises."""
    reader = _AskingReader(read)
    asking = [judge(reader, subject) for subject in subjects]
    found: dict[int, T] = {}
    answers: dict[int, Any] = dict.fromkeys(range(len(asking)))
    try:
        while answers:
            questions: dict[int, _Question[Any]] = {}
            for place, answer in answers.items():
                step = await _Step(asking[place], answer)
                if isinstance(step, _Question):
                    questions[place] = step
                else:
                    found[place] = step.value
            answers = await _answered(questions)
    finally:
        for each in asking:
            each.close()
    return [found[place] for place in range(len(asking))]


async def looking_together(
    scene: Look, judge: Callable[[Look, S], Coroutine[Any, Any, T]], subjects: Iterable[S]
) -> list[T]:
    """The same for what looks at a scene."""

    def judged(read: LedgerReader, subject: S) -> Coroutine[Any, Any, T]:
        return judge(msgspec.structs.replace(scene, read=read), subject)

    return await together(scene.read, judged, subjects)


class _Question(Generic[A]):
    """What somebody waits for. Those of one `shape` are asked at once: `ask` is given what each
    asks `about` and answers each, in their order."""

    def __init__(
        self, shape: Hashable, about: Any, ask: Callable[[Sequence[Any]], Awaitable[Sequence[A]]]
    ) -> None:
        self.shape, self.about, self.ask = shape, about, ask

    def __await__(self) -> Generator[Any, Any, A]:
        answer: A = yield self
        return answer


class _Done(msgspec.Struct, frozen=True):
    value: Any


class _Step:
    """One of those that run, up to its next question or its end. What it waits for besides, the
    loop is asked for as ever."""

    def __init__(self, running: Coroutine[Any, Any, Any], answer: Any) -> None:
        self._running, self._answer = running, answer

    def __await__(self) -> Generator[Any, Any, _Question[Any] | _Done]:
        go_on: Callable[[], Any] = partial(self._running.send, self._answer)
        while True:
            try:
                waits_for = go_on()
            except StopIteration as end:
                return _Done(end.value)
            if isinstance(waits_for, _Question):
                return waits_for
            try:
                go_on = partial(self._running.send, (yield waits_for))
            except BaseException as error:
                go_on = partial(self._running.throw, error)


async def _answered(questions: dict[int, _Question[Any]]) -> dict[int, Any]:
    """The answers, by the places of those who ask."""
    shapes: dict[Hashable, list[int]] = {}
    for place, question in questions.items():
        shapes.setdefault(question.shape, []).append(place)
    answers: dict[int, Any] = {}
    for places in shapes.values():
        found = await questions[places[0]].ask([questions[place].about for place in places])
        answers |= dict(zip(places, found, strict=True))
    return answers


class _AskingReader(LedgerReader):
    """A reader that waits for its answers until others of the same shape can be had with them."""

    def __init__(self, behind: LedgerReader) -> None:
        super().__init__(behind.connection, behind.container_id, behind.sight)
        self._behind = behind

    async def get(self, noun: type[R], record_id: int, *, deleted: bool = False) -> R | None:
        if not 0 <= record_id < BIGINT_LIMIT:
            return None
        found = await self.many(noun, (record_id,), deleted=deleted)
        return found[0] if found else None

    async def many(self, noun: type[R], ids: Iterable[int], *, deleted: bool = False) -> list[R]:
        wanted = tuple(dict.fromkeys(ids))

        async def ask(several: Sequence[Ids]) -> list[list[R]]:
            found = await self._behind.many(noun, chain.from_iterable(several), deleted=deleted)
            known = {record.id: record for record in found}
            return [[known[one] for one in each if one in known] for each in several]

        return await _Question(("many", noun, deleted), wanted, ask) if wanted else []

    async def where(
        self,
        noun: type[R],
        order: tuple[str, ...] = ("id",),
        limit: int | None = None,
        *,
        deleted: bool = False,
        **columns: Any,
    ) -> list[R]:
        """Questions that differ in the values of one column of integers alone are one."""
        column = next((name for name, value in columns.items() if _ids_in(value)), "")
        is_first = limit == 1 and type(columns.get(column)) is int and self.sight is None
        if limit is not None and (deleted or not is_first):
            column = ""  # how many of each is not how many of all
        fixed = {name: _fixed(value) for name, value in columns.items() if name != column}

        async def ask(several: Sequence[Ids]) -> list[list[R]]:
            asked = list(dict.fromkeys(chain.from_iterable(several)))
            if column and limit is not None:
                others = {name: columns[name] for name in fixed}
                found = await self._behind.first_of_each(noun, order, column, asked, **others)
            else:
                values = columns | {column: asked} if column else columns
                found = await self._behind.where(noun, order, limit, deleted=deleted, **values)
            return _shared_out(found, column, several)

        shape = ("where", noun, order, limit, deleted, column, tuple(fixed.items()))
        return await _Question(shape, _ids_in(columns.get(column)), ask)

    async def team(self) -> dict[int, Teammate]:
        return await self._same("team", (), self._behind.team)

    async def approved_orders(
        self,
        kind: str,
        contract_ids: Sequence[int | None],
        states: Sequence[str],
        but: Iterable[int],
    ) -> tuple[Decimal, int]:
        of: OrdersOf = tuple(contract_ids), frozenset(but)

        async def ask(several: Sequence[OrdersOf]) -> list[tuple[Decimal, int]]:
            return await self._behind.approved_orders_of_each(kind, states, several)

        return await _Question(("orders", kind, tuple(states)), of, ask)

    async def _same(self, what: str, asked: Hashable, ask: Callable[[], Awaitable[A]]) -> A:
        """Questions that do not differ are one."""

        async def ask_once(several: Sequence[Ids]) -> list[A]:
            return [await ask()] * len(several)

        return await _Question((what, asked), (), ask_once)


def _ids_in(value: Any) -> Ids:
    """The integers that a column is asked for, none where it is asked for anything else."""
    values = value if isinstance(value, (list, tuple, set, frozenset)) else (value,)
    return tuple(values) if all(type(one) is int for one in values) else ()


def _fixed(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else value


def _shared_out(found: list[R], column: str, several: Sequence[Ids]) -> list[list[R]]:
    """To each the rows of its values, in the order they were found in."""
    if not column:
        return [list(found) for _ in several]
    rows: dict[int, list[R]] = {}
    for record in found:
        rows.setdefault(getattr(record, column), []).append(record)
    answers = []
    for ids in several:
        wanted = set(ids)
        answers.append(
            list(rows.get(ids[0], ()))
            if len(wanted) == 1
            else [record for record in found if getattr(record, column) in wanted]
        )
    return answers
