"""How many tiers of change orders a side has, and what a change of that means for what is there.

Procore's rules (procore.md §1.5): the budget side keeps its tiers once an order exists there; the
cost side gets more at any time, and fewer only while it has no change orders. A layer that comes
into sight turns reserved ids into records, one that goes has ids reserved (core-model.md §3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.book import is_closed, totals
from changewright.core.errors import Conflict, Problem
from changewright.core.faces import items_on_face, state_on_face
from changewright.core.kinds import KIND, KINDS, STANDS_FOR, TRACKS, Track, states_on
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.settings import ProjectSettings, check_settings

from . import change_orders
from .permission import require_configures
from .requests import KINDS as REQUEST_KINDS
from .unit import Unit

IDS_PER_FACE = 12
"""At most as many are needed for a face that is given a request: the request and its items."""

INHERITED = ("name", "description", "reason", "schedule_change")


def tiers_named(side: Track) -> str:
    """The setting of a side."""
    return f"tiers_{side}"


async def change(unit: Unit, **fields: Any) -> ProjectSettings:
    """Change settings of the project, tiers among them: `tiers_cost`, `tiers_budget`,
    `status_cascade`, `commitment_first`, `unlink_first`, `lifo`.

    Raises `Forbidden`, `Invalid` naming a setting out of bounds, `Conflict` naming tiers that the
    side's change orders do not allow.
    """
    require_configures(unit.actor)
    before = unit.settings
    after = check_settings(msgspec.structs.replace(before, **fields))
    for side in TRACKS:
        await check(unit, side, before, after)
    unit.change_settings(**fields)
    for side in TRACKS:
        await refit(unit, side, before, after)
    return unit.settings


# -- the rules ------------------------------------------------------------------------------------


async def check(unit: Unit, side: Track, before: ProjectSettings, after: ProjectSettings) -> None:
    """Raise `Conflict`, naming the setting, where the side's change orders keep its tiers."""
    name = tiers_named(side)
    was, wanted = getattr(before, name), getattr(after, name)
    if was == wanted:
        return
    if side == "budget" and await _exists(unit, "oco"):
        raise _refused(name, f"{name} stays {was} while there is an order on the budget side")
    if side == "cost" and wanted < was and await has_cost_side_changes(unit):
        raise _refused(name, f"{name} is not lowered while there are changes of commitments")


async def has_cost_side_changes(unit: Unit) -> bool:
    """Whether there is a change order of a commitment, of any layer."""
    if await unit.read.where(Face, limit=1, side="cost"):
        return True
    kinds = [kind.name for kind in KINDS if kind.tier > 1 and kind.tracks == ("cost",)]
    return await _exists(unit, *kinds)


async def _exists(unit: Unit, *kinds: str) -> bool:
    return bool(await unit.read.where(ChangeOrder, limit=1, kind=kinds))


def _refused(name: str, detail: str) -> Conflict:
    return Conflict(detail, Problem(name, "rule", detail))


# -- what is there --------------------------------------------------------------------------------


async def refit(unit: Unit, side: Track, before: ProjectSettings, after: ProjectSettings) -> None:
    """Bring what a side's faces name or reserve to its new tiers. The unit has them already."""
    name = tiers_named(side)
    was, now = getattr(before, name), getattr(after, name)
    if was == now:
        return
    faces = await unit.read.where(Face, side=side)
    await unit.reserve(len(faces) * IDS_PER_FACE)
    named = [one for face in faces for one in (face.package_id, face.request_id) if one is not None]
    rows = {document.id for document in await unit.read.many(ChangeOrder, named)}
    shown = await _Shown.of(unit, faces)
    for face in faces:
        changes: dict[str, Any] = {}
        if was == 1 and face.package_id not in rows:
            changes["package_id"] = None
        if now == 1 and face.package_id is None:
            changes["package_id"] = unit.new_id()
        if now < 3 and face.request_id is None:
            changes["request_id"] = unit.new_id()
        document = shown.document_of(face)
        if now == 3 and face.request_id not in rows and document is not None:
            changes["request_id"] = await _request_for(unit, face, document, shown)
        if changes:
            unit.change(face, "retiered", **changes)
            if document is not None:
                unit.touch(unit.newest(document), "retiered")


class _Shown:
    """What the faces of a side show: their documents, the items, and which requests hold those."""

    def __init__(
        self,
        documents: Mapping[int, ChangeOrder],
        items: Mapping[int, list[CostItem]],
        requests: Mapping[int, ChangeOrder],
    ) -> None:
        self._documents = documents
        self._items = items
        self._requests = requests

    @classmethod
    async def of(cls, unit: Unit, faces: list[Face]) -> _Shown:
        documents = await unit.read.many(ChangeOrder, [face.change_order_id for face in faces])
        own = await unit.read.memberships_of_documents([document.id for document in documents])
        found = await unit.read.many(CostItem, [one.cost_item_id for one in own])
        by_id = {item.id: item for item in found}
        items: dict[int, list[CostItem]] = {}
        for one in own:
            if one.cost_item_id in by_id:
                items.setdefault(one.change_order_id, []).append(by_id[one.cost_item_id])
        around = await unit.read.memberships_of_items(by_id)
        kinds = set(REQUEST_KINDS.values())
        held = [one for one in around if one.kind in kinds]
        live = await unit.read.many(ChangeOrder, [one.change_order_id for one in held])
        open_ones = {request.id: request for request in live if not is_closed(request)}
        requests = {
            one.cost_item_id: open_ones[one.change_order_id]
            for one in held
            if one.change_order_id in open_ones
        }
        return cls({one.id: one for one in documents}, items, requests)

    def document_of(self, face: Face) -> ChangeOrder | None:
        return self._documents.get(face.change_order_id)

    def items_of(self, face: Face, document: ChangeOrder) -> list[CostItem]:
        return items_on_face(face, document, self._items.get(document.id, ()))

    def request_of(self, items: list[CostItem], kind: str) -> ChangeOrder | None:
        """The live request that holds one of the items already."""
        found = (self._requests.get(item.id) for item in items)
        return next((one for one in found if one is not None and one.kind == kind), None)


async def _request_for(unit: Unit, face: Face, document: ChangeOrder, shown: _Shown) -> int:
    """The request of a face: the one that holds its items, else a new one with the reserved id, in
    the state that the face shows, with its items, in its package."""
    side: Track = "budget" if face.side == "budget" else "cost"
    kind = REQUEST_KINDS[side]
    items = shown.items_of(face, document)
    present = shown.request_of(items, kind)
    if present is not None:
        return present.id
    fields: dict[str, Any] = {name: getattr(document, name) for name in INHERITED}
    column = "contract_id" if side == "cost" else "main_contract_id"
    fields |= {column: face.contract_id, "scope": "in" if side == "cost" else "budgetOnly"}
    fields |= {"due_date": face.due_date, "invoiced_date": face.invoiced_date}
    fields |= {"paid_date": face.paid_date}
    if face.request_id is not None:
        fields["id"] = face.request_id
    request = await change_orders.create(unit, kind, fields, is_asked=False)
    order = await unit.read.get(ChangeOrder, face.package_id) if face.package_id else None
    state = _state_for(kind, side, state_on_face(face, document, items))
    sums = totals(items, kind)
    unit.change(
        request,
        "",
        package_id=None if order is None else order.id,
        **{f"{side}_state": state},
        **sums,
    )
    for position, item in enumerate(items, start=1):
        unit.new(
            Membership,
            change_order_id=request.id,
            cost_item_id=item.id,
            kind=kind,
            position=position,
        )
    return request.id


def _state_for(kind: str, side: Track, state: str) -> str:
    """The state in the words of the kind: itself, or what stands for it."""
    possible = states_on(kind, side)
    named = (state, *STANDS_FOR.get(state, ()))
    return next((name for name in named if name in possible), KIND[kind].states[0])
