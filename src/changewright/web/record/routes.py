"""The operations on a change order whole."""

from __future__ import annotations

from changewright.core.records import CostItem
from changewright.core.records_contracts import Contract
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, objects_of
from changewright.edge.routes import Parameter

from ..operations import PAGED, operation
from . import asking, chain, choices, detail, history, lines, quotes, writers
from .views import (
    RecordAskedView,
    RecordChainView,
    RecordChoicesView,
    RecordHistoryPage,
    RecordLinesView,
    RecordQuotesView,
    RecordView,
)
from .writers import RecordWritersView

TAGS = ("Change orders",)
TEXT_MAXIMUM = 2048
SUPPLIERS_MAXIMUM = 50
PRICES_MAXIMUM = 1000

SUPPLIER = (
    Field("contractId", "contract_id", bodies.reference(Contract)),
    Field("companyId", "company_id", bodies.UUID_TEXT, description="Where there is no contract."),
)
ASKED = (
    Field(
        "suppliers",
        "suppliers",
        objects_of(*SUPPLIER),
        required=True,
        nullable=False,
        minimum=1,
        maximum=SUPPLIERS_MAXIMUM,
        description="Whom to ask: each by his contract, or by his company.",
    ),
    Field(
        "costItemIds",
        "items",
        bodies.references(CostItem),
        nullable=False,
        description="The lines; without it all that count on the cost side.",
    ),
    Field("name", "name", bodies.TEXT, maximum=1024, nullable=False),
    Field("scopeOfWork", "scope_of_work", bodies.TEXT, maximum=65_535),
    Field("responseDue", "response_due", bodies.INSTANT),
    Field("send", "send", bodies.BOOLEAN, description="Send them out for prices at once."),
)
PRICE = (
    Field(
        "costItemId",
        "cost_item_id",
        bodies.reference(CostItem),
        description="The line; without it the price is for all of them.",
    ),
    Field(
        "amount",
        "amount",
        bodies.AMOUNT,
        description="Always sent; null withdraws the price, until the request is answered.",
    ),
    Field("days", "days", bodies.INTEGER, minimum=-36_500, maximum=36_500),
    Field("number", "number", bodies.TEXT, maximum=255, description="The supplier's own number."),
    Field("description", "description", bodies.TEXT, maximum=TEXT_MAXIMUM),
)
PRICES = (
    Field(
        "prices",
        "prices",
        objects_of(*PRICE),
        required=True,
        nullable=False,
        minimum=1,
        maximum=PRICES_MAXIMUM,
    ),
    Field("submit", "submit", bodies.BOOLEAN, description="Answer the request with them."),
)
OWN = (
    Field("reason", "reason", bodies.TEXT, maximum=255),
    Field("responseDue", "response_due", bodies.INSTANT),
    Field("dueDate", "due_date", bodies.DAY),
    Field("private", "private", bodies.BOOLEAN, nullable=False),
)
CHOICE_PARAMETERS = (
    Parameter(
        "list",
        description="The lists that are wanted.",
        repeated=True,
        required=True,
        enum=tuple(choices.LISTS),
    ),
    Parameter("search", description="What was typed: part of a code or a name."),
    Parameter(
        "limit",
        "integer",
        "How many of each at most.",
        minimum=1,
        maximum=choices.LIMIT_MAXIMUM,
        default=choices.LIMIT_DEFAULT,
    ),
)

ROUTES = (
    operation(
        "GET",
        "/records/{recordId}",
        "webShowRecord",
        detail.show_record,
        "A change order whole: fields, states, whose turn it is, and what you may do now.",
        response=RecordView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/records/{recordId}",
        "webUpdateRecord",
        detail.update_record,
        "Change what Autodesk's bodies lack: reason, due dates, whether it is private.",
        body=Body("WebRecordUpdate", OWN, partial=True),
        response=RecordView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/records/{recordId}/lines",
        "webListRecordLines",
        lines.show_lines,
        "The cost items on a change order, and what can be changed of each.",
        response=RecordLinesView,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/records/{recordId}/chain",
        "webShowRecordChain",
        chain.show_chain,
        "What led to a change order and what it led to, with amounts and states.",
        response=RecordChainView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/records/{recordId}/history",
        "webListRecordHistory",
        history.show_history,
        "What happened to a change order and its lines, before and after, newest first.",
        response=RecordHistoryPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/records/{recordId}/writers",
        "webListRecordWriters",
        writers.show_writers,
        "Who wrote the comments on a change order, those who have left the project too.",
        response=RecordWritersView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/records/{recordId}/quotes",
        "webShowRecordQuotes",
        quotes.show_quotes,
        "Suppliers' quotes side by side, levelled by plugs where a price is missing.",
        response=RecordQuotesView,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/records/{recordId}/quotes",
        "webGiveRecordQuotes",
        quotes.give_quotes,
        "Price a request for quote, and answer it.",
        body=Body("WebRecordQuotes", PRICES),
        response=RecordQuotesView,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/records/{recordId}/rfqs",
        "webAskSuppliers",
        asking.ask_suppliers,
        "Ask several suppliers for prices at once, with an outcome for each.",
        body=Body("WebAskSuppliers", ASKED),
        response=RecordAskedView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/record-choices",
        "webListRecordChoices",
        choices.show_choices,
        "What forms offer: contracts, budget codes, suppliers, people, reasons, next numbers.",
        response=RecordChoicesView,
        parameters=CHOICE_PARAMETERS,
        tags=TAGS,
    ),
)
