"""Integer ids for every record of every container, taken from the database in blocks.

One value of the sequence `record_id` stands for ID_BLOCK ids. Ids given out and never written are
lost, which costs nothing: there are 2^53 of them.
"""

from __future__ import annotations

from collections import deque

from .tables import ID_BLOCK
from .wire import Connection, wire_of

TAKE_BLOCKS = b"SELECT nextval('record_id') FROM generate_series(1, $1::integer)"
BLOCKS_AT_ONCE = 10


class IdSource:
    """A process's stock of ids.

    A unit is promised some before it begins and takes them without waiting; what it did not take
    goes back. So a unit that runs on while others take ids is never left without.
    """

    def __init__(self) -> None:
        self._blocks: deque[range] = deque()
        self._next = 0
        self._end = 0
        self._left = 0
        self._promised = 0

    async def promise(self, connection: Connection, count: int) -> None:
        """Set `count` ids aside for a taker, from the database if the stock is short."""
        self._promised += count
        missing = self._promised - self._left
        if missing <= 0:
            return
        blocks = max(BLOCKS_AT_ONCE, -(-missing // ID_BLOCK))
        try:
            starts = await wire_of(connection).rows(
                TAKE_BLOCKS, (str(blocks).encode(),), lambda row: int(row[0])
            )
        except BaseException:
            self._promised -= count
            raise
        for start in starts:
            self._blocks.append(range(start, start + ID_BLOCK))
            self._left += ID_BLOCK

    def take(self) -> int:
        """One of the promised ids."""
        if self._next == self._end:
            block = self._blocks.popleft()
            self._next, self._end = block.start, block.stop
        taken = self._next
        self._next += 1
        self._left -= 1
        self._promised -= 1
        return taken

    def release(self, count: int) -> None:
        """Give back what was promised and not taken."""
        self._promised -= count
