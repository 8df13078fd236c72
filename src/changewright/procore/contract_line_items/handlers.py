"""What the operations on contract lines run; one set of handlers for each kind of contract."""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.errors import NotFound
from changewright.core.query import Condition
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work.unit import LedgerReader, Unit

from ..contract_words import PRIME
from ..fields import Resource
from ..operations import Handlers
from ..place import Place, project_place
from ..reading import get_one, list_array, listing_of, rendering_of
from ..sync import Sync, sync
from ..writing import PROJECT_FIELD, read_wrapped, render, wrapped, write
from .fields import FIELDS, NEWER_FIELDS
from .lines import (
    Holder,
    Line,
    change_line,
    delete_line,
    find_contract,
    find_line,
    line_of_origin,
    make_line,
)
from .shapes import COMMITMENT_LINES, PRIME_LINES, Side

WRAPPER = "line_item"
CREATE_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, FIELDS, partial=False))
EDIT_FIELDS = (PROJECT_FIELD, wrapped(WRAPPER, FIELDS, partial=True))


class Lines(msgspec.Struct, frozen=True, eq=False):
    """The lines of contracts of one form. `parameter` names the contract in the path; `resource` is
    shown; `is_bare`: a body is the line itself, without wrapper and project."""

    side: Side
    form: str
    parameter: str
    resource: Resource
    is_bare: bool = False

    def handlers(self) -> Handlers:
        return Handlers(
            list=self.list,
            show=self.show,
            create=self.create,
            update=self.update,
            delete=self.delete,
            sync=None if self.is_bare else self.sync,
        )

    async def list(self, context: Context) -> Answer:
        """GET …/line_items."""
        asked = listing_of(context, self.resource)
        place = await project_place(context)
        contract = await self._looked_up(context, place)
        own = Condition(self.side.contract_column, "any", (contract.id,))
        return await list_array(context, place, asked, (own, *self.side.own))

    async def show(self, context: Context) -> Answer:
        """GET …/line_items/{id}."""
        place = await project_place(context)
        async with context.services.ledger.reader(place.container_id) as read:
            await self._line(context, read)
        return await get_one(context, place, self.resource)

    async def create(self, context: Context) -> Answer:
        """POST …/line_items."""
        place, values = await self._body(context, partial=False)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            contract = await self._contract(context, unit.read)
            line = await make_line(unit, contract, values, rendering, place)
            return await render(unit, self.resource, line, rendering)

        return await write(context, place, decide)

    async def update(self, context: Context) -> Answer:
        """PATCH …/line_items/{id}."""
        place, values = await self._body(context, partial=True)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            contract, line = await self._line(context, unit.read)
            line = await change_line(unit, contract, line, values, rendering, place)
            return await render(unit, self.resource, line, rendering)

        return await write(context, place, decide)

    async def delete(self, context: Context) -> Answer:
        """DELETE …/line_items/{id}."""
        place = await project_place(context)

        async def decide(unit: Unit) -> bytes:
            await delete_line(unit, *await self._line(context, unit.read))
            return b""

        return await write(context, place, decide)

    async def sync(self, context: Context) -> Answer:
        """PATCH …/line_items/sync: lines of this contract."""
        place = await project_place(context)
        rendering = rendering_of(context, place)
        await self._looked_up(context, place)

        async def find(unit: Unit, record_id: int | None, origin_id: str | None) -> Line | None:
            held = await self._contract(context, unit.read)
            if record_id is not None:
                return await find_line(unit.read, held, record_id)
            return await line_of_origin(unit.read, held, origin_id or "")

        async def create(unit: Unit, values: dict[str, Any]) -> Line:
            held = await self._contract(context, unit.read)
            return await make_line(unit, held, values, rendering, place)

        async def update(unit: Unit, line: Any, values: dict[str, Any]) -> Line:
            held = await self._contract(context, unit.read)
            return await change_line(unit, held, line, values, rendering, place)

        how = Sync(
            resource=self.resource,
            fields=FIELDS,
            find=find,
            create=create,
            update=update,
            writes=self.side.noun.TABLE,
        )
        return await sync(context, place, how)

    async def _body(self, context: Context, *, partial: bool) -> tuple[Place, dict[str, Any]]:
        if self.is_bare:
            values = await read_wrapped(context, NEWER_FIELDS, partial=partial)
            return await project_place(context), values
        given = await read_wrapped(context, EDIT_FIELDS if partial else CREATE_FIELDS)
        return await project_place(context, given), given["values"]

    async def _contract(self, context: Context, read: LedgerReader) -> Holder:
        contract_id = parse_whole_number(context.path[self.parameter])
        return await find_contract(read, self.side, self.form, contract_id)

    async def _looked_up(self, context: Context, place: Place) -> Holder:
        async with context.services.ledger.reader(place.container_id) as read:
            return await self._contract(context, read)

    async def _line(self, context: Context, read: LedgerReader) -> tuple[Holder, Line]:
        """The line in the path, with its contract. Raises `NotFound`."""
        contract = await self._contract(context, read)
        line = await find_line(read, contract, parse_whole_number(context.path["id"]))
        if line is None:
            raise NotFound("There is no line item with this id on this contract.")
        return contract, line


def lines_of(form: str, parameter: str) -> Lines:
    """The lines of contracts of a form, as v1.0 has them."""
    side = PRIME_LINES if form == PRIME else COMMITMENT_LINES
    return Lines(side, form, parameter, side.listed)


def newer_lines_of(form: str, parameter: str) -> Lines:
    """The same under v2.0, where a body is the line itself."""
    side = PRIME_LINES if form == PRIME else COMMITMENT_LINES
    return Lines(side, form, parameter, side.newer, is_bare=True)
