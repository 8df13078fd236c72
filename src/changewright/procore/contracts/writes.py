"""Creating, changing, deleting and syncing commitments (procore.md §2.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.core.records_contracts import Contract
from changewright.edge.bodies import Body, Field, read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler
from changewright.edge.values import parse_whole_number
from changewright.work import contracts
from changewright.work.screening import named, seen
from changewright.work.unit import Unit

from ..contract_bodies import as_sent, columns_of
from ..contract_line_items.shapes import HOLDERS
from ..contract_words import entering, refuse_word
from ..fields import Rendering
from ..hanging import Hanging, hanging_of
from ..place import Place, project_place
from ..reading import rendering_of
from ..sync import Sync, sync
from ..writing import PROJECT_FIELD, read_placed, render, wrapped, write
from .fields import FIELDS, NEWER_CREATE, NEWER_EDIT
from .parties import check_parties
from .reads import not_found
from .shapes import NEWER, Form

TYPES: Mapping[str, str | None] = {PURCHASE_ORDER: "Purchase order", WORK_ORDER: None}
"""What Autodesk shows as the type of a commitment born here."""

WRAPPERS: Mapping[str, str] = {
    WORK_ORDER: "work_order_contract",
    PURCHASE_ORDER: "purchase_order_contract",
}


def body_fields(form: str, *, partial: bool) -> tuple[Field, ...]:
    """The project, and the contract in its wrapper."""
    return (PROJECT_FIELD, wrapped(WRAPPERS[form], FIELDS[form], partial=partial))


def body(form: str, name: str, *, partial: bool) -> Body:
    return Body(name, body_fields(form, partial=partial))


async def made(unit: Unit, form: str, values: Mapping[str, Any], hanging: Hanging) -> Contract:
    """A new commitment of a form from a body's values; its number is automatic unless given."""
    given = dict(values)
    hung = hanging.taken(given)
    columns = columns_of(entering(form, None, False, given), None)
    if not columns.get("code"):
        columns["code"] = await contracts.next_code(unit, form)
    kept = {"name": "", **columns, "form": form, "type": TYPES[form]}
    contract = await contracts.create(unit, kept)
    await hanging.apply(unit, contract, hung)
    return contract


async def changed(
    unit: Unit, contract: Contract, values: Mapping[str, Any], hanging: Hanging
) -> Contract:
    """A commitment with the values of a body."""
    form, flag = contract.form, contract.executed_flag
    given = dict(values)
    hung = hanging.taken(given)
    columns = columns_of(entering(form, contract.status, flag, given), contract)
    contract = await contracts.edit(unit, contract, columns)
    await hanging.apply(unit, contract, hung)
    return unit.newest(contract)


async def _require(context: Context, unit: Unit, form: str | None) -> Contract:
    """The commitment that the path names, if it is of this form. Raises `NotFound`."""
    record_id = parse_whole_number(context.path["id"])
    found = await named(unit.read, Contract, record_id)
    if found is None or form not in (None, found.form):
        raise not_found(form or "commitment")
    return found


def creating(form: Form) -> Handler:
    """POST work_order_contracts, purchase_order_contracts."""
    fields = body_fields(form.name, partial=False)

    async def create(context: Context) -> Answer:
        place, given = await read_placed(context, fields, writes=Contract)
        rendering = rendering_of(context, place)
        hanging = await hanging_of(context, place)

        async def decide(unit: Unit) -> bytes:
            with as_sent(FIELDS[form.name]):
                check_parties(rendering, place, given["values"])
                contract = await made(unit, form.name, given["values"], hanging)
            return await render(unit, form.detailed, contract, rendering)

        return await write(context, place, decide)

    return create


def updating(form: Form) -> Handler:
    """PATCH …/{id}: the fields given, the status among them."""
    fields = body_fields(form.name, partial=True)

    async def update(context: Context) -> Answer:
        place, given = await read_placed(context, fields, writes=Contract)
        rendering = rendering_of(context, place)
        hanging = await hanging_of(context, place)

        async def decide(unit: Unit) -> bytes:
            contract = await _require(context, unit, form.name)
            with as_sent(FIELDS[form.name]):
                check_parties(rendering, place, given["values"])
                contract = await changed(unit, contract, given["values"], hanging)
            return await render(unit, form.detailed, contract, rendering)

        return await write(context, place, decide)

    return update


def deleting(form: Form) -> Handler:
    """DELETE …/{id}: refused where change orders belong to it."""

    async def delete(context: Context) -> Answer:
        place = await project_place(context)

        async def decide(unit: Unit) -> bytes:
            await contracts.delete(unit, await _require(context, unit, form.name))
            return b""

        return await write(context, place, decide)

    return delete


def syncing(form: Form) -> Handler:
    """PATCH …/sync; the project stands in the body or in the query."""

    async def sync_form(context: Context) -> Answer:
        place = await project_place(context, await project_given(context))
        rendering = rendering_of(context, place)
        return await sync(
            context, place, _sync(form, place, rendering, await hanging_of(context, place))
        )

    return sync_form


async def project_given(context: Context) -> dict[str, Any]:
    """What a body says of its project, if it says anything."""
    body = await context.json()
    return read_fields(body, (PROJECT_FIELD,), partial=True) if isinstance(body, dict) else {}


def _sync(form: Form, place: Place, rendering: Rendering, hanging: Hanging) -> Sync:
    async def find(unit: Unit, record_id: int | None, origin_id: str | None) -> Contract | None:
        if record_id is not None:
            found = await named(unit.read, Contract, record_id)
        else:
            rows = await unit.read.where(Contract, limit=1, origin_id=origin_id, form=form.name)
            found = next(iter(seen(unit.read, rows)), None)
        return found if found is not None and found.form == form.name else None

    async def create(unit: Unit, values: dict[str, Any]) -> Contract:
        with as_sent(FIELDS[form.name]):
            check_parties(rendering, place, values)
            return await made(unit, form.name, values, hanging)

    async def update(unit: Unit, record: Any, values: dict[str, Any]) -> Contract:
        with as_sent(FIELDS[form.name]):
            check_parties(rendering, place, values)
            return await changed(unit, record, values, hanging)

    return Sync(
        resource=form.listed,
        fields=FIELDS[form.name],
        find=find,
        create=create,
        update=update,
        writes=Contract.TABLE,
    )


# -- v2.0 -----------------------------------------------------------------------------------------

NEWER_CREATE_BODY = Body("CommitmentContractCreate", NEWER_CREATE)
NEWER_EDIT_BODY = Body("CommitmentContractUpdate", NEWER_EDIT, partial=True)
_FORM_OF_TYPE = {HOLDERS[form]: form for form in (WORK_ORDER, PURCHASE_ORDER)}


async def create_newer(context: Context) -> Answer:
    """POST v2.0 commitment_contracts."""
    place, values = await read_placed(context, NEWER_CREATE, writes=Contract)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    form = _FORM_OF_TYPE[values.pop("holder_type")]
    refuse_word(form, values)

    async def decide(unit: Unit) -> bytes:
        with as_sent(NEWER_EDIT):
            check_parties(rendering, place, values)
            contract = await made(unit, form, values, hanging)
        return await render(unit, NEWER, contract, rendering)

    return await write(context, place, decide)


async def update_newer(context: Context) -> Answer:
    """PATCH v2.0 commitment_contracts/{id}."""
    place, values = await read_placed(context, NEWER_EDIT, partial=True, writes=Contract)
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)

    async def decide(unit: Unit) -> bytes:
        contract = await _require(context, unit, None)
        refuse_word(contract.form, values)
        with as_sent(NEWER_EDIT):
            check_parties(rendering, place, values)
            contract = await changed(unit, contract, values, hanging)
        return await render(unit, NEWER, contract, rendering)

    return await write(context, place, decide)


async def delete_newer(context: Context) -> Answer:
    """DELETE v2.0 commitment_contracts/{id}."""
    place = await project_place(context)

    async def decide(unit: Unit) -> bytes:
        await contracts.delete(unit, await _require(context, unit, None))
        return b""

    return await write(context, place, decide)
