"""The bodies of rfqs, quotes and responses."""

from __future__ import annotations

from changewright.edge import bodies
from changewright.edge.bodies import Body, Field

from ..wire import BOOLEAN, INTEGER, INTEGER_LIST, LABEL
from ..writing import body_of
from .words import WORDS

DAYS_MAXIMUM = 100_000
FILES_MAXIMUM = 1000


def _fields(*, required: bool) -> tuple[Field, ...]:
    return (
        Field(
            "title",
            "name",
            bodies.TEXT,
            minimum=1,
            maximum=1024,
            required=required,
            nullable=False,
        ),
        Field("assigned_id", "contact_id", INTEGER),
        Field("change_event_event_id", "event_id", INTEGER),
        Field("cost_code_id", "cost_code_id", INTEGER),
        Field("description", "description", bodies.TEXT, maximum=2048),
        Field("due_date", "due_date", bodies.DAY),
        Field("estimated_amount", "estimated_amount", bodies.AMOUNT),
        Field(
            "estimated_schedule_impact",
            "schedule_change",
            INTEGER,
            minimum=-DAYS_MAXIMUM,
            maximum=DAYS_MAXIMUM,
        ),
        Field("estimated_status", "estimated_status", bodies.CHOICE, choices=("rom", "final")),
        Field("location_id", "location_id", INTEGER),
        Field("number", "number", LABEL, maximum=255),
        Field("original_quote", "original_quote", bodies.AMOUNT),
        Field("private", "private", BOOLEAN, nullable=False),
        Field("spec_section_description", "spec_section_description", bodies.TEXT, maximum=1024),
        Field("spec_section_number", "spec_section_number", LABEL, maximum=255),
        Field("specification_section_id", "specification_section_id", INTEGER),
        Field("status", "status", bodies.CHOICE, choices=WORDS, nullable=False),
        Field("prostore_file_ids", "file_ids", INTEGER_LIST, maximum=FILES_MAXIMUM),
    )


CREATE_FIELDS = body_of("rfq", _fields(required=True), partial=False, contract_required=True)
EDIT_FIELDS = body_of("rfq", _fields(required=False), partial=True, contract_required=True)

QUOTE_FIELDS = (
    Field("commitment_quote_number", "number", LABEL, maximum=255),
    Field("cost", "amount", bodies.AMOUNT),
    Field("description", "description", bodies.TEXT, maximum=2048),
    Field("schedule_impact", "days", INTEGER, minimum=-DAYS_MAXIMUM, maximum=DAYS_MAXIMUM),
)
RESPONSE_FIELDS = (
    Field("comment", "comment", bodies.TEXT, maximum=10_000),
    Field("prostore_file_ids", "file_ids", INTEGER_LIST, maximum=FILES_MAXIMUM),
)


def _both(wrapper: str, fields: tuple[Field, ...]) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """The bodies that create and that change a record."""
    return (
        body_of(wrapper, fields, partial=False, contract_required=True),
        body_of(wrapper, fields, partial=True, contract_required=True),
    )


QUOTE_CREATE, QUOTE_EDIT = _both("rfq_quote", QUOTE_FIELDS)
RESPONSE_CREATE, RESPONSE_EDIT = _both("rfq_response", RESPONSE_FIELDS)

CREATE_BODY = Body("RfqCreate", CREATE_FIELDS)
EDIT_BODY = Body("RfqUpdate", EDIT_FIELDS)
QUOTE_CREATE_BODY, QUOTE_EDIT_BODY = (
    Body("RfqQuoteCreate", QUOTE_CREATE),
    Body("RfqQuoteUpdate", QUOTE_EDIT),
)
RESPONSE_CREATE_BODY, RESPONSE_EDIT_BODY = (
    Body("RfqResponseCreate", RESPONSE_CREATE),
    Body("RfqResponseUpdate", RESPONSE_EDIT),
)
