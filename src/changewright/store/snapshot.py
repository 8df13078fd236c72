"""Several statements that see one state of the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg.errors import Error

from .wire import Connection, wire_of

BEGIN = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
COMMIT = b"COMMIT"


@asynccontextmanager
async def snapshot(connection: Connection) -> AsyncIterator[None]:
    """What is read in the block is true of one moment."""
    wire = wire_of(connection)
    await wire.run(((BEGIN, ()),))
    try:
        yield
    finally:
        if not connection.closed:
            try:
                await wire.run(((COMMIT, ()),))  # which ends a failed transaction as well
            except Error:
                await connection.close()
