"""A short queue per container in front of the database, and what a process knows of its head.

Units of one container run one after another anyway; queueing them here, in order of arrival, means
that a busy container holds one connection and not the pool. What a lane remembers is believed only
when the locked head says that nobody has written since.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from changewright.core.errors import Unavailable
from changewright.core.records import Record
from changewright.core.settings import ProjectSettings

WAITING_MAXIMUM = 1000
IDLE_LANES_MAXIMUM = 2000
SEQUENCES_MAXIMUM = 5000


class Lane:
    """One container's queue. `sequences` are the last numbers given out as of `revision`, and
    `settings` are those of the counter `settings_revision`. `definitions` has all records of small
    nouns, each as of the noun's counter."""

    __slots__ = (
        "definitions",
        "lock",
        "revision",
        "sequences",
        "settings",
        "settings_revision",
        "users",
    )

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
        self.revision = -1
        self.sequences: dict[str, int] = {}
        self.definitions: dict[type[Record], tuple[int, tuple[Record, ...]]] = {}
        self.settings: ProjectSettings | None = None
        self.settings_revision = -1

    def see(self, revision: int) -> None:
        """The head is locked at this revision: forget what may be older."""
        if self.revision != revision or len(self.sequences) > SEQUENCES_MAXIMUM:
            self.sequences = {}
            self.revision = revision

    def forget(self) -> None:
        """Nobody knows how the last unit ended."""
        self.revision = -1


class Lanes:
    """The lanes of a process, the longest idle dropped beyond a limit."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[int, Lane] = OrderedDict()

    @asynccontextmanager
    async def turn(self, container_id: int) -> AsyncIterator[Lane]:
        """Wait for the container's turn. Raises `Unavailable` when too many wait already."""
        lane = self._lanes.get(container_id)
        if lane is None:
            self._trim()
            lane = self._lanes[container_id] = Lane()
        if lane.users > WAITING_MAXIMUM:
            raise Unavailable("Too many changes of this project are waiting.")
        lane.users += 1
        try:
            async with lane.lock:
                yield lane
        finally:
            lane.users -= 1
            self._lanes.move_to_end(container_id)

    def _trim(self) -> None:
        while len(self._lanes) >= IDLE_LANES_MAXIMUM:
            oldest = next(
                (key for key, lane in self._lanes.items() if lane.users == 0 and key), None
            )
            if oldest is None:
                return
            del self._lanes[oldest]
