"""Where things happen: the tower's levels and zones, as cost items name them.

A place has an id of its own, worked out from its key, so that every load of the demo gives the
same ids without keeping them anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

PLACES_NAMESPACE = UUID("5b0a4d0e-6c1f-5d43-9a57-2f3f7c6a1e90")


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    name: str
    parent: str | None = None

    @property
    def id(self) -> UUID:
        return uuid5(PLACES_NAMESPACE, self.key)

    @property
    def path(self) -> tuple[UUID, ...]:
        """The ids from the top of the tree down to this place."""
        above = () if self.parent is None else PLACE_BY_KEY[self.parent].path
        return (*above, self.id)


PLACES: tuple[Place, ...] = (
    Place("tower", "North Tower"),
    Place("site", "Site and utilities"),
    Place("link", "Link to East Wing"),
    Place("plant", "Central energy plant"),
    Place("basement", "Basement: kitchen, sterile processing, loading", "tower"),
    Place("level1", "Level 1: emergency department, imaging, lobby", "tower"),
    Place("level2", "Level 2: surgery", "tower"),
    Place("level3", "Level 3: interstitial mechanical", "tower"),
    Place("level4", "Level 4: intensive care", "tower"),
    Place("level5", "Level 5: women and infants", "tower"),
    Place("level6", "Level 6: medical surgical beds", "tower"),
    Place("level7", "Level 7: medical surgical beds", "tower"),
    Place("penthouse", "Penthouse", "tower"),
    Place("roof", "Roof and helipad", "tower"),
    Place("emergency", "Emergency department", "level1"),
    Place("imaging", "Imaging suite", "level1"),
    Place("surgery", "Operating rooms 1 to 6", "level2"),
    Place("ambulance", "Ambulance court", "site"),
)

PLACE_BY_KEY = {place.key: place for place in PLACES}
