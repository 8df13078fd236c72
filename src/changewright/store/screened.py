"""A connection through which one person sees a project: private records that are kept from him are
not there, and sums are of what he sees.

As the past is read (`store/past`), so is this: a statement that reads gets the tables it names
shadowed by CTEs of the same names, so that every list, record, count, filter and sum of every door
is answered by the very statements that answer those who see all. The ids that are kept back stand
in the text, so nothing of it is prepared, and nothing of it costs those who see all anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec
from psycopg.pq.abc import PGresult

from changewright.core.catalogue import NOUNS
from changewright.core.money import Decimal
from changewright.core.records import Record
from changewright.core.records_sums import ProjectTotal

from .past import PastConnection, moment_of, names_in, shadowed, source_of
from .tables import JOURNAL, LEDGER_TABLES, columns_of
from .wire import Connection, Parameter, Step, Wire, bring_wire, text
from .withheld import HANGING, Withheld, condition, condition_of_image

Sums = Mapping[type[Record], Mapping[int, Mapping[str, Decimal | None]]]
"""Noun → id → column → amount. The one row of the project's totals stands under the id 0."""

_NOUN = {noun.TABLE: noun for noun in NOUNS}
_TABLES = tuple(table.name for table in LEDGER_TABLES if table is not JOURNAL)


class Screen(msgspec.Struct, frozen=True):
    """What is kept back, and what it is worth: `less` is taken off the sums that rows keep, the
    `totals` of documents take the place of those that they keep."""

    withheld: Withheld
    less: Sums
    totals: Sums


class ScreenedWire(Wire):
    """A connection's wire whose statements see what a person sees of a container, now or as it was
    at a revision."""

    def __init__(
        self, connection: Connection, container_id: int, screen: Screen, revision: int | None
    ) -> None:
        super().__init__(connection)
        self.container_id = container_id
        self._container = text(container_id)
        self._screen = screen
        self._revision = revision
        self._shadows: dict[tuple[str, int], str] = {}

    async def run(self, steps: Sequence[Step]) -> list[PGresult]:
        return await super().run([self._screened(*step) for step in steps])

    def _screened(self, statement: bytes, parameters: Sequence[Parameter]) -> Step:
        names = names_in(statement)
        place = len(parameters) + 1
        shadows = [
            shadow
            for name in (*_TABLES, JOURNAL.name)  # the journal last, as in the past
            if name in names and (shadow := self._shadow(name, place))
        ]
        if not shadows:
            return statement, parameters
        if not parameters or parameters[0] != self._container:
            raise RuntimeError("the screen was put before another container")
        told = () if self._revision is None else (text(self._revision),)
        return shadowed(statement, shadows), (*parameters, *told)

    def _shadow(self, name: str, place: int) -> str:
        known = self._shadows.get((name, place))
        if known is None:
            source = None if self._revision is None else source_of(name, place)
            known = self._shadows[name, place] = _shadow(self._screen, name, source)
        return known


def screened_connection(connection: Connection, container_id: int, screen: Screen) -> Connection:
    """A connection on which reads see what the screen lets through, over one that sees all of the
    present or of the past. A statement on it that writes, or that is about another container,
    raises RuntimeError."""
    beneath, revision = moment_of(connection)
    seen = cast(Connection, PastConnection(beneath))
    bring_wire(seen, ScreenedWire(beneath, container_id, screen, revision))
    return seen


def _shadow(screen: Screen, name: str, source: str | None) -> str:
    """A table behind the screen; empty where all of it is seen, as it is now."""
    if name == JOURNAL.name:
        body = _journal(screen, source or name)
    elif name in _NOUN:
        body = _rows(screen, _NOUN[name], source or name)
    else:
        body = ""
    if not body:
        body = source or ""
    return f"{name} AS NOT MATERIALIZED {body}" if body else ""


def _rows(screen: Screen, noun: type[Record], source: str) -> str:
    test = condition(screen.withheld, noun, "n")
    less, totals = screen.less.get(noun, {}), screen.totals.get(noun, {})
    if not test and not less and not totals:
        return ""
    columns, join = "n.*", ""
    if less:
        columns, join = _columns(noun, less, "n.{0} - COALESCE(w.{0}, 0)")
    elif totals:
        columns, join = _columns(
            noun, totals, "CASE WHEN w.of_id IS NULL THEN n.{0} ELSE w.{0} END"
        )
    tests = " AND ".join(filter(None, ("n.container_id = $1", test)))
    return f"(SELECT {columns} FROM {source} n{join} WHERE {tests})"


def _columns(
    noun: type[Record], amounts: Mapping[int, Mapping[str, Decimal | None]], told: str
) -> tuple[str, str]:
    """The columns of a noun with other amounts in some, and the join that brings these."""
    changed = sorted({name for each in amounts.values() for name in each})
    shown = ", ".join(
        f"{told.format(column.name)} AS {column.name}"
        if column.name in changed
        else f"n.{column.name}"
        for column in columns_of(noun)
    )
    rows = ", ".join(
        f"({record_id}::bigint, {', '.join(_amount(each.get(name)) for name in changed)})"
        for record_id, each in amounts.items()
    )
    on = "TRUE" if noun is ProjectTotal else "w.of_id = n.id"
    return shown, f" LEFT JOIN (VALUES {rows}) AS w (of_id, {', '.join(changed)}) ON {on}"


def _amount(amount: Decimal | None) -> str:
    return "NULL::numeric" if amount is None else f"{amount:f}::numeric"


def _journal(screen: Screen, source: str) -> str:
    """The journal, silent about what is kept back and about rows whose sums tell of it. Its entries
    stand, so that a moment is still found by them."""
    image = "convert_from(n.image, 'UTF8')::jsonb"
    cases = [
        f"WHEN n.noun = '{noun.TABLE}' AND NOT ({test}) THEN NULL"
        for noun in (*screen.withheld.ids, *HANGING)
        if (test := condition_of_image(screen.withheld, noun, image))
    ]
    for noun in (*screen.less, *screen.totals):
        own = {*screen.less.get(noun, ()), *screen.totals.get(noun, ())}
        test = f"n.record_id = ANY('{{{','.join(map(str, sorted(own)))}}}'::bigint[])"
        named = f"n.noun = '{noun.TABLE}'"
        cases.append(f"WHEN {named if noun is ProjectTotal else f'{named} AND {test}'} THEN NULL")
    silent = f"CASE {' '.join(cases)} ELSE n.image END"
    columns = ", ".join(
        {
            "image": "s.image",
            "changed": "CASE WHEN s.image IS NULL THEN '{}' ELSE n.changed END",
        }.get(column.name, f"n.{column.name}")
        + f" AS {column.name}"
        for column in JOURNAL.columns
    )
    return (
        f"(SELECT {columns} FROM {source} n CROSS JOIN LATERAL (SELECT {silent} AS image) s "
        "WHERE n.container_id = $1)"
    )
