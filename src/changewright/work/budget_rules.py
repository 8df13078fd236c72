"""What holds for all budgets of a project: the template of their codes, the lock they stand by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.budget_codes import code_segments
from changewright.core.errors import Locked, Problem
from changewright.core.records_files import Segment, Template
from changewright.core.roles import ROLE

from .permission import forbidden
from .unit import Unit

# What a locked budget of the project freezes; descriptions and actual costs go on.
STANDING = frozenset(
    {
        *("code", "parent_id", "scope", "quantity", "input_quantity", "unit"),
        *("unit_price", "cost_unit_price", "original_amount", "code_segment_values"),
    }
)


def refuse_standing(unit: Unit, columns: Mapping[str, Any] | frozenset[str], force: bool) -> None:
    """Raise `Locked` when the project's budget is locked and this would change it; with `force`
    only administrators may (autodesk.md §5.1), others are `Forbidden`."""
    touched = sorted(STANDING & frozenset(columns))
    if not unit.settings.budgets_locked or not touched:
        return
    if not force:
        why = "the budget of the project is locked"
        raise Locked(why, *(Problem(column, "rule", why) for column in touched))
    if not ROLE[unit.actor.role].configures:
        raise forbidden(unit.actor, "override the lock of the budget")


async def template_segments(unit: Unit) -> list[Segment]:
    """The segments of the project's budget code template, in order."""
    templates = await unit.read.where(Template, limit=1)
    if not templates:
        return []
    return code_segments(await unit.read.where(Segment, template_id=templates[0].id))
