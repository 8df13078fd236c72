"""Looking at a container without changing it, with all that a decision may ask.

A `Scene` has what the functions of `work` read of a unit: the records, the settings, who asks. A
unit is one; `look` gives one without a lock, for questions such as which actions are possible.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import msgspec

from changewright.core.settings import ProjectSettings

from .unit import Actor, Ledger, LedgerReader


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


class Look(msgspec.Struct, frozen=True):
    """A scene outside a unit; each of its reads sees what is committed at that moment."""

    read: LedgerReader
    settings: ProjectSettings
    actor: Actor
    revision: int = 0


@asynccontextmanager
async def look(ledger: Ledger, container_id: int, actor: Actor) -> AsyncIterator[Look]:
    """A scene for the length of the block, on a connection of its own."""
    async with ledger.reader(container_id) as read:
        yield Look(read, await ledger.settings_of(container_id), actor)
