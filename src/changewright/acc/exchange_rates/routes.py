"""The operations on exchange rates (autodesk.md §5.10)."""

from __future__ import annotations

from changewright.edge.routes import Route
from changewright.work import currency

from ..operations import Handlers, Limits, Names, operations
from ..reading import gets, lists
from ..simple_writes import creates, deletes, edits
from .fields import EXCHANGE_RATE

NAMES = Names(
    one="exchange rate",
    many="exchange rates",
    operation="ExchangeRate",
    operations="ExchangeRates",
    path="/exchange-rates",
    parameter="id",
)

ROUTES: tuple[Route, ...] = operations(
    EXCHANGE_RATE,
    NAMES,
    Handlers(
        list=lists(EXCHANGE_RATE),
        create=creates(EXCHANGE_RATE, currency.create_rate),
        get=gets(EXCHANGE_RATE, "id"),
        edit=edits(EXCHANGE_RATE, "id", currency.edit_rate),
        delete=deletes(EXCHANGE_RATE, "id", currency.delete_rate),
    ),
    Limits(),
    tags=("Exchange rates",),
)
