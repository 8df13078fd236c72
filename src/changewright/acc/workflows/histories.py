"""The history of actions on a change order, told from the journal (autodesk.md §2.9)."""

from __future__ import annotations

from typing import Any

from changewright.core.errors import invalid
from changewright.core.records import ChangeOrder
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter, Shape
from changewright.edge.values import echo, parse_uuid
from changewright.work.history import StateChange, entries_of, state_changes

from ..change_orders.resources import RESOURCES
from ..grammar import LIMIT_DEFAULT
from ..query_text import read_limit, refuse_unknown_filters, split_list, split_sort
from ..wire import cursor_page, encode, next_cursor_url, read_cursor, timestamp
from ..words import ANY_CHANGE_ORDER, KIND_OF_ASSOCIATION, word
from .actions import WITHOUT_ACTIONS, find_association

# What the vendor lists besides; we keep no history of them under these names.
OTHER_TYPES = ("Payment", "BudgetPayment", "CostPayment", "DistributionItem")
ASSOCIATION_TYPES = (
    ANY_CHANGE_ORDER,
    *KIND_OF_ASSOCIATION,
    *(name for name in WITHOUT_ACTIONS if name != "CostItem"),
    *OTHER_TYPES,
)
HISTORY_TYPES = ("Approval", "Normal")
DOCUMENTS_MAXIMUM = 100

PARAMETERS = (
    Parameter(
        "associationId",
        "uuid",
        "The change orders whose history is asked for.",
        repeated=True,
        required=True,
    ),
    Parameter(
        "associationType",
        description="The type of all of them.",
        required=True,
        enum=ASSOCIATION_TYPES,
    ),
    Parameter("filter[type]", description="Approval or Normal.", enum=HISTORY_TYPES),
    Parameter("limit", "integer", "The most records of a page.", minimum=1, default=100),
    Parameter("cursorState", description="Where the page begins, from the page before."),
    Parameter("sort", description="`createdAt`, asc (default) or desc."),
)


async def list_histories(context: Context) -> Answer:
    """GET workflows/action-histories: pages by a cursor, oldest first unless sorted otherwise."""
    refuse_unknown_filters(context.query, PARAMETERS)
    query: dict[str, list[str]] = {}
    for name, value in context.query:
        query.setdefault(name, []).append(value)
    name = _association_type(query)
    uuids = _association_ids(query)
    kind_asked = _history_type(query)
    descending = _is_descending(query)
    limit = read_limit(query.get("limit", []), LIMIT_DEFAULT, context.settings.page_limit_maximum)
    offset = read_cursor(query.get("cursorState", [""])[-1])
    ledger = context.services.ledger
    documents: dict[int, ChangeOrder] = {}
    if name not in OTHER_TYPES:
        async with ledger.reader(context.container_id) as read:
            for uuid in uuids:
                record = await find_association(context, read, name, uuid)
                if isinstance(record, ChangeOrder):
                    documents[record.id] = record
    changes: list[StateChange] = []
    if documents and kind_asked != "Approval":
        entries = await entries_of(ledger, context.container_id, ChangeOrder, documents)
        changes = _visible(context, documents, state_changes(entries))
    if descending:
        changes.reverse()
    rendered = [
        encode(_described(context, documents[change.document_id], name, change))
        for change in changes[offset : offset + limit]
    ]
    total = len(changes)
    url = next_cursor_url(context.url, context.raw_query, offset=offset, limit=limit, total=total)
    return cursor_page(rendered, limit=limit, offset=offset, total=total, next_url=url)


def _association_type(query: dict[str, list[str]]) -> str:
    found = query.get("associationType", [""])[-1]
    if not found:
        raise invalid("associationType", "missing", "Missing required property: associationType")
    if found not in ASSOCIATION_TYPES:
        raise invalid(
            "associationType", "choice", f"No enum match for: {echo(found)} on associationType"
        )
    return found


def _association_ids(query: dict[str, list[str]]) -> list[Any]:
    words = split_list(query.get("associationId", []))
    if not words:
        raise invalid("associationId", "missing", "Missing required property: associationId")
    if len(words) > DOCUMENTS_MAXIMUM:
        raise invalid("associationId", "range", f"at most {DOCUMENTS_MAXIMUM} ids at once")
    found = []
    for text in words:
        uuid = parse_uuid(text)
        if uuid is None:
            raise invalid("associationId", "format", f"associationId is no UUID: {echo(text)}")
        found.append(uuid)
    return found


def _history_type(query: dict[str, list[str]]) -> str:
    text = query.get("filter[type]", [""])[-1]
    if text and text not in HISTORY_TYPES:
        raise invalid("filter[type]", "choice", f"No enum match for: {echo(text)} on filter[type]")
    return text


def _is_descending(query: dict[str, list[str]]) -> bool:
    orders = split_sort(query.get("sort", []))
    for attribute, _ in orders:
        if attribute != "createdAt":
            raise invalid("sort", "unknown", f"sort: {echo(attribute)} is no attribute to sort by")
    return bool(orders) and orders[0][1]


def _visible(
    context: Context, documents: dict[int, ChangeOrder], changes: list[StateChange]
) -> list[StateChange]:
    """Without the track the caller's audience does not see, and without what shows no change."""
    hidden = {
        document_id: RESOURCES[document.kind].view_for(context.role).hidden
        for document_id, document in documents.items()
    }
    return [
        change
        for change in changes
        if f"{change.track}_state" not in hidden[change.document_id]
        and len(_words(documents[change.document_id], change)) > 1
    ]


def _words(document: ChangeOrder, change: StateChange) -> set[str | None]:
    """The words before and after: one, where both states read the same to this vendor."""
    return {word(document.kind, change.track, state) for state in (change.before, change.after)}


def _described(
    context: Context, document: ChangeOrder, name: str, change: StateChange
) -> dict[str, Any]:
    person = context.services.directory.people.get(change.actor_id or 0)
    before = word(document.kind, change.track, change.before)
    after = word(document.kind, change.track, change.after)
    return {
        "action": after,
        "associationId": str(document.uuid),
        "associationType": name,
        "createdAt": timestamp(change.at),
        "type": "Normal",
        "operator": None
        if person is None
        else {"autodeskId": person.autodesk_id, "name": person.name, "email": person.email},
        "options": {
            "name": change.action,
            "track": change.track,
            "from": before,
            "to": after,
        },
    }


_TEXT = {"type": "string"}
ACTION_HISTORY = Shape(
    "ActionHistory",
    {
        "type": "object",
        "description": "One change of a status: when, by whom, from what to what.",
        "properties": {
            "action": _TEXT,
            "associationId": _TEXT | {"format": "uuid"},
            "associationType": _TEXT,
            "createdAt": _TEXT | {"format": "date-time"},
            "type": _TEXT,
            "operator": {
                "type": ["object", "null"],
                "properties": {"autodeskId": _TEXT, "name": _TEXT, "email": _TEXT},
            },
            "options": {"type": "object"},
        },
        "required": ["action", "associationId", "associationType", "createdAt", "type"],
    },
)
