"""What can be done with a change order, whichever door asked: create, edit, delete.

Every function runs inside a unit of work, decides through `core`, and registers the outcome with
the unit. References arrive as integers of this container, already resolved by the door. Moving it
from state to state is `moves`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core import contract_states
from changewright.core.book import is_closed, rivals, state_of
from changewright.core.errors import Conflict, InUse, Locked, Problem, Taken, invalid
from changewright.core.exchange import check_rates
from changewright.core.kinds import KIND, SCOPES, Phase, phase_of
from changewright.core.numbering import compose, container_sequence
from changewright.core.records import ChangeOrder, ChangeOrderType, CostItem, Face, Membership
from changewright.core.records_contracts import Contract
from changewright.core.rules import check_edit
from changewright.core.wording import article, document_name, naming

from .addressing import addressed, readdressed
from .attributes import write_through
from .edits import differing, filled, stamped
from .faces import sync_faces, sync_faces_of_items
from .layers import check_contract_of_faces, numbered_in_contract, release
from .neighbourhood import load_book, situation
from .pairs import tell_pair
from .permission import require_write
from .scene import Scene
from .unit import Unit

# The kinds that change a commitment, as opposed to asking about it.
ON_COMMITMENTS = frozenset({"pco", "scr", "sco"})

# What a pco and the event that joins its faces have in common (core-model.md §2).
SHARED_WITH_EVENT = ("name", "scope", "reason")

# What has been sent is not deleted, unless the caller says what else holds (autodesk.md §2.4).
SENT_PHASES: tuple[Phase, ...] = ("pending", "approved")

# A rate patched onto a document is written to all of its items (autodesk.md §1.5).
EXCHANGE_RATE_OF_ITEMS = {"rfq": "proposed_exchange_rate", "sco": "committed_exchange_rate"}


# -- create, edit, delete -------------------------------------------------------------------------


async def create(
    unit: Unit,
    kind: str,
    fields: dict[str, Any],
    *,
    is_asked: bool = True,
    face_number: str | None = None,
) -> ChangeOrder:
    """A new document in draft on the tracks its kind has, numbered, with its faces.

    `is_asked`: it is a change that somebody makes, so its commitment must stand.
    `face_number`: a pco's number in its contract, where somebody typed one. Raises `Taken` for a
    number in use, `Conflict` where its commitment must be approved first.
    """
    require_write(unit.actor, "change_order")
    given = filled(ChangeOrder, fields)
    given |= await addressed(unit, kind, given)
    check_scope(given.get("scope", "out"))
    check_rates(given, ("exchange_rate",))
    definition = await type_of(unit, kind)
    if is_asked:
        await _check_commitment(unit, kind, given.get("contract_id"))
    tracks = KIND[kind].tracks
    document = unit.new(
        ChangeOrder,
        **(
            {
                "kind": kind,
                "type": definition.name,
                "owner_id": unit.actor.person_id,
                "budget_state": "draft" if "budget" in tracks else None,
                "cost_state": "draft" if "cost" in tracks else None,
            }
            | await _numbered(unit, definition, given.get("number"))
            | await numbered_in_contract(unit, kind, given)
            | stamped(unit, given, None)
        ),
    )
    await write_through(unit, document, given, is_new=True)
    if kind == "pco":
        document = await sync_faces(unit, document, (), is_new=True, number=face_number)
    return document


async def edit(unit: Unit, document: ChangeOrder, fields: dict[str, Any]) -> ChangeOrder:
    """Change the fields that differ. Raises `Locked` naming each frozen field."""
    require_write(unit.actor, "change_order")
    before = unit.newest(document)
    changes = differing(before, fields | await readdressed(unit, before, fields))
    if not changes:
        return before
    check_scope(changes.get("scope", "out"))
    check_rates(changes, ("exchange_rate",))
    check_edit(before, changes)
    if "number" in changes:
        await _refuse_taken_number(unit, before.kind, changes["number"])
    if "scope" in changes:
        await _check_sides(unit, before, changes["scope"])
    if "contract_id" in changes:
        await _check_commitment(unit, before.kind, changes["contract_id"])
        await _check_contract_of_items(unit, before, changes["contract_id"])
    if {"contract_id", "main_contract_id"} & changes.keys():
        await check_contract_of_faces(unit, before, changes)
    changes |= await numbered_in_contract(unit, before.kind, changes, before)
    after = unit.change(before, "updated", **stamped(unit, changes, before))
    await write_through(unit, after, changes)
    await tell_pair(unit, before, after)
    if "exchange_rate" in changes and after.kind in EXCHANGE_RATE_OF_ITEMS:
        await _pass_rate_on(unit, after)
    if after.kind == "pco":
        await _tell_event(unit, before, after)
        if {"contract_id", "main_contract_id"} & changes.keys():
            after = await sync_faces(unit, after, await items_of(unit, after))
    return unit.newest(after)


async def delete(
    unit: Unit, document: ChangeOrder, *, locked_phases: tuple[Phase, ...] = SENT_PHASES
) -> None:
    """Delete a document that nothing depends on: in none of the phases that lock it, not built
    upon.

    Its items stay; they are on it no more. Raises `Locked` or `InUse`.
    """
    require_write(unit.actor, "change_order")
    document = unit.newest(document)
    if document.integration_state == "locked":
        raise Locked("the record is locked by the integrated system")
    for track in KIND[document.kind].tracks:
        if phase_of(state_of(document, track)) in locked_phases:
            what = article(document_name(document.kind))
            raise Locked(f"{what} that is {state_of(document, track)} is not deleted")
    if unit.settings.unlink_first:
        await _refuse_if_linked(unit, document)
    await _refuse_if_built_upon(unit, document)
    for membership in await unit.read.memberships_of_documents([document.id]):
        unit.delete(membership)
    for face in await unit.read.where(Face, change_order_id=document.id):
        unit.delete(face)
    await release(unit, document)
    unit.delete(document)
    await _drop_event(unit, document)


async def _drop_event(unit: Unit, document: ChangeOrder) -> None:
    """The event that joined a pco's faces goes with the last pco on it. One that somebody made has
    a type, and stays."""
    event = await unit.read.get(ChangeOrder, document.event_id) if document.event_id else None
    if event is None or event.type is not None:
        return
    if not await unit.read.where(ChangeOrder, limit=1, event_id=event.id):
        unit.delete(event)


async def _refuse_if_built_upon(unit: Unit, document: ChangeOrder) -> None:
    generated = await unit.read.where(ChangeOrder, source_id=document.id)
    live = [other for other in generated if not is_closed(other)]
    if live:
        raise naming(InUse, live[0], " was generated from it")


async def _refuse_if_linked(unit: Unit, document: ChangeOrder) -> None:
    """procore.md §1.4: what is in a request or a package is unlinked before it is deleted."""
    book = await load_book(unit, [document.id])
    tier = KIND[document.kind].tier
    for other in situation(book, document).neighbours:
        if tier and KIND[other.kind].tier > tier:
            raise naming(InUse, "its items are on ", other, "; unlink them first")
    for other in await _named_holders(unit, document):
        raise naming(InUse, "it is in ", other, "; unlink it first")


async def _named_holders(unit: Unit, document: ChangeOrder) -> list[ChangeOrder]:
    """The requests and orders that a document is in, items or none."""
    if document.kind != "pco":
        return await unit.read.many(ChangeOrder, [document.package_id or 0])
    faces = await unit.read.where(Face, change_order_id=document.id)
    ids = (one for face in faces for one in (face.request_id, face.package_id) if one is not None)
    return await unit.read.many(ChangeOrder, ids)


def check_scope(scope: object) -> None:
    """Raise `Invalid` for a word that is no scope."""
    if scope not in SCOPES:
        raise invalid("scope", "choice", f"scope must be one of {', '.join(SCOPES)}")


async def _check_sides(unit: Unit, document: ChangeOrder, scope: str) -> None:
    """A pco whose scope touches another side must be the only one there that has its items."""
    if document.kind != "pco":
        return
    book = await load_book(unit, [document.id])
    wider = msgspec.structs.replace(document, scope=scope)
    for item_id in book.items_of[document.id]:
        for other in rivals(book, wider, item_id):
            number = book.items[item_id].number
            told = f"cost item {number} is on "
            raise naming(Taken, told, other, " already", field="scope")


async def _check_commitment(unit: Unit, kind: str, contract_id: int | None) -> None:
    """procore.md §1.7, where the project asks for it: a commitment is approved before its changes.

    A question to a supplier is no change yet, and an owner's order amends no commitment.
    """
    if contract_id is None or not unit.settings.commitment_first or kind not in ON_COMMITMENTS:
        return
    if not await is_standing(unit, contract_id):
        detail = "the commitment must be approved before change orders are made on it"
        raise Conflict(detail, Problem("contract_id", "rule", detail))


async def is_standing(unit: Scene, contract_id: int) -> bool:
    """Whether a commitment has been approved, so that orders may be made on it (autodesk.md §5.2,
    procore.md §1.7)."""
    contract = await unit.read.get(Contract, contract_id)
    return contract is not None and contract_states.is_standing("cost", contract.status)


async def _tell_event(unit: Unit, before: ChangeOrder, after: ChangeOrder) -> None:
    """The event that joins a pco's faces has its title, scope and reason (core-model.md §2)."""
    event = await unit.read.get(ChangeOrder, after.event_id) if after.event_id else None
    if event is None:
        return
    told = {
        name: getattr(after, name)
        for name in SHARED_WITH_EVENT
        if getattr(before, name) != getattr(after, name)
        and getattr(event, name) == getattr(before, name)
    }
    if told:
        unit.change(event, "followed", **told)


# -- numbers --------------------------------------------------------------------------------------


async def type_of(unit: Scene, kind: str) -> ChangeOrderType:
    """The project's definition of a kind."""
    for definition in await unit.definitions(ChangeOrderType):
        if definition.kind == kind:
            return definition
    raise Conflict(f"the project has no definition of {kind}")


async def _numbered(unit: Unit, definition: ChangeOrderType, typed: str | None) -> dict[str, Any]:
    """The number typed by somebody, else the next automatic one; typed ones are stepped over."""
    if typed is not None:
        await _refuse_taken_number(unit, definition.kind, typed)
        return {"number": typed, "number_free": True}
    while True:
        value = await unit.next_number(container_sequence(definition.kind), definition.number_start)
        number = compose(definition, value)
        if not await _is_number_taken(unit, definition.kind, number):
            return {
                "number": number,
                "number_value": value,
                "number_prefix": definition.number_prefix,
                "number_suffix": definition.number_suffix,
            }


async def next_number(scene: Scene, kind: str) -> str:
    """The number that the next document of a kind will get, unless somebody is quicker. Raises
    `Conflict` where the project has no such kind."""
    definition = await type_of(scene, kind)
    last = await scene.read.last_number(container_sequence(kind))
    value = definition.number_start if last is None else max(last + 1, definition.number_start)
    while await _is_number_taken(scene, kind, number := compose(definition, value)):
        value += 1
    return number


async def _is_number_taken(unit: Scene, kind: str, number: str) -> bool:
    return bool(await unit.read.where(ChangeOrder, limit=1, kind=kind, number=number))


async def _refuse_taken_number(unit: Unit, kind: str, number: str) -> None:
    if await _is_number_taken(unit, kind, number):
        detail = f"there is {article(document_name(kind))} {number} already"
        raise Taken(detail, Problem("number", "rule", detail))


# -- what an edit of the document does to its items -----------------------------------------------


async def _check_contract_of_items(
    unit: Unit, document: ChangeOrder, contract_id: int | None
) -> None:
    """An SCO's contract is that of its items; items without one get it (core-model.md §2)."""
    if document.kind != "sco" or contract_id is None:
        return
    adopting = []
    for item in await items_of(unit, document):
        if item.contract_id not in (None, contract_id):
            detail = f"cost item {item.number} belongs to another contract"
            raise Conflict(detail, Problem("contract_id", "rule", detail))
        if item.contract_id is None:
            check_edit(item, {"contract_id": contract_id})
            adopting.append(unit.change(item, "updated", contract_id=contract_id))
    await sync_faces_of_items(unit, adopting)


async def _pass_rate_on(unit: Unit, document: ChangeOrder) -> None:
    """Write a document's rate to its items; but what another supplier was chosen for is in his
    currency, at his rate, on whatever question it still stands."""
    column = EXCHANGE_RATE_OF_ITEMS[document.kind]
    for item in await items_of(unit, document):
        changes = {column: document.exchange_rate}
        is_own = item.contract_id in (None, document.contract_id)
        if is_own and getattr(item, column) != document.exchange_rate:
            check_edit(item, changes)
            unit.change(item, "updated", **changes)


async def items_of(unit: Unit, document: ChangeOrder) -> list[CostItem]:
    """The document's cost items in their order on it."""
    memberships: list[Membership] = await unit.read.memberships_of_documents([document.id])
    found = await unit.read.many(CostItem, [m.cost_item_id for m in memberships])
    place = {m.cost_item_id: (m.position, m.id) for m in memberships}
    return sorted(found, key=lambda item: place[item.id])
