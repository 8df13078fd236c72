"""Reading very many rows at once: COPY in its binary form, read in a thread of its own.

The driver's own COPY costs more for each row than what is done with one here, so the rows are taken
from libpq as they come. While the thread waits for the network, it holds nobody up.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable, Iterator
from threading import Event
from typing import TypeVar

import msgspec
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from .wire import Connection

T = TypeVar("T")

# The signature, the flags, and the length of an extension that there never was.
HEADER_SIZE = 19
_TRAILER = b"\xff\xff"
_WAIT_SECONDS = 1.0


async def copied(
    connection: Connection, statement: bytes, read: Callable[[Iterator[bytes]], T]
) -> T:
    """What `read` makes of the rows of a `COPY … TO STDOUT (FORMAT binary)`.

    It runs in a thread, on a connection that nobody else uses meanwhile, and is given each row with
    the count of its fields before them. What it does not read is read past. Raises the driver's
    error; cancelled, it closes the connection.
    """
    stopped = Event()
    pgconn = connection.pgconn

    def run() -> T:
        rows = _rows(pgconn, statement, stopped)
        answer = read(rows)
        for _ in rows:
            pass
        return answer

    reading = asyncio.ensure_future(asyncio.to_thread(run))
    try:
        return await asyncio.shield(reading)
    except BaseException:
        stopped.set()
        await asyncio.wait((reading,))
        pgconn.finish()
        raise


def _rows(pgconn: PGconn, statement: bytes, stopped: Event) -> Iterator[bytes]:
    pgconn.send_query(statement)
    while pgconn.flush():
        select.select((), (pgconn.socket,), (), _WAIT_SECONDS)
    started = _result(pgconn, stopped)
    if started is None or started.status != ExecStatus.COPY_OUT:
        raise error_from_result(started) if started else RuntimeError("nothing was copied")
    take = pgconn.get_copy_data
    is_first = True
    while True:
        size, taken = take(1)
        if size < 0:
            break
        if size == 0:
            _wait(pgconn, stopped)
            continue
        row = bytes(taken)
        if is_first:
            is_first, row = False, row[HEADER_SIZE:]
        if len(row) > len(_TRAILER):
            yield row
    while (ended := _result(pgconn, stopped)) is not None:
        if ended.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(ended)


def _result(pgconn: PGconn, stopped: Event) -> PGresult | None:
    while pgconn.is_busy():
        _wait(pgconn, stopped)
    return pgconn.get_result()


def _wait(pgconn: PGconn, stopped: Event) -> None:
    """Until there is more to read."""
    while not stopped.is_set():
        ready, _, _ = select.select((pgconn.socket,), (), (), _WAIT_SECONDS)
        if ready:
            pgconn.consume_input()
            return
    raise RuntimeError("the reading was given up")


# -- reading everything once ----------------------------------------------------------------------


class Amount(msgspec.Struct, frozen=True):
    """How much was read."""

    rows: int = 0
    octets: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.rows + other.rows, self.octets + other.octets)


async def read_table(connection: Connection, container_id: int, table: str) -> Amount:
    """Read all rows of a container in one of the ledger's tables, and throw them away."""
    statement = (
        f"COPY (SELECT * FROM {table} WHERE container_id = {container_id}) "
        "TO STDOUT (FORMAT binary)"
    )
    return await copied(connection, statement.encode(), _amount)


def _amount(rows: Iterator[bytes]) -> Amount:
    count = octets = 0
    for row in rows:
        count += 1
        octets += len(row)
    return Amount(count, octets)
