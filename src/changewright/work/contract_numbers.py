"""Numbers of a layer (pco, request, package) within the contract it belongs to.

`001`, `002`, … until somebody types another text; then the next ones follow that one, so that
after `CO-07` comes `CO-08` (procore.md §1.7). A number is taken once per contract and layer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from changewright.core.errors import Problem, Taken
from changewright.core.numbering import (
    TYPED,
    contract_number,
    contract_sequence,
    counted,
    scheme_sequence,
    typed_sequence,
)
from changewright.core.records import ChangeOrder, Face

from .unit import Unit


class Layer(NamedTuple):
    """One layer of one contract: `name` is pco, request or package."""

    contract_id: int
    side: str
    name: str
    kind: str

    @property
    def sequence(self) -> str:
        return contract_sequence(self.contract_id, self.side, self.name)


class Numbered(NamedTuple):
    """A number as people see it, and the place of its record in the layer."""

    number: str
    position: int


async def next_contract_number(unit: Unit, layer: Layer) -> Numbered:
    """The next automatic number of a layer; typed ones are stepped over."""
    value = await unit.next_number(layer.sequence)
    if value < TYPED:
        return Numbered(contract_number(value), value)
    position = value - TYPED
    followed = await _followed(unit, layer)
    if followed is None:
        return Numbered(await _free(unit, layer, "", position, 3), position)
    prefix, value, digits = followed
    first = await unit.next_number(scheme_sequence(layer.sequence, prefix), value + 1)
    return Numbered(await _free(unit, layer, prefix, first, digits), position)


async def _followed(unit: Unit, layer: Layer) -> tuple[str, int, int] | None:
    """The number that the next ones follow: the one typed last, if it can be counted on."""
    record_id = await unit.last_number(typed_sequence(layer.sequence))
    if record_id is None:
        return None
    record: ChangeOrder | Face | None
    if layer.name == "pco":
        record = await unit.read.get(Face, record_id, deleted=True)
    else:
        record = await unit.read.get(ChangeOrder, record_id, deleted=True)
    return None if record is None else counted(_number_of(record))


def _number_of(record: ChangeOrder | Face) -> str:
    return record.number if isinstance(record, Face) else record.contract_number or ""


async def _free(unit: Unit, layer: Layer, prefix: str, value: int, digits: int) -> str:
    """The first number from `value` on that nobody has."""
    sequence = scheme_sequence(layer.sequence, prefix)
    while True:
        number = f"{prefix}{value:0{digits}d}"
        if not await is_taken(unit, layer, number):
            return number
        value = await unit.next_number(sequence, value + 1)


async def check_typed(
    unit: Unit, layer: Layer, number: str, own_id: int | None = None, field: str = "number"
) -> None:
    """Raise `Taken` where another record of the layer has this number."""
    if await is_taken(unit, layer, number, own_id):
        detail = f"number {number} is already that of another {layer.name} of the contract"
        raise Taken(detail, Problem(field, "rule", detail))


async def is_taken(unit: Unit, layer: Layer, number: str, own_id: int | None = None) -> bool:
    """Whether a record of the layer other than `own_id` has this number."""
    found: list[ChangeOrder] | list[Face]
    if layer.name == "pco":
        found = await unit.read.where(
            Face, limit=2, contract_id=layer.contract_id, side=layer.side, number=number
        )
    else:
        found = await unit.read.where(
            ChangeOrder, limit=2, kind=layer.kind, contract_number=number, **_amending(unit, layer)
        )
    return any(record.id != own_id for record in found)


def _amending(unit: Unit, layer: Layer) -> dict[str, Any]:
    """The column that names the contract; the owner's documents without one have the default."""
    if layer.side == "cost":
        return {"contract_id": layer.contract_id}
    is_default = layer.contract_id == unit.settings.default_main_contract_id
    return {"main_contract_id": [layer.contract_id, None] if is_default else layer.contract_id}


async def typed_contract_number(unit: Unit, layer: Layer, record_id: int, number: str) -> Numbered:
    """The number that somebody typed for a new record. Raises `Taken`."""
    await check_typed(unit, layer, number)
    await follow_typed(unit, layer, record_id, number)
    last = await unit.last_number(layer.sequence) or 0
    if last < TYPED:
        return Numbered(number, last + 1)
    return Numbered(number, await unit.next_number(layer.sequence) - TYPED)


async def follow_typed(unit: Unit, layer: Layer, record_id: int, number: str) -> None:
    """Let the next automatic numbers of the layer go on from a number that somebody typed."""
    scheme = counted(number)
    if scheme is None:
        return
    prefix, value, _ = scheme
    last = await unit.last_number(layer.sequence) or 0
    if last < TYPED and number == contract_number(value):
        unit.set_number(layer.sequence, max(last, value))
        return
    if last < TYPED:
        unit.set_number(layer.sequence, TYPED + last)
    unit.set_number(typed_sequence(layer.sequence), record_id)
    sequence = scheme_sequence(layer.sequence, prefix)
    unit.set_number(sequence, max(await unit.last_number(sequence) or 0, value))
