"""Tables as files: CSV and XLSX, written row by row.

Amounts are exact in both: in CSV as plain digits, in XLSX as numbers as long as a spreadsheet keeps
all of their digits, else as text. No text is a formula: in CSV one that a spreadsheet would take
for one has an apostrophe before it, in XLSX it is written as what it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Protocol, TypeAlias

import msgspec
import xlsxwriter

from changewright.core.money import Decimal

Cell: TypeAlias = str | bool | int | Decimal | date | datetime | None

SPREADSHEET_DIGITS = 15
"""What a spreadsheet's numbers keep."""
FIRST_YEAR = 1900
CELL_LENGTH_MAXIMUM = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_PIXELS_OF_A_LETTER = 7


class Heading(msgspec.Struct, frozen=True):
    """A column of a table; its width is in pixels."""

    title: str
    width: int


class TableFile(Protocol):
    """A table being written. Closed, it is whole; let go of, it is nothing, and holds nothing."""

    def rows(self, rows: Iterable[Sequence[Cell]], *, strong: bool = False) -> None: ...

    def close(self) -> None: ...

    def let_go(self) -> None: ...


def plain_amount(value: Decimal) -> str:
    """`1234.50`, `0.1234`: all digits, and at least two places."""
    whole, _, places = f"{value:f}".partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


class CsvFile:
    """CSV as spreadsheets read it: UTF-8 with its mark, commas, CRLF."""

    ROWS_MAXIMUM: ClassVar[int | None] = None

    def __init__(self, path: Path, title: str, headings: Sequence[Heading]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow([_safe(each.title) for each in headings])

    def rows(self, rows: Iterable[Sequence[Cell]], *, strong: bool = False) -> None:
        self._writer.writerows([_csv(cell) for cell in row] for row in rows)

    def close(self) -> None:
        self._file.close()

    def let_go(self) -> None:
        self._file.close()


def _csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return plain_amount(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return _safe(cell) if isinstance(cell, str) else str(cell)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


class XlsxFile:
    """A workbook of one sheet, its rows on the disk as soon as they are written."""

    ROWS_MAXIMUM: ClassVar[int | None] = 1_048_576
    """What a sheet holds, its heading among them."""

    def __init__(self, path: Path, title: str, headings: Sequence[Heading]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet("Log")
        self._formats = {
            (name, strong): self._book.add_format({"num_format": number, "bold": strong})
            for name, number in _FORMATS.items()
            for strong in (False, True)
        }
        self._at = 0
        self._width = len(headings)
        self._dress(title, headings)
        self.rows([[each.title for each in headings]], strong=True)

    def _dress(self, title: str, headings: Sequence[Heading]) -> None:
        """Columns as wide as on the screen; printed across a page, its heading on each."""
        for place, each in enumerate(headings):
            self._sheet.set_column(place, place, max(6, each.width / _PIXELS_OF_A_LETTER))
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_header(f"&L{title.replace('&', '&&')}")
        self._sheet.set_footer("&R&P / &N")

    def rows(self, rows: Iterable[Sequence[Cell]], *, strong: bool = False) -> None:
        for row in rows:
            for place, cell in enumerate(row):
                self._write(place, cell, strong)
            self._at += 1

    def _write(self, place: int, cell: Cell, strong: bool) -> None:
        name, value = _shown(cell)
        form = self._formats[name, strong]
        if value is None:
            return
        if isinstance(value, date):
            self._sheet.write_datetime(self._at, place, value, form)
        elif isinstance(value, str):
            self._sheet.write_string(self._at, place, value[:CELL_LENGTH_MAXIMUM], form)
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._at, place, value, form)
        else:
            self._sheet.write_number(self._at, place, value, form)

    def close(self) -> None:
        self._book.close()

    def let_go(self) -> None:
        """The rows written so far lie in a file of the library's own, which it would put into the
        book on closing it."""
        rows = self._sheet.row_data_fh
        if rows is not None:
            rows.close()
            Path(self._sheet.row_data_filename).unlink(missing_ok=True)


_FORMATS = {
    "text": "@",
    "number": "0",
    "cents": "#,##0.00",
    "places": "#,##0.0000",
    "day": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}


def _shown(cell: Cell) -> tuple[str, Cell]:
    """How a cell is formatted, and as what it is written."""
    if isinstance(cell, Decimal):
        text = plain_amount(cell)
        if len(cell.normalize().as_tuple().digits) > SPREADSHEET_DIGITS:
            return "text", text
        return ("cents" if len(text.partition(".")[2]) == 2 else "places"), cell
    if isinstance(cell, date):
        if cell.year < FIRST_YEAR:
            return "text", cell.isoformat()
        return ("instant" if isinstance(cell, datetime) else "day"), cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        too_long = len(str(abs(cell))) > SPREADSHEET_DIGITS
        return ("text", str(cell)) if too_long else ("number", cell)
    return "text", cell


FILES: dict[str, tuple[type[CsvFile] | type[XlsxFile], str]] = {
    "csv": (CsvFile, "text/csv"),
    "xlsx": (XlsxFile, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""A format's writer and its type for a browser."""
