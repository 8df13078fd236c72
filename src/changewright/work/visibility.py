"""Whether a restricted audience sees one record: the row conditions of `core.roles.VIEWS`.

Lists ask the database the same questions in SQL (`store.read_pages`); a test holds the two
together on the same rows. Here a record is at hand, usually inside a unit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.roles import ASKED, ROLE, SENT, VIEWS, View, view_of

from .together import together
from .unit import LedgerReader

R = TypeVar("R", bound=Record)


class Getter(Protocol):
    """What of a ledger reader is needed to judge a document."""

    async def get(self, noun: type[R], record_id: int, *, deleted: bool = False) -> R | None: ...
    async def where(self, noun: type[R], *, is_default: bool) -> list[R]: ...


class Reader(Getter, Protocol):
    """What of a ledger reader is needed here."""

    async def many(self, noun: type[R], ids: Iterable[int]) -> list[R]: ...
    async def memberships_of_items(self, ids: Iterable[int]) -> list[Membership]: ...


DECIDING: Mapping[type[Record], tuple[str, ...]] = {
    ChangeOrder: (
        *("budget_state", "cost_state", "private", "company_id"),
        *("contract_id", "main_contract_id", "deleted_at"),
    ),
    CostItem: ("hidden_from_owner", "contract_id", "deleted_at"),
    Contract: ("private", "company_id"),
    MainContract: ("private", "owner_company_id", "is_default", "deleted_at"),
}
"""What decides whether somebody from outside sees a document, or a line on it."""
Test = Callable[[Reader, str, int | None, Record], Awaitable[bool]]
DocumentTest = Callable[[Getter, str, int | None, Record], Awaitable[bool]]


async def sees(read: Reader, role: str, company_id: int | None, record: Record) -> bool:
    """Whether someone of `role`, standing for `company_id`, sees this record."""
    view = view_for(role, record)
    return await TESTS[view.rows](read, role, company_id, record)


async def seen(
    read: LedgerReader, role: str, company_id: int | None, records: Iterable[R]
) -> list[R]:
    """Those of the records that someone of `role`, standing for `company_id`, sees: what that takes
    is read at once for all."""

    def judged(reader: LedgerReader, record: R) -> Coroutine[Any, Any, bool]:
        return sees(reader, role, company_id, record)

    asked = list(records)
    found = await together(read, judged, asked)
    return [record for record, is_seen in zip(asked, found, strict=True) if is_seen]


async def sees_document(
    read: Getter, role: str, company_id: int | None, document: ChangeOrder
) -> bool:
    """The same for a change order, about which its contracts alone decide."""
    return await DOCUMENT_TESTS[view_for(role, document).rows](read, role, company_id, document)


async def shows_item(read: Getter, role: str, company_id: int | None, item: CostItem) -> bool:
    """Whether an item is seen on a document that is seen: no markup hidden from the owner, nothing
    under another supplier's contract."""
    audience = ROLE[role].audience
    if audience == "owner":
        return not item.hidden_from_owner
    if audience == "supplier" and item.contract_id is not None:
        contract = await read.get(Contract, item.contract_id, deleted=True)
        return contract is None or contract.company_id == company_id
    return True


def view_for(role: str, record: Record) -> View:
    """What someone of `role` sees of records like this one."""
    return view_of(role, noun_name(record))


def as_seen(role: str, record: R) -> R:
    """The record with what someone of `role` is shown in the place of some of its columns."""
    shown = {
        column: value
        for column, other in view_for(role, record).shown_as
        if (value := getattr(record, other)) is not None
    }
    return msgspec.structs.replace(record, **shown) if shown else record


def noun_name(record: Record) -> str:
    """The record's name in the table of views: `change_order:pco`, or its table."""
    if isinstance(record, ChangeOrder):
        return f"change_order:{record.kind}"
    return record.TABLE


async def _all(_: Getter, role: str, company_id: int | None, record: Record) -> bool:
    return True


async def _none(_: Getter, role: str, company_id: int | None, record: Record) -> bool:
    return False


async def _shown_to_owner(read: Getter, role: str, company_id: int | None, record: Record) -> bool:
    """Sent to the owner, not private, and under no private main contract nor another owner's: what
    names none is under the default one, which its form amends."""
    if not isinstance(record, ChangeOrder) or record.budget_state not in SENT or record.private:
        return False
    if record.main_contract_id is None:
        defaults = await read.where(MainContract, is_default=True)
        return all(is_open(one, company_id) for one in defaults)
    named = await read.get(MainContract, record.main_contract_id, deleted=True)
    return named is None or is_open(named, company_id)


async def _shown_to_supplier(
    read: Getter, role: str, company_id: int | None, record: Record
) -> bool:
    """His own: addressed to his company or under its contract, once sent, and neither private nor
    under a private contract."""
    if not isinstance(record, ChangeOrder) or company_id is None or record.private:
        return False
    if record.cost_state not in (ASKED if record.kind == "rfq" else SENT):
        return False
    if record.contract_id is None:
        return record.company_id == company_id
    contract = await read.get(Contract, record.contract_id, deleted=True)
    if contract is None or contract.private:
        return False
    return (record.company_id or contract.company_id) == company_id


async def _own_contracts(_: Reader, role: str, company_id: int | None, record: Record) -> bool:
    return (
        isinstance(record, Contract)
        and company_id is not None
        and record.company_id == company_id
        and record.status != "draft"
        and not record.private
    )


async def _rows_of_own_contracts(
    read: Reader, role: str, company_id: int | None, record: Record
) -> bool:
    if not isinstance(record, ScheduleOfValue) or record.is_private:
        return False
    contract = await read.get(Contract, record.contract_id)
    return contract is not None and await _own_contracts(read, role, company_id, contract)


async def _items_shown(read: Reader, role: str, company_id: int | None, record: Record) -> bool:
    """An item is seen through the documents that are seen, and through none else."""
    if not isinstance(record, CostItem) or not await shows_item(read, role, company_id, record):
        return False
    held = await read.memberships_of_items([record.id])
    for document in await read.many(ChangeOrder, [one.change_order_id for one in held]):
        if await sees(read, role, company_id, document):
            return True
    return False


async def _not_private(read: Reader, role: str, company_id: int | None, record: Record) -> bool:
    if not isinstance(record, MainContractItem) or record.is_private:
        return False
    contract = await read.get(MainContract, record.main_contract_id, deleted=True)
    return contract is None or is_open(contract, company_id)


async def _open_contracts(_: Reader, role: str, company_id: int | None, record: Record) -> bool:
    return isinstance(record, MainContract) and is_open(record, company_id)


def is_open(contract: MainContract, company_id: int | None) -> bool:
    """Whether an owner's company sees a main contract: not private, and not another owner's."""
    return not contract.private and contract.owner_company_id in (None, company_id)


async def _shared_definitions(_: Reader, role: str, company_id: int | None, record: Record) -> bool:
    return isinstance(record, PropertyDefinition) and is_shared(record)


def is_shared(definition: PropertyDefinition) -> bool:
    """Whether people outside the contractor see an attribute. Built-in ones say where a change
    came from, which is the contractor's own business."""
    return definition.collaborator_access != "no_access" and not definition.built_in


VALUED: dict[str, type[Record]] = {
    noun.TABLE: noun for noun in (ChangeOrder, CostItem, Contract, MainContract)
}
"""Where values may hang, as far as a restricted audience sees such records at all."""


async def _shared_values(read: Reader, role: str, company_id: int | None, record: Record) -> bool:
    if not isinstance(record, PropertyValue):
        return False
    definition = await read.get(PropertyDefinition, record.definition_id)
    noun = VALUED.get(record.record_kind)
    if noun is None or definition is None or not is_shared(definition):
        return False
    holder = await read.get(noun, record.record_id)
    return holder is not None and await sees(read, role, company_id, holder)


DOCUMENT_TESTS: dict[str, DocumentTest] = {
    "all": _all,
    "none": _none,
    "shown_to_owner": _shown_to_owner,
    "shown_to_supplier": _shown_to_supplier,
}
"""Those that a change order may have."""
TESTS: dict[str, Test] = {
    **DOCUMENT_TESTS,
    "items_shown_to_owner": _items_shown,
    "items_shown_to_supplier": _items_shown,
    "own_contracts": _own_contracts,
    "rows_of_own_contracts": _rows_of_own_contracts,
    "not_private": _not_private,
    "open_contracts": _open_contracts,
    "shared_definitions": _shared_definitions,
    "shared_values": _shared_values,
}


def conditions() -> set[str]:
    """Every row condition the table of views names."""
    views: list[View] = [view for nouns in VIEWS.values() for view in nouns.values()]
    return {view.rows for view in views} | {"all", "none"}
