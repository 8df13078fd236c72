"""The operations on a company's lists, one row each (procore.md §2.7 and Appendix A)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from changewright.core import choices
from changewright.core.people import Choice, TaxCode, TaxType
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.edge.routes import Handler, Parameter, Route

from ..operations import COMPANY, PROJECT, Handlers, Names, operations
from ..wire import BOOLEAN, LABEL
from . import shapes
from .handlers import Kept, creator, deleter, lister, shower, syncer, updater

V1, V2 = "/rest/v1.0", "/rest/v2.0/companies/{company_id}"
IN_PROJECT = "/rest/v1.0/projects/{project_id}"
EVENTS, ORDERS, LINES = ("Change events",), ("Change order lists",), ("Line item and tax lists",)

_SHOWN = Field("show_in_select", "shown", BOOLEAN, nullable=False)
_ORIGIN = (
    Field("origin_data", "origin_data", bodies.TEXT, maximum=10_000),
    Field("origin_id", "origin_id", LABEL, maximum=255),
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
        Field("default_status", "is_default", BOOLEAN, nullable=False),
    ),
)
LINE_ITEM_TYPE = Kept(
    noun=Choice,
    name=choices.LINE_ITEM_TYPE,
    book=shapes.LINE_ITEM_TYPE,
    wrapper="line_item_type",
    fields=(
        _name("name"),
        Field("csv_import_code", "abbreviation", LABEL, maximum=50),
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
        Field("archived", "archived", BOOLEAN, nullable=False),
        Field("default_tax_code", "is_default", BOOLEAN, nullable=False),
        *_ORIGIN,
    ),
)

_DOING: Mapping[str, Callable[[Kept], Handler]] = {
    "list": lister,
    "show": shower,
    "create": creator,
    "update": updater,
    "delete": deleter,
    "sync": syncer,
}
"""What answers an operation on a list, by the words of `Handlers`."""


def _list(
    kept: Kept,
    path: str,
    does: tuple[str, ...],
    names: Names,
    *,
    tags: tuple[str, ...],
    place: tuple[Parameter, ...] = (COMPANY,),
    aliases: tuple[str, ...] = (),
) -> tuple[Route, ...]:
    """The rows of a list that can do so much; a list under v2.0 has its place in its path."""
    body_name = names.operation.removesuffix("V2")
    return operations(
        names,
        path,
        Handlers(**{word: _DOING[word](kept) for word in does}),
        listed=kept.book,
        detailed=kept.book,
        tags=tags,
        place=() if path.startswith(V2) else place,
        aliases=aliases,
        create_body=_body(kept, f"{body_name}Create", False) if "create" in does else None,
        update_body=_body(kept, f"{body_name}Update", True) if "update" in does else None,
        sync_fields=kept.fields if "sync" in does else (),
        statuses={"delete": 200},
    )


def _body(kept: Kept, name: str, partial: bool) -> Body:
    return Body(name, kept.body(partial=partial))


def _names(operation: str, operations: str, one: str, many: str) -> Names:
    return Names(one=one, many=many, operation=operation, operations=operations)


_READ = ("list",)
_WRITTEN = ("list", "show", "create", "update", "sync")

ROUTES: tuple[Route, ...] = (
    *_list(
        STATUS,
        f"{V1}/change_order/statuses",
        _READ,
        _names(
            *("ChangeOrderStatus", "ChangeOrderStatuses"),
            *("change order status", "change order statuses of a company"),
        ),
        tags=ORDERS,
    ),
    *_list(
        REASON,
        f"{V1}/change_order_change_reasons",
        _READ,
        _names("ChangeReason", "ChangeReasons", "change reason", "reasons for changes"),
        tags=ORDERS,
    ),
    *_list(
        REASON_V2,
        f"{V2}/change_order_change_reasons",
        ("list", "create", "update", "delete"),
        _names("ChangeReasonV2", "ChangeReasonsV2", "change reason", "reasons for changes"),
        tags=ORDERS,
    ),
    *_list(
        CHANGE_TYPE,
        f"{V1}/change_types",
        _READ,
        _names("ChangeType", "ChangeTypes", "change type", "types of changes"),
        tags=EVENTS,
        aliases=(f"{IN_PROJECT}/change_event_types",),
    ),
    *_list(
        EVENT_TYPE_V2,
        f"{V2}/change_event/types",
        ("list", "update"),
        _names(
            *("ChangeEventType", "ChangeEventTypes", "change event type"),
            "types of change events",
        ),
        tags=EVENTS,
    ),
    *_list(
        EVENT_STATUS,
        f"{V1}/change_event/statuses",
        _READ,
        _names(
            *("ChangeEventStatus", "ChangeEventStatuses", "change event status"),
            "statuses of change events",
        ),
        tags=EVENTS,
        place=(PROJECT,),
        aliases=(f"{IN_PROJECT}/change_event_statuses",),
    ),
    *_list(
        EVENT_STATUS_V2,
        f"{V2}/change_events/statuses",
        ("list", "update"),
        _names(
            *("ChangeEventStatusV2", "ChangeEventStatusesV2", "change event status"),
            "statuses of change events",
        ),
        tags=EVENTS,
    ),
    *_list(
        LINE_ITEM_TYPE,
        f"{V1}/line_item_types",
        _WRITTEN,
        _names(
            *("LineItemType", "LineItemTypes", "line item type"),
            "line item types (cost types) of a company",
        ),
        tags=LINES,
        aliases=(f"{V1}/companies/{{company_id}}/cost_types",),
    ),
    *_list(
        TAX_CODE,
        f"{V1}/tax_codes",
        _WRITTEN,
        _names("TaxCode", "TaxCodes", "tax code", "tax codes of a company"),
        tags=LINES,
        aliases=(f"{V1}/companies/{{company_id}}/tax_codes",),
    ),
    *_list(
        TAX_TYPE,
        f"{V1}/tax_types",
        (*_WRITTEN, "delete"),
        _names("TaxType", "TaxTypes", "tax type", "kinds of tax of a company"),
        tags=LINES,
    ),
)
