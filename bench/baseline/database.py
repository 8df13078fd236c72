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


async def session_of(request: Request) -> AsyncIterator[AsyncSession]:
    sessions: SessionMaker = request.app.state.sessions
    async with sessions() as session:
        yield session


SessionDependency = Annotated[AsyncSession, Depends(session_of)]
