"""When a document, and each of its lines, was shown to the caller: what history may tell.

An audience that sees not all saw a document while it was sent, not private and under contracts of
theirs, and a line while it was on that document as well. Both are worked out revision by revision,
from the documents and contracts as they then were.
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
from changewright.work.visibility import sees_document, shows_item

R = TypeVar("R", bound=Record)

CONTRACTS: Mapping[type[Record], str] = {
    Contract: "contract_id",
    MainContract: "main_contract_id",
}
"""The nouns that decide besides the document itself, by the columns that name them."""
DECIDING = frozenset({"private", "company_id", "owner_company_id"})
"""Their columns that decide it."""


class Spans(msgspec.Struct, frozen=True):
    """The revisions at which something was shown to the caller: from, until (exclusive)."""

    spans: tuple[tuple[int, int | None], ...]

    def hold(self, revision: int) -> bool:
        return any(
            first <= revision and (last is None or revision < last) for first, last in self.spans
        )


ALWAYS = Spans(((0, None),))
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
        for entry in await read.journal.of_records(noun, ids) if ids else ():
            if entry.image is not None and (not entry.changed or DECIDING & {*entry.changed}):
                state = entry.revision, record_of(noun, entry.image)
                self._states[noun, entry.record_id].append(state)
                self.turns.add(entry.revision)

    async def get(self, noun: type[R], record_id: int, *, deleted: bool = False) -> R | None:
        """The record as it was at `revision`; one that is gone is still what it was."""
        states = self._states.get((noun, record_id), ())
        known = [record for revision, record in states if revision <= self.revision]
        return cast(R, known[-1]) if known else None


async def document_spans(context: Context, read: LedgerReader, entries: Sequence[Entry]) -> Spans:
    """When the document was shown, by all that happened to it."""
    if context.role.audience == "full":
        return ALWAYS
    states = _states(ChangeOrder, entries)
    then = await _then(read, (state for _, state in states))

    async def shown(document: ChangeOrder) -> bool:
        return await sees_document(then, context.role.name, context.company_id, document)

    return await _spans(states, then, shown)


async def line_spans(
    context: Context,
    read: LedgerReader,
    document: Spans,
    joined: Iterable[Membership],
    of_items: Iterable[Entry],
) -> dict[int, Spans]:
    """When each line was shown, by all that happened to it: while it was on the document, that was
    shown, and it was nobody else's."""
    item_of = {one.id: one.cost_item_id for one in joined}
    if context.role.audience == "full":
        return dict.fromkeys(item_of.values(), ALWAYS)
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in of_items:
        entries[entry.record_id].append(entry)
    states = {one: _states(CostItem, found) for one, found in entries.items()}
    then = await _then(read, (state for each in states.values() for _, state in each))

    async def shown(item: CostItem) -> bool:
        return await shows_item(then, context.role.name, context.company_id, item)

    held: dict[int, list[Spans]] = defaultdict(list)
    of_memberships = await read.journal.of_records(Membership, item_of) if item_of else []
    for membership_id, item_id in item_of.items():
        mine = [entry for entry in of_memberships if entry.record_id == membership_id]
        held[item_id].append(await _spans(_states(Membership, mine), Then(), _is_there))
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


async def _then(read: LedgerReader, records: Iterable[ChangeOrder | CostItem]) -> Then:
    """The contracts that some records named, whenever it was."""
    then, named = Then(), list(records)
    for noun, column in CONTRACTS.items():
        ids = {getattr(one, column, None) for one in named} - {None}
        await then.load(read, noun, cast("set[int]", ids))
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
    return Spans(tuple(span for each in several for span in each.spans))


def _both(left: Spans, right: Spans) -> Spans:
    found = []
    for first, until in left.spans:
        for begun, ended in right.spans:
            ends = [one for one in (until, ended) if one is not None]
            start, end = max(first, begun), min(ends) if ends else None
            if end is None or start < end:
                found.append((start, end))
    return Spans(tuple(found))
