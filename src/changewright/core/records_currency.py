"""The noun of exchange rates between the currencies of a project's contracts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from .money import Price
from .records import Record


class ExchangeRate(Record, frozen=True, kw_only=True):
    """One unit of `from_currency` in `to_currency`, from `start_date` to `end_date`, both included;
    a missing date is no limit (autodesk.md §5.10, the internal `exchange-rates`)."""

    TABLE: ClassVar[str] = "exchange_rate"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("from_currency", "to_currency"),)

    from_currency: str
    to_currency: str
    exchange_rate: Price
    start_date: date | None = None
    end_date: date | None = None
