"""One line of a contract of either side: found, made, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import NotFound, invalid
from changewright.core.pricing import CALCULATED, MANUAL
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.work import main_contracts, schedule_of_values
from changewright.work.screening import named
from changewright.work.unit import LedgerReader, Unit

from ..budget_codes import take_budget
from ..contract_bodies import as_sent
from ..fields import Rendering
from ..place import Place
from .fields import FIELDS
from .shapes import COMMITMENT_LINES, PRIME_LINES, Side

ANY_FORM = "any"
"""Commitments of either form, as v2.0 has them together."""
Line = ScheduleOfValue | MainContractItem
Holder = Contract | MainContract


async def find_contract(
    read: LedgerReader, side: Side, form: str, contract_id: int | None
) -> Holder:
    """The contract whose lines are asked for. Raises `NotFound` for none of this form."""
    found: Holder | None = None
    if contract_id is not None:
        if side is PRIME_LINES:
            found = await named(read, MainContract, contract_id)
        else:
            commitment = await named(read, Contract, contract_id)
            is_meant = commitment is not None and form in (commitment.form, ANY_FORM)
            found = commitment if is_meant else None
    if found is None:
        raise NotFound("There is no contract with this id here.")
    return found


async def find_line(read: LedgerReader, contract: Holder, line_id: int | None) -> Line | None:
    """A line of the contract: a top row that stands for no change order."""
    if line_id is None:
        return None
    if isinstance(contract, MainContract):
        item = await named(read, MainContractItem, line_id)
        is_own = item is not None and item.main_contract_id == contract.id
        return item if item is not None and is_own and item.parent_id is None else None
    row = await named(read, ScheduleOfValue, line_id)
    if row is None or row.contract_id != contract.id:
        return None
    return row if row.parent_id is None and row.association_id is None else None


async def line_of_origin(read: LedgerReader, contract: Holder, origin_id: str) -> Line | None:
    """The line of the contract that has this origin."""
    side = PRIME_LINES if isinstance(contract, MainContract) else COMMITMENT_LINES
    columns: dict[str, Any] = {side.contract_column: contract.id, "origin_id": origin_id}
    for row in await read.where(side.noun, **columns):
        found = await find_line(read, contract, row.id)
        if found is not None:
            return found
    return None


def check_tax(rendering: Rendering, place: Place, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` for a tax code that is none of the company's."""
    tax_code_id = values.get("tax_code_id")
    if tax_code_id is None:
        return
    found = rendering.directory.tax_codes.get(tax_code_id)
    if found is None or not found.active or found.account_id != place.project.account_id:
        raise invalid("tax_code_id", "reference", f"There is no tax code {tax_code_id} here")


async def make_line(
    unit: Unit, contract: Holder, values: dict[str, Any], rendering: Rendering, place: Place
) -> Line:
    """A new line at the contract's end. Without a word on how it comes to its amount, it is
    calculated if it has both factors and no amount."""
    check_tax(rendering, place, values)
    columns = await _columns(unit, values, rendering, place, None)
    if "extended_type" not in columns:
        factors = (columns.get("quantity"), columns.get("unit_price"))
        is_product = columns.get("amount") is None and None not in factors
        columns["extended_type"] = CALCULATED if is_product else MANUAL
    columns.setdefault("name", "")
    with as_sent(FIELDS):
        if isinstance(contract, MainContract):
            return await main_contracts.create_item(unit, contract, columns)
        return await schedule_of_values.create(unit, {**columns, "contract_id": contract.id})


async def change_line(
    unit: Unit,
    contract: Holder,
    line: Line,
    values: dict[str, Any],
    rendering: Rendering,
    place: Place,
) -> Line:
    """A line with the values of a body; what is not given stays, and so does how it comes to its
    amount."""
    check_tax(rendering, place, values)
    columns = await _columns(unit, values, rendering, place, line.budget_id)
    columns.setdefault("extended_type", line.extended_type)
    if columns["extended_type"] == CALCULATED:
        columns.pop("amount", None)
    with as_sent(FIELDS):
        if isinstance(line, MainContractItem):
            assert isinstance(contract, MainContract)
            return await main_contracts.edit_item(unit, contract, line, columns)
        return await schedule_of_values.edit(unit, line, columns)


async def delete_line(unit: Unit, contract: Holder, line: Line) -> None:
    if isinstance(line, MainContractItem):
        assert isinstance(contract, MainContract)
        await main_contracts.delete_item(unit, contract, line)
    else:
        await schedule_of_values.delete(unit, line)


async def _columns(
    unit: Unit,
    values: dict[str, Any],
    rendering: Rendering,
    place: Place,
    budget_id: int | None,
) -> dict[str, Any]:
    account_id = place.project.account_id
    columns = await take_budget(unit, rendering.directory, account_id, values, budget_id)
    if "name" in columns and columns["name"] is None:
        columns["name"] = ""
    return columns
