"""Looking at a container without changing it, with all that a decision may ask.

A `Scene` has what the functions of `work` read of a unit: the records, the settings, who asks. A
unit is one; `look` gives one without a lock, for questions such as which actions are possible.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from changewright.core.records import Record
from changewright.core.settings import ProjectSettings

from .ledger import Ledger
from .unit import Actor, LedgerReader

R = TypeVar("R", bound=Record)


class Scene(Protocol):
    """What deciding needs to see."""

    @property
    def read(self) -> LedgerReader: ...

    @property
    def settings(self) -> ProjectSettings: ...

    @property
    def actor(self) -> Actor: ...

    @property
    def revision(self) -> int: ...

    @property
    def now(self) -> datetime: ...

    async def definitions(self, noun: type[R]) -> tuple[R, ...]: ...

    def written(self, noun: type[R]) -> Iterable[tuple[R | None, R]]: ...

    def original(self, record: R) -> R | None: ...


class Look(msgspec.Struct, frozen=True):
    """A scene outside a unit; each of its reads sees what is committed at that moment."""

    read: LedgerReader
    settings: ProjectSettings
    actor: Actor
    now: datetime
    revision: int = 0

    async def definitions(self, noun: type[R]) -> tuple[R, ...]:
        """All records of a small noun."""
        return tuple(await self.read.where(noun))

    def written(self, noun: type[R]) -> Iterable[tuple[R | None, R]]:
        """Nothing: who looks writes nothing."""
        return ()

    def original(self, record: R) -> R | None:
        """The record as it is."""
        return record


@asynccontextmanager
async def look(ledger: Ledger, container_id: int, actor: Actor) -> AsyncIterator[Look]:
    """A scene for the length of the block, on a connection of its own."""
    async with ledger.reader(container_id) as read:
        yield Look(read, await ledger.settings_of(container_id), actor, ledger.clock())
