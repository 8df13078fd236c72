"""The log as a file is the log on the screen."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.log.test_reading import loaded, read

from changewright.core.money import Decimal
from changewright.store.engine import Connection, Database
from changewright.web.log import export as log_export
from changewright.web.log.export import WRITING
from changewright.web.log.files import CsvFile, Heading, XlsxFile
from changewright.work.ledger import Ledger

QUERY = {
    "columns": "number,title,kind,state,contract,estimated,submitted,daysAsked,created",
    "filter": "kind:is:pco,oco,sco;submitted:filled",
    "sort": "-submitted,number",
    "group": "kind,phase",
}


async def table(client: httpx.AsyncClient, place: str, **query: str) -> list[list[str]]:
    reply = await client.get(f"{place}/log/export", params=query)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-disposition"].startswith("attachment; filename=")
    assert reply.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))


async def sheet(client: httpx.AsyncClient, place: str, **query: str) -> list[list[Any]]:
    reply = await client.get(f"{place}/log/export", params={"format": "xlsx", **query})
    assert reply.status_code == 200, reply.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(reply.content))
    return book.get_sheet_by_index(0).to_python()


async def test_the_file_equals_the_screen(
    ledger: Ledger, people: People, container: Container, web: httpx.AsyncClient, place: str
) -> None:
    await loaded(ledger, container, 150)
    screen = await read(web, f"{place}/log", **QUERY, limit="500", include="totals")
    groups = await read(web, f"{place}/log/groups", **QUERY)
    lines = await table(web, place, **QUERY)
    assert lines[0] == [
        *("Number", "Title", "Kind", "State", "Contract", "Estimated", "Submitted"),
        *("Days asked", "Created"),
    ]
    shown = iter(lines[1:])
    starts: dict[int, list[dict[str, Any]]] = {}
    for group in groups["groups"]:
        starts.setdefault(group["offset"], []).append(group)
    for place_in_list, row in enumerate(screen["results"]):
        for group in starts.get(place_in_list, ()):
            line = next(shown)
            assert line[0].endswith(f"({group['count']})")
            assert same(line[6], group["totals"][0]["submitted"])
        line = next(shown)
        assert line[:3] == [row["number"], row["title"], row["kind"].upper()]
        assert same(line[5], row["estimated"]) and same(line[6], row["submitted"])
        contract = row["contract"]
        assert line[4] == ("" if contract is None else f"{contract['code']} {contract['name']}")
    total = next(shown)
    assert total[0] == f"Total ({screen['total']})"
    assert same(total[6], screen["totals"][0]["submitted"])
    assert next(shown, None) is None
    cells = await sheet(web, place, **QUERY)
    assert len(cells) == len(lines)
    for line, row in zip(lines, cells, strict=True):
        assert [str(one) for one in row[:5]] == line[:5]
        assert [text(one) for one in row[5:7]] == [number(one) for one in line[5:7]]
    assert isinstance(cells[3][8], datetime) and isinstance(cells[3][6], float)


def same(text_: str, amount: str | None) -> bool:
    return text_ == "" if amount is None else Decimal(text_) == Decimal(amount)


def number(text_: str) -> str:
    try:
        return str(float(text_))
    except ValueError:
        return text_


def text(cell: Any) -> str:
    return str(cell)


async def test_nobody_exports_what_he_does_not_see(
    ledger: Ledger, people: People, container: Container, web: httpx.AsyncClient, place: str
) -> None:
    await loaded(ledger, container, 150)
    owner = people.clients["owner"]
    seen = await read(owner, f"{place}/log", limit="500")
    lines = await table(owner, place)
    assert [line[0] for line in lines[1:-1]] == [row["number"] for row in seen["results"]]
    assert 0 < seen["total"] < 150
    assert {"Estimated", "Committed", "Reason", "Contract"}.isdisjoint(lines[0])
    for columns in ("estimated", "number,committed", "court", "attachments"):
        refused = await owner.get(f"{place}/log/export", params={"columns": columns})
        assert refused.status_code == 400, columns
    lines = await table(people.clients["supplier"], place)
    assert lines == [lines[0], ["Total (0)", *[""] * (len(lines[0]) - 1)]]
    assert {"Estimated", "Submitted", "Approved", "Ball in court"}.isdisjoint(lines[0])


async def test_no_file_is_left_behind(
    web: httpx.AsyncClient, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    open_before = len(os.listdir("/proc/self/fd"))
    for name in ("csv", "xlsx") * 3:
        reply = await web.get(f"{place}/log/export", params={"format": name})
        assert len(reply.content) == int(reply.headers["content-length"]) > 0
    assert os.listdir(tmp_path) == []
    assert len(os.listdir("/proc/self/fd")) <= open_before + 2


async def test_a_file_holds_one_connection(
    ledger: Ledger,
    container: Container,
    web: httpx.AsyncClient,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await loaded(ledger, container, 20)
    held: list[int] = [0]
    taken, asking = Database.connection, asyncio.current_task()

    @asynccontextmanager
    async def counted(database: Database) -> AsyncIterator[Connection]:
        step = 1 if asyncio.current_task() is asking else 0
        async with taken(database) as connection:
            held.append(held[-1] + step)
            try:
                yield connection
            finally:
                held.append(held[-1] - step)

    monkeypatch.setattr(Database, "connection", counted)
    assert len(await table(web, place, columns="number,clock")) > 20
    assert max(held) == 1  # of the request itself; others may read beside it


async def test_so_many_files_are_written_at_once(
    web: httpx.AsyncClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        for _ in range(WRITING.maximum):
            stack.enter_context(WRITING.turn())
        refused = await web.get(f"{place}/log/export")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert refused.json()["type"] == "urn:changewright:problem:unavailable"
        assert (await web.get(f"{place}/log")).status_code == 200
    # One that fails gives its turn back too.
    monkeypatch.setattr(CsvFile, "rows", _full)
    for _ in range(WRITING.maximum + 1):
        assert (await web.get(f"{place}/log/export")).status_code == 500
    monkeypatch.undo()
    assert (await web.get(f"{place}/log/export")).status_code == 200


def _full(*_: object, **__: object) -> None:
    raise OSError("no space left")


@pytest.mark.parametrize(("name", "writer"), [("csv", CsvFile), ("xlsx", XlsxFile)])
async def test_a_file_that_fails_holds_nothing(
    web: httpx.AsyncClient,
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    writer: type[CsvFile],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(log_export, "_put", _full)
    opened: list[Any] = []
    made = writer.__init__

    def kept(self: Any, *arguments: Any) -> None:
        made(self, *arguments)
        opened.append(self._file if name == "csv" else self._sheet.row_data_fh)

    monkeypatch.setattr(writer, "__init__", kept)
    reply = await web.get(f"{place}/log/export", params={"format": name})
    assert reply.status_code == 500
    assert [file.closed for file in opened] == [True]
    assert os.listdir(tmp_path) == []


async def test_what_a_sheet_does_not_hold_is_said_before(
    ledger: Ledger,
    container: Container,
    web: httpx.AsyncClient,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await loaded(ledger, container, 20)
    address = f"{place}/log/export"
    query = {"format": "xlsx", "group": "kind"}
    rows = len(await sheet(web, place, group="kind"))
    monkeypatch.setattr(XlsxFile, "ROWS_MAXIMUM", rows)
    assert (await web.get(address, params=query)).status_code == 200
    monkeypatch.setattr(XlsxFile, "ROWS_MAXIMUM", rows - 1)
    monkeypatch.setattr(log_export, "_written", None)  # nothing is begun
    refused = await web.get(address, params=query)
    assert refused.status_code == 400
    (problem,) = refused.json()["problems"]
    assert (problem["field"], problem["code"]) == ("format", "range")
    assert str(rows) in problem["detail"]


async def test_bad_requests_for_a_file(web: httpx.AsyncClient, place: str) -> None:
    for query, field in (
        ({"format": "pdf"}, "format"),
        ({"format": "csv", "columns": "cost"}, "columns"),
        ({"format": "xlsx", "group": "title"}, "group"),
    ):
        reply = await web.get(f"{place}/log/export", params=query)
        assert reply.status_code == 400, reply.text
        assert [one["field"] for one in reply.json()["problems"]] == [field]


AT = datetime(2026, 11, 22, 7, 5)  # noqa: DTZ001 - files have local times
LONG = Decimal("12345678901234.5678")
CELLS = (
    *("=1+1", "+1", "-1", "@x", "\tx", 'say "hi", so', "line\nbreak", None, True, 7),
    *(Decimal("-1234.5000"), Decimal("0.1234"), LONG, date(2026, 11, 22)),
    *(AT, date(1899, 1, 1), 10**16),
)


@pytest.mark.parametrize("writer", [CsvFile, XlsxFile])
def test_no_text_is_a_formula_and_no_amount_is_rounded(tmp_path: Any, writer: Any) -> None:
    path = tmp_path / "table"
    file = writer(path, "A & B", [Heading(f"={n}", 100) for n in range(len(CELLS))])
    file.rows([CELLS], strong=True)
    file.close()
    if writer is CsvFile:
        (head, row) = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        assert row == [
            *("'=1+1", "'+1", "'-1", "'@x", "'\tx", 'say "hi", so', "line\nbreak", "", "yes", "7"),
            *("-1234.50", "0.1234", "12345678901234.5678", "2026-11-22", "2026-11-22 07:05"),
            *("1899-01-01", "10000000000000000"),
        ]
        assert head[0] == "'=0"
        return
    (names, cells) = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert cells == [
        *("=1+1", "+1", "-1", "@x", "\tx", 'say "hi", so', "line\nbreak", "", True, 7.0),
        *(-1234.5, 0.1234, "12345678901234.5678", date(2026, 11, 22)),
        *(AT, "1899-01-01", "10000000000000000"),
    ]
    assert names[0] == "=0"
