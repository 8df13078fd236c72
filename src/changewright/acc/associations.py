"""How Autodesk's bodies and filters name a record of any noun: associationType, associationId.

The words are case-sensitive (autodesk.md §5.8 [doc]). `FormInstance` is a change order of any
type. Some words name resources that this server does not have; they find nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from changewright.core.errors import invalid
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_expenses import Expense, ExpenseItem
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Context
from changewright.work.visibility import Reader, sees

from .fields import Wire
from .words import ANY_CHANGE_ORDER, CHANGE_ORDER_KINDS, KIND_OF_ASSOCIATION

R = TypeVar("R", bound=Record)


class Association(msgspec.Struct, frozen=True, eq=False):
    """What a word names: records of `noun`, of these kinds of it (`association_kind`)."""

    noun: type[Record] | None = None
    kinds: tuple[str, ...] = ()


def _plain(noun: type[Record]) -> Association:
    return Association(noun, (noun.TABLE,))


ASSOCIATIONS: Mapping[str, Association] = {
    ANY_CHANGE_ORDER: Association(ChangeOrder, CHANGE_ORDER_KINDS),
    **{word: Association(ChangeOrder, (kind,)) for word, kind in KIND_OF_ASSOCIATION.items()},
    "CostItem": _plain(CostItem),
    "Budget": _plain(Budget),
    "Contract": _plain(Contract),
    "MainContract": _plain(MainContract),
    "ScheduleOfValue": _plain(ScheduleOfValue),
    "Expense": _plain(Expense),
    "ExpenseItem": _plain(ExpenseItem),
    "Payment": Association(),
    "BudgetPayment": Association(),
    "CostPayment": Association(),
    "PaymentItem": Association(),
    "DistributionItem": Association(),
    "BudgetTransfer": Association(),
    "Fee": Association(),
}
WORDS = tuple(ASSOCIATIONS)

KNOWN_KINDS: tuple[str, ...] = tuple(
    dict.fromkeys(kind for association in ASSOCIATIONS.values() for kind in association.kinds)
)
"""The kinds of records that this door has. What hangs on others is not of this door."""
_SHOWN_WORDS: Mapping[str, str] = {
    **{kind: word for word, association in ASSOCIATIONS.items() for kind in association.kinds[:1]},
    **{word: word for word in WORDS},
}
"""The word of whoever made it; of what came through another door, which keeps the kind, ours."""

KINDS_OF_WORD: Mapping[str, tuple[object, ...]] = {
    word: association.kinds for word, association in ASSOCIATIONS.items()
}
"""For filters by associationType over a column of association kinds."""


def association_kind(record: Record) -> str:
    """The kind of a change order, the table of any other record."""
    return record.kind if isinstance(record, ChangeOrder) else record.TABLE


ASSOCIATION_FIELDS = (
    Field(
        "associationType",
        "association_type",
        bodies.CHOICE,
        choices=WORDS,
        required=True,
        nullable=False,
        description="What the record is; FormInstance is a change order of any type.",
    ),
    Field("associationId", "association_id", bodies.UUID_TEXT, required=True, nullable=False),
)
"""The two fields by which a body names a record."""

ASSOCIATION_ROWS: tuple[Wire, ...] = (
    Wire(
        name="associationId",
        column="record_uuid",
        type="uuid",
        nullable=False,
        filter="associationId",
        sortable=False,
    ),
    Wire(
        name="associationType",
        column="association_type",
        type="choice",
        choices=WORDS,
        nullable=False,
        words=_SHOWN_WORDS,
    ),
    Wire(
        name="associationType",
        column="association_kind",
        filter="associationType",
        filter_words=KINDS_OF_WORD,
        sortable=False,
        shown=False,
    ),
)
"""How a record that hangs on another shows it, and is filtered by it."""

OLDER_NAMES = {"associationId": "associationId", "associationType": "associationType"}
"""Parameters as the first collections send them, without `filter[…]`."""


class ReaderByUuid(Reader, Protocol):
    """A ledger reader as far as it is needed here."""

    async def by_uuid(self, noun: type[R], uuid: UUID) -> R | None: ...


async def associated(
    context: Context,
    read: ReaderByUuid,
    word: str,
    uuid: UUID,
    field: str = "associationId",
) -> Record:
    """The record that a body names.

    Raises `Invalid` naming `field` when it is not there, is of another type than said, or is not
    for this caller to see.
    """
    record = await find_associated(context, read, word, uuid)
    if record is None:
        raise invalid(field, "reference", f"{field} names no {word} of this project")
    return record


async def find_associated(
    context: Context, read: ReaderByUuid, word: str, uuid: UUID
) -> Record | None:
    """The same, or None."""
    association = ASSOCIATIONS[word]
    if association.noun is None:
        return None
    record: Any = await read.by_uuid(association.noun, uuid)
    if record is None or association_kind(record) not in association.kinds:
        return None
    seen = await sees(read, context.role.name, context.company_id, record)
    return record if seen else None
