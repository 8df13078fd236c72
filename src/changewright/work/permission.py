"""Whether an actor may do something: the one place that asks the table of roles."""

from __future__ import annotations

from changewright.core.errors import Forbidden
from changewright.core.kinds import Duty
from changewright.core.roles import ROLE, duties_of, may_write
from changewright.core.wording import article, record_name

from .unit import Actor


def require_write(actor: Actor, table: str) -> None:
    """Raise `Forbidden` unless the actor's role may create, edit and delete records of `table`."""
    if not may_write(actor.role, table):
        raise forbidden(actor, f"change {article(record_name(table))}")


def require_duty(actor: Actor, kind: str, duty: Duty, deed: str) -> None:
    """Raise `Forbidden` unless the actor's role carries `duty` on documents of `kind`. `deed` says
    what for: `core.wording.acting`, or `moving`."""
    if duty not in duties_of(actor.role, kind):
        raise forbidden(actor, deed)


def require_configures(actor: Actor) -> None:
    """Raise `Forbidden` unless the role may define attributes, numbering and settings."""
    if not ROLE[actor.role].configures:
        raise forbidden(actor, "change the project's settings")


def forbidden(actor: Actor, deed: str) -> Forbidden:
    """The refusal of what the actor's role may not do."""
    return Forbidden(f"{article(actor.role)} may not {deed}")
