"""The engine, its pool, and a session for each request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from pydantic_core import from_json
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

SessionMaker = async_sessionmaker[AsyncSession]


def engine_of(url: str, pool_size: int) -> AsyncEngine:
    """A pool of at most `pool_size` connections to the given PostgreSQL."""
    return create_async_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        json_deserializer=from_json,
        connect_args={"options": "-c timezone=UTC -c jit=off"},
    )


class Sessions:
    """Two kinds of session over one pool. Reads commit each statement by itself: that saves the
    round trips of BEGIN and ROLLBACK, and the latter would make the driver forget its prepared
    statements."""

    def __init__(self, engine: AsyncEngine) -> None:
        autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.reading: SessionMaker = async_sessionmaker(autocommit, expire_on_commit=False)
        self.writing: SessionMaker = async_sessionmaker(engine, expire_on_commit=False)


async def session_of(request: Request) -> AsyncIterator[AsyncSession]:
    sessions: Sessions = request.app.state.sessions
    maker = sessions.reading if request.method == "GET" else sessions.writing
    async with maker() as session:
        yield session


SessionDependency = Annotated[AsyncSession, Depends(session_of)]
