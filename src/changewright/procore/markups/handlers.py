"""What the operations on markups run; their holder stands in the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import NotFound, invalid
from changewright.core.query import Condition
from changewright.core.records_codes import Markup
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo, parse_whole_number
from changewright.work import codes, markups
from changewright.work.screening import named
from changewright.work.unit import LedgerReader, Unit

from ..contract_bodies import IDS, as_sent
from ..fields import Rendering
from ..grammar import one_id
from ..place import Place, project_place
from ..reading import get_one, list_array, listing_of, rendering_of
from ..wire import BOOLEAN, INTEGER
from ..writing import render, wrapped, write
from .shapes import CHANGE, HOLDER_TYPES, MARKUP

CONDITIONS_MAXIMUM = 100
POSITION_MAXIMUM = 1_000_000_000

CONDITION = (
    Field("id", "id", INTEGER),
    Field("_destroy", "destroy", BOOLEAN),
    Field("match_type", "match_type", bodies.CHOICE, choices=markups.MATCHES, nullable=False),
    Field("wbs_segment_id", "wbs_segment_id", INTEGER),
    Field(
        "markup_condition_items",
        "markup_condition_items",
        bodies.JSON_LIST,
        maximum=CONDITIONS_MAXIMUM,
        nullable=False,
    ),
)
COMPOUND = (
    Field("type", "compound_type", bodies.CHOICE, choices=markups.COMPOUNDS),
    Field("selections", "compound_selections", IDS),
)
FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=255, nullable=False, required=True),
    Field("percentage", "percentage", bodies.PRICE, nullable=False, required=True),
    Field(
        "markup_set",
        "markup_set",
        bodies.CHOICE,
        choices=markups.SETS,
        nullable=False,
        required=True,
    ),
    Field("applies_to_all", "applies_to_all", BOOLEAN, nullable=False),
    Field("compound", "compound", bodies.object_of(*COMPOUND, partial=True)),
    Field(
        "markup_conditions",
        "conditions",
        bodies.objects_of(*CONDITION, partial=True),
        maximum=CONDITIONS_MAXIMUM,
    ),
    Field("position", "position", INTEGER, minimum=0, maximum=POSITION_MAXIMUM),
    Field("prime_line_item_id", "prime_line_item_id", INTEGER),
    Field("tax_code_ids", "tax_code_ids", IDS),
    Field("wbs_code_id", "wbs_code_id", INTEGER),
)
CREATE_FIELDS = (wrapped("markup", FIELDS, partial=False),)
EDIT_FIELDS = (wrapped("markup", FIELDS, partial=True),)
CREATE_BODY = Body("MarkupCreate", CREATE_FIELDS)
EDIT_BODY = Body("MarkupUpdate", EDIT_FIELDS)


class _Asked:
    """The holder that a query names: of what type, and which."""

    def __init__(self, context: Context) -> None:
        words = [value for name, value in context.query if name == "holder_type"]
        if not words:
            raise invalid("holder_type", "missing", "holder_type is required")
        if words[-1] not in HOLDER_TYPES:
            told = f"holder_type is one of {', '.join(HOLDER_TYPES)}, not {echo(words[-1])}"
            raise invalid("holder_type", "choice", told)
        self.is_change = words[-1] == CHANGE
        self.id = one_id(context.query, "holder_id", required=True)

    async def holder(self, read: LedgerReader) -> markups.Holder:
        return await markups.holder_of(read, self.is_change, self.id)

    async def markup(self, read: LedgerReader, text: str) -> tuple[markups.Holder, Markup]:
        """The markup of this id, if it is the holder's. Raises `NotFound`."""
        holder = await self.holder(read)
        markup_id = parse_whole_number(text)
        found = await named(read, Markup, markup_id)
        if found is None or (found.holder_kind, found.holder_id) != (holder.TABLE, holder.id):
            raise NotFound("There is no markup with this id on this holder.")
        return holder, found


async def list_markups(context: Context) -> Answer:
    """GET financials/markups."""
    listing, asked = listing_of(context, MARKUP), _Asked(context)
    place = await project_place(context)
    async with context.services.ledger.reader(place.container_id) as read:
        holder = await asked.holder(read)
    own = (
        Condition("holder_kind", "any", (holder.TABLE,)),
        Condition("holder_id", "any", (holder.id,)),
    )
    return await list_array(context, place, listing, own)


async def get_markup(context: Context) -> Answer:
    """GET financials/markups/{id}."""
    asked = _Asked(context)
    place = await project_place(context)
    async with context.services.ledger.reader(place.container_id) as read:
        await asked.markup(read, context.path["id"])
    return await get_one(context, place, MARKUP)


async def create(context: Context) -> Answer:
    """POST financials/markups."""
    asked = _Asked(context)
    given = bodies.read_fields(await context.json(), CREATE_FIELDS)["values"]
    place = await project_place(context)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        holder = await asked.holder(unit.read)
        with as_sent(FIELDS):
            values = await _columns(unit, given, rendering, place)
            made = await markups.create(unit, holder, values)
        return await render(unit, MARKUP, made, rendering)

    return await write(context, place, decide)


async def update(context: Context) -> Answer:
    """PATCH financials/markups/{id}."""
    asked = _Asked(context)
    given = bodies.read_fields(await context.json(), EDIT_FIELDS)["values"]
    place = await project_place(context)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        holder, markup = await asked.markup(unit.read, context.path["id"])
        with as_sent(FIELDS):
            values = await _columns(unit, given, rendering, place)
            changed = await markups.edit(unit, holder, markup, values)
        return await render(unit, MARKUP, changed, rendering)

    return await write(context, place, decide)


async def delete(context: Context) -> Answer:
    """DELETE financials/markups/{id}."""
    asked = _Asked(context)
    place = await project_place(context)

    async def decide(unit: Unit) -> bytes:
        await markups.delete(unit, *await asked.markup(unit.read, context.path["id"]))
        return b""

    return await write(context, place, decide)


async def _columns(
    unit: Unit, given: Mapping[str, Any], rendering: Rendering, place: Place
) -> dict[str, Any]:
    """A body's values as columns. Raises `Invalid` for a budget code or tax that is not there."""
    values = dict(given)
    values |= values.pop("compound", None) or {}
    if "wbs_code_id" in values:
        budget = await codes.budget_of_line(unit, wbs_code_id=values.pop("wbs_code_id"))
        values["budget_id"] = None if budget is None else budget.id
    for name in ("compound_selections", "tax_code_ids", "conditions"):
        if name in values and values[name] is None:
            values[name] = ()
    for tax_code_id in values.get("tax_code_ids", ()):
        found = rendering.directory.tax_codes.get(tax_code_id)
        if found is None or not found.active or found.account_id != place.project.account_id:
            raise invalid("tax_code_ids", "reference", f"There is no tax code {tax_code_id} here")
    return values
