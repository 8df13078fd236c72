"""When a document, and each of its lines, was shown to the caller: what history may tell.

An audience that sees not all saw a document while it was sent, not private and under contracts of
theirs, and a line while it was on that document as well. Both are worked out revision by revision,
from the documents and contracts as they then were, of which no entry is read that decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar, cast

import msgspec

from changewright.core.journal import Entry, record_of
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.context import Context
from changewright.work.unit import LedgerReader
from changewright.work.visibility import DECIDING, sees_document, shows_item

R = TypeVar("R", bound=Record)

ABOVE: Mapping[tuple[str, type[Record]], tuple[type[Contract | MainContract], str]] = {
    ("owner", ChangeOrder): (MainContract, "main_contract_id"),
    ("supplier", ChangeOrder): (Contract, "contract_id"),
    ("supplier", CostItem): (Contract, "contract_id"),
}
"""By audience the contracts that decide about records of a noun besides these themselves, and the
column that names them."""


class Spans(msgspec.Struct, frozen=True):
    """The revisions at which something was shown to the caller: from, until (exclusive). None of
    them touches another."""

    spans: tuple[tuple[int, int | None], ...]

    def hold(self, revision: int) -> bool:
        return any(
            first <= revision and (last is None or revision < last) for first, last in self.spans
        )


NEVER = Spans(())


class Then:
    """Contracts as they stood at one revision after another (`visibility.Getter`)."""

    def __init__(self) -> None:
        self.revision = 0
        self.turns: set[int] = set()
        """The revisions at which what decides about one of them changed."""
        self._states: dict[tuple[type[Record], int], list[tuple[int, Record]]] = defaultdict(list)

    async def load(self, read: LedgerReader, noun: type[Record], ids: Collection[int]) -> None:
        """Learn how some contracts stood."""
        for entry in await read.journal.deciding(noun, ids, DECIDING[noun]):
            assert entry.image is not None, "what was erased is not told"
            state = entry.revision, record_of(noun, entry.image)
            self._states[noun, entry.record_id].append(state)
            self.turns.add(entry.revision)

    async def get(self, noun: type[R], record_id: int, *, deleted: bool = False) -> R | None:
        """The record as it was at `revision`; one that is gone is still what it was."""
        states = self._states.get((noun, record_id), ())
        known = [record for revision, record in states if revision <= self.revision]
        return cast(R, known[-1]) if known else None

    async def where(self, noun: type[R], *, is_default: bool) -> list[R]:
        """Those that were there then and the project's default, or not."""
        ids = [record_id for of, record_id in self._states if of is noun]
        then = [await self.get(noun, record_id) for record_id in ids]
        there = [one for one in then if one is not None and one.deleted_at is None]
        return [one for one in there if getattr(one, "is_default", False) == is_default]


async def document_spans(context: Context, read: LedgerReader, document: ChangeOrder) -> Spans:
    """When a document was shown."""
    entries = await read.journal.deciding(ChangeOrder, [document.id], DECIDING[ChangeOrder])
    states = _states(ChangeOrder, entries)
    then = await _then(context, read, ChangeOrder, (state for _, state in states))

    async def shown(document: ChangeOrder) -> bool:
        return await sees_document(then, context.role.name, context.company_id, document)

    return await _spans(states, then, shown)


async def line_spans(
    context: Context,
    read: LedgerReader,
    document: Spans,
    lines: Mapping[int, CostItem],
    joining: Iterable[Entry],
) -> dict[int, Spans]:
    """When each line was shown: while it was on the document, that was shown, and it was nobody
    else's. `lines` by what joined them to it, `joining` is all that happened to that."""
    states: dict[int, list[tuple[int, CostItem]]] = defaultdict(list)
    ids = dict.fromkeys(one.id for one in lines.values())
    for entry in await read.journal.deciding(CostItem, ids, DECIDING[CostItem]):
        states[entry.record_id] += _states(CostItem, [entry])
    then = await _then(
        context, read, CostItem, (state for each in states.values() for _, state in each)
    )

    async def shown(item: CostItem) -> bool:
        return await shows_item(then, context.role.name, context.company_id, item)

    joined: dict[int, list[Entry]] = defaultdict(list)
    for entry in joining:
        joined[entry.record_id].append(entry)
    held: dict[int, list[Spans]] = defaultdict(list)
    for membership_id, item in lines.items():
        mine = _states(Membership, joined[membership_id])
        held[item.id].append(await _spans(mine, Then(), _is_there))
    return {
        one: _both(_both(document, _either(held[one])), await _spans(each, then, shown))
        for one, each in states.items()
    }


def _states(noun: type[R], entries: Iterable[Entry]) -> list[tuple[int, R]]:
    """The record after each entry, with its revision."""
    return [
        (entry.revision, record_of(noun, entry.image))
        for entry in entries
        if entry.image is not None
    ]


async def _then(
    context: Context, read: LedgerReader, noun: type[Record], records: Iterable[Record]
) -> Then:
    """The contracts that some records of a noun were under, whenever it was. What named none was
    under the project's default main contract, which any of them may have been."""
    then = Then()
    above = ABOVE.get((context.role.audience, noun))
    if above is not None:
        of, column = above
        ids: set[int | None] = {getattr(one, column) for one in records}
        if of is MainContract and None in ids:
            ids |= {one.id for one in await read.where(MainContract, deleted=True)}
        await then.load(read, of, cast("set[int]", ids - {None}))
    return then


async def _spans(
    states: Sequence[tuple[int, R]], then: Then, shown: Callable[[R], Awaitable[bool]]
) -> Spans:
    """When a record was shown, looked at wherever it or what decides about it changed."""
    if not states:
        return NEVER
    by_revision = dict(states)
    turns = sorted(by_revision.keys() | {one for one in then.turns if one > states[0][0]})
    spans: list[tuple[int, int | None]] = []
    since: int | None = None
    newest = states[0][1]
    for turn in turns:
        newest = by_revision.get(turn, newest)
        then.revision = turn
        is_shown = newest.deleted_at is None and await shown(newest)
        if is_shown and since is None:
            since = turn
        elif not is_shown and since is not None:
            spans.append((since, turn))
            since = None
    return Spans((*spans, (since, None)) if since is not None else tuple(spans))


async def _is_there(_: Membership) -> bool:
    return True


def _either(several: Iterable[Spans]) -> Spans:
    """The spans of all, those that touch as one."""
    found: list[tuple[int, int | None]] = []
    for since, until in sorted((span for each in several for span in each.spans), key=_since):
        last = found[-1] if found else None
        if last is None or (last[1] is not None and last[1] < since):
            found.append((since, until))
        else:
            ends = None if None in (last[1], until) else max(last[1] or 0, until or 0)
            found[-1] = last[0], ends
    return Spans(tuple(found))


def _since(span: tuple[int, int | None]) -> int:
    return span[0]


def _both(left: Spans, right: Spans) -> Spans:
    found = []
    for first, until in left.spans:
        for begun, ended in right.spans:
            ends = [one for one in (until, ended) if one is not None]
            start, end = max(first, begun), min(ends) if ends else None
            if end is None or start < end:
                found.append((start, end))
    return Spans(tuple(found))
