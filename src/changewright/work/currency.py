"""Currencies of contracts and of the project, and the project's list of exchange rates.

A contract in another currency has a rate, typed or taken from the list; without one it is refused,
so that amounts of different currencies are never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import Conflict, InUse, Problem, invalid
from changewright.core.exchange import (
    ONE,
    check_currency,
    check_exchange_rate,
    check_rates,
    is_foreign,
    rate_on,
)
from changewright.core.money import Decimal
from changewright.core.records import CostItem
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_currency import ExchangeRate

from .permission import require_write
from .unit import Unit

OF_CONTRACT = ("currency", "exchange_rate", "forecast_exchange_rate")


# -- contracts ------------------------------------------------------------------------------------


async def checked_contract(
    unit: Unit, changes: Mapping[str, Any], before: Contract | None = None
) -> dict[str, Any]:
    """The rate that a contract gets with these columns, if nobody typed one.

    Raises `Invalid` naming the column: for what is no currency, for a rate of 0 or less, for a
    contract in another currency for which there is no rate, and for a rate other than 1 in the
    project's own; `InUse` where cost items have amounts in the currency it had.
    """
    if before is not None and not changes.keys() & {*OF_CONTRACT}:
        return {}
    check_currency(changes.get("currency"), "currency")
    check_rates(changes, OF_CONTRACT[1:])
    base = unit.settings.currency
    was = base if before is None else before.currency or base
    currency = changes.get("currency", was) or base
    turned = before is not None and currency != was
    if before is not None and turned and (is_foreign(was, base) or is_foreign(currency, base)):
        await _refuse_with_items(unit, before)
    rate = changes.get("exchange_rate", None if before is None or turned else before.exchange_rate)
    if base is None:
        await _refuse_mixture(unit, currency, rate, before)
    elif not is_foreign(currency, base):
        if rate not in (None, ONE) and "exchange_rate" in changes:
            detail = f"exchange_rate is 1 for a contract in {base}, the project's own currency"
            raise invalid("exchange_rate", "rule", detail)
        return {"exchange_rate": None} if turned and "exchange_rate" not in changes else {}
    elif rate is None and currency is not None:
        return {"exchange_rate": await _rate_of_project(unit, currency, base)}
    return {}


async def _rate_of_project(unit: Unit, currency: str, base: str) -> Decimal:
    """What the project's list says of today."""
    rates = await unit.read.where(ExchangeRate, from_currency=currency, to_currency=base)
    rate = rate_on(rates, currency, base, unit.now.date())
    if rate is None:
        detail = (
            f"exchange_rate is missing: there is none from {currency} to {base} for "
            f"{unit.now.date()}, and amounts of different currencies are not added without one"
        )
        raise invalid("exchange_rate", "rule", detail)
    return rate


async def _refuse_with_items(unit: Unit, contract: Contract) -> None:
    if await unit.read.where(CostItem, limit=1, contract_id=contract.id):
        detail = "currency cannot be changed: cost items of the contract have amounts in it"
        raise InUse(detail, Problem("currency", "rule", detail))


async def _refuse_mixture(
    unit: Unit, currency: str | None, rate: Decimal | None, own: Contract | None
) -> None:
    """In a project whose currency nobody said, contracts without a rate are of one currency."""
    if currency is None or rate is not None:
        return
    for other in await unit.read.where(Contract, exchange_rate=None):
        is_own = own is not None and other.id == own.id
        if other.currency not in (None, currency) and not is_own:
            detail = (
                f"exchange_rate is missing: contract {other.code} is in {other.currency}, and the "
                "project has no currency to which both could be brought"
            )
            raise invalid("exchange_rate", "rule", detail)


def checked_main_contract(unit: Unit, changes: Mapping[str, Any]) -> None:
    """An owner's contract is in the project's currency, in which its side is counted. Raises
    `Invalid` naming the column."""
    check_currency(changes.get("currency"), "currency")
    check_rates(changes, ("exchange_rate",))
    if is_foreign(changes.get("currency"), unit.settings.currency):
        detail = f"currency must be {unit.settings.currency}: a main contract is in the project's"
        raise invalid("currency", "rule", detail)


async def checked_project(unit: Unit, currency: str | None) -> None:
    """Whether a project's currency may become this one. Raises `Conflict` where contracts have
    rates to the one it had, or would be without a rate to the new one."""
    check_currency(currency, "currency")
    base = unit.settings.currency
    if currency == base:
        return
    for contract in await unit.read.where(Contract):
        has_rate = contract.exchange_rate not in (None, ONE)
        if (base is not None and has_rate) or (
            not has_rate and is_foreign(contract.currency, currency)
        ):
            _refuse_project(f"contract {contract.code} is in {contract.currency}")
    for owners in await unit.read.where(MainContract):
        if is_foreign(owners.currency, currency):
            _refuse_project(f"main contract {owners.code} is in {owners.currency}")


def _refuse_project(why: str) -> None:
    detail = f"the project's currency cannot be changed: {why}"
    raise Conflict(detail, Problem("currency", "rule", detail))


# -- the project's exchange rates -----------------------------------------------------------------


async def create_rate(unit: Unit, fields: Mapping[str, Any]) -> ExchangeRate:
    """A new exchange rate. Raises `Invalid` naming the column."""
    require_write(unit.actor, ExchangeRate.TABLE)
    check_exchange_rate(fields)
    await _refuse_second(unit, fields, None)
    return unit.new(ExchangeRate, **fields)


async def edit_rate(unit: Unit, rate: ExchangeRate, fields: Mapping[str, Any]) -> ExchangeRate:
    """Change an exchange rate. Contracts that took it keep what they took."""
    require_write(unit.actor, ExchangeRate.TABLE)
    wanted = {name: getattr(rate, name) for name in ExchangeRate.__struct_fields__} | dict(fields)
    check_exchange_rate(wanted)
    await _refuse_second(unit, wanted, rate)
    return unit.change(rate, "updated", **fields)


async def delete_rate(unit: Unit, rate: ExchangeRate) -> None:
    """Delete an exchange rate. Contracts that took it keep what they took."""
    require_write(unit.actor, ExchangeRate.TABLE)
    unit.delete(rate)


async def _refuse_second(unit: Unit, wanted: Mapping[str, Any], own: ExchangeRate | None) -> None:
    """Two rates between the same currencies do not begin on the same day."""
    for other in await unit.read.where(
        ExchangeRate,
        from_currency=wanted["from_currency"],
        to_currency=wanted["to_currency"],
        start_date=wanted.get("start_date"),
    ):
        if own is None or other.id != own.id:
            detail = "start_date is that of another rate between these currencies"
            raise invalid("start_date", "rule", detail)
