"""How a project calls and numbers its kinds of change order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import invalid
from changewright.core.records import ChangeOrderType

from .directory_changes import required_text
from .edits import differing
from .permission import require_configures
from .unit import Unit

TEXT_LENGTH_MAXIMUM = 32
DIGITS_MAXIMUM = 12
START_MAXIMUM = 10**DIGITS_MAXIMUM - 1
WHOLE = {"number_digits": (1, DIGITS_MAXIMUM), "number_start": (0, START_MAXIMUM)}


async def edit_kind(
    unit: Unit, definition: ChangeOrderType, fields: Mapping[str, Any]
) -> ChangeOrderType:
    """Change a kind's `name`, or how its next documents are numbered (`number_prefix`,
    `number_suffix`, `number_digits`, `number_start`). Numbers given stay as they are.

    Raises `Forbidden`, `Invalid`.
    """
    require_configures(unit.actor)
    changes = dict(fields)
    if "name" in changes:
        changes["name"] = required_text("name", changes["name"])
    for name in ("number_prefix", "number_suffix"):
        if name in changes:
            text = (changes[name] or "").strip()
            changes[name] = required_text(name, text, TEXT_LENGTH_MAXIMUM) if text else ""
    for name, (least, most) in WHOLE.items():
        if name in changes and not least <= changes[name] <= most:
            raise invalid(name, "range", f"{name} must lie between {least} and {most}")
    return unit.change(definition, "updated", **differing(definition, changes))
