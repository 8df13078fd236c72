"""The history of actions on a change order, told from the journal (autodesk.md §2.9).

Two types of entries: `Normal`, a change of its status, and `Approval`, what somebody decided in a
round of approval. An audience that sees not all is told of its own decisions, and of statuses from
the moment the document was sent to it; of people only those whom it sees in the project.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from changewright.core.approvals import APPROVE, DELEGATE, REJECT, RETURN
from changewright.core.errors import invalid
from changewright.core.people import Person
from changewright.core.records import ChangeOrder
from changewright.core.records_approvals import Approval, ApprovalRun
from changewright.core.roles import ASKED, SENT
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Parameter, Shape
from changewright.edge.values import echo, parse_uuid
from changewright.work.history import StateChange, state_changes
from changewright.work.unit import LedgerReader

from ..change_orders.resources import RESOURCES
from ..grammar import LIMIT_DEFAULT
from ..projects.viewing import viewer
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
NORMAL, APPROVAL = "Normal", "Approval"
HISTORY_TYPES = (APPROVAL, NORMAL)
DOCUMENTS_MAXIMUM = 100

REVIEW_ACTIONS = {
    APPROVE: "review:proceed",
    RETURN: "review:return",
    REJECT: "review:reject",
    DELEGATE: "review:delegate",
}
"""Our decisions in the vendor's form, of which the first is documented."""

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


class Event(msgspec.Struct, frozen=True):
    """One entry of the history, whatever its type."""

    document: ChangeOrder
    type: str
    action: str | None
    at: datetime
    person_id: int | None
    options: dict[str, Any]


async def list_histories(context: Context) -> Answer:
    """GET workflows/action-histories: pages by a cursor, oldest first unless sorted otherwise."""
    refuse_unknown_filters(context.query, PARAMETERS)
    query: dict[str, list[str]] = {}
    for name, value in context.query:
        query.setdefault(name, []).append(value)
    name = _association_type(query)
    uuids = _association_ids(query)
    types = {_history_type(query)} - {""} or set(HISTORY_TYPES)
    descending = _is_descending(query)
    limit = read_limit(query.get("limit", []), LIMIT_DEFAULT, context.settings.page_limit_maximum)
    offset = read_cursor(query.get("cursorState", [""])[-1])
    events: list[Event] = []
    if name not in OTHER_TYPES:
        async with context.services.ledger.reader(context.container_id) as read:
            documents = await _documents(context, read, name, uuids)
            events = await _events(context, read, documents, types)
    if descending:
        events.reverse()
    people = _people_seen(context)
    rendered = [
        encode(_described(people, name, event)) for event in events[offset : offset + limit]
    ]
    total = len(events)
    url = next_cursor_url(context.url, context.raw_query, offset=offset, limit=limit, total=total)
    return cursor_page(rendered, limit=limit, offset=offset, total=total, next_url=url)


async def _documents(
    context: Context, read: LedgerReader, name: str, uuids: Iterable[Any]
) -> dict[int, ChangeOrder]:
    """The change orders asked for, by id. Raises `NotFound` for one that is not there to see."""
    found = [await find_association(context, read, name, uuid) for uuid in uuids]
    return {record.id: record for record in found if isinstance(record, ChangeOrder)}


async def _events(
    context: Context,
    read: LedgerReader,
    documents: dict[int, ChangeOrder],
    types: Collection[str],
) -> list[Event]:
    """What the caller is told of, oldest first; a decision comes before the move that it makes."""
    events: list[Event] = []
    if documents and APPROVAL in types:
        events += await _decisions(context, read, documents)
    if documents and NORMAL in types:
        entries = await read.journal.of_records(ChangeOrder, documents)
        for change in state_changes(entries):
            event = _status_event(context, documents[change.document_id], change)
            events += [] if event is None else [event]
    return sorted(events, key=lambda event: event.at)


async def _decisions(
    context: Context, read: LedgerReader, documents: dict[int, ChangeOrder]
) -> list[Event]:
    """What was decided in rounds of approval: all of it within the house, else one's own part."""
    given = await read.where(Approval, change_order_id=list(documents))
    if context.role.audience != "full":
        own = context.company_id
        given = [one for one in given if own is not None and one.company_id == own]
    runs = {run.id: run for run in await read.many(ApprovalRun, {one.run_id for one in given})}
    return [
        Event(
            document=documents[one.change_order_id],
            type=APPROVAL,
            action=REVIEW_ACTIONS[one.decision],
            at=one.created_at,
            person_id=one.person_id,
            options={
                "stepName": one.step or "",
                "taskDefinitionKey": one.step or "",
                "workflowInstanceId": str(runs[one.run_id].uuid),
            }
            | ({"note": one.note} if one.note else {}),
        )
        for one in given
        if one.run_id in runs
    ]


def _status_event(context: Context, document: ChangeOrder, change: StateChange) -> Event | None:
    """A change of status as the caller is told it; None of a track that he does not see, of what
    reads the same to this vendor, and of what went on before he was shown the document."""
    if f"{change.track}_state" in RESOURCES[document.kind].view_for(context.role).hidden:
        return None
    before: str | None = change.before
    if context.role.audience != "full":
        shown = ASKED if document.kind == "rfq" else SENT
        if change.after not in shown:
            return None
        before = before if before in shown else None
    words = [word(document.kind, change.track, state) for state in (before, change.after)]
    if words[0] == words[1]:
        return None
    options = {"name": change.action, "track": change.track, "from": words[0], "to": words[1]}
    return Event(document, NORMAL, words[1], change.at, change.actor_id, options)


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
            raise invalid("associationId", "format", f"associationId is not a UUID: {echo(text)}")
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


def _people_seen(context: Context) -> Mapping[int, Person]:
    """Whom the caller may be told of: within the house everybody, else those seen in the project,
    so that no supplier learns from an entry who else was asked."""
    if context.role.audience == "full":
        return context.services.directory.people
    members = viewer(context).members(context.project)
    return {person.id: person for _, person in members}


def _described(people: Mapping[int, Person], name: str, event: Event) -> dict[str, Any]:
    person = people.get(event.person_id or 0)
    return {
        "action": event.action,
        "associationId": str(event.document.uuid),
        "associationType": name,
        "createdAt": timestamp(event.at),
        "type": event.type,
        "operator": None
        if person is None
        else {"autodeskId": person.autodesk_id, "name": person.name, "email": person.email},
        "options": event.options,
    }


_TEXT = {"type": "string"}
ACTION_HISTORY = Shape(
    "ActionHistory",
    {
        "type": "object",
        "description": "One change of a status, or one decision in a round of approval.",
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
