"""The operations on rfqs, their quotes and responses, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.routes import Route

from ..operations import CONTRACT, PROJECT, Handlers, Names, in_project, operations
from . import handlers
from .fields import (
    CREATE_BODY,
    EDIT_BODY,
    QUOTE_CREATE_BODY,
    QUOTE_EDIT_BODY,
    RESPONSE_CREATE_BODY,
    RESPONSE_EDIT_BODY,
)
from .shapes import CREATED, LISTED, QUOTES, RESPONSES

PATH = "/rest/v1.0/rfqs"
QUOTES_PATH = f"{PATH}/{{rfq_id}}/quotes"
RESPONSES_PATH = f"{PATH}/{{rfq_id}}/responses"
TAGS = ("RFQs",)
PLACE = (PROJECT, CONTRACT)

ROUTES: tuple[Route, ...] = (
    *operations(
        Names(one="RFQ", many="RFQs", operation="Rfq", operations="Rfqs"),
        PATH,
        Handlers(
            list=handlers.list_rfqs,
            show=handlers.get_rfq,
            create=handlers.create_rfq,
            update=handlers.edit_rfq,
            delete=handlers.delete_rfq,
        ),
        listed=LISTED,
        detailed=LISTED,
        created=CREATED,
        tags=TAGS,
        aliases=(in_project(PATH),),
        place=PLACE,
        create_body=CREATE_BODY,
        update_body=EDIT_BODY,
        statuses={"delete": 200},
        summaries={"list": "RFQs of a commitment."},
    ),
    *operations(
        Names(one="quote", many="quotes", operation="RfqQuote", operations="RfqQuotes"),
        QUOTES_PATH,
        Handlers(
            list=handlers.list_quotes,
            show=handlers.get_quote,
            create=handlers.create_quote,
            update=handlers.edit_quote,
        ),
        listed=QUOTES,
        detailed=QUOTES,
        tags=TAGS,
        aliases=(in_project(QUOTES_PATH),),
        place=PLACE,
        create_body=QUOTE_CREATE_BODY,
        update_body=QUOTE_EDIT_BODY,
    ),
    *operations(
        Names(one="response", many="responses", operation="RfqResponse", operations="RfqResponses"),
        RESPONSES_PATH,
        Handlers(
            list=handlers.list_responses,
            show=handlers.get_response,
            create=handlers.create_response,
            update=handlers.edit_response,
        ),
        listed=RESPONSES,
        detailed=RESPONSES,
        tags=TAGS,
        aliases=(in_project(RESPONSES_PATH),),
        place=PLACE,
        create_body=RESPONSE_CREATE_BODY,
        update_body=RESPONSE_EDIT_BODY,
    ),
)
