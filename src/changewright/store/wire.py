"""Statements in one round trip: prepared once per connection, sent together, answered together.

The driver's cursors cost more than the database on small statements, so the ledger's hot path
speaks to libpq's pipeline directly (psycopg.pq). Parameters go as text, whose types the server
infers from the statement, so that a text is prepared once whatever its values; results come back
binary and are read by the driver's own loaders.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import Error, InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

Connection: TypeAlias = AsyncConnection[tuple[Any, ...]]
Parameter: TypeAlias = bytes | None
Step: TypeAlias = tuple[bytes, Sequence[Parameter]]
T = TypeVar("T")

# Texts vary only with the shape of a question, so this is never reached by the ledger itself.
PREPARED_MAXIMUM = 1000


def text(value: Any) -> Parameter:
    """A scalar or a list as a parameter in text form, whatever type the statement gives it."""
    if value is None:
        return None
    if value.__class__ is str:
        return value.encode()
    if value.__class__ is bool:
        return b"t" if value else b"f"
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    if isinstance(value, (list, tuple, set, frozenset)):
        return array(value)
    return str(value).encode()


def array(values: Iterable[Any]) -> bytes:
    """`{1,2,3}`: a list as the text of a PostgreSQL array."""
    return ("{" + ",".join([_element(value) for value in values]) + "}").encode()


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if value.__class__ is int:
        return str(value)
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    written = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{written}"'


class Wire:
    """One connection's prepared statements and its pipeline. Get it by `wire_of(connection)`.

    It prepares only where it is told that the session stays the same and is nobody else's to
    deallocate: on the pool's own connections (`Database`), on which the driver prepares nothing.
    """

    def __init__(self, connection: Connection, *, prepares: bool = False) -> None:
        # Not the connection itself: it is the key this object hangs on.
        self._pgconn = connection.pgconn
        self._close = connection.pgconn.finish
        # The map, not the connection: instants then load as UTC, and nothing holds the connection.
        self._transformer = Transformer(connection.adapters)
        self._prepares = prepares
        self._names: dict[bytes, bytes] = {}
        self._named = 0

    async def run(self, steps: Sequence[Step]) -> list[PGresult]:
        """All steps in one round trip; their results in order.

        Outside a transaction the steps are one. Raises the driver's error of the first step that
        failed; those after it were not executed, and an open transaction wants its ROLLBACK.
        Whatever else goes wrong, cancellation included, closes the connection.
        """
        was_idle = self._pgconn.transaction_status == TransactionStatus.IDLE
        try:
            return await self._run(steps)
        except InvalidSqlStatementName:
            # Somebody deallocated the session's statements: a DISCARD ALL, a pooler's reset.
            self._names.clear()
            if not was_idle:
                raise
            if self._pgconn.transaction_status != TransactionStatus.IDLE:
                await self._run(((b"ROLLBACK", ()),))
        return await self._run(steps)

    async def rows(
        self, statement: bytes, parameters: Sequence[Parameter], make: Callable[[Sequence[Any]], T]
    ) -> list[T]:
        """One statement's rows, each given to `make`."""
        (result,) = await self.run(((statement, parameters),))
        return self.read(result, make)

    def read(self, result: PGresult, make: Callable[[Sequence[Any]], T]) -> list[T]:
        """The rows of a result, each given to `make` as a tuple."""
        transformer = self._transformer
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, make)

    async def _run(self, steps: Sequence[Step]) -> list[PGresult]:
        try:
            answers = await self._exchange(self._send(steps))
        except BaseException:
            self._close()
            raise
        results: list[PGresult] = []
        failed: PGresult | None = None
        for name, result in answers:
            if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED):
                if name is not None:
                    self._names = {
                        known: other for known, other in self._names.items() if other != name
                    }
                if failed is None:
                    failed = result
            elif name is None:
                results.append(result)
        if failed is not None:
            raise error_from_result(failed)
        return results

    def _send(self, steps: Sequence[Step]) -> list[bytes | None]:
        """Queue the steps; for each answer to come: the name being prepared, or None for a step."""
        pgconn = self._pgconn
        pgconn.nonblocking = 1
        pgconn.enter_pipeline_mode()
        expected: list[bytes | None] = []
        names = self._names
        for statement, parameters in steps:
            name = names.get(statement)
            if name is None:
                if not self._prepares or len(names) >= PREPARED_MAXIMUM:
                    pgconn.send_query_params(statement, parameters, result_format=Format.BINARY)
                    expected.append(None)
                    continue
                self._named += 1
                name = names[statement] = b"cw_%d" % self._named
                pgconn.send_prepare(name, statement)
                expected.append(name)
            pgconn.send_query_prepared(name, parameters, result_format=Format.BINARY)
            expected.append(None)
        pgconn.pipeline_sync()
        return expected

    async def _exchange(self, expected: list[bytes | None]) -> list[tuple[bytes | None, PGresult]]:
        """Send what is queued and gather the answers up to the sync point."""
        pgconn = self._pgconn
        answers: list[tuple[bytes | None, PGresult]] = []
        while True:
            await self._ready(pgconn.flush() == 1)
            pgconn.consume_input()
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    if pgconn.status == ConnStatus.BAD:
                        raise OperationalError("the connection was lost")
                    continue
                if result.status == ExecStatus.PIPELINE_SYNC:
                    pgconn.exit_pipeline_mode()
                    return answers
                if len(answers) == len(expected):
                    raise error_from_result(result)
                answers.append((expected[len(answers)], result))

    async def _ready(self, is_unsent: bool) -> None:
        """Wait until there is something to read, or room to write what is unsent."""
        loop = asyncio.get_running_loop()
        socket = self._pgconn.socket
        future: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not future.done():
                future.set_result(None)

        loop.add_reader(socket, wake)
        if is_unsent:
            loop.add_writer(socket, wake)
        try:
            await future
        finally:
            loop.remove_reader(socket)
            if is_unsent:
                loop.remove_writer(socket)


_wires: WeakKeyDictionary[Connection, Wire] = WeakKeyDictionary()


def wire_of(connection: Connection) -> Wire:
    """The connection's wire, the same as long as the connection lives."""
    wire = _wires.get(connection)
    if wire is None:
        wire = _wires[connection] = Wire(connection)
    return wire


def bring_wire(connection: Connection, wire: Wire) -> None:
    """Let `wire_of` find this wire for something that stands for a connection."""
    _wires[connection] = wire


__all__ = [
    "Connection",
    "Error",
    "Parameter",
    "Step",
    "Wire",
    "array",
    "bring_wire",
    "text",
    "wire_of",
]
