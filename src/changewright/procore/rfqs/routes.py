"""The operations on rfqs, their quotes and responses, one row each (procore.md §2.1)."""

from __future__ import annotations

from changewright.edge.bodies import Body
from changewright.edge.routes import Route
from changewright.work import quotes

from ..fields import Resource
from ..operations import CONTRACT, PROJECT, Handlers, Names, in_project, operations
from . import handlers, quote_handlers
from .fields import (
    CREATE_BODY,
    EDIT_BODY,
    QUOTE_CREATE_BODY,
    QUOTE_EDIT_BODY,
    RESPONSE_CREATE,
    RESPONSE_CREATE_BODY,
    RESPONSE_EDIT,
    RESPONSE_EDIT_BODY,
)
from .shapes import CREATED, LISTED, QUOTES, RESPONSES

PATH = "/rest/v1.0/rfqs"
QUOTES_PATH = f"{PATH}/{{rfq_id}}/quotes"
RESPONSES_PATH = f"{PATH}/{{rfq_id}}/responses"
TAGS = ("RFQs",)
PLACE = (PROJECT, CONTRACT)


def _below(
    word: str, path: str, resource: Resource, run: Handlers, bodies: tuple[Body, Body]
) -> tuple[Route, ...]:
    """The operations on what hangs on an RFQ."""
    operation = f"Rfq{word.capitalize()}"
    create, update = bodies
    return operations(
        Names(one=word, many=f"{word}s", operation=operation, operations=f"{operation}s"),
        path,
        run,
        listed=resource,
        detailed=resource,
        tags=TAGS,
        aliases=(in_project(path),),
        place=PLACE,
        create_body=create,
        update_body=update,
    )


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
    *_below(
        "quote",
        QUOTES_PATH,
        QUOTES,
        quote_handlers.HANDLERS,
        (QUOTE_CREATE_BODY, QUOTE_EDIT_BODY),
    ),
    *_below(
        "response",
        RESPONSES_PATH,
        RESPONSES,
        handlers.below(
            RESPONSES,
            create=(RESPONSE_CREATE, quotes.respond),
            update=(RESPONSE_EDIT, quotes.edit_response),
        ),
        (RESPONSE_CREATE_BODY, RESPONSE_EDIT_BODY),
    ),
)
