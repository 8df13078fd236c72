"""The pool of database connections a worker lives on.

Connections are in autocommit mode: one statement is one round trip, and what belongs together is
put into `connection.transaction()` or a pipeline. The wire alone prepares statements: the driver,
after a rollback, would deallocate everybody's, also in the middle of a transaction of the wire's.
What goes through its cursors (sign-in, tokens, the directory) is small and seldom; those rows
come in text form, which it reads a fifth faster than binary for such columns.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from psycopg import InterfaceError, OperationalError
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from changewright.config.settings import Settings
from changewright.core.errors import Unavailable
from changewright.store.embedded import Urls
from changewright.store.wire import Connection, Wire, bring_wire

APPLICATION_NAME = "changewright"
POOL_WAIT_SECONDS = 15.0
POOL_QUEUE_MAXIMUM = 2000
OPEN_TIMEOUT_SECONDS = 30.0
IDLE_SECONDS = 300.0

# One statement for all of a session's settings, so that a new connection costs one round trip.
_SESSION = b"""
SELECT set_config('TimeZone', 'UTC', false),
       set_config('application_name', %s, false),
       set_config('statement_timeout', %s, false),
       set_config('lock_timeout', %s, false),
       set_config('idle_in_transaction_session_timeout', %s, false),
       set_config('jit', 'off', false)
"""
_NOT_WAITING = b"SET synchronous_commit TO off"


class Database:
    """An open database: `async with database.connection() as connection`.

    `urls` names the role the server works as and the owner's, which is for migrations alone.
    """

    def __init__(self, urls: Urls, settings: Settings, *, waits_for_disk: bool = True) -> None:
        self.urls = urls
        self._waits_for_disk = waits_for_disk
        self._settings = settings
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            urls.server,
            kwargs={"autocommit": True, "prepare_threshold": None},
            min_size=min(2, settings.database_pool_size),
            max_size=settings.database_pool_size,
            max_idle=IDLE_SECONDS,
            max_waiting=POOL_QUEUE_MAXIMUM,
            timeout=POOL_WAIT_SECONDS,
            configure=self._configure,
            open=False,
            name=APPLICATION_NAME,
        )

    @property
    def connections_maximum(self) -> int:
        """How many connections can be had at once."""
        return self._settings.database_pool_size

    async def open(self) -> None:
        """Connect; raises psycopg_pool.PoolTimeout when the database does not answer in time."""
        await self._pool.open(wait=True, timeout=OPEN_TIMEOUT_SECONDS)

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def not_waiting(self) -> AsyncIterator[Database]:
        """The same database, open for the block, with commits that do not wait for the disk.

        For a long load that can be done over. A crash may lose the last of its commits, never the
        first without the last; one commit through this database afterwards makes all of them safe.
        """
        hurried = Database(self.urls, self._settings, waits_for_disk=False)
        await hurried.open()
        try:
            yield hurried
        finally:
            await hurried.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the pool, for the block.

        Raises Unavailable when none can be had, when it breaks, and when a statement or a lock
        takes longer than the settings allow: all of them are cured by trying again later.
        """
        try:
            connection = await self._pool.getconn()
        except (PoolTimeout, TooManyRequests) as error:
            raise Unavailable("The database is away or too busy.") from error
        try:
            yield connection
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("The database could not answer now.") from error
        finally:
            was_broken = connection.closed
            await self._pool.putconn(connection)
            if was_broken:
                # The server was restarted: the idle connections are as dead as this one.
                await self._pool.check()

    def statistics(self) -> dict[str, int]:
        """The pool's own counts (sizes, waits, errors), for the metrics page."""
        return self._pool.get_stats()

    async def _configure(self, connection: Connection) -> None:
        set_json_loads(msgspec.json.decode, connection)
        set_json_dumps(msgspec.json.encode, connection)
        # A pooler in transaction mode may send the next statement to another session.
        pooled = self._settings.database_transaction_pooling
        bring_wire(connection, Wire(connection, prepares=not pooled))
        if pooled:
            await connection.execute(b"SET TimeZone TO 'UTC'")  # which poolers do keep
            return
        settings = self._settings
        statement, lock = settings.statement_timeout_seconds, settings.lock_timeout_seconds
        timeouts = (f"{statement}s", f"{lock}s", f"{2 * statement}s")
        await connection.execute(_SESSION, (APPLICATION_NAME, *timeouts))
        if not self._waits_for_disk:
            await connection.execute(_NOT_WAITING)


__all__ = ["Connection", "Database"]
