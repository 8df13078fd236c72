"""The changes of the demo's year, by the part of the building they touch."""

from __future__ import annotations

from ..story import Story
from . import (
    electrical,
    envelope,
    equipment,
    ground,
    interiors,
    mechanical,
    site,
    structure,
)

STORIES: tuple[Story, ...] = (
    *ground.STORIES,
    *structure.STORIES,
    *envelope.STORIES,
    *interiors.STORIES,
    *mechanical.STORIES,
    *electrical.STORIES,
    *equipment.STORIES,
    *site.STORIES,
)
"""Those of the year, in the order in which chance meets them; `newest` come behind."""
