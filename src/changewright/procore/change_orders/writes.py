"""Creating, changing and deleting prime and commitment change orders (procore.md §2.5)."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import Conflict, NotFound, Problem
from changewright.core.faces import state_on_face
from changewright.core.kinds import Track
from changewright.core.records import ChangeOrder, Face
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.edge.values import parse_whole_number
from changewright.work import change_orders, potentials
from changewright.work.screening import named
from changewright.work.unit import Unit

from .. import change_bodies as fields
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..grammar import read_view
from ..hanging import EDIT_FIELDS as HUNG
from ..hanging import hanging_of
from ..orders import PACKAGES
from ..place import Place, project_place
from ..reading import rendering_of
from ..wire import BOOLEAN, INTEGER, LABEL
from ..words import NEWER_WORDS, asked
from ..writing import read_placed, render, wrapped, write
from .shapes import DETAILED

CONTRACT = Field("contract_id", "contract_id", INTEGER, required=True, nullable=False)
BATCH = Field("batch_id", "package_id", INTEGER, description="At two tiers: its package.")
REASON_ID = Field(
    fields.REASON_ID,
    "reason_id",
    INTEGER,
    description="A change reason of the company; its name is kept.",
)

COMMITMENT_FIELDS = (
    CONTRACT,
    BATCH,
    fields.status(NEWER_WORDS),
    fields.TITLE,
    fields.DESCRIPTION,
    Field("reference", "source_ref", LABEL, maximum=fields.LINE_MAXIMUM),
    fields.NUMBER,
    fields.REVISION,
    Field("reason", "reason", bodies.TEXT, maximum=fields.LINE_MAXIMUM),
    REASON_ID,
    Field("location_id", "location_id", INTEGER),
    fields.REVIEWER,
    Field("received_from_id", "received_from_id", INTEGER),
    fields.DUE_DATE,
    fields.PAID_DATE,
    fields.INVOICED_DATE,
    fields.SIGNED,
    fields.DAYS,
    Field("paid", "paid_flag", BOOLEAN, nullable=False),
    fields.EXECUTED,
    fields.PRIVATE,
    fields.SIGNATURE,
    Field("field_change", "field_change", BOOLEAN),
    Field("enable_ssov", "enable_ssov", BOOLEAN, nullable=False),
    *HUNG,
)
FIELDS: dict[Track, tuple[Field, ...]] = {
    "cost": COMMITMENT_FIELDS,
    "budget": (*COMMITMENT_FIELDS, fields.COMPLETION),
}
WRAPPER = "change_order"


def _body_fields(side: Track, *, partial: bool) -> tuple[Field, ...]:
    return (wrapped(WRAPPER, FIELDS[side], partial=partial),)


def body(side: Track, name: str, *, partial: bool) -> Body:
    return Body(name, _body_fields(side, partial=partial))


def creating(side: Track) -> Handler:
    """POST prime_change_orders, commitment_change_orders: at one tier its package comes with it."""
    of_body = _body_fields(side, partial=False)

    async def create(context: Context) -> Answer:
        place, given = await read_placed(context, of_body)
        rendering = rendering_of(context, place)
        hanging = await hanging_of(context, place)
        hung = hanging.taken(given["values"])
        values = _columns(rendering, place, given["values"])
        contract_id, word = values.pop("contract_id"), values.pop("status", "draft")
        package_id = values.pop("package_id", None)

        async def decide(unit: Unit) -> bytes:
            contract = await fields.contract_on(unit.read, side, contract_id)
            tiers = _offered(rendering, side)
            state = asked(_kind(side, tiers), None, word, tiers) or "draft"
            with as_sent(FIELDS[side]):
                face = await potentials.create(unit, contract, {"name": "", **values}, state)
                if package_id is not None:
                    face = await potentials.attach(
                        unit, face, package_id=package_id, field=BATCH.name
                    )
                await hanging.apply(unit, face, hung)
            return await render(unit, DETAILED, face, rendering)

        return await write(context, place, decide)

    return create


def updating(side: Track) -> Handler:
    """PATCH …/{id}: the fields given, status and batch among them.

    Out of its batch first, into one last: there it takes that one's status (procore.md §1.6).
    """
    of_body = _body_fields(side, partial=True)

    async def update(context: Context) -> Answer:
        place, given = await read_placed(context, of_body)
        rendering = rendering_of(context, place)
        shown = read_view(context.query, DETAILED)
        hanging = await hanging_of(context, place)
        hung = hanging.taken(given["values"])
        values = _columns(rendering, place, given["values"])
        contract_id, word = values.pop("contract_id", None), values.pop("status", None)
        package_id = values.pop("package_id", potentials.UNSET)

        async def decide(unit: Unit) -> bytes:
            face = await _require(context, unit, rendering, side)
            fields.check_stays(contract_id, face.contract_id)
            with as_sent(FIELDS[side]):
                # At one tier null is what is shown, and there is nothing to take it out of.
                if package_id is None and rendering.tiers(side) > 1:
                    face = await potentials.attach(unit, face, package_id=None, field=BATCH.name)
                state = await _state(unit, rendering, face, side, word)
                face = await potentials.edit(unit, face, values, state, moves_package=True)
                if isinstance(package_id, int):
                    face = await potentials.attach(
                        unit, face, package_id=package_id, field=BATCH.name
                    )
                await hanging.apply(unit, face, hung)
            return await render(unit, shown, face, rendering)

        return await write(context, place, decide)

    return update


def deleting(side: Track) -> Handler:
    """DELETE …/{id}: at one tier its package goes with it."""

    async def delete(context: Context) -> Answer:
        place = await project_place(context)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            await potentials.delete(unit, await _require(context, unit, rendering, side))
            return b""

        return await write(context, place, decide)

    return delete


def _columns(rendering: Rendering, place: Place, given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a body. Raises `Invalid` for people and reasons that are not there."""
    values = fields.columns(given, number="number")
    fields.check_people(rendering, place, values)
    if "reason_id" in values:
        values["reason"] = fields.reason_text(rendering, values.pop("reason_id"))
    return values


async def _state(
    unit: Unit, rendering: Rendering, face: Face, side: Track, word: str | None
) -> str | None:
    """The state that a word asks for, None where the change order shows that word already."""
    if word is None:
        return None
    document = await unit.read.require_id(ChangeOrder, face.change_order_id)
    held = await change_orders.items_of(unit, document)
    tiers = rendering.tiers(side)
    shown, in_package = state_on_face(face, document, held), face.package_id is not None
    return asked(_kind(side, tiers), shown, word, tiers, in_package=in_package)


def _kind(side: Track, tiers: int) -> str:
    """Whose status it is: at one tier the package's."""
    return PACKAGES[side] if tiers == 1 else "pco"


def _offered(rendering: Rendering, side: Track) -> int:
    """The tiers of a side. Raises `Conflict` at three, where these resources are not offered."""
    tiers = rendering.tiers(side)
    if tiers > 2:
        word = "prime" if side == "budget" else "commitment"
        detail = f"{word} change orders are for one or two change order tiers; here are {tiers}"
        raise Conflict(detail, Problem("contract_id", "rule", detail))
    return tiers


async def _require(context: Context, unit: Unit, rendering: Rendering, side: Track) -> Face:
    """The change order that the path names. Raises `NotFound`, also at three tiers."""
    record_id = parse_whole_number(context.path["id"])
    face = await named(unit.read, Face, record_id)
    if face is None or face.side != side or rendering.tiers(side) > 2:
        raise NotFound("There is no change order with this id here.")
    return face
