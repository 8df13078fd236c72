"""Saved views of the log: whose they are, who may change them, what each person begins with.

Everybody who takes part in a project keeps views of his own. The contractor's people share theirs
with one another; whoever changes somebody else's has a copy for himself, unless he writes over it
on purpose, which a lock leaves to its owner and to administrators.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import Conflict, Forbidden, invalid
from changewright.core.log_views import SHARING, LogDefinition
from changewright.core.records_views import SavedView, ViewChoice
from changewright.core.roles import ROLE

from .unit import Actor, LedgerReader, Unit

TEMPORARY = "temporary"
VIEWS_MAXIMUM = 200
NAME_LENGTH_MAXIMUM = 120


class Views(msgspec.Struct, frozen=True):
    """What one person sees of a project's views: shared ones and his own by name, his copies by
    the view they are of, and the one he begins with."""

    shared: list[SavedView]
    mine: list[SavedView]
    copies: dict[UUID, SavedView]
    default: UUID | None

    def find(self, uuid: UUID) -> SavedView | None:
        for view in (*self.shared, *self.mine):
            if view.uuid == uuid:
                return view
        return None


def shares(role: str) -> bool:
    """Whether people of this role share views, and see those that others share."""
    return ROLE[role].audience == "full"


async def views_of(read: LedgerReader, person_id: int, role: str) -> Views:
    """The views of a project as one person has them."""
    own = await read.where(SavedView, ("name", "id"), person_id=person_id)
    shared = [one for one in own if one.sharing == "shared"]
    if shares(role):
        shared = await read.where(SavedView, ("name", "id"), sharing="shared")
    choices = await read.where(ViewChoice, person_id=person_id)
    return Views(
        shared=shared,
        mine=[one for one in own if one.sharing == "personal"],
        copies={one.copy_of: one for one in own if one.copy_of is not None},
        default=choices[0].view_uuid if choices else None,
    )


def may_write_over(actor: Actor, view: SavedView) -> bool:
    """Whether somebody may change the view itself."""
    if view.person_id == actor.person_id:
        return True
    if view.sharing != "shared" or not shares(actor.role):
        return False
    return not view.locked or ROLE[actor.role].configures


async def create_view(unit: Unit, fields: Mapping[str, Any]) -> SavedView:
    """A new view of whoever asks. Raises `Forbidden` for sharing by somebody from outside,
    `Conflict` for more views than anybody finds his way in."""
    person_id = _person(unit)
    _check(unit, fields)
    if len(await unit.read.where(SavedView, person_id=person_id)) >= VIEWS_MAXIMUM:
        raise Conflict(f"nobody keeps more than {VIEWS_MAXIMUM} views; delete some first")
    definition = fields.get("definition") or LogDefinition()
    return unit.new(
        SavedView,
        person_id=person_id,
        name=fields["name"],
        sharing=fields.get("sharing") or "personal",
        locked=bool(fields.get("locked")),
        definition=msgspec.to_builtins(definition),
    )


async def edit_view(unit: Unit, view: SavedView, fields: Mapping[str, Any]) -> SavedView:
    """Change a view itself. Raises `Forbidden` for who may not."""
    _check(unit, fields)
    if not may_write_over(unit.actor, view):
        raise Forbidden("the view is somebody else's, who has locked it or not shared it")
    is_owner = view.person_id == unit.actor.person_id or ROLE[unit.actor.role].configures
    if not is_owner and {"sharing", "locked"} & fields.keys():
        raise Forbidden("only its owner or an administrator shares or locks a view")
    changes = {name: value for name, value in fields.items() if value is not None}
    if "definition" in changes:
        changes["definition"] = msgspec.to_builtins(changes["definition"])
    return unit.change(view, "updated", **changes)


async def keep_copy(unit: Unit, of_uuid: UUID, name: str, definition: LogDefinition) -> SavedView:
    """What somebody made of a view that is not his, for himself."""
    person_id = _person(unit)
    kept = msgspec.to_builtins(definition)
    for copy in await unit.read.where(SavedView, person_id=person_id, copy_of=of_uuid):
        return unit.change(copy, "updated", definition=kept)
    return unit.new(
        SavedView,
        person_id=person_id,
        name=name,
        sharing=TEMPORARY,
        definition=kept,
        copy_of=of_uuid,
    )


async def drop_copy(unit: Unit, of_uuid: UUID) -> None:
    """Go back to the view as it is."""
    for copy in await unit.read.where(SavedView, person_id=_person(unit), copy_of=of_uuid):
        unit.delete(copy)


async def choose(unit: Unit, view_uuid: UUID | None) -> None:
    """Begin with this view, or with none in particular."""
    person_id = _person(unit)
    for choice in await unit.read.where(ViewChoice, person_id=person_id):
        unit.change(choice, "updated", view_uuid=view_uuid)
        return
    if view_uuid is not None:
        unit.new(ViewChoice, person_id=person_id, view_uuid=view_uuid)


async def delete_view(unit: Unit, view: SavedView) -> None:
    """Delete a view, with the copies that others made of it. Raises `Forbidden`."""
    is_mine = view.person_id == unit.actor.person_id
    if not is_mine and not (view.sharing == "shared" and ROLE[unit.actor.role].configures):
        raise Forbidden("only its owner or an administrator deletes a view")
    for copy in await unit.read.where(SavedView, copy_of=view.uuid):
        unit.delete(copy)
    unit.delete(view)


def _check(unit: Unit, fields: Mapping[str, Any]) -> None:
    if fields.get("sharing") not in (None, *SHARING):
        raise invalid("sharing", "choice", f"sharing must be {' or '.join(SHARING)}")
    if fields.get("sharing") == "shared" and not shares(unit.actor.role):
        raise Forbidden("views are shared among the contractor's own people")


def _person(unit: Unit) -> int:
    if unit.actor.person_id is None:
        raise Forbidden("only people have views", reason="user_context")
    return unit.actor.person_id
