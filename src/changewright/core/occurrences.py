"""What happens to records, in the words that hooks listen for. Pure.

A subject is a sort of thing that programs know by an integer. A record belongs to one while its row
says so; that it begins to is a creation, that it ends a deletion, whatever the row went through:
an order that gets its contract is created for those who know orders by their contracts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import msgspec

from .records import ChangeOrder, Record
from .records_budgets import Budget
from .records_codes import CostCode
from .records_contracts import Contract, MainContract, MainContractItem
from .records_events import Quote, RfqResponse

Event = Literal["create", "update", "delete"]
EVENTS: tuple[Event, ...] = get_args(Event)


class Subject(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One sort of thing. `noun` is its record, whose integer is the thing's, where `is_one` holds;
    None: `work.hearing` finds it by rows of several nouns. `parent` is the record's column with
    the integer of what the thing is a part of. `of_company`: it stands in the directory, and only
    hooks of a company are told of it (`work.directory_hearing`)."""

    name: str
    noun: type[Record] | None = None
    is_one: Callable[[Record], bool] = lambda _record: True
    parent: str = ""
    of_company: bool = False


def _of_kinds(*kinds: str) -> Callable[[Record], bool]:
    return lambda record: isinstance(record, ChangeOrder) and record.kind in kinds


def _order(record: Record) -> bool:
    """One that amends a contract: without one a supplier's order is nobody's yet."""
    if not isinstance(record, ChangeOrder):
        return False
    return record.kind == "oco" or (record.kind == "sco" and record.contract_id is not None)


def _asked(record: Record) -> bool:
    """A question that has been put: a draft is nobody's but its maker's."""
    return isinstance(record, ChangeOrder) and record.kind == "rfq" and record.cost_state != "draft"


def _of_form(form: str) -> Callable[[Record], bool]:
    return lambda record: isinstance(record, Contract) and record.form == form


SUBJECTS: tuple[Subject, ...] = (
    Subject(name="potential"),
    Subject(name="potential_line"),
    Subject(name="request", noun=ChangeOrder, is_one=_of_kinds("rco", "scr")),
    Subject(name="order", noun=ChangeOrder, is_one=_order),
    Subject(name="event", noun=ChangeOrder, is_one=_of_kinds("event")),
    Subject(name="event_line"),
    Subject(name="prime_contract", noun=MainContract),
    Subject(name="prime_contract_line", noun=MainContractItem, parent="main_contract_id"),
    Subject(name="work_order", noun=Contract, is_one=_of_form("work_order")),
    Subject(name="work_order_line"),
    Subject(name="purchase_order", noun=Contract, is_one=_of_form("purchase_order")),
    Subject(name="purchase_order_line"),
    Subject(name="rfq", noun=ChangeOrder, is_one=_asked),
    Subject(name="quote", noun=Quote, parent="rfq_id"),
    Subject(name="response", noun=RfqResponse, parent="rfq_id"),
    Subject(name="budget_line", noun=Budget),
    Subject(name="cost_code", noun=CostCode),
    *(
        Subject(name=name, of_company=True)
        for name in ("change_reason", "change_type", "line_item_type", "project", "user", "vendor")
    ),
)
SUBJECT: Mapping[str, Subject] = {each.name: each for each in SUBJECTS}


class Occurrence(msgspec.Struct, frozen=True):
    """Something happened to the thing `record_id` of a subject: `noun` and `entry_id` are of the
    record whose entry in the journal tells it. `parent_id`: what the thing is a part of."""

    subject: str
    record_id: int
    event: Event
    noun: str
    entry_id: int
    parent_id: int | None = None


def happened(before: bool, after: bool) -> Event | None:
    """What it is for a thing that it was there before a unit, and is after it."""
    if after:
        return "update" if before else "create"
    return "delete" if before else None


def is_there(subject: Subject, record: Record | None) -> bool:
    """Whether a row is one of the subject's things."""
    return record is not None and record.deleted_at is None and subject.is_one(record)


def plain_occurrence(subject: Subject, before: Record | None, after: Record) -> Occurrence | None:
    """What happened to a thing that one record is, None where nothing did."""
    event = happened(is_there(subject, before), is_there(subject, after))
    if event is None:
        return None
    parent_id = getattr(after, subject.parent) if subject.parent else None
    return Occurrence(subject.name, after.id, event, after.TABLE, after.id, parent_id)
