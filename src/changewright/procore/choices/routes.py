"""The operations on a company's lists, one row each (procore.md §2.7 and Appendix A)."""

from __future__ import annotations

from changewright.core import choices
from changewright.core.people import Choice, TaxCode, TaxType
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.routes import Route

from ..operations import COMPANY, PROJECT, Handlers, Names, operations
from . import shapes
from .handlers import Kept, creator, deleter, lister, shower, syncer, updater

V1, V2 = "/rest/v1.0", "/rest/v2.0/companies/{company_id}"
IN_PROJECT = "/rest/v1.0/projects/{project_id}"
EVENTS, ORDERS, LINES = ("Change events",), ("Change order lists",), ("Line item and tax lists",)

_SHOWN = Field("show_in_select", "shown", bodies.BOOLEAN, nullable=False)
_ORIGIN = (
    Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
    Field("origin_id", "origin_id", bodies.TEXT, maximum=255),
)


def _name(name: str, column: str = "name") -> Field:
    return Field(name, column, bodies.TEXT, maximum=255, required=True, nullable=False)


STATUS = Kept(noun=Choice, name=choices.CHANGE_ORDER_STATUS, book=shapes.STATUS)
REASON = Kept(noun=Choice, name=choices.CHANGE_REASON, book=shapes.REASON)
REASON_V2 = Kept(
    noun=Choice,
    name=choices.CHANGE_REASON,
    book=shapes.REASON_V2,
    wrapper="change_order_change_reason",
    fields=(_name("change_reason"), _SHOWN),
)
CHANGE_TYPE = Kept(noun=Choice, name=choices.CHANGE_TYPE, book=shapes.CHANGE_TYPE)
EVENT_TYPE_V2 = Kept(
    noun=Choice,
    name=choices.CHANGE_TYPE,
    book=shapes.EVENT_TYPE_V2,
    wrapper="change_type",
    fields=(
        _name("name"),
        _SHOWN,
        Field("abbreviation", "abbreviation", bodies.TEXT, maximum=255),
    ),
)
EVENT_STATUS = Kept(
    noun=Choice, name=choices.CHANGE_EVENT_STATUS, book=shapes.EVENT_STATUS, in_project=True
)
EVENT_STATUS_V2 = Kept(
    noun=Choice,
    name=choices.CHANGE_EVENT_STATUS,
    book=shapes.EVENT_STATUS_V2,
    wrapper="change_event_status",
    fields=(
        _name("name"),
        Field(
            "mapped_to_status",
            "mapped_to",
            bodies.CHOICE,
            choices=shapes.EVENT_WORDS,
            nullable=False,
        ),
        _SHOWN,
        Field("default_status", "is_default", bodies.BOOLEAN, nullable=False),
    ),
)
LINE_ITEM_TYPE = Kept(
    noun=Choice,
    name=choices.LINE_ITEM_TYPE,
    book=shapes.LINE_ITEM_TYPE,
    wrapper="line_item_type",
    fields=(
        _name("name"),
        Field("csv_import_code", "abbreviation", bodies.TEXT, maximum=50),
        Field("base_type", "mapped_to", bodies.CHOICE, choices=choices.BASE_TYPES),
        *_ORIGIN,
    ),
)
TAX_TYPE = Kept(
    noun=TaxType,
    book=shapes.TAX_TYPE,
    wrapper="tax_type",
    fields=(
        Field("description", "description", bodies.TEXT, maximum=2048),
        _name("name"),
        *_ORIGIN,
    ),
)
TAX_CODE = Kept(
    noun=TaxCode,
    book=shapes.TAX_CODE,
    wrapper="tax_code",
    fields=(
        _name("code", "code"),
        Field("description", "description", bodies.TEXT, maximum=2048),
        Field("rate1", "rate", bodies.PRICE),
        Field("archived", "archived", bodies.BOOLEAN, nullable=False),
        Field("default_tax_code", "is_default", bodies.BOOLEAN, nullable=False),
        *_ORIGIN,
    ),
)

ROUTES: tuple[Route, ...] = (
    *operations(
        Names(
            one="change order status",
            many="change order statuses of a company",
            operation="ChangeOrderStatus",
            operations="ChangeOrderStatuses",
        ),
        f"{V1}/change_order/statuses",
        Handlers(list=lister(STATUS)),
        listed=STATUS.book,
        detailed=STATUS.book,
        tags=ORDERS,
        place=(COMPANY,),
    ),
    *operations(
        Names(
            one="change reason",
            many="reasons for changes",
            operation="ChangeReason",
            operations="ChangeReasons",
        ),
        f"{V1}/change_order_change_reasons",
        Handlers(list=lister(REASON)),
        listed=REASON.book,
        detailed=REASON.book,
        tags=ORDERS,
        place=(COMPANY,),
    ),
    *operations(
        Names(
            one="change reason",
            many="reasons for changes",
            operation="ChangeReasonV2",
            operations="ChangeReasonsV2",
        ),
        f"{V2}/change_order_change_reasons",
        Handlers(
            list=lister(REASON_V2),
            create=creator(REASON_V2),
            update=updater(REASON_V2),
            delete=deleter(REASON_V2),
        ),
        listed=REASON_V2.book,
        detailed=REASON_V2.book,
        tags=ORDERS,
        place=(),
        create_body=Body("ChangeReasonCreate", REASON_V2.body(partial=False)),
        update_body=Body("ChangeReasonUpdate", REASON_V2.body(partial=True)),
        statuses={"delete": 200},
    ),
    *operations(
        Names(
            one="change type",
            many="types of changes",
            operation="ChangeType",
            operations="ChangeTypes",
        ),
        f"{V1}/change_types",
        Handlers(list=lister(CHANGE_TYPE)),
        listed=CHANGE_TYPE.book,
        detailed=CHANGE_TYPE.book,
        tags=EVENTS,
        place=(COMPANY,),
        aliases=(f"{IN_PROJECT}/change_event_types",),
    ),
    *operations(
        Names(
            one="change event type",
            many="types of change events",
            operation="ChangeEventType",
            operations="ChangeEventTypes",
        ),
        f"{V2}/change_event/types",
        Handlers(list=lister(EVENT_TYPE_V2), update=updater(EVENT_TYPE_V2)),
        listed=EVENT_TYPE_V2.book,
        detailed=EVENT_TYPE_V2.book,
        tags=EVENTS,
        place=(),
        update_body=Body("ChangeEventTypeUpdate", EVENT_TYPE_V2.body(partial=True)),
    ),
    *operations(
        Names(
            one="change event status",
            many="statuses of change events",
            operation="ChangeEventStatus",
            operations="ChangeEventStatuses",
        ),
        f"{V1}/change_event/statuses",
        Handlers(list=lister(EVENT_STATUS)),
        listed=EVENT_STATUS.book,
        detailed=EVENT_STATUS.book,
        tags=EVENTS,
        place=(PROJECT,),
        aliases=(f"{IN_PROJECT}/change_event_statuses",),
    ),
    *operations(
        Names(
            one="change event status",
            many="statuses of change events",
            operation="ChangeEventStatusV2",
            operations="ChangeEventStatusesV2",
        ),
        f"{V2}/change_events/statuses",
        Handlers(list=lister(EVENT_STATUS_V2), update=updater(EVENT_STATUS_V2)),
        listed=EVENT_STATUS_V2.book,
        detailed=EVENT_STATUS_V2.book,
        tags=EVENTS,
        place=(),
        update_body=Body("ChangeEventStatusUpdate", EVENT_STATUS_V2.body(partial=True)),
    ),
    *operations(
        Names(
            one="line item type",
            many="line item types (cost types) of a company",
            operation="LineItemType",
            operations="LineItemTypes",
        ),
        f"{V1}/line_item_types",
        Handlers(
            list=lister(LINE_ITEM_TYPE),
            show=shower(LINE_ITEM_TYPE),
            create=creator(LINE_ITEM_TYPE),
            update=updater(LINE_ITEM_TYPE),
            sync=syncer(LINE_ITEM_TYPE),
        ),
        listed=LINE_ITEM_TYPE.book,
        detailed=LINE_ITEM_TYPE.book,
        tags=LINES,
        place=(COMPANY,),
        create_body=Body("LineItemTypeCreate", LINE_ITEM_TYPE.body(partial=False)),
        update_body=Body("LineItemTypeUpdate", LINE_ITEM_TYPE.body(partial=True)),
        sync_fields=LINE_ITEM_TYPE.fields,
        aliases=(f"{V1}/companies/{{company_id}}/cost_types",),
    ),
    *operations(
        Names(
            one="tax code",
            many="tax codes of a company",
            operation="TaxCode",
            operations="TaxCodes",
        ),
        f"{V1}/tax_codes",
        Handlers(
            list=lister(TAX_CODE),
            show=shower(TAX_CODE),
            create=creator(TAX_CODE),
            update=updater(TAX_CODE),
            sync=syncer(TAX_CODE),
        ),
        listed=TAX_CODE.book,
        detailed=TAX_CODE.book,
        tags=LINES,
        place=(COMPANY,),
        create_body=Body("TaxCodeCreate", TAX_CODE.body(partial=False)),
        update_body=Body("TaxCodeUpdate", TAX_CODE.body(partial=True)),
        sync_fields=TAX_CODE.fields,
        aliases=(f"{V1}/companies/{{company_id}}/tax_codes",),
    ),
    *operations(
        Names(
            one="tax type",
            many="kinds of tax of a company",
            operation="TaxType",
            operations="TaxTypes",
        ),
        f"{V1}/tax_types",
        Handlers(
            list=lister(TAX_TYPE),
            show=shower(TAX_TYPE),
            create=creator(TAX_TYPE),
            update=updater(TAX_TYPE),
            delete=deleter(TAX_TYPE),
            sync=syncer(TAX_TYPE),
        ),
        listed=TAX_TYPE.book,
        detailed=TAX_TYPE.book,
        tags=LINES,
        place=(COMPANY,),
        create_body=Body("TaxTypeCreate", TAX_TYPE.body(partial=False)),
        update_body=Body("TaxTypeUpdate", TAX_TYPE.body(partial=True)),
        sync_fields=TAX_TYPE.fields,
        statuses={"delete": 200},
    ),
)
