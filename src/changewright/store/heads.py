"""Where containers stand: their heads, read by everybody who asks at the same time at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .engine import Database
from .gathering import Gathering
from .read_pages import HeadCounters, read_heads


class Heads:
    """`await heads.get(container_id)`: the head as of now, None if there is no such container."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asking: Gathering[int, HeadCounters] = Gathering(self._ask)

    async def get(self, container_id: int) -> HeadCounters | None:
        return await self._asking.get(container_id)

    async def _ask(self, containers: Sequence[int]) -> Mapping[int, HeadCounters]:
        async with self._database.connection() as connection:
            return await read_heads(connection, containers)
