"""Explaining a figure through the app's door: its addends in pages, each with who and when.

An audience that sees not all is shown the addends that it sees, and what they come to; a figure
that is made of a column hidden from it is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from changewright.core.errors import NotFound
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder, CostItem, Record, SubCostItem
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.records_expenses import Expense, ExpenseItem
from changewright.core.records_markups import AppliedMarkup
from changewright.core.records_sums import ProjectTotal
from changewright.core.rollup import FIGURES
from changewright.edge.context import Answer, Context
from changewright.edge.values import camel_case, echo, snake_case
from changewright.work.explain import (
    Change,
    Changes,
    Explained,
    amounts_of,
    changes_of,
    columns_read,
    explain,
    looking,
)
from changewright.work.explain import Viewer as Viewing
from changewright.work.explain import Window as Cut
from changewright.work.explain_parts import Part
from changewright.work.explain_sources import may_be_made
from changewright.work.unit import LedgerReader

from ..reading import View, Window, answer, as_seen, hidden_of, sees, window_of

RECORDS: Mapping[str, type[Record]] = {
    "change-order": ChangeOrder,
    "cost-item": CostItem,
    "sub-cost-item": SubCostItem,
    "budget": Budget,
    "contract": Contract,
    "main-contract": MainContract,
    "main-contract-item": MainContractItem,
    "schedule-of-value": ScheduleOfValue,
    "expense": Expense,
    "expense-item": ExpenseItem,
    "applied-markup": AppliedMarkup,
    "project": ProjectTotal,
}
"""What can be explained, by the word in the address. A project's sums go by the project's id."""
WORDS = {noun: word for word, noun in RECORDS.items()}


class ActorView(View):
    """Who did it: a person, or the program that came without one."""

    id: UUID | None
    name: str | None
    client_id: str | None


class EntryView(View):
    """The journal's entry behind a value: what was done, when, by whom, through which door.
    `revision` and `sequence` are for the contractor's people."""

    revision: int | None
    sequence: int | None
    at: datetime
    action: str
    actor: ActorView
    door: str
    request_id: str


class PortionView(View):
    """A part of a markup's base with the rate that was applied to it."""

    label: str
    base: str | None
    rate: str | None
    amount: str


class AddendView(View):
    """One addend. `amount` is what it adds; it is `value`, the `column` of the record, times `rate`
    (divided by it, where `divided`). `addends` are what `value` is made of, the first of `total`;
    `explained` is the address at which all of them are. `entry` gave it its value, `counted` put
    it into this sum. `base`, `perCent` and `portions` say how a markup was worked out."""

    record: str
    id: UUID
    name: str | None
    number: str | None
    column: str
    amount: Decimal
    value: Decimal
    rate: Decimal
    divided: bool
    entry: EntryView | None
    counted: EntryView | None
    base: str | None
    per_cent: str | None
    portions: list[PortionView]
    total: int
    addends: list[AddendView]
    explained: str | None


class ExplanationView(View):
    """A figure. `amount` is what all `total` addends come to, `served` what answers show:
    `difference` is 0, or what the caller may not see. If he sees all and it is not 0, the stored
    sum is wrong. `addends` are `limit` of them, from `offset` on."""

    record: str
    id: UUID
    column: str
    served: Decimal
    amount: Decimal
    difference: Decimal
    total: int
    limit: int
    offset: int
    addends: list[AddendView]


async def show_explanation(context: Context) -> Answer:
    """GET the addends of a figure. Raises `NotFound` for a record or a figure that is not there,
    or not for this caller."""
    window = window_of(context)
    viewer = Viewing(context.container_id, context.role.name, context.company_id)
    async with looking(context.services.ledger, viewer) as sight:
        record = await _record(context, sight.read)
        column = snake_case(context.path["column"])
        _require_visible(context, record, column)
        found = await explain(sight, record, column, Cut(window.limit, window.offset))
        changes = await changes_of(sight.read, _all_shown(found.parts))
    return answer(context, _view(context, found, window, changes))


async def _record(context: Context, read: LedgerReader) -> Record:
    noun = RECORDS.get(context.path["record"].replace("_", "-"))
    if noun is None:
        raise NotFound(f"There is nothing called {echo(context.path['record'])} to explain.")
    record: Record | None
    if noun is ProjectTotal:
        rows = await read.where(ProjectTotal, limit=1)
        is_this = context.uuid("id") == context.project.uuid
        record = rows[0] if rows and is_this else None
    else:
        record = await read.by_uuid(noun, context.uuid("id"))
    if record is None or not await sees(context, read, record):
        name = noun.TABLE.replace("_", " ")
        raise NotFound(f"There is no {name} {context.uuid('id')} here.")
    return as_seen(context, record)


def _require_visible(context: Context, record: Record, column: str) -> None:
    """The same refusal for what is hidden as for what is not there."""
    columns = columns_read(type(record), column)
    if not columns or not hidden_of(context, record).isdisjoint(columns):
        name = record.TABLE.replace("_", " ")
        raise NotFound(f"A {name} has no figure called {echo(context.path['column'])}.")


def _all_shown(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all_shown(part.parts)


def _view(context: Context, found: Explained, window: Window, changes: Changes) -> ExplanationView:
    noun = type(found.record)
    return ExplanationView(
        record=WORDS[noun],
        id=_id_of(context, found.record),
        column=camel_case(found.column),
        served=found.served,
        amount=found.amount,
        difference=found.served - found.amount,
        total=found.count,
        limit=window.limit,
        offset=window.offset,
        addends=[_addend(context, part, changes, found) for part in found.parts],
    )


def _addend(context: Context, part: Part, changes: Changes, asked: Explained) -> AddendView:
    record, noun = part.record, type(part.record)
    hidden = hidden_of(context, record)

    def told(columns: tuple[str, ...]) -> EntryView | None:
        change = changes.get((noun, columns, record.id)) if columns else None
        return None if change is None else _entry(context, change)

    return AddendView(
        record=WORDS[noun],
        id=_id_of(context, record),
        name=None if "name" in hidden else getattr(record, "name", None),
        number=None if "number" in hidden else _number(record),
        column=camel_case(part.column),
        amount=part.amount,
        value=part.value,
        rate=part.rate,
        divided=part.divided,
        entry=told(part.by_value),
        counted=told(part.by_place),
        base=part.base,
        per_cent=part.per_cent,
        portions=[
            PortionView(
                label=each.get("label") or "",
                base=each.get("base"),
                rate=each.get("rate"),
                amount=each.get("amount") or "0",
            )
            for each in part.portions
        ],
        total=part.count,
        addends=[_addend(context, each, changes, asked) for each in part.parts],
        explained=None if _is_asked(part, asked) else _address(context, part),
    )


def _id_of(context: Context, record: Record) -> UUID:
    return context.project.uuid if isinstance(record, ProjectTotal) else record.uuid


def _number(record: Record) -> str | None:
    number: str | None = getattr(record, "number", None) or getattr(record, "code", None)
    return number


def _is_asked(part: Part, asked: Explained) -> bool:
    """Whether an addend is the very figure that is explained: somebody gave it, and that is all."""
    return (part.record.uuid, part.column) == (asked.record.uuid, asked.column)


def _address(context: Context, part: Part) -> str | None:
    """Where an addend that is a figure itself is explained."""
    noun = type(part.record)
    is_figure = part.column in FIGURES.get(noun, {}) or may_be_made(part.record, part.column)
    if not is_figure or part.column not in amounts_of(noun):
        return None
    place = f"/web/v1/projects/{context.project.uuid}/explain"
    return f"{place}/{WORDS[noun]}/{_id_of(context, part.record)}/{camel_case(part.column)}"


def _entry(context: Context, change: Change) -> EntryView:
    person = context.services.directory.people.get(change.actor_id or 0)
    full = context.role.audience == "full"
    return EntryView(
        revision=change.revision if full else None,
        sequence=change.sequence if full else None,
        at=change.at,
        action=change.action,
        actor=ActorView(
            id=None if person is None or not full else person.uuid,
            name=None if person is None or not full else person.name,
            client_id=change.client_id if full else None,
        ),
        door=change.door,
        request_id=change.request_id if full else "",
    )
