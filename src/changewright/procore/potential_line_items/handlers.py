"""What the operations on the lines of change orders run, whichever version shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.errors import NotFound
from changewright.core.records import Face, Line
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import lines
from changewright.work.held_lines import Held, find_origin
from changewright.work.held_lines import find as find_line
from changewright.work.screening import named
from changewright.work.unit import LedgerReader, Unit

from ..contract_bodies import as_sent
from ..fields import Rendering, Resource
from ..line_reading import NO_CHANGE, NO_LINE, line_with_id, lines_of, those_that_fit
from ..operations import Handlers
from ..place import Place, project_place
from ..reading import answer_json, answer_page, listing_of, rendering_of
from ..sync import Sync, sync
from ..writing import PROJECT_FIELD, read_wrapped, render, wrapped, write
from .fields import BUDGET, columns_of

WRAPPER = "line_item"


class Lines(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The lines of change orders at one address.

    `parameter` names the change order in the path, `fields` are a line's body. `one` shows a line
    (noun Line), `all` the lines of a change order (noun Face). `side`: only change orders of it,
    and of fewer than three tiers. `is_bare`: a body is the line itself, without wrapper and
    project.
    """

    parameter: str
    fields: tuple[Field, ...]
    one: Resource
    all: Resource
    side: str = ""
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

    def body(self, *, partial: bool) -> tuple[Field, ...]:
        """The fields of a whole body."""
        if self.is_bare:
            return self.fields
        return (PROJECT_FIELD, wrapped(WRAPPER, self.fields, partial=partial))

    async def list(self, context: Context) -> Answer:
        """GET …/line_items."""
        asked = listing_of(context, self.one)
        found = await self._all(context, await project_place(context))
        return answer_page(context, those_that_fit(found, asked.where), asked)

    async def show(self, context: Context) -> Answer:
        """GET …/line_items/{id}."""
        found = await self._all(context, await project_place(context))
        return answer_json(context, line_with_id(found, _integer(context, "id")))

    async def create(self, context: Context) -> Answer:
        """POST …/line_items."""
        place, values = await self._body(context, partial=False)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            face = await self._face(context, place, unit.read)
            line = await self._make(unit, face, values, rendering, place)
            return await render(unit, self.one, line, rendering)

        return await write(context, place, decide)

    async def update(self, context: Context) -> Answer:
        """PATCH …/line_items/{id}."""
        place, values = await self._body(context, partial=True)
        rendering = rendering_of(context, place)

        async def decide(unit: Unit) -> bytes:
            held = await self._line(context, place, unit.read)
            line = await self._change(unit, held, values, rendering, place)
            return await render(unit, self.one, line, rendering)

        return await write(context, place, decide)

    async def delete(self, context: Context) -> Answer:
        """DELETE …/line_items/{id}."""
        place = await project_place(context)

        async def decide(unit: Unit) -> bytes:
            with as_sent((*self.fields, BUDGET)):
                await lines.delete(unit, await self._line(context, place, unit.read))
            return b""

        return await write(context, place, decide)

    async def sync(self, context: Context) -> Answer:
        """PATCH …/line_items/sync: the lines of this change order."""
        place = await project_place(context)
        rendering = rendering_of(context, place)
        async with context.services.ledger.reader(place.container_id) as read:
            await self._face(context, place, read)
        batches: dict[int, lines.Batch] = {}

        async def batch_of(unit: Unit) -> lines.Batch:
            """One for each unit: a unit that could not begin is tried again."""
            if id(unit) not in batches:
                face = await self._face(context, place, unit.read)
                batches[id(unit)] = lines.Batch(unit, face)
            return batches[id(unit)]

        async def find(unit: Unit, record_id: int | None, origin_id: str | None) -> Line | None:
            face = await self._face(context, place, unit.read)
            if record_id is not None:
                held = await find_line(unit.read, face, record_id)
            else:
                held = await find_origin(unit.read, face, origin_id or "")
            return None if held is None else held.as_row()

        async def create(unit: Unit, values: dict[str, Any]) -> Line:
            face = await self._face(context, place, unit.read)
            return await self._make(unit, face, values, rendering, place, await batch_of(unit))

        async def update(unit: Unit, line: Any, values: dict[str, Any]) -> Line:
            face = await self._face(context, place, unit.read)
            held = await find_line(unit.read, face, line.id)
            assert held is not None, "it was found a moment ago"
            return await self._change(unit, held, values, rendering, place, await batch_of(unit))

        async def settle(unit: Unit, origin_id: str | None) -> None:
            await (await batch_of(unit)).settle(origin_id)

        how = Sync(
            resource=self.one,
            fields=self.fields,
            find=find,
            create=create,
            update=update,
            settle=settle,
            writes="cost_item",
        )
        return await sync(context, place, how)

    # What they are made of

    async def _all(self, context: Context, place: Place) -> Sequence[msgspec.Raw]:
        if self._is_hidden(place):
            raise NotFound(NO_CHANGE)
        face_id = _integer(context, self.parameter)
        return await lines_of(context, place, self.all, face_id, self.side)

    async def _body(self, context: Context, *, partial: bool) -> tuple[Place, dict[str, Any]]:
        given = await read_wrapped(
            context, self.body(partial=partial), partial=partial and self.is_bare
        )
        place = await project_place(context, None if self.is_bare else given)
        return place, given if self.is_bare else given["values"]

    async def _make(
        self,
        unit: Unit,
        face: Face,
        values: Mapping[str, Any],
        rendering: Rendering,
        place: Place,
        batch: lines.Batch | None = None,
    ) -> Line:
        columns = await columns_of(unit, rendering, place, values, None)
        with as_sent((*self.fields, BUDGET)):
            return await lines.create(unit, face, columns, batch)

    async def _change(
        self,
        unit: Unit,
        held: Held,
        values: Mapping[str, Any],
        rendering: Rendering,
        place: Place,
        batch: lines.Batch | None = None,
    ) -> Line:
        columns = await columns_of(unit, rendering, place, values, held.item.budget_id)
        with as_sent((*self.fields, BUDGET)):
            return await lines.edit(unit, held, columns, batch)

    async def _face(self, context: Context, place: Place, read: LedgerReader) -> Face:
        """The change order in the path. Raises `NotFound`."""
        face_id = _integer(context, self.parameter)
        face = await named(read, Face, face_id)
        if face is None or self._is_hidden(place) or self.side not in ("", face.side):
            raise NotFound(NO_CHANGE)
        return face

    async def _line(self, context: Context, place: Place, read: LedgerReader) -> Held:
        """The line in the path. Raises `NotFound`."""
        face, line_id = await self._face(context, place, read), _integer(context, "id")
        held = None if line_id is None else await find_line(read, face, line_id)
        if held is None:
            raise NotFound(NO_LINE)
        return held

    def _is_hidden(self, place: Place) -> bool:
        """Whether the side has three tiers, where the newer resources are not offered."""
        if not self.side:
            return False
        settings = place.settings
        return (settings.tiers_budget if self.side == "budget" else settings.tiers_cost) == 3


def _integer(context: Context, name: str) -> int | None:
    return parse_whole_number(context.path[name])
