"""The log as a file: exactly the rows, columns, groups and sums that the query shows."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from starlette.responses import StreamingResponse

from changewright.core.errors import Unavailable, invalid
from changewright.core.log_columns import ATTRIBUTE, LogColumn
from changewright.core.log_query import LogQuery
from changewright.core.money import Decimal
from changewright.edge.context import Answer, Context, Receive, Scope, Send
from changewright.edge.values import parse_instant
from changewright.work.log import Asking, LogRecord, LogSum, Section, Whole, read_whole

from ..reading import query_text, reading
from .enriching import clocks_of
from .files import FILES, Cell, CsvFile, Heading, TableFile, XlsxFile
from .handlers import asking_of, word_title
from .known import Known
from .rows import value_of

__all__ = ["export"]

NAME_LENGTH_MAXIMUM = 60
PIECE_BYTES = 256 * 1024
COURT, COURT_PERSON = "court", "courtPerson"
FILES_AT_ONCE = 3
"""Of the connections of a process, most are for whoever waits for a page."""


async def export(context: Context) -> Answer:
    """GET the log as a file. It is written to the disk first, so that no slow client holds the
    database up. Raises `Invalid`, `Unavailable` where as many are being written as may be."""
    name = query_text(context, "format") or "csv"
    if name not in FILES:
        raise invalid("format", "choice", f"format is of {', '.join(FILES)}")
    async with reading(context) as read:
        asking, known = await asking_of(context, read)
    shown = asking.query.columns
    asking = with_who_it_is(asking, known)
    writer, media = FILES[name]
    with WRITING.turn():
        async with aclosing(read_whole(context.services.ledger, asking)) as stream:
            whole = await anext(stream)
            assert isinstance(whole, Whole)
            table = _Table(context, known, shown, asking.query, whole)
            _check_fits(table, writer, name)
            file, size = await _written(table, writer, name, stream)
    called = f"{_file_name(context.project.name)}-log-{known.day}.{name}"
    headers = {
        "content-disposition": f'attachment; filename="{called}"',
        "content-length": str(size),
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }
    return FileResponse(file, headers, media)


def with_who_it_is(asking: Asking, known: Known) -> Asking:
    """Whose turn it is is told by who it is, on the screen too: their name is read besides."""
    columns = asking.query.columns
    names = {column.name for column in columns}
    if COURT not in names or COURT_PERSON in names or COURT_PERSON not in known.columns:
        return asking
    query = msgspec.structs.replace(asking.query, columns=(*columns, known.columns[COURT_PERSON]))
    return msgspec.structs.replace(asking, query=query)


class Turns:
    """How many files this process writes at once: each holds a connection of a few, and a thread
    besides."""

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self._taken = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn for the block. Raises `Unavailable` where there is none."""
        if self._taken >= self.maximum:
            raise Unavailable("Other files are being written; ask again a little later.")
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


WRITING = Turns(FILES_AT_ONCE)


class FileResponse(StreamingResponse):
    """A file that is closed however its sending ends, or if it never begins."""

    def __init__(self, file: BinaryIO, headers: Mapping[str, str], media: str) -> None:
        super().__init__(_pieces(file), headers=headers, media_type=media)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


def _check_fits(table: _Table, writer: type[CsvFile] | type[XlsxFile], name: str) -> None:
    """Raise `Invalid` before anything is written for what a file of the kind does not hold."""
    most, lines = writer.ROWS_MAXIMUM, table.line_count
    if most is not None and lines > most:
        detail = f"{name} holds {most} lines, these are {lines}; filter, or ask for csv"
        raise invalid("format", "range", detail)


async def _written(
    table: _Table,
    writer: type[CsvFile] | type[XlsxFile],
    name: str,
    stream: AsyncIterator[Whole | list[LogRecord]],
) -> tuple[BinaryIO, int]:
    """The table in a file of no folder, with its size in bytes."""
    path = await asyncio.to_thread(_empty_file, name)
    try:
        await _write(table, writer, path, stream)
        return await asyncio.to_thread(_taken, path)
    except BaseException:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        raise


def _taken(path: Path) -> tuple[BinaryIO, int]:
    """The file, open, and gone from its folder: whoever breaks off leaves nothing behind."""
    file = path.open("rb")
    path.unlink()
    return file, os.fstat(file.fileno()).st_size


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        yield piece


def _empty_file(name: str) -> Path:
    handle, path = tempfile.mkstemp(prefix="changewright-log-", suffix=f".{name}")
    os.close(handle)
    return Path(path)


def _file_name(text: str) -> str:
    return (
        re.sub(r"[^\w-]+", "-", text, flags=re.ASCII).strip("-")[:NAME_LENGTH_MAXIMUM] or "project"
    )


async def _write(
    table: _Table,
    writer: type[CsvFile] | type[XlsxFile],
    path: Path,
    stream: AsyncIterator[Whole | list[LogRecord]],
) -> None:
    """The rows in the order of the list, each group's line before its first."""
    file: TableFile = await asyncio.to_thread(writer, path, table.title, table.headings)
    try:
        await _write_rows(table, file, stream)
        await asyncio.to_thread(file.close)
    except BaseException:
        await asyncio.to_thread(file.let_go)
        raise


async def _write_rows(
    table: _Table, file: TableFile, stream: AsyncIterator[Whole | list[LogRecord]]
) -> None:
    sections = iter(table.whole.sections)
    following = next(sections, None)
    at = 0
    async for block in stream:
        assert isinstance(block, list)
        lines: list[tuple[bool, list[Cell]]] = []
        clocks = await table.clocks(block)
        for record in block:
            while following is not None and following.offset == at:
                lines += [(True, line) for line in table.group_lines(following)]
                following = next(sections, None)
            lines.append((False, table.line(record, clocks.get(record.id))))
            at += 1
        await asyncio.to_thread(_put, file, lines)
    totals = [(True, line) for line in table.total_lines()]
    await asyncio.to_thread(_put, file, totals)


def _put(file: TableFile, lines: Sequence[tuple[bool, Sequence[Cell]]]) -> None:
    for strong, line in lines:
        file.rows([line], strong=strong)


class _Table:
    """The log's rows as lines of a file. Where there are several currencies a column with that of
    the row follows, and amounts that are not in it are headed by theirs."""

    def __init__(
        self,
        context: Context,
        known: Known,
        columns: Sequence[LogColumn],
        query: LogQuery,
        whole: Whole,
    ) -> None:
        self.whole = whole
        self.title = context.project.name
        self._context = context
        self._known = known
        self._columns = columns
        self._read = query.columns
        self._levels = [key.column for key in query.group]
        self._has_currency = len({one.currency for one in whole.sums}) > 1
        self._sums = {column.name: place for place, column in enumerate(known.added)}
        labelled = [place for place, one in enumerate(columns) if one.name not in self._sums]
        self._label_at = labelled[0] if labelled else None
        self._has_clocks = any(column.type == "clock" for column in columns)

    @property
    def headings(self) -> list[Heading]:
        found = [Heading(self._title(column), column.width) for column in self._columns]
        if self._label_at is None:
            found.insert(0, Heading("", 160))
        if self._has_currency:
            found.append(Heading("Currency", 70))
        return found

    def _title(self, column: LogColumn) -> str:
        """What is not in the currency at the row's end says in which it is."""
        currency = self._known.scope.currency
        if not self._has_currency or not column.in_project_currency or currency is None:
            return column.title
        return f"{column.title} ({currency})"

    @property
    def line_count(self) -> int:
        """The heading, the rows, and the lines of groups and totals, one for each currency."""
        summed = (*(section.sums for section in self.whole.sections), self.whole.sums)
        return 1 + self.whole.total + sum(max(1, len(sums)) for sums in summed)

    async def clocks(self, block: Sequence[LogRecord]) -> Mapping[int, str]:
        if not self._has_clocks:
            return {}
        ids = [one.id for one in block]
        found = await clocks_of(self._context, self._known, self.whole.read, ids)
        return {one: f"{clock.title}, {clock.due}" for one, clock in found.items()}

    def line(self, record: LogRecord, clock: str | None) -> list[Cell]:
        found: dict[str, Cell] = {}
        for column, values in zip(self._read, record.values, strict=True):
            if column.type == "clock":
                found[column.name] = clock
            else:
                value = value_of(self._context, column, values)
                found[column.name] = None if value is None else self._cell(column, value)
        if found.get(COURT) is not None:
            found[COURT] = found.get(COURT_PERSON) or found[COURT]
        cells = [found[column.name] for column in self._columns]
        return self._framed(cells, None, record.currency)

    def group_lines(self, section: Section) -> Iterator[list[Cell]]:
        """What a group is, how many it has, and its subtotals, a line for each currency."""
        level = self._levels[len(section.path) - 1]
        name = self._group_name(level, section)
        label = f"{level.title}: {name} ({section.count})"
        return self._sum_lines(label, section.sums)

    def total_lines(self) -> Iterator[list[Cell]]:
        return self._sum_lines(f"Total ({self.whole.total})", self.whole.sums)

    def _group_name(self, level: LogColumn, section: Section) -> str:
        key = section.path[-1]
        if key is None:
            return "(none)"
        if level.type in ("person", "company"):
            party = value_of(self._context, level, (int(key),))
            return "(none)" if party is None else str(party.name)
        if section.title is not None:
            return section.title
        return str(_word(level, key)) if level.type == "word" else key

    def _sum_lines(self, label: str, sums: Sequence[LogSum]) -> Iterator[list[Cell]]:
        if not sums:
            yield self._framed([None] * len(self._columns), label, None)
        for one in sums:
            cells: list[Cell] = [
                one.sums[self._sums[column.name]] if column.name in self._sums else None
                for column in self._columns
            ]
            yield self._framed(cells, label, one.currency)

    def _framed(self, cells: list[Cell], label: str | None, currency: str | None) -> list[Cell]:
        if self._label_at is None:
            cells.insert(0, label)
        elif label is not None:
            cells[self._label_at] = label
        return [*cells, currency] if self._has_currency else cells

    def _cell(self, column: LogColumn, value: Any) -> Cell:
        if isinstance(value, datetime):
            return value.astimezone(self._known.zone).replace(tzinfo=None)
        shown = _CELLS.get(column.type)
        if shown is not None:
            return shown(column, value)
        if column.name.startswith(ATTRIBUTE):
            return self._attribute(column, value)
        return value  # type: ignore[no-any-return]

    def _attribute(self, column: LogColumn, text: str) -> Cell:
        """A custom attribute's text as what it says."""
        if column.type == "instant":
            instant = parse_instant(text)
            return text if instant is None else self._cell(column, instant)
        if column.type == "number" and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            return int(text) if column.attribute_type == "integer" else Decimal(text)
        return text


def _word(column: LogColumn, value: Any) -> Cell:
    if column.definition_id is not None:
        return str(value)
    if column.name == "kind":
        return str(value).upper()
    return WORDS.get((column.name, str(value))) or word_title(str(value))


WORDS: Mapping[tuple[str, str], str] = {(COURT, "mover"): "Whoever moves it"}
"""Words of the ledger that people are told otherwise."""
_CELLS: Mapping[str, Callable[[LogColumn, Any], Cell]] = {
    "word": _word,
    "person": lambda _, value: str(value.name),
    "company": lambda _, value: str(value.name),
    "contract": lambda _, value: f"{value.code} {value.name}",
    "mainContract": lambda _, value: f"{value.code} {value.name}",
    "changeOrder": lambda _, value: f"{value.kind.upper()} {value.number}",
}
"""What a cell of a type says, where it is not its value as it is."""
