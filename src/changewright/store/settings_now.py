"""The settings of projects, read by everybody who asks at the same time at once.

Every request of a door whose answers depend on them asks for them, so one round trip serves all
that come together, and settings whose version is known are not read and decoded again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from changewright.core.errors import NotFound
from changewright.core.settings import ProjectSettings

from . import statements
from .engine import Database
from .gathering import Gathering
from .wire import Connection, array, wire_of
from .write_ledger import read_changed_settings

KEPT_MAXIMUM = 10_000
UNKNOWN = 0
"""No settings have this version."""


class SettingsNow:
    """`await settings.get(container_id)`: as they are committed now."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[int, tuple[int, ProjectSettings]] = OrderedDict()
        self._asking: Gathering[int, ProjectSettings] = Gathering(self._ask)

    async def get(self, container_id: int) -> ProjectSettings:
        """Raises `NotFound` when there is no such container."""
        found = await self.find(container_id)
        if found is None:
            raise NotFound("There is no such container.")
        return found

    async def find(self, container_id: int) -> ProjectSettings | None:
        """The same, None when there is no such container."""
        return await self._asking.get(container_id)

    async def _ask(self, containers: Sequence[int]) -> Mapping[int, ProjectSettings]:
        known = {each: self._kept[each] for each in containers if each in self._kept}
        versions = [known[each][0] if each in known else UNKNOWN for each in containers]
        async with self._database.connection() as connection:
            rows = await read_changed_settings(connection, containers, versions)
        found: dict[int, ProjectSettings] = {}
        for container_id, version, changed in rows:
            settings = known[container_id][1] if changed is None else changed
            found[container_id] = settings
            self._kept[container_id] = (version, settings)
            self._kept.move_to_end(container_id)
        while len(self._kept) > KEPT_MAXIMUM:
            self._kept.popitem(last=False)
        return found


async def calendar_zones(connection: Connection, container_ids: Sequence[int]) -> dict[int, str]:
    """The zone that each container's calendar names, of those whose calendar names one."""
    parameters = (array(container_ids),)
    return dict(await wire_of(connection).rows(statements.READ_CALENDAR_ZONES, parameters, tuple))
