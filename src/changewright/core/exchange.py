"""Money in several currencies: which amounts are in which, and what brings them together. Pure.

A cost item's estimated, submitted and approved amounts are in the project's currency; proposed and
committed amounts are in that of the item's contract, with a rate each (autodesk.md §3.2, §3.3). A
rate says what one unit of the contract's currency is worth in the project's. What is converted is
rounded once, to the four places that amounts are kept with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from .currencies import ISO_4217
from .errors import invalid
from .kinds import KIND
from .money import Decimal, divide, multiply, quotient
from .records import CostItem
from .records_currency import ExchangeRate

ONE = Decimal(1)
CONVERTED_PLACES = 4

# The amounts of a cost item that are in its contract's currency, with the column of their rate.
RATE_OF: Mapping[str, str] = {
    "proposed": "proposed_exchange_rate",
    "committed": "committed_exchange_rate",
}
RATES_OF_ITEM = tuple(RATE_OF.values())
# What takes an estimate, which is in the project's currency, into the contract's.
ESTIMATE_RATE = "proposed_exchange_rate"


def in_contract_currency(item: CostItem, source: str, amount: Decimal) -> Decimal:
    """One of an item's amounts as the contract with its supplier counts it."""
    if source in RATE_OF:
        return amount
    rate: Decimal | None = getattr(item, ESTIMATE_RATE)
    return amount if not rate or rate == ONE else divide(amount, rate, CONVERTED_PLACES)


def in_project_currency(item: CostItem, source: str, amount: Decimal) -> Decimal:
    """One of an item's amounts as the project counts it."""
    rate: Decimal | None = getattr(item, RATE_OF[source]) if source in RATE_OF else None
    return amount if rate is None or rate == ONE else multiply(amount, rate, CONVERTED_PLACES)


class Counting(msgspec.Struct, frozen=True):
    """What amounts are counted in: the project's currency, or that of a contract or an item, of
    which one unit is worth `rate` of the project's. `currency` is its code, where it is named."""

    of: tuple[str, int] | None = None
    rate: Decimal = ONE
    currency: str | None = None


IN_PROJECT = Counting()


def counting_of(item: CostItem, amount: str, currency: str | None) -> Counting:
    """What one of an item's amounts is counted in. `currency` is what its contract names."""
    if amount not in RATE_OF:
        return IN_PROJECT
    of = ("cost_item", item.id) if item.contract_id is None else ("contract", item.contract_id)
    return Counting(of, getattr(item, RATE_OF[amount]) or ONE, currency)


def recounted(value: Decimal, source: Counting, target: Counting, places: int) -> Decimal:
    """An amount or a price as another record counts it: as it stands where both are of one
    currency, else brought there by both rates and rounded once."""
    is_same = source.of == target.of or source.currency == target.currency is not None
    if is_same or source.rate == target.rate:
        return value
    return quotient(value, source.rate, target.rate, places)


def counts_in_project(kind: str) -> bool:
    """Whether all totals of a document are in the project's currency. Of what goes to one supplier
    alone, those of his side are in that of his contract (`is_of_contract`)."""
    return KIND[kind].tracks != ("cost",)


def is_of_contract(kind: str, amount: str) -> bool:
    """Whether one of the five totals of a document of `kind` is in the currency of its contract.
    What a supplier asks and gets is, on a document that goes to him alone; estimated, submitted and
    approved totals add up amounts in the project's currency, on whatever they stand."""
    return amount in RATE_OF and not counts_in_project(kind)


COMMITMENT_KINDS = tuple(kind for kind in KIND if not counts_in_project(kind))
"""The kinds that go to one supplier alone."""


def check_currency(code: object, field: str) -> None:
    """Raise `Invalid` naming the field unless the code is one of ISO 4217, or nothing."""
    if code is not None and code not in ISO_4217:
        detail = f"{field} must be a currency of ISO 4217 by its three capital letters, as USD"
        raise invalid(field, "choice", detail)


def check_rate(rate: Decimal | None, field: str) -> None:
    """Raise `Invalid` naming the field for a rate of 0 or less, which would make money of none."""
    if rate is not None and rate <= 0:
        raise invalid(field, "range", f"{field} must be more than 0")


def check_rates(values: Mapping[str, Any], columns: Iterable[str]) -> None:
    """`check_rate` of those of the columns that are given."""
    for column in columns:
        check_rate(values.get(column), column)


def is_foreign(currency: str | None, project_currency: str | None) -> bool:
    """Whether amounts of a contract need a rate to be added to the project's: both say in what
    currency they are, and it is not the same."""
    return currency is not None and project_currency is not None and currency != project_currency


def rate_on(
    rates: Iterable[ExchangeRate], from_currency: str, to_currency: str, day: date
) -> Decimal | None:
    """The rate of a day, the one that began last; None where there is none."""
    found = [
        one
        for one in rates
        if (one.from_currency, one.to_currency) == (from_currency, to_currency)
        and (one.start_date is None or one.start_date <= day)
        and (one.end_date is None or one.end_date >= day)
    ]
    latest = max(found, key=lambda one: (one.start_date or date.min, one.id), default=None)
    return None if latest is None else latest.exchange_rate


def check_exchange_rate(values: Mapping[str, Any]) -> None:
    """What an exchange rate must be: between two different currencies, more than 0, and no longer
    ended than begun. Raises `Invalid` naming `from`, `to`, or the column."""
    check_currency(values["from_currency"], "from")
    check_currency(values["to_currency"], "to")
    if values["from_currency"] == values["to_currency"]:
        raise invalid("to", "rule", "to is the currency that the rate is from")
    check_rate(values["exchange_rate"], "exchange_rate")
    start, end = values.get("start_date"), values.get("end_date")
    if start is not None and end is not None and end < start:
        raise invalid("end_date", "rule", "end_date lies before the start date")
