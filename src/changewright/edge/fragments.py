"""Shapes, and the memory of what they have rendered.

A *shape* is one door's JSON of one noun. A record is rendered once per version, and with parts (its
items, its comments) once per version and stamps; the bytes are kept, within a limit, under all that
they depend on, so they cannot be stale, in any number of processes. Who is asking, through which
host, and what day it is must never be in them.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import msgspec

from changewright.core.records import Record
from changewright.store.folded_parts import folds_of
from changewright.store.read_parts import Hop, Path
from changewright.store.read_rows import Value

__all__ = ["Fragments", "Hop", "PartShape", "Path", "Row", "Shape", "Value", "folds_of"]

Row: TypeAlias = tuple[Any, ...]
Key: TypeAlias = tuple[int, ...]

# A key of three or four numbers, its place in the memory, and the object around the bytes.
ENTRY_BYTES = 340
DRAWERS_MAXIMUM = 50_000


class PartShape(msgspec.Struct, frozen=True, eq=False):
    """What a record shows of other rows.

    `render(rows, rendering)` gives the keys it adds, each with a comma before it
    (`,"costItems":[…]`); it is called for a record without rows too. `absent` stands in its place
    when it was not asked for. `covers` are parts that it contains, left out when both are asked.

    `fold(one, many, rendering)` gives the same of a record that has rows, where the path is read
    folded: of the values of rows that there is one of, and of rows that there may be many of.
    """

    path: Path
    render: Callable[[list[Row], Any], bytes]
    absent: bytes = b""
    covers: frozenset[str] = frozenset()
    fold: Callable[[Row, list[Row], Any], bytes] | None = None


class Shape(msgspec.Struct, frozen=True, eq=False):
    """One door's JSON of one noun.

    `render(row, rendering)` gives a record's JSON without its closing brace; the row holds
    `values`, in their order, as `store.read_rows` describes. `rendering` is whatever the door hands
    to `Pages`; what in it changes the bytes must be in `version` (settings), or be the directory,
    whose revision is then part of the key (`names_people`).

    `name` and `version` together are the shape's name among all doors.
    """

    name: str
    version: str
    noun: type[Record]
    values: tuple[Value, ...]
    render: Callable[[Row, Any], bytes]
    parts: Mapping[str, PartShape] = {}
    names_people: bool = True


class Fragments:
    """Bytes under their keys, at most `size_bytes` of them; those used longest ago go first.

    A key is a drawer (one for each shape, choice of parts, container and revision of the
    directory), the record's id, its version, and the stamps of its parts.
    """

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = 0
        self._maximum_bytes = size_bytes
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._drawers: OrderedDict[tuple[object, ...], int] = OrderedDict()
        self._opened = 0

    def __len__(self) -> int:
        return len(self._kept)

    def drawer(self, *name: object) -> int:
        """The number of a drawer. One that is forgotten gets another number, and what was in it
        goes with time."""
        number = self._drawers.get(name)
        if number is None:
            self._opened += 1
            number = self._drawers[name] = self._opened
            if len(self._drawers) > DRAWERS_MAXIMUM:
                self._drawers.popitem(last=False)
        else:
            self._drawers.move_to_end(name)
        return number

    def get_many(self, keys: list[Key]) -> list[bytes | None]:
        """The bytes under each key, None where there are none."""
        kept = self._kept
        found = list(map(kept.get, keys))
        if None in found:
            present = [key for key, value in zip(keys, found, strict=True) if value is not None]
            deque(map(kept.move_to_end, present), maxlen=0)
        else:
            deque(map(kept.move_to_end, keys), maxlen=0)
        return found

    def put_many(self, entries: Iterable[tuple[Key, bytes]]) -> None:
        kept = self._kept
        for key, value in entries:
            before = kept.pop(key, None)
            if before is not None:
                self.size_bytes -= len(before) + ENTRY_BYTES
            kept[key] = value
            self.size_bytes += len(value) + ENTRY_BYTES
        while self.size_bytes > self._maximum_bytes:
            _, dropped = kept.popitem(last=False)
            self.size_bytes -= len(dropped) + ENTRY_BYTES
