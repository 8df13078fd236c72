"""The names of a project's cost types, for units of work, which have no directory at hand."""

from __future__ import annotations

from changewright.core.choices import LINE_ITEM_TYPE

from .wire import Step, text

_READ_NAMES = b"""
SELECT c.id, c.name FROM choice c JOIN project p ON p.account_id = c.account_id
WHERE p.id = $1 AND c.list = $2
"""


def names_step(container_id: int) -> Step:
    """The id and the name of every cost type that the project's account has or had."""
    return _READ_NAMES, (text(container_id), text(LINE_ITEM_TYPE))
