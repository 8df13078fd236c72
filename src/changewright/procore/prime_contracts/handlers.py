"""What the operations on prime contracts run (procore.md §2.11)."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import NotFound
from changewright.core.records_contracts import MainContract
from changewright.edge.bodies import Body
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import main_contracts
from changewright.work.screening import named
from changewright.work.unit import Unit

from ..contract_bodies import as_sent, columns_of
from ..contract_words import PRIME, entering
from ..contracts.parties import check_parties
from ..fields import Resource
from ..hanging import hanging_of
from ..place import Place, project_place
from ..reading import get_one, get_this, list_array, listing_of, rendering_of
from ..writing import PROJECT_FIELD, read_placed, render, wrapped, write
from .fields import FIELDS, NEWER_FIELDS
from .shapes import DETAILED, LISTED, NEWER, SUMMARY

WRAPPER = "prime_contract"
CREATE_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, FIELDS, partial=False))
EDIT_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, FIELDS, partial=True))
CREATE_BODY = Body("PrimeContractCreate", CREATE_FIELDS)
EDIT_BODY = Body("PrimeContractUpdate", EDIT_FIELDS)
NEWER_CREATE_BODY = Body("PrimeContractV2Create", NEWER_FIELDS)
NEWER_EDIT_BODY = Body("PrimeContractV2Update", NEWER_FIELDS, partial=True)


async def list_contracts(context: Context) -> Answer:
    """GET prime_contracts."""
    asked = listing_of(context, LISTED)
    return await list_array(context, await project_place(context), asked)


async def get_contract(context: Context) -> Answer:
    """GET prime_contract/{id}."""
    return await get_one(context, await project_place(context), DETAILED)


async def get_default(context: Context) -> Answer:
    """GET prime_contract: the project's default one."""
    place = await project_place(context)
    return await get_this(context, place, DETAILED, place.settings.default_main_contract_id)


async def create(context: Context) -> Answer:
    """POST prime_contract."""
    place, given = await read_placed(context, CREATE_FIELDS, writes=MainContract)
    return await _create(context, place, given["values"], DETAILED)


async def update(context: Context) -> Answer:
    """PATCH prime_contract/{id}."""
    place, given = await read_placed(context, EDIT_FIELDS, writes=MainContract)
    return await _update(context, place, given["values"], DETAILED)


async def delete(context: Context) -> Answer:
    """DELETE prime_contract/{id}: refused for the default, and where change orders belong to it."""
    place = await project_place(context)

    async def decide(unit: Unit) -> bytes:
        await main_contracts.delete(unit, await _require(context, unit))
        return b""

    return await write(context, place, decide)


# -- v2.0 -----------------------------------------------------------------------------------------


async def list_newer(context: Context) -> Answer:
    """GET v2.0 prime_contracts."""
    asked = listing_of(context, NEWER)
    return await list_array(context, await project_place(context), asked)


async def get_newer(context: Context) -> Answer:
    """GET v2.0 prime_contracts/{id}."""
    return await get_one(context, await project_place(context), NEWER)


async def get_summary(context: Context) -> Answer:
    """GET v2.0 prime_contracts/{id}/summary."""
    return await get_one(context, await project_place(context), SUMMARY)


async def create_newer(context: Context) -> Answer:
    """POST v2.0 prime_contracts."""
    place, values = await read_placed(context, NEWER_FIELDS, writes=MainContract)
    return await _create(context, place, values, NEWER)


async def update_newer(context: Context) -> Answer:
    """PATCH v2.0 prime_contracts/{id}."""
    place, values = await read_placed(context, NEWER_FIELDS, partial=True, writes=MainContract)
    return await _update(context, place, values, NEWER)


# -- both -----------------------------------------------------------------------------------------


async def _create(
    context: Context, place: Place, values: dict[str, Any], resource: Resource
) -> Answer:
    """A new prime contract; its number is automatic unless given."""
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    hung = hanging.taken(values)

    async def decide(unit: Unit) -> bytes:
        with as_sent(NEWER_FIELDS):
            check_parties(rendering, place, values)
            columns = columns_of(entering(PRIME, None, False, dict(values)), None)
            if not columns.get("code"):
                columns["code"] = await main_contracts.next_code(unit)
            contract = await main_contracts.create(unit, {"name": "", **columns})
            await hanging.apply(unit, contract, hung)
        return await render(unit, resource, contract, rendering)

    return await write(context, place, decide)


async def _update(
    context: Context, place: Place, values: dict[str, Any], resource: Resource
) -> Answer:
    rendering = rendering_of(context, place)
    hanging = await hanging_of(context, place)
    hung = hanging.taken(values)

    async def decide(unit: Unit) -> bytes:
        contract = await _require(context, unit)
        with as_sent(NEWER_FIELDS):
            check_parties(rendering, place, values)
            flag = contract.executed_flag
            columns = columns_of(entering(PRIME, contract.status, flag, dict(values)), contract)
            contract = await main_contracts.edit(unit, contract, columns)
            await hanging.apply(unit, contract, hung)
        return await render(unit, resource, contract, rendering)

    return await write(context, place, decide)


async def _require(context: Context, unit: Unit) -> MainContract:
    record_id = parse_whole_number(context.path["id"])
    found = await named(unit.read, MainContract, record_id)
    if found is None:
        raise NotFound("There is no prime contract with this id here.")
    return found
