"""Naming what a record refers to: other records, companies, people, as the caller may know them."""

from __future__ import annotations

from collections.abc import Iterable

from changewright.core.people import Company, Person
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.context import Context
from changewright.work.unit import LedgerReader

from ..reading import hidden_of, seen
from .views import RecordReference

NAMED: dict[str, type[Record]] = {
    noun.TABLE: noun for noun in (ChangeOrder, CostItem, Contract, MainContract, Budget)
}
"""The nouns that fields refer to, by their tables."""


def reference(record: Record) -> RecordReference:
    """A record by number (or code) and name."""
    return RecordReference(
        noun=record.TABLE,
        kind=getattr(record, "kind", None) if isinstance(record, ChangeOrder) else None,
        id=record.uuid,
        autodesk_id=None,
        number=getattr(record, "number", None) or getattr(record, "code", None),
        name=getattr(record, "name", None) or "",
    )


def seen_reference(context: Context, record: Record) -> RecordReference:
    """The same, with no number or name that is hidden from the caller's audience."""
    shown, hidden = reference(record), hidden_of(context, record)
    shown.number = None if {"number", "code"} & hidden else shown.number
    shown.name = "" if "name" in hidden else shown.name
    return shown


def company_reference(context: Context, company_id: int | None) -> RecordReference | None:
    """A company; to those outside the contractor none but their own is named."""
    company = None if company_id is None else context.services.directory.company(company_id)
    if company is None or (context.role.audience != "full" and company.id != context.company_id):
        return None
    return _of_directory("company", company)


def person_reference(context: Context, person_id: int | None) -> RecordReference | None:
    """A person; to those outside the contractor none but themselves are named."""
    person = None if person_id is None else context.services.directory.person(person_id)
    if person is None or (context.role.audience != "full" and person.id != context.person.id):
        return None
    return _of_directory("person", person)


def _of_directory(noun: str, one: Company | Person) -> RecordReference:
    return RecordReference(
        noun=noun,
        kind=None,
        id=one.uuid,
        autodesk_id=one.autodesk_id,
        number=None,
        name=one.name,
    )


class Names:
    """References, each looked up once. What the caller does not see is None."""

    def __init__(self, context: Context, read: LedgerReader) -> None:
        self._context = context
        self._read = read
        self._known: dict[tuple[str, int], RecordReference | None] = {}

    async def load(self, noun: type[Record], ids: Iterable[int | None]) -> None:
        """Look up many at once."""
        wanted = {one for one in ids if one is not None and (noun.TABLE, one) not in self._known}
        found = await self._read.many(noun, sorted(wanted)) if wanted else []
        for record in await seen(self._context, self._read, found):
            self._known[noun.TABLE, record.id] = seen_reference(self._context, record)
        for missing in wanted:
            self._known.setdefault((noun.TABLE, missing), None)

    def known(self, noun: str, record_id: int | None) -> RecordReference | None:
        """One that was loaded; companies and people need not be."""
        if noun == "company":
            return company_reference(self._context, record_id)
        if noun == "person":
            return person_reference(self._context, record_id)
        return None if record_id is None else self._known.get((noun, record_id))

    async def of(self, noun: type[Record], record_id: int | None) -> RecordReference | None:
        """One reference."""
        await self.load(noun, (record_id,))
        return self.known(noun.TABLE, record_id)
