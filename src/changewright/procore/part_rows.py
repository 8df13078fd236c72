"""The rows of parts out of a unit: as `store.read_parts` reads them from the database, but as they
will stand when the unit is committed.

Many records are read hop by hop together, so that a sync of a thousand asks no more often than a
request about one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from changewright.core.exchange import CONVERTED_PLACES, ONE
from changewright.core.money import Decimal, divide, multiply
from changewright.core.records import Record
from changewright.edge.fragments import Hop, Path, Value
from changewright.work.unit import LedgerReader

from .wire import as_read

Chain = tuple[Record | None, ...]
"""A record, and the row that each hop leads to."""
Rows = list[tuple[Any, ...]]


async def rows_on(read: LedgerReader, records: Sequence[Record], path: Path) -> dict[int, Rows]:
    """The rows of a part of each of these records of one noun, by the record's id."""
    rows: dict[int, Rows] = {record.id: [] for record in records}
    chains: list[Chain] = [(record,) for record in {each.id: each for each in records}.values()]
    for number, hop in enumerate(path.hops, 1):
        start = path.before(number)
        found = await _found(read, hop, [chain[start] for chain in chains])
        chains = [longer for chain in chains for longer in _continued(chain, start, hop, found)]
    shown = [chain for chain in chains if None not in chain[: path.depth + 1]]
    for hop_number, column in reversed(path.order):
        shown.sort(key=lambda chain: _sort_key(chain, hop_number, column))
    referred = [await _referred(read, shown, value) for value in path.values]
    for chain in shown:
        values = zip(path.values, referred, strict=True)
        row = tuple([_value(chain, value, others) for value, others in values])
        assert chain[0] is not None, "a chain begins with its record"
        rows[chain[0].id].append(row)
    return rows


async def _found(
    read: LedgerReader, hop: Hop, ends: Sequence[Record | None]
) -> dict[Any, list[Record]]:
    """The rows that a hop leads to, by the value that leads there."""
    keys = {key for end in ends if (key := getattr(end, hop.here, None)) is not None}
    if not keys:
        return {}
    wanted: Mapping[str, Any] = {hop.there: list(keys), **dict(hop.where)}
    found: dict[Any, list[Record]] = {}
    for row in await read.where(hop.noun, deleted=hop.even_deleted, **wanted):
        found.setdefault(getattr(row, hop.there), []).append(row)
    return found


def _continued(
    chain: Chain, start: int, hop: Hop, found: Mapping[Any, Sequence[Record]]
) -> list[Chain]:
    rows = found.get(getattr(chain[start], hop.here, None), ())
    return [(*chain, row) for row in rows] or [(*chain, None)]


def _sort_key(chain: Chain, hop: int, column: str) -> tuple[bool, Any]:
    value = getattr(chain[hop], column, None)
    return (value is None, value or 0)


async def _referred(
    read: LedgerReader, chains: Sequence[Chain], value: Value
) -> Mapping[int, Record]:
    """The records that a value's column refers to, by id."""
    if value.through is None:
        return {}
    ids = {own for chain in chains if (own := _own(chain, value)) is not None}
    return {each.id: each for each in await read.many(value.through, ids, deleted=True)}


def _own(chain: Chain, value: Value) -> Any:
    record = chain[value.of]
    for term in value.terms:
        found = getattr(record, term.column, None)
        if found is not None:
            brought = divide if term.is_divided else multiply
            return _at_rate(found, getattr(record, term.rate, None) if term.rate else None, brought)
    return None


def _at_rate(
    amount: Any, rate: Decimal | None, brought: Callable[[Decimal, Decimal, int], Decimal]
) -> Any:
    """As `store.read_rows` reads an amount at a rate, or divided by it."""
    return amount if not rate or rate == ONE else brought(amount, rate, CONVERTED_PLACES)


def _value(chain: Chain, value: Value, referred: Mapping[int, Record]) -> Any:
    own = _own(chain, value)
    if value.through is None or own is None:
        return as_read(own)
    other = referred.get(own)
    return None if other is None else as_read(getattr(other, value.wanted))
