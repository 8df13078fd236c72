"""What a project keeps from one of the contractor's own people: records, and what hangs on them.

Told of a record in hand, and as a condition in SQL. Which records they are, by their ids, is found
by `withholding`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from changewright.core.records import ChangeOrder, CostItem, Line, Membership, Record, SubCostItem
from changewright.core.records_approvals import Approval, ApprovalRun
from changewright.core.records_attached import Comment, PropertyValue
from changewright.core.records_budgets import BudgetContract
from changewright.core.records_clocks import ClockEvent, ClockExtension, ClockTerms
from changewright.core.records_codes import Markup
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.records_events import EventLine, Quote, RfqResponse
from changewright.core.records_expenses import ExpenseItem
from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.core.records_forms import FormSnapshot
from changewright.core.records_markups import AppliedMarkup, MarkupTerms, Tax, TaxItem


class Hangs(msgspec.Struct, frozen=True):
    """A column that names the record which a row hangs on: of this noun, or of the one whose table
    another column (`kind`) says."""

    column: str
    of: type[Record] | None = None
    kind: str = ""


_ON_CHANGE = Hangs("change_order_id", ChangeOrder)
_ON_ITEM = Hangs("cost_item_id", CostItem)
_ON_CONTRACT = Hangs("contract_id", Contract)
_ON_MAIN = Hangs("main_contract_id", MainContract)
_ON_ANY = Hangs("record_id", kind="record_kind")
_HOLDER = Hangs("holder_id", kind="holder_kind")

HANGING: Mapping[type[Record], tuple[Hangs, ...]] = {
    Membership: (_ON_CHANGE, _ON_ITEM),
    Line: (_ON_ITEM,),
    SubCostItem: (_ON_ITEM,),
    EventLine: (_ON_ITEM,),
    Quote: (Hangs("rfq_id", ChangeOrder), _ON_ITEM),
    RfqResponse: (Hangs("rfq_id", ChangeOrder),),
    ApprovalRun: (_ON_CHANGE, _ON_CONTRACT),
    Approval: (_ON_CHANGE,),
    AppliedMarkup: (
        _ON_CHANGE,
        Hangs("source_cost_item_id", CostItem),
        Hangs("target_cost_item_id", CostItem),
    ),
    Markup: (_HOLDER,),
    MarkupTerms: (_HOLDER,),
    BudgetContract: (_ON_CONTRACT,),
    ExpenseItem: (_ON_CONTRACT,),
    MainContractItem: (_ON_MAIN,),
    ScheduleOfValue: (_ON_CONTRACT, Hangs("association_id", ChangeOrder)),
    FormSnapshot: (_ON_CHANGE, _ON_CONTRACT, _ON_MAIN),
    Comment: (_ON_ANY,),
    PropertyValue: (_ON_ANY,),
    AttachmentFolder: (_ON_ANY,),
    Attachment: (_ON_ANY,),
    ClockTerms: (_ON_ANY,),
    ClockEvent: (_ON_ANY, _HOLDER, Hangs("change_id", ChangeOrder)),
    ClockExtension: (Hangs("event_id", ClockEvent),),
    Tax: (_ON_ANY,),
    TaxItem: (Hangs("tax_id", Tax),),
}
"""What goes with the record that it hangs on. Of the nouns here some bear others in their turn."""

BEARING: tuple[type[Record], ...] = (MainContractItem, ScheduleOfValue, Tax, ClockEvent)
"""Hanging nouns on which others hang."""

Ids = Mapping[type[Record], frozenset[int]]
"""By noun the records that are kept from somebody; those that hang on them only of BEARING."""


class Withheld(msgspec.Struct, frozen=True):
    """What is kept from a person in a project. `told_by_forms` are the contracts whose forms tell
    of orders that are: a form's sums are those of all orders before."""

    person_id: int
    revision: int
    ids: Ids
    told_by_forms: Ids

    def holds(self, record: Record) -> bool:
        """Whether the record is kept from the person."""
        noun = type(record)
        if record.id in self.ids.get(noun, ()):
            return True
        return any(self._hangs(record, each) for each in HANGING.get(noun, ()))

    def _hangs(self, record: Record, by: Hangs) -> bool:
        owner_id = getattr(record, by.column)
        if by.of is not None:
            return owner_id in self.of(type(record), by.of)
        kind = getattr(record, by.kind)
        return any(kind == noun.TABLE and owner_id in ids for noun, ids in self.ids.items())

    def of(self, hanging: type[Record], noun: type[Record]) -> frozenset[int]:
        """The records of a noun that take along what of `hanging` hangs on them."""
        found = self.ids.get(noun, frozenset())
        return (
            found | self.told_by_forms.get(noun, frozenset()) if hanging is FormSnapshot else found
        )


# -- as SQL ---------------------------------------------------------------------------------------


def condition(withheld: Withheld, noun: type[Record], alias: str) -> str:
    """SQL for the rows of a noun that are not kept from the person; empty where all are seen."""
    return _conditions(withheld, noun, lambda column: f"{alias}.{column}")


def condition_of_image(withheld: Withheld, noun: type[Record], image: str) -> str:
    """The same of a record's image, as an expression of type jsonb."""
    types = {"record_kind": "text", "holder_kind": "text"}
    return _conditions(
        withheld, noun, lambda column: f"({image}->>'{column}')::{types.get(column, 'bigint')}"
    )


def _conditions(withheld: Withheld, noun: type[Record], place: Callable[[str], str]) -> str:
    tests = [_apart(place("id"), withheld.ids.get(noun, frozenset()))]
    for by in HANGING.get(noun, ()):
        if by.of is not None:
            tests.append(_apart(place(by.column), withheld.of(noun, by.of)))
            continue
        tests += [
            f"({place(by.kind)} IS DISTINCT FROM '{each.TABLE}' OR {test})"
            for each, ids in withheld.ids.items()
            if (test := _apart(place(by.column), ids))
        ]
    return " AND ".join(test for test in tests if test)


def _apart(place: str, ids: frozenset[int]) -> str:
    if not ids:
        return ""
    written = ",".join(str(each) for each in sorted(ids))
    return f"({place} = ANY('{{{written}}}'::bigint[])) IS NOT TRUE"
