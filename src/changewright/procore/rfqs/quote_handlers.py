"""What the operations on the quotes of an rfq run (procore.md §2.8).

A quote is a row of its own, or the price that stands on a line of the rfq (`prices`); so they are
all read with their rfq, which has few.
"""

from __future__ import annotations

import msgspec

from changewright.core.errors import NotFound
from changewright.core.records import ChangeOrder
from changewright.core.records_events import Quote
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import parse_whole_number
from changewright.work import quotes
from changewright.work.screening import named
from changewright.work.unit import Unit

from ..contract_bodies import as_sent
from ..fields import Rendering
from ..operations import Handlers
from ..reading import answer_json, answer_page, listing_of, pages_of, rendering_of
from ..writing import read_placed, render, write
from .fields import QUOTE_CREATE, QUOTE_EDIT, QUOTE_FIELDS
from .handlers import filed, looked_up, rfq_named
from .shapes import KIND, QUOTES, QUOTES_OF_RFQ

_NO_QUOTE = "There is no quote with this id on this rfq."
_SENT = (*QUOTE_FIELDS, Field("cost", "proposed", bodies.AMOUNT))
"""A quote's fields, and the column in which a price stands on a line."""


class _Rfq(msgspec.Struct):
    quotes: list[msgspec.Raw]


class _Quote(msgspec.Struct):
    id: int


_read_rfq = msgspec.json.Decoder(_Rfq).decode
_read_quote = msgspec.json.Decoder(_Quote).decode


async def list_quotes(context: Context) -> Answer:
    """GET rfqs/{rfq_id}/quotes."""
    listing = listing_of(context, QUOTES)
    return answer_page(context, await _quotes_of(context), listing)


async def show_quote(context: Context) -> Answer:
    """GET rfqs/{rfq_id}/quotes/{id}."""
    found = await _quotes_of(context)
    return answer_json(context, _with_id(found, parse_whole_number(context.path["id"])))


async def create_quote(context: Context) -> Answer:
    """POST rfqs/{rfq_id}/quotes."""
    place, given = await read_placed(context, QUOTE_CREATE)
    rendering = rendering_of(context, place)

    async def decide(unit: Unit) -> bytes:
        rfq = await rfq_named(unit.read, given["contract_id"], context.path["rfq_id"])
        quote = await quotes.create(unit, rfq, filed(given["values"]))
        return await _shown(unit, rfq, quote.id, rendering)

    return await write(context, place, decide)


async def edit_quote(context: Context) -> Answer:
    """PATCH rfqs/{rfq_id}/quotes/{id}."""
    place, given = await read_placed(context, QUOTE_EDIT)
    rendering = rendering_of(context, place)
    values = filed(given["values"])

    async def decide(unit: Unit) -> bytes:
        rfq = await rfq_named(unit.read, given["contract_id"], context.path["rfq_id"])
        quote_id = parse_whole_number(context.path["id"])
        if quote_id is None:
            raise NotFound(_NO_QUOTE)
        quote = await named(unit.read, Quote, quote_id)
        with as_sent(_SENT):
            if quote is not None and quote.rfq_id == rfq.id:
                await quotes.edit(unit, rfq, quote, values)
            elif quote is not None or not await quotes.edit_standing(unit, rfq, quote_id, values):
                raise NotFound(_NO_QUOTE)
        return await _shown(unit, rfq, quote_id, rendering)

    return await write(context, place, decide)


HANDLERS = Handlers(list=list_quotes, show=show_quote, create=create_quote, update=edit_quote)


async def _quotes_of(context: Context) -> list[msgspec.Raw]:
    """The quotes of the rfq in the path, as JSON. Raises `NotFound`."""
    place = await looked_up(context, "rfq_id")
    rfq_id = parse_whole_number(context.path["rfq_id"])
    assert rfq_id is not None, "it was looked up by it"
    found = await pages_of(context).one(
        place.viewer,
        QUOTES_OF_RFQ.shape(place.settings),
        rfq_id,
        rendering_of(context, place),
        kind=KIND,
        include=QUOTES_OF_RFQ.include,
        directory_revision=context.services.directory.revision,
    )
    if found is None:
        raise NotFound("There is no rfq with this id on this commitment.")
    return _read_rfq(found.json).quotes


async def _shown(unit: Unit, rfq: ChangeOrder, quote_id: int, rendering: Rendering) -> bytes:
    """One quote as JSON, as it will stand when the unit is committed."""
    json = await render(unit, QUOTES_OF_RFQ, unit.newest(rfq), rendering)
    return bytes(_with_id(_read_rfq(json).quotes, quote_id))


def _with_id(found: list[msgspec.Raw], quote_id: int | None) -> msgspec.Raw:
    for quote in found:
        if _read_quote(quote).id == quote_id:
            return quote
    raise NotFound(_NO_QUOTE)
