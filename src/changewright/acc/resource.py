"""A resource of this door: its noun, its fields, and what follows from them.

`Resource` is data. `acc.reading` lists and gets by it, `acc.writing` runs units and renders what
they leave; most resources need nothing more than their row here and the functions of `work`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from changewright.core.query import Order
from changewright.core.records import Record
from changewright.core.roles import Role, View, view_of
from changewright.edge.bodies import Body
from changewright.edge.conditional import SHAPES
from changewright.edge.context import Context
from changewright.edge.fragments import PartShape, Shape
from changewright.edge.routes import Parameter
from changewright.work.screening import as_seen

from .fields import Rendering, Wire, attributes, body_fields, schema
from .grammar import Grammar
from .parts import values_of as shown_values_of
from .renderer import Renderer
from .wire import MONEY_STYLES, MoneyStyle, encode

R = TypeVar("R", bound=Record)


class RecordReader(Protocol):
    """What of a ledger reader rendering needs."""

    async def get(self, noun: type[R], record_id: int) -> R | None: ...


class Resource:
    """One kind of record as Autodesk's clients see it.

    `name` is the shape's name, unique in the door. `view` names the noun in the table of roles
    (`change_order:pco`). `order` is how a list is sorted when nothing is asked. `parts` are what
    the includes add, by the include's word.
    """

    def __init__(
        self,
        name: str,
        noun: type[Record],
        rows: Sequence[Wire],
        *,
        title: str,
        kind: str | None = None,
        includes: Sequence[str] = (),
        properties: bool = False,
        order: Sequence[Order] = (Order("created_at"),),
        limit_default: int = 100,
        aliases: Mapping[str, str] | None = None,
        elsewhere: Sequence[Parameter] = (),
        parts: Mapping[str, PartShape] | None = None,
    ) -> None:
        self.name = name
        self.title = title
        self.noun = noun
        self.kind = kind
        self.rows = tuple(rows)
        self.view = f"{noun.TABLE}:{kind}" if kind else noun.TABLE
        self.spoken = self.view.replace("_", " ").replace(":", " ")
        self.grammar = Grammar(
            noun,
            attributes(self.rows),
            kind=kind,
            includes=includes,
            properties=properties,
            order=tuple(order),
            limit_default=limit_default,
            aliases=aliases,
            elsewhere=elsewhere,
        )
        self.creating = body_fields(self.rows, partial=False)
        self.patching = body_fields(self.rows, partial=True)
        self.renderer = Renderer(self.rows)
        self.parts = dict(parts or {})
        self._shapes: dict[str, Shape] = {}
        self._renderers: dict[frozenset[str], Renderer] = {frozenset(): self.renderer}

    def view_for(self, role: Role) -> View:
        """Which rows and fields of this resource a role sees."""
        return view_of(role.name, self.view)

    def renderer_for(self, hidden: frozenset[str]) -> Renderer:
        """The renderer of an audience that may not see some columns."""
        known = self._renderers.get(hidden)
        if known is None:
            known = self._renderers[hidden] = Renderer(self.rows, hidden)
        return known

    def shape(self, money: MoneyStyle) -> Shape:
        """How the reading engine writes a record, with money in this style."""
        known = self._shapes.get(money.name)
        if known is None:
            known = self._shapes[money.name] = Shape(
                name=f"acc.{self.name}",
                version=f"{SHAPES}.{money.name}",
                noun=self.noun,
                values=shown_values_of(self.renderer),
                render=self.renderer.render,
                parts=self.parts,
                names_people=True,
            )
        return known

    def create_body(self) -> Body:
        return Body(f"{self.title} (create)", self.creating)

    def patch_body(self) -> Body:
        return Body(f"{self.title} (update)", self.patching, partial=True)

    def schema(self, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The JSON Schema of one record."""
        return schema(self.rows, extra)


def rendering_of(context: Context) -> Rendering:
    """How this request's records are written."""
    style = MONEY_STYLES[context.settings.money_as_numbers]
    return Rendering(style, context.services.directory)


async def values_of(
    read: RecordReader, renderer: Renderer, record: Record, rendering: Rendering
) -> dict[str, Any]:
    """A record as JSON values, its references looked up one by one: for what a unit has made."""
    row = []
    for column in renderer.columns:
        value = getattr(record, column)
        noun = renderer.references.get(column)
        if noun is not None and value is not None:
            referred = await read.get(noun, value)
            value = None if referred is None else referred.uuid
        row.append(value)
    return renderer.values(row, rendering)


async def render_record(
    read: RecordReader,
    resource: Resource,
    record: Record,
    context: Context,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """One record as JSON, with `more` keys after its own, as the caller's audience sees it."""
    renderer = resource.renderer_for(resource.view_for(context.role).hidden)
    seen = await as_seen(read, record)
    values = await values_of(read, renderer, seen, rendering_of(context))
    return encode(values | dict(more or {}))
