"""Whether an actor may do something: the one place that asks the table of roles."""

from __future__ import annotations

from changewright.core.errors import Forbidden
from changewright.core.kinds import Duty
from changewright.core.roles import ROLE, duties_of, may_write

from .unit import Actor


def require_write(actor: Actor, table: str) -> None:
    """Raise `Forbidden` unless the actor's role may create, edit and delete records of `table`."""
    if not may_write(actor.role, table):
        raise Forbidden(f"a {actor.role} may not change a {table.replace('_', ' ')}")


def require_duty(actor: Actor, kind: str, duty: Duty, action: str) -> None:
    """Raise `Forbidden` unless the actor's role carries `duty` on documents of `kind`."""
    if duty not in duties_of(actor.role, kind):
        raise Forbidden(f"a {actor.role} may not {action} a {kind}")


def require_configures(actor: Actor) -> None:
    """Raise `Forbidden` unless the role may define attributes, numbering and settings."""
    if not ROLE[actor.role].configures:
        raise Forbidden(f"a {actor.role} may not change the project's settings")
